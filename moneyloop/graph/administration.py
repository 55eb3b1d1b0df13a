"""Keeps the user's own queries from administering the private server.

A read transaction cannot write, but in Neo4j it can still end the transactions and connections of
others, and clear caches. No setting forbids that: the allowlist of procedures does not apply to
those that are built in, and the Community edition has no rights of users. So the plan decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moneyloop.graph.connection import Graph
from moneyloop.graph.errors import QueryFailed

READING = (
    *("db.awaitIndex", "db.awaitIndexes", "db.info", "db.labels", "db.ping", "db.propertyKeys"),
    *("db.relationshipTypes", "db.schema.", "db.index.fulltext.", "db.index.vector."),
    *("dbms.components", "dbms.info", "dbms.listCapabilities", "dbms.showCurrentUser"),
)
"""The procedures that only read; a name that ends in a dot stands for all that begin with it."""

TWO_MODES = "execution mode"


def check_reads_only(graph: Graph, text: str, parameters: Mapping[str, Any]) -> None:
    """Raises QueryFailed if the query would administer the server."""
    try:
        operators = graph.operators(text, parameters)
    except QueryFailed as error:
        if TWO_MODES in str(error):
            raise QueryFailed(
                "PROFILE and EXPLAIN are not available in `moneyloop query`, which shows rows and "
                "no plans; omit the word, or use Neo4j Browser."
            ) from error
        return  # When it is run, it fails with the right position in its text.
    for kind, details in operators:
        name = details.partition("(")[0]
        if kind == "TerminateTransactions":
            raise _refused("TERMINATE TRANSACTIONS")
        if kind == "ProcedureCall" and not _reads(name):
            raise _refused(name)


def _reads(name: str) -> bool:
    return name in READING or any(name.startswith(one) for one in READING if one.endswith("."))


def _refused(what: str) -> QueryFailed:
    return QueryFailed(
        f"`moneyloop query` only reads, and {what} administers the server, so the query was not "
        "run. In Neo4j Browser (`moneyloop browser`) you can run it."
    )
