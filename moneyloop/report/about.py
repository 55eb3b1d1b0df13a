"""What a page says of its rows beside the rows themselves."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from moneyloop.report.header import Report
from moneyloop.report.run import Answer
from moneyloop.values.shown import harmless

NOT_EVIDENCE = (
    "A round trip that is found is structure, not evidence of wrongdoing. Amounts are announced, "
    "not paid."
)


@dataclass(frozen=True, slots=True)
class About:
    """Title and description of the rows, what was asked for, and the notes of the answer.

    `asked` has a name and a value for each parameter; `query` is the text of an ad-hoc query.
    """

    title: str = "moneyloop"
    description: str = ""
    asked: tuple[tuple[str, object], ...] = ()
    notes: tuple[str, ...] = ()
    command: str = ""
    query: str = ""


def about_report(report: Report, answer: Answer) -> About:
    """What the header of a report says, and what was asked of it."""
    return About(
        report.title,
        report.description,
        tuple((name, _asked(value)) for name, value in answer.asked.items()),
        answer.notes,
        command_of(report, answer.asked),
    )


def _asked(value: Any) -> Any:
    # An empty list asks for everything.
    return (", ".join(map(str, value)) or "all") if isinstance(value, list) else value


def command_of(report: Report, asked: Mapping[str, Any]) -> str:
    """The command that asks the same of the report."""
    words = ["moneyloop", "report", report.name]
    for parameter in report.parameters:
        value = asked[parameter.name]
        if value == parameter.default or value is None:
            continue
        option = parameter.name.replace("_", "-")
        if isinstance(value, bool):
            words.append(f"--{option}" if value else f"--no-{option}")
        else:
            text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
            words += [f"--{option}", harmless(text)]
    return shlex.join(words)


def made_by(day: date) -> str:
    """Which release made a page, and when."""
    return f"Made on {day.isoformat()} by moneyloop {_version()}."


@cache
def _version() -> str:
    try:
        return version("moneyloop")
    except PackageNotFoundError:  # run from a folder that nobody installed
        return "(not installed)"
