"""Finds the saved reports: the folders say the topics, the files are the reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from moneyloop.errors import WRONG_COMMAND, MoneyloopError
from moneyloop.graph.queries import CYPHER
from moneyloop.report.header import BadReport, Report, read_report
from moneyloop.values import names

REPORTS = CYPHER / "reports"
NOTES = CYPHER / "notes"


class UnknownReport(MoneyloopError):
    """There is no report of that name; the message names near ones."""

    exit_code = WRONG_COMMAND


def files(own: Path | None = None) -> dict[str, Path]:
    """Every report file by the report's name, in order of topic and name.

    `own` is a folder of reports of the user's own, which stand after those that ship; its files may
    lie in folders by topic. One with the name of a report that ships does not count.
    """
    found = sorted(REPORTS.glob("*/*.cypher"))
    if own:
        found += sorted((*own.glob("*.cypher"), *own.glob("*/*.cypher")))
    by_name: dict[str, Path] = {}
    for file in found:
        by_name.setdefault(_name(file), file)
    return by_name


def _name(file: Path) -> str:
    return file.stem.lower().replace("_", "-")


@cache
def find(name: str, own: Path | None = None) -> Report:
    """The report of that name; `-` and `_` are the same, and case does not count.

    Raises UnknownReport, or BadReport when its file is broken.
    """
    known = files(own)
    wanted = name.lower().replace("_", "-")
    if wanted not in known:
        near = names.near(wanted, known)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise UnknownReport(
            f"there is no report {name!r}.{hint} `moneyloop report` lists all of them."
        )
    return read_report(known[wanted])


def all_reports(own: Path | None = None) -> tuple[list[Report], list[BadReport]]:
    """Every report that can be used, and what is wrong with the others."""
    good, bad = [], []
    known = files(own)
    for name in known:
        try:
            good.append(find(name, own))
        except BadReport as error:
            bad.append(error)
    for file in sorted(own.rglob("*.cypher")) if own else ():
        other = known.get(_name(file))
        if other is None:
            bad.append(BadReport(f"{file}: lies too deep; put it into a folder by topic"))
        elif other != file:
            bad.append(BadReport(f"{file}:1: {_name(file)!r} is {other} already; rename the file"))
    return good, bad


@cache
def notes() -> tuple[Report, ...]:
    """Small queries about the same deals as a report, whose one cell is a note to its reader."""
    return tuple(read_report(file) for file in sorted(NOTES.glob("*.cypher")))


@cache
def flows() -> Report:
    """The query behind the drawing of a dossier, whose parameters are the dossier's options."""
    return read_report(CYPHER / "lookup" / "flows.cypher")
