"""Kills a load or an import, or its server, and repeats the command: the graph must be correct.

MONEYLOOP_KILLS is how often the server is killed during a load and the command during an import,
each time at another random moment; the other two combinations are tested a third as often, and so
is each of the signals that end an import in order. After each repeated command the folders must
hold the files that they held after an undisturbed one, and no others.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from loader.records import SETTLEMENTS, SOURCE_KINDS, STATUSES
from moneyloop import signals
from moneyloop.graph import server
from moneyloop.graph.connection import Graph, connect
from moneyloop.graph.home import Home
from moneyloop.graph.queries import names_in, query
from moneyloop.private import private_address
from moneyloop.values.edges import EDGE_TYPES
from tests.conftest import make_home, quiet
from tests.unit.test_signals import heed_all_signals

KILLS = int(os.environ.get("MONEYLOOP_KILLS", "1"))
FIRMS, SOURCES, DEALS = 60, 12, 1_500
ROWS_PER_PAGE = 2_000
SECONDS = 120
BETWEEN_QUESTIONS = 0.02  # seconds; the server that answers needs the processor for the load

# Each round starts a server and loads into it, which takes minutes on a busy machine.
pytestmark = pytest.mark.timeout(900)

NODES = """
CYPHER 25
MATCH (n) WHERE NOT n:Import WITH n ORDER BY elementId(n) SKIP $skip LIMIT $limit
RETURN labels(n) AS labels, properties(n) AS properties
"""
EDGES = """
CYPHER 25
MATCH (a)-[r]->(b) WHERE NOT a:Import WITH a, r, b ORDER BY elementId(r) SKIP $skip LIMIT $limit
RETURN type(r) AS type, coalesce(a.id, labels(a)) AS payer, coalesce(b.id, labels(b)) AS payee,
       properties(r) AS properties
