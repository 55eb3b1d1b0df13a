"""Writes nodes and relationships as files for the importer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from loader.bulk.nodes import Node, Tie
from moneyloop.graph.offline import Input

DATES = frozenset(("published", "announced", "starts", "ends", "ended", "since"))
NUMBERS = frozenset(
    ("usd", "usd_low", "usd_high", "amount", "amount_low", "amount_high", "nth", "schema")
)
LISTS = frozenset(("aliases", "sources"))
TRUTHS = frozenset(("contested", "doubtful", "shipped"))


ByLabel = Mapping[str, Sequence[Node]]


def by_label(nodes: Iterable[Node]) -> ByLabel:
    """The nodes of each label, in their order."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        found.setdefault(node.label, []).append(node)
    return found


def first_numbers(nodes: ByLabel) -> dict[str, int]:
    """What is added to the numbers of each label, so that no two nodes have the same.

    Deals come last: plain ones, which are not among these nodes, may have higher numbers.
    """
    first, firsts = 0, {}
    for label, alike in nodes.items():
        if label != "Deal":
            firsts[label] = first
            first += max(node.number for node in alike) + 1
    return firsts | {"Deal": first}


def write_nodes(folder: Path, nodes: ByLabel, firsts: Mapping[str, int]) -> list[Input]:
    """A file for each label."""
    return [
        _written(
            folder,
            f"nodes-{label}",
            label,
            {":ID": [firsts[label] + node.number for node in alike]},
            [node.properties for node in alike],
        )
        for label, alike in nodes.items()
    ]


def write_ties(folder: Path, ties: Iterable[Tie], firsts: Mapping[str, int]) -> list[Input]:
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
                ":START_ID": [firsts[start] + tie.start[1] for tie in alike],
                ":END_ID": [firsts[end] + tie.end[1] for tie in alike],
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
