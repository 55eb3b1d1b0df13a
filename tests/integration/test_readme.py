"""README.md and docs/findings.md show what the program prints, and numbers that it reports."""

from __future__ import annotations

import re

import pytest

from moneyloop.graph.connection import Graph
from tools.draw_round_trips import DRAWING, draw
from tools.facts import Facts, NoLongerTrue, billions, count, fact, in_words, listed, percent, times
from tools.fill_lines import filled
from tools.write_findings import FINDINGS, README, findings, readme


def test_the_findings_are_what_the_reports_give(shipped: Graph) -> None:
    """Every number and every sentence that depends on one, on the day in tools/release-day."""
    assert FINDINGS.read_text("utf-8") == findings(shipped), "outdated: run `make docs`"


def test_the_samples_of_the_readme_are_what_the_commands_print(shipped: Graph) -> None:
    assert README.read_text("utf-8") == readme(shipped), "outdated: run `make docs`"


def test_a_sentence_that_is_no_longer_true_stops_the_tool(shipped: Graph) -> None:
    template = (
        Facts(shipped)
        .templates()
        .from_string("{{ fact(rows('loops') | length < 3, 'There are few loops.') }}")
    )
    with pytest.raises(NoLongerTrue, match="rewrite it: There are few loops"):
        template.render()
    assert fact(True, "Yes.") == "Yes."


def test_numbers_as_texts_state_them() -> None:
    assert [billions(usd) for usd in (50 * 10**9, 6_300_000_000, 2 * 10**9, None)] == [
        "$50 billion",
        "$6.3 billion",
        "$2 billion",
        "an unknown amount",
    ]
    assert (percent(0.688), percent(13.08)) == ("69%", "1,308%")
    assert (in_words(12), in_words(1300)) == ("twelve", "1,300")
    assert (count(1, "firm"), count(0, "firm"), count(3, "firm")) == (
        "one firm",
        "no firms",
        "three firms",
    )
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert times(730, 220) == "more than three times as much as"
    assert times(110, 100) == "more than"


def test_only_paragraphs_are_filled() -> None:
    words = "word " * 40
    code = f"```\n{words}\n```"
    table = f"| {words} |\n| --- |"
    text = filled(f"{words}\n\n{code}\n\n{table}\n\n- {words}\n- b\n")
    assert max(map(len, text.split("\n\n")[0].split("\n"))) <= 105
    assert code in text
    assert table in text
    assert "\n  word" in text
    assert text.endswith("\n- b\n")


def test_the_query_finds_the_loop_in_the_picture(shipped: Graph) -> None:
    [cypher] = re.findall(r"```cypher\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    rows = shipped.read((cypher, {}))[0].rows
    # A path is a list of nodes and, between them, relationships.
    loops = [[firm["properties"]["id"] for firm in loop[::2]] for [loop] in rows]
    assert ["nvidia", "openai", "oracle", "nvidia"] in loops


def test_the_picture_is_up_to_date(shipped: Graph) -> None:
    """Apart from coordinates, whose last digits may depend on the machine."""

    def text(drawing: str) -> str:
        return re.sub(r"-?\d+\.\d+", "", drawing)

    assert text(DRAWING.read_text("utf-8")) == text(draw(shipped)), "outdated: run `make docs`"
