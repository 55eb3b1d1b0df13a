"""Readers that need a graph which stands still make writers wait, and wait for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from loader.store import transaction
from loader.store.transaction import writers_waiting
from moneyloop.graph.connection import Graph
from moneyloop.graph.errors import QueryFailed
from moneyloop.graph.queries import query
from tests.integration.graphs import everything
from tests.integration.imports import Importer, line

Program = Callable[..., CompletedProcess[str]]

SECONDS = 60
LOCK, HOLD = "write/lock", "write/hold"


def wait_until_blocked(graph: Graph, name: str) -> None:
    """Waits until a transaction with this query waits for another one."""
    text = "SHOW TRANSACTIONS YIELD currentQuery, status"
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        found = graph.read((text, {}))[0].rows
        if any(one == query(name) and "Blocked" in status for one, status in found):
            return
        time.sleep(0.02)
    raise AssertionError(f"{name} never waited")


def test_a_writer_waits(importer: Importer) -> None:
    importer.imports(line("BUYS_FROM", "a", "b"))
    with ThreadPoolExecutor(1) as pool:
        with writers_waiting(importer.graph):
            before = everything(importer.graph)
            job = pool.submit(importer.imports, line("BUYS_FROM", "c", "d"))
            wait_until_blocked(importer.graph, LOCK)
            assert everything(importer.graph) == before
        assert job.result(SECONDS).receipt.deals.new == 1
    assert everything(importer.graph) > before


@pytest.mark.parametrize(
    "words", [("export", "folder"), ("export", "deals.gexf"), ("picture", "-o", "deals.svg")]
)
def test_a_command_with_several_reads_waits_for_a_writer(
    importer: Importer, moneyloop_process: Program, tmp_path: Path, words: tuple[str, ...]
) -> None:
    importer.imports(line("BUYS_FROM", "a", "b"))
    with ThreadPoolExecutor(1) as pool:
        with importer.graph.holding(query(HOLD), {}):  # as a writer does
            job = pool.submit(moneyloop_process, *words, cwd=tmp_path)
            wait_until_blocked(importer.graph, HOLD)
        assert job.result(SECONDS).returncode == 0
    assert (tmp_path / words[-1]).exists()


def test_whoever_cannot_make_writers_wait_reads_nevertheless(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a user who may only read. The server of the tests has no such users."""
    importer.imports(line("BUYS_FROM", "a", "b"))
    refused = "CALL dbms.notAllowed()"
    monkeypatch.setattr(transaction, "query", lambda _: refused)
    with pytest.raises(QueryFailed), importer.graph.holding(refused, {}):
        raise AssertionError
    with writers_waiting(importer.graph):
        assert everything(importer.graph)


def test_an_error_of_a_reader_is_its_own(importer: Importer) -> None:
    importer.imports(line("BUYS_FROM", "a", "b"))
    for error in (QueryFailed("its own"), OSError("no space")):
        with pytest.raises(type(error), match=str(error)), writers_waiting(importer.graph):
            raise error
    # And the lock is free again.
    assert importer.imports(line("BUYS_FROM", "c", "d")).receipt.written


def test_an_empty_graph_can_be_read(importer: Importer) -> None:
    with writers_waiting(importer.graph):
        assert everything(importer.graph) == set()
    assert everything(importer.graph) == set()
