"""The connection to Neo4j: the server that `NEO4J_URI` names, or else the private one."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from moneyloop.graph import server
from moneyloop.graph.away import what_is_wrong_with, why_away
from moneyloop.graph.errors import Neo4jUnavailable, QueryFailed, QueryTooLarge
from moneyloop.graph.home import Home
from moneyloop.graph.home import home as usual_home

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction, Session

    from moneyloop.graph.jars import Progress

# The oldest on which every query was planned and the demo printed what it prints on the pinned one.
OLDEST_SERVER = (2026, 1)

SECONDS_TO_CONNECT = 15
# A cluster needs the time to choose a leader; a private server that is gone stays gone.
SECONDS_TO_RETRY, SECONDS_TO_RETRY_PRIVATE = 30, 3
# A query that outgrew the server's memory is "transient" to the driver, which would run it again.
OUT_OF_MEMORY = "MemoryPoolOutOfMemory"
TOO_LARGE = (
    "the query needs more memory than the server gives a query. Narrow it (fewer hops, a date, "
    "firms, a larger smallest amount), or give the server more memory (MONEYLOOP_HEAP for the "
    "private one, then `moneyloop server stop`)."
)

# The fault is the server's own, whatever was asked of it.
UNWRITTEN = ".DatabaseError.Transaction."
BROKEN = (UNWRITTEN, ".DatabaseUnavailable")

HINTS = {
    "ParameterMissing": "Give it with --param NAME=VALUE.",
    "AccessMode": "Reports and queries only read; `moneyloop load` writes.",
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Address:
    """Where Neo4j is and how to log in."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str
    private: bool
    """Whether it is the server that this program keeps for itself."""
    home: Home | None = None
    """That of the private server."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a query: column names in order, and rows of plain Python values."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def maps(self) -> list[dict[str, Any]]:
        """The rows as mappings from column to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def names_a_server() -> bool:
    """Whether the environment names a server, so that the private one is left alone."""
    return bool(os.environ.get("NEO4J_URI"))


def named_address(ask_password: Callable[[str], str] | None) -> Address:
    """The server that the environment names.

    `ask_password` is asked where no password is given, and is None where nobody can answer.
    Raises Neo4jUnavailable.
    """
    uri = os.environ["NEO4J_URI"]
    if "@" in uri:
        # Not shown: what stands before the sign may be a password.
        raise Neo4jUnavailable(
            "NEO4J_URI holds a user or a password. Leave only the server in it, and set "
            "NEO4J_USERNAME and NEO4J_PASSWORD (or NEO4J_PASSWORD_FILE)."
        )
    if wrong := what_is_wrong_with(uri):
        raise Neo4jUnavailable(wrong)
    database = os.environ.get("NEO4J_DATABASE") or "neo4j"
    if database.lower() == "system":
        raise Neo4jUnavailable(
            "NEO4J_DATABASE names system, in which Neo4j keeps its users and no graph. "
            "Set it to a database of your own, such as neo4j."
        )
    user = os.environ.get("NEO4J_USERNAME") or server.USER
    file = os.environ.get("NEO4J_PASSWORD_FILE")
    password = os.environ.get("NEO4J_PASSWORD")
    if password is None and file:
        try:
            password = Path(file).expanduser().read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Neo4jUnavailable(
                f"NEO4J_PASSWORD_FILE names {file}, which cannot be read: {error}"
            ) from error
    if password is None and ask_password:
        password = ask_password(f"Password of {user} at {uri}")
    if password is None:
        raise Neo4jUnavailable(
            f"NEO4J_URI names {uri}, but no password is given. "
            "Set NEO4J_PASSWORD, or NEO4J_PASSWORD_FILE to a file that holds it."
        )
    return Address(uri, user, password, database, private=False)


def _unheard(what: str, done: int, total: int) -> None:
    """Progress of which nobody hears."""


def usual_address() -> Address:
    """The server that the environment names, or else the private one; nobody is asked or told.

    Raises Neo4jUnavailable.
    """
    return named_address(None) if names_a_server() else private_address(usual_home())


def private_address(home: Home, progress: Progress = _unheard) -> Address:
    """The private server, started if it does not run. Raises Neo4jUnavailable."""
    running = server.find(home)
    if running is None or not running.answers() or home.first_start.exists():
        running = server.start(home, progress)
    password = server.password(home)
    return Address(running.uri, server.USER, password, "neo4j", private=True, home=home)


