"""Starts Spark here, on a cluster, or connects to a Spark Connect server; and stops it."""

from __future__ import annotations

import re
import shutil
import socket
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from moneyloop.scan.engines.spark.errors import root_cause, translate_spark_errors
from moneyloop.scan.engines.spark.java import as_java_option, check_java
from moneyloop.scan.engines.spark.paths import to_read, to_write
from moneyloop.scan.errors import ScanFailed

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # The names of two columns may differ only in case.
    "spark.sql.caseSensitive": "true",
    # try_cast gives null for text that is not a number, cast an error; never another number.
    "spark.sql.ansi.enabled": "true",
    # Products of decimals are exact or an error, never rounded.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # Parse all cells of a line; otherwise a line with too many of them would pass for a row.
    "spark.sql.csv.parser.columnPruning.enabled": "false",
}
SETTINGS_AT_START = {
    "spark.app.name": "moneyloop scan",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # Results are fetched in parts, so the limit for a whole result does not apply.
    "spark.driver.maxResultSize": "0",
}
SETTINGS_WITHOUT_CLUSTER = {
    # No other machine needs to reach the driver.
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}

WORKER_TIMEOUT = 60  # seconds
CONNECT_TIMEOUT = 10  # seconds
CONNECT_PORT = 15002
MASTERS = re.compile(r"local(\[[0-9*, ]+\])?|yarn|(spark|k8s)://\S+")


