"""`moneyloop load`: whose database it writes into, its receipts and its problems."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.problems import NotOurs
from loader.store.owner import check_owner
from moneyloop.graph import credentials, server
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from moneyloop.graph.schema import SCHEMA
from tests.integration.folders import (
    ask,
    deal,
    ids,
    other_folder,
    states,
    tables,
    with_figures,
    write,
)
from tests.integration.graphs import everything

Program = Callable[..., subprocess.CompletedProcess[str]]


# The owner of the database


def test_a_graph_of_a_newer_release_is_not_touched(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    empty.command(f"CREATE (:Moneyloop {{schema: {SCHEMA + 1}}})")
    before = everything(empty)
    with pytest.raises(NotOurs, match=rf"its schema is {SCHEMA + 1}, this release knows {SCHEMA}"):
        check_owner(empty, accept_foreign=True)
    for words in (["demo"], ["load"], ["load", str(write(tmp_path / "f", tables())), "--yes"]):
        result = moneyloop(*words)
        assert (result.returncode, result.stdout) == (1, "")
        assert "written by a newer moneyloop" in result.stderr
        assert "Upgrade moneyloop; nothing was written." in result.stderr
    assert everything(empty) == before


@pytest.fixture
def named(graph: Graph, test_home: Home) -> dict[str, str]:
    """The server of the tests, named as a user names their own server."""
    running = server.find(test_home)
    assert running
    return {"NEO4J_URI": running.uri, "NEO4J_PASSWORD": credentials.password(test_home)}


def test_a_database_with_other_data_needs_permission(
    empty: Graph, moneyloop: Program, named: dict[str, str], tmp_path: Path
) -> None:
    empty.command("CREATE (:Person {name: 'someone'})-[:KNOWS]->(:Firm {id: 'not-ours'})")
    before = everything(empty)
    folder = str(write(tmp_path / "f", tables()))
    for words in (["load", folder], ["demo"]):
        result = moneyloop(*words, **named)
        assert (result.returncode, result.stdout) == (1, "")
        assert "contains data that is not moneyloop's" in result.stderr
        assert "NEO4J_DATABASE" in result.stderr
        assert "--yes" in result.stderr
    assert everything(empty) == before
    assert moneyloop("load", folder, "--yes", **named).returncode == 0
    assert ids(empty, "Deal") == {"d1", "d2"}
    assert ask(empty, "MATCH (:Person)-[:KNOWS]->(f) RETURN f.id AS id") == [{"id": "not-ours"}]
    # Now that the marker is there, --yes is no longer needed.
    assert moneyloop("load", folder, **named).returncode == 0


def test_an_empty_database_needs_no_permission(
    empty: Graph, moneyloop: Program, named: dict[str, str]
) -> None:
    result = moneyloop("load", **named)
    assert (result.returncode, result.stdout) == (0, "")
    assert ids(empty, "Deal") == {one.id for one in read_folder(SHIPPED).deals}


# From the command line


def test_the_receipt_counts_records(empty: Graph, moneyloop: Program, tmp_path: Path) -> None:
    folder = write(tmp_path / "f", tables())
    first = moneyloop("load", str(folder))
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr == (
        "Loaded: 3 firms, 2 deals from 2 sources (3 statements); "
        "firms 3 new; deals 2 new; sources 2 new; statements 3 new.\n"
    )
    assert "everything was already there, nothing changed." in moneyloop("load", str(folder)).stderr
    content = tables()
    content["deals"][0]["status"] = "closed"
    write(folder, content)
    assert "; deals 1 changed.\n" in moneyloop("load", str(folder)).stderr


def test_the_receipt_counts_figures_if_there_are_any(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    folder = str(write(tmp_path / "f", with_figures()))
    closed = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "x"}
    checked = moneyloop("load", "--dry-run", folder, **closed)
    assert f"{folder}: no problems in 3 firms, 2 deals, 3 figures, 2 sources" in checked.stderr
    assert moneyloop("load", folder).stderr == (
        "Loaded: 3 firms, 2 deals, 3 figures from 2 sources (8 statements); "
        "firms 3 new; deals 2 new; figures 3 new; sources 2 new; statements 8 new.\n"
    )


def test_a_dry_run_needs_no_database_and_writes_nothing(moneyloop: Program, tmp_path: Path) -> None:
    folder = write(tmp_path / "f", tables())
    closed = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "x"}
    result = moneyloop("load", "--dry-run", str(folder), str(SHIPPED), **closed)
    assert (result.returncode, result.stdout) == (0, "")
    assert f"{folder}: no problems in 3 firms, 2 deals, 2 sources" in result.stderr


def test_problems_of_several_folders_are_reported_together_and_nothing_is_written(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    good = write(tmp_path / "good", tables())
    bad = []
    for name in ("one", "two"):
        content = tables()
        content["deals"][0]["payer"] = "x"
        bad.append(write(tmp_path / name, content))
    result = moneyloop("load", str(good), *map(str, bad))
    assert (result.returncode, result.stdout) == (1, "")
    assert "2 problems; nothing was written" in result.stderr
    for folder in bad:
        assert f"{folder}/deals.csv:2:3 (payer): there is no firm 'x'" in result.stderr
    assert everything(empty) == set()


def test_the_first_of_many_problems_are_reported_and_the_rest_counted(
    moneyloop: Program, tmp_path: Path
) -> None:
    content = tables()
    content["deals"] = [deal(str(number), "BUYS_FROM", "a", "x") for number in range(50)]
    content["statements"] = [states(str(number), "s1") for number in range(50)]
    result = moneyloop("load", "--dry-run", str(write(tmp_path / "f", content)))
    assert result.returncode == 1
    assert "50 problems; nothing was written" in result.stderr
    assert result.stderr.count("there is no firm 'x'") == 20
    assert "… and 30 more" in result.stderr


def test_concurrent_loads_end_like_sequential_ones(
    empty: Graph, test_home: Home, moneyloop: Program, tmp_path: Path
) -> None:
    folder = write(tmp_path / "f", other_folder())
    for words in (["load"], ["load", str(folder)]):
        assert moneyloop(*words).returncode == 0
    alone = everything(empty)
    empty.command("MATCH (n) DETACH DELETE n")
    # Without indexes, as before the first load: the loads create the schema at the same moment.
    for row in ask(empty, "SHOW CONSTRAINTS YIELD name"):
        empty.command(f"DROP CONSTRAINT {row['name']}")
    empty.command("DROP INDEX firm_names IF EXISTS")
    all_at_once: list[list[str]] = [["load"], ["load", str(folder)]] * 2
    with ThreadPoolExecutor(len(all_at_once)) as pool:
        ended = list(pool.map(lambda words: moneyloop(*words), all_at_once))
    assert [(one.returncode, one.stdout) for one in ended] == [(0, "")] * 4, ended
    assert everything(empty) == alone
