"""Scans on a running Spark: a master with two workers, and a Spark Connect server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytestmark = [pytest.mark.group("spark cluster"), pytest.mark.timeout(600)]

FEW = 60
ACCOUNTS = int(os.environ.get("MONEYLOOP_CLUSTER", FEW))
QUICK = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""For tables this small, planning takes longer than computing."""
QUICK_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
OPEN_PACKAGES = ("lang", "lang.invoke", "net", "nio", "util", "util.concurrent")
CHECKOUT = Path(__file__).resolve().parents[2]


@contextmanager
def started(folder: Path, name: str, *words: str, ready: str) -> Iterator[re.Match[str]]:
    """Runs a program of Spark's jars on loopback; starts the block once its log matches `ready`."""
    found = find_spec("pyspark")
    assert found and found.submodule_search_locations
    home = found.submodule_search_locations[0]
    java = Path(os.environ.get("JAVA_HOME") or "/", "bin", "java")
    program = java if "JAVA_HOME" in os.environ else Path(shutil.which("java") or "java")
    add_opens = [f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in OPEN_PACKAGES]
    add_opens += ["--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"]
    log = folder / f"{name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [
                program,
                "-Xmx512m",
                *QUICK_JAVA,
                "--add-modules=jdk.incubator.vector",
                *add_opens,
                "-cp",
                f"{home}/jars/*",
                *words,
            ],
            cwd=folder,
            stdout=out,
            stderr=out,
            env=os.environ
            | {"SPARK_HOME": home, "SPARK_SCALA_VERSION": "2.13", "SPARK_LOCAL_IP": "127.0.0.1"},
        )
        try:
            deadline = time.monotonic() + 120
            while not (match := re.search(ready, log.read_text("utf-8", "replace"))):
                assert process.poll() is None, log.read_text("utf-8", "replace")[-3000:]
                assert time.monotonic() < deadline, log.read_text("utf-8", "replace")[-3000:]
                time.sleep(0.2)
            yield match
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cluster")
    chance = Random(9)  # noqa: S311 - no secret
    names = [f"a{number}" for number in range(ACCOUNTS)]
    ends = chance.choices(names, [(rank + 1) ** -0.7 for rank in range(ACCOUNTS)], k=ACCOUNTS * 10)
    cents = [chance.randrange(10**7) for _ in ends[::2]]
    amounts = [f"{one // 100}.{one % 100:02}" for one in cents]
    days = [f"2025-01-{chance.randrange(1, 29):02}" for _ in amounts]
    (folder / "ledger").mkdir()
    # Two files, so that both workers read something.
    half = len(amounts) // 2
    for part, rows in enumerate((slice(None, half), slice(half, None))):
        columns = {
            "payer": ends[::2][rows],
            "payee": ends[1::2][rows],
            "date": days[rows],
            "amount": amounts[rows],
        }
        pq.write_table(pa.table(columns), folder / "ledger" / f"{part}.parquet")
    return folder


@pytest.fixture(scope="module")
def expected(folder: Path) -> list[dict[str, Any]]:
    rows = scan(folder)
    assert len(rows) > 5
    return rows


def scan(folder: Path, *words: str) -> list[dict[str, Any]]:
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "cli",
            "scan",
            "ledger",
            "--within-days",
            "9",
            "--max-hops",
            "2",
            "-f",
            "jsonl",
            *words,
        ],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "SPARK_CONF_DIR": str(folder / "conf")},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return sorted(map(json.loads, ran.stdout.splitlines()), key=str)


@pytest.fixture(scope="module")
def master(folder: Path) -> Iterator[str]:
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "512m",
        "spark.driver.extraJavaOptions": " ".join(QUICK_JAVA),
        "spark.executor.extraJavaOptions": " ".join(QUICK_JAVA),
        **QUICK,
    }
    (folder / "conf").mkdir()
    (folder / "conf" / "spark-defaults.conf").write_text(
        "".join(f"{name} {value}\n" for name, value in settings.items()), "utf-8"
    )
    deploy = "org.apache.spark.deploy"
    one = ["--host", "127.0.0.1", "--webui-port", "0"]
    with started(
        folder,
        "master",
        f"{deploy}.master.Master",
        *one,
        "--port",
        "0",
        ready=r"Starting Spark master at (spark://\S+)",
    ) as match:
        url = match[1]
        worker = [f"{deploy}.worker.Worker", *one, "--cores", "1", "--memory", "512m"]
        registered = "Successfully registered with master"
        with (
            started(folder, "one", *worker, "--work-dir", "w1", url, ready=registered),
            started(folder, "other", *worker, "--work-dir", "w2", url, ready=registered),
        ):
            yield url


def test_two_workers_find_what_duckdb_finds(
    folder: Path, expected: list[dict[str, Any]], master: str
) -> None:
    shared = folder / "shared"
    shared.mkdir()
    variants: list[tuple[str, ...]] = [()]
    if ACCOUNTS > FEW:
        variants.append(("--shared", str(shared)))
    for more in variants:
        assert scan(folder, "--engine", "spark", "--master", master, *more) == expected
    # Both workers took part, and nothing is left in the shared folder.
    assert len(list(folder.glob("w[12]/app-*/*"))) == 2 * len(variants)
    assert not list(shared.iterdir())


def test_spark_connect_finds_what_duckdb_finds(
    folder: Path, expected: list[dict[str, Any]]
) -> None:
    settings = {
        "spark.master": "local[2]",
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": "0",
        **QUICK,
    }
    with started(
        folder,
        "connect",
        *(f"-D{name}={value}" for name, value in settings.items()),
        "org.apache.spark.sql.connect.service.SparkConnectServer",
        ready=r"Spark Connect server started at: 127\.0\.0\.1:(\d+)",
    ) as match:
        remote = f"sc://127.0.0.1:{match[1]}"
        shared = folder / "of connect"
        shared.mkdir()
        words = ("--engine", "spark", "--remote", remote, "--shared", str(shared))
        assert scan(folder, *words) == expected
        assert not list(shared.iterdir())
