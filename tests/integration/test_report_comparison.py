"""Two runs of a report compared, feeds, and options that can be left out."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from defusedxml import ElementTree

from moneyloop.graph.connection import Graph
from moneyloop.report.arguments import EXAMPLES, complete
from moneyloop.report.compare import compare
from moneyloop.report.header import Report
from moneyloop.report.library import all_reports
from moneyloop.report.run import run_report
from tests.integration.command_line import Program, fails, load_shipped

NOW, THEN = date(2026, 11, 22), date(2025, 10, 19)
REPORTS = all_reports()[0]
SEVERAL_ROWS = ("contested", "statements", "deal")
"""Reports whose sources may state something several times."""


@pytest.fixture(scope="module", autouse=True)
def loaded(graph: Graph) -> Graph:
    return load_shipped(graph)


def arguments(report: Report) -> dict[str, object]:
    required = {one.name: EXAMPLES[one.name] for one in report.parameters if one.required}
    return complete(report, required, NOW)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_a_report_can_be_compared_with_itself(graph: Graph, report: Report) -> None:
    """The key identifies rows; with the same day nothing differs, and swapping swaps + and -."""
    values = arguments(report)
    rows = run_report(graph, report, values).rows.maps()
    keys = [
        json.dumps([row[name] for name in report.key_columns or ()], default=str) for row in rows
    ]
    assert len(set(keys)) == len(keys) or report.name in SEVERAL_ROWS
    if "as_of" not in values:
        return
    assert compare(graph, report, values, NOW).rows.rows == ()
    there = compare(graph, report, values, THEN)
    back = compare(graph, report, {**values, "as_of": THEN}, NOW)
    marks = {
        mark: sorted(repr(row[:-2]) for row in found.rows.rows if row[-2] == mark[0])
        for found in (there, back)
        for mark in (f"+ {found is there}", f"- {found is there}", f"~ {found is there}")
    }
    assert marks["+ True"] == marks["- False"]
    assert marks["- True"] == marks["+ False"]
    assert len(marks["~ True"]) == len(marks["~ False"])


LOOPS = ("report", "loops", "openai", "--max-hops", "2", "--as-of", "2026-11-22")


def test_a_difference_can_be_an_exit_code(moneyloop: Program, tmp_path: Path) -> None:
    """For cron: 4 if something differs from another day or from an earlier result."""
    result = moneyloop(*LOOPS, "--against", "2025-10-19", "--exit-code", "-f", "json")
    assert result.returncode == 4
    rows = json.loads(result.stdout)
    assert {row["difference"] for row in rows} <= {"+", "-", "~"}
    amazon = next(row for row in rows if row["firms"] == ["amazon", "openai"])
    assert (amazon["difference"], amazon["was"]) == ("+", None)  # announced in November 2025
    assert "compared with the rows on 2025-10-19: " in result.stderr
    assert moneyloop(*LOOPS, "--against", "2025-10-19").returncode == 0
    same = moneyloop(*LOOPS, "--against", "2026-11-22", "--exit-code", "-f", "json")
    assert (same.returncode, json.loads(same.stdout)) == (0, [])
    earlier = tmp_path / "earlier.json"
    assert moneyloop(*LOOPS, "-o", str(earlier)).returncode == 0
    same = moneyloop(*LOOPS, "--against", str(earlier), "--exit-code", "-f", "csv")
    assert (same.returncode, len(same.stdout.splitlines())) == (0, 1)
    old = json.loads(earlier.read_text())
    old[0]["weakest_usd"] = 10**9
    earlier.write_text(json.dumps(old[:1]))
    result = moneyloop(*LOOPS, "--against", str(earlier), "--exit-code", "-f", "table")
    assert result.returncode == 4
    assert "weakest_usd: $1B" in result.stdout
    earlier.write_text("firm,usd\n")
    fails(moneyloop(*LOOPS, "--against", str(earlier)), 1, "cannot be read as JSON", "report loops")


def test_a_comparison_in_every_format(moneyloop: Program, tmp_path: Path) -> None:
    words = (*LOOPS, "--against", "2025-10-19")
    columns = next(csv.reader(StringIO(moneyloop(*words, "-f", "csv").stdout)))
    assert columns[-2:] == ["difference", "was"]
    for name in ("jsonl", "markdown", "table"):
        assert "difference" in moneyloop(*words, "-f", name).stdout
    page = tmp_path / "page.html"
    assert moneyloop(*words, "-o", str(page)).returncode == 0
    assert "--against 2025-10-19" in page.read_text("utf-8")
    for suffix, read in (("parquet", pd.read_parquet), ("xlsx", pd.read_excel)):
        file = tmp_path / f"rows.{suffix}"
        assert moneyloop(*words, "-o", str(file)).returncode == 0
        assert list(read(file).columns) == columns


def test_feeds(moneyloop: Program, tmp_path: Path) -> None:
    words = ("report", "changes", "--since", "2026-01", "--until", "2026-03", "nvidia")
    first = moneyloop(*words, "-f", "atom")
    assert first.returncode == 0
    entries = ElementTree.fromstring(first.stdout).findall("{*}entry")
    assert len(entries) == len(json.loads(moneyloop(*words, "-f", "json").stdout)) > 0
    assert "superseded, nvidia-openai-letter, NVIDIA, OpenAI, $100B, nvidia-openai-shares" in {
        entry.findtext("{*}title") for entry in entries
    }
    file = tmp_path / "imports.xml"
    assert moneyloop("imports", "-o", str(file)).returncode == 0
    assert ElementTree.fromstring(file.read_bytes()).tag.endswith("feed")
    fails(moneyloop(*LOOPS, "-f", "atom"), 1, "atom needs rows with a day")


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["firm", "NVIDIA"], ["firm", "--firm", "nvidia"]),
        (["between", "NVIDIA", "openai"], ["between", "--first", "nvidia", "--second", "openai"]),
        (["loop", "nvidia,openai", "Oracle"], ["loop", "--firms", "nvidia,openai,oracle"]),
        (["deal", "nvidia-openai-letter"], ["deal", "--deal", "nvidia-openai-letter"]),
        (["loops", "openai", "--max-hops", "2"], ["loops", "--firms", "openai", "--max-hops", "2"]),
        (["search", "nvidea"], ["search", "--text", "nvidea"]),
        (["firm", "Scale", "AI"], ["firm", "--firm", "Scale AI"]),
    ],
)
def test_options_that_can_be_left_out(
    moneyloop: Program, words: list[str], options: list[str]
) -> None:
    short, long = (
        moneyloop("report", *words, "-f", "csv"),
        moneyloop("report", *options, "-f", "csv"),
    )
    assert short.returncode == 0
    assert short.stdout == long.stdout
    assert len(short.stdout.splitlines()) > 1


def test_is_the_100_billion_of_nvidia_true(moneyloop: Program) -> None:
    """The letter of intent was replaced by the purchase of shares of 27 February 2026."""
    words = ("report", "deal", "nvidia-openai-letter", "-f", "json")
    first, *rows = json.loads(moneyloop(*words).stdout)
    assert first["what"] == "Is it true today?"
    assert first["value"] == "no: superseded by nvidia-openai-shares on 2026-02-27"
    assert [row["value"] for row in rows if row["what"] == "payer"] == ["NVIDIA (nvidia)"]
    first = json.loads(moneyloop(*words, "--as-of", "2025-12-31").stdout)[0]
    assert first["value"] == (
        "yes: announced, but not known to be signed; in force since 2025-09-22"
    )
    fails(
        moneyloop("report", "deal", "nvidia-openai-leter"),
        1,
        "the graph has no deal 'nvidia-openai-leter'. Did you mean nvidia-openai-letter",
    )
    fails(moneyloop("report", "deal", "oracle-opena"), 1, "Did you mean openai-oracle-compute?")
    fails(moneyloop("report", "deal", "x"), 1, "`moneyloop report firm NAME` lists the deals")


def test_the_loop_of_nvidia_openai_and_oracle(moneyloop: Program) -> None:
    result = moneyloop("report", "loop", "NVIDIA,OpenAI,Oracle", "-f", "json")
    rows = json.loads(result.stdout)
    assert [row["hop"] for row in rows] == sorted(row["hop"] for row in rows)
    assert {(row["payer"], row["payee"]) for row in rows} == {
        ("nvidia", "openai"),
        ("openai", "oracle"),
        ("oracle", "nvidia"),
    }
    assert all(row["url"].startswith("https://") for row in rows)
    assert "note: these firms" not in result.stderr
