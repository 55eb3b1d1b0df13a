"""A connection to Neo4j and its transactions."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from moneyloop.graph.address import Address
from moneyloop.graph.conversion import row_of
from moneyloop.graph.driver_errors import not_an_address, translate_driver_errors
from moneyloop.graph.errors import Neo4jUnavailable, QueryFailed
from moneyloop.graph.notifications import notes_of
from moneyloop.graph.retry import not_when_out_of_memory, seconds_to_retry

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction, Session

# The oldest that plans every query and runs the demo with the same output as the pinned version.
OLDEST_SERVER = (2026, 1)

SECONDS_TO_CONNECT = 15

PLAN_ONLY = "EXPLAIN "
"""The option of a query with which Neo4j plans it and does not run it."""

T = TypeVar("T")

Keep = Callable[[Sequence[str], Sequence[Any]], bool]
"""Decides, by the columns and the values of a row, whether it is kept."""

Query = tuple[str, Mapping[str, Any]] | tuple[str, Mapping[str, Any], Keep | None]
"""The text of a query, its parameters, and which rows to keep; without that, all of them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a query: column names in order, and rows of plain Python values."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def maps(self) -> list[dict[str, Any]]:
        """The rows as dicts from column name to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class _RolledBack(Exception):
    """Ends the transaction of a rehearsal."""


class Graph:
    """An open connection. Every query goes through one of its transactions."""

    def __init__(self, driver: Driver, address: Address, version: str) -> None:
        self._driver = driver
        self.address = address
        self.version = version

    def read(self, *queries: Query) -> list[Rows]:
        """Runs queries in one read transaction; the server refuses to let it write.

        Raises QueryFailed if a query is wrong, forbidden or too large, and Neo4jUnavailable if
        Neo4j stops answering.
        """
        running = ""

        def work(transaction: ManagedTransaction) -> list[Rows]:
            nonlocal running
            results = []
            for running, *more in queries:
                results.append(run(transaction, running, *more))
            return results

        try:
            return self.look(work)
        except QueryFailed as error:
            error.query = running
            raise

    def operators(self, text: str, parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The operators in the plan of a query, which is not run, and the details of each.

        Raises as `read` does.
        """

        def work(transaction: ManagedTransaction) -> list[tuple[str, str]]:
            plan = transaction.run(PLAN_ONLY + text, dict(parameters)).consume().plan
            return list(_operators(plan or {}))

        return self.look(work)

    def read_noting(self, text: str, parameters: Mapping[str, Any]) -> tuple[Rows, list[str]]:
        """The rows of one query, and Neo4j's warnings about it. Raises as `read` does."""
        with translate_driver_errors(self.address), self._noting_session() as session:
            return session.execute_read(
                lambda transaction: _run_noting(transaction, text, parameters)
            )

    def look(self, work: Callable[[ManagedTransaction], T]) -> T:
        """The result of work in one read transaction. Raises as `read` does."""
        with translate_driver_errors(self.address), self._session(write=False) as session:
            return session.execute_read(work)

    def write(self, work: Callable[[ManagedTransaction], T]) -> T:
        """The result of work in one transaction: all of it or nothing. Raises as `read` does."""
        with translate_driver_errors(self.address), self._session(write=True) as session:
            return session.execute_write(work)

    def rehearse(self, work: Callable[[ManagedTransaction], T]) -> T:
        """The result of work in a transaction that is rolled back. Raises as `read` does."""
        results: list[T] = []

        def rolled_back(transaction: ManagedTransaction) -> None:
            results.append(work(transaction))
            raise _RolledBack

        with suppress(_RolledBack):
            self.write(rolled_back)
        return results[-1]

    @contextmanager
    def holding(self, text: str, parameters: Mapping[str, Any]) -> Iterator[None]:
        """While the block runs, a query keeps the locks that it took; then it is rolled back.

        Raises as `read` does.
        """
        from neo4j.exceptions import DriverError, Neo4jError

        session = self._session(write=True)
        try:
            with translate_driver_errors(self.address):
                session.begin_transaction().run(text, dict(parameters)).consume()
            yield
        finally:
            # A server that is gone has no locks; whoever reads from it reports that.
            with suppress(DriverError, Neo4jError, OSError):
                session.close()

    def command(self, text: str) -> None:
        """Runs a schema command, which Neo4j allows in no transaction with data."""
        with translate_driver_errors(self.address), self._session(write=True) as session:
            session.run(text).consume()

    def _noting_session(self) -> Session:
        return self._driver.session(
            database=self.address.database,
            default_access_mode="READ",
            notifications_min_severity="WARNING",
        )

    def _session(self, *, write: bool) -> Session:
        return self._driver.session(
            database=self.address.database, default_access_mode="WRITE" if write else "READ"
        )


def _operators(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if plan:
        kind, _, _ = plan["operatorType"].partition("@")
        yield kind, str(plan["args"].get("Details") or "")
    for child in plan.get("children", ()):
        yield from _operators(child)


def run(
    transaction: ManagedTransaction,
    text: str,
    parameters: Mapping[str, Any],
    keep: Keep | None = None,
) -> Rows:
    """Runs one query in a transaction and fetches all of its rows, or those that pass `keep`."""
    with not_when_out_of_memory():
        result = transaction.run(text, dict(parameters))
        columns = tuple(result.keys())
        with _without_garbage_collection():
            rows = (row_of(columns, record) for record in result)
            return Rows(columns, tuple(row for row in rows if keep is None or keep(columns, row)))


def _run_noting(
    transaction: ManagedTransaction, text: str, parameters: Mapping[str, Any]
) -> tuple[Rows, list[str]]:
    with not_when_out_of_memory():
        result = transaction.run(text, dict(parameters))
        columns = tuple(result.keys())
        rows = Rows(columns, tuple(row_of(columns, record) for record in result))
        return rows, notes_of(result.consume().gql_status_objects)


def send(transaction: ManagedTransaction, text: str, parameters: Mapping[str, Any]) -> None:
    """Runs one query that returns no rows, and does not wait for it.

    The caller can prepare the next query while the server works. The next query of the transaction
    raises the errors of this one, so there must be a next one, and it must be waited for.
    """
    with not_when_out_of_memory():
        transaction.run(text, dict(parameters))


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


@contextmanager
def connect(address: Address) -> Iterator[Graph]:
    """Opens a connection to a server that answers and is new enough. Raises Neo4jUnavailable."""
    from neo4j import GraphDatabase, NotificationMinimumSeverity

    with translate_driver_errors(address):
        try:
            driver = GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                connection_timeout=SECONDS_TO_CONNECT,
                max_transaction_retry_time=seconds_to_retry(address),
                notifications_min_severity=NotificationMinimumSeverity.OFF,
            )
        except ValueError as error:
            raise Neo4jUnavailable(not_an_address(address, error)) from error
    with driver:
        with translate_driver_errors(address):
            agent = driver.get_server_info().agent
        version = agent.removeprefix("Neo4j/")
        _check_version(version)
        yield Graph(driver, address, version)


def _check_version(version: str) -> None:
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    # Aura has version numbers of its own and is always new enough.
    if "aura" not in version.lower() and numbers < OLDEST_SERVER:
        oldest = ".".join(f"{number:02}" for number in OLDEST_SERVER)
        raise Neo4jUnavailable(
            f"the server is Neo4j {version}; moneyloop needs {oldest} or newer (its queries use "
            "Cypher 25). Upgrade the server, or unset NEO4J_URI to use a private one."
        )
