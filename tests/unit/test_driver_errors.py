"""What is said when a server cannot be connected to, and which errors the driver's become."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from neo4j import exceptions

from moneyloop.errors import MoneyloopError
from moneyloop.graph.address import Address
from moneyloop.graph.driver_errors import connection_problem, translate_driver_errors
from moneyloop.graph.errors import Neo4jUnavailable, QueryFailed, QueryTooLarge
from moneyloop.graph.home import Home

NAMED = Address("bolt://host:1", "neo4j", "secret", "neo4j", private=False)


def test_an_untrusted_certificate_is_found_behind_any_error() -> None:
    untrusted = ssl.SSLCertVerificationError(1, "certificate verify failed")
    untrusted.verify_message = "self-signed certificate"
    outer = RuntimeError("no routing table")
    outer.__cause__ = ExceptionGroup("all failed", [OSError("one"), untrusted])
    message = connection_problem("neo4j+s://host:7687", outer)
    assert message is not None
    for part in ("self-signed certificate", "SSL_CERT_FILE", "neo4j+ssc://host:7687"):
        assert part in message


def test_a_server_without_encryption_is_recognised() -> None:
    no_tls = ssl.SSLEOFError(8, "EOF")
    not_bolt = OSError("closed with incomplete handshake response")
    assert "does not speak TLS" in str(connection_problem("bolt+s://host", no_tls))
    assert "bolt://" in str(connection_problem("bolt+s://host", no_tls))
    assert "bolt+s://" in str(connection_problem("bolt://host", not_bolt))


def test_a_refused_connection_is_not_blamed_on_encryption() -> None:
    assert connection_problem("bolt://host", ConnectionRefusedError(111, "refused")) is None


def server_error(code: str) -> exceptions.Neo4jError:
    return exceptions.Neo4jError._hydrate_neo4j(code=code, message="the server's words")


@pytest.mark.parametrize(
    ("raised", "expected", "part"),
    [
        (exceptions.ServiceUnavailable("gone"), Neo4jUnavailable, "no Neo4j server answers at"),
        (
            exceptions.ConfigurationError("odd"),
            Neo4jUnavailable,
            "not the address of a Neo4j server",
        ),
        (exceptions.DriverError("odd"), Neo4jUnavailable, "cannot be used: odd"),
        (OSError(111, "refused"), Neo4jUnavailable, "no Neo4j server answers at"),
        ("Neo.ClientError.Security.Unauthorized", Neo4jUnavailable, "refused user 'neo4j'"),
        ("Neo.ClientError.Database.DatabaseNotFound", Neo4jUnavailable, "has no database"),
        ("Neo.ClientError.Statement.SyntaxError", QueryFailed, "the server's words"),
        ("Neo.ClientError.Statement.ParameterMissing", QueryFailed, "--param NAME=VALUE"),
        (
            "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
            QueryTooLarge,
            "needs more memory",
        ),
        (
            "Neo.TransientError.General.OutOfMemoryError",
            QueryTooLarge,
            "needs more memory",
        ),
        (
            "Neo.DatabaseError.Transaction.TransactionLogError",
            Neo4jUnavailable,
            "cannot continue (TransactionLogError)",
        ),
    ],
    ids=str,
)
def test_an_error_of_the_driver_becomes_one_of_ours(
    raised: Exception | str, expected: type[MoneyloopError], part: str
) -> None:
    error = server_error(raised) if isinstance(raised, str) else raised
    with pytest.raises(MoneyloopError) as caught, translate_driver_errors(NAMED):
        raise error
    assert type(caught.value) is expected
    assert part in str(caught.value)
    assert caught.value.__cause__ is error


def test_a_private_server_that_is_not_running_has_nothing_to_kill(tmp_path: Path) -> None:
    private = Address("bolt://host:1", "neo4j", "secret", "neo4j", True, Home(tmp_path))
    with pytest.raises(Neo4jUnavailable, match="Free disk space"), translate_driver_errors(private):
        raise server_error("Neo.DatabaseError.Transaction.TransactionLogError")
