"""Messages about errors of Spark, and how its results are divided; without Spark."""

from __future__ import annotations

import pytest

from moneyloop.scan.engines.spark.engine import ROWS_PER_BATCH, group_partitions
from moneyloop.scan.engines.spark.errors import root_cause
from moneyloop.scan.errors import NOT_ENOUGH_MEMORY

FAILED_JOB = """An error occurred while calling o42.parquet.
: org.apache.spark.SparkException: [FAILED_READ_FILE] Error while reading file. SQLSTATE: KD001
\tat org.apache.spark.sql.errors.QueryExecutionErrors$.failed(QueryExecutionErrors.scala:1)
Caused by: java.io.FileNotFoundException: File file:/ledger/1.parquet does not exist
\tat java.base/java.lang.Thread.run(Thread.java:840)
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (FAILED_JOB, "Spark reports: File file:/ledger/1.parquet does not exist"),
        ("[CAST] '1e' is no number. SQLSTATE: 22018\nmore", "Spark reports: '1e' is no number."),
        (
            "WARNING: much\nError: Module a.b not found\n",
            "Spark reports: Error: Module a.b not found",
        ),
        ("Caused by: java.lang.OutOfMemoryError: Java heap space", NOT_ENOUGH_MEMORY),
    ],
)
def test_the_cause_is_reported_in_one_line(text: str, line: str) -> None:
    assert root_cause(text) == line


def test_partitions_are_fetched_in_groups_of_limited_size() -> None:
    most = ROWS_PER_BATCH
    assert group_partitions({}) == []
    assert group_partitions({2: most - 1, 0: 1, 1: 1, 5: 3 * most, 7: 1}) == [[0, 1], [2], [5], [7]]
