"""Runs a report: resolves firms and sources, asks once, and gathers notes for the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from moneyloop.errors import MoneyloopError
from moneyloop.graph.connection import Graph, Rows
from moneyloop.graph.queries import query
from moneyloop.report import library
from moneyloop.report.header import Report
from moneyloop.values import names

NAMES_SHOWN = 10
LIMIT = "limit"


class UnknownName(MoneyloopError):
    """A firm, source, deal or figure that the graph does not know; the message names near ones."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a report, notes on what they leave out or rest on, and what was asked."""

    rows: Rows
    notes: tuple[str, ...]
    asked: Mapping[str, Any]
    """The arguments, with firms and the like by their ids."""


def run_report(graph: Graph, report: Report, arguments: Mapping[str, Any]) -> Answer:
    """Runs a report whose arguments are complete.

    Of a report with a parameter `limit` one row more is asked for: then a note says if rows are
    left out. Raises UnknownName, and what `Graph.read` raises.
    """
    asked_for = resolved = _resolve(graph, report, arguments)
    limit = resolved.get(LIMIT)
    if limit is not None:
        resolved = resolved | {LIMIT: limit + 1}
    notes = [
        note for note in library.notes() if {one.name for one in note.parameters} <= resolved.keys()
    ]
    asked = [(report.text, resolved)]
    asked += [
        (note.text, {one.name: resolved[one.name] for one in note.parameters}) for note in notes
    ]
    rows, *answers = graph.read(*asked)
    told = [cell for answer in answers for row in answer.rows for cell in row if cell]
    if limit is not None and len(rows.rows) > limit:
        rows = Rows(rows.columns, rows.rows[:limit])
        told.insert(0, f"there are more than these {limit:,}; --limit shows more")
    return Answer(rows, tuple(told), asked_for)


def _resolve(graph: Graph, report: Report, arguments: Mapping[str, Any]) -> dict[str, Any]:
    resolved = dict(arguments)
    for kind, known in KNOWN.items():
        named = [
            one.name
            for one in report.parameters
            if one.type.name == kind and arguments[one.name] not in (None, [])
        ]
        if named:
            resolve = _resolver(kind, known(graph))
            for name in named:
                value = arguments[name]
                resolved[name] = (
                    [resolve(one) for one in value] if isinstance(value, list) else resolve(value)
                )
    return resolved


def _known_firms(graph: Graph) -> Iterable[tuple[str, str]]:
    for firm_id, name, aliases in graph.read((query("lookup/firms"), {}))[0].rows:
        for spelling in (firm_id, name, *aliases):
            yield spelling, firm_id


def _ids(kinds: str) -> Callable[[Graph], Iterable[tuple[str, str]]]:
    def known(graph: Graph) -> Iterable[tuple[str, str]]:
        for (identity,) in graph.read((query(f"lookup/{kinds}"), {}))[0].rows:
            yield identity, identity

    return known


KNOWN: dict[str, Callable[[Graph], Iterable[tuple[str, str]]]] = {
    "firm": _known_firms,
    "source": _ids("sources"),
    "deal": _ids("deals"),
    "figure": _ids("figures"),
}
"""By type of parameter: every spelling that the graph knows, and the id that it means."""


def _resolver(kind: str, known: Iterable[tuple[str, str]]) -> Callable[[str], str]:
    spellings = dict(known)
    by_key: dict[str, str] = {}
    for spelling, identity in spellings.items():
        by_key.setdefault(names.key(spelling), identity)

    def resolve(text: str) -> str:
        if names.key(text) not in by_key:
            near = dict.fromkeys(spellings[name] for name in names.near(text, spellings))
            ids = list(dict.fromkeys(by_key.values()))
            if near:
                hint = f"Did you mean {' or '.join(near)}?"
            elif ids:
                more = ", …" if len(ids) > NAMES_SHOWN else ""
                hint = f"It knows {', '.join(ids[:NAMES_SHOWN])}{more}"
            else:
                hint = "It is empty: `moneyloop load` fills it."
            raise UnknownName(f"the graph knows no {kind} {text!r}. {hint}")
        return by_key[names.key(text)]

    return resolve
