"""Neo4j Browser as a user sees it: style, guide and saved scripts, and no requests to others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from moneyloop.browser.scripts import Script, guide_queries
from moneyloop.graph.connection import Graph
from moneyloop.graph.credentials import password
from moneyloop.graph.home import Home
from moneyloop.report.arguments import complete
from moneyloop.report.library import find
from moneyloop.report.run import run_report
from tests.integration.chromium import Visitor, picture, visitor
from tests.integration.in_browser import DRAWN, samples

pytestmark = pytest.mark.group("chromium")

# The captions that nodes may have in Browser, as its style composes them.
CAPTIONS = """\
MATCH (n:Firm|Deal|Source|Figure|Claim)
UNWIND [n.name, n.caption, n.publisher, n.claim,
        n.name + coalesce(n.period, '') + coalesce(n.caption, '')] AS caption
RETURN collect(DISTINCT caption)
"""


@pytest.fixture(scope="module")
def guest(graph: Graph, test_home: Home) -> Iterator[Visitor]:
    """A user who has opened the address that `moneyloop browser` prints."""
    with visitor(test_home) as found:
        found.page.goto(found.running.connect_url)
        yield found


def test_browser_greets_with_style_guide_and_scripts(
    shipped: Graph, guest: Visitor, test_home: Home, tmp_path: Path
) -> None:
    guest.log_in(password(test_home))
    nodes, edges = guest.drawn()
    picture(guest, tmp_path, "greeting")
    # Nothing but the first drawing, above the frame of the login.
    frames = [frame.inner_text() for frame in guest.part("frame").all()]
    assert len(frames) == 2
    assert frames[0].startswith("// NVIDIA → OpenAI → Oracle → NVIDIA")
    assert "You are connected as user" in frames[1]
    assert nodes == ["NVIDIA", "OpenAI", "Oracle"]
    assert len(edges) == 3
    # The Overview panel is folded.
    expect(guest.page.get_by_label("Expand the node properties display")).to_have_count(1)
    expect(guest.page.get_by_label("Collapse the node properties display")).to_have_count(0)
    assert guest.guide().count() == 1
    assert "NVIDIA → OpenAI → Oracle → NVIDIA" in guest.guide().inner_text()
    style = json.loads(guest.stored("neo4j.grass"))
    assert style["relationship.INVESTS_IN"]["caption"] == "{caption}"
    assert json.loads(guest.stored("neo4j.settings"))["autoComplete"] is False


def test_the_first_query_of_the_guide_draws_the_loop(
    graph: Graph, guest: Visitor, tmp_path: Path
) -> None:
    guest.run(guest.guide().first)
    nodes, edges = guest.drawn()
    picture(guest, tmp_path, "loop")
    assert nodes == ["NVIDIA", "OpenAI", "Oracle"]
    query = "MATCH (a:Firm)-[d]->(b:Firm) WHERE d.deal IS NOT NULL AND d.ended IS NULL "
    query += "AND [a.id, type(d), b.id] IN [['nvidia', 'INVESTS_IN', 'openai'], "
    query += "['openai', 'LEASES_FROM', 'oracle'], ['oracle', 'BUYS_FROM', 'nvidia']] "
    [[captions]] = graph.read((query + "RETURN collect(d.caption)", {}))[0].rows
    assert len(captions) == 3
    assert edges == sorted(captions)
    assert all(caption.startswith("$") for caption in captions)


@pytest.mark.parametrize("script", DRAWN, ids=lambda one: one.name)
def test_a_saved_script_shows_its_rows_and_draws_them(
    shipped: Graph, guest: Visitor, tmp_path: Path, script: Script
) -> None:
    guest.run_script(script.folder, f"{script.title} ({script.name})")
    guest.show("Visualization")
    nodes, edges = guest.drawn()
    picture(guest, tmp_path, script.name)
    [[captions]] = shipped.read((CAPTIONS, {}))[0].rows
    # Browser breaks captions into lines, and leaves out or cuts words that do not fit.
    whole = {caption.replace(" ", "") for caption in captions}
    for shown in (node.replace(" ", "").partition("…")[0][:12] for node in nodes):
        assert any(caption.startswith(shown) for caption in whole)
    assert edges
    guest.show("Table")
    report = find(script.name)
    values = complete(report, samples(script.name), date.today())
    rows = run_report(shipped, report, values).rows
    expect(guest.part("frameStatusbar").first).to_contain_text(f"{len(rows.rows)} records")
    heads = guest.frame().locator("th").all_inner_texts()
    assert [*rows.columns, "drawn"] == [
        name for name in heads if name.strip() and not name.endswith("_short")
    ]


def test_one_click_adds_the_scripts_to_those_of_the_user(guest: Visitor, tmp_path: Path) -> None:
    own = {"id": "own", "folder": None, "content": "// Mine\nRETURN 1"}
    page = guest.page
    page.goto(f"{guest.running.browser}moneyloop/scripts.html")
    page.evaluate(
        "([name, text]) => localStorage.setItem(name, text)", ["neo4j.documents", json.dumps([own])]
    )
    page.evaluate("() => localStorage.removeItem('neo4j.folders')")
    page.get_by_role("button").click()
    status = page.get_by_role("status")
    expect(status).to_contain_text("Done:")
    picture(guest, tmp_path, "scripts")
    saved = json.loads(guest.stored("neo4j.documents"))
    assert saved[0] == own
    assert len(saved) == 1 + len({one["content"] for one in saved[1:]}) > len(guide_queries())
    page.get_by_role("button").click()
    expect(status).to_contain_text("are there already")
    assert json.loads(guest.stored("neo4j.documents")) == saved
    page.get_by_role("link").first.click()
    # The guide opens once Browser has connected, and would take the place of the favourites.
    expect(guest.guide().first).to_be_visible()
    guest.part("navigationFavorites").click()
    expect(guest.part("scriptTitle-Mine")).to_be_visible()
    expect(guest.part("savedScriptsFolder-round trips")).to_be_visible()


def test_no_other_machine_received_a_request(guest: Visitor) -> None:
    """Must run after the others: they all used this Chromium."""
    assert guest.guard.hosts() == set()
    # Browser did try; the policy blocked it before anything was sent.
    assert guest.blocked
    assert set(guest.blocked.values()) == {"csp"}
    assert guest.errors == []


def test_the_guard_would_have_noticed_a_request(guest: Visitor) -> None:
    page = guest.page.context.browser.new_page()  # type: ignore[union-attr]
    with pytest.raises(Exception, match="ERR_"):
        page.goto("http://outside.invalid/")
    page.close()
    assert guest.guard.hosts() == {"outside.invalid"}
