"""What is said of an address that is none, and of a server that cannot be talked to."""

from __future__ import annotations

import ssl

import pytest

from moneyloop.graph.away import SCHEMES, what_is_wrong_with, why_away


@pytest.mark.parametrize(
    ("uri", "parts"),
    [
        ("localhost:7687", ["no address of a Neo4j", "neo4j://host:7687"]),
        ("", ["no address of a Neo4j"]),
        ("neo4j://", ["no address of a Neo4j"]),
        ("ftp://host", ["no address of a Neo4j", "bolt+ssc"]),
        ("http://host:7474", ["for a browser", "neo4j://host:7687"]),
        ("https://x.databases.neo4j.io", ["for a browser", "neo4j+s://x.databases.neo4j.io"]),
        ("neo4j://host:abc", ["'abc'"]),
        ("bolt://host:99999", ["out of range"]),
        ("neo4j://[::1", ["no address"]),
        ("neo4j://host/movies", ["NEO4J_DATABASE"]),
    ],
)
def test_what_is_no_address_is_told(uri: str, parts: list[str]) -> None:
    told = what_is_wrong_with(uri)
    assert told is not None
    for part in parts:
        assert part in told


@pytest.mark.parametrize("scheme", SCHEMES)
def test_addresses_are_let_through(scheme: str) -> None:
    for rest in ("host", "host:7687", "host/", "[::1]:7687", "例え.jp:1", "host:7687?region=eu"):
        assert what_is_wrong_with(f"{scheme}://{rest}") is None
    assert what_is_wrong_with(f"{scheme.upper()}://host") is None


def test_a_certificate_that_is_not_trusted_is_told_from_anywhere_behind_an_error() -> None:
    untrusted = ssl.SSLCertVerificationError(1, "certificate verify failed")
    untrusted.verify_message = "self-signed certificate"
    outer = RuntimeError("no routing table")
    outer.__cause__ = ExceptionGroup("all failed", [OSError("one"), untrusted])
    told = why_away("neo4j+s://host:7687", outer)
    assert told is not None
    for part in ("self-signed certificate", "SSL_CERT_FILE", "neo4j+ssc://host:7687"):
        assert part in told


def test_a_server_without_encryption_and_one_with_it_are_told_apart() -> None:
    no_tls, no_bolt = (
        ssl.SSLEOFError(8, "EOF"),
        OSError("closed with incomplete handshake response"),
    )
    assert "does not speak TLS" in str(why_away("bolt+s://host", no_tls))
    assert "bolt://" in str(why_away("bolt+s://host", no_tls))
    assert "bolt+s://" in str(why_away("bolt://host", no_bolt))


def test_nothing_is_made_up() -> None:
    assert why_away("bolt://host", ConnectionRefusedError(111, "refused")) is None
