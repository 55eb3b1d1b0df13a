"""Starts Spark here, on a cluster, or asks one that serves Spark Connect; and ends it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
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

from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.spark_errors import told, translate_spark_errors
from moneyloop.scan.spark_files import to_read, to_write

OLDEST_JAVA = 17
MODULES = frozenset(
    {
        "java.management",
        "java.naming",
        "java.sql",
        "jdk.incubator.vector",
        "jdk.unsupported",
    }
)
"""What Spark wants of a Java, and runtimes that were made smaller may lack."""

NEEDS_JAVA = (
    "Spark needs a whole Java 17 or 21, such as Debian's openjdk-17-jre-headless; name its folder "
    "in JAVA_HOME"
)

EVERYWHERE = {
    "spark.sql.session.timeZone": "UTC",
    # Columns may differ in case alone.
    "spark.sql.caseSensitive": "true",
    # What is no number is null where that is asked for, and else an error; never another number.
    "spark.sql.ansi.enabled": "true",
    # Products of decimals would be rounded; so they are exact, or an error.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # All cells of a line count, else a line with too many of them would pass for a row.
    "spark.sql.csv.parser.columnPruning.enabled": "false",
}
STARTED = {
    "spark.app.name": "moneyloop scan",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # The parts of a result are asked for one by one.
    "spark.driver.maxResultSize": "0",
}
"""What can only be said before Spark starts."""

SECONDS_TO_WAIT = 60
SECONDS_TO_REACH = 10
CONNECT_PORT = 15002
MASTERS = re.compile(r"local(\[[0-9*, ]+\])?|yarn|(spark|k8s)://\S+")

ALONE = {
    # Without a cluster nobody else has to reach it.
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}


class Session:
    """A session of Spark, and where it stores what is computed once.

    `shared` is a folder that all workers see under this path; a master `local` needs none.
    """

    def __init__(
        self,
        master: str = "local[*]",
        *,
        remote: str | None = None,
        memory: str | None = None,
        shared: str | None = None,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`settings` are more of Spark's own, for one that is started.

        Raises ScanFailed where Spark, Java or the cluster is missing.
        """
        self._own, self._remote = TemporaryDirectory(prefix="moneyloop-scan-"), remote
        alone = remote is None and master.startswith("local")
        self._shared = Path(shared, f"moneyloop-scan-{uuid4()}") if shared else None
        self._folder = self._shared or (Path(self._own.name) if alone else None)
        self._numbers = count()
        try:
            with _quiet_about_pandas():
                self.session = (
                    _connected(remote)
                    if remote
                    else _started(master, memory, settings, Path(self._own.name), alone=alone)
                )
                self.backend = _backend(self.session)
            if self._folder is None:
                # Spark 4.3 draws wrong conclusions on rows without a history, and fails.
                self.session.conf.set("spark.sql.constraintPropagation.enabled", "false")
        except BaseException:
            self._own.cleanup()
            raise

    def store(self, frame: Any) -> tuple[Any, Any]:
        """The same rows without their history, and what forget wants to know."""
        if self._folder is None:
            return frame.localCheckpoint(), None
        path = self._folder / f"kept-{next(self._numbers)}"
        frame.write.parquet(to_write(path))
        return self.session.read.schema(frame.schema).parquet(to_read(path)), path

    def forget(self, stored: Any) -> None:
        """Lets go what store has stored."""
        if isinstance(stored, Path):
            shutil.rmtree(stored, ignore_errors=True)

    def close(self) -> None:
        """Ends Spark, and takes away what it left on the disk."""
        with suppress(Exception):
            self.session.stop()
        if not self._remote:
            _end_java()
        if self._shared:
            shutil.rmtree(self._shared, ignore_errors=True)
        self._own.cleanup()


def _connected(remote: str) -> Any:
    try:
        import grpc  # noqa: F401 - pyspark goes without it until a server is asked
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise _no_pyspark() from error
    _check_reachable(remote)
    with translate_spark_errors():
        session = SparkSession.builder.remote(remote).getOrCreate()
        for name, value in EVERYWHERE.items():
            session.conf.set(name, value)
    return session


