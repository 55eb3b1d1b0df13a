"""Spark's errors as one line for the user: Spark prints pages, most of them about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from moneyloop.scan.errors import NOT_ENOUGH_MEMORY, ScanFailed

CAUSE = re.compile(
    r"^(?:Caused by: |: |Exception in thread .main. )?"
    r"((?:[a-z_]+[0-9]*\.)+[A-Z][\w$]*)(?:: (.*))?$",
    re.MULTILINE,
)
CONDITION = re.compile(r"^\[[A-Z0-9_.]+\] ")
STATE = re.compile(r" SQLSTATE: [0-9A-Z]{5}.*$")
NANOSECONDS = (
    "the ledger has times in nanoseconds, which Spark cannot read; write its Parquet files with "
    "microseconds, or scan it with --engine duckdb"
)


@contextmanager
def translate_spark_errors() -> Iterator[None]:
    """Turns errors of Spark into ScanFailed with a message of one line."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        raise ScanFailed(root_cause(str(error))) from error


def root_cause(text: str) -> str:
    """The innermost cause in a stack trace or a log, in one line."""
    if "OutOfMemoryError" in text:
        return NOT_ENOUGH_MEMORY
    if "TIMESTAMP(NANOS" in text:
        return NANOSECONDS
    causes = [match[2] or match[1] for match in CAUSE.finditer(text)]
    lines = [line for line in text.splitlines() if line.strip() and "WARN" not in line]
    line = (causes or lines or ["it gave no reason"])[-1 if causes else 0].strip()
    return "Spark reports: " + STATE.sub("", CONDITION.sub("", line))
