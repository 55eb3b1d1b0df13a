"""What the scan asks of an engine: everything else is written once, for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import pyarrow as pa

Table = Any
"""A table or expression of Ibis, whose classes are made as it is imported."""


class Engine(Protocol):
    """Reads files and computes expressions."""

    def read(
        self, files: Sequence[str], form: Literal["parquet", "csv"], delimiter: str | None
    ) -> Table:
        """The rows of files; of CSV every column is text. A column `moneyloop_file` names the file.

        Raises ScanFailed.
        """

    def broken_lines(self) -> list[tuple[str, int, str, str]]:
        """Lines of CSV files that are no rows: the file, the line, the reason and its text.

        Known once the rows were read.
        """

    def keep(self, table: Table) -> Table:
        """The same table, computed now and only once."""

    def drop(self, table: Table) -> None:
        """Forgets a table that was kept."""

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows of a small table."""

    def batches(self, table: Table) -> Iterator[pa.RecordBatch]:
        """The rows of a large one, bit by bit."""

    def write_parquet(self, table: Table, file: Path) -> None:
        """Writes the rows into a file."""

    def close(self) -> None:
        """Ends it, and takes away what it left on the disk."""


def count(engine: Engine, table: Table) -> int:
    """How many rows a table has."""
    return int(engine.rows(table.aggregate(rows=table.count()))[0]["rows"])