class Session:
    """A Spark session (`spark`), its Ibis backend, and the place where kept tables are stored."""

    def __init__(
        self,
        master: str = "local[*]",
        *,
        remote: str | None = None,
        memory: str | None = None,
        shared: str | None = None,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Starts Spark on `master`, or connects to the Spark Connect server `remote`.

        `shared` is a folder that this machine and all workers see under this path; a `local`
        master needs none. `settings` are further Spark settings for a Spark that is started here.
        Raises ScanFailed if Spark, Java or the cluster is missing.
        """
        self._temporary, self._remote = TemporaryDirectory(prefix="moneyloop-scan-"), remote
        is_local = remote is None and master.startswith("local")
        self._shared = Path(shared, f"moneyloop-scan-{uuid4()}") if shared else None
        self._folder = self._shared or (Path(self._temporary.name) if is_local else None)
        self._numbers = count()
        try:
            with _pandas_warnings_ignored():
                self.spark = (
                    _connect(remote)
                    if remote
                    else _start(
                        master, memory, settings, Path(self._temporary.name), is_local=is_local
                    )
                )
                self.backend = _backend(self.spark)
            if self._folder is None:
                # On rows without lineage Spark 4 infers wrong constraints and fails.
                self.spark.conf.set("spark.sql.constraintPropagation.enabled", "false")
        except BaseException:
            self._temporary.cleanup()
            raise

    def store(self, frame: Any) -> tuple[Any, Path | None]:
        """The same rows without their lineage, and the folder that holds them.

        They are stored as Parquet where all workers see a folder for it; otherwise in the workers,
        and the folder is None.
        """
        if self._folder is None:
            return frame.localCheckpoint(), None
        path = self._folder / f"kept-{next(self._numbers)}"
        frame.write.parquet(to_write(path))
        return self.spark.read.schema(frame.schema).parquet(to_read(path)), path

    def shared_folder(self) -> Path | None:
        """A folder that this machine and all workers see, if there is one."""
        if self._folder is None:
            return None
        self._folder.mkdir(exist_ok=True)
        return self._folder.absolute()

    def delete(self, folder: Path | None) -> None:
        """Deletes stored rows; Spark itself frees those in the workers."""
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Stops Spark and removes its files."""
        with suppress(Exception):
            self.spark.stop()
        if not self._remote:
            _stop_java()
        if self._shared:
            shutil.rmtree(self._shared, ignore_errors=True)
        self._temporary.cleanup()


def _connect(remote: str) -> Any:
    try:
        import grpc  # noqa: F401 - pyspark misses it only when it calls a server
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise _no_pyspark() from error
    _check_reachable(remote)
    with translate_spark_errors():
        spark = SparkSession.builder.remote(remote).getOrCreate()
        for name, value in SETTINGS.items():
            spark.conf.set(name, value)
    return spark


def _check_reachable(remote: str) -> None:
    """Fails fast: Spark Connect itself would retry for minutes."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(remote)
        if parts.scheme != "sc" or not parts.hostname:
            raise ScanFailed(f"--remote {remote} is not an address such as sc://host:15002")
        address = (parts.hostname, parts.port or CONNECT_PORT)
        socket.create_connection(address, CONNECT_TIMEOUT).close()
    except (OSError, ValueError) as error:
        raise ScanFailed(f"no Spark Connect server answers at {remote}: {error}") from error


def _start(
    master: str, memory: str | None, more: Mapping[str, str], folder: Path, *, is_local: bool
) -> Any:
    try:
        from py4j.protocol import Py4JError
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise _no_pyspark() from error
    if not MASTERS.fullmatch(master):
        raise ScanFailed(
            f"--master {master} is not the address of a Spark master; use local[*], "
            "spark://host:7077, yarn or k8s://https://host:port"
        )
    check_java()
    settings = SETTINGS | SETTINGS_AT_START | {"spark.master": master}
    if is_local:
        settings |= SETTINGS_WITHOUT_CLUSTER
        settings |= {"spark.local.dir": str(folder), "spark.sql.shuffle.partitions": "32"}
    if memory:
        settings["spark.driver.memory"] = as_java_option(memory)
    conf = SparkConf().setAll(list((settings | dict(more)).items()))
    log = folder / "spark.log"
    try:
        # What Spark and Java print is of no use to a user waiting for results.
        with log.open("wb") as out:
            gateway = launch_gateway(conf, {"stdout": out, "stderr": out})
            context = SparkContext(gateway=gateway, conf=conf)
            if master.startswith("spark:"):
                _await_worker(context, master)
    except (Py4JError, PySparkException) as error:
        cause = root_cause(log.read_text("utf-8", "replace"))
        raise ScanFailed(f"Spark cannot be started on {master}. {cause}") from error
    return SparkSession(context)


def _stop_java() -> None:
    """Ends the Java process, which pyspark would keep for the next session until Python exits."""
    from pyspark import SparkContext

    gateway, SparkContext._gateway, SparkContext._jvm = SparkContext._gateway, None, None
    if gateway is not None:
        with suppress(Exception):
            gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()


def _await_worker(context: Any, master: str) -> None:
    """Waits for the first worker. Spark itself would wait forever and report it only in its log."""
    if context.getConf().get("spark.dynamicAllocation.enabled") == "true":
        return
    deadline = monotonic() + WORKER_TIMEOUT
    while context._jsc.sc().getExecutorMemoryStatus().size() < 2:
        if monotonic() > deadline:
            context.stop()
            raise ScanFailed(
                f"no worker of {master} accepted the scan within {WORKER_TIMEOUT} seconds; check "
                "that it has workers with free cores and memory (spark.executor.memory)"
            )
        sleep(0.2)


def _backend(spark: Any) -> Any:
    import ibis
    from pyspark.logger import PySparkLogger

    # It would print every error with its Java stack trace.
    PySparkLogger.getLogger("SQLQueryContextLogger").disabled = True
    with translate_spark_errors():
        return ibis.pyspark.connect(spark)


def _no_pyspark() -> ScanFailed:
    return ScanFailed("--engine spark needs pyspark: pip install 'moneyloop[spark]'")


@contextmanager
def _pandas_warnings_ignored() -> Iterator[None]:
    """Pyspark warns about pandas 3 wherever it might use pandas; a scan never passes it any."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
        yield
