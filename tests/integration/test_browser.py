"""The guide and the scripts on a real server, the files that it serves, and `moneyloop browser`."""

from __future__ import annotations

import io
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from neo4j import Result

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.browser.archive import NAME, version_of
from moneyloop.browser.install import archive_path, is_current
from moneyloop.browser.scripts import Script, guide_queries, scripts
from moneyloop.browser.site import site
from moneyloop.graph import server
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from moneyloop.report.arguments import complete
from moneyloop.report.library import find
from moneyloop.report.run import run_report
from tests.integration.in_browser import REPORT_SCRIPTS, driver_of, rows_in_browser, samples

Program = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def shipped(graph: Graph) -> Graph:
    """The knowledge that ships, loaded once: the tests here only read."""
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, read_folder(SHIPPED), shipped=True)
    return graph


@pytest.mark.parametrize("script", REPORT_SCRIPTS, ids=lambda one: one.name)
def test_a_script_finds_what_the_report_finds(shipped: Graph, script: Script) -> None:
    report = find(script.name)
    expected = run_report(
        shipped, report, complete(report, samples(script.name), date.today())
    ).rows
    found = rows_in_browser(shipped, script.text)
    assert found != []
    columns = [name for name in found[0] if name != "drawn" and not name.endswith("_short")]
    assert tuple(columns) == expected.columns
    rows = [tuple(row[name] for name in columns) for row in found]
    assert rows[: len(expected.rows)] == [tuple(row) for row in expected.rows]
    assert ("drawn" in found[0]) == bool(report.composed.query.draws)


def drawn(graph: Graph, name: str) -> tuple[set[str], set[str]]:
    """The nodes and the edges that a query of the guide draws, by our ids."""
    with driver_of(graph) as driver:
        text = guide_queries()[name]
        drawing = driver.execute_query(text, routing_="r", result_transformer_=Result.graph)
    nodes = {str(node["id"]) for node in drawing.nodes}
    return nodes, {str(edge["deal"] or edge.type) for edge in drawing.relationships}


def report(graph: Graph, name: str, **chosen: Any) -> list[dict[str, Any]]:
    found = find(name)
    return run_report(graph, found, complete(found, chosen, date.today())).rows.maps()


@pytest.mark.parametrize("name", guide_queries())
def test_a_query_of_the_guide_draws_nodes_and_edges(shipped: Graph, name: str) -> None:
    nodes, edges = drawn(shipped, name)
    # More would not be legible; Browser draws at most 300.
    assert 2 <= len(nodes) <= 40
    assert edges


def test_the_guide_shows_the_loop_of_three_firms(shipped: Graph) -> None:
    nodes, edges = drawn(shipped, "three_firms")
    assert nodes == {"nvidia", "openai", "oracle"}
    loops = report(shipped, "loops", max_hops=3)
    [loop] = [row for row in loops if row["firms"] == ["nvidia", "openai", "oracle"]]
    assert edges == set(loop["deals"])


def test_the_guide_shows_the_largest_round_trip(shipped: Graph) -> None:
    nodes, edges = drawn(shipped, "round_trip")
    rows = report(shipped, "direct")
    best = max(rows, key=lambda row: row["round_trip_usd"] or 0)
    of_both = [row for row in rows if {row["funder"], row["funded"]} == nodes]
    assert nodes == {best["funder"], best["funded"]}
    assert edges == {
        deal for row in of_both for deal in (*row["capital_deals"], *row["revenue_deals"])
    }


def test_the_guide_shows_the_loops_through_openai(shipped: Graph) -> None:
    nodes, edges = drawn(shipped, "loops_of_openai")
    rows = [
        row
        for row in report(shipped, "loops", max_hops=3, firms=["openai"])
        if row["has_capital"] and row["has_revenue"]
    ]
    assert nodes == {firm for row in rows for firm in row["firms"]}
    assert edges <= {deal for row in rows for deal in row["deals"]}


def test_the_guide_shows_the_orders_of_openai(shipped: Graph) -> None:
    sold = {
        row["deal"]: row["other"]
        for row in report(shipped, "firm", firm="openai")
        if row["type"] in ("BUYS_FROM", "LEASES_FROM") and row["role"] == "payer"
    }
    nodes, edges = drawn(shipped, "orders_of_openai")
    assert edges == set(sold)
    assert nodes == {"openai", *sold.values()}


def test_the_guide_shows_the_firms_that_depend_on_openai(shipped: Graph) -> None:
    nodes, _ = drawn(shipped, "mostly_openai")
    mostly = {
        row["firm"]
        for row in report(shipped, "concentration")
        if row["top_payer"] == "openai" and row["top_share"] > 0.5
    }
    assert {"openai", *mostly} <= nodes
    assert len(mostly) > 1


