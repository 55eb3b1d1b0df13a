"""Lines of random text go through the whole import: refused with problems, or written unchanged.

MONEYLOOP_FUZZ sets the number of files; each has several dozen lines.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from loader.deals.as_written.words import is_nothing
from loader.deals.importing import carry_out, rehearse
from loader.deals.lines import Options, ParsedLines, read_files
from loader.problems import BadInput
from loader.records import SETTLEMENTS, STATUSES
from moneyloop.graph.connection import Graph
from moneyloop.values.edges import EDGE_TYPES
from moneyloop.values.names import key
from tests.integration.graphs import everything

FILES = int(os.environ.get("MONEYLOOP_FUZZ", "20"))
FILES_AT_ONCE = 10
LINES = 40

pytestmark = pytest.mark.timeout(60 + 10 * FILES)

NAMES = (
    *("=1+1", "+A1", "-2", "@SUM(A1)", "'=x", "''", "\t=1", "x'}) DETACH DELETE n //", '"', "\\"),
    *("`x`", "$id", "<script>alert(1)</script>", "{{7*7}}", "%s%n", "../../etc/passwd", "; rm -rf"),
    *("\0", "a\0b", "a\nb", "a\rb", "a\x1b[2Jb", "a\u2028b", "a\u2029b", "\ufeffX", "\u00a0", "　"),
    *("\u202egnp.exe", "אבג", "שלום Ltd", "a\u200fb", "a\u200db", "e\u0301\u0323" * 20, "é"),
    *("e\u0301", "ﬁ", "İ", "ẞ"),
    *("\ud800", "a\udfffb", "\U0010ffff", "\uffff", "🤖", "🤖 Robot", "👩‍👩‍👧", "ﷺ" * 200),
    *("ハﾞ", "バ", "ͺ", "ﾞ", "½", "㈱", "１２３", "٣", "123", "007", "NaN", "null", "None", "true"),
    *("The", "Inc.", "Co., Ltd.", "-", "—", "x" * 200, "x" * 201, "y" * 100_000, "東京" * 100),
    *("ab c", "AB-C", "a.b.c", "abc Inc", "abd", "H100", "H200", "Firm\u0000"),
)
AMOUNTS = (
    *("", "", "", "$1bn", "up to €2m", "3000億ドル", "10-12 billion USD", "£1 a year", "-$5bn"),
    *("1,000.000,00", "1.000.000,00", "1e5", "$1e400", "9" * 5000, "$" + "9" * 30, "Infinity"),
    *("$0", "NaN", "=1+1"),
    *("$9223372036854775807", "$9223372036854775808", "$9.3 quintillion", "0x10", "１０億円"),
    *("$1bn\0", "$\ud800", "１２", "½ billion USD", "$-1", "--", "$1bn €1bn", "$1.0000000000001bn"),
)
DATES = (
    *("", "", "", "2025-09-22", "2025-09", "2025", "Sept 2025", "2025Q3", "2H 2026", "22 Sep 2025"),
    *("2025-02-30", "2025-13-01", "2023-02-29", "2024-02-29", "0000-00-00", "9999-12-31", "1899"),
    *("2200", "20250922", "09/10/2025", "31.12.2025", "2025Q5", "FY2025", "٢٠٢٥", "２０２５", "\0"),
    *("2025-09-22T10:00:00Z", "45922", "today", "2025-09-2²", "9" * 500, "-2025", "=TODAY()"),
)
TERMS = (
    "",
    "10 years",
    "18 months",
    "2年",
    "90 days",
    "1e3 years",
    "9" * 500,
    "=1+1",
    "\0",
    "½ year",
)
SOURCES = (
    *(
        "https://example.org/a",
        "https://example.org/a#b",
        "HTTP://EXAMPLE.ORG",
        "https://例え.jp/ü",
    ),
    *("http://x/?q=')%20DELETE", "https://x y", "javascript:alert(1)", "file:///etc/passwd", "s0"),
    *("", "nowhere", "=HYPERLINK(1)", "https://x/\0", "https://x/\ud800"),
    *("https://", "https://#x", "https://" + "x" * 11_000),
)
TEXTS = (*NAMES, "", "", "", "z" * 10_001, "two\nlines", "tab\tbed")


def some_text(chance: Random, longest: int = 12) -> str:
    """Characters from all of Unicode, or from a small set so that names are similar."""
    if chance.random() < 0.5:
        return "".join(chance.choices("abcdeé 12-.京都", k=chance.randint(1, longest)))
    return "".join(
        chr(chance.randrange(*chance.choice([(0, 0x250), (0x250, 0x3100), (0x3100, 0x110000)])))
        for _ in range(chance.randint(1, longest))
    )


def a_name(chance: Random, wild: float) -> str:
    if chance.random() >= wild:
        return "".join(chance.choices("bcdfghklmnprstvwzアイウカキ漢字", k=9))
    return chance.choice(NAMES) if chance.random() < 0.6 else some_text(chance)


def a_line(chance: Random, wild: float) -> dict[str, Any]:
    """A line in which about the share `wild` of the cells is nonsense."""

    def cell(tame: Sequence[str], odd: Sequence[str]) -> str:
        return chance.choice(odd if chance.random() < wild else tame)

    cells: dict[str, Any] = {
        "type": cell([edge.name for edge in EDGE_TYPES], ["", "SELLS", "invests in", "LENDS_TO\0"]),
        "payer": a_name(chance, wild),
        "payee": a_name(chance, wild),
        "source": cell(SOURCES[:4], SOURCES),
        "amount": cell(["", "$1bn", "¥3bn"], AMOUNTS),
        "announced": cell(["", "2025-09-22"], DATES),
        "status": cell(["", *STATUSES], ["x", "\ud800", "CLOSED "]),
        "settlement": cell(["", *SETTLEMENTS], ["x"]),
    }
    for column, odd in (
        ("currency", ["", "USD", "dollars", "\0", "XXX"]),
        ("starts", DATES),
        ("ends", DATES),
        ("signed", DATES),
        ("closed", DATES),
        ("ended", DATES),
        ("term", TERMS),
        ("supersedes", (*TEXTS, "x1; x2", ";")),
        ("published", DATES),
        ("deal", TEXTS),
        ("bundle", TEXTS),
        ("note", TEXTS),
        ("instrument", TEXTS),
        ("source_title", TEXTS),
        ("source_kind", ["filing", "rumour"]),
    ):
        if chance.random() < 0.3:
            cells[column] = cell(["", "x1"] if column in ("bundle", "note") else [""], odd)
    if chance.random() < wild / 20:
        cells[chance.choice(["", "colour", "to", "\ud800", "PAYER"])] = chance.choice(
            [None, True, 1, 1.5, ["x"], {"a": 1}, "x"]
        )
    return cells


@dataclass
class Tally:
    """Counts what was tried."""

    lines: int = 0
    refused: int = 0
    written: int = 0
    names: set[str] = field(default_factory=set)


def read(folder: Path, lines: Sequence[Mapping[str, Any]]) -> ParsedLines:
    """The parsed lines of a file that has them in this order."""
    file = folder / "lines.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in lines), "utf-8")
    return read_files([str(file)], Options())


def good_lines(
    graph: Graph, folder: Path, lines: list[dict[str, Any]], tally: Tally
) -> list[dict[str, Any]]:
    """The lines that are left after removing all that have problems."""
    before = everything(graph)
    while lines:
        try:
            rehearse(graph, read(folder, lines), Options())
        except BadInput as error:
            assert everything(graph) == before
            bad = {problem.line for problem in error.problems}
            assert bad
            assert bad <= set(range(1, len(lines) + 1))
            for problem in error.problems:
                # No control characters, and none that cannot be encoded.
                categories = {unicodedata.category(char) for char in str(problem)}
                assert not categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}, problem
                assert len(problem.message) < 1_000
            tally.refused += len(bad)
            lines = [one for n, one in enumerate(lines, start=1) if n not in bad]
        else:
            break
    assert everything(graph) == before
    return lines


ALL = """
MATCH (source:Source)-[states:STATES]->(deal:Deal), (payer)<-[:PAYER]-(deal)-[:PAYEE]->(payee)
RETURN deal.id AS id, deal.type AS type, payer.name AS payer, payee.name AS payee,
       payer.id AS payer_id, payee.id AS payee_id, source.url AS url, states.as_stated AS as_stated,
       states.note AS note, deal.bundle AS bundle, deal.instrument AS instrument
