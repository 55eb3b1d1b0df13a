"""What a template may ask of the reports, and the words in which a text states it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
from moneyloop.report.arguments import complete
from moneyloop.report.firm_amounts import firm_share
from moneyloop.report.library import find
from moneyloop.report.run import run_report

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

RELEASE_DAY = date.fromisoformat((HERE / "release-day").read_text("utf-8").strip())
"""The day of the numbers and samples in the documentation, fixed so that they do not change."""

NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
QUARTERS = ("first", "second", "third", "fourth")
LEFT_OUT = "…"
SAMPLE_WIDTH = "120"  # characters


class NoLongerTrue(Exception):
    """A sentence of a template that the reports contradict; the message repeats it."""


class Facts:
    """The reports on the release day, in a graph that contains exactly the knowledge that ships."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def rows(self, report: str, **given: Any) -> list[dict[str, Any]]:
        """The rows of a report on the release day."""
        key = repr((report, sorted(given.items())))
        if key not in self._rows:
            found = find(report)
            answer = run_report(self._graph, found, complete(found, given, RELEASE_DAY))
            self._rows[key] = answer.rows.maps()
        return self._rows[key]

    def counts(self) -> dict[str, int]:
        """The numbers of firms, deals, figures, sources and statements."""
        return self._graph.read((query("lookup/counts"), {}))[0].maps()[0]

    @cached_property
    def _names(self) -> Mapping[str, str]:
        rows = self._graph.read((query("lookup/firms"), {}))[0].rows
        return {firm: name for firm, name, *_ in rows}

    def name(self, firm: str) -> str:
        """The name of a firm given by id."""
        return self._names[firm]

    def fallen_by_term(self, firm: str) -> str:
        """How many firms fall after this one, with assumed terms of three to seven years."""
        row = one(self.rows("cascade-ranking"), "firm", firm)
        if "fallen_low" in row:
            return between(row["fallen_low"], row["fallen_high"])
        fallen = [
            one(self.rows("cascade-ranking", default_years=years), "firm", firm)["firms_fallen"]
            for years in range(3, 8)
        ]
        return between(min(fallen), max(fallen))

    def sample(
        self,
        command: str,
        lines: Sequence[str] = (),
        files: Mapping[str, str] | None = None,
        rows: int | None = None,
    ) -> str:
        """A block with a command and what it prints, on the release day if it is a report.

        Of a table only the first rows are kept (`rows`), or only the lines that match one of the
        patterns in `lines`; an ellipsis replaces what is left out.
        """
        words = shlex.split(command)
        if words[0] == "report":
            words += ["--format", "table"]
            if any(one.name == "as_of" for one in find(words[1]).parameters):
                words += ["--as-of", RELEASE_DAY.isoformat()]
        printed = self._run(words, files or {}).rstrip("\n").split("\n")
        if lines:
            head = next(at for at, line in enumerate(printed) if set(line.strip()) == {"─"}) + 1
            printed = printed[:head] + _elided(printed[head:], lines)
        elif rows is not None:
            printed = _first_rows(printed, rows)
        text = "\n".join(line.rstrip() for line in printed)
        return f"```\n$ moneyloop {command}\n\n{text.lstrip(chr(10))}\n```"

    def _run(self, words: Sequence[str], files: Mapping[str, str]) -> str:
        address = self._graph.address
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                (Path(folder) / name).write_text(text, "utf-8")
            ran = subprocess.run(
                [sys.executable, "-m", "cli", *words],
                capture_output=True,
                text=True,
                check=False,
                cwd=folder,
                env=os.environ
                | {
                    "PYTHONPATH": str(ROOT),
                    "COLUMNS": SAMPLE_WIDTH,
                    "NEO4J_URI": address.uri,
                    "NEO4J_USERNAME": address.user,
                    "NEO4J_PASSWORD": address.password,
                },
            )
        if ran.returncode:
            raise SystemExit(f"moneyloop {shlex.join(words)} failed:\n{ran.stderr}")
        return ran.stdout

    def templates(self) -> Environment:
        """Templates that can ask for these facts."""
        found = Environment(
            loader=FileSystemLoader(HERE),
            autoescape=False,  # noqa: S701  # Markdown
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        found.globals |= {
            "day": RELEASE_DAY,
            "rows": self.rows,
            "row": lambda report, column, value, **given: one(
                self.rows(report, **given), column, value
            ),
            "counts": self.counts(),
            "sample": self.sample,
            "fact": fact,
            "times": times,
            "fallen_by_term": self.fallen_by_term,
            "count": count,
            "between": between,
            "firm_share": firm_share,
        }
        found.filters |= {
            "name": self.name,
            "billions": billions,
            "trillions": trillions,
            "percent": percent,
            "in_words": in_words,
            "quarter": quarter,
            "listed": listed,
            "zip": zip,
        }
        found.tests["has"] = lambda items, item: item in items
        return found


def one(rows: Iterable[Mapping[str, Any]], column: str, value: Any) -> Mapping[str, Any]:
    """The only row with this value in the column."""
    [found] = [row for row in rows if row[column] == value]
    return found


def fact(is_true: bool, sentence: str) -> str:
    """The sentence if it is true. Raises NoLongerTrue, so that someone writes another one."""
    if not is_true:
        raise NoLongerTrue(f"the reports contradict this sentence; rewrite it: {sentence}")
    return sentence


def billions(usd: int | None) -> str:
    """$50 billion; below ten billion with one decimal, if that is not zero."""
    if usd is None:
        return "an unknown amount"
    amount = usd / 10**9
    return f"${amount:,.{0 if amount >= 10 or amount == int(amount) else 1}f} billion"


def trillions(usd: int) -> str:
    """$1.59 trillion."""
    return f"${usd / 10**12:.2f} trillion"


def percent(share: float) -> str:
    """69%."""
    return f"{share:,.0%}"


def times(larger: int, smaller: int) -> str:
    """How much larger an amount is, in words that are true: more than three times as much as."""
    whole = larger // smaller
    return f"more than {in_words(whole)} times as much as" if whole > 1 else "more than"


def in_words(number: int) -> str:
    """Numbers up to twelve in words."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def count(number: int, noun: str, plural: str = "") -> str:
    """One firm, no firms, three firms, 13 firms."""
    return f"{in_words(number)} {noun if number == 1 else plural or noun + 's'}"


def between(low: int, high: int) -> str:
    """Between two and seven; two."""
    return in_words(low) if low == high else f"between {in_words(low)} and {in_words(high)}"


def quarter(period: str) -> str:
    """2025Q4 in words."""
    year, number = period.split("Q")
    return f"{QUARTERS[int(number) - 1]} quarter of {year}"


def listed(items: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    *first, final = items
    return f"{', '.join(first)} {last} {final}" if first else final


def _elided(lines: Sequence[str], patterns: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if any(re.search(pattern, line) for pattern in patterns):
            kept.append(line)
        elif kept[-1:] != [f" {LEFT_OUT}"]:
            kept.append(f" {LEFT_OUT}")
    return kept


def _first_rows(lines: Sequence[str], rows: int) -> list[str]:
    """The lines up to the end of the first rows of the only table, whose rows are separated."""
    head = next(at for at, line in enumerate(lines) if set(line.strip()) == {"─"}) + 1
    blocks = "\n".join(lines[head:]).split("\n\n")
    kept = "\n\n".join(blocks[:rows]).split("\n")
    rest = ["", f" {LEFT_OUT}"] if len(blocks) > rows else []
    return [*lines[:head], *kept, *rest]
