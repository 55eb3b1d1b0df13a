"""Writes docs/reports.md anew from the headers of the reports: `make docs`.

It asks a server of its own, with nothing on it but the knowledge that ships.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph import server
from moneyloop.graph.connection import Graph, Rows, connect, private_address
from moneyloop.graph.home import Home, home
from moneyloop.publish.formats import render
from moneyloop.report.arguments import EXAMPLES, complete
from moneyloop.report.header import Parameter, Report
from moneyloop.report.library import all_reports
from moneyloop.report.run import run_report

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "reports.md"

AS_OF = date(2026, 11, 22)
"""The day of the samples; they would change by themselves else."""

WIDTH = "110"  # characters
ROWS_SHOWN = 6
SHARED_BY = 5  # an option that so many reports have alike is told once

INTRODUCTION = """\
# The reports

Made from the headers of the files under `cypher/reports/` by `make docs`; do not edit. Each is one
file of Cypher, which runs in Neo4j Browser as well once its parameters are set. The samples are of
the knowledge that ships, on {day}; amounts are announced, not paid. The reports find structure, and
neither guilt nor intent.

Money columns end in `_usd` and are whole US dollars; the samples show them as people say them. `–`
says that something is not known: nothing is guessed, and a sum of which no part is known is not
known either. Firms, deals, figures and sources stand by their ids; a firm may be asked for by any
of its names.
"""


def document(graph: Graph) -> str:
    """The whole document, for a graph that holds the knowledge that ships and nothing else."""
    reports, broken = all_reports()
    if broken:
        raise SystemExit("\n".join(map(str, broken)))
    everywhere = [parameter for report in reports for parameter in report.parameters]
    uses = Counter(map(repr, everywhere))
    alike = {repr(one): one for one in everywhere if uses[repr(one)] >= SHARED_BY}
    shared = list(alike.values())
    parts = [INTRODUCTION.format(day=AS_OF), "## Options of many reports\n", _options(shared)]
    topic = ""
    for report in reports:
        if report.topic != topic:
            topic = report.topic
            parts.append(f"## {topic[:1].upper()}{topic[1:]}\n")
        parts.append(_section(graph, report, shared))
    return "\n".join(parts)


def _section(graph: Graph, report: Report, shared: list[Parameter]) -> str:
    own = [parameter for parameter in report.parameters if parameter not in shared]
    taken = [f"`--{_option(one)}`" for one in report.parameters if one in shared]
    given = {
        one.name: EXAMPLES[one.name]
        for one in own
        if one.required or (one.name in EXAMPLES and one.type.is_list)
    }
    asked = {one.name: AS_OF for one in report.parameters if one.type.name == "date"}
    rows = run_report(graph, report, complete(report, given | asked, AS_OF)).rows
    words = " ".join(f"--{name} {_word(value)}" for name, value in given.items())
    sample = click.unstyle(render(Rows(rows.columns, rows.rows[:ROWS_SHOWN]), "table"))
    left = len(rows.rows) - ROWS_SHOWN
    lines = [f"### {report.name}\n", f"{report.title}. {report.description}\n"]
    if own:
        lines.append(_options(own))
    if taken:
        lines.append(f"And of many reports: {', '.join(taken)}.\n")
    lines.append(f"Columns: {', '.join(f'`{column}`' for column in rows.columns)}.\n")
    lines.append(f"```\n$ moneyloop report {f'{report.name} {words}'.strip()}\n\n{sample}```\n")
    if left > 0:
        lines.append(f"… and {left} more.\n" if left > 1 else "… and 1 more.\n")
    return "\n".join(lines)


def _options(parameters: Iterable[Parameter]) -> str:
    lines = ["| option | takes | without it | meaning |", "| --- | --- | --- | --- |"]
    for one in parameters:
        cells = (f"`--{_option(one)}`", str(one.type), _default(one), one.help)
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _option(parameter: Parameter) -> str:
    return parameter.name.replace("_", "-")


def _default(parameter: Parameter) -> str:
    if parameter.required:
        return "it must be given"
    if parameter.default in ([], ""):
        return "all"
    if isinstance(parameter.default, bool):
        return "yes" if parameter.default else "no"
    default = parameter.default
    return ", ".join(default) if isinstance(default, list) else str(default)


def _word(value: Any) -> str:
    word = ",".join(value) if isinstance(value, list) else str(value)
    return word if word.isascii() and " " not in word else json.dumps(word, ensure_ascii=False)


def main() -> None:
    """Starts a server for this alone, and writes the document."""
    os.environ["COLUMNS"] = WIDTH
    with tempfile.TemporaryDirectory() as folder:
        home().maven.mkdir(parents=True, exist_ok=True)
        (Path(folder) / "maven").symlink_to(home().maven, target_is_directory=True)
        own = Home(Path(folder))
        try:
            with connect(private_address(own)) as graph:
                load(graph, read_folder(SHIPPED), shipped=True)
                DOCUMENT.parent.mkdir(exist_ok=True)
                DOCUMENT.write_text(document(graph), "utf-8")
        finally:
            server.stop(own)


if __name__ == "__main__":
    main()