class _RolledBack(Exception):
    """Ends a transaction that was only to show what it would do."""


class Graph:
    """An open connection; all that goes to Neo4j goes through it."""

    def __init__(self, driver: Driver, address: Address, version: str) -> None:
        self._driver = driver
        self.address = address
        self.version = version

    def read(self, *queries: tuple[str, Mapping[str, Any]]) -> list[Rows]:
        """Runs queries in one transaction that the server refuses to let write.

        Raises QueryFailed when a query is wrong, forbidden or too large; Neo4jUnavailable when
        Neo4j goes away.
        """

        def work(transaction: ManagedTransaction) -> list[Rows]:
            return [run(transaction, text, parameters) for text, parameters in queries]

        return self.look(work)

    def look(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Does the work in one transaction that may not write. Raises as `read` does."""
        with translate_driver_errors(self.address), self._session(write=False) as session:
            return session.execute_read(work)

    def write(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Does the work in one transaction: all of it or nothing. Raises as `read` does."""
        with translate_driver_errors(self.address), self._session(write=True) as session:
            return session.execute_write(work)

    def rehearse(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Does the work in a transaction that is rolled back; what it found out is the result."""
        done: list[T] = []

        def undone(transaction: ManagedTransaction) -> None:
            done.append(work(transaction))
            raise _RolledBack

        with suppress(_RolledBack):
            self.write(undone)
        return done[-1]

    def command(self, text: str) -> None:
        """Runs a schema command, which Neo4j allows in no transaction with data."""
        with translate_driver_errors(self.address), self._session(write=True) as session:
            session.run(text).consume()

    def _session(self, *, write: bool) -> Session:
        return self._driver.session(
            database=self.address.database, default_access_mode="WRITE" if write else "READ"
        )


def run(transaction: ManagedTransaction, text: str, parameters: Mapping[str, Any]) -> Rows:
    """Runs one query inside a transaction and fetches all of its rows."""
    with _not_tried_again():
        result = transaction.run(text, dict(parameters))
        columns = tuple(result.keys())
        with _without_collector():
            return Rows(columns, tuple(tuple(map(_plain, record)) for record in result))


def send(transaction: ManagedTransaction, text: str, parameters: Mapping[str, Any]) -> None:
    """Runs one query of which nothing comes back, and does not wait until it is done.

    While the server works on it the next can be made ready. What goes wrong with it is raised by
    the next query of the transaction: there must be one that is waited for.
    """
    with _not_tried_again():
        transaction.run(text, dict(parameters))


@contextmanager
def _not_tried_again() -> Iterator[None]:
    from neo4j.exceptions import Neo4jError

    try:
        yield
    except Neo4jError as error:
        if OUT_OF_MEMORY in (error.code or ""):
            raise QueryTooLarge(TOO_LARGE) from error
        raise


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rows hold no cycles, and the collector would look at all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


AS_THEY_ARE = frozenset({str, int, bool, float, type(None)})


def _plain(value: Any) -> Any:
    """Neo4j's own dates, nodes and paths as Python's dates, maps and lists."""
    kind = type(value)
    if kind in AS_THEY_ARE:
        return value
    if kind is list:
        return [item if type(item) in AS_THEY_ARE else _plain(item) for item in value]
    if kind is dict:
        return {name: _plain(item) for name, item in value.items()}
    from neo4j import graph as graph_types
    from neo4j import time as neo4j_time

    match value:
        case graph_types.Node():
            return {"labels": sorted(value.labels), "properties": _plain(dict(value))}
        case graph_types.Relationship():
            return {"type": value.type, "properties": _plain(dict(value))}
        case graph_types.Path():
            steps = zip(value.nodes[1:], value.relationships, strict=True)
            rest = [_plain(part) for node, edge in steps for part in (edge, node)]
            return [_plain(value.start_node), *rest]
        case neo4j_time.Date() | neo4j_time.DateTime() | neo4j_time.Time():
            return value.to_native()
        case neo4j_time.Duration():
            return value.iso_format()
    return value


@contextmanager
def connect(address: Address) -> Iterator[Graph]:
    """Opens a connection and makes sure that somebody suitable answers. Raises Neo4jUnavailable."""
    from neo4j import GraphDatabase, NotificationMinimumSeverity

    with translate_driver_errors(address):
        try:
            driver = GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                connection_timeout=SECONDS_TO_CONNECT,
                max_transaction_retry_time=(
                    SECONDS_TO_RETRY_PRIVATE if address.private else SECONDS_TO_RETRY
                ),
                notifications_min_severity=NotificationMinimumSeverity.OFF,
            )
        except ValueError as error:
            raise Neo4jUnavailable(_no_address(address, error)) from error
    with driver:
        with translate_driver_errors(address):
            agent = driver.get_server_info().agent
        version = agent.removeprefix("Neo4j/")
        _refuse_old(version)
        yield Graph(driver, address, version)


def _refuse_old(version: str) -> None:
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    # Aura counts its own way and is always new.
    if "aura" not in version.lower() and numbers < OLDEST_SERVER:
        oldest = ".".join(f"{number:02}" for number in OLDEST_SERVER)
        raise Neo4jUnavailable(
            f"the server is Neo4j {version}; moneyloop needs {oldest} or newer (its queries use "
            "Cypher 25). Upgrade the server, or unset NEO4J_URI to use a private one."
        )


@contextmanager
def translate_driver_errors(address: Address) -> Iterator[None]:
    """Turns what the driver raises into Neo4jUnavailable or QueryFailed."""
    from neo4j import exceptions as driver_errors

    try:
        yield
    except driver_errors.AuthError as error:
        raise Neo4jUnavailable(_refused(address, error.code or "")) from error
    except driver_errors.ConfigurationError as error:
        raise Neo4jUnavailable(_no_address(address, error)) from error
    except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired, OSError) as error:
        raise Neo4jUnavailable(why_away(address.uri, error) or _away(address)) from error
    except driver_errors.Neo4jError as error:
        if error.code and "DatabaseNotFound" in error.code:
            raise Neo4jUnavailable(
                f"{address.uri} has no database {address.database!r}. "
                "Set NEO4J_DATABASE to one that it has."
            ) from error
        if error.code and "RateLimit" in error.code:
            raise Neo4jUnavailable(_refused(address, error.code)) from error
        if OUT_OF_MEMORY in (error.code or ""):  # only when it was all to be kept
            raise QueryTooLarge(TOO_LARGE) from error
        if error.code and any(part in error.code for part in BROKEN):
            if address.home and UNWRITTEN in error.code:
                server.cut_off(address.home)
            raise Neo4jUnavailable(_broken(address, error.code)) from error
        raise QueryFailed(_message(error)) from error
    except driver_errors.DriverError as error:
        raise Neo4jUnavailable(f"Neo4j at {address.uri} cannot be used: {error}") from error


def _no_address(address: Address, error: Exception) -> str:
    return (
        f"{address.uri!r} is no address of a Neo4j: {error}. "
        "Write NEO4J_URI like neo4j://host:7687, or neo4j+s://host:7687 with encryption."
    )


def _refused(address: Address, code: str) -> str:
    if "RateLimit" in code:
        return (
            f"{address.uri} refuses logins for a while after too many wrong ones; wait and retry."
        )
    if address.private:
        return (
            "the private Neo4j refuses the password in its file; it was changed elsewhere. "
            "Write the new one into the file that `moneyloop browser` names."
        )
    return (
        f"{address.uri} refused user {address.user!r}: wrong user or password. "
        "Set NEO4J_USERNAME and NEO4J_PASSWORD (or NEO4J_PASSWORD_FILE)."
    )


def _away(address: Address) -> str:
    if address.private:
        return (
            "the private Neo4j went away. `moneyloop server logs` shows why; run the command again."
        )
    return (
        f"no Neo4j answers at {address.uri}. Start it or mend NEO4J_URI; "
        "without NEO4J_URI a private server is used."
    )


def _broken(address: Address, code: str) -> str:
    what = code.rpartition(".")[2]
    if address.private:
        return (
            f"the private Neo4j cannot go on ({what}), as when its disk is full. Make room where "
            "`moneyloop server status` says that its home is, and run the command again."
        )
    return (
        f"Neo4j at {address.uri} cannot go on ({what}), as when its disk is full. Its log shows "
        "why; run the command again when that is mended."
    )


def _message(error: Any) -> str:
    """Neo4j's own message without the wrapping that the driver adds, and what to do next."""
    message = str(getattr(error, "message", None) or error)
    hints = [hint for code, hint in HINTS.items() if code in (error.code or "")]
    return ". ".join([message.rstrip("."), *hints]) if hints else message
