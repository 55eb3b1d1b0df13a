"""Compares reports and imports with other methods that give the same answers: `make bench`.

Each row is measured in one run, on one machine and the same data. A cell that takes more than 120
seconds or 8 GiB shows `> limit`. Nothing here is a test, and nothing fails.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import imports
from bench.measure import MEMORY_LIMIT, TIME_LIMIT, kill
from bench.power_law import power_law
from loader.folder.read import SHIPPED, read_folder
from loader.records import Knowledge
from loader.store.write import load
from moneyloop.graph import server
from moneyloop.graph.connection import Graph, connect
from moneyloop.graph.errors import Neo4jUnavailable, QueryFailed
from moneyloop.graph.home import Home, home
from moneyloop.private import private_address
from moneyloop.report.arguments import complete
from moneyloop.report.library import find
from moneyloop.report.run import run_report

STARTUP_TIME = 20  # seconds; a child process must import first
LIMIT = "> limit"
DAY = date(2026, 11, 22)
HERE = Path(__file__).parent
ALL_ROWS = 10_000_000

Cell = float | str


def main() -> None:
    """Prints the tables, each when it is complete."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--firms", type=int, default=10_000)
    parser.add_argument("--deals", type=int, default=100_000)
    arguments = parser.parse_args()
    console = Console(width=110)
    with tempfile.TemporaryDirectory() as folder:
        console.print(_loops(arguments.firms, arguments.deals, Path(folder) / "large"))
        console.print(_doubling(Path(folder) / "doubling"))
        console.print(_command(Path(folder) / "shipped"))
        console.print(_imports(arguments.firms, arguments.deals, Path(folder) / "imports"))


@contextmanager
def _graph(root: Path) -> Iterator[Graph]:
    """A private server with an empty graph, which uses the jars of the usual home."""
    home().maven.mkdir(parents=True, exist_ok=True)
    root.mkdir(parents=True)
    (root / "maven").symlink_to(home().maven, target_is_directory=True)
    os.environ.setdefault("MONEYLOOP_HEAP", "4g")
    own = Home(root)
    try:
        with connect(private_address(own)) as graph:
            yield graph
    finally:
        server.stop(own)


def _loops(firms: int, deals: int, root: Path) -> Table:
    table = _table(
        f"Loops of exactly this many firms, among {firms:,} firms and {deals:,} deals",
        *("hops", "loops", "report s", "networkx s", "naive Cypher s"),
        *("networkx / report", "naive / report"),
    )
    knowledge = power_law(firms, deals)
    with _graph(root) as graph:
        load(graph, knowledge, shipped=False)
        for hops in (2, 3, 4):
            exact = {"min_hops": hops, "max_hops": hops, "limit": ALL_ROWS}
            _limited(_report, root, "loops", exact | {"limit": 1})  # warm-up: plan the query
            report, found = _limited(_report, root, "loops", exact)
            others, counted = _limited(_networkx_loops, knowledge, hops)
            naive, walked = _limited(_query, root, f"naive_loops_{hops}")
            counts = {count for count in (found, counted, walked) if count is not None}
            table.add_row(
                *(str(hops), " or ".join(f"{count:,}" for count in sorted(counts)) or "–"),
                *map(_shown, (report, others, naive)),
                *(_ratio(others, report), _ratio(naive, report)),
            )
    return table


def _doubling(root: Path) -> Table:
    table = _table(
        "Twice as many firms, with ten deals each", "report", "firms", "s", "relative to half"
    )
    sizes = (500, 1000, 2000)
    taken: dict[str, list[Cell]] = {"knock-out": [], "cascade-ranking": []}
    with _graph(root) as graph:
        for firms in sizes:
            graph.command((HERE / "wipe.cypher").read_text("utf-8"))
            load(graph, power_law(firms, 10 * firms), shipped=False)
            for name, cells in taken.items():
                _limited(_report, root, name, {"firms": ["f000000"]})  # warm-up: plan the query
                cells.append(_limited(_report, root, name, {})[0])
    for name, cells in taken.items():
        table.add_row(name, f"{sizes[0]:,}", _shown(cells[0]), "")
        for firms, (half, cell) in zip(sizes[1:], pairwise(cells), strict=True):
            table.add_row(name, f"{firms:,}", _shown(cell), _ratio(cell, half))
    return table


