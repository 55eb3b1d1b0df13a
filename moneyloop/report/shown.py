"""The rows of a report as people read them, in tables, pages and Markdown.

Firms have names, shares are percentages, and firms about which there is nothing to say are left
out. Data (CSV, JSON, DataFrames and the like) have the rows as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from moneyloop.graph.connection import Graph
from moneyloop.graph.transaction import Rows
from moneyloop.report.cells import Share, in_dollars, is_money, text_of
from moneyloop.report.compare import WAS
from moneyloop.report.firms import Firm, ids_in, read_firms
from moneyloop.report.header import FIRMS, Report
from moneyloop.report.run import Answer
from moneyloop.values.money import money


def as_shown(
    graph: Graph, report: Report, answer: Answer, *, ids: bool = False, zeros: bool = False
) -> Answer:
    """The answer with the rows as shown to people; a note counts the rows that are left out.

    With `ids` firms keep their ids, with `zeros` no rows are left out. They are not left out
    either if the report is asked about given firms: then a zero is the answer.
    """
    rows, notes = answer.rows, answer.notes
    if not zeros and not answer.arguments.get(FIRMS):
        kept = tuple(row for row in rows.rows if not _says_nothing(report, rows.columns, row))
        if empty := len(rows.rows) - len(kept):
            notes = (*notes, _left_out(empty))
        rows = Rows(rows.columns, kept)
    names = {} if ids else _names(graph, report, answer, rows)
    return replace(
        answer,
        rows=Rows(
            rows.columns,
            tuple(
                tuple(
                    _shown(report, column, cell, names)
                    for column, cell in zip(rows.columns, row, strict=True)
                )
                for row in rows.rows
            ),
        ),
        notes=notes,
        names={id_: firm.name for id_, firm in names.items()},
    )


def _left_out(rows: int) -> str:
    if rows == 1:
        return "1 firm with nothing in any column is left out; --zeros shows it"
    return f"{rows:,} firms with nothing in any column are left out; --zeros shows them"


def _says_nothing(report: Report, columns: tuple[str, ...], row: tuple[Any, ...]) -> bool:
    """Whether a row is about firms only, and all that it says about them is zero.

    An unknown amount is not zero. A row that names a deal or has other text says something.
    """
    others = [
        (column, cell)
        for column, cell in zip(columns, row, strict=True)
        if column not in report.firm_columns or isinstance(cell, list)
    ]
    return any(_is_zero(cell) for _, cell in others) and all(
        _is_zero(cell) or cell == [] or (cell is None and not in_dollars(column))
        for column, cell in others
    )


def _is_zero(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and cell == 0


def _names(graph: Graph, report: Report, answer: Answer, rows: Rows) -> Mapping[str, Firm]:
    """The firms in the rows and in the arguments, by id."""
    firm_columns = report.firm_columns
    places = [at for at, column in enumerate(rows.columns) if column in firm_columns]
    ids = {id_ for row in rows.rows for at in places for id_ in ids_in(row[at])}
    if WAS in rows.columns:
        cells = [row[rows.columns.index(WAS)] for row in rows.rows]
        old = [cell.get(name) for cell in cells if isinstance(cell, dict) for name in firm_columns]
        ids |= {id_ for cell in old for id_ in ids_in(cell)}
    for parameter in report.parameters:
        if parameter.type.name == "firm":
            ids.update(ids_in(answer.arguments[parameter.name]))
    return read_firms(graph, sorted(ids)) if ids else {}


def _shown(report: Report, column: str, cell: Any, names: Mapping[str, Firm]) -> Any:
    if column == WAS and isinstance(cell, dict):
        return [f"{name}: {_in_words(report, name, old, names)}" for name, old in cell.items()]
    if column in report.share_columns and isinstance(cell, float | int):
        return Share(cell)
    return _named(cell, names) if column in report.firm_columns else cell


def _named(cell: Any, names: Mapping[str, Firm]) -> Any:
    if isinstance(cell, list):
        return [_named(item, names) for item in cell]
    return names[cell].name if cell in names else cell


def _in_words(report: Report, column: str, cell: Any, names: Mapping[str, Firm]) -> str:
    """A value as it would be shown in its column, on one line."""
    if isinstance(cell, list) and is_money(column):
        return "; ".join(_in_words(report, column, one, names) for one in cell)
    if isinstance(cell, int) and not isinstance(cell, bool) and is_money(column):
        return money(cell)
    return text_of(_shown(report, column, cell, names)) or "–"