"""


def text_of(one: Mapping[str, Any], column: str) -> str:
    """A cell as it should be written. JSON has no guards to remove."""
    text = str(one.get(column) or "").strip()
    return text if column in ("amount", "note") else text.replace("\u00a0", " ")


def check_what_was_written(graph: Graph, lines: Sequence[Mapping[str, Any]], tally: Tally) -> None:
    found = graph.read((ALL, {}))[0].maps()
    tally.names |= {text_of(one, end) for one in lines for end in ("payer", "payee")}
    for row in found:
        assert {row["payer"], row["payee"]} <= tally.names
    for one in lines:
        url = text_of(one, "source").partition("#")[0]
        same = [
            row
            for row in found
            if key(row["type"]) == key(one["type"])
            and row["url"] == url
            and key(row["payer"]) == key(text_of(one, "payer"))
            and key(row["payee"]) == key(text_of(one, "payee"))
            and row["bundle"] == (text_of(one, "bundle") or None)
            and row["id"] == (text_of(one, "deal") or row["id"])
            and (row["note"] or "") == (text_of(one, "note") or row["note"] or "")
        ]
        assert same, one
        stated = text_of(one, "amount")
        assert (
            not stated or is_nothing(stated) or any(row["as_stated"] == stated for row in same)
        ), one
    tally.written += len(lines)


def try_files(graph: Graph, folder: Path, chance: Random, tally: Tally) -> None:
    """Imports some files into the same graph, one after the other."""
    graph.command("MATCH (n) DETACH DELETE n")
    for wild in (0.02, 0.3, 0.02, 0.1, 0.05, 0.9, 0.02, 0.1, 0.3, 0.05)[:FILES_AT_ONCE]:
        lines = [a_line(chance, wild) for _ in range(LINES)]
        if tally.names:  # firms that are known by now
            for one in chance.sample(lines, LINES // 5):
                one["payer"] = chance.choice(sorted(tally.names))
        tally.lines += len(lines)
        good = good_lines(graph, folder, lines, tally)
        done = carry_out(graph, "import", read(folder, good), Options()) if good else None
        check_what_was_written(graph, good, tally)
        if done:
            before = everything(graph)
            again = carry_out(graph, "import", read(folder, good), Options())
            assert again.receipt.written == 0
            assert everything(graph) == before
    tally.names = set()


@pytest.mark.parametrize("seed", range(-(-FILES // FILES_AT_ONCE)))
def test_random_lines_are_refused_or_written(
    empty: Graph, tmp_path: Path, seed: int, record_property: Any
) -> None:
    tally = Tally()
    try_files(empty, tmp_path, Random(seed), tally)  # noqa: S311
    assert tally.refused > 50
    assert tally.written > 100
    record_property("lines", tally.lines)
