"""Runs one command and measures its time and the memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryFile

import psutil

TIME_LIMIT = 120  # seconds
MEMORY_LIMIT = 8 << 30  # bytes
POLL_INTERVAL = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a command used and printed.

    - `seconds`: from start to end
    - `peak`: the largest number of bytes that its processes held at once
    - `over_limit`: whether it was killed at a limit
    - `code`: its exit code
    """

    seconds: float
    peak: int
    over_limit: bool
    code: int
    output: str
    errors: str


def measure(
    command: Sequence[str],
    server: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Measurement:
    """Runs a command and watches it and its children until it ends or exceeds a limit.

    `server` is the id of another process whose memory is included.
    """
    with TemporaryFile("w+", encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=out, stderr=err, env={**os.environ, **(environment or {})}
        )
        peak, over_limit = 0, False
        while process.poll() is None:
            peak = max(peak, _memory(process.pid) + (_memory(server) if server else 0))
            over_limit = time.perf_counter() - start > TIME_LIMIT or peak > MEMORY_LIMIT
            if over_limit:
                kill(process.pid)
                break
            time.sleep(POLL_INTERVAL)
        seconds = time.perf_counter() - start
        out.seek(0)
        err.seek(0)
        return Measurement(seconds, peak, over_limit, process.wait(), out.read(), err.read())


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory(pid: int) -> int:
    """The resident memory of a process and all its descendants, in bytes."""
    total = 0
    for process in _tree(pid):
        with suppress(psutil.NoSuchProcess):
            total += int(process.memory_info().rss)
    return total


def kill(pid: int) -> None:
    """Kills a process and all its descendants, which would slow down the next measurement."""
    for process in reversed(_tree(pid)):
        with suppress(psutil.NoSuchProcess):
            process.kill()
