"""The reports and the guide's queries as scripts that run in Neo4j Browser without changes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from moneyloop.graph.queries import CYPHER
from moneyloop.report import library
from moneyloop.report.arguments import EXAMPLES
from moneyloop.report.header import TODAY, Parameter, Report, read_report, substitute_parameters
from moneyloop.report.in_browser import text_in_browser
from moneyloop.report.literals import literal

GUIDE = CYPHER / "guide"


DRAWN = (
    "Table shows the rows, and Graph what they name. Where not all is drawn, the last row says so.",
)


@dataclass(frozen=True, slots=True)
class Script:
    """A saved script: its folder, its name and its text."""

    folder: str
    name: str
    text: str
    title: str


def guide_queries() -> dict[str, str]:
    """The text of each query of the guide, by name."""
    return {script.name: script.text for script in _guide_scripts()}


def _guide_scripts() -> Iterator[Script]:
    for file in sorted(GUIDE.glob("*.cypher")):
        query = read_report(file)
        values = {parameter.name: value_in_scripts(parameter) for parameter in query.parameters}
        text = f"// {query.title}\n{substitute_parameters(query.text, values)}\n"
        yield Script(GUIDE.name, file.stem, text, query.title)


def scripts(own: Path | None = None) -> list[Script]:
    """All scripts, in the order in which Browser should list them: those that Neo4j can run.

    `own` is a folder with the user's own reports; broken ones are left out.
    """
    reports, _ = library.all_reports(own)
    return [
        *_guide_scripts(),
        *(
            Script(report.topic, report.name, report_script(report), report.title)
            for report in reports
            if not report.in_python
        ),
    ]


def report_script(report: Report) -> str:
    """The text of a report with a value for each parameter: its default, otherwise a sample.

    Browser's script also has amounts in short form, and the drawing of a report that has one.

    The values are literals in the query, each after a comment with its name. With `:param` lines
    the script would be several statements, and of those Browser shows only that they ran.
    """
    lines = [f"{report.title} ({report.name})", "", *report.description.splitlines()]
    if report.composed.query.draws:
        lines += ["", *DRAWN]
    if report.parameters:
        lines += ["", "Each parameter's value is in the query, after its name: change it there."]
    values = {
        parameter.name: f"/* {parameter.name} */ {value_in_scripts(parameter)}"
        for parameter in report.parameters
    }
    header = [f"// {line}".rstrip() for line in lines]
    return "\n".join([*header, substitute_parameters(text_in_browser(report), values)]) + "\n"


def value_in_scripts(parameter: Parameter) -> str:
    """A parameter's default or sample as Cypher; null if it has neither."""
    value = EXAMPLES.get(parameter.name) if parameter.required else parameter.default
    if parameter.type.name == "date" and isinstance(value, str):
        return "date()" if value == TODAY else literal(date.fromisoformat(value))
    return literal(value)


def as_zip(saved: Iterable[Script]) -> bytes:
    """The scripts as a zip archive; Neo4j Browser imports it when it is dropped on the window."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for script in saved:
            archive.writestr(f"{script.folder}/{script.name}.cypher", script.text)
    return buffer.getvalue()


CSV_COLUMNS = ("name", "description", "query", "id", "parentId", "isFolder")
"""Those with which Aura's Query and Neo4j's newer Browser export and import saved queries."""


def as_csv(saved: Iterable[Script]) -> bytes:
    """The scripts as a CSV file for Aura's Query and for Neo4j's newer Browser."""
    saved = list(saved)
    folders = {
        name: number for number, name in enumerate(dict.fromkeys(one.folder for one in saved))
    }
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(CSV_COLUMNS)
    for name, number in folders.items():
        writer.writerow((name, "", "", number, "", "true"))
    for number, one in enumerate(saved, start=len(folders)):
        writer.writerow((one.name, one.title, one.text, number, folders[one.folder], "false"))
    return buffer.getvalue().encode()
