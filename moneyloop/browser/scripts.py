"""The reports, and the queries of the guide, as scripts that run in Neo4j Browser as they stand."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from moneyloop.graph.queries import CYPHER
from moneyloop.report import library
from moneyloop.report.header import TODAY, Parameter, Report, read_report, with_values
from moneyloop.report.samples import SAMPLES

GUIDE = CYPHER / "guide"


@dataclass(frozen=True, slots=True)
class Script:
    """A saved script: the folder in which it stands, its name, and its text."""

    folder: str
    name: str
    text: str


def guide_queries() -> dict[str, str]:
    """The text of each query of the guide, by its name."""
    found = {file.stem: read_report(file) for file in sorted(GUIDE.glob("*.cypher"))}
    return {name: f"// {one.title}\n{with_defaults(one)}\n" for name, one in found.items()}


def with_defaults(report: Report) -> str:
    """The query with a default or a sample in place of each parameter."""
    return with_values(report.text, {one.name: literal(one) for one in report.parameters})


def scripts(own: Path | None = None) -> list[Script]:
    """Every script, in the order in which Browser should show them.

    `own` is a folder of reports of the user's own; those of them that are broken are left out.
    """
    made = [Script("guide", name, text) for name, text in guide_queries().items()]
    reports, _ = library.all_reports(own)
    return made + [Script(report.topic, report.name, report_script(report)) for report in reports]


def report_script(report: Report) -> str:
    """A report with a value for each parameter: its default, or a sample where there is none.

    The values stand in the query, each behind its name. `:param` lines before it would make it
    several statements, of which Browser shows that they ran and not what they found.
    """
    words = [report.title + f" ({report.name})", "", *report.description.splitlines(), ""]
    words += [
        "The values that it asks with stand in the query, each behind its name: change them there."
    ]
    values = {one.name: f"/* {one.name} */ {literal(one)}" for one in report.parameters}
    query = report.text.rstrip()
    header = [f"// {line}".rstrip() for line in (words if report.parameters else words[:-2])]
    return "\n".join([*header, with_values(query, values)]) + "\n"


def literal(parameter: Parameter) -> str:
    """The value with which a script asks, as Cypher writes it; null where nobody can choose one."""
    value = SAMPLES.get(parameter.name) if parameter.needed else parameter.default
    if parameter.type.name == "date" and isinstance(value, str):
        return "date()" if value == TODAY else f"date({json.dumps(value)})"
    # What JSON writes Cypher reads as the same value.
    return json.dumps(value, ensure_ascii=False)


def as_zip(saved: Iterable[Script]) -> bytes:
    """The scripts as an archive: dropped on the window of Neo4j Browser it puts them all in."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for script in saved:
            archive.writestr(f"{script.folder}/{script.name}.cypher", script.text)
    return made.getvalue()