def _command(root: Path) -> Table:
    """The whole command on a warm server, compared with the shortest possible script."""
    table = _table(
        "moneyloop report direct, on a warm server", "command s", "bare script s", "ratio"
    )
    with _graph(root) as graph:
        load(graph, read_folder(SHIPPED), shipped=True)
        environment = os.environ | {"MONEYLOOP_HOME": str(root)}
        composed = root / "direct.cypher"
        composed.write_text(find("direct").composed.text, "utf-8")
        command = [sys.executable, "-m", "cli", "report", "direct", "--format", "csv"]
        bare = [
            sys.executable,
            str(HERE / "bare_script.py"),
            graph.address.uri,
            str(root / "password"),
            str(composed),
        ]
        times: dict[str, list[float]] = {"command": [], "bare": []}
        for _ in range(11):
            for name, words in (("command", command), ("bare", bare)):
                start = time.perf_counter()
                subprocess.run(words, check=True, capture_output=True, env=environment)
                times[name].append(time.perf_counter() - start)
    medians = [sorted(times[name][1:])[5] for name in ("command", "bare")]
    table.add_row(*map(_shown, medians), _ratio(*medians))
    return table


def _imports(firms: int, deals: int, root: Path) -> Table:
    """A file of deals: the whole command, compared with scripts that know what to write.

    They alternate on the same warm server, each with an empty graph; the better of two runs is
    reported.
    """
    file, few = root.with_suffix(".csv"), root.with_suffix(".few.csv")
    count = imports.write_file(file, firms, deals)
    imports.write_file(few, firms, 10, seed=2)
    table = _table(
        f"A file of {count:,} deals between {firms:,} firms, imported",
        *("method", "s", "deals per second", "rate relative to the bare loop"),
    )
    wipe = (HERE / "wipe.cypher").read_text("utf-8")
    with _graph(root) as graph:
        _limited(imports.by_command, root, file)
        rows = imports.written_rows(graph)
        methods: dict[str, Callable[[], Cell]] = {
            "py2neo": lambda: _limited(imports.by_py2neo, root, rows)[0],
            "bare loop": lambda: _limited(imports.by_bare_loop, root, rows)[0],
            "moneyloop import": lambda: _limited(imports.by_command, root, file)[0],
        }
        taken: dict[str, list[Cell]] = {name: [] for name in methods}
        for _ in range(2):
            for name, method in methods.items():
                graph.command(wipe)
                taken[name].append(method())
        again = _limited(imports.by_command, root, file)[0]
        ten_more = _limited(imports.by_command, root, few)[0]
    shortest = {name: _shortest(cells) for name, cells in taken.items()}
    for name, cell in shortest.items():
        rate = f"{count / cell:,.0f}" if isinstance(cell, float) else ""
        table.add_row(name, _shown(cell), rate, _ratio(shortest["bare loop"], cell))
    table.add_row("the same file again", _shown(again), "", "")
    table.add_row("ten more deals", _shown(ten_more), "", "")
    return table


def _shortest(cells: Sequence[Cell]) -> Cell:
    return min((cell for cell in cells if isinstance(cell, float)), default=LIMIT)


def _limited(work: Callable[..., int], *arguments: Any) -> tuple[Cell, int | None]:
    """The time and the result of `work`, in a child process that is killed at the limit."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(sender, work, *arguments))
    process.start()
    sender.close()
    answer: tuple[float, int] | None = None
    try:
        if receiver.poll(TIME_LIMIT + STARTUP_TIME):
            answer = receiver.recv()
    except EOFError:  # it exceeded the memory limit
        pass
    if process.pid:
        kill(process.pid)
    process.join()
    if answer is None or answer[0] > TIME_LIMIT:
        return LIMIT, None
    return answer


def _measured(sender: Connection, work: Callable[..., int], *arguments: Any) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    start = time.perf_counter()
    with suppress(MemoryError, QueryFailed, Neo4jUnavailable):
        counted = work(*arguments)
        sender.send((time.perf_counter() - start, counted))


def _report(root: Path, name: str, given: dict[str, Any]) -> int:
    with connect(private_address(Home(root))) as graph:
        report = find(name)
        return len(run_report(graph, report, complete(report, given, DAY)).rows.rows)


def _query(root: Path, name: str) -> int:
    with connect(private_address(Home(root))) as graph:
        text = (HERE / f"{name}.cypher").read_text("utf-8")
        return len(graph.read((text, {}))[0].rows)


def _networkx_loops(knowledge: Knowledge, hops: int) -> int:
    import networkx as nx

    pairs = {(deal.payer, deal.payee) for deal in knowledge.deals if deal.payer != deal.payee}
    network: nx.DiGraph[str] = nx.DiGraph(pairs)
    cycles = nx.simple_cycles(network, length_bound=hops)
    return sum(len(cycle) == hops for cycle in cycles)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="left" if column in ("report", "method") else "right")
    return table


def _shown(cell: Cell) -> str:
    return cell if isinstance(cell, str) else f"{cell:.2f}"


def _ratio(cell: Cell, base: Cell) -> str:
    if isinstance(base, str):
        return "–"
    return f"> {TIME_LIMIT / base:.1f}" if isinstance(cell, str) else f"{cell / base:.2f}"
