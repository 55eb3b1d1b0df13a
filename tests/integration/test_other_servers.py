"""Servers that NEO4J_URI names: routing, databases, bookmarks and wrong addresses.

A single server takes the place of a cluster: its routing table contains only itself.
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
from moneyloop.graph.transaction import Rows, Transaction

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


def test_a_report_is_the_same_with_routing(
    moneyloop: Program, running: server.Running, login: dict[str, str]
) -> None:
    uri = f"neo4j://{HOST}:{running.bolt}"
    words = ("report", "direct", "--format", "json")
    routed_report = moneyloop(*words, NEO4J_URI=uri, **login)
    assert json.loads(routed_report.stdout) == json.loads(moneyloop(*words).stdout) != []
    again = moneyloop("load", NEO4J_URI=uri, **login)
    assert "nothing changed" in again.stderr
    messages = moneyloop("--verbose", *words, NEO4J_URI=uri, **login).stderr
    assert f"at {uri}, database neo4j" in messages


def test_reads_are_routed_to_readers_and_writes_to_writers(
    running: server.Running, test_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    """According to the driver's log; so a replica can answer a report."""

    def modes() -> set[str]:
        found = set(re.findall(r"acquire routing connection, access_mode='(\w+)'", caplog.text))
        caplog.clear()
        return found

    with caplog.at_level("DEBUG", "neo4j.pool"), connect(routed(running, test_home)) as graph:
        modes()
        graph.read((query("lookup/firms"), {}))
        assert modes() == {"READ"}
        graph.write(lambda transaction: transaction.run("RETURN 1", {}))
        assert modes() == {"WRITE"}


def setting(number: int) -> Callable[[Transaction], Rows]:
    text = "MERGE (n:Counter) SET n.count = $number"
    return lambda transaction: transaction.run(text, {"number": number})


def test_a_read_sees_earlier_writes(running: server.Running, test_home: Home) -> None:
    """Each session of a connection waits for what earlier ones wrote (bookmarks)."""
    address = routed(running, test_home)
    with connect(address) as graph:
        for number in range(20):
            graph.write(setting(number))
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
        ("http://{host}:{http}", {}, ["is a web address", "neo4j://{host}:7687"]),
        ("{host}:{bolt}", {}, ["not the address of a Neo4j server"]),
        ("neo4j://{host}:{bolt}", {"NEO4J_DATABASE": "nosuch"}, ["no database 'nosuch'"]),
        ("neo4j://{host}:{bolt}", {"NEO4J_DATABASE": "system"}, ["NEO4J_DATABASE is system"]),
    ],
)
def test_a_wrong_address_is_explained(
    moneyloop: Program,
    server_and_login: tuple[server.Running, dict[str, str]],
    uri: str,
    more: dict[str, str],
    parts: list[str],
) -> None:
    running, login = server_and_login
    ports = {"host": HOST, "bolt": running.bolt, "http": running.http}
    result = moneyloop("report", "new-money", NEO4J_URI=uri.format(**ports), **login, **more)
    assert (result.returncode, result.stdout) == (3, "")
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    for part in parts:
        assert part.format(**ports) in result.stderr
