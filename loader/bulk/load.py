"""The whole of a bulk load: checked, written for the importer, put into place, and started."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from loader.bulk.importer_files import by_label, first_numbers, write_nodes, write_ties
from loader.bulk.nodes import Node, Records
from loader.bulk.plain_deals import PlainDeals
from loader.bulk.read import Folder, read_large_folder
from loader.problems import NotOurs
from loader.store.exclusive import SCHEMA, exclusive
from loader.store.write import Count, Receipt
from moneyloop.graph import server
from moneyloop.graph.connection import connect, private_address
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home
from moneyloop.graph.offline import Input, aside
from moneyloop.graph.queries import query

if TYPE_CHECKING:
    from moneyloop.graph.jars import Progress


def check(folder: Path, tell: Progress) -> Receipt:
    """What a bulk load would load; nothing is written. Raises BadInput with every problem."""
    with tempfile.TemporaryDirectory(prefix="moneyloop-bulk-") as scratch:
        with _told_plainly():
            read = read_large_folder(folder, Path(scratch), _steps(tell), all_usual=False)
        return _counts(read)


def bulk_load(home: Home, folder: Path, tell: Progress, *, shipped: bool) -> Receipt:
    """Loads the folder into the private server of the home, which must hold nothing.

    It runs afterwards, with all constraints and indexes. Whatever ends this before its time leaves
    it empty, or holding all. Raises BadInput with every problem of the folder, NotOurs where the
    server holds something, and Neo4jUnavailable.
    """
    with server.exclusive(home):
        _check_empty(home, tell)
        with aside(home, tell) as place:
            with _told_plainly():
                read = read_large_folder(folder, place.files, _steps(tell), all_usual=shipped)
                tell("writing files", 0, 0)
                nodes, ties = files_of(read, place.files, shipped=shipped)
            place.make(nodes, ties)
    with connect(private_address(home, tell)) as graph:
        tell("building indexes", 0, 0)
        exclusive(graph, lambda transaction: None)
    return _counts(read)


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turns what DuckDB runs into, such as a full disk, into words for people."""
    try:
        yield
    except duckdb.Error as error:
        raise Neo4jUnavailable(
            f"the folder could not be read and written anew: {str(error).splitlines()[0]}. Make "
            "room in memory or on the disk, or load without --bulk; nothing was written."
        ) from error


def _check_empty(home: Home, tell: Progress) -> None:
    """Stops the server once it is known to hold nothing; where it does not run it is started."""
    if not (home.data / "databases").exists():
        return
    ran = server.find(home) is not None
    server.start_held(home, tell)
    with connect(private_address(home)) as graph:
        [marker] = graph.read((query("lookup/marker"), {}))[0].maps()
    if not ran or not marker["has_nodes"]:
        server.stop_held(home)
    if marker["has_nodes"]:
        raise NotOurs(
            "the private server holds something already, and --bulk makes its database anew. Load "
            "without --bulk, or choose another folder in MONEYLOOP_HOME; nothing was written."
        )


def _steps(tell: Progress) -> Callable[[str], None]:
    return lambda what: tell(what, 0, 0)


def files_of(read: Folder, folder: Path, *, shipped: bool) -> tuple[list[Input], list[Input]]:
    """Writes files of nodes and of relationships into a folder."""
    named = {deal for figure in read.rest.figures for deal in figure.sums}
    numbers = read.plain.numbers(named) if read.plain else {}
    records = Records(read.rest, numbers, shipped)
    marker = Node("Moneyloop", 0, {"schema": SCHEMA})
    all_nodes = by_label([marker, *records.nodes()])
    firsts = first_numbers(all_nodes)
    nodes = write_nodes(folder, all_nodes, firsts)
    ties = write_ties(folder, records.ties(), firsts)
    if read.plain and read.plain_deals:
        plain = partial(_plain, read.plain, folder, firsts)
        nodes.append(plain("Deal", "nodes_deal"))
        for type_, name in ((None, "edges"), ("PAYER", "payer"), ("PAYEE", "payee")):
            ties.append(plain(type_, name))
        ties.append(plain("STATES", "states"))
    return nodes, ties


def _plain(
    plain: PlainDeals, folder: Path, firsts: Mapping[str, int], named: str | None, name: str
) -> Input:
    file = folder / f"plain-{name}.parquet"
    plain.write(name, file, firsts)
    return Input(named, file)


def _counts(read: Folder) -> Receipt:
    rest = read.rest
    return Receipt(
        Count(new=len(rest.firms)),
        Count(new=len(rest.sources)),
        Count(new=len(rest.deals) + read.plain_deals),
        Count(new=len(rest.figures)),
        Count(new=len(rest.statements) + read.plain_deals),
    )