def _check_reachable(remote: str) -> None:
    """Spark Connect itself would try for minutes."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(remote)
        if parts.scheme != "sc" or not parts.hostname:
            raise ScanFailed(f"--remote {remote} is no address such as sc://host:15002")
        where = (parts.hostname, parts.port or CONNECT_PORT)
        socket.create_connection(where, SECONDS_TO_REACH).close()
    except (OSError, ValueError) as error:
        raise ScanFailed(f"no Spark Connect answers at {remote}: {error}") from error


def _started(
    master: str, memory: str | None, more: Mapping[str, str], folder: Path, *, alone: bool
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
            f"--master {master} names no Spark: write local[*], spark://host:7077, yarn or "
            "k8s://https://host:port"
        )
    check_java()
    settings = EVERYWHERE | STARTED | {"spark.master": master}
    if alone:
        settings |= ALONE | {"spark.local.dir": str(folder), "spark.sql.shuffle.partitions": "32"}
    if memory:
        settings["spark.driver.memory"] = _as_java_writes(memory)
    conf = SparkConf().setAll(list((settings | dict(more)).items()))
    log = folder / "spark.log"
    try:
        # What Spark and Java write to the terminal is of no use to who waits for loops.
        with log.open("wb") as out:
            gateway = launch_gateway(conf, {"stdout": out, "stderr": out})
            context = SparkContext(gateway=gateway, conf=conf)
            if master.startswith("spark:"):
                _await_worker(context, master)
    except (Py4JError, PySparkException) as error:
        said = log.read_text("utf-8", "replace")
        raise ScanFailed(f"Spark cannot be started on {master}. {told(said)}") from error
    return SparkSession(context)


def _end_java() -> None:
    """Pyspark would keep its Java until Python ends, and give it to the next session."""
    from pyspark import SparkContext

    gateway, SparkContext._gateway, SparkContext._jvm = SparkContext._gateway, None, None
    if gateway is not None:
        with suppress(Exception):
            gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()


def _await_worker(context: Any, master: str) -> None:
    """Spark itself would wait for ever, and say so in its log alone."""
    if context.getConf().get("spark.dynamicAllocation.enabled") == "true":
        return
    until = monotonic() + SECONDS_TO_WAIT
    while context._jsc.sc().getExecutorMemoryStatus().size() < 2:
        if monotonic() > until:
            context.stop()
            raise ScanFailed(
                f"no worker of {master} took the scan within {SECONDS_TO_WAIT} seconds: are there "
                "any, and have they cores and memory free (spark.executor.memory)?"
            )
        sleep(0.2)


def _backend(session: Any) -> Any:
    import ibis
    from pyspark.logger import PySparkLogger

    # It would write each error to the terminal, with all of Java's stack.
    PySparkLogger.getLogger("SQLQueryContextLogger").disabled = True
    with translate_spark_errors():
        return ibis.pyspark.connect(session)


def _no_pyspark() -> ScanFailed:
    return ScanFailed("--engine spark needs pyspark: pip install 'moneyloop[spark]'")


def check_java() -> None:
    """Raises ScanFailed where there is no Java that can run Spark."""
    home = os.environ.get("JAVA_HOME")
    java = Path(home) / "bin" / "java" if home else shutil.which("java")
    if java is None:
        raise ScanFailed(f"there is no Java. {NEEDS_JAVA}")
    try:
        version = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
        modules = subprocess.run(
            [java, "--list-modules"], capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise ScanFailed(f"{java} cannot be run: {error.strerror}. {NEEDS_JAVA}") from error
    major = re.search(r'version "(\d+)', version.stderr + version.stdout)
    if major is None or int(major[1]) < OLDEST_JAVA:
        found = f"Java {major[1]}" if major else "no Java"
        raise ScanFailed(f"{java} is {found}. {NEEDS_JAVA}")
    missing = MODULES - {line.partition("@")[0] for line in modules.stdout.split()}
    if missing:
        raise ScanFailed(f"{java} lacks {', '.join(sorted(missing))}. {NEEDS_JAVA}")


def _as_java_writes(memory: str) -> str:
    """4GB or 1.5 GiB in the way of Java's options."""
    [(number, unit)] = re.findall(r"^([0-9.]+) *([KMGT])", memory.upper())
    kibibytes = float(number) * 1024 ** "KMGT".index(unit)
    return f"{int(kibibytes)}k"


@contextmanager
def _quiet_about_pandas() -> Iterator[None]:
    """Pyspark warns of pandas 3 wherever it might use it; nothing here hands it any of pandas."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
        yield
