"""`moneyloop load`: whose database it writes into, its receipts and its problems."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.problems import NotOurs
from loader.store.owner import SCHEMA, check_owner
from moneyloop.graph import server
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
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


# Whose database it is


def test_a_graph_of_a_newer_release_is_left_alone(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    empty.command(f"CREATE (:Moneyloop {{schema: {SCHEMA + 1}}})")
    before = everything(empty)
    with pytest.raises(NotOurs, match=rf"its schema is {SCHEMA + 1}, this release knows {SCHEMA}"):
        check_owner(empty, accept_foreign=True)
    for words in (["demo"], ["load"], ["load", str(write(tmp_path / "f", tables())), "--yes"]):
        told = moneyloop(*words)
        assert (told.returncode, told.stdout) == (1, "")
        assert "written by a newer moneyloop" in told.stderr
        assert "Upgrade moneyloop; nothing was written." in told.stderr
    assert everything(empty) == before


@pytest.fixture
def named(graph: Graph, test_home: Home) -> dict[str, str]:
    """The server of the tests, as a user would name a server of their own."""
    running = server.find(test_home)
    assert running
    return {"NEO4J_URI": running.uri, "NEO4J_PASSWORD": server.password(test_home)}


def test_a_database_with_other_data_is_not_written_into_unasked(
    empty: Graph, moneyloop: Program, named: dict[str, str], tmp_path: Path
) -> None:
    empty.command("CREATE (:Person {name: 'somebody'})-[:KNOWS]->(:Firm {id: 'not-ours'})")
    before = everything(empty)
    folder = str(write(tmp_path / "f", tables()))
    for words in (["load", folder], ["demo"]):
        told = moneyloop(*words, **named)
        assert (told.returncode, told.stdout) == (1, "")
        assert "holds nodes that are not moneyloop's" in told.stderr
        assert "NEO4J_DATABASE" in told.stderr
        assert "--yes" in told.stderr
    assert everything(empty) == before
    assert moneyloop("load", folder, "--yes", **named).returncode == 0
    assert ids(empty, "Deal") == {"d1", "d2"}
    assert ask(empty, "MATCH (:Person)-[:KNOWS]->(f) RETURN f.id AS id") == [{"id": "not-ours"}]
    # Now that the marker is there, nobody needs to say it again.
    assert moneyloop("load", folder, **named).returncode == 0


def test_an_empty_database_of_ones_own_needs_no_agreement(
    empty: Graph, moneyloop: Program, named: dict[str, str]
) -> None:
    told = moneyloop("load", **named)
    assert (told.returncode, told.stdout) == (0, "")
    assert ids(empty, "Deal") == {one.id for one in read_folder(SHIPPED).deals}


# From the command line


def test_the_receipt_says_what_became_of_the_records(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    folder = write(tmp_path / "f", tables())
    first = moneyloop("load", str(folder))
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr == (
        "Loaded: 3 firms, 2 deals from 2 sources (3 statements); "
        "firms 3 new; deals 2 new; sources 2 new; statements 3 new.\n"
    )
    assert "all of it was there already, nothing changed." in moneyloop("load", str(folder)).stderr
    content = tables()
    content["deals"][0]["status"] = "closed"
    write(folder, content)
    assert "; deals 1 changed.\n" in moneyloop("load", str(folder)).stderr


def test_the_receipt_counts_figures_where_there_are_any(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    folder = str(write(tmp_path / "f", with_figures()))
    closed = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "x"}
    checked = moneyloop("load", "--dry-run", folder, **closed)
    assert f"{folder}: nothing wrong with 3 firms, 2 deals, 3 figures, 2 sources" in checked.stderr
    assert moneyloop("load", folder).stderr == (
        "Loaded: 3 firms, 2 deals, 3 figures from 2 sources (8 statements); "
        "firms 3 new; deals 2 new; figures 3 new; sources 2 new; statements 8 new.\n"
    )


def test_a_dry_run_needs_no_database_and_writes_nothing(moneyloop: Program, tmp_path: Path) -> None:
    folder = write(tmp_path / "f", tables())
    closed = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "x"}
    told = moneyloop("load", "--dry-run", str(folder), str(SHIPPED), **closed)
    assert (told.returncode, told.stdout) == (0, "")
    assert f"{folder}: nothing wrong with 3 firms, 2 deals, 2 sources" in told.stderr


def test_problems_of_several_folders_are_told_at_once_and_nothing_is_written(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    good = write(tmp_path / "good", tables())
    bad = []
    for name in ("one", "two"):
        content = tables()
        content["deals"][0]["payer"] = "x"
        bad.append(write(tmp_path / name, content))
    told = moneyloop("load", str(good), *map(str, bad))
    assert (told.returncode, told.stdout) == (1, "")
    assert "2 problems; nothing was written" in told.stderr
    for folder in bad:
        assert f"{folder}/deals.csv:2:3 (payer): there is no firm 'x'" in told.stderr
    assert everything(empty) == set()


def test_of_very_many_problems_some_are_told_and_the_rest_counted(
    moneyloop: Program, tmp_path: Path
) -> None:
    content = tables()
    content["deals"] = [deal(str(number), "BUYS_FROM", "a", "x") for number in range(50)]
    content["statements"] = [states(str(number), "s1") for number in range(50)]
    told = moneyloop("load", "--dry-run", str(write(tmp_path / "f", content)))
    assert told.returncode == 1
    assert "50 problems; nothing was written" in told.stderr
    assert told.stderr.count("there is no firm 'x'") == 20
    assert "… and 30 more" in told.stderr


def test_loads_at_the_same_time_end_as_one(
    empty: Graph, test_home: Home, moneyloop: Program, tmp_path: Path
) -> None:
    folder = write(tmp_path / "f", other_folder())
    for words in (["load"], ["load", str(folder)]):
        assert moneyloop(*words).returncode == 0
    alone = everything(empty)
    empty.command("MATCH (n) DETACH DELETE n")
    # Without indexes too, as before the very first load: the schema is made at the same moment.
    for row in ask(empty, "SHOW CONSTRAINTS YIELD name"):
        empty.command(f"DROP CONSTRAINT {row['name']}")
    empty.command("DROP INDEX firm_names IF EXISTS")
    all_at_once: list[list[str]] = [["load"], ["load", str(folder)]] * 2
    with ThreadPoolExecutor(len(all_at_once)) as pool:
        ended = list(pool.map(lambda words: moneyloop(*words), all_at_once))
    assert [(one.returncode, one.stdout) for one in ended] == [(0, "")] * 4, ended
    assert everything(empty) == alone
