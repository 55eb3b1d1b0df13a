"""A load or an import that is killed in the middle, and the same again: the graph is right.

MONEYLOOP_KILLS says how often the server is killed in a load, and the command in an import, each
time at another moment.
"""

from __future__ import annotations

import csv
import json
import os
import random
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
from moneyloop.graph import server
from moneyloop.graph.connection import Graph, connect
from moneyloop.graph.home import Home
from moneyloop.graph.queries import names_in, query
from moneyloop.private import private_address
from moneyloop.values.edges import EDGE_TYPES
from tests.conftest import make_home, quiet

KILLS = int(os.environ.get("MONEYLOOP_KILLS", "3"))
FIRMS, SOURCES, DEALS = 60, 12, 2_000
DUMPED_AT_ONCE = 2_000
SECONDS = 120

# Cold starts and cold loads, one after the other: seconds, but minutes on a machine that is busy.
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
    """Thousands of deals, in which everything occurs that a load writes."""
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
    """A file of thousands of lines, in which everything occurs that an import writes."""
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
    """All that the graph holds but the log, in an order that does not depend on how it came."""
    found: list[str] = []
    for text in (NODES, EDGES):
        skip = 0
        while rows := graph.read((text, {"skip": skip, "limit": DUMPED_AT_ONCE}))[0].maps():
            found += [json.dumps(row, sort_keys=True, default=str) for row in rows]
            skip += len(rows)
    return sorted(found)


def counts(graph: Graph) -> dict[str, Any]:
    counted, entries = graph.read((query("lookup/counts"), {}), (ENTRIES, {}))
    return counted.maps()[0] | entries.maps()[0]


def transactions(graph: Graph) -> dict[str, str]:
    """The transactions that are open, and what each one runs at the moment."""
    return dict(graph.read((TRANSACTIONS, {}))[0].rows)


def writing(graph: Graph) -> str | None:
    """The transaction of a load that has begun to write."""
    writes = [query(f"write/{name}") for name in names_in("write")]
    return next((one for one, text in transactions(graph).items() if text in writes), None)


def wipe(graph: Graph) -> None:
    graph.command("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS")


def begun(graph: Graph, program: subprocess.Popen[str]) -> str:
    """The transaction of a load, as soon as it writes."""
    while not (transaction := writing(graph)):
        assert program.poll() is None, "the load ended before it was seen to write"
        time.sleep(0.005)
    return transaction


def wait_for_the_end(graph: Graph, transaction: str) -> None:
    while transaction in transactions(graph):
        time.sleep(0.005)


@dataclass
class Scene:
    home: Home
    words: Sequence[str]
    """The command that writes."""
    seconds: float = 0.0
    """About how long a load writes."""
    transaction: str = ""
    """That of the load that was killed."""
    dump: Sequence[str] = ()
    """What the graph holds after a load that nobody disturbed."""
    counts: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def graph(self) -> Iterator[Graph]:
        """The graph, in a server that is brought back if it was killed."""
        with connect(private_address(self.home, quiet)) as graph:
            yield graph

    def prepare(self) -> None:
        """Loads once and undisturbed, to know what comes of it and how long it takes."""
        with self.graph() as graph:
            wipe(graph)
            with self.load() as program:
                transaction = begun(graph, program)
                began = time.monotonic()
                wait_for_the_end(graph, transaction)
                self.seconds = time.monotonic() - began
                _, stderr = program.communicate(timeout=SECONDS)
                assert program.returncode == 0, stderr
                self.counts, self.dump = counts(graph), dump(graph)

    def load(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "cli", *self.words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"MONEYLOOP_HOME": str(self.home.root)},
        )

    def kill_a_load(self, draw: random.Random, *, the_server: bool) -> tuple[int, str, str]:
        """Loads into the empty graph, and kills the load or its server while it writes.

        The answer is the exit code of the load, its stdout and its stderr.
        """
        part = draw.random()
        while True:
            with self.graph() as graph:
                wipe(graph)
                with self.load() as program:
                    self.transaction = begun(graph, program)
                    began = time.monotonic()
                    time.sleep(part * self.seconds)
                    in_the_middle = self.transaction in transactions(graph)
                    if in_the_middle:
                        running = server.find(self.home)
                        assert running
                        os.kill(running.pid if the_server else program.pid, signal.SIGKILL)
                    stdout, stderr = program.communicate(timeout=SECONDS)
                    took = time.monotonic() - began
            if program.returncode != 0:
                return program.returncode, stdout, stderr
            if in_the_middle:
                # It was told that it is done, so that must have come to stay; then once more.
                self.check_what_the_graph_holds()
            else:
                self.seconds = 0.9 * min(took, self.seconds)

    def check_that_all_or_nothing_was_written(self) -> None:
        nothing = dict.fromkeys(self.counts, 0)
        with self.graph() as graph:
            # What was about to be committed as the command was killed still is.
            wait_for_the_end(graph, self.transaction)
            assert counts(graph) in (nothing, self.counts)

    def check_the_same_load_again(self) -> None:
        with self.load() as program:
            _, stderr = program.communicate(timeout=SECONDS)
        assert program.returncode == 0, stderr
        self.check_what_the_graph_holds()

    def check_what_the_graph_holds(self) -> None:
        with self.graph() as graph:
            assert counts(graph) == self.counts
            assert dump(graph) == self.dump


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, maven: Path) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("kill")
    write_knowledge(folder)
    scene = Scene(make_home(folder / "home", maven), ("load", str(folder)))
    try:
        scene.prepare()
        yield scene
    finally:
        server.stop(scene.home)


