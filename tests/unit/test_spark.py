"""What is said of Spark, and how its results are parted; without Spark."""

from __future__ import annotations

import pytest

from moneyloop.scan.spark import ROWS_AT_ONCE, parts_of
from moneyloop.scan.spark_errors import NO_MEMORY, told

FAILED_JOB = """An error occurred while calling o42.parquet.
: org.apache.spark.SparkException: [FAILED_READ_FILE] Error while reading file. SQLSTATE: KD001
\tat org.apache.spark.sql.errors.QueryExecutionErrors$.failed(QueryExecutionErrors.scala:1)
Caused by: java.io.FileNotFoundException: File file:/ledger/1.parquet does not exist
\tat java.base/java.lang.Thread.run(Thread.java:840)
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (FAILED_JOB, "Spark says: File file:/ledger/1.parquet does not exist"),
        ("[CAST] '1e' is no number. SQLSTATE: 22018\nmore", "Spark says: '1e' is no number."),
        ("WARNING: much\nError: Module a.b not found\n", "Spark says: Error: Module a.b not found"),
        ("Caused by: java.lang.OutOfMemoryError: Java heap space", NO_MEMORY),
    ],
)
def test_the_cause_is_told_in_a_line(text: str, line: str) -> None:
    assert told(text) == line


def test_partitions_are_asked_for_together_up_to_a_number_of_rows() -> None:
    most = ROWS_AT_ONCE
    assert parts_of({}) == []
    assert parts_of({2: most - 1, 0: 1, 1: 1, 5: 3 * most, 7: 1}) == [[0, 1], [2], [5], [7]]
