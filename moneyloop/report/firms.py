"""The firms in the rows of a report: their ids, their names and their groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
from moneyloop.report.header import FIRMS, Report


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm as readers know it; `name` includes the id if other firms have the same name."""

    name: str
    group: str


def read_firms(graph: Graph, ids: Iterable[str]) -> dict[str, Firm]:
    """The firms with these ids, without those that the graph does not have or that have no name."""
    [known] = graph.read((query("lookup/firm_names"), {"ids": list(dict.fromkeys(ids))}))
    return {
        id_: Firm(f"{name} ({id_})" if is_shared else name, group)
        for id_, name, group, is_shared in known.rows
        if name
    }


def ids_in(cell: Any) -> Iterator[str]:
    """The ids in a cell: an id, a list of them, or None."""
    if isinstance(cell, str):
        yield cell
    elif isinstance(cell, list):
        for item in cell:
            yield from ids_in(item)


def all_of_them(
    graph: Graph, report: Report, arguments: Mapping[str, Any]
) -> Callable[[Sequence[str], Sequence[Any]], bool]:
    """A test of the columns and cells of a row: whether all firms asked for appear in it.

    With `--by group` a firm appears as its group.
    """
    asked = set(arguments[FIRMS])
    if arguments.get("by") == "group":
        asked = {firm.group for firm in read_firms(graph, asked).values()}

    def has_all(columns: Sequence[str], row: Sequence[Any]) -> bool:
        cells = (
            cell for column, cell in zip(columns, row, strict=True) if column in report.firm_columns
        )
        return asked <= {id_ for cell in cells for id_ in ids_in(cell)}

    return has_all
