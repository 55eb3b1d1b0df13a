"""The settings with which Neo4j serves Browser with moneyloop's style and guide."""

from __future__ import annotations

LOOPBACK = ("127.0.0.1", "localhost")
FOLDER = "browser/moneyloop"
"""The folder of moneyloop's files, in the archive and on the server."""


def settings(host: str, bolt: int, http: int) -> dict[str, str]:
    """The settings, by name, of a server with these Bolt and HTTP ports.

    `host` is the name of the server in a user's web browser, one of LOOPBACK.
    """
    files = f"http://{host}:{http}/{FOLDER}"
    # Browser also sends an HTTP request to the Bolt port, to find out what it speaks.
    connects = " ".join(
        f"{scheme}://{name}:{port}"
        for name in LOOPBACK
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
        # A command of Browser without its colon. Style and settings come from storage.js: commands
        # for them would each leave a frame with its output.
        "browser.post_connect_cmd": f"guide {files}/guide.html",
        "dbms.security.http_static_content_security_policy_header": "; ".join(
            f"{name} {value}" for name, value in policy.items()
        ),
    }
