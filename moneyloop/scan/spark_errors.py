"""What Spark says went wrong, in words for people: it says much, and most of it of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from moneyloop.scan.errors import ScanFailed

CAUSE = re.compile(
    r"^(?:Caused by: |: |Exception in thread .main. )?"
    r"((?:[a-z_]+[0-9]*\.)+[A-Z][\w$]*)(?:: (.*))?$",
    re.MULTILINE,
)
CONDITION = re.compile(r"^\[[A-Z0-9_.]+\] ")
STATE = re.compile(r" SQLSTATE: [0-9A-Z]{5}.*$")
NO_MEMORY = (
    "there is not enough memory. Give more with --memory, or narrow the scan: fewer --max-hops, "
    "a greater --min-amount, or the largest loops alone with --top"
)
NANOSECONDS = (
    "the ledger has times in nanoseconds, which Spark does not read; write its Parquet with "
    "microseconds, or scan it with --engine duckdb"
)


@contextmanager
def translate_spark_errors() -> Iterator[None]:
    """Turns errors of Spark into ScanFailed."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        raise ScanFailed(told(str(error))) from error


def told(text: str) -> str:
    """The cause in one line."""
    if "OutOfMemoryError" in text:
        return NO_MEMORY
    if "TIMESTAMP(NANOS" in text:
        return NANOSECONDS
    causes = [match[2] or match[1] for match in CAUSE.finditer(text)]
    lines = [line for line in text.splitlines() if line.strip() and "WARN" not in line]
    line = (causes or lines or ["nothing"])[-1 if causes else 0].strip()
    return "Spark says: " + STATE.sub("", CONDITION.sub("", line))