"""
ENTRIES = """
CYPHER 25
RETURN COUNT { (:Import) } AS entries, COUNT { (:Import)-[:TOUCHED]->(:Deal) } AS touched
"""
TRANSACTIONS = """
CYPHER 25
SHOW TRANSACTIONS YIELD transactionId, currentQuery
"""


def write_table(folder: Path, name: str, columns: str, rows: Sequence[Sequence[object]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split())
        writer.writerows(rows)


def write_knowledge(folder: Path) -> None:
    """Writes a folder of thousands of deals that contain everything a load can write."""
    draw = random.Random(20_251_019)  # noqa: S311
    firms = [f"firm-{n}" for n in range(FIRMS)]
    sources = [f"source-{n}" for n in range(SOURCES)]
    deals = [f"deal-{n}" for n in range(DEALS)]
    amounts = ("$%d billion", "up to $%dbn", "€%dm", "%d兆円", "$%dB a year")
    write_table(
        folder,
        "firms",
        "id name kind country part_of member_of",
        [
            (firm, f"Firm {n}", "consortium" if n == 0 else "company", "JP")
            + ((f"firm-{n - 1}" if n % 7 == 3 else ""), ("firm-0" if n % 9 == 4 else ""))
            for n, firm in enumerate(firms)
        ],
    )
    write_table(folder, "aliases", "firm alias", [(firm, f"会社{firm[5:]}") for firm in firms])
    write_table(
        folder,
        "sources",
        "id url kind published",
        [
            (source, f"https://example.org/{n}", draw.choice(SOURCE_KINDS), f"2025-0{n % 9 + 1}")
            for n, source in enumerate(sources)
        ],
    )
    write_table(
        folder,
        "deals",
        "id type payer payee bundle announced starts ends supersedes status settlement note",
        [
            (deal, draw.choice(EDGE_TYPES).name, *draw.sample(firms, 2))
            + (f"bundle-{n // 5}" if n % 5 < 2 else "", f"2025-{n % 12 + 1:02}", "2026", "2030")
            + (f"deal-{n - 1}" if n % 50 == 7 else "", draw.choice(STATUSES))
            + (draw.choice(SETTLEMENTS), f"判断 {n}" if n % 3 == 0 else "")
            for n, deal in enumerate(deals)
        ],
    )
    write_table(
        folder,
        "statements",
        "deal source amount locator",
        [
            (deal, source, draw.choice(amounts) % draw.randint(1, 500), f"page {n}")
            for n, deal in enumerate(deals)
            for source in draw.sample(sources, 1 + n % 2)
        ],
    )


def write_deals(folder: Path) -> Path:
    """Writes a file of thousands of lines that contain everything an import can write."""
    draw = random.Random(20_260_227)  # noqa: S311
    firms = [f"Firm {n}" for n in range(FIRMS - 1)] + ["東京 1"]
    columns = "type payer payee amount announced status settlement note deal source published"
    rows = [
        (draw.choice(EDGE_TYPES).name, *draw.sample(firms, 2))
        + (f"${draw.randint(1, 500)} billion", f"2025-{n % 12 + 1:02}", draw.choice(STATUSES))
        + (draw.choice(SETTLEMENTS), f"判断 {n}" if n % 3 == 0 else "", f"deal-{n}")
        + (f"https://example.org/{n % SOURCES}", "2025")
        for n in range(DEALS)
    ]
    further = [
        (*row[:-2], f"https://example.org/{(n + 1) % SOURCES}", "2025")
        for n, row in enumerate(rows[:300])
    ]
    write_table(folder, "lines", columns, rows + further)
    return folder / "lines.csv"


def dump(graph: Graph) -> list[str]:
    """The contents of the graph without the log of imports, sorted."""
    found: list[str] = []
    for text in (NODES, EDGES):
        skip = 0
        while rows := graph.read((text, {"skip": skip, "limit": ROWS_PER_PAGE}))[0].maps():
            found += [json.dumps(row, sort_keys=True, default=str) for row in rows]
            skip += len(rows)
    return sorted(found)


def counts(graph: Graph) -> dict[str, Any]:
    counted, entries = graph.read((query("lookup/counts"), {}), (ENTRIES, {}))
    return counted.maps()[0] | entries.maps()[0]


def transactions(graph: Graph) -> dict[str, str]:
    """The open transactions by id, with the query that each of them is running."""
    return dict(graph.read((TRANSACTIONS, {}))[0].rows)


def writing(graph: Graph) -> str | None:
    """The transaction of a load that is writing, or None."""
    writes = [query(f"write/{name}") for name in names_in("write")]
    return next((one for one, text in transactions(graph).items() if text in writes), None)


def wipe(graph: Graph) -> None:
    graph.command("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS")


def wait_for_writes(graph: Graph, program: subprocess.Popen[str]) -> str:
    """The transaction of the load, once it writes."""
    while not (transaction := writing(graph)):
        assert program.poll() is None, "the load ended before it was observed writing"
        time.sleep(BETWEEN_QUESTIONS)
    return transaction


def wait_for_the_end(graph: Graph, transaction: str) -> None:
    while transaction in transactions(graph):
        time.sleep(BETWEEN_QUESTIONS)


@dataclass
class Scene:
    home: Home
    words: Sequence[str]
    """The arguments of the command that writes."""
    seconds: float = 0.0
    """Roughly how long a load writes."""
    transaction: str = ""
    """The id of the transaction of the load that was killed."""
    dump: Sequence[str] = ()
    """The contents of the graph after an undisturbed load."""
    counts: dict[str, Any] = field(default_factory=dict)
    files: Sequence[str] = ()
    """What was in the folders after an undisturbed load."""

    @property
    def temporary(self) -> Path:
        """The folder for temporary files of the command and of the server that it starts."""
        return self.home.root.parent / "temporary"

    def files_now(self) -> list[str]:
        """The files in the home, in the temporary folder and beside the input, with 0 for numbers.

        Those of Neo4j's database and logs come and go; the numbers are of processes and servers.
        """
        given = Path(self.words[1])
        folders = {self.home.root.parent, given if given.is_dir() else given.parent}
        paths = [path for folder in folders for path in folder.rglob("*")]
        own = (self.home.data, self.home.log.parent)
        kept = [path for path in paths if not any(path.is_relative_to(one) for one in own)]
        return sorted(re.sub(r"\d+", "0", str(path)) for path in kept)

    @contextmanager
    def graph(self) -> Iterator[Graph]:
        """A connection to the server, which is started again if it was killed."""
        with connect(private_address(self.home, quiet)) as graph:
            yield graph

    def prepare(self) -> None:
        """Loads once without a kill, to record the result and the time that it takes."""
        with self.graph() as graph:
            wipe(graph)
            with self.load() as program:
                transaction = wait_for_writes(graph, program)
                began = time.monotonic()
                wait_for_the_end(graph, transaction)
                self.seconds = time.monotonic() - began
                _, stderr = program.communicate(timeout=SECONDS)
                assert program.returncode == 0, stderr
                self.counts, self.dump = counts(graph), dump(graph)
                self.files = self.files_now()

    def load(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "cli", *self.words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"MONEYLOOP_HOME": str(self.home.root), "TMPDIR": str(self.temporary)},
            preexec_fn=heed_all_signals,  # noqa: PLW1509
        )

    def kill_a_load(
        self,
        draw: random.Random,
        *,
        the_server: bool = False,
        number: signal.Signals = signal.SIGKILL,
    ) -> tuple[int, str, str]:
        """Loads into the empty graph, and kills the load or its server while it writes.

        Returns the exit code of the load, its stdout and its stderr.
        """
        fraction = draw.random()
        while True:
            with self.graph() as graph:
                wipe(graph)
                with self.load() as program:
                    self.transaction = wait_for_writes(graph, program)
                    began = time.monotonic()
                    time.sleep(fraction * self.seconds)
                    was_writing = self.transaction in transactions(graph)
                    if was_writing:
                        running = server.find(self.home)
                        assert running
                        os.kill(running.pid if the_server else program.pid, number)
                    stdout, stderr = program.communicate(timeout=SECONDS)
                    took = time.monotonic() - began
            if program.returncode != 0:
                return program.returncode, stdout, stderr
            if was_writing:
                # It committed just before the kill, so everything must be there. Try again.
                self.check_the_contents()
            else:
                self.seconds = 0.9 * min(took, self.seconds)

    def check_all_or_nothing_was_written(self) -> None:
        nothing = dict.fromkeys(self.counts, 0)
        with self.graph() as graph:
            # A commit that was under way when the command was killed still finishes.
            wait_for_the_end(graph, self.transaction)
            assert counts(graph) in (nothing, self.counts)

    def check_a_repeated_load(self) -> None:
        with self.load() as program:
            _, stderr = program.communicate(timeout=SECONDS)
        assert program.returncode == 0, stderr
        self.check_the_contents()

    def check_the_contents(self) -> None:
        with self.graph() as graph:
            assert counts(graph) == self.counts
            assert dump(graph) == self.dump
            assert self.files_now() == self.files


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, maven: Path) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("kill")
    write_knowledge(folder)
    scene = Scene(make_home(folder / "home", maven), ("load", str(folder)))
    scene.temporary.mkdir()
    try:
        scene.prepare()
        yield scene
    finally:
        server.stop(scene.home)


@pytest.fixture(scope="module")
def import_scene(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Imports into the same server."""
    file = write_deals(tmp_path_factory.mktemp("import"))
    importing = Scene(scene.home, ("import", str(file)))
    importing.prepare()
    return importing


