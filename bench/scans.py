"""Compares ways to find loops in ledgers, on the same files: `python -m bench.scans`.

A cell is a process from its start to its end: it reads the file, folds parallel payments, finds all
loops of exactly so many accounts. Only Neo4j holds the pairs before. A cell that takes more than
120 seconds or 8 GiB is ended. These are no tests: nothing fails.
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

from bench.cells import Measured, measure
from bench.ledgers import SKEW, write_ledger, write_pairs
from moneyloop.graph import server
from moneyloop.graph.home import Home, home
from moneyloop.graph.offline import Input, aside
from moneyloop.scan.request import MAX_ROWS

LIMIT, NOT_THERE, FAILS = "> limit", "not there", "fails"
HOPS = (2, 3, 4)
LIBRARIES = ("networkx", "igraph")
WAYS = ("DuckDB", "Spark", "Neo4j", *LIBRARIES)
LARGEST_FOR_LIBRARIES = 100_000


@dataclass(frozen=True, slots=True)
class Cell:
    """Seconds, bytes and loops; where `word` says why not, none of them."""

    word: str = ""
    seconds: float = 0
    peak: int = 0
    loops: int = 0

    def shown(self, truth: int | None) -> str:
        """As it stands in the table, with a mark where it counts otherwise than the scan."""
        if self.word:
            return self.word
        wrong = "" if truth in (None, self.loops) else f" **counts {self.loops:,}**"
        return f"{self.seconds:.2f} s, {self.peak / 2**20:,.0f} MiB{wrong}"


Way = Callable[[Path, int], Cell]


def main() -> None:
    """Prints the table as Markdown, row by row."""
    words = argparse.ArgumentParser(prog="python -m bench.scans", description=__doc__)
    words.add_argument("--edges", type=int, nargs="+", default=[10**5, 10**6, 10**7])
    words.add_argument("--hops", type=int, nargs="+", choices=HOPS, default=list(HOPS))
    words.add_argument("--skew", type=float, default=SKEW)
    asked = words.parse_args()
    print("| payments | hops | loops |", " | ".join(WAYS), "|")
    print("| ---: | ---: | ---: |", " | ".join("---:" for _ in WAYS), "|", flush=True)
    taken: dict[tuple[str, int], list[tuple[int, Cell]]] = {}
    loaded = []
    for edges in asked.edges:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "ledger.parquet"
            write_ledger(file, edges, asked.skew)
            with _neo4j(Path(folder), file) as (neo4j, seconds):
                loaded.append(f"{edges:,} in {seconds:.0f} s")
                ways = {"DuckDB": _duckdb, "Spark": _spark, "Neo4j": neo4j} | _libraries(edges)
                for hops in asked.hops:
                    cells = {name: way(file, hops) for name, way in ways.items()}
                    _tell(edges, hops, cells.values())
                    for name, cell in cells.items():
                        taken.setdefault((name, hops), []).append((edges, cell))
                        if cell.word == LIMIT:  # with more hops it would take longer yet
                            ways[name] = _over
    print(f"\nNeo4j's importer and start, before its cells: {'; '.join(loaded)}.")
    _tell_growth(taken)


def _tell(edges: int, hops: int, cells: Collection[Cell]) -> None:
    counted = [cell.loops for cell in cells if not cell.word]
    truth = counted[0] if counted else None
    loops = "–" if truth is None else f"{truth:,}"
    shown = " | ".join(cell.shown(truth) for cell in cells)
    print(f"| {edges:,} | {hops} | {loops} | {shown} |", flush=True)


def _tell_growth(taken: dict[tuple[str, int], list[tuple[int, Cell]]]) -> None:
    """By how much the time grows as the payments double, from the smallest size to the largest."""
    lines = []
    for (way, hops), cells in taken.items():
        done = [(edges, cell.seconds) for edges, cell in cells if not cell.word]
        if len(done) > 1:
            (few, short), (many, long) = done[0], done[-1]
            times = (long / short) ** (1 / (log(many / few) / log(2)))
            lines.append(f"| {way} | {hops} | {few:,} to {many:,} | {times:.2f} |")
    if lines:
        print("\n| way | hops | payments | as they double, the time grows times |")
        print("| --- | ---: | ---: | ---: |")
        print("\n".join(lines))


def _duckdb(file: Path, hops: int) -> Cell:
    return _scan(file, hops)


def _spark(file: Path, hops: int) -> Cell:
    java = os.environ.get("JAVA_HOME") or shutil.which("java")
    if not (java and find_spec("pyspark") and find_spec("moneyloop.scan.engines.spark.engine")):
        return Cell(NOT_THERE)
    return _scan(file, hops, "--engine", "spark")


def _scan(file: Path, hops: int, *more: str) -> Cell:
    found = file.with_name("loops.parquet")
    exactly = ["--min-hops", str(hops), "--max-hops", str(hops), "--most", str(MAX_ROWS)]
    words = [sys.executable, "-m", "cli", "scan", str(file), *exactly, *more, "-o", str(found)]
    done = measure(words)
    return _cell(done, lambda: int(parquet.read_metadata(found).num_rows))


def _over(file: Path, hops: int) -> Cell:
    return Cell(LIMIT)


def _libraries(edges: int) -> dict[str, Way]:
    if edges > LARGEST_FOR_LIBRARIES:
        return dict.fromkeys(LIBRARIES, lambda file, hops: Cell("–"))
    return {name: partial(_library, name) for name in LIBRARIES}


def _library(name: str, file: Path, hops: int) -> Cell:
    if not find_spec(name):
        return Cell(NOT_THERE)
    done = measure([sys.executable, "-m", "bench.loop_counts", name, str(hops), str(file)])
    return _cell(done, lambda: int(done.output))


@contextmanager
def _neo4j(folder: Path, file: Path) -> Iterator[tuple[Way, float]]:
    """A server with the pairs of the ledger, and how long it took to have them in it."""
    begin = time.perf_counter()
    own = Home(folder / "home")
    own.root.mkdir()
    home().maven.mkdir(parents=True, exist_ok=True)
    (own.root / "maven").symlink_to(home().maven, target_is_directory=True)
    os.environ.setdefault("MONEYLOOP_HEAP", "6g")
    with server.exclusive(own), aside(own, _quiet) as place:
        nodes, ties = place.files / "nodes.parquet", place.files / "ties.parquet"
        write_pairs(file, nodes, ties)
        place.make([Input("Account", nodes)], [Input("PAYS", ties)])

    def count(_: Path, hops: int) -> Cell:
        # One that had to be ended may still run in the server, and would slow the next.
        running = server.start(own, _quiet)
        words = [sys.executable, "-m", "bench.loop_counts", "neo4j", str(hops), running.uri]
        done = measure([*words, str(own.password)], beside=running.pid)
        if done.over or done.code:
            server.stop(own)
        return _cell(done, lambda: int(done.output))

    try:
        server.start(own, _quiet)
        yield count, time.perf_counter() - begin
    finally:
        server.stop(own)


def _cell(done: Measured, loops: Callable[[], int]) -> Cell:
    if done.over:
        return Cell(LIMIT)
    if done.code:
        print(done.errors[-500:], file=sys.stderr)
        return Cell(FAILS)
    return Cell("", done.seconds, done.peak, loops())


def _quiet(what: str, done: int, total: int) -> None:
    """Progress that would stand in the table."""


if __name__ == "__main__":
    main()
