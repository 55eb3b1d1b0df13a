"""The write transaction: one writer at a time, all or nothing, retried if others interfere.

A reader that needs a graph which stands still makes all writers wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TypeVar

from loader.store.upgrade import upgrade
from moneyloop.graph.connection import Graph
from moneyloop.graph.errors import Neo4jUnavailable, QueryFailed
from moneyloop.graph.queries import names_in, query
from moneyloop.graph.schema import SCHEMA
from moneyloop.graph.transaction import Transaction

T = TypeVar("T")

ATTEMPTS = 10
SECONDS_BETWEEN_ATTEMPTS = 0.2


def write_transaction(graph: Graph, work: Callable[[Transaction], T], *, keep: bool = True) -> T:
    """Does the work in one transaction while all other writers wait; returns its result.

    Without `keep` the transaction is rolled back in the end. Constraints and indexes are created
    first; if another writer is creating them at the same moment, everything is tried again. A graph
    of an older release is brought up to date.
    """

    def locked(transaction: Transaction) -> T:
        transaction.run(query("write/lock"), {"schema": SCHEMA})
        upgrade(transaction)
        return work(transaction)

    for attempts_left in reversed(range(ATTEMPTS)):
        try:
            _ensure_schema(graph)
            return (graph.write if keep else graph.rehearse)(locked)
        except QueryFailed as error:
            if not (attempts_left and _was_concurrent(error)):
                raise
            time.sleep(SECONDS_BETWEEN_ATTEMPTS)
    raise AssertionError("unreachable")


@contextmanager
def writers_waiting(graph: Graph) -> Iterator[None]:
    """No writer writes while the block runs, so that all reads in it see the same graph.

    A read transaction alone is not enough: each of its queries sees what was committed when it ran,
    and possibly part of what is committed meanwhile. Where nothing can be written (the user may
    only read, or a cluster has no leader), writers do not wait.
    """
    with ExitStack() as stack:
        with suppress(QueryFailed, Neo4jUnavailable):
            stack.enter_context(graph.holding(query("write/hold"), {}))
        yield


def _ensure_schema(graph: Graph) -> None:
    """Creates missing constraints and indexes; each has the name of its file."""
    [[existing]] = graph.read((query("lookup/indexes"), {}))[0].rows
    for name in names_in("schema"):
        if name not in existing:
            graph.command(query(f"schema/{name}"))


def _was_concurrent(error: QueryFailed) -> bool:
    """Whether a write failed because another writer created the schema at the same moment.

    In spite of IF NOT EXISTS, Neo4j then reports to all writers but one that a constraint exists,
    or a deadlock; and two markers can be created just before the constraint on them.
    """
    code = str(getattr(error.__cause__, "code", ""))
    return ".Schema." in code or code.endswith(".DeadlockDetected")
