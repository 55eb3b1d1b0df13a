"""Runs a report: resolves names of firms and the like, reads once, computes, and collects notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from moneyloop.errors import MoneyloopError
from moneyloop.graph.connection import Graph
from moneyloop.graph.errors import QueryFailed
from moneyloop.graph.queries import query
from moneyloop.graph.schema import check_readable
from moneyloop.graph.transaction import Keep, Rows
from moneyloop.report import library
from moneyloop.report.firms import all_of_them
from moneyloop.report.header import ALL_OF, BadReport, Report
from moneyloop.report.in_python import run_python_report
from moneyloop.values import names
from moneyloop.values.firm_values import FirmAmount, FirmAmounts, FirmShare

NAMES_SHOWN = 10
LIMIT = "limit"


class UnknownName(MoneyloopError):
    """A firm, source, deal or figure not in the graph; the message suggests similar ones."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a report, notes on what they leave out or assume, and the arguments."""

    rows: Rows
    notes: tuple[str, ...]
    arguments: Mapping[str, Any]
    """A value for each parameter; firms and the like by id."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The names by which firms are shown, by id; empty if they are shown by id."""
    is_cut: bool = False
    """Whether there are more rows than the limit."""


NotesRead = dict[tuple[str, str], Rows]
"""What the queries of notes returned, by their text and their parameters."""


def run_report(
    graph: Graph, report: Report, arguments: Mapping[str, Any], notes_read: NotesRead | None = None
) -> Answer:
    """Runs a report with a value for each parameter.

    If the report has a parameter `limit`, one more row is read, so that a note can say whether
    rows are left out. With `all_of`, the limit applies to the rows in which all firms appear.
    Several reports that share `notes_read` read their notes once.

    Raises UnknownName, BadReport if the header names a column that the report does not return,
    and whatever `Graph.read` raises.
    """
    resolved = resolve_names(graph, report, arguments)
    values = dict(resolved)
    limit = values.get(LIMIT)
    keep = None
    if values.get(ALL_OF) and report.checks_all_of:
        keep = all_of_them(graph, report, resolved)
    if limit is not None:
        values[LIMIT] = _most(report) if keep else limit + 1
    notes_read = {} if notes_read is None else notes_read
    applicable = [note for note in library.notes() if _accompanies(note, report)]
    unread = [note for note in applicable if _note_key(note, values) not in notes_read]
    if report.in_python:
        answers = _read(graph, [*report.lookups, *unread], values)
        read, note_rows = answers[: len(report.lookups)], answers[len(report.lookups) :]
        rows, own_notes = run_python_report(report, values, read)
        if keep:
            rows = Rows(rows.columns, tuple(row for row in rows.rows if keep(rows.columns, row)))
    else:
        rows, *note_rows = _read(graph, [report, *unread], values, keep)
        own_notes = ()
    _check_columns(report, rows.columns)
    notes_read |= {_note_key(note, values): of for note, of in zip(unread, note_rows, strict=True)}
    said = [notes_read[_note_key(note, values)] for note in applicable]
    notes = [cell for answer in said for row in answer.rows for cell in row if cell]
    notes = [*own_notes, *notes]
    is_cut = limit is not None and len(rows.rows) > limit
    if is_cut:
        rows = Rows(rows.columns, rows.rows[:limit])
        notes.insert(0, f"there are more than {limit:,} rows; raise --limit to see more")
    return Answer(rows, tuple(notes), resolved, is_cut=is_cut)


def _most(report: Report) -> int:
    """The largest limit that the report takes."""
    bounds = next(one.type.bounds for one in report.parameters if one.name == LIMIT)
    return bounds[1] if bounds else 2**31 - 1


def _check_columns(report: Report, columns: Sequence[str]) -> None:
    feed = [report.feed_column] if report.feed_column else []
    named = (*report.firm_columns, *report.share_columns, *(report.key_columns or ()), *feed)
    missing = [column for column in named if column not in columns]
    if missing:
        raise BadReport(
            f"{report.composed.query.file}: the header names the column {missing[0]!r}, which the "
            f"report does not return; it returns {', '.join(columns)}"
        )


def _note_key(note: Report, values: Mapping[str, Any]) -> tuple[str, str]:
    return note.text, repr([values[parameter.name] for parameter in note.parameters])


def _accompanies(note: Report, report: Report) -> bool:
    """Whether the report has all parameters of the note, with the same types."""
    types = {parameter.name: parameter.type for parameter in report.parameters}
    return all(types.get(one.name) == one.type for one in note.parameters)


