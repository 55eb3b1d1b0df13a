"""Writes docs/reports.md from the headers of the reports: `make docs`.

The samples come from a server of its own that holds only the knowledge that ships.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph import server
from moneyloop.graph.connection import Graph, Rows, connect
from moneyloop.graph.home import Home, home
from moneyloop.private import private_address
from moneyloop.publish.formats import render
from moneyloop.report.arguments import complete
from moneyloop.report.header import Parameter, Report
from moneyloop.report.library import all_reports
from moneyloop.report.run import run_report
from moneyloop.report.samples import SAMPLES

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "reports.md"

AS_OF = date(2026, 11, 22)
"""The date of the samples; with the current date they would change from day to day."""

WIDTH = "110"  # characters
ROWS_SHOWN = 6
SHARED_BY = 5  # an option that this many reports share is documented once

INTRODUCTION = """\
# The reports

`make docs` writes this page from the headers of the files under `cypher/reports/`; do not edit it.
Each report is one file of Cypher, which also runs in Neo4j Browser once its parameters are set. The
samples show the knowledge that ships, as of {day}; amounts are announced, not necessarily paid.
Reports find structure; they prove neither guilt nor intent.

Money columns end in `_usd` and hold whole US dollars; the samples abbreviate them. `–` means that a
value is not known: nothing is estimated, and a sum is unknown if none of its parts is known.

Firms, deals, figures and sources appear with their ids. Options accept any of a firm's names.
"""


def document(graph: Graph) -> str:
    """The whole document, from a graph that holds only the knowledge that ships."""
    reports, broken = all_reports()
    if broken:
        raise SystemExit("\n".join(map(str, broken)))
    everywhere = [parameter for report in reports for parameter in report.parameters]
    uses = Counter(map(repr, everywhere))
    common = {repr(item): item for item in everywhere if uses[repr(item)] >= SHARED_BY}
    shared = list(common.values())
    parts = [INTRODUCTION.format(day=AS_OF), "## Common options\n", _options(shared)]
    topic = ""
    for report in reports:
        if report.topic != topic:
            topic = report.topic
            parts.append(f"## {topic[:1].upper()}{topic[1:]}\n")
        parts.append(_section(graph, report, shared))
    return "\n".join(parts)


def _section(graph: Graph, report: Report, shared: list[Parameter]) -> str:
    own = [parameter for parameter in report.parameters if parameter not in shared]
    common = [f"`--{_option(item)}`" for item in report.parameters if item in shared]
    sample_values = {
        item.name: SAMPLES[item.name]
        for item in own
        if item.needed or (item.name in SAMPLES and item.type.is_list)
    }
    dates = {item.name: AS_OF for item in report.parameters if item.type.name == "date"}
    rows = run_report(graph, report, complete(report, sample_values | dates, AS_OF)).rows
    words = " ".join(f"--{name} {_word(value)}" for name, value in sample_values.items())
    sample = click.unstyle(render(Rows(rows.columns, rows.rows[:ROWS_SHOWN]), "table"))
    hidden = len(rows.rows) - ROWS_SHOWN
    lines = [f"### {report.name}\n", f"{report.title}. {report.description}\n"]
    if own:
        lines.append(_options(own))
    if common:
        lines.append(f"Common options: {', '.join(common)}.\n")
    lines.append(f"Columns: {', '.join(f'`{column}`' for column in rows.columns)}.\n")
    lines.append(f"```\n$ moneyloop report {f'{report.name} {words}'.strip()}\n\n{sample}```\n")
    if hidden > 0:
        lines.append(f"… and {hidden} more.\n")
    return "\n".join(lines)


def _options(parameters: Iterable[Parameter]) -> str:
    lines = ["| option | value | default | meaning |", "| --- | --- | --- | --- |"]
    for item in parameters:
        cells = (f"`--{_option(item)}`", str(item.type), _default(item), item.help)
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _option(parameter: Parameter) -> str:
    return parameter.name.replace("_", "-")


def _default(parameter: Parameter) -> str:
    if parameter.needed:
        return "required"
    if parameter.default in ([], ""):
        return "all"
    if isinstance(parameter.default, bool):
        return "yes" if parameter.default else "no"
    default = parameter.default
    return ", ".join(default) if isinstance(default, list) else str(default)


def _word(value: Any) -> str:
    word = ",".join(value) if isinstance(value, list) else str(value)
    return word if word.isascii() and " " not in word else json.dumps(word, ensure_ascii=False)


@contextmanager
def shipped_graph() -> Iterator[Graph]:
    """A graph that holds only the shipped data, on a server of its own that stops at the end."""
    with tempfile.TemporaryDirectory() as folder:
        home().maven.mkdir(parents=True, exist_ok=True)
        (Path(folder) / "maven").symlink_to(home().maven, target_is_directory=True)
        own = Home(Path(folder))
        try:
            with connect(private_address(own)) as graph:
                load(graph, read_folder(SHIPPED), shipped=True)
                yield graph
        finally:
            server.stop(own)


def main() -> None:
    """Starts a server for this alone, and writes the document."""
    os.environ["COLUMNS"] = WIDTH
    with shipped_graph() as graph:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(document(graph), "utf-8")


if __name__ == "__main__":
    main()
