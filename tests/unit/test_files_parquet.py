"""Parquet: columns of every type as text, and files that are broken."""

import io
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from loader.files.cells import LARGEST_CELL
from loader.files.input import InputFile, Unreadable
from loader.files.parquet import rows_of_parquet
from loader.files.table import TableRow
from loader.problems import Problem
from tests.unit.sheets import header


def written(table: pa.Table, **options: Any) -> bytes:
    out = io.BytesIO()
    parquet.write_table(table, out, **options)
    return out.getvalue()


def read(data: bytes) -> tuple[list[TableRow], list[str]]:
    problems: list[Problem] = []
    rows = rows_of_parquet(data, InputFile("x", problems), header)
    return rows, [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("values", "kind", "cells"),
    [
        (["007", "NA", " x ", "=1", "東"], pa.string(), ["007", "NA", " x ", "=1", "東"]),
        (["a", None], pa.large_string(), ["a", ""]),
        (["a", None, "b", "a"], pa.dictionary(pa.int8(), pa.string()), ["a", "", "b", "a"]),
        ([300000000000, -1, None], pa.int64(), ["300000000000", "-1", ""]),
        ([2**64 - 1], pa.uint64(), ["18446744073709551615"]),
        (
            [3e11, 0.5, 1e22, float("nan"), None],
            pa.float64(),
            ["300000000000", "0.5", "10000000000000000000000", "", ""],
        ),
        (
            [Decimal("1.50"), Decimal("-3000000000000.00"), None],
            pa.decimal128(30, 2),
            ["1.5", "-3000000000000", ""],
        ),
        ([date(2025, 9, 22), None], pa.date32(), ["2025-09-22", ""]),
        ([date(2025, 9, 22)], pa.date64(), ["2025-09-22"]),
        ([datetime(2025, 9, 22, 23, 59), None], pa.timestamp("ms"), ["2025-09-22", ""]),
        ([datetime(2025, 9, 22, 23, tzinfo=UTC)], pa.timestamp("us", "UTC"), ["2025-09-22"]),
        ([datetime(2025, 9, 22, 23, tzinfo=UTC)], pa.timestamp("us", "Asia/Tokyo"), ["2025-09-23"]),
        ([1], pa.timestamp("ns"), ["1970-01-01"]),
        ([True, False, None], pa.bool_(), ["true", "false", ""]),
    ],
)
def test_values_as_text(values: list[Any], kind: Any, cells: list[str]) -> None:
    lines = list(range(len(values)))
    table = pa.table({"line": lines, "a": pa.array(values, type=kind)})
    for dictionary in (True, False):
        rows, problems = read(written(table, use_dictionary=dictionary))
        assert [row.cells["a"] for row in rows] == cells
        assert problems == []
        assert [row.place.line for row in rows] == [line + 1 for line in lines]


def test_a_frame_written_by_pandas() -> None:
    frame = pd.DataFrame(
        {
            "a": ["x", None, "y"],
            "usd": pd.array([1, None, 2], dtype="Int64"),
            "kind": pd.Categorical(["k", None, "k"]),
            "none": None,
        }
    )
    rows, problems = read(_bytes(frame.iloc[[0, 2]]))
    assert [(row.place.line, row.cells) for row in rows] == [
        (1, {"a": "x", "usd": "1", "kind": "k", "none": ""}),
        (2, {"a": "y", "usd": "2", "kind": "k", "none": ""}),
    ]
    assert problems == []
    # The row without anything in it is none, but counts.
    rows, _ = read(_bytes(frame))
    assert [row.place.line for row in rows] == [1, 3]
    assert read(_bytes(frame.iloc[:0])) == ([], [])


def _bytes(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out)
    return out.getvalue()


def test_lines_are_counted_across_row_groups() -> None:
    table = pa.table({"a": [f"x{number % 7}" for number in range(20_000)]})
    rows, _ = read(written(table, row_group_size=3000))
    assert [(row.place.line, row.cells["a"]) for row in rows] == [
        (number + 1, f"x{number % 7}") for number in range(20_000)
    ]


def test_problems_of_cells() -> None:
    table = pa.table(
        {
            "ignored": [[1]] * 4,
            "a": ["fine", "x\0", "z" * (LARGEST_CELL + 1), "fine"],
            "b": [1.0, float("inf"), 2.0, 3.0],
        }
    )
    rows, problems = read(written(table))
    assert [row.place.line for row in rows] == [1, 4]
    assert problems == [
        "x:2:2 (a): contains a NUL character, which is not text",
        "x:2:3 (b): is infinite; leave the cell empty if the number is not known",
        "x:3:2 (a): has more than 1,000,000 characters",
    ]


@pytest.mark.parametrize(
    "values",
    [
        [[1]],
        [{"a": 1}],
        [b"x"],
        [time(5)],
        pa.array([1], pa.duration("s")),
        pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int8())),
    ],
)
def test_a_type_that_cannot_become_text(values: Any) -> None:
    with pytest.raises(Unreadable, match=r"has a column 'a' of type .*; write it as text"):
        read(written(pa.table({"a": values})))


def test_a_header_that_is_refused() -> None:
    assert read(written(pa.table({"bad": ["x"]}))) == ([], ["x: has a bad column"])


def test_a_table_that_claims_to_be_huge() -> None:
    # Two billion times the same take no room in a file.
    many = pa.table({"a": pa.nulls(60_000_000, pa.null())})
    with pytest.raises(Unreadable, match="has 60,000,000 rows of 1 columns; split it"):
        read(written(many))


GOOD = written(pa.table({"a": ["x", "y"]}))


@pytest.mark.parametrize(
    "data",
    [
        b"PAR1",
        b"PAR1PAR1",
        GOOD[:-1],
        GOOD[:-8],
        GOOD[:20],
        b"PAR1" + bytes(100) + b"PAR1",
        GOOD[:4] + bytes(len(GOOD) - 12) + GOOD[-8:],
        b"PAR1" + b"\xff" * 8 + b"PAR1",
    ],
)
def test_a_broken_file_is_one_problem(data: bytes) -> None:
    with pytest.raises(Unreadable, match="is not a readable Parquet file"):
        read(data)
