"""Opens the engine that a scan runs on; imports only that one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from moneyloop.scan.engines.base import Engine


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Which engine to use and how to start it; None leaves a choice to the engine.

    `memory` is a size such as 4GB. The last three are for Spark: `master` is the URL of a cluster,
    `remote` that of a Spark Connect server, `shared` a folder that all workers see.
    """

    name: Literal["duckdb", "spark"] = "duckdb"
    memory: str | None = None
    master: str | None = None
    remote: str | None = None
    shared: str | None = None


@contextmanager
def open_engine(settings: EngineSettings) -> Iterator[Engine]:
    """An engine that closes with the block. Raises ScanFailed if it cannot start."""
    engine = _start(settings)
    try:
        yield engine
    finally:
        engine.close()


def _start(settings: EngineSettings) -> Engine:
    if settings.name == "spark":
        from moneyloop.scan.engines.spark.engine import SparkEngine
        from moneyloop.scan.engines.spark.session import Session

        session = Session(
            settings.master or "local[*]",
            remote=settings.remote,
            memory=settings.memory,
            shared=settings.shared,
        )
        return SparkEngine(session)
    from moneyloop.scan.engines.duckdb.engine import DuckDBEngine

    return DuckDBEngine(settings.memory)
