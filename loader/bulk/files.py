"""Writes nodes and relationships as files for the importer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from graph.offline import Input
from loader.bulk.records import Node, Tie

DATES = frozenset(("published", "announced", "starts", "ends", "ended", "since"))
NUMBERS = frozenset(
    ("usd", "usd_low", "usd_high", "amount", "amount_low", "amount_high", "nth", "schema")
)
LISTS = frozenset(("aliases", "sources"))
TRUTHS = frozenset(("contested", "doubtful", "shipped"))


def write_nodes(folder: Path, nodes: Iterable[Node]) -> list[Input]:
    """A file for each label."""
    by_label: dict[str, list[Node]] = {}
    for node in nodes:
        by_label.setdefault(node.label, []).append(node)
    return [
        _written(
            folder,
            f"nodes-{label}",
            label,
            {f":ID({label})": [node.number for node in of_label]},
            [node.properties for node in of_label],
        )
        for label, of_label in by_label.items()
    ]


def write_ties(folder: Path, ties: Iterable[Tie]) -> list[Input]:
    """A file for each type and the labels that it ties."""
    by_ends: dict[tuple[str, str, str], list[Tie]] = {}
    for tie in ties:
        by_ends.setdefault((tie.type, tie.start[0], tie.end[0]), []).append(tie)
    return [
        _written(
            folder,
            f"ties-{type_}-{start}-{end}",
            type_,
            {
                f":START_ID({start})": [tie.start[1] for tie in alike],
                f":END_ID({end})": [tie.end[1] for tie in alike],
            },
            [tie.properties for tie in alike],
        )
        for (type_, start, end), alike in by_ends.items()
    ]


def _written(
    folder: Path,
    name: str,
    named: str,
    numbers: Mapping[str, Sequence[int]],
    rows: Sequence[Mapping[str, Any]],
) -> Input:
    columns: dict[str, Any] = {
        column: pa.array(values, pa.int64()) for column, values in numbers.items()
    }
    for column in dict.fromkeys(column for row in rows for column in row):
        # A list says what it is of: else the importer takes an empty one for bytes.
        header = f"{column}:string[]" if column in LISTS else column
        columns[header] = pa.array([row.get(column) for row in rows], _type(column))
    file = folder / f"{name}.parquet"
    parquet.write_table(pa.table(columns), file)
    return Input(named, file)


def _type(column: str) -> Any:
    if column in DATES:
        return pa.date32()
    if column in NUMBERS:
        return pa.int64()
    if column in LISTS:
        return pa.list_(pa.string())
    return pa.bool_() if column in TRUTHS else pa.string()
