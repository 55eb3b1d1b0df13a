"""DuckDB: the engine for ledgers that fit on this machine's disk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import duckdb
import ibis
import pyarrow as pa

from moneyloop.scan.engine import Table
from moneyloop.scan.errors import ScanFailed

SETTINGS = {
    # The order of rows is nobody's concern, and costs memory.
    "preserve_insertion_order": False,
    # Joins run as they are written: the small side is known here, and guessed wrongly there.
    "disabled_optimizers": "join_order",
    # Nothing is fetched; and without the extension of zones the zone is UTC on every machine.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
ROWS_AT_ONCE = 100_000


class Duck:
    """DuckDB in this process; what does not fit into `memory` (such as 4GB) goes to the disk."""

    def __init__(self, memory: str | None = None) -> None:
        self._folder = TemporaryDirectory(prefix="moneyloop-scan-")
        self._names = (f"kept_{number}" for number in count())
        self._rejects = False
        settings = SETTINGS | {"temp_directory": self._folder.name}
        if memory:
            settings["memory_limit"] = memory
        try:
            self._backend: Any = ibis.duckdb.connect(**settings)
        except duckdb.Error as error:
            self._folder.cleanup()
            raise ScanFailed(_told(error)) from error

    def read(
        self, files: Sequence[str], form: Literal["parquet", "csv"], delimiter: str | None
    ) -> Table:
        """See Engine; a first line that names no columns is found out later, by their lack."""
        # DuckDB takes each name for a pattern.
        exact = [re.sub(r"([*?\[])", r"[\1]", file) for file in files]
        try:
            if form == "parquet":
                raw = self._backend.read_parquet(
                    exact, union_by_name=True, filename="moneyloop_file"
                )
            else:
                self._rejects = True
                raw = self._backend.read_csv(
                    exact,
                    header=True,
                    delim=delimiter,
                    all_varchar=True,
                    filename="moneyloop_file",
                    store_rejects=True,
                    rejects_limit=0,
                )
        except duckdb.Error as error:
            raise ScanFailed(_told(error)) from error
        return raw

    def broken_lines(self) -> list[tuple[str, int, str, str]]:
        """See Engine: from the tables in which DuckDB notes what it could not read."""
        if not self._rejects:
            return []
        scans, errors = self._backend.table("reject_scans"), self._backend.table("reject_errors")
        found = errors.join(scans, ["scan_id", "file_id"]).select(
            "file_path", "line", "error_message", "csv_line"
        )
        # A line that is wrong in two ways, or read twice, is one line.
        lines = {(row["file_path"], row["line"]): row for row in self.rows(found)}
        return [
            (file, int(line), str(row["error_message"]).splitlines()[0], row["csv_line"] or "")
            for (file, line), row in sorted(lines.items())
        ]

    def keep(self, table: Table) -> Table:
        """See Engine; a table that is too large for the memory goes to the disk."""
        name = next(self._names)
        with _told_plainly():
            self._backend.raw_sql(f"CREATE TEMPORARY TABLE {name} AS {ibis.to_sql(table)}")
            return self._backend.table(name)

    def drop(self, table: Table) -> None:
        """See Engine."""
        self._backend.raw_sql(f"DROP TABLE {table.get_name()}")

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """See Engine."""
        with _told_plainly():
            found = self._backend.raw_sql(ibis.to_sql(table)).to_arrow_table()
            rows: list[dict[str, Any]] = found.to_pylist()
        return rows

    def batches(self, table: Table) -> Iterator[pa.RecordBatch]:
        """See Engine."""
        with _told_plainly():
            yield from self._backend.raw_sql(ibis.to_sql(table)).to_arrow_reader(ROWS_AT_ONCE)

    def write_parquet(self, table: Table, file: Path) -> None:
        """See Engine; all threads write. Raises OSError where the file cannot be written."""
        try:
            with _told_plainly():
                # Into this very file, whose rights are set: DuckDB would put another in its place.
                table.to_parquet(str(file), use_tmp_file=False)
        except ScanFailed as error:
            if isinstance(error.__cause__, duckdb.IOException):
                raise OSError(0, str(error)) from error
            raise

    def close(self) -> None:
        """See Engine."""
        self._backend.disconnect()
        self._folder.cleanup()


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turns errors of DuckDB into words for people."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise ScanFailed(
            "there is not enough memory. Give more with --memory, or narrow the scan: fewer "
            "--max-hops, a greater --min-amount, or the largest loops alone with --top"
        ) from error
    except duckdb.Error as error:
        raise ScanFailed(_told(error)) from error


def _told(error: Exception) -> str:
    return str(error).splitlines()[0]
