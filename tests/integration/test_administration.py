"""`moneyloop query` cannot administer the private server, and leaves the work of others alone."""

from __future__ import annotations

import pytest
from neo4j import GraphDatabase

from moneyloop.graph.connection import Graph
from tests.command import Program

TERMINATES = (
    "SHOW TRANSACTIONS YIELD transactionId AS id TERMINATE TRANSACTIONS id YIELD message "
    "RETURN message"
)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        (TERMINATES, "TERMINATE TRANSACTIONS"),
        ("CALL db.clearQueryCaches()", "db.clearQueryCaches"),
        ("MATCH (n) CALL { CALL db.prepareForReplanning(1) RETURN 1 AS x } RETURN x", "db.prepare"),
        ("CALL db.stats.clear('QUERIES')", "db.stats.clear"),
        ("/* CALL db.labels() */ CYPHER 25 CALL dbms.killConnection('bolt-1')", "killConnection"),
        ("CALL dbms.listConnections() YIELD connectionId RETURN 1", "dbms.listConnections"),
    ],
)
def test_a_query_that_administers_is_refused(moneyloop: Program, query: str, named: str) -> None:
    result = moneyloop("query", query)
    assert (result.returncode, result.stdout) == (1, "")
    assert f"only reads, and {named}" in result.stderr or named in result.stderr
    assert "so the query was not run" in result.stderr


def test_the_transaction_of_another_program_goes_on(graph: Graph, moneyloop: Program) -> None:
    address = graph.address
    with (
        GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver,
        driver.session(database="neo4j") as session,
        session.begin_transaction() as other,
    ):
        other.run("RETURN 1").consume()
        assert moneyloop("query", TERMINATES).returncode == 1
        assert other.run("RETURN 1 AS one").single(strict=True)["one"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "CALL db.labels() YIELD label RETURN count(label) >= 0 AS ok",
        "CALL db.schema.visualization() YIELD nodes RETURN true AS ok",
        "SHOW TRANSACTIONS YIELD transactionId RETURN count(*) > 0 AS ok",
        "RETURN 'TERMINATE TRANSACTIONS' <> '' AS ok",
    ],
)
def test_a_query_that_reads_is_run(moneyloop: Program, query: str) -> None:
    result = moneyloop("query", query, "--format", "csv")
    assert (result.returncode, result.stdout.casefold()) == (0, "ok\ntrue\n"), result.stderr


def test_profile_is_refused_and_errors_keep_their_position(moneyloop: Program) -> None:
    assert "PROFILE and EXPLAIN" in moneyloop("query", "PROFILE RETURN 1").stderr
    wrong = moneyloop("query", "RETURN x")
    assert (wrong.returncode, "column 8" in wrong.stderr) == (1, True), wrong.stderr