@pytest.fixture(scope="module")
def import_scene(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """An import on the same server."""
    file = write_deals(tmp_path_factory.mktemp("import"))
    importing = Scene(scene.home, ("import", str(file)))
    importing.prepare()
    return importing


def test_everything_that_a_load_writes_occurs_in_this_one(scene: Scene) -> None:
    types = {json.loads(line).get("type") for line in scene.dump}
    places = {"PART_OF", "MEMBER_OF", "STATES", "PAYER", "PAYEE", "SUPERSEDES"}
    assert types - {None} == places | {edge.name for edge in EDGE_TYPES}
    assert (scene.counts["firms"], scene.counts["deals"]) == (FIRMS, DEALS)


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_server_killed_in_the_middle_of_a_load(scene: Scene, seed: int) -> None:
    code, stdout, stderr = scene.kill_a_load(random.Random(seed), the_server=True)  # noqa: S311
    assert (code, stdout) == (3, "")
    [line] = stderr.splitlines()
    assert line.startswith("moneyloop: the private Neo4j has stopped.")
    scene.check_that_all_or_nothing_was_written()
    scene.check_the_same_load_again()


@pytest.mark.parametrize("seed", range(-(-KILLS // 3)))
def test_a_load_killed_in_the_middle(scene: Scene, seed: int) -> None:
    code, stdout, stderr = scene.kill_a_load(random.Random(seed), the_server=False)  # noqa: S311
    assert (code, stdout, stderr) == (-signal.SIGKILL, "", "")
    scene.check_that_all_or_nothing_was_written()
    scene.check_the_same_load_again()


def test_everything_that_an_import_writes_occurs_in_this_one(import_scene: Scene) -> None:
    types = {json.loads(line).get("type") for line in import_scene.dump}
    assert types - {None} == {"STATES", "PAYER", "PAYEE"} | {edge.name for edge in EDGE_TYPES}
    assert import_scene.counts == {
        "firms": FIRMS,
        "deals": DEALS,
        "figures": 0,
        "sources": SOURCES,
        "statements": DEALS + 300,
        "entries": 1,
        "touched": DEALS,
    }


@pytest.mark.parametrize("seed", range(KILLS))
def test_an_import_killed_in_the_middle(import_scene: Scene, seed: int) -> None:
    draw = random.Random(1_000 + seed)  # noqa: S311
    assert import_scene.kill_a_load(draw, the_server=False) == (-signal.SIGKILL, "", "")
    import_scene.check_that_all_or_nothing_was_written()
    import_scene.check_the_same_load_again()


@pytest.mark.parametrize("seed", range(-(-KILLS // 3)))
def test_a_server_killed_in_the_middle_of_an_import(import_scene: Scene, seed: int) -> None:
    draw = random.Random(1_000 + seed)  # noqa: S311
    code, stdout, stderr = import_scene.kill_a_load(draw, the_server=True)
    assert (code, stdout) == (3, "")
    [line] = stderr.splitlines()
    assert line.startswith("moneyloop: the private Neo4j has stopped.")
    import_scene.check_that_all_or_nothing_was_written()
    import_scene.check_the_same_load_again()
