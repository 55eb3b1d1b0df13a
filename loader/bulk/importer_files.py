"""Writes nodes and relationships as files for the importer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from loader.bulk.nodes import Node, Properties, Relationship
from moneyloop.graph.offline_import import Input

DATES = frozenset(
    ("published", "accessed", "date", "announced", "signed", "closed", "starts", "ends", "ended")
    + ("since", "until", "term_from", "term_to")
)
NUMBERS = frozenset(
    ("usd", "usd_low", "usd_high", "amount", "amount_low", "amount_high", "nth", "schema")
)
LISTS = frozenset(("aliases", "sources"))
FLAGS = frozenset(("contested", "derived", "doubtful", "shipped"))


ByLabel = Mapping[str, Sequence[Node]]


def by_label(nodes: Iterable[Node]) -> ByLabel:
    """The nodes of each label, in order."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        found.setdefault(node.label, []).append(node)
    return found


def offsets_of(nodes: ByLabel) -> dict[str, int]:
    """The offset to add to the numbers of each label, so that no two nodes have the same number.

    Deals come last, because plain deals, which are not among these nodes, may have higher numbers.
    """
    offset, offsets = 0, {}
    for label, same_label in nodes.items():
        if label != "Deal":
            offsets[label] = offset
            offset += max(node.number for node in same_label) + 1
    return offsets | {"Deal": offset}


def write_nodes(folder: Path, nodes: ByLabel, offsets: Mapping[str, int]) -> list[Input]:
    """Writes a file for each label."""
    return [
        _written(
            folder,
            f"nodes-{label}",
            label,
            {":ID": [offsets[label] + node.number for node in same_label]},
            [node.properties for node in same_label],
        )
        for label, same_label in nodes.items()
    ]


def write_relationships(
    folder: Path, relationships: Iterable[Relationship], offsets: Mapping[str, int]
) -> list[Input]:
    """Writes a file for each combination of a type and the labels that it connects."""
    by_ends: dict[tuple[str, str, str], list[Relationship]] = {}
    for one in relationships:
        by_ends.setdefault((one.type, one.start[0], one.end[0]), []).append(one)
    return [
        _written(
            folder,
            f"relationships-{type_}-{start}-{end}",
            type_,
            {
                ":START_ID": [offsets[start] + one.start[1] for one in group],
                ":END_ID": [offsets[end] + one.end[1] for one in group],
            },
            [one.properties for one in group],
        )
        for (type_, start, end), group in by_ends.items()
    ]


def _written(
    folder: Path,
    name: str,
    label_or_type: str,
    numbers: Mapping[str, Sequence[int]],
    rows: Sequence[Properties],
) -> Input:
    columns: dict[str, Any] = {
        column: pa.array(values, pa.int64()) for column, values in numbers.items()
    }
    for column in dict.fromkeys(column for row in rows for column in row):
        # A list needs its type: the importer would treat an empty one as bytes.
        header = f"{column}:string[]" if column in LISTS else column
        columns[header] = pa.array([row.get(column) for row in rows], _type(column))
    file = folder / f"{name}.parquet"
    parquet.write_table(pa.table(columns), file)
    return Input(label_or_type, file)


def _type(column: str) -> Any:
    if column in DATES:
        return pa.date32()
    if column in NUMBERS:
        return pa.int64()
    if column in LISTS:
        return pa.list_(pa.string())
    return pa.bool_() if column in FLAGS else pa.string()
