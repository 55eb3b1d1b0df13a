"""What the importer is given, read back from its files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyarrow import parquet

from loader.bulk.load import files_of
from loader.bulk.read import read_large_folder
from moneyloop.graph.offline import Input

Written = list[tuple[str, ...]]


def given(folder: Path, scratch: Path, *, all_usual: bool) -> tuple[Written, int]:
    """All nodes and relationships that are written for a folder, and how many deals are plain.

    Raises BadInput.
    """
    scratch.mkdir()
    read = read_large_folder(folder, scratch, lambda what: None, all_usual=all_usual)
    nodes, ties = files_of(read, scratch, shipped=False)
    return sorted([*_rows(nodes), *_rows(ties)]), read.plain_deals


def _rows(files: Iterable[Input]) -> Iterable[tuple[str, ...]]:
    for one in files:
        for row in parquet.read_table(one.file).to_pylist():
            known = {name: value for name, value in row.items() if value is not None}
            named = known.pop(":TYPE", one.named)
            yield (named, *(f"{name}={known[name]!r}" for name in sorted(known)))
