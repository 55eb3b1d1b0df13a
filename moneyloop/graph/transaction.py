"""A transaction in progress: it runs queries and fetches their rows, or sends them ahead."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Full, Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

from moneyloop.graph.conversion import row_of
from moneyloop.graph.notifications import notes_of
from moneyloop.graph.retry import not_when_out_of_memory

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Keep = Callable[[Sequence[str], Sequence[Any]], bool]
"""Decides, by the columns and the values of a row, whether it is kept."""

WAITING_AT_MOST = 1
"""How many queries wait while another one runs; each may hold ten thousand rows."""

SECONDS_TO_ABANDON = 2
"""How long a program that a signal ends waits for the thread: a query is answered in less."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a query: column names in order, and rows of plain Python values."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def maps(self) -> list[dict[str, Any]]:
        """The rows as dicts from column name to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Transaction:
    """Runs queries in a transaction of the driver; raises its errors, and QueryTooLarge."""

    def __init__(self, transaction: ManagedTransaction) -> None:
        self._transaction = transaction
        self._sender: _Sender | None = None

    def run(self, text: str, parameters: Mapping[str, Any], keep: Keep | None = None) -> Rows:
        """Runs one query and fetches all of its rows, or those that pass `keep`.

        Queries that were sent run before it; it raises their errors.
        """
        self._wait()
        with not_when_out_of_memory():
            result = self._transaction.run(text, dict(parameters))
            columns = tuple(result.keys())
            with _without_garbage_collection():
                rows = (row_of(columns, record) for record in result)
                kept = (row for row in rows if keep is None or keep(columns, row))
                return Rows(columns, tuple(kept))

    def run_noting(self, text: str, parameters: Mapping[str, Any]) -> tuple[Rows, list[str]]:
        """Runs one query, and also returns Neo4j's warnings about it."""
        self._wait()
        with not_when_out_of_memory():
            result = self._transaction.run(text, dict(parameters))
            columns = tuple(result.keys())
            rows = Rows(columns, tuple(row_of(columns, record) for record in result))
            return rows, notes_of(result.consume().gql_status_objects)

    def plan(self, text: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """How Neo4j would run the query, which is not run; empty if it does not say."""
        self._wait()
        return self._transaction.run(text, dict(parameters)).consume().plan or {}

    def send(self, text: str, parameters: Mapping[str, Any]) -> None:
        """Has a query run that returns no rows, while the caller prepares the next one.

        Neo4j answers a query that writes only once it has run it, so a thread waits for that. A
        later call raises its error, `end` at the latest.
        """
        if not self._sender:
            self._sender = _Sender(self._transaction)
        self._sender.send(text, parameters)

    def end(self, *, run_all: bool) -> None:
        """Waits for all queries that were sent, or only for the one that is running."""
        if self._sender:
            self._sender.end(run_all=run_all)

    def abandon(self) -> None:
        """Lets the thread end once the connection is closed; does not wait long for the server.

        Python can abort if a thread is still at work when the program ends.
        """
        if self._sender:
            self._sender.abandon()

    def _wait(self) -> None:
        if self._sender:
            self._sender.wait()


class _Sender:
    """A thread that runs queries of a transaction one after another."""

    def __init__(self, transaction: ManagedTransaction) -> None:
        self._transaction = transaction
        self._queries: Queue[tuple[str, Mapping[str, Any]] | None] = Queue(WAITING_AT_MOST)
        self._error: BaseException | None = None
        self._run_all = True
        # A daemon, since Python waits for other threads, and for the server, when a signal ends it.
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def send(self, text: str, parameters: Mapping[str, Any]) -> None:
        self._raise()
        self._queries.put((text, parameters))

    def wait(self) -> None:
        """Waits for all queries; raises the error of the first that failed."""
        self._queries.join()
        self._raise()

    def end(self, *, run_all: bool) -> None:
        """Ends the thread after all queries, with their error, or after the one that is running."""
        self._run_all = run_all
        self._queries.put(None)
        self._thread.join()
        if run_all:
            self._raise()

    def abandon(self) -> None:
        self._run_all = False
        with suppress(Full):
            self._queries.put(None, timeout=SECONDS_TO_ABANDON)
        self._thread.join(SECONDS_TO_ABANDON)

    def _raise(self) -> None:
        if self._error:
            raise self._error

    def _work(self) -> None:
        more = True
        while more:
            sent = self._queries.get()
            try:
                if sent and self._run_all and not self._error:
                    with not_when_out_of_memory():
                        self._transaction.run(sent[0], dict(sent[1])).consume()
            except BaseException as error:
                self._error = error
            finally:
                more = sent is not None
                self._queries.task_done()


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Rows hold no cycles, and the collector would walk through all of them again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
