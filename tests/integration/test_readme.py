"""The README and docs/findings.md show what the program prints, and numbers that it reports."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from moneyloop.graph.connection import Graph
from tests.integration.graphs import ask
from tools.document_reports import AS_OF
from tools.draw_round_trips import DRAWING, draw

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
FINDINGS = (ROOT / "docs" / "findings.md").read_text("utf-8")

LEFT_OUT = "…"
SAMPLE = re.compile(r"```\n\$ moneyloop (.*?)\n(.*?)```", re.DOTALL)
SAMPLES = [*SAMPLE.findall(README), *SAMPLE.findall(FINDINGS)]

Program = Callable[..., CompletedProcess[str]]


def block(language: str) -> str:
    """The only block of code in this language in the README."""
    [text] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return str(text)


@pytest.mark.parametrize(("words", "shown"), SAMPLES, ids=[words for words, _ in SAMPLES])
def test_a_sample_is_what_the_command_prints(
    shipped: Graph, moneyloop: Program, tmp_path: Path, words: str, shown: str
) -> None:
    deals = tmp_path / "deals.csv"
    deals.write_text(block("csv"), "utf-8")
    arguments = [str(deals) if word == deals.name else word for word in shlex.split(words)]
    if arguments[0] == "report":
        arguments += ["--format", "table"]
    result = moneyloop(*arguments, COLUMNS="120")
    assert result.returncode == 0, result.stderr
    printed = [line.rstrip() for line in result.stdout.splitlines()]
    for line in shown.splitlines():
        assert line.strip() in ("", LEFT_OUT) or line.rstrip() in printed


def test_there_are_samples() -> None:
    assert {words.split()[0] for words, _ in SAMPLES} == {"report", "import"}
    assert SAMPLE.findall(FINDINGS)


def test_the_query_finds_the_loop_in_the_picture(shipped: Graph) -> None:
    rows = shipped.read((block("cypher"), {}))[0].rows
    # A path is a list of nodes and, between them, relationships.
    loops = [[firm["properties"]["id"] for firm in loop[::2]] for [loop] in rows]
    assert ["nvidia", "openai", "oracle", "nvidia"] in loops


def test_the_picture_is_up_to_date(shipped: Graph) -> None:
    """Apart from coordinates, whose last digits may depend on the machine."""

    def text(drawing: str) -> str:
        return re.sub(r"-?\d+\.\d+", "", drawing)

    assert text(DRAWING.read_text("utf-8")) == text(draw(shipped)), "outdated: run `make docs`"


def billions(usd: int) -> str:
    return f"${round(usd / 10**9)} billion"


def trillions(usd: int) -> str:
    return f"${usd / 10**12:.2f} trillion"


def test_the_numbers_of_the_findings(shipped: Graph) -> None:  # noqa: PLR0915
    """Each phrase with a number in docs/findings.md, from the report that it is about."""

    def rows(report: str, **values: Any) -> list[dict[str, Any]]:
        return ask(shipped, report, **({"as_of": AS_OF} | values))

    def row(report: str, **values: str) -> dict[str, Any]:
        [(column, value)] = values.items()
        return next(row for row in rows(report) if row[column] == value)

    phrases = [f"on {AS_OF}"]

    direct = rows("direct")
    largest = direct[0]
    phrases += [
        f"{len({frozenset((row['funder'], row['funded'])) for row in direct})} pairs of firms",
        f"{billions(largest['capital_usd'])} out and {billions(largest['revenue_usd'])} back",
    ]
    assert (largest["funder"], largest["funded"]) == ("amazon", "openai")

    loops = rows("loops")
    assert all(row["has_capital"] and row["has_revenue"] for row in loops)
    assert {row["hops"] for row in loops} == {2, 3, 4}
    phrases += [
        f"{len(loops)} loops of two to four firms",
        f"OpenAI is part of {sum('openai' in row['firms'] for row in loops)} of them",
    ]

    chains = rows("time_ordered")
    assert {len(row["deals"]) for row in chains} == {2, 3}
    within = sum(row["days"] <= 30 for row in chains)
    phrases.append(f"{len(chains)} chains of two or three deals, {within} of them within 30 days")

    for name in ("Microsoft", "Amazon"):
        seller = row("self_funded_revenue", seller=name.lower())
        assert seller["share"] == 1
        phrases.append(f"{name} ({billions(seller['orders_usd'])})")

    assert [row["firms"] for row in rows("reciprocal_purchases")] == [
        ["coreweave", "nvidia"],
        ["openai", "sb-energy"],
    ]
    assert [row["firms"] for row in rows("circular_ownership")] == [["cerebras", "openai"]]

    [money] = rows("new_money")
    phrases += [
        f"add up to {trillions(money['gross_usd'])}",
        f"{trillions(money['new_usd'])} of it ({money['ratio']:.0%})",
        f"{money['without_usd']} deals without a known amount",
    ]

    first, second = rows("knock_out")[:2]
    assert (first["firm"], second["firm"]) == ("openai", "anthropic")
    assert first["without_usd"] == 6
    assert first["lost_usd"] > 3 * second["lost_usd"]
    phrases += [
        f"at least {billions(first['lost_usd'])}",
        f"Anthropic's, which is next, {billions(second['lost_usd'])}",
    ]

    after_openai = rows("cascade", firm="openai")[1:]
    after_anthropic = rows("cascade", firm="anthropic")[1:]
    assert (len(after_openai), len(after_anthropic)) == (3, 4)
    assert {row["round"] for row in after_openai} == {1}
    assert [row["firm"] for row in after_anthropic if row["basis"] == "inflow"] == ["fluidstack"]
    shares = {row["firm"]: row["lost_share"] for row in after_openai}
    phrases += [
        f"Oracle would lose {shares['oracle']:.0%} of a year's revenue",
        f"CoreWeave {shares['coreweave']:.0%}, and Cerebras {shares['cerebras']:.0f} times",
    ]
    everything = rows("cascade", firm="openai", channels=["orders", "capital", "exposure"])[1:]
    by_inflow = sum(row["basis"] == "inflow" for row in everything)
    phrases.append(f"{len(everything)} firms would fall after OpenAI, {by_inflow} of which")

    oracle = row("concentration", firm="oracle")
    assert (oracle["top_payer"], oracle["top_share"]) == ("openai", 1)
    phrases.append(f"Oracle's known orders, {billions(oracle['inflow_usd'])}")

    gap = row("commitment_gap", firm="openai")
    phrases += [
        f"{billions(gap['promised_usd'])} in an average year",
        f"revenue of {billions(gap['revenue_usd'])} and funding of {billions(gap['funding_usd'])}",
    ]

    parts = {row["firm"]: row["parts"] for row in rows("articulation")}
    assert (parts["nvidia"], parts["openai"]) == (13, 4)
    quarters = {row["period"]: row["usd"] for row in rows("timeline")}
    assert max(quarters, key=lambda quarter: quarters[quarter]) == "2025Q4"
    phrases.append(f"fourth quarter of 2025: {billions(quarters['2025Q4'])}")
    assert sum(usd for quarter, usd in quarters.items() if quarter.startswith("2025")) > 10**12

    contested = ask(shipped, "contested")
    assert sum(row["doubtful"] and row["source"] == "article-ja" for row in contested) == 8
    unknown = sum("amount" in row["missing"] for row in ask(shipped, "gaps"))
    phrases += [
        f"{len(ask(shipped, 'totals'))} totals",
        f"On {len({row['deal'] for row in contested})} deals and figures",
        f"amounts of {unknown} deals",
    ]

    text = " ".join(FINDINGS.split())
    missing = [phrase for phrase in phrases if phrase not in text]
    assert missing == []
