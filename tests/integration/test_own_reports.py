"""The user's own reports, in addition to those that ship."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Program = Callable[..., CompletedProcess[str]]

LARGE = """// Large deals
//
// param at_least usd = 100000000000 -- in dollars
CYPHER 25
MATCH (a:Firm)-[deal]->(b:Firm) WHERE deal.usd >= $at_least
RETURN a.id AS payer, b.id AS payee ORDER BY payer, payee
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "topic" / "deeper").mkdir(parents=True)
    (tmp_path / "large_deals.cypher").write_text(LARGE, "utf-8")
    (tmp_path / "topic" / "broken.cypher").write_text("// T\nCYPHER 25\nRETURN $x", "utf-8")
    (tmp_path / "topic" / "loops.cypher").write_text("// T\nCYPHER 25\nRETURN 1", "utf-8")
    (tmp_path / "topic" / "deeper" / "deep.cypher").write_text(LARGE, "utf-8")
    return tmp_path


@pytest.mark.usefixtures("shipped")
def test_an_own_report_is_run(moneyloop: Program, own: Path) -> None:
    words = ("--at-least", "$260B", "--format", "csv")
    ran = moneyloop("report", "--reports", str(own), "Large_Deals", *words)
    assert (ran.returncode, ran.stdout) == (0, "payer,payee\nopenai,oracle\n")
    again = moneyloop("report", "large-deals", *words, MONEYLOOP_REPORTS=str(own))
    assert again.stdout == ran.stdout


def test_broken_files_are_reported_and_the_others_listed(moneyloop: Program, own: Path) -> None:
    ran = moneyloop("report", "--reports", str(own))
    assert ran.returncode == 0
    assert re.search("large-deals +Large deals", ran.stdout)
    assert "Loops of firms" in ran.stdout
    errors = ran.stderr.splitlines()
    assert len(errors) == 3
    assert errors[0].startswith(f"{own / 'topic' / 'broken.cypher'}:3: $x is used but not declared")
    assert "deep.cypher: is nested too deeply" in errors[1]
    assert errors[2].startswith(f"{own / 'topic' / 'loops.cypher'}:1: the name 'loops' is ")
    assert errors[2].endswith("loops.cypher; rename the file")


def test_a_broken_report_is_not_run(moneyloop: Program, own: Path) -> None:
    ran = moneyloop("report", "--reports", str(own), "broken")
    assert ran.returncode == 1
    assert "broken.cypher:3: $x is used but not declared" in ran.stderr


WITH_FRAGMENTS = """// Orders of a firm
//
// use orders, usd
// param firm firm
CYPHER 25
MATCH (firm:Firm {id: $firm})
MATCH (firm)-[deal:REVENUE]->(seller:Firm)
WHERE large_order(deal)
RETURN seller.id AS seller, usd(deal) AS usd ORDER BY usd DESC, seller
"""


@pytest.fixture
def composed(tmp_path: Path) -> Path:
    """A report that uses a fragment that ships and one in the same folder."""
    (tmp_path / "fragments").mkdir()
    (tmp_path / "fragments" / "large_order.cypher").write_text(
        "// Whether an order is large\n// gives large_order(deal)\n// use in_force, usd\n"
        "// param at_least usd = 100000000000\nin_force(deal) AND usd(deal) >= $at_least\n"
    )
    text = WITH_FRAGMENTS.replace("use orders, usd", "use REVENUE, large_order, usd")
    (tmp_path / "large_orders.cypher").write_text(text)
    return tmp_path


@pytest.mark.usefixtures("shipped")
def test_an_own_report_may_use_fragments(moneyloop: Program, composed: Path) -> None:
    words = ("report", "--reports", str(composed), "large-orders", "--firm", "OpenAI")
    day = ("--as-of", "2026-11-22", "--at-least", "$260B")
    ran = moneyloop(*words, *day)
    assert (ran.returncode, ran.stdout) == (0, "seller,usd\noracle,300000000000\n")
    # The query with literals gives the same rows anywhere.
    query = moneyloop(*words, *day, "--cypher")
    assert query.returncode == 0
    assert "$" not in query.stdout
    assert 'date("2026-11-22")' in query.stdout
    assert moneyloop("query", "-", stdin=query.stdout).stdout == ran.stdout


@pytest.mark.usefixtures("shipped")
def test_an_error_of_neo4j_names_the_file_and_the_line(moneyloop: Program, composed: Path) -> None:
    report, fragment = composed / "large_orders.cypher", composed / "fragments/large_order.cypher"
    words = ("report", "--reports", str(composed), "large-orders", "--firm", "OpenAI")
    for file, old, new, place in (
        (report, "AS usd ORDER", "AS usd, nothing ORDER", "large_orders.cypher:9:47: Variable `"),
        (fragment, ">= $at_least", ">= $at_least + missing(deal)", "large_orders.cypher:8:7: "),
    ):
        text = file.read_text("utf-8")
        file.write_text(text.replace(old, new), "utf-8")
        ran = moneyloop(*words)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert place in ran.stderr
        assert ran.stderr.splitlines()[1].strip() in report.read_text("utf-8")
        file.write_text(text, "utf-8")


def test_without_the_folder_its_reports_are_unknown(moneyloop: Program) -> None:
    assert moneyloop("report", "large-deals").returncode == 2


def test_a_folder_that_does_not_exist(moneyloop: Program, tmp_path: Path) -> None:
    ran = moneyloop("report", "--reports", str(tmp_path / "none"))
    assert ran.returncode == 2
    assert "does not exist" in ran.stderr


def test_a_pipe_in_the_folder_is_refused_and_not_waited_for(
    moneyloop_process: Program, own: Path
) -> None:
    """Opening a pipe to which no one writes would wait forever."""
    os.mkfifo(own / "pipe.cypher")
    (own / "device.cypher").symlink_to("/dev/zero")
    for words in ([], ["pipe"], ["device"]):
        ran = moneyloop_process("report", "--reports", str(own), *words)
        assert "is neither a file nor a link to one" in ran.stderr
        assert ran.returncode == (1 if words else 0)


def test_control_characters_in_a_report_are_refused(moneyloop: Program, own: Path) -> None:
    """A title is printed on a terminal, and text that runs backwards hides what a query does."""
    (own / "loud.cypher").write_text(LARGE.replace("// Large", "// \x1b[31mLarge"), "utf-8")
    (own / "back.cypher").write_text(LARGE.replace("Firm)-", "\u202eFirm)-"), "utf-8")
    ran = moneyloop("report", "--reports", str(own))
    assert f"{own / 'loud.cypher'}:1: contains \\x1b; in a query, write an escape" in ran.stderr
    assert f"{own / 'back.cypher'}:5: contains \\u202e" in ran.stderr
    assert not {"\x1b", "\u202e"} & set(ran.stdout + ran.stderr)
