"""Finds the saved reports: a folder is a topic, a file in it is a report.

Those in Cypher are under `cypher/reports/` and in the user's own folder, those in Python under
`moneyloop/analysis/` only, see moneyloop.report.in_python.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from moneyloop.errors import WRONG_COMMAND, MoneyloopError
from moneyloop.graph.queries import CYPHER
from moneyloop.report.header import BadReport, Report, read_report
from moneyloop.report.in_python import ANALYSIS, read_python_report
from moneyloop.values import names

REPORTS = CYPHER / "reports"
NOTES = CYPHER / "notes"


class UnknownReport(MoneyloopError):
    """There is no report of that name; the message suggests similar names."""

    exit_code = WRONG_COMMAND


def files(own: Path | None = None) -> dict[str, Path]:
    """Every report file by the name of its report, ordered by topic and name.

    `own` is a folder with the user's own reports, optionally in subfolders by topic. They follow
    those that ship. A file with the name of a report that ships is ignored.
    """
    shipped = [*REPORTS.glob("*/*.cypher"), *ANALYSIS.glob("*/[!_]*.py")]
    found = sorted(shipped, key=lambda file: (file.parent.name, file.stem))
    if own:
        found += sorted(file for file in _cypher_files(own) if len(file.relative_to(own).parts) < 3)
    by_name: dict[str, Path] = {}
    for file in found:
        by_name.setdefault(_report_name(file.stem), file)
    return by_name


def _cypher_files(own: Path) -> Iterator[Path]:
    """The files in the user's own folder, without the fragments of its reports."""
    for file in own.rglob("*.cypher"):
        if file.relative_to(own).parts[0] != "fragments":
            yield file


def _report_name(text: str) -> str:
    return text.lower().replace("_", "-")


@cache
def find(name: str, own: Path | None = None) -> Report:
    """The report of that name; case is ignored, and `_` is the same as `-`.

    Raises UnknownReport, or BadReport if the file has errors.
    """
    known = files(own)
    key = _report_name(name)
    if key not in known:
        similar = names.near(key, known)
        hint = f" Did you mean {' or '.join(similar)}?" if similar else ""
        raise UnknownReport(
            f"there is no report {name!r}.{hint} `moneyloop report` lists all of them."
        )
    file = known[key]
    return read_python_report(file) if file.suffix == ".py" else read_report(file)


def all_reports(own: Path | None = None) -> tuple[list[Report], list[BadReport]]:
    """Every report that can be run, and an error for each file that cannot."""
    reports, errors = [], []
    known = files(own)
    for name in known:
        try:
            reports.append(find(name, own))
        except BadReport as error:
            errors.append(error)
    for file in sorted(_cypher_files(own)) if own else ():
        name = _report_name(file.stem)
        other = known.get(name)
        if other is None:
            errors.append(
                BadReport(f"{file}: is nested too deeply; move it into a folder for its topic")
            )
        elif other != file:
            errors.append(
                BadReport(f"{file}:1: the name {name!r} is taken by {other}; rename the file")
            )
    return reports, errors


@cache
def notes() -> tuple[Report, ...]:
    """The queries under cypher/notes/; the single cell that each returns is a note or empty.

    A note accompanies every report that has all its parameters, with the same types.
    """
    return tuple(read_report(file) for file in sorted(NOTES.glob("*.cypher")))


@cache
def flows() -> Report:
    """The query behind the drawing of a dossier; its parameters are the options of the dossier."""
    return read_report(CYPHER / "lookup" / "flows.cypher")


@cache
def payments() -> Report:
    """The query behind a scan of the graph; its parameters are options of the scan."""
    return read_report(CYPHER / "lookup" / "payments.cypher")


@cache
def graph_files() -> Report:
    """The query behind graph files; its parameters are options of the export."""
    return read_report(CYPHER / "lookup" / "graph_files.cypher")
