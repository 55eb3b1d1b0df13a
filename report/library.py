"""Finds the saved reports: the folders say the topics, the files are the reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from graph.queries import CYPHER
from report.header import BadReport, Report, read_report
from values import names

REPORTS = CYPHER / "reports"
NOTES = CYPHER / "notes"


class UnknownReport(Exception):
    """There is no report of that name; the message names near ones."""


def files() -> dict[str, Path]:
    """Every report file by the report's name, in order of topic and name."""
    return {file.stem.replace("_", "-"): file for file in sorted(REPORTS.glob("*/*.cypher"))}


@cache
def find(name: str) -> Report:
    """The report of that name; `-` and `_` are the same, and case does not count.

    Raises UnknownReport, or BadReport when its file is broken.
    """
    known = files()
    wanted = name.lower().replace("_", "-")
    if wanted not in known:
        near = names.near(wanted, known)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise UnknownReport(
            f"there is no report {name!r}.{hint} `moneyloop report` lists all of them."
        )
    return read_report(known[wanted])


def all_reports() -> tuple[list[Report], list[BadReport]]:
    """Every report that can be used, and what is wrong with the others."""
    good, bad = [], []
    for name in files():
        try:
            good.append(find(name))
        except BadReport as error:
            bad.append(error)
    return good, bad


@cache
def notes() -> tuple[Report, ...]:
    """Small queries about the same deals as a report, whose one cell is a note to its reader."""
    return tuple(read_report(file) for file in sorted(NOTES.glob("*.cypher")))
