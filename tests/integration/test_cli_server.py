"""Long queries, the demo, the addresses of the server, and a user's own report."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from moneyloop.graph import server
from moneyloop.graph.connection import Graph
from moneyloop.graph.errors import QueryTooLarge
from moneyloop.graph.home import Home
from moneyloop.report import library
from tests.integration.command_line import ROOT, Program, fails, load_shipped, named_server


@pytest.fixture(scope="module", autouse=True)
def loaded(graph: Graph) -> Graph:
    return load_shipped(graph)


@pytest.fixture
def named(graph: Graph, test_home: Home) -> dict[str, str]:
    return named_server(test_home)


# Long queries


def test_ctrl_c_ends_a_long_query_at_once(loaded: Graph, test_home: Home) -> None:
    long = "UNWIND range(1, 100000000000) AS x RETURN count(x) AS interrupted_count"
    running = subprocess.Popen(
        [sys.executable, "-m", "cli", "query", long],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"MONEYLOOP_HOME": str(test_home.root)},
        # A run in the background of a shell ignores it, and so would the program.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )

    def runs() -> bool:
        return bool(transactions_of(loaded, "interrupted_"))

    try:
        wait_until(runs)
        began = time.monotonic()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    finally:
        running.kill()  # otherwise the query would slow down all later tests
    assert time.monotonic() - began < 15
    assert (running.returncode, out, err.strip()) == (130, "", "interrupted")
    # The server has stopped working on it, too.
    wait_until(lambda: not runs())


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_query_that_needs_too_much_memory_is_not_retried(
    moneyloop: Program, named: dict[str, str], loaded: Graph
) -> None:
    # It collects strings of a mebibyte, which soon fill the pool of the small test server. On a
    # named server the driver would repeat it for half a minute.
    greedy = (
        "WITH reduce(s = 'x', i IN range(1, 20) | s + s) AS s "
        "UNWIND range(1, 100000) AS greedy_one RETURN collect(s + greedy_one) AS x"
    )
    runs: set[str] = set()
    with ThreadPoolExecutor() as pool:
        running = pool.submit(moneyloop, "query", greedy, **named)
        while not running.done():
            with suppress(QueryTooLarge):  # it leaves no memory for this question, either
                runs |= transactions_of(loaded, "greedy_one")
            time.sleep(0.1)
    fails(running.result(), 1, "needs more memory than the server allows a query", "Narrow it")
    assert len(runs) < 2  # it may have ended before the first answer
    assert moneyloop("query", "RETURN 1").returncode == 0


def transactions_of(graph: Graph, word: str) -> set[str]:
    """The ids of the open transactions whose query contains the word."""
    listing = "SHOW TRANSACTIONS YIELD transactionId, currentQuery"
    rows = graph.read((listing, {}))[0].rows
    return {one for one, text in rows if word in (text or "")}


# The demo, the browser, the server


def test_the_demo_shows_everything_and_changes_nothing_the_second_time(
    loaded: Graph, moneyloop: Program, test_home: Home
) -> None:
    loaded.command("MATCH (n) DETACH DELETE n")
    first = moneyloop("demo")
    assert first.returncode == 0
    assert re.match(
        r"Loaded: \d+ firms, \d+ deals.* from \d+ sources \(\d+ statements\); firms",
        first.stdout,
    )
    for name in ("direct", "loops", "knock-out", "articulation"):
        title = library.find(name).title
        assert f"\n{title} (moneyloop report {name})\n" in first.stdout
    running = server.find(test_home)
    assert running
    assert f"Neo4j Browser: {running.browser}" in first.stdout
    assert f"user neo4j, password in {test_home.password}" in first.stdout
    assert "structure, not evidence of wrongdoing" in first.stdout
    second = moneyloop("demo")
    assert second.returncode == 0
    changed = "everything was already there, nothing changed."
    assert changed in second.stdout
    assert second.stdout.split("\n", 1)[1] == first.stdout.split("\n", 1)[1]


def test_browser_and_status_show_the_addresses(
    moneyloop: Program, named: dict[str, str], test_home: Home
) -> None:
    running = server.find(test_home)
    assert running
    result = moneyloop("browser")
    assert (result.returncode, result.stderr) == (0, "")
    assert running.connect_url in result.stdout
    status = dict(
        line.split(maxsplit=1) for line in moneyloop("server", "status").stdout.splitlines()
    )
    assert status["state"] == "running"
    assert status["bolt"] == running.uri == named["NEO4J_URI"]
    assert status["process"] == str(running.pid)
    assert status["home"] == str(test_home.root)
    logs = moneyloop("server", "logs", "-n", "3")
    assert (logs.returncode, len(logs.stdout.splitlines())) == (0, 3)
    result = moneyloop("browser", **named)
    assert (result.returncode, result.stdout) == (0, "")
    assert "NEO4J_URI is set to a server of your own" in result.stderr


def test_a_home_without_a_server(moneyloop: Program, tmp_path: Path) -> None:
    home = {"MONEYLOOP_HOME": str(tmp_path / "new")}
    result = moneyloop("server", "status", **home)
    assert (result.returncode, result.stderr) == (0, "")
    assert "state     stopped" in result.stdout
    result = moneyloop("server", "stop", **home)
    assert (result.returncode, result.stdout) == (0, "")
    assert "no private Neo4j was running" in result.stderr
    result = moneyloop("server", "logs", **home)
    assert (result.returncode, result.stdout) == (0, "")
    assert "there is no log yet" in result.stderr
    assert not (tmp_path / "new").exists()


# A report of the user's own


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the program, to which a test can add files."""
    folder = tmp_path / "checkout"
    for name in ("cypher", "knowledge", "loader", "moneyloop"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "cli.py", folder)
    return folder


