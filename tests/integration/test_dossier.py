"""The dossier and the pages of reports, written by the program from a real graph."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from moneyloop.publish import dossier as module
from moneyloop.publish.dossier import CHAPTERS, EVIDENCE
from moneyloop.report import arguments, library
from moneyloop.report.run import run_report
from tests.conftest import quiet
from tests.integration.clocks import going_by

Program = Callable[..., CompletedProcess[str]]
AS_OF = "2026-11-22"


@pytest.fixture(scope="module", autouse=True)
def loaded(graph: Graph) -> Graph:
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, read_folder(SHIPPED), shipped=True)
    return graph


Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def rows_of(loaded: Graph) -> Ask:
    """The rows of a report from Python, on the date of the pages."""

    def ask(name: str, **given: Any) -> list[dict[str, Any]]:
        report = library.flows() if name == "flows" else library.find(name)
        if any(one.name == "as_of" for one in report.parameters):
            given = {"as_of": date.fromisoformat(AS_OF)} | given
        complete = arguments.complete(report, given, date.today())
        return run_report(loaded, report, complete).rows.maps()

    return ask


@pytest.fixture(scope="module")
def page(loaded: Graph, moneyloop: Program, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("dossier") / "dossier.html"
    with going_by(timedelta(days=1)) as midnights:
        ran = moneyloop("dossier", "-o", str(file), "--as-of", AS_OF)
    assert midnights.readings == 1
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
    assert f"Written to {file}" in ran.stderr
    return file.read_text("utf-8")


def section(page: str, name: str) -> str:
    [found] = re.findall(rf'<section id="{name}"[^>]*>(.*?)</section>', page, re.DOTALL)
    return str(found)


def test_each_report_has_all_its_rows(page: str, rows_of: Ask) -> None:
    """But for firms about which it says nothing, which a note counts."""
    for chapter in (*CHAPTERS, EVIDENCE):
        rows = rows_of(chapter.report, **chapter.arguments)
        table = section(page, chapter.report)
        note = re.search(r">(\d+) firms with nothing in any column are left out", table)
        left_out = int(note[1]) if note else 0
        assert bool(left_out) == (chapter.report in ("knock-out", "cascade-ranking"))
        assert table.count("<tr>") == len(rows) + bool(rows) - left_out
        assert "<bdi>openai</bdi>" not in table
        assert chapter.question in unescape(table)


def test_the_round_trips_can_be_chosen(page: str, rows_of: Ask) -> None:
    loops = [row for row in rows_of("loops") if row["has_capital"] and row["has_revenue"]]
    ids = dict(re.findall(r'data-firm="(\d+)"[^>]*aria-label="([^"]*)"', page))
    names = {firm.id: firm.name for firm in read_folder(SHIPPED).firms}
    options = re.findall(r'<option value="([\d ]+)"[^>]*>', page)
    assert len(options) == len(loops) > 30
    drawn = {tuple(unescape(ids[number]) for number in one.split()) for one in options}
    assert drawn == {tuple(names[firm] for firm in row["firms"]) for row in loops}


def test_the_drawing_has_the_amounts_of_the_reports(rows_of: Ask, page: str) -> None:
    flows = rows_of("flows")
    paid, received = Counter[str](), Counter[str]()
    for flow in flows:
        paid[flow["payer"]] += flow["usd"] or 0
        received[flow["payee"]] += flow["usd"] or 0
    for row in rows_of("gross-and-new-money"):
        assert (received[row["firm"]], paid[row["firm"]]) == (
            row["in_usd"] or 0,
            row["out_usd"] or 0,
        )
    arrows = re.findall(r'<g class="arrow (capital|revenue)', page)
    assert Counter(arrows) == Counter(flow["family"] for flow in flows)
    deals = [deal for flow in flows for deal in flow["deals"]]
    assert len(deals) == len(set(deals))
    assert f"{len(deals)} deals" in page


def test_each_deal_links_to_its_statements(page: str) -> None:
    anchors = Counter(re.findall(r' id="([^"]+)"', page))
    assert set(anchors.values()) == {1}
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= anchors.keys()
    assert len([link for link in links if link.startswith("stated-")]) > 50


def test_the_page_is_self_contained(page: str) -> None:
    assert not re.search(r"<(?:img|iframe|object|embed|base|form)\b|url\(|@import|\bsrc=", page)
    for url in re.findall(r'href="([^"]*)"', page):
        inside = url == "data:,"  # the icon
        inside |= url.startswith(("data:text/csv;", "data:application/json;"))  # downloads
        assert inside or url.startswith(("#", "http://", "https://"))


def test_the_options_apply_to_all_reports(moneyloop: Program, tmp_path: Path, rows_of: Ask) -> None:
    words = ("--as-of", "2025-10-19", "--sources", "article-ja", "--firms", "OpenAI")
    ran = moneyloop("dossier", *words, "-o", "-")
    assert ran.returncode == 0, ran.stderr
    assert "in force on 2025-10-19" in ran.stdout
    assert "<dt>firms</dt><dd><bdi>openai</bdi>" in ran.stdout
    given = {"as_of": date(2025, 10, 19), "sources": ["article-ja"], "firms": ["openai"]}
    loops = [row for row in rows_of("loops", **given) if row["has_capital"] and row["has_revenue"]]
    assert len(re.findall(r'<option value="\d', ran.stdout)) == len(loops) > 0
    neighbours: dict[str, set[str]] = defaultdict(set)
    for payer, payee in re.findall(r'data-from="(\d+)" data-to="(\d+)"', ran.stdout):
        neighbours[payer].add(payee)
        neighbours[payee].add(payer)
    assert neighbours


def test_the_dossier_of_a_large_graph_says_what_it_leaves_out(
    loaded: Graph, monkeypatch: pytest.MonkeyPatch, rows_of: Ask
) -> None:
    monkeypatch.setattr(module, "LARGE", 100)
    few = tuple(replace(one, most_deals=one.most_deals and 100) for one in module.CHAPTERS)
    monkeypatch.setattr(module, "CHAPTERS", few)
    monkeypatch.setattr(module, "MOST_STATED", 20)
    monkeypatch.setattr(module, "MOST_SAVED", 10)
    page = module.dossier(loaded, {"as_of": date.fromisoformat(AS_OF)}, quiet)
    pairs = [
        row for row in rows_of("loops", max_hops=2) if row["has_capital"] and row["has_revenue"]
    ]
    assert f"{len(pairs)} round trips of two firms" in page
    text = section(page, "left-out")
    for name in ("significance", "knock-out", "cascade-ranking", "clearing"):
        assert f'<section id="{name}">' not in page
        assert f"moneyloop report {name}" in text
    assert "other deals than 20 that" in text
    assert len({*re.findall(r' id="(stated-\d+)"', page)}) == 20
    assert "loops.csv" not in page
    links = {*re.findall(r'href="#([^"]+)"', page)}
    assert links <= {*re.findall(r' id="([^"]+)"', page)}


def test_an_error_is_reported_in_one_message(moneyloop: Program, tmp_path: Path) -> None:
    file = tmp_path / "dossier.html"
    file.write_text("old")
    for words, code, message in (
        ((), 2, "Missing option '--output'"),
        (("-o", file, "--firms", "Nvidea"), 1, "Did you mean nvidia"),
        (("-o", file, "--as-of", "someday"), 2, "someday"),
        (("-o", tmp_path / "none" / "dossier.html"), 2, "there is no folder"),
        (("-o", tmp_path / "dossier.pdf"), 2, "does not end in .html"),
        (("-o", tmp_path), 2, "is a directory"),
    ):
        ran = moneyloop("dossier", *map(str, words))
        assert (ran.returncode, ran.stdout) == (code, ""), ran.stderr
        assert message in ran.stderr
        assert "Traceback" not in ran.stderr
    assert file.read_text() == "old"


def test_a_page_without_deals(loaded: Graph, moneyloop: Program, tmp_path: Path) -> None:
    ran = moneyloop("dossier", "-o", "-", "--as-of", "1900-01-01")
    assert ran.returncode == 0, ran.stderr
    assert "No deal is in force on this date" in ran.stdout


def test_a_report_is_a_page(moneyloop: Program, tmp_path: Path) -> None:
    file = tmp_path / "direct.html"
    ran = moneyloop("report", "direct", "--firms", "openai", "--as-of", AS_OF, "-o", str(file))
    assert (ran.returncode, ran.stdout) == (0, "")
    text = file.read_text("utf-8")
    assert "<h1>Direct round trips</h1>" in text
    assert f"moneyloop report direct --as-of {AS_OF} --firms openai" in text
    assert "deals that had ended" in text
    assert (
        text
        == moneyloop(
            "report", "direct", "--firms", "openai", "--as-of", AS_OF, "--format", "html"
        ).stdout
    )
    page = moneyloop("query", "RETURN '<b>' AS x", "--format", "html").stdout
    assert "RETURN &#39;&lt;b&gt;&#39; AS x" in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    "words", [("report", "new-money", "--format", "html"), ("dossier", "-o", "-")]
)
def test_a_page_is_not_written_to_a_terminal(
    loaded: Graph, test_home: Home, words: tuple[str, ...]
) -> None:
    ours, terminal = os.openpty()
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "cli", *words],
            stdout=terminal,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=os.environ | {"MONEYLOOP_HOME": str(test_home.root)},
        )
    finally:
        os.close(terminal)
        os.close(ours)
    assert ran.returncode == 2
    assert "terminal" in ran.stderr
    assert "--output FILE" in ran.stderr
