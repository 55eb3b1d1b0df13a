"""Runs one measurement: a command of its own, its time and the memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryFile

import psutil

SECONDS = 120
GIBIBYTES = 8
SECONDS_BETWEEN_LOOKS = 0.05


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command took: `seconds` from start to end, `peak` bytes at once; what it printed.

    With `over` it was ended at a limit; a `code` other than 0 says that it failed.
    """

    seconds: float
    peak: int
    over: bool
    code: int
    output: str
    errors: str


def measure(
    words: Sequence[str], beside: int | None = None, environment: Mapping[str, str] | None = None
) -> Measured:
    """Runs a command and looks at it and its children until it ends, or passes a limit.

    `beside` is the number of a process whose memory counts too, such as a server's.
    """
    with TemporaryFile("w+", encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as err:
        begin = time.perf_counter()
        process = subprocess.Popen(
            words, stdout=out, stderr=err, env={**os.environ, **(environment or {})}
        )
        peak, over = 0, False
        while process.poll() is None:
            peak = max(peak, _memory(process.pid) + (_memory(beside) if beside else 0))
            over = time.perf_counter() - begin > SECONDS or peak > GIBIBYTES << 30
            if over:
                end(process.pid)
                break
            time.sleep(SECONDS_BETWEEN_LOOKS)
        seconds = time.perf_counter() - begin
        out.seek(0)
        err.seek(0)
        return Measured(seconds, peak, over, process.wait(), out.read(), err.read())


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory(pid: int) -> int:
    """The resident bytes of a process and all below it."""
    total = 0
    for process in _tree(pid):
        with suppress(psutil.NoSuchProcess):
            total += int(process.memory_info().rss)
    return total


def end(pid: int) -> None:
    """Ends a process and all below it, which would else slow what is measured next."""
    for one in reversed(_tree(pid)):
        with suppress(psutil.NoSuchProcess):
            one.kill()
