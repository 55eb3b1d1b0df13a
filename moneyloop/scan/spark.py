"""Spark: the engine for ledgers that outgrow one machine, on a cluster that stands already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from moneyloop.scan import spark_csv
from moneyloop.scan.engine import Table
from moneyloop.scan.ledger import FILE
from moneyloop.scan.spark_errors import translate_spark_errors
from moneyloop.scan.spark_files import path_of, to_read
from moneyloop.scan.spark_session import Session

ROWS_AT_ONCE = 100_000


class Spark:
    """Spark, in a session that Session says how to start. It ends with this."""

    def __init__(self, started: Session) -> None:
        self._started = started
        self._session = started.session
        self._names = (f"moneyloop_{number}" for number in count())
        self._stored: dict[str, Any] = {}
        self._csv: list[spark_csv.Lines] = []
        self._backend = started.backend

    def read(
        self, files: Sequence[str], form: Literal["parquet", "csv"], delimiter: str | None
    ) -> Table:
        """See Engine; every worker reads the files by the paths that they have here."""
        with translate_spark_errors():
            if form == "csv":
                lines = spark_csv.read(self._session, files, delimiter or ",")
                self._csv.append(lines)
                return self._named(lines.rows())
            reader = self._session.read.option("mergeSchema", len(files) > 1)
            frame = reader.parquet(*map(to_read, files))
            return self._named(frame.select("*", path_of(frame).alias(FILE)))

    def broken_lines(self) -> list[tuple[str, int, str, str]]:
        """See Engine: what was noted of each CSV that was read."""
        with translate_spark_errors():
            return sorted(line for lines in self._csv for line in lines.broken())

    def keep(self, table: Table) -> Table:
        """See Engine: as Parquet where all workers see the folder for it, else in the workers.

        What was kept has no history: a table that is made from itself in rounds would else be
        planned anew from its beginning in each of them.
        """
        with translate_spark_errors():
            return self._named(*self._started.store(self._frame(table)))

    def drop(self, table: Table) -> None:
        """See Engine."""
        name = table.get_name()
        with translate_spark_errors():
            self._session.catalog.dropTempView(name)
            self._started.forget(self._stored.pop(name))

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """See Engine."""
        with translate_spark_errors():
            found: pa.Table = self._frame(table).toArrow()
        rows: list[dict[str, Any]] = found.cast(_schema(table)).to_pylist()
        return rows

    def batches(self, table: Table) -> Iterator[pa.RecordBatch]:
        """See Engine: never are all rows here, nor in the driver, which has little memory."""
        schema = _schema(table)
        with translate_spark_errors():
            frame, folder = self._started.store(self._frame(table))
        try:
            for rows in _read(folder) if folder else self._collected(frame):
                yield from pa.Table.from_batches([rows]).cast(schema).to_batches()
        finally:
            self._started.forget(folder)

    def _collected(self, frame: Any) -> Iterator[pa.RecordBatch]:
        """Some of the partitions at a time."""
        from pyspark.sql import functions as fn

        with translate_spark_errors():
            partition = fn.spark_partition_id().alias("partition")
            counted = frame.select(partition).groupBy("partition").count().collect()
            counts = {row["partition"]: row["count"] for row in counted}
            if max(counts.values(), default=0) > ROWS_AT_ONCE:
                pieces = -(-sum(counts.values()) // ROWS_AT_ONCE)
                frame, _folder = self._started.store(frame.repartition(pieces))
                parts = [[piece] for piece in range(pieces)]
            else:
                parts = parts_of(counts)
        for part in parts:
            with translate_spark_errors():
                found = frame.where(fn.spark_partition_id().isin(part)).toArrow()
            yield from found.to_batches()

    def write_parquet(self, table: Table, file: Path) -> None:
        """See Engine: one file here, which a cluster could not write."""
        schema = _schema(table)
        with pq.ParquetWriter(file, schema) as writer:
            for batch in self.batches(table):
                writer.write_batch(batch)

    def close(self) -> None:
        """See Engine."""
        self._started.close()

    def _frame(self, table: Table) -> Any:
        """The rows of an expression, of the very types that it is said to have."""
        from ibis.backends.pyspark.datatypes import PySparkType
        from pyspark.sql import functions as fn
        from pyspark.sql import types

        frame = self._session.sql(self._backend.compile(table))
        exact = []
        for name, kind in table.schema().items():
            wanted = PySparkType.from_ibis(kind)
            if kind.is_timestamp() and kind.timezone is None:
                wanted = types.TimestampNTZType()
            exact.append(fn.col(f"`{name}`").cast(wanted).alias(name))
        return frame.select(*exact)

    def _named(self, frame: Any, stored: Any = None) -> Table:
        name = next(self._names)
        frame.createOrReplaceTempView(name)
        self._stored[name] = stored
        return self._backend.table(name)


def _read(folder: Path) -> Iterator[pa.RecordBatch]:
    for file in sorted(folder.glob("*.parquet")):
        yield from pq.ParquetFile(file).iter_batches(ROWS_AT_ONCE)


def _schema(table: Table) -> pa.Schema:
    schema: pa.Schema = table.schema().to_pyarrow()
    return schema


def parts_of(counts: Mapping[int, int]) -> list[list[int]]:
    """Partitions put together, so many that each part has at most ROWS_AT_ONCE."""
    parts: list[list[int]] = []
    rows = ROWS_AT_ONCE
    for partition, more in sorted(counts.items()):
        if rows + more > ROWS_AT_ONCE:
            parts.append([])
            rows = 0
        parts[-1].append(partition)
        rows += more
    return parts