def test_the_load_writes_everything_that_a_load_can_write(scene: Scene) -> None:
    types = {json.loads(line).get("type") for line in scene.dump}
    places = {"PART_OF", "MEMBER_OF", "STATES", "PAYER", "PAYEE", "SUPERSEDES"}
    assert types - {None} == places | {edge.name for edge in EDGE_TYPES}
    assert (scene.counts["firms"], scene.counts["deals"]) == (FIRMS, DEALS)


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_server_killed_during_a_load(scene: Scene, seed: int) -> None:
    code, stdout, stderr = scene.kill_a_load(random.Random(seed), the_server=True)  # noqa: S311
    assert (code, stdout) == (3, "")
    [line] = stderr.splitlines()
    assert line.startswith("moneyloop: the private Neo4j has stopped.")
    scene.check_all_or_nothing_was_written()
    scene.check_a_repeated_load()


@pytest.mark.parametrize("seed", range(-(-KILLS // 3)))
def test_a_load_killed_while_it_writes(scene: Scene, seed: int) -> None:
    code, stdout, stderr = scene.kill_a_load(random.Random(seed))  # noqa: S311
    assert (code, stdout, stderr) == (-signal.SIGKILL, "", "")
    scene.check_all_or_nothing_was_written()
    scene.check_a_repeated_load()


def test_the_import_writes_everything_that_an_import_can_write(import_scene: Scene) -> None:
    types = {json.loads(line).get("type") for line in import_scene.dump}
    assert types - {None} == {"STATES", "PAYER", "PAYEE"} | {edge.name for edge in EDGE_TYPES}
    assert import_scene.counts == {
        "firms": FIRMS,
        "deals": DEALS,
        "figures": 0,
        "sources": SOURCES,
        "claims": 0,
        "statements": DEALS + 300,
        "entries": 1,
        "touched": DEALS,
    }


@pytest.mark.parametrize("seed", range(KILLS))
def test_an_import_killed_while_it_writes(import_scene: Scene, seed: int) -> None:
    draw = random.Random(1_000 + seed)  # noqa: S311
    assert import_scene.kill_a_load(draw) == (-signal.SIGKILL, "", "")
    import_scene.check_all_or_nothing_was_written()
    import_scene.check_a_repeated_load()


@pytest.mark.parametrize("seed", range(-(-KILLS // 3)))
def test_a_server_killed_during_an_import(import_scene: Scene, seed: int) -> None:
    draw = random.Random(1_000 + seed)  # noqa: S311
    code, stdout, stderr = import_scene.kill_a_load(draw, the_server=True)
    assert (code, stdout) == (3, "")
    [line] = stderr.splitlines()
    assert line.startswith("moneyloop: the private Neo4j has stopped.")
    import_scene.check_all_or_nothing_was_written()
    import_scene.check_a_repeated_load()


@pytest.mark.parametrize("seed", range(-(-KILLS // 3)))
def test_an_import_ended_by_a_signal_while_it_writes(import_scene: Scene, seed: int) -> None:
    for number, word in signals.WORDS.items():
        draw = random.Random(f"{number} {seed}")  # noqa: S311
        code, stdout, stderr = import_scene.kill_a_load(draw, number=number)
        assert (code, stderr) == (signals.exit_code(number), f"{word}\n")
        import_scene.check_all_or_nothing_was_written()
        assert stdout == ""
    import_scene.check_a_repeated_load()
