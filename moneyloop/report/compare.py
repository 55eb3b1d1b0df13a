"""What differs between two runs of a report: on two days, or now and in an earlier file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from moneyloop.errors import MoneyloopError
from moneyloop.graph.connection import Graph
from moneyloop.graph.transaction import Rows
from moneyloop.report.arguments import BadArgument, value_of
from moneyloop.report.cells import json_value
from moneyloop.report.header import BadReport, Report, Type
from moneyloop.report.run import Answer, run_report

AS_OF = "as_of"
DIFFERENCE, WAS = "difference", "was"
NEW, GONE, CHANGED = "+", "-", "~"


class BadEarlierResult(MoneyloopError):
    """A file that is not an earlier result of the report; the message says how to write one."""


def day_or_file(text: str) -> date | Path:
    """What `--against` names. Raises BadArgument if it is neither a day nor a file."""
    try:
        day: date = value_of(text, Type("date"))
    except BadArgument as error:
        if Path(text).is_file():
            return Path(text)
        raise BadArgument(
            f"--against {text!r}: there is no such file, and it is not a day such as 2025-09-30"
        ) from error
    return day


def check_comparable(report: Report, earlier: date | Path) -> None:
    """Raises BadArgument if the report cannot be run on another day."""
    has_day = any(one.name == AS_OF and one.type == Type("date") for one in report.parameters)
    if isinstance(earlier, date) and not has_day:
        raise BadArgument(
            f"report {report.name} has no --as-of, so it cannot be run on {earlier}; compare it "
            "with a file that you have written earlier with --format json: --against FILE"
        )


def compare(
    graph: Graph, report: Report, arguments: Mapping[str, Any], earlier: date | Path
) -> Answer:
    """The rows that are new, gone or changed since an earlier run, with a note that counts them.

    Each has the columns of the report, `difference` (`+`, `-` or `~`) and `was`: the old values of
    the columns that have changed. Raises BadEarlierResult, BadReport if the report has columns of
    these names, and whatever run_report raises.
    """
    now = run_report(graph, report, arguments)
    if taken := {DIFFERENCE, WAS} & set(now.rows.columns):
        raise BadReport(
            f"{report.composed.query.file}: returns a column {min(taken)!r}, which --against adds; "
            "rename it"
        )
    if isinstance(earlier, date):
        then = run_report(graph, report, {**arguments, AS_OF: earlier})
    else:
        then = replace(now, rows=read_earlier(earlier, report, now.rows), is_cut=False)
    rows = difference(now.rows, then.rows, report.key_columns)
    notes = [_summary(rows, f"on {earlier}" if isinstance(earlier, date) else f"in {earlier}")]
    if now.is_cut or then.is_cut:
        notes.append("rows beyond --limit are not compared; raise --limit to compare all")
    return replace(now, rows=rows, notes=(*notes, *now.notes))


def _summary(rows: Rows, earlier: str) -> str:
    if not rows.rows:
        return f"there is no difference from the rows {earlier}"
    marks = [row[rows.columns.index(DIFFERENCE)] for row in rows.rows]
    return (
        f"compared with the rows {earlier}: {marks.count(NEW):,} new, {marks.count(GONE):,} gone, "
        f"{marks.count(CHANGED):,} changed"
    )


def difference(now: Rows, then: Rows, key: Sequence[str] | None) -> Rows:
    """The rows of `now` that are new or changed, then those of `then` that are gone.

    `key` has the columns that identify a row; without them (None) all do. Rows of one key that are
    equal are the same row, and the others are paired in their order. Only columns that both have
    are compared.
    """
    shared = [column for column in now.columns if column in then.columns]
    identity = shared if key is None else [column for column in key if column in shared]
    before = then.maps()
    earlier: dict[str, list[dict[str, Any]]] = {}
    for row in before:
        earlier.setdefault(_text(row, identity), []).append(row)
    rest = []
    for row in now.maps():
        same_key = earlier.get(_text(row, identity), [])
        equal = next((one for one in same_key if not _changes(one, row, shared)), None)
        if equal is None:
            rest.append(row)
        else:
            same_key.remove(equal)
    found = []
    for row in rest:
        same_key = earlier.get(_text(row, identity), [])
        if same_key:
            was = _changes(same_key.pop(0), row, shared)
            found.append((*row.values(), CHANGED, was))
        else:
            found.append((*row.values(), NEW, None))
    left = {id(row) for rows in earlier.values() for row in rows}
    found += [
        (*(row.get(column) for column in now.columns), GONE, None)
        for row in before
        if id(row) in left
    ]
    return Rows((*now.columns, DIFFERENCE, WAS), tuple(found))


def _text(row: Mapping[str, Any], columns: Sequence[str]) -> str:
    return json.dumps([json_value(row[column]) for column in columns], ensure_ascii=False)


def _changes(old: Mapping[str, Any], new: Mapping[str, Any], columns: Sequence[str]) -> Any:
    """The old values of the columns whose values differ as JSON, as dates and text may."""
    return {name: old[name] for name in columns if json_value(old[name]) != json_value(new[name])}


def read_earlier(file: Path, report: Report, now: Rows) -> Rows:
    """The rows in a file that `--format json` has written; days are days as in the rows of now.

    Raises BadEarlierResult.
    """
    how = f"write one with `moneyloop report {report.name} --format json -o FILE`"
    try:
        rows = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadEarlierResult(f"{file}: cannot be read as JSON ({error}); {how}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadEarlierResult(f"{file}: is not a list of rows in JSON; {how}")
    columns = tuple(dict.fromkeys(name for row in rows for name in row)) if rows else now.columns
    if DIFFERENCE in columns and WAS in columns:
        raise BadEarlierResult(f"{file}: is itself a comparison; {how}, without --against")
    if missing := [name for name in report.key_columns or () if name not in columns]:
        raise BadEarlierResult(
            f"{file}: has no column {', '.join(missing)}, so it is not from report "
            f"{report.name}; it has {', '.join(columns)}"
        )
    days = {
        name
        for at, name in enumerate(now.columns)
        if any(type(row[at]) is date for row in now.rows)
    }
    return Rows(
        columns,
        tuple(
            tuple(_day(row.get(name)) if name in days else row.get(name) for name in columns)
            for row in rows
        ),
    )


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
