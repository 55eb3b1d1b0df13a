"""Spark: the engine for ledgers that outgrow one machine, on an existing cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from moneyloop.scan.csv_quotes import with_original_paths
from moneyloop.scan.engines.base import FILE_COLUMN, BrokenLine, Table
from moneyloop.scan.engines.spark import read_csv
from moneyloop.scan.engines.spark.errors import translate_spark_errors
from moneyloop.scan.engines.spark.paths import path_of, to_read
from moneyloop.scan.engines.spark.session import Session

ROWS_PER_BATCH = 100_000


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def btrim(text: str, characters: str) -> str:  # type: ignore[empty-body]
    """The engine's own function."""


class SparkEngine:
    """Spark in a Session, which this closes when it closes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._spark = session.spark
        self._backend = session.backend
        self._names = (f"moneyloop_{number}" for number in count())
        self._stored: dict[str, Path | None] = {}
        self._csv: list[read_csv.CsvRows] = []

    def read_parquet(self, paths: Sequence[str]) -> Table:
        """See Engine; every worker opens the files by the paths that they have on this machine."""
        with translate_spark_errors():
            reader = self._spark.read.option("mergeSchema", len(paths) > 1)
            frame = reader.parquet(*map(to_read, paths))
            return self._as_table(frame.select("*", path_of(frame).alias(FILE_COLUMN)))

    def read_csv(self, paths: Sequence[str], delimiter: str) -> Table:
        """See Engine; the workers open the files as for read_parquet."""
        with translate_spark_errors():
            result = read_csv.read(self._spark, paths, delimiter, self._session.shared_folder())
            self._csv.append(result)
            return with_original_paths(self._as_table(result.rows()), result.files)

    def broken_lines(self) -> list[BrokenLine]:
        """See Engine."""
        with translate_spark_errors():
            return sorted(line for result in self._csv for line in result.broken_lines())

    def strip(self, text: Any, characters: str) -> Any:
        """See Engine."""
        return btrim(text, characters)

    def keep(self, table: Table) -> Table:
        """See Engine; stored as Session.store does it.

        A stored table has no lineage. Otherwise, with a table derived from itself in rounds, Spark
        would plan all earlier rounds again in every round.
        """
        with translate_spark_errors():
            return self._as_table(*self._session.store(self._frame(table)))

    def drop(self, table: Table) -> None:
        """See Engine."""
        name = table.get_name()
        with translate_spark_errors():
            self._spark.catalog.dropTempView(name)
            self._session.delete(self._stored.pop(name))

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """See Engine."""
        with translate_spark_errors():
            result: pa.Table = self._frame(table).toArrow()
        rows: list[dict[str, Any]] = result.cast(_schema(table)).to_pylist()
        return rows

    def batches(self, table: Table) -> Iterator[pa.RecordBatch]:
        """See Engine; the driver has little memory and never holds all rows either."""
        schema = _schema(table)
        with translate_spark_errors():
            frame, folder = self._session.store(self._frame(table))
        try:
            for rows in _read(folder) if folder else self._collected(frame):
                yield from pa.Table.from_batches([rows]).cast(schema).to_batches()
        finally:
            self._session.delete(folder)

    def _collected(self, frame: Any) -> Iterator[pa.RecordBatch]:
        """The rows, fetched a few partitions at a time."""
        from pyspark.sql import functions as fn

        with translate_spark_errors():
            partition = fn.spark_partition_id().alias("partition")
            counted = frame.select(partition).groupBy("partition").count().collect()
            counts = {row["partition"]: row["count"] for row in counted}
            if max(counts.values(), default=0) > ROWS_PER_BATCH:
                pieces = -(-sum(counts.values()) // ROWS_PER_BATCH)
                frame, _folder = self._session.store(frame.repartition(pieces))
                groups = [[piece] for piece in range(pieces)]
            else:
                groups = group_partitions(counts)
        for group in groups:
            with translate_spark_errors():
                result = frame.where(fn.spark_partition_id().isin(group)).toArrow()
            yield from result.to_batches()

    def write_parquet(self, table: Table, file: Path) -> None:
        """See Engine; written here, since a cluster cannot write to this machine."""
        schema = _schema(table)
        with pq.ParquetWriter(file, schema) as writer:
            for batch in self.batches(table):
                writer.write_batch(batch)

    def close(self) -> None:
        """See Engine."""
        self._session.close()

    def _frame(self, table: Table) -> Any:
        """The rows of an Ibis table, cast to exactly the types that Ibis states for it."""
        from ibis.backends.pyspark.datatypes import PySparkType
        from pyspark.sql import functions as fn
        from pyspark.sql import types

        frame = self._spark.sql(self._backend.compile(table))
        columns = []
        for name, ibis_type in table.schema().items():
            spark_type = PySparkType.from_ibis(ibis_type)
            if ibis_type.is_timestamp() and ibis_type.timezone is None:
                spark_type = types.TimestampNTZType()
            columns.append(fn.col(f"`{name}`").cast(spark_type).alias(name))
        return frame.select(*columns)

    def _as_table(self, frame: Any, stored: Path | None = None) -> Table:
        name = next(self._names)
        frame.createOrReplaceTempView(name)
        self._stored[name] = stored
        return self._backend.table(name)


def _read(folder: Path) -> Iterator[pa.RecordBatch]:
    for file in sorted(folder.glob("*.parquet")):
        yield from pq.ParquetFile(file).iter_batches(ROWS_PER_BATCH)


def _schema(table: Table) -> pa.Schema:
    schema: pa.Schema = table.schema().to_pyarrow()
    return schema


def group_partitions(counts: Mapping[int, int]) -> list[list[int]]:
    """Partitions in groups of at most ROWS_PER_BATCH rows; a larger partition forms its own group.

    `counts` maps each partition to its number of rows.
    """
    groups: list[list[int]] = []
    rows = ROWS_PER_BATCH
    for partition, more in sorted(counts.items()):
        if rows + more > ROWS_PER_BATCH:
            groups.append([])
            rows = 0
        groups[-1].append(partition)
        rows += more
    return groups
