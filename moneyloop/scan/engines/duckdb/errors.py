"""DuckDB's errors as messages for the user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from moneyloop.scan.errors import NOT_ENOUGH_MEMORY, ScanFailed


@contextmanager
def translate_duckdb_errors() -> Iterator[None]:
    """Turns errors of DuckDB into ScanFailed with a message of one line."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise ScanFailed(NOT_ENOUGH_MEMORY) from error
    except duckdb.Error as error:
        raise ScanFailed(str(error).splitlines()[0]) from error
