"""A connection to Neo4j and its transactions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from moneyloop.graph.address import Address
from moneyloop.graph.driver_errors import not_an_address, translate_driver_errors
from moneyloop.graph.errors import Neo4jUnavailable, QueryFailed
from moneyloop.graph.retry import seconds_to_retry
from moneyloop.graph.transaction import Keep, Rows, Transaction

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction, Session

# The oldest that plans every query and runs the demo with the same output as the pinned version.
OLDEST_SERVER = (2026, 1)

SECONDS_TO_CONNECT = 15

PLAN_ONLY = "EXPLAIN "
"""The option of a query with which Neo4j plans it and does not run it."""

T = TypeVar("T")

Query = tuple[str, Mapping[str, Any]] | tuple[str, Mapping[str, Any], Keep | None]
"""The text of a query, its parameters, and which rows to keep; without that, all of them."""


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

        def work(transaction: Transaction) -> list[Rows]:
            nonlocal running
            results = []
            for running, *more in queries:
                results.append(transaction.run(running, *more))
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

        return self.look(
            lambda transaction: list(_operators(transaction.plan(PLAN_ONLY + text, parameters)))
        )

    def read_noting(self, text: str, parameters: Mapping[str, Any]) -> tuple[Rows, list[str]]:
        """The rows of one query, and Neo4j's warnings about it. Raises as `read` does."""
        noting = self._noting_session()
        with self._begin(lambda one: one.run_noting(text, parameters), noting) as (session, work):
            return session.execute_read(work)

    def look(self, work: Callable[[Transaction], T]) -> T:
        """The result of work in one read transaction. Raises as `read` does."""
        with self._begin(work, self._session(write=False)) as (session, repeatable):
            return session.execute_read(repeatable)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """The result of work in one transaction: all of it or nothing. Raises as `read` does."""
        with self._begin(work, self._session(write=True)) as (session, repeatable):
            return session.execute_write(repeatable)

    def rehearse(self, work: Callable[[Transaction], T]) -> T:
        """The result of work in a transaction that is rolled back. Raises as `read` does."""
        results: list[T] = []

        def rolled_back(transaction: Transaction) -> None:
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

    @contextmanager
    def _begin(
        self, work: Callable[[Transaction], T], session: Session
    ) -> Iterator[tuple[Session, _Work[T]]]:
        """The session, which is closed after the block, and the work as the driver calls it."""
        with closing(_Work(work)) as repeatable, translate_driver_errors(self.address), session:
            yield session, repeatable

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


class _Work(Generic[T]):
    """The work of a transaction as the driver calls it: again, if a failure is transient.

    Whatever it sent has run before the driver commits.
    """

    def __init__(self, work: Callable[[Transaction], T]) -> None:
        self._work = work
        self._begun: list[Transaction] = []

    def __call__(self, managed: ManagedTransaction) -> T:
        transaction = Transaction(managed)
        self._begun.append(transaction)
        try:
            result = self._work(transaction)
        except Exception:
            transaction.end(run_all=False)
            raise
        # After a signal nothing is waited for: the driver closes the connection.
        transaction.end(run_all=True)
        self._begun.remove(transaction)
        return result

    def close(self) -> None:
        """After the session is closed: what is left of transactions that did not end well."""
        for transaction in self._begun:
            transaction.abandon()


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
