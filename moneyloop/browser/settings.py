"""The settings by which Neo4j serves Browser with moneyloop's style and guide, and nothing else."""

from __future__ import annotations

LOOPBACK = ("127.0.0.1", "localhost")
FOLDER = "browser/moneyloop"
"""Where the files stand, in the archive and on the server."""


def settings(host: str, bolt: int, http: int) -> dict[str, str]:
    """The settings of a server whose Bolt and HTTP ports are these, by their names.

    `host` is how a person's browser calls the server; it is one of LOOPBACK.
    """
    files = f"http://{host}:{http}/{FOLDER}"
    # By HTTP Browser asks Bolt's port, too, what it is.
    connects = " ".join(
        f"{scheme}://{one}:{port}"
        for one in LOOPBACK
        for scheme, port in (("http", http), ("http", bolt), ("ws", bolt))
    )
    policy = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "connect-src": f"'self' {connects}",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "client.allow_telemetry": "false",
        "browser.remote_content_hostname_whitelist": ",".join(LOOPBACK),
        # Each command's colon is left out; a semicolon stands between them.
        "browser.post_connect_cmd": "; ".join(
            (
                f"style {files}/moneyloop.grass",
                'config {"autoComplete": false, "allowUserStats": false}',
                f"guide {files}/guide.html",
            )
        ),
        "dbms.security.http_static_content_security_policy_header": "; ".join(
            f"{name} {value}" for name, value in policy.items()
        ),
    }
