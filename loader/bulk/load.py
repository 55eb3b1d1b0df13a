"""A whole bulk load: checks a folder, writes it for the importer, and starts the server."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from loader.bulk.importer_files import by_label, offsets_of, write_nodes, write_relationships
from loader.bulk.nodes import KnowledgeGraph, Node
from loader.bulk.plain_deals import PlainDeals
from loader.bulk.read import LargeFolder, read_large_folder
from loader.problems import NotOurs
from loader.store.counts import Count, Receipt
from loader.store.transaction import write_transaction
from moneyloop.graph import server
from moneyloop.graph.connection import connect
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home, home_lock
from moneyloop.graph.offline_import import Input, staging
from moneyloop.graph.queries import query
from moneyloop.graph.schema import SCHEMA
from moneyloop.private import private_address, start_server

if TYPE_CHECKING:
    from moneyloop.graph.progress import Progress


def check(folder: Path, on_progress: Progress) -> Receipt:
    """Counts what a bulk load would load, and writes nothing. Raises BadInput with all problems."""
    with tempfile.TemporaryDirectory(prefix="moneyloop-bulk-") as scratch:
        with _translate_duckdb_errors():
            read = read_large_folder(folder, Path(scratch), _steps(on_progress), line_by_line=False)
        return _counts(read)


def bulk_load(home: Home, folder: Path, on_progress: Progress, *, shipped: bool) -> Receipt:
    """Loads the folder into the private server of the home, which must be empty.

    The server then runs, with all constraints and indexes. If this is interrupted, the server
    is empty or has everything. Raises BadInput with all problems of the folder, NotOurs if the
    server is not empty, and Neo4jUnavailable.
    """
    with home_lock(home):
        _check_empty(home, on_progress)
        with staging(home, on_progress) as stage:
            with _translate_duckdb_errors():
                read = read_large_folder(
                    folder, stage.files, _steps(on_progress), line_by_line=shipped
                )
                on_progress("writing files", 0, 0)
                nodes, relationships = files_of(read, stage.files, shipped=shipped)
            stage.build(nodes, relationships)
    with connect(private_address(home, on_progress)) as graph:
        on_progress("building indexes", 0, 0)
        write_transaction(graph, lambda transaction: None)
    return _counts(read)


@contextmanager
def _translate_duckdb_errors() -> Iterator[None]:
    """Turns an error of DuckDB, such as a full disk, into one with a message for the user."""
    try:
        yield
    except duckdb.Error as error:
        raise Neo4jUnavailable(
            f"the folder could not be converted: {str(error).splitlines()[0]}. Free memory or disk "
            "space, or load without --bulk; nothing was written."
        ) from error


def _check_empty(home: Home, on_progress: Progress) -> None:
    """Checks that the server is empty, and leaves it stopped. Starts it if it is not running."""
    if not (home.data / "databases").exists():
        return
    was_running = server.find(home) is not None
    start_server(home, on_progress)
    with connect(private_address(home)) as graph:
        [marker] = graph.read((query("lookup/marker"), {}))[0].maps()
    if not was_running or not marker["has_nodes"]:
        server.stop(home)
    if marker["has_nodes"]:
        raise NotOurs(
            "the private server is not empty, and --bulk replaces its database. Load without "
            "--bulk, or choose another folder with MONEYLOOP_HOME; nothing was written."
        )


def _steps(on_progress: Progress) -> Callable[[str], None]:
    return lambda step: on_progress(step, 0, 0)


def files_of(read: LargeFolder, folder: Path, *, shipped: bool) -> tuple[list[Input], list[Input]]:
    """Writes the files of the nodes and of the relationships into a folder."""
    summed = {deal for figure in read.rest.figures for deal in figure.sums}
    numbers = read.plain.numbers(summed) if read.plain else {}
    graph = KnowledgeGraph(read.rest, numbers, shipped)
    marker = Node("Moneyloop", 0, {"schema": SCHEMA})
    all_nodes = by_label([marker, *graph.nodes()])
    offsets = offsets_of(all_nodes)
    nodes = write_nodes(folder, all_nodes, offsets)
    relationships = write_relationships(folder, graph.relationships(), offsets)
    if read.plain and read.plain_deals:
        plain = partial(_plain, read.plain, folder, offsets)
        nodes.append(plain("Deal", "nodes_deal"))
        for type_, name in ((None, "edges"), ("PAYER", "payer"), ("PAYEE", "payee")):
            relationships.append(plain(type_, name))
        relationships.append(plain("STATES", "states"))
    return nodes, relationships


def _plain(
    plain: PlainDeals,
    folder: Path,
    offsets: Mapping[str, int],
    label_or_type: str | None,
    name: str,
) -> Input:
    file = folder / f"plain-{name}.parquet"
    plain.write(name, file, offsets)
    return Input(label_or_type, file)


def _counts(read: LargeFolder) -> Receipt:
    rest = read.rest
    return Receipt(
        Count(new=len(rest.firms)),
        Count(new=len(rest.sources)),
        Count(new=len(rest.deals) + read.plain_deals),
        Count(new=len(rest.figures)),
        Count(new=len(rest.statements) + read.plain_deals),
        claims=Count(new=len(rest.claims)),
    )
