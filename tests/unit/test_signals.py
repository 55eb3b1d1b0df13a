"""Signals end a command in order: it cleans up, says one word, and exits with 128 + the number."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command import CHECKOUT, PROGRAM

WORDS = {
    signal.SIGINT: ("interrupted", 130),
    signal.SIGTERM: ("terminated", 143),
    signal.SIGHUP: ("disconnected", 129),
}
SECONDS = 60

# A command in the middle of writing a file; what it does in the meantime is the argument.
WRITES = """
import sys, time
from pathlib import Path
import cli
from moneyloop.atomic_file import atomic_write

def write(**_):
    with atomic_write(Path("result.csv")) as file:
        file.write(b"half of it")
        print("writes", flush=True)
        exec(sys.argv[1])

cli.app.main = write
cli.main()
"""
WAITS = "time.sleep(60)"
# Python ignores exceptions in __del__, and a library may turn them into others.
IN_DESTRUCTOR = """
class Slow:
    def __del__(self):
        time.sleep(60)
Slow()
time.sleep(60)
"""
CLEANS_UP = """
try:
    print("works", flush=True)
    time.sleep(60)
finally:
    print("cleans up", flush=True)
    time.sleep(3)
"""
TRANSLATES = """
try:
    time.sleep(60)
except BaseException as error:
    raise RuntimeError("the query was interrupted") from error
"""


def heed_all_signals() -> None:
    """In the background of a shell, or under nohup, programs begin with some signals ignored."""
    for number in WORDS:
        signal.signal(number, signal.SIG_DFL)


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        words,
        cwd=folder,
        stdin=subprocess.PIPE,  # a command that reads it waits until the signal has come
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "MONEYLOOP_HOME": str(folder / "home")},
        preexec_fn=heed_all_signals,  # noqa: PLW1509
    )


@pytest.mark.parametrize("meanwhile", [WAITS, IN_DESTRUCTOR, TRANSLATES])
@pytest.mark.parametrize("number", WORDS, ids=lambda one: one.name)
def test_no_half_a_file_is_left(number: signal.Signals, meanwhile: str, tmp_path: Path) -> None:
    with start(tmp_path, sys.executable, "-c", WRITES, meanwhile) as command:
        assert command.stdout is not None
        assert command.stdout.readline() == "writes\n"
        assert list(tmp_path.glob(".*.part"))
        time.sleep(0.1)  # it is in the middle of the code that it was given
        command.send_signal(number)
        _, err = command.communicate(timeout=SECONDS)
    word, code = WORDS[number]
    assert (command.returncode, err) == (code, f"{word}\n")
    assert list(tmp_path.iterdir()) == []


def test_the_signals_of_a_closed_terminal_do_not_stop_the_cleaning_up(tmp_path: Path) -> None:
    """A kernel or a service manager sends several, one right after the other."""
    with start(tmp_path, sys.executable, "-c", WRITES, CLEANS_UP) as command:
        assert command.stdout is not None
        assert command.stdout.readline() == "writes\n"
        assert command.stdout.readline() == "works\n"
        command.send_signal(signal.SIGHUP)
        assert command.stdout.readline() == "cleans up\n"
        command.send_signal(signal.SIGTERM)
        command.send_signal(signal.SIGHUP)
        _, err = command.communicate(timeout=SECONDS)
    assert (command.returncode, err) == (129, "disconnected\n")
    assert list(tmp_path.iterdir()) == []


def handles_signals(command: subprocess.Popen[str]) -> bool:
    """Whether the process has a handler for SIGTERM. Python installs none by itself."""
    status = Path(f"/proc/{command.pid}/status").read_text("ascii")
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
@pytest.mark.parametrize("number", WORDS, ids=lambda one: one.name)
@pytest.mark.parametrize("seconds", [0, 0.02, 0.05, 0.1, 0.2, 0.4])
def test_a_signal_during_the_imports_is_one_word_too(
    seconds: float, number: signal.Signals, tmp_path: Path
) -> None:
    with start(tmp_path, *PROGRAM, "query", "-") as command:
        while not handles_signals(command):
            assert command.poll() is None
            time.sleep(0.001)
        time.sleep(seconds)
        command.send_signal(number)
        out, err = command.communicate(timeout=SECONDS)
    word, code = WORDS[number]
    assert (command.returncode, out, err) == (code, "", f"{word}\n")
