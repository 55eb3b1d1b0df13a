"""Eight writers and four readers on one server, for some seconds; each command is a process.

    python -m tests.integration.contention FOLDER SECONDS SEED

FOLDER gets what the workers import and export, and `worker-N.jsonl`: each command of a worker with
its exit code, its output, and its errors. `MONEYLOOP_HOME` names the server, which has to run. The
processes are forked from one that has imported everything, since starting Python would take most of
the time. test_contention.py checks what was recorded.
"""

from __future__ import annotations

import json
import os
import pkgutil
import random
import sys
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import cli
from tests.integration.imports import line, write_csv

Result = tuple[int, str]
"""The exit code and what was written to stdout."""

Steps = Generator[tuple[str, ...], Result, None]
"""The commands of a worker, each chosen after the result of the one before."""

NAMES = ("alder", "birch", "cedar", "dogwood", "quince", "fennel", "ginkgo", "hazel")
SHARED = 4
"""So many deals are written by several workers."""

LEAST = 4
"""So many commands each worker runs, however slow the machine is."""

PAIR = "pair-"
"""How ids of deals begin that one command writes in twos: both of them exist, or neither."""

SHIPS = ("firms", "sources", "deals", "statements")


@dataclass
class Worker:
    """One of the workers: its number, its folder, and its random choices."""

    number: int
    folder: Path
    chance: random.Random

    @property
    def name(self) -> str:
        """The first word of the names of its firms."""
        return NAMES[self.number % len(NAMES)]

    def source(self, n: int) -> str:
        """The address of the source that only its n-th import names."""
        return f"https://example.org/{self.name}/{n}"

    def pair(self, n: int) -> tuple[str, str]:
        """The ids of two deals that it imports together."""
        return f"{PAIR}{self.name}-{n}-out", f"{PAIR}{self.name}-{n}-back"

    def pair_file(self, n: int) -> str:
        """A file with a loop of two deals, which have a source of their own."""
        there, back = self.pair(n)
        firm, day = f"{self.name} {n % 7}", "2025-03-04"
        rows = [
            line("INVESTS_IN", "hub 0", firm, self.source(n), amount=f"${n + 1}bn", deal=there),
            line("BUYS_FROM", firm, "hub 0", self.source(n), amount=f"${n + 2}bn", deal=back),
        ]
        one = (one | {"announced": day} for one in rows)
        return str(write_csv(self.folder / f"{self.name}-{n}.csv", one))


def imports_pairs(worker: Worker) -> Steps:
    """Imports, sometimes twice, sometimes without writing."""
    for n in range(1_000_000):
        file = worker.pair_file(n)
        if n % 5 == 4:
            yield ("import", file, "--dry-run", "-f", "json")
        yield ("import", file, "-f", "json")
        if n % 3 == 2:
            yield ("import", file, "-f", "json")


def takes_imports_back(worker: Worker) -> Steps:
    """Every second import is taken back."""
    for n in range(1_000_000):
        code, out = yield ("import", worker.pair_file(n), "-f", "json")
        if n % 2 and code == 0:
            [import_id] = json.loads(out)["imports"]
            yield ("remove", "--import", import_id)


def adds_and_removes(worker: Worker) -> Steps:
    """Adds single deals, and removes two thirds of them."""
    for n in range(1_000_000):
        deal, firm = f"one-{worker.name}-{n}", f"{worker.name} {n % 5}"
        yield ("add", "lends-to", firm, "hub 0", "--source", worker.source(n)) + (
            *("--amount", f"${n + 1}bn", "--deal", deal, "-f", "json"),
        )
        if n % 3:
            yield ("remove", deal)


def removes_of_others(worker: Worker) -> Steps:
    """Removes what the importers of pairs wrote; another may do that at the same moment."""
    for _ in range(1_000_000):
        other = Worker(worker.chance.choice((0, 1)), worker.folder, worker.chance)
        written = len(list(worker.folder.glob(f"{other.name}-*.csv")))
        yield ("remove", *other.pair(worker.chance.randrange(max(1, written))))


def states_shared_deals(worker: Worker) -> Steps:
    """Imports further statements about deals that others state, too."""
    for n in range(1_000_000):
        deal = f"shared-{worker.chance.randrange(SHARED)}"
        row = line("LEASES_FROM", "hub 0", "rim 0", worker.source(n), deal=deal)
        file = worker.folder / f"{worker.name}-{n}.csv"
        yield ("import", str(write_csv(file, [row | {"amount": f"${n + 1}bn"}])), "-f", "json")
        if n % 6 == 5:
            yield ("remove", deal)


