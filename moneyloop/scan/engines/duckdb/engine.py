"""DuckDB: the engine for ledgers that fit on the disk of this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from moneyloop.scan.csv_quotes import CheckedFile, check_files
from moneyloop.scan.engines.base import FILE_COLUMN, BrokenLine, Table
from moneyloop.scan.engines.duckdb import read_csv
from moneyloop.scan.engines.duckdb.errors import translate_duckdb_errors
from moneyloop.scan.errors import ScanFailed

SETTINGS = {
    # No result depends on the order of rows, and keeping it costs memory.
    "preserve_insertion_order": False,
    # Joins run in the written order: the expressions know the small side, DuckDB guesses wrong.
    "disabled_optimizers": "join_order",
    # No downloads; and without the extension for time zones every machine computes in UTC.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
ROWS_PER_BATCH = 100_000


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def trim(text: str, characters: str) -> str:  # type: ignore[empty-body]
    """The engine's own function."""


class DuckDBEngine:
    """DuckDB in this process; what does not fit into `memory` (such as 4GB) goes to the disk."""

    def __init__(self, memory: str | None = None) -> None:
        self._folder = TemporaryDirectory(prefix="moneyloop-scan-")
        self._names = (f"kept_{number}" for number in count())
        self._csv: dict[str, CheckedFile] = {}
        settings = SETTINGS | {"temp_directory": self._folder.name}
        if memory:
            settings["memory_limit"] = memory
        try:
            with translate_duckdb_errors():
                self._backend: Any = ibis.duckdb.connect(**settings)
        except ScanFailed:
            self._folder.cleanup()
            raise

    def read_parquet(self, paths: Sequence[str]) -> Table:
        """See Engine."""
        with translate_duckdb_errors():
            return self._backend.read_parquet(
                [read_csv.escaped(path) for path in paths], union_by_name=True, filename=FILE_COLUMN
            )

    def read_csv(self, paths: Sequence[str], delimiter: str) -> Table:
        """See Engine."""
        files = check_files(paths, delimiter, Path(mkdtemp(dir=self._folder.name)))
        self._csv |= {file.read_from: file for file in files}
        with translate_duckdb_errors():
            return read_csv.read(self._backend, files, delimiter)

    def broken_lines(self) -> list[BrokenLine]:
        """See Engine."""
        if not self._csv:
            return []
        rejected = self.rows(read_csv.rejected_lines(self._backend))
        left_out = (line for file in self._csv.values() for line in file.broken)
        return sorted([*left_out, *read_csv.broken_lines(rejected, self._csv)])

    def strip(self, text: Any, characters: str) -> Any:
        """See Engine."""
        return trim(text, characters)

    def keep(self, table: Table) -> Table:
        """See Engine; a table that is too large for the memory goes to the disk."""
        name = next(self._names)
        with translate_duckdb_errors():
            self._backend.raw_sql(f"CREATE TEMPORARY TABLE {name} AS {ibis.to_sql(table)}")
            return self._backend.table(name)

    def drop(self, table: Table) -> None:
        """See Engine."""
        self._backend.raw_sql(f"DROP TABLE {table.get_name()}")

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """See Engine."""
        with translate_duckdb_errors():
            result = self._backend.raw_sql(ibis.to_sql(table)).to_arrow_table()
            rows: list[dict[str, Any]] = result.to_pylist()
        return rows

    def batches(self, table: Table) -> Iterator[pa.RecordBatch]:
        """See Engine."""
        with translate_duckdb_errors():
            yield from self._backend.raw_sql(ibis.to_sql(table)).to_arrow_reader(ROWS_PER_BATCH)

    def write_parquet(self, table: Table, file: Path) -> None:
        """See Engine; all threads write."""
        try:
            with translate_duckdb_errors():
                # A temporary file would replace this one, whose permissions are already set.
                table.to_parquet(str(file), use_tmp_file=False)
        except ScanFailed as error:
            if isinstance(error.__cause__, duckdb.IOException):
                raise OSError(0, str(error)) from error
            raise

    def close(self) -> None:
        """See Engine."""
        self._backend.disconnect()
        self._folder.cleanup()