def _read(
    graph: Graph, queries: Sequence[Report], values: Mapping[str, Any], keep: Keep | None = None
) -> list[Rows]:
    try:
        marker, *answers = graph.read(
            (query("lookup/marker"), {}),
            *(
                (
                    one.text,
                    {parameter.name: values[parameter.name] for parameter in one.parameters},
                    keep if one is queries[0] else None,
                )
                for one in queries
            ),
        )
    except QueryFailed as error:
        failed = next((one for one in queries if one.text == error.query), None)
        if failed is None:  # the transaction could not begin
            raise
        raise type(error)(failed.composed.located(str(error))) from error.__cause__
    check_readable(marker.maps()[0]["schemas"])
    return answers


def needs_graph(report: Report, arguments: Mapping[str, Any]) -> bool:
    """Whether an argument names a firm, source, deal or figure, whose id only the graph knows."""
    return any(
        NAMED_IN.get(parameter.type.name) and arguments[parameter.name] not in (None, [])
        for parameter in report.parameters
    )


def resolve_names(graph: Graph, report: Report, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, with the id in place of each name of a firm, source, deal or figure."""
    resolved = dict(arguments)
    for kind, known_spellings in SPELLINGS.items():
        given = [
            parameter.name
            for parameter in report.parameters
            if NAMED_IN.get(parameter.type.name) == kind
            and arguments[parameter.name] not in (None, [])
        ]
        if given:
            resolve = _resolver(kind, known_spellings(graph))
            for name in given:
                resolved[name] = _resolved(arguments[name], resolve)
    return resolved


def _resolved(value: Any, resolve: Callable[[str], str]) -> Any:
    """A value with ids in place of names. Raises UnknownName; for a file, with all of its lines."""
    match value:
        case list():
            return [_resolved(item, resolve) for item in value]
        case FirmShare():
            return replace(value, firm=resolve(value.firm))
        case FirmAmounts():
            return replace(value, amounts=tuple(_resolved_lines(value, resolve)))
        case _:
            return resolve(value)


def _resolved_lines(file: FirmAmounts, resolve: Callable[[str], str]) -> list[FirmAmount]:
    lines: dict[str, FirmAmount] = {}
    problems = []
    for amount in file.amounts:
        try:
            firm = resolve(amount.firm)
        except UnknownName as error:
            problems.append(f"{file}:{amount.line}: {error}")
            continue
        if firm in lines:
            problems.append(f"{file}:{amount.line}: {firm} is also in line {lines[firm].line}")
        lines[firm] = replace(amount, firm=firm)
    if problems:
        raise UnknownName("\n".join(problems))
    return list(lines.values())


def _firms(graph: Graph) -> Iterable[tuple[str, str]]:
    for firm_id, name, aliases, _ in graph.read((query("lookup/firms"), {}))[0].rows:
        for spelling in (firm_id, name, *aliases):
            yield spelling, firm_id


def _ids(lookup: str) -> Callable[[Graph], Iterable[tuple[str, str]]]:
    def read_ids(graph: Graph) -> Iterable[tuple[str, str]]:
        for (id_,) in graph.read((query(lookup), {}))[0].rows:
            yield id_, id_

    return read_ids


SPELLINGS: dict[str, Callable[[Graph], Iterable[tuple[str, str]]]] = {
    "firm": _firms,
    "source": _ids("lookup/sources"),
    "deal": _ids("lookup/deals"),
    "figure": _ids("lookup/figures"),
}
"""By what is named: reads pairs of a spelling in the graph and the id that it means."""

NAMED_IN = {**{kind: kind for kind in SPELLINGS}, "firm_share": "firm", "firm_amounts": "firm"}
"""By type of parameter, what its values name."""


def _resolver(kind: str, spellings: Iterable[tuple[str, str]]) -> Callable[[str], str]:
    """A function from a spelling to an id, which raises UnknownName."""
    ids = dict(spellings)
    by_key: dict[str, str] = {}
    for spelling, id_ in ids.items():
        by_key.setdefault(names.key(spelling), id_)

    def resolve(text: str) -> str:
        if names.key(text) not in by_key:
            near = (
                names.near(text, ids) or names.near_in_words(text, ids) or names.nearest(text, ids)
            )
            similar = dict.fromkeys(ids[spelling] for spelling in near)
            known = list(dict.fromkeys(by_key.values()))
            if similar:
                hint = f"Did you mean {' or '.join(similar)}?"
            elif known:
                more = ", …" if len(known) > NAMES_SHOWN else ""
                hint = f"None is similar. It has {', '.join(known[:NAMES_SHOWN])}{more}"
                if kind == "deal":
                    hint += "; `moneyloop report firm NAME` lists the deals of a firm"
            else:
                hint = "It is empty: run `moneyloop load` to fill it."
            raise UnknownName(f"the graph has no {kind} {text!r}. {hint}")
        return by_key[names.key(text)]

    return resolve
