"""A bulk load gives the same graph as an ordinary load, or leaves the private server empty."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph import server
from moneyloop.graph.connection import Graph, connect
from moneyloop.graph.home import Home
from moneyloop.private import private_address
from tests.conftest import make_home, quiet

EVERYTHING = (
    "MATCH (n) RETURN labels(n), properties(n)",
    "MATCH (a)-[r]->(b) RETURN labels(a), a.id, type(r), labels(b), b.id, properties(r)",
    "SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties "
    "RETURN name, type, labelsOrTypes, properties",
    "SHOW INDEXES YIELD name, state, type, labelsOrTypes, properties "
    "RETURN name, state, type, labelsOrTypes, properties",
)


def everything(graph: Graph) -> Counter[str]:
    """The whole graph as text that distinguishes integers from floats and lists from texts."""
    answers = graph.read(*((text, {}) for text in EVERYTHING))
    return Counter(
        repr([sorted(cell.items()) if isinstance(cell, dict) else cell for cell in row])
        for answer in answers
        for row in answer.rows
    )


def words(root: Path, *more: str) -> tuple[list[str], dict[str, str]]:
    """The command, and an environment with a home of its own."""
    environment = os.environ | {"MONEYLOOP_HOME": str(root)}
    return [sys.executable, "-m", "cli", "load", "--bulk", *more], environment


def bulk(home: Home, *more: str, **environment: str) -> Any:
    command, usual = words(home.root, *more)
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=usual | environment
    )


def columns_of(file: Path) -> list[str]:
    return file.read_text("utf-8").partition("\n")[0].split(",")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped knowledge as a user's folder, in which some deals have a single statement."""
    copy = tmp_path_factory.mktemp("folder") / "knowledge"
    shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("history", "records.csv"))
    with (copy / "sources.csv").open("a", encoding="utf-8") as sources:
        writer = csv.DictWriter(sources, columns_of(copy / "sources.csv"))
        writer.writerow({"id": "undated", "url": "https://example.org/undated", "kind": "blog"})
    with (copy / "deals.csv").open("a", encoding="utf-8") as deals:
        writer = csv.DictWriter(deals, columns_of(copy / "deals.csv"))
        odd = {"type": "BUYS_FROM", "payer": "openai", "payee": "amd", "status": "signed"}
        writer.writerow(
            odd | {"id": "odd-1", "announced": "2H 2026", "instrument": 'a b "c"', "note": '\\"'}
        )
        writer.writerow(odd | {"id": "odd-2", "starts": "2025", "ends": "2026Q3", "note": "日本"})
        writer.writerow(odd | {"id": "odd-3", "term": "18 months", "status": "closed"})
        writer.writerow(
            odd | {"id": "odd-4", "announced": "2026-01-31", "term": "one month", "signed": "2026"}
        )
    with (copy / "statements.csv").open("a", encoding="utf-8") as statements:
        statements.write("odd-1,,undated,up to 2.5 billion EUR,,,,,,p. 1,\n")
        statements.write("odd-2,,article-en,-,,,,no amount,,,\n".replace(",-,", ",,"))
        statements.write("odd-3,,undated,3.2 million USD,,,,,reported,,\n")
        statements.write("odd-4,,undated,3.2 million USD,,,,,reported,,\n")
    return copy


@pytest.fixture(scope="module")
def bulk_home(tmp_path_factory: pytest.TempPathFactory, maven: Path) -> Iterator[Home]:
    home = make_home(tmp_path_factory.mktemp("bulk") / "home", maven)
    yield home
    server.stop(home)


def test_a_killed_import_leaves_nothing(bulk_home: Home, folder: Path) -> None:
    command, environment = words(bulk_home.root, str(folder))
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    ) as process:
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        assert any("importing" in line for line in lines)
        os.killpg(process.pid, signal.SIGKILL)
    assert not bulk_home.data.exists()
    assert list(bulk_home.neo4j.glob("staging-*"))


def test_a_folder_with_problems_leaves_nothing(bulk_home: Home, folder: Path) -> None:
    broken = folder.with_name("broken")
    shutil.copytree(folder, broken)
    with (broken / "deals.csv").open("a", encoding="utf-8") as deals:
        writer = csv.DictWriter(deals, columns_of(broken / "deals.csv"))
        odd = {"type": "BUYS_FROM", "payer": "openai", "payee": "amd", "status": "signed"}
        writer.writerow(odd | {"id": "odd-5", "payee": "nobody"})
        writer.writerow(odd | {"id": "odd-6", "type": "BUYS_FORM"})
    done = bulk(bulk_home, str(broken))
    assert done.returncode == 1
    assert "there is no firm 'nobody'" in done.stderr
    assert "'BUYS_FORM' is not known here" in done.stderr
    assert "no source states deal 'odd-5'" in done.stderr
    assert not bulk_home.data.exists()
    assert not list(bulk_home.neo4j.glob("staging-*"))


def test_the_graph_equals_that_of_an_ordinary_load(
    bulk_home: Home, folder: Path, empty: Graph
) -> None:
    load(empty, read_folder(folder), shipped=False)
    done = bulk(bulk_home, str(folder))
    assert done.returncode == 0, done.stderr
    assert "Loaded: " in done.stderr
    with connect(private_address(bulk_home, quiet)) as graph:
        assert everything(graph) == everything(empty)
        # Later loads continue as after an ordinary load.
        assert not load(graph, read_folder(folder), shipped=False).written


def test_a_server_that_is_not_empty_is_refused(bulk_home: Home, folder: Path) -> None:
    before = server.find(bulk_home)
    done = bulk(bulk_home, str(folder))
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert server.find(bulk_home) == before
    assert before is not None
    server.stop(bulk_home)
    done = bulk(bulk_home, str(folder))
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert server.find(bulk_home) is None


def test_it_needs_the_private_server_and_exactly_one_folder(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    named = bulk(home, str(SHIPPED), NEO4J_URI="bolt://localhost:1", NEO4J_PASSWORD="x")
    two = bulk(home, str(SHIPPED), "--history")
    sure = bulk(home, "--yes")
    assert [done.returncode for done in (named, two, sure)] == [2, 2, 2]
    assert "private one" in named.stderr
    assert "one folder" in two.stderr
    assert "--yes" in sure.stderr
    assert not home.root.exists()


def test_a_dry_run_needs_no_database(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    done = bulk(home, "--dry-run")
    assert done.returncode == 0
    assert "no problems in" in done.stderr
    assert not home.root.exists()
