"""Parquet: typed columns; lists stay lists."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa

from moneyloop.graph.transaction import Rows
from moneyloop.report.cells import in_dollars, json_value, text_of

EXACT_IN_FLOAT = 2**53


def render(rows: Rows) -> bytes:
    """The values of a column decide its type; mixed values become text.

    If no value of a column is known, its name decides, so that unknown amounts are still numbers.
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
    for matches, kind in KINDS:
        if all(map(matches, known)):
            return kind
    if all(isinstance(value, list) for value in known):
        return pa.list_(_kind([item for value in known for item in value], ""))
    return pa.string()


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


def _is_float(value: Any) -> bool:
    return isinstance(value, float) or (_is_int(value) and abs(value) <= EXACT_IN_FLOAT)


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_instant(value: Any) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


# A column has the first type that matches all its values.
KINDS: tuple[tuple[Callable[[Any], bool], pa.DataType], ...] = (
    (lambda value: isinstance(value, bool), pa.bool_()),
    (_is_int, pa.int64()),
    (_is_float, pa.float64()),
    (_is_date, pa.date32()),
    (_is_instant, pa.timestamp("us", "UTC")),
    (lambda value: isinstance(value, str), pa.string()),
)


def _fit(value: Any, kind: pa.DataType) -> Any:
    """The value converted to the type of its column."""
    if value is None:
        return None
    if pa.types.is_string(kind):
        # Unlike text_of, JSON keeps a list in a column of mixed values exact.
        return (
            json.dumps(json_value(value), ensure_ascii=False)
            if isinstance(value, list)
            else text_of(value)
        )
    if pa.types.is_list(kind):
        return [_fit(item, kind.value_type) for item in value]
    if pa.types.is_floating(kind):
        return float(value)
    return value
