"""Parquet: every column with its type, and lists as lists."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa

from moneyloop.graph.connection import Rows
from moneyloop.report.cells import in_dollars, plain, text_of

EXACT_IN_FLOAT = 2**53


def render(rows: Rows) -> bytes:
    """What a column holds decides its type; one that holds several kinds of things is text.

    An amount that nobody knows is still a number: where a column is empty, its name decides.
    """
    columns = [[row[index] for row in rows.rows] for index in range(len(rows.columns))]
    kinds = [_kind(values, name) for name, values in zip(rows.columns, columns, strict=True)]
    frame = pd.DataFrame(
        {
            name: pd.Series([_fit(value, kind) for value in values], dtype=object)
            for name, values, kind in zip(rows.columns, columns, kinds, strict=True)
        }
    )
    out = io.BytesIO()
    frame.to_parquet(
        out, index=False, schema=pa.schema(list(zip(rows.columns, kinds, strict=True)))
    )
    return out.getvalue()


def _kind(values: Sequence[Any], name: str) -> pa.DataType:
    known = [value for value in values if value is not None]
    if not known:
        return pa.int64() if in_dollars(name) else pa.string()
    for is_one, kind in KINDS:
        if all(map(is_one, known)):
            return kind
    if all(isinstance(value, list) for value in known):
        return pa.list_(_kind([item for value in known for item in value], ""))
    return pa.string()


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


def _is_float(value: Any) -> bool:
    return isinstance(value, float) or (_is_int(value) and abs(value) <= EXACT_IN_FLOAT)


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_instant(value: Any) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


# The first that all values of a column are.
KINDS: tuple[tuple[Callable[[Any], bool], pa.DataType], ...] = (
    (lambda value: isinstance(value, bool), pa.bool_()),
    (_is_int, pa.int64()),
    (_is_float, pa.float64()),
    (_is_day, pa.date32()),
    (_is_instant, pa.timestamp("us", "UTC")),
    (lambda value: isinstance(value, str), pa.string()),
)


def _fit(value: Any, kind: pa.DataType) -> Any:
    """A value as its column holds it."""
    if value is None:
        return None
    if pa.types.is_string(kind):
        # A list within text is exact as JSON, which the other formats of text have no room for.
        return (
            json.dumps(plain(value), ensure_ascii=False)
            if isinstance(value, list)
            else text_of(value)
        )
    if pa.types.is_list(kind):
        return [_fit(item, kind.value_type) for item in value]
    if pa.types.is_floating(kind):
        return float(value)
    return value
