"""The user's own reports, in addition to those that ship."""

from __future__ import annotations

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


def test_without_the_folder_its_reports_are_unknown(moneyloop: Program) -> None:
    assert moneyloop("report", "large-deals").returncode == 2


def test_a_folder_that_does_not_exist(moneyloop: Program, tmp_path: Path) -> None:
    ran = moneyloop("report", "--reports", str(tmp_path / "none"))
    assert ran.returncode == 2
    assert "does not exist" in ran.stderr
