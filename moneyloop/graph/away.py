"""Why a server could not be talked to, as far as what the driver raised tells it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
OVER_THE_WEB = ("http", "https")
NO_BOLT = ("incomplete handshake", "looks like HTTP", "unknown protocol", "Unknown Bolt")


def what_is_wrong_with(uri: str) -> str | None:
    """Why it is no address of a Neo4j, and what would be one; None where it may be one."""
    try:
        parts = urlsplit(uri)
        host, scheme = parts.hostname, parts.scheme
        port = parts.port
    except ValueError as error:
        return f"NEO4J_URI {uri!r} is no address: {error}. Write it like neo4j://host:7687."
    if scheme in OVER_THE_WEB:
        secure = "neo4j+s" if scheme == "https" else "neo4j"
        return (
            f"NEO4J_URI {uri!r} is an address for a browser; programs use another one of the same "
            f"server. Write {secure}://{host}:7687, or the port at which it speaks Bolt."
        )
    if scheme not in SCHEMES or not host:
        return (
            f"NEO4J_URI {uri!r} is no address of a Neo4j. Write it like neo4j://host:7687, or "
            f"neo4j+s://host:7687 with encryption; it may begin with {', '.join(SCHEMES)}."
        )
    if port == 0 or parts.path.strip("/"):
        return (
            f"NEO4J_URI {uri!r} is no address of a Neo4j: nothing may stand after host and "
            "port. NEO4J_DATABASE names the database."
        )
    return None


def why_away(uri: str, error: BaseException) -> str | None:
    """What encryption has to do with it that nobody answered; None where it has nothing."""
    causes = list(_causes(error))
    place, scheme = urlsplit(uri).netloc, urlsplit(uri).scheme
    plain = scheme.partition("+")[0]
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"{uri} shows a certificate that is not trusted here "
                f"({cause.verify_message.rstrip('.')}). Use the host name that it is made out to, "
                "or set SSL_CERT_FILE to a file with the certificate of its authority; on a "
                "network that you trust, write "
                f"{plain}+ssc://{place} to accept any."
            )
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return (
                f"what answers at {uri} does not speak TLS. Name the port at which it speaks Bolt, "
                f"or write {plain}:// where it is not encrypted."
            )
    if any(sign in str(cause) for cause in causes for sign in NO_BOLT):
        return (
            f"something answers at {uri}, but speaks no Bolt. Name the port at which Neo4j does "
            f"(7687 as a rule), and write {plain}+s:// where it is encrypted."
        )
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and all behind it."""
    if error is None:
        return
    yield error
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _causes(one)
    yield from _causes(error.__cause__ or error.__context__)
