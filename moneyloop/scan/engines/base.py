"""What a scan needs from an engine. Everything else is written once, as Ibis expressions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pyarrow as pa

Table = Any
"""An Ibis table. Ibis creates its classes at run time, so a type checker cannot know them."""

FILE_COLUMN = "moneyloop_file"
"""The column that an engine adds to the rows of files: the path of the file."""


class BrokenLine(NamedTuple):
    """A line of a CSV file that cannot be split into cells; `number` is 0 where it is unknown."""

    file: str
    number: int
    reason: str
    text: str


class Engine(Protocol):
    """Reads files and evaluates expressions. Every method may raise ScanFailed."""

    def read_parquet(self, paths: Sequence[str]) -> Table:
        """The rows of Parquet files, with FILE_COLUMN."""

    def read_csv(self, paths: Sequence[str], delimiter: str) -> Table:
        """The rows of CSV files with the same header, every cell as text, with FILE_COLUMN."""

    def broken_lines(self) -> list[BrokenLine]:
        """The broken lines of the CSV files; complete only after their rows have been read."""

    def strip(self, text: Any, characters: str) -> Any:
        """Text without any of these characters at its beginning and its end."""

    def keep(self, table: Table) -> Table:
        """The same table, evaluated now and stored until it is dropped or the engine closes."""

    def drop(self, table: Table) -> None:
        """Deletes a table that was kept."""

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows of a small table."""

    def batches(self, table: Table) -> Iterator[pa.RecordBatch]:
        """The rows of a large table, in batches, so that memory never holds all of them."""

    def write_parquet(self, table: Table, file: Path) -> None:
        """Writes the rows to one file. Raises OSError if the file cannot be written."""

    def close(self) -> None:
        """Stops the engine and removes its temporary files."""


def count(engine: Engine, table: Table) -> int:
    """The number of rows of a table."""
    return int(engine.rows(table.aggregate(rows=table.count()))[0]["rows"])