def test_a_file_in_the_folder_is_a_report(checkout: Path, test_home: Home) -> None:
    topic = checkout / "cypher" / "reports" / "my_own"
    topic.mkdir()
    (topic / "firms_of.cypher").write_text(
        "// Firms of a country\n"
        "//\n"
        "// Every firm that has its seat there.\n"
        "//\n"
        "// param country choice(US|JP) = JP -- two letters\n"
        "// param letters list = [] -- with one of these in their ids\n"
        "// param longer int = 0 -- ids longer than this\n"
        "// param upper bool = false -- in capitals\n"
        "CYPHER 25\n"
        "MATCH (f:Firm {country: $country})\n"
        "WHERE f.id IN ['coreweave', 'oracle', 'softbank'] AND size(f.id) > $longer\n"
        "  AND ($letters = [] OR any(one IN $letters WHERE f.id CONTAINS one))\n"
        "RETURN CASE WHEN $upper THEN upper(f.id) ELSE f.id END AS firm ORDER BY firm\n",
        "utf-8",
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", "report", *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=checkout,
            env=os.environ | {"MONEYLOOP_HOME": str(test_home.root)},
        )

    assert "\nmy own\n  firms-of" in run().stdout
    result = run("firms-of", "--help").stdout
    for part in (
        "Firms of a country",
        "--country US|JP",
        "Two letters  [default: JP]",
        "--no-upper",
    ):
        assert part in result
    assert run("firms-of").stdout == "firm\nsoftbank\n"
    capitals = run("FIRMS_OF", "--country", "us", "--letters", "cor,rac", "--Upper")
    assert capitals.stdout == "firm\nCOREWEAVE\nORACLE\n"
    longer = run("firms-of", "--country=US", "--letters=cor", "--letters=rac", "--longer", "7")
    assert longer.stdout == "firm\ncoreweave\n"
    # A broken one is reported with file and line, and the others still run.
    broken = topic / "broken.cypher"
    broken.write_text("// Broken\n// param x number = 1\nCYPHER 25\nRETURN $x, $y\n", "utf-8")
    for words in ((), ("broken",), ("broken", "--help")):
        broken_result = run(*words)
        assert f"{broken}:2: 'number' is not a type" in broken_result.stderr
        assert f"{broken}:4: $y is used but not declared" in broken_result.stderr
        assert broken_result.returncode == (1 if words else 0)
    assert run("firms-of").returncode == run("--help").returncode == 0
    assert "firms-of" in run("--help").stdout
