"""Converts what Neo4j's driver returns into plain Python values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneyloop.graph.errors import QueryFailed

PLAIN = frozenset({str, int, bool, float, type(None)})


def to_python(value: Any) -> Any:
    """Neo4j's dates, nodes and paths as Python's dates, dicts and lists; other values unchanged.

    A time with nanoseconds becomes text, with all nine digits.
    """
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is list:
        return [item if type(item) in PLAIN else to_python(item) for item in value]
    if kind is dict:
        return {name: to_python(item) for name, item in value.items()}
    from neo4j import graph as graph_types
    from neo4j import time as neo4j_time

    match value:
        case graph_types.Node():
            return {"labels": sorted(value.labels), "properties": to_python(dict(value))}
        case graph_types.Relationship():
            return {"type": value.type, "properties": to_python(dict(value))}
        case graph_types.Path():
            steps = zip(value.nodes[1:], value.relationships, strict=True)
            rest = [to_python(part) for node, edge in steps for part in (edge, node)]
            return [to_python(value.start_node), *rest]
        case neo4j_time.DateTime() | neo4j_time.Time() if value.nanosecond % 1000:
            return value.iso_format()  # Python's times end at microseconds
        case neo4j_time.Date() | neo4j_time.DateTime() | neo4j_time.Time():
            return value.to_native()
        case neo4j_time.Duration():
            return value.iso_format()
    # What the driver puts in the place of a date that Python does not have.
    if kind.__name__ == "BrokenHydrationObject":
        raise _OutOfRange
    return value


def row_of(columns: Sequence[str], record: Any) -> tuple[Any, ...]:
    """The values of a record. Raises QueryFailed if Python has no such date."""
    from neo4j.exceptions import BrokenRecordError

    try:
        return tuple(map(to_python, record))
    except BrokenRecordError as error:
        at = next(at for at in range(len(columns)) if _is_broken(record, at))
        raise QueryFailed(_OUT_OF_RANGE.format(columns[at])) from error
    except _OutOfRange as error:
        at = next(at for at in range(len(columns)) if _fails(record[at]))
        raise QueryFailed(_OUT_OF_RANGE.format(columns[at])) from error


_OUT_OF_RANGE = (
    "the column {0!r} has a date outside the years 1 to 9999, which cannot be read; return it as "
    "text, with toString"
)


class _OutOfRange(Exception):
    """A date within a list or a map that Python does not have."""


def _is_broken(record: Any, at: int) -> bool:
    from neo4j.exceptions import BrokenRecordError

    try:
        record[at]
    except BrokenRecordError:
        return True
    return False


def _fails(value: Any) -> bool:
    try:
        to_python(value)
    except _OutOfRange:
        return True
    return False
