"""The reports, and the queries of the guide, as scripts that run in Neo4j Browser as they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.queries import CYPHER
from report import library
from report.header import FIRST_WORDS, TODAY, Parameter, Report
from report.samples import SAMPLES

GUIDE = CYPHER / "guide"


@dataclass(frozen=True, slots=True)
class Script:
    """A saved script: the folder in which it stands, its name, and its text."""

    folder: str
    name: str
    text: str


def guide_queries() -> dict[str, str]:
    """The text of each query of the guide, by its name."""
    return {file.stem: file.read_text("utf-8") for file in sorted(GUIDE.glob("*.cypher"))}


def scripts(own: Path | None = None) -> list[Script]:
    """Every script, in the order in which Browser should show them.

    `own` is a folder of reports of the user's own; those of them that are broken are left out.
    """
    made = [Script("guide", name, text) for name, text in guide_queries().items()]
    reports, _ = library.all_reports(own)
    return made + [
        Script(report.topic, report.name, report_script(report)) for report in reports
    ]


def report_script(report: Report) -> str:
    """A report with its parameters set: to their defaults, or to samples where there are none.

    Browser calls a script by its first comment, and keeps what it sets for the scripts that follow:
    so each sets all that it needs.
    """
    name = f"// {report.title} ({report.name})"
    settings = [setting(parameter) for parameter in report.parameters]
    query = report.text[report.text.index(FIRST_WORDS) :].rstrip()
    return "\n".join([name, *_words(report), *settings, query]) + "\n"


def _words(report: Report) -> Iterator[str]:
    if report.description:
        yield "//"
    for line in report.description.splitlines():
        yield f"// {line}".rstrip()


def setting(parameter: Parameter) -> str:
    """The line by which Browser sets a parameter."""
    return f":param {parameter.name} => {literal(value_of(parameter), parameter)};"


def value_of(parameter: Parameter) -> Any:
    """What a script asks for: the default, or else a sample; None for what nobody can choose."""
    return SAMPLES.get(parameter.name) if parameter.needed else parameter.default


def literal(value: Any, parameter: Parameter) -> str:
    """A value as Cypher writes it."""
    if parameter.type.name == "date" and isinstance(value, str):
        return "date()" if value == TODAY else f"date({json.dumps(value)})"
    # What JSON writes Cypher reads as the same value.
    return json.dumps(value, ensure_ascii=False)