def test_the_guide_shows_where_sources_disagree(shipped: Graph) -> None:
    rows = report(shipped, "contested")
    nodes, edges = drawn(shipped, "slipped_digits")
    deals = {row[0] for row in shipped.read(("MATCH (d:Deal) RETURN d.id", {}))[0].rows}
    assert {row["deal"] for row in rows if row["doubtful"]} & deals == nodes & deals
    assert edges == {"PAYER", "PAYEE", "STATES"}
    slips = {row["deal"] for row in rows if row["doubtful"]}
    contested = {row["deal"] for row in rows} - slips
    figures, _ = drawn(shipped, "contested")
    known = {row["figure"] for row in report(shipped, "figures", firms=["openai"])}
    assert contested & known == known & figures != set()


# The files that are served


def fetched(address: str) -> tuple[bytes, str]:
    """The content at the address, and the content security policy that comes with it."""
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
        return answer.read(), answer.headers["Content-Security-Policy"]


def test_the_server_serves_our_files_beside_browser(graph: Graph, test_home: Home) -> None:
    running = server.find(test_home)
    assert running
    for name, content in site().items():
        served, policy = fetched(f"{running.browser}moneyloop/{name}")
        assert served == content, name
        assert f"ws://127.0.0.1:{running.bolt}" in policy
    page, policy = fetched(running.browser)
    assert b"<html" in page
    assert "script-src 'self';" in policy
    assert is_current(archive_path(test_home))


def test_a_built_archive_is_the_one_of_the_server(
    moneyloop: Program, test_home: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "a" / "b"
    result = moneyloop("browser", "--build", str(folder))
    assert (result.returncode, result.stdout) == (0, "")
    assert "was built" in result.stderr
    assert (folder / NAME).read_bytes() == archive_path(test_home).read_bytes()
    again = moneyloop("browser", "--build", str(folder))
    assert "is already up to date" in again.stderr
    (folder / NAME).write_bytes(b"broken")
    assert moneyloop("browser", "--build", str(folder)).returncode == 0
    assert version_of(folder / NAME) == version_of(archive_path(test_home))


def test_an_archive_needs_a_folder(moneyloop: Program, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "deeper"):
        result = moneyloop("browser", "--build", str(folder))
        assert (result.returncode, result.stdout) == (2, "")
        assert "file" in result.stderr


def test_scripts_are_written_without_a_server(moneyloop: Program, tmp_path: Path) -> None:
    file = tmp_path / "scripts.zip"
    own = tmp_path / "reports"
    own.mkdir()
    (own / "mine.cypher").write_text("// Mine\nCYPHER 25\nRETURN 1 AS one\n", "utf-8")
    server_elsewhere = {"NEO4J_URI": "bolt://127.0.0.1:1", "MONEYLOOP_REPORTS": str(own)}
    result = moneyloop("browser", "--scripts", str(file), **server_elsewhere)
    assert (result.returncode, result.stdout) == (0, "")
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        names = set(archive.namelist())
    assert {f"{one.folder}/{one.name}.cypher" for one in scripts()} < names
    assert "reports/mine.cypher" in names
    assert f"{len(names)} scripts" in result.stderr
    table = tmp_path / "scripts.csv"
    result = moneyloop("browser", "--scripts", str(table), **server_elsewhere)
    assert result.returncode == 0
    assert table.read_bytes().startswith(b"name,description,query,id,parentId,isFolder\r\n")
    assert b"RETURN 1 AS one" in table.read_bytes()


@pytest.mark.parametrize(
    ("name", "words"),
    [("scripts.txt", "neither .zip"), ("missing/scripts.zip", "there is no folder")],
)
def test_scripts_that_cannot_be_written(
    moneyloop: Program, tmp_path: Path, name: str, words: str
) -> None:
    result = moneyloop("browser", "--scripts", str(tmp_path / name))
    assert (result.returncode, result.stdout) == (2, "")
    assert words in result.stderr


# The command


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A program in place of a web browser, and the file in which it records what it is to open."""
    program, opened = tmp_path / "opener", tmp_path / "opened"
    program.write_text(f'#!/bin/sh\necho "$1" >>"{opened}"\n', "utf-8")
    program.chmod(0o755)
    yield program, opened


NO_DISPLAY = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": ""}


def test_browser_is_opened_if_possible(
    moneyloop: Program, test_home: Home, opener: tuple[Path, Path]
) -> None:
    program, opened = opener
    running = server.find(test_home)
    assert running
    result = moneyloop("browser", **NO_DISPLAY | {"BROWSER": str(program)})
    assert result.returncode == 0
    assert opened.read_text("utf-8") == f"{running.connect_url}\n"
    assert "opened in your web browser" in result.stderr
    result = moneyloop("browser", **NO_DISPLAY)
    assert (result.returncode, result.stderr) == (0, "")
    assert running.connect_url in result.stdout
    assert str(test_home.password) in result.stdout
    assert opened.read_text("utf-8").count("\n") == 1


def test_a_server_of_another_release_is_reported(moneyloop: Program, test_home: Home) -> None:
    archive = archive_path(test_home)
    moved = archive.with_suffix(".moved")
    archive.replace(moved)
    try:
        result = moneyloop("browser", **NO_DISPLAY)
    finally:
        moved.replace(archive)
    assert result.returncode == 0
    assert "a different release" in result.stderr
    assert "moneyloop server stop" in result.stderr