def loads_a_folder(worker: Worker) -> Steps:
    """Loads a folder that grows; the load before is contained in it."""
    for n in range(1_000_000):
        yield ("load", str(write_folder(worker, n)))


def write_folder(worker: Worker, version: int) -> Path:
    """The knowledge folder of this version: two more deals than the one before."""
    folder = worker.folder / f"{worker.name}-{version}"
    folder.mkdir()
    rows: dict[str, list[dict[str, str]]] = {name: [] for name in SHIPS}
    rows["firms"] = [
        {"id": f"{worker.name}-{n}", "name": f"{worker.name} {n}", "kind": "company"}
        for n in range(2)
    ]
    rows["sources"] = [{"id": worker.name, "url": worker.source(0), "kind": "news"}]
    for n in range(version + 1):
        for deal, ends in zip(worker.pair(n), ((0, 1), (1, 0)), strict=True):
            payer, payee = (f"{worker.name}-{end}" for end in ends)
            cells = {"id": deal, "type": "BUYS_FROM", "payer": payer, "payee": payee}
            rows["deals"].append(cells | {"status": "signed", "note": f"version {version}"})
            rows["statements"].append(
                {"deal": deal, "source": worker.name, "amount": f"${n + 1}bn"}
            )
    for name, table in rows.items():
        write_csv(folder / f"{name}.csv", table)
    (folder / "aliases.csv").write_text("firm,alias\n")
    return folder


def reads_reports(worker: Worker) -> Steps:
    """Reads the loops that the pairs are."""
    while True:
        yield ("report", "loops", "--max-hops", "2", "-f", "json")


def reads_statements(worker: Worker) -> Steps:
    """Reads all statements."""
    while True:
        yield ("report", "statements", "-f", "json")


def exports(worker: Worker) -> Steps:
    """Exports the whole graph."""
    for n in range(1_000_000):
        yield ("export", str(worker.folder / f"export-{n}"))


def lists_the_log(worker: Worker) -> Steps:
    """Lists the log of imports, and the deals that it is about."""
    while True:
        yield ("imports", "-f", "json")
        yield ("query", "MATCH (deal:Deal) RETURN deal.id AS deal", "-f", "json")


WRITERS: tuple[Callable[[Worker], Steps], ...] = (
    *(imports_pairs, imports_pairs, takes_imports_back, adds_and_removes),
    *(removes_of_others, states_shared_deals, states_shared_deals, loads_a_folder),
)
READERS: tuple[Callable[[Worker], Steps], ...] = (
    *(reads_reports, reads_statements, exports, lists_the_log),
)


def run_forked(words: tuple[str, ...], files: tuple[Path, Path]) -> int:
    """Runs a command in a process of its own, which writes into these files; its exit code."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    code: Any = 99
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, file in enumerate(files, start=1):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        random.seed()  # otherwise all processes would wait equally long before they try again
        sys.argv = ["moneyloop", *words]
        cli.main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def work(worker: Worker, steps: Steps, until: float, least: int = LEAST) -> None:
    """Runs the commands of a worker until the time is over, at least a few, and records them."""
    files = (worker.folder / f"{worker.number}.out", worker.folder / f"{worker.number}.err")
    with (worker.folder / f"worker-{worker.number}.jsonl").open("w", encoding="utf-8") as record:
        words, ran = next(steps), 0
        while time.monotonic() < until or ran < least:
            code, ran = run_forked(words, files), ran + 1
            out, err = (file.read_text("utf-8") for file in files)
            entry = {"words": words, "code": code, "out": out, "err": err}
            record.write(json.dumps(entry) + "\n")
            words = steps.send((code, out))


def everything_imported() -> Iterator[str]:
    """The names of the modules that these commands need, which are imported."""
    for package in ("moneyloop.commands", "loader", "moneyloop.publish.formats"):
        paths = import_module(package).__path__
        for module in pkgutil.walk_packages(paths, f"{package}."):
            if ".scan" not in module.name:
                import_module(module.name)
                yield module.name
    import_module("neo4j")


def main() -> None:
    """Runs all workers at once, each in a process, and waits for them."""
    folder, seconds, seed = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    list(everything_imported())
    # So that readers find something from the beginning.
    first = Worker(len(WRITERS) + len(READERS), folder, random.Random(seed))  # noqa: S311
    work(first, imports_pairs(first), 0, least=1)
    until = time.monotonic() + seconds
    processes = []
    for number, role in enumerate((*WRITERS, *READERS)):
        if not (process := os.fork()):
            worker = Worker(number, folder, random.Random(f"{seed} {number}"))  # noqa: S311
            try:
                work(worker, role(worker), until)
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        processes.append(process)
    codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
    sys.exit(max(map(abs, codes)))


if __name__ == "__main__":
    main()
