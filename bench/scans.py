"""Compares methods that find loops in ledgers, on the same files: `python -m bench.scans`.

A cell of the table is one process from start to end: it reads the file, combines parallel payments
and finds all loops of exactly this length. Only Neo4j has the pairs in advance. A process that
takes more than 120 seconds or 8 GiB is killed. Nothing here is a test, and nothing fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from math import log
from pathlib import Path

from pyarrow import parquet

from bench.ledgers import SKEW, write_ledger, write_pairs
from bench.measure import Measurement, measure
from moneyloop.graph import server
from moneyloop.graph.home import Home, home, home_lock
from moneyloop.graph.offline_import import Input, staging
from moneyloop.private import start_server
from moneyloop.scan.request import MAX_ROWS

OVER_LIMIT, NOT_INSTALLED, FAILED = "> limit", "not installed", "failed"
HOPS = (2, 3, 4)
LIBRARIES = ("networkx", "igraph")
METHODS = ("DuckDB", "Spark", "Neo4j", *LIBRARIES)
LARGEST_FOR_LIBRARIES = 100_000


@dataclass(frozen=True, slots=True)
class Cell:
    """Seconds, bytes and loops; or a `note` that says why there are none."""

    note: str = ""
    seconds: float = 0
    peak: int = 0
    loops: int = 0

    def as_text(self, expected: int | None) -> str:
        """The text in the table, with a mark if the number of loops is not the expected one."""
        if self.note:
            return self.note
        wrong = "" if expected in (None, self.loops) else f" **counts {self.loops:,}**"
        return f"{self.seconds:.2f} s, {self.peak / 2**20:,.0f} MiB{wrong}"


Method = Callable[[Path, int], Cell]


def main() -> None:
    """Prints the table as Markdown, row by row."""
    parser = argparse.ArgumentParser(prog="python -m bench.scans", description=__doc__)
    parser.add_argument("--edges", type=int, nargs="+", default=[10**5, 10**6, 10**7])
    parser.add_argument("--hops", type=int, nargs="+", choices=HOPS, default=list(HOPS))
    parser.add_argument("--skew", type=float, default=SKEW)
    arguments = parser.parse_args()
    print("| payments | hops | loops |", " | ".join(METHODS), "|")
    print("| ---: | ---: | ---: |", " | ".join("---:" for _ in METHODS), "|", flush=True)
    taken: dict[tuple[str, int], list[tuple[int, Cell]]] = {}
    load_times = []
    for edges in arguments.edges:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "ledger.parquet"
            write_ledger(file, edges, arguments.skew)
            with _neo4j(Path(folder), file) as (neo4j, seconds):
                load_times.append(f"{edges:,} in {seconds:.0f} s")
                methods = {"DuckDB": _duckdb, "Spark": _spark, "Neo4j": neo4j} | _libraries(edges)
                for hops in arguments.hops:
                    cells = {name: method(file, hops) for name, method in methods.items()}
                    _print_row(edges, hops, cells.values())
                    for name, cell in cells.items():
                        taken.setdefault((name, hops), []).append((edges, cell))
                        if cell.note == OVER_LIMIT:  # more hops would take even longer
                            methods[name] = _over_limit
    print(f"\nNeo4j's importer and start, before its cells: {'; '.join(load_times)}.")
    _print_growth(taken)


def _print_row(edges: int, hops: int, cells: Collection[Cell]) -> None:
    counts = [cell.loops for cell in cells if not cell.note]
    expected = counts[0] if counts else None
    loops = "–" if expected is None else f"{expected:,}"
    texts = " | ".join(cell.as_text(expected) for cell in cells)
    print(f"| {edges:,} | {hops} | {loops} | {texts} |", flush=True)


def _print_growth(taken: dict[tuple[str, int], list[tuple[int, Cell]]]) -> None:
    """Prints the factor by which time grows when payments double, over the whole range of sizes."""
    lines = []
    for (method, hops), cells in taken.items():
        done = [(edges, cell.seconds) for edges, cell in cells if not cell.note]
        if len(done) > 1:
            (few, short), (many, long) = done[0], done[-1]
            times = (long / short) ** (1 / (log(many / few) / log(2)))
            lines.append(f"| {method} | {hops} | {few:,} to {many:,} | {times:.2f} |")
    if lines:
        print("\n| method | hops | payments | factor of time when payments double |")
        print("| --- | ---: | ---: | ---: |")
        print("\n".join(lines))


def _duckdb(file: Path, hops: int) -> Cell:
    return _scan(file, hops)


def _spark(file: Path, hops: int) -> Cell:
    java = os.environ.get("JAVA_HOME") or shutil.which("java")
    if not (java and find_spec("pyspark")):
        return Cell(NOT_INSTALLED)
    return _scan(file, hops, "--engine", "spark")


def _scan(file: Path, hops: int, *more: str) -> Cell:
    found = file.with_name("loops.parquet")
    exactly = ["--min-hops", str(hops), "--max-hops", str(hops), "--most", str(MAX_ROWS)]
    command = [sys.executable, "-m", "cli", "scan", str(file), *exactly, *more, "-o", str(found)]
    measured = measure(command)
    return _cell(measured, lambda: int(parquet.read_metadata(found).num_rows))


def _over_limit(file: Path, hops: int) -> Cell:
    return Cell(OVER_LIMIT)


def _libraries(edges: int) -> dict[str, Method]:
    if edges > LARGEST_FOR_LIBRARIES:
        return dict.fromkeys(LIBRARIES, lambda file, hops: Cell("–"))
    return {name: partial(_library, name) for name in LIBRARIES}


def _library(name: str, file: Path, hops: int) -> Cell:
    if not find_spec(name):
        return Cell(NOT_INSTALLED)
    measured = measure([sys.executable, "-m", "bench.loop_counts", name, str(hops), str(file)])
    return _cell(measured, lambda: int(measured.output))


@contextmanager
def _neo4j(folder: Path, file: Path) -> Iterator[tuple[Method, float]]:
    """A method that uses a server with the pairs of the ledger, and the time that loading took."""
    start = time.perf_counter()
    own = Home(folder / "home")
    own.root.mkdir()
    home().maven.mkdir(parents=True, exist_ok=True)
    (own.root / "maven").symlink_to(home().maven, target_is_directory=True)
    os.environ.setdefault("MONEYLOOP_HEAP", "6g")
    with home_lock(own), staging(own) as stage:
        nodes, pairs = stage.files / "nodes.parquet", stage.files / "pairs.parquet"
        write_pairs(file, nodes, pairs)
        stage.build([Input("Account", nodes)], [Input("PAYS", pairs)])

    def count(_: Path, hops: int) -> Cell:
        # The query of a process that was killed may still run, and would slow down the next one.
        running = start_server(own)
        command = [sys.executable, "-m", "bench.loop_counts", "neo4j", str(hops), running.uri]
        measured = measure([*command, str(own.password)], server=running.pid)
        if measured.over_limit or measured.code:
            server.stop(own)
        return _cell(measured, lambda: int(measured.output))

    try:
        start_server(own)
        yield count, time.perf_counter() - start
    finally:
        server.stop(own)


def _cell(measured: Measurement, loops: Callable[[], int]) -> Cell:
    if measured.over_limit:
        return Cell(OVER_LIMIT)
    if measured.code:
        print(measured.errors[-500:], file=sys.stderr)
        return Cell(FAILED)
    return Cell("", measured.seconds, measured.peak, loops())


if __name__ == "__main__":
    main()
