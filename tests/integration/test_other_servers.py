"""Servers that NEO4J_URI names: routing, databases, bookmarks, addresses that are wrong.

One server stands in for a cluster: it answers the question for a routing table with itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from moneyloop.graph import server
from moneyloop.graph.address import Address
from moneyloop.graph.connection import Graph, connect
from moneyloop.graph.credentials import USER, password
from moneyloop.graph.home import Home
from moneyloop.graph.ports import HOST
from moneyloop.graph.queries import query

Program = Callable[..., CompletedProcess[str]]


@pytest.fixture
def running(shipped: Graph, test_home: Home) -> server.Running:
    found = server.find(test_home)
    assert found is not None
    return found


@pytest.fixture
def login(test_home: Home) -> dict[str, str]:
    return {"NEO4J_PASSWORD_FILE": str(test_home.password)}


@pytest.fixture
def server_and_login(
    running: server.Running, login: dict[str, str]
) -> tuple[server.Running, dict[str, str]]:
    return running, login


def routed(running: server.Running, test_home: Home) -> Address:
    uri = f"neo4j://{HOST}:{running.bolt}"
    return Address(uri, USER, password(test_home), "neo4j", private=False)


def test_a_report_through_routing_is_the_same(
    moneyloop: Program, running: server.Running, login: dict[str, str]
) -> None:
    uri = f"neo4j://{HOST}:{running.bolt}"
    words = ("report", "direct", "--format", "json")
    there = moneyloop(*words, NEO4J_URI=uri, **login)
    assert json.loads(there.stdout) == json.loads(moneyloop(*words).stdout) != []
    again = moneyloop("load", NEO4J_URI=uri, **login)
    assert "nothing changed" in again.stderr
    told = moneyloop("--verbose", *words, NEO4J_URI=uri, **login).stderr
    assert f"at {uri}, database neo4j" in told


def test_reads_are_routed_to_readers_and_writes_to_writers(
    running: server.Running, test_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    """What the driver says it asks its routing table for: a replica may answer a report."""

    def asked() -> set[str]:
        found = set(re.findall(r"acquire routing connection, access_mode='(\w+)'", caplog.text))
        caplog.clear()
        return found

    with caplog.at_level("DEBUG", "neo4j.pool"), connect(routed(running, test_home)) as graph:
        asked()
        graph.read((query("lookup/firms"), {}))
        assert asked() == {"READ"}
        graph.write(lambda transaction: transaction.run("RETURN 1").consume())
        assert asked() == {"WRITE"}


def test_what_was_written_is_read_at_once(running: server.Running, test_home: Home) -> None:
    """Each session of a connection waits for what the ones before it wrote (bookmarks)."""
    address = routed(running, test_home)
    with connect(address) as graph:
        for number in range(20):
            graph.write(
                lambda transaction, number=number: transaction.run(  # type: ignore[misc]
                    "MERGE (n:Counter) SET n.count = $number", number=number
                ).consume()
            )
            [rows] = graph.read(("MATCH (n:Counter) RETURN n.count AS count", {}))
            assert rows.rows == ((number,),)
        graph.command("MATCH (n:Counter) DELETE n")


@pytest.mark.parametrize(
    ("uri", "more", "parts"),
    [
        ("bolt+s://{host}:{bolt}", {}, ["does not speak TLS", "bolt://"]),
        ("neo4j+s://{host}:{bolt}", {}, ["does not speak TLS", "neo4j://"]),
        ("bolt://{host}:{http}", {}, ["does not speak Bolt", "bolt+s://"]),
        ("neo4j://{host}:{http}", {}, ["does not speak Bolt", "neo4j+s://"]),
        ("http://{host}:{http}", {}, ["for web browsers", "neo4j://{host}:7687"]),
        ("{host}:{bolt}", {}, ["not the address of a Neo4j"]),
        ("neo4j://{host}:{bolt}", {"NEO4J_DATABASE": "nosuch"}, ["no database 'nosuch'"]),
        ("neo4j://{host}:{bolt}", {"NEO4J_DATABASE": "system"}, ["names system"]),
    ],
)
def test_a_wrong_address_is_told(
    moneyloop: Program,
    server_and_login: tuple[server.Running, dict[str, str]],
    uri: str,
    more: dict[str, str],
    parts: list[str],
) -> None:
    running, login = server_and_login
    ports = {"host": HOST, "bolt": running.bolt, "http": running.http}
    ran = moneyloop("report", "new-money", NEO4J_URI=uri.format(**ports), **login, **more)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert len(ran.stderr.strip().splitlines()) == 1, ran.stderr
    for part in parts:
        assert part.format(**ports) in ran.stderr
