"""The files that a bulk load writes for the importer, read back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyarrow import parquet

from loader.bulk.load import files_of
from loader.bulk.read import read_large_folder
from moneyloop.graph.offline_import import Input

Written = list[tuple[str, ...]]


def importer_rows(folder: Path, scratch: Path, *, line_by_line: bool) -> tuple[Written, int]:
    """All nodes and relationships written for a folder, and the number of plain deals.

    Raises BadInput.
    """
    scratch.mkdir()
    read = read_large_folder(folder, scratch, lambda step: None, line_by_line=line_by_line)
    nodes, relationships = files_of(read, scratch, shipped=False)
    return sorted([*_rows(nodes), *_rows(relationships)]), read.plain_deals


def _rows(files: Iterable[Input]) -> Iterable[tuple[str, ...]]:
    for one in files:
        for row in parquet.read_table(one.file).to_pylist():
            known = {name: value for name, value in row.items() if value is not None}
            named = known.pop(":TYPE", one.named)
            yield (named, *(f"{name}={known[name]!r}" for name in sorted(known)))
