"""Translates what Neo4j's driver raises into our errors, with messages that say what to do next."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from moneyloop.graph.address import Address
from moneyloop.graph.errors import Neo4jUnavailable, QueryFailed, QueryTooLarge
from moneyloop.graph.server import kill_server

if TYPE_CHECKING:
    from neo4j.exceptions import Neo4jError

# The pool of a query or of all of them is used up, or the whole heap of the server.
OUT_OF_MEMORY = ("MemoryPoolOutOfMemory", ".General.OutOfMemoryError")

# The server itself is at fault, whatever the query was.
NOT_WRITTEN = ".DatabaseError.Transaction."
SERVER_FAULTS = (NOT_WRITTEN, ".DatabaseUnavailable")

NOT_BOLT = ("incomplete handshake", "looks like HTTP", "unknown protocol", "Unknown Bolt")

HINTS = {
    "ParameterMissing": "Give it with --param NAME=VALUE.",
    "AccessMode": "Reports and queries only read; `moneyloop load` writes.",
}


@contextmanager
def translate_driver_errors(address: Address) -> Iterator[None]:
    """Turns what the driver raises into Neo4jUnavailable or QueryFailed.

    A private server that could not write its transaction log is killed, which saves its data.
    """
    from neo4j import exceptions as driver_errors

    try:
        yield
    except driver_errors.AuthError as error:
        raise Neo4jUnavailable(_login_refused(address, error.code or "")) from error
    except driver_errors.ConfigurationError as error:
        raise Neo4jUnavailable(not_an_address(address, error)) from error
    except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired, OSError) as error:
        message = connection_problem(address.uri, error) or _no_answer(address)
        raise Neo4jUnavailable(message) from error
    except driver_errors.Neo4jError as error:
        code = error.code or ""
        if "DatabaseNotFound" in code:
            raise Neo4jUnavailable(
                f"{address.uri} has no database {address.database!r}. "
                "Set NEO4J_DATABASE to an existing one."
            ) from error
        if "RateLimit" in code:
            raise Neo4jUnavailable(_login_refused(address, code)) from error
        if is_out_of_memory(error):  # it happened on commit: before that, retry.py raises
            raise too_large() from error
        if any(part in code for part in SERVER_FAULTS):
            if address.home and NOT_WRITTEN in code:
                kill_server(address.home)
            raise Neo4jUnavailable(_server_fault(address, code)) from error
        raise QueryFailed(_message(error)) from error
    except driver_errors.DriverError as error:
        raise Neo4jUnavailable(f"Neo4j at {address.uri} cannot be used: {error}") from error


def is_out_of_memory(error: Neo4jError) -> bool:
    """Whether a query or a transaction outgrew the memory that the server allows it."""
    return any(part in (error.code or "") for part in OUT_OF_MEMORY)


def too_large() -> QueryTooLarge:
    """The error for such a query."""
    return QueryTooLarge(
        "the query needs more memory than the server allows a query. Narrow it (fewer hops, a "
        "date, firms, a higher minimum amount), or give the server more memory (MONEYLOOP_HEAP "
        "for the private one, then `moneyloop server stop`)."
    )


def not_an_address(address: Address, error: Exception) -> str:
    """The message for an address that the driver itself rejects."""
    return (
        f"{address.uri!r} is not the address of a Neo4j server: {error}. "
        "Write NEO4J_URI like neo4j://host:7687, or neo4j+s://host:7687 with encryption."
    )


def connection_problem(uri: str, error: BaseException) -> str | None:
    """The message if encryption or another protocol is in the way; None if neither is."""
    causes = list(_causes(error))
    host_and_port, scheme = urlsplit(uri).netloc, urlsplit(uri).scheme
    unencrypted = scheme.partition("+")[0]
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"{uri} presented a certificate that this machine does not trust "
                f"({cause.verify_message.rstrip('.')}). Use the host name in the certificate, "
                "or set SSL_CERT_FILE to a file with the certificate of its authority; on a "
                f"network that you trust, write {unencrypted}+ssc://{host_and_port} to accept any."
            )
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return (
                f"the server at {uri} does not speak TLS. Use its Bolt port, "
                f"or write {unencrypted}:// if the connection is not encrypted."
            )
    if any(sign in str(cause) for cause in causes for sign in NOT_BOLT):
        return (
            f"the server at {uri} does not speak Bolt. Use Neo4j's Bolt port "
            f"(usually 7687), and write {unencrypted}+s:// if it is encrypted."
        )
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and all exceptions behind it."""
    if error is None:
        return
    yield error
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _causes(member)
    yield from _causes(error.__cause__ or error.__context__)


def _login_refused(address: Address, code: str) -> str:
    if "RateLimit" in code:
        return (
            f"{address.uri} is refusing logins for a while after too many failed attempts; wait "
            "and try again."
        )
    if address.private:
        return (
            "the private Neo4j rejects the password in its file, because it was changed "
            "elsewhere. Write the new password to the file that `moneyloop browser` shows."
        )
    return (
        f"{address.uri} refused user {address.user!r}: wrong user or password. "
        "Set NEO4J_USERNAME and NEO4J_PASSWORD (or NEO4J_PASSWORD_FILE)."
    )


def _no_answer(address: Address) -> str:
    if address.private:
        return (
            "the private Neo4j has stopped. `moneyloop server logs` shows why; run the command "
            "again."
        )
    return (
        f"no Neo4j server answers at {address.uri}. Start it or fix NEO4J_URI; "
        "without NEO4J_URI a private server is used."
    )


def _server_fault(address: Address, code: str) -> str:
    fault = code.rpartition(".")[2]
    if address.private:
        return (
            f"the private Neo4j cannot continue ({fault}); its disk may be full. Free disk space "
            "in its home folder, which `moneyloop server status` shows, and run the command again."
        )
    return (
        f"Neo4j at {address.uri} cannot continue ({fault}); its disk may be full. Its log shows "
        "why; run the command again once that is fixed."
    )


def _message(error: Any) -> str:
    """Neo4j's own message, without what the driver wraps around it, and what to do next."""
    message = str(getattr(error, "message", None) or error)
    hints = [hint for code, hint in HINTS.items() if code in (error.code or "")]
    return ". ".join([message.rstrip("."), *hints]) if hints else message
