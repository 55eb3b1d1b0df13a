"""One writer at a time, and only in a graph that is ours."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from loader.problems import NotOurs
from moneyloop.graph.connection import Graph, run
from moneyloop.graph.errors import QueryFailed
from moneyloop.graph.queries import names_in, query

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

T = TypeVar("T")

SCHEMA = 1
"""Version of the graph model; a graph with a newer one is left alone."""

ATTEMPTS = 10
SECONDS_BETWEEN_ATTEMPTS = 0.2


def check_owner(graph: Graph, *, accept_foreign: bool) -> None:
    """Raises NotOurs when a newer release wrote this graph, or when it holds other data.

    The private server holds nothing but ours; `accept_foreign` means that the user agreed.
    """
    [marker] = graph.read((query("lookup/marker"), {}))[0].maps()
    newest = max(marker["schemas"], default=None)
    if newest is not None and newest > SCHEMA:
        raise NotOurs(
            f"this graph was written by a newer moneyloop (its schema is {newest}, this release "
            f"knows {SCHEMA}). Upgrade moneyloop; nothing was written."
        )
    if newest is None and marker["has_nodes"] and not (graph.address.private or accept_foreign):
        raise NotOurs(
            f"database {graph.address.database!r} at {graph.address.uri} holds nodes that are not "
            "moneyloop's. Name an empty database in NEO4J_DATABASE, or say `moneyloop load --yes` "
            "to load into this one; nothing was written."
        )


def exclusive(graph: Graph, work: Callable[[ManagedTransaction], T], *, keep: bool = True) -> T:
    """Does the work in one transaction, while all other writers wait.

    Without `keep` it is rolled back in the end. Constraints and indexes are made first; where
    another makes them at that moment it is tried again.
    """

    def locked(transaction: ManagedTransaction) -> T:
        run(transaction, query("write/alone"), {"schema": SCHEMA})
        return work(transaction)

    for attempts_left in reversed(range(ATTEMPTS)):
        try:
            _ensure_schema(graph)
            return (graph.write if keep else graph.rehearse)(locked)
        except QueryFailed as error:
            if not (attempts_left and _met_another(error)):
                raise
            time.sleep(SECONDS_BETWEEN_ATTEMPTS)
    raise AssertionError("unreachable")


def _ensure_schema(graph: Graph) -> None:
    """Makes what is missing; the file of a constraint or an index has its name."""
    [[there]] = graph.read((query("lookup/indexes"), {}))[0].rows
    for name in names_in("schema"):
        if name not in there:
            graph.command(query(f"schema/{name}"))


def _met_another(error: QueryFailed) -> bool:
    """Whether a load failed because another one made the schema at the same moment.

    To all but one Neo4j says that a constraint exists, in spite of IF NOT EXISTS, or that they
    wait for each other; and a marker can be made twice just before its constraint is.
    """
    code = str(getattr(error.__cause__, "code", ""))
    return ".Schema." in code or code.endswith(".DeadlockDetected")
