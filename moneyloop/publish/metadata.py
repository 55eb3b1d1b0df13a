"""What a page shows besides its rows: title, description, parameters, notes, the command."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from moneyloop.report.header import FOR_FIRMS, Report
from moneyloop.report.run import Answer
from moneyloop.values.shown import harmless

NOT_EVIDENCE = (
    "A round trip is structure, not evidence of wrongdoing. Amounts are as announced, not as paid."
)

LICENCE = "The data that ship with moneyloop are licensed under CC BY 4.0."


@dataclass(frozen=True, slots=True)
class Feed:
    """How rows become the entries of a feed.

    `day` is the column with the day or the time of an entry, `key` has those that identify it, and
    `title` those that its title shows, all with text or an amount if it is empty.
    """

    day: str
    key: tuple[str, ...]
    title: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about the rows of a report or of an ad-hoc query.

    `name` is the stem of files with these rows.

    `parameters` are pairs of name and value, `command` is the command line that gives the same
    rows, and `query` the text of an ad-hoc query. Only rows with a `feed` can be one.
    """

    title: str = "moneyloop"
    description: str = ""
    parameters: tuple[tuple[str, object], ...] = ()
    notes: tuple[str, ...] = ()
    command: str = ""
    query: str = ""
    feed: Feed | None = None
    name: str = "moneyloop"


def report_metadata(report: Report, answer: Answer, against: str | None = None) -> Metadata:
    """The metadata of the rows of a report, or of what differs from an earlier run."""
    command = command_line(report, answer.arguments)
    parameters = shown_parameters(_with_names(report, answer))
    return Metadata(
        report.title,
        report.description,
        (*parameters, ("against", against)) if against else parameters,
        answer.notes,
        f"{command} {shlex.join(['--against', harmless(against)])}" if against else command,
        feed=Feed(report.feed_column, report.key_columns or ()) if report.feed_column else None,
        name=report.name,
    )


def _with_names(report: Report, answer: Answer) -> dict[str, Any]:
    """The arguments, with the names of firms if the rows have names."""
    shown = dict(answer.arguments)
    for parameter in report.parameters:
        if parameter.type.name in FOR_FIRMS and not shown[parameter.name]:
            shown[parameter.name] = "none"  # an empty list means all only where it is a filter
        if parameter.type.name == "firm" and answer.names:
            value, names = shown[parameter.name], answer.names
            shown[parameter.name] = (
                [names.get(one, one) for one in value]
                if isinstance(value, list)
                else names.get(value, value)
            )
    return shown


def shown_parameters(arguments: Mapping[str, Any]) -> tuple[tuple[str, object], ...]:
    """Pairs of name and value, for a page: a list as text, and `all` for an empty list."""
    return tuple(
        (name, (", ".join(map(str, value)) or "all") if isinstance(value, list) else value)
        for name, value in arguments.items()
    )


def command_line(report: Report, arguments: Mapping[str, Any]) -> str:
    """The command that runs the report with these arguments, quoted for a shell."""
    words = ["moneyloop", "report", report.name]
    for parameter in report.parameters:
        value = arguments[parameter.name]
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
    """The sentence in the footer of a page: the day and the release that made it."""
    return f"Made on {day.isoformat()} by moneyloop {release()}."


@cache
def release() -> str:
    """The version of moneyloop."""
    try:
        return version("moneyloop")
    except PackageNotFoundError:  # run from a folder where it was never installed
        return "(not installed)"
