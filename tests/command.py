"""Runs the command line inside the process of the tests, which is quick, or in a new process."""

from __future__ import annotations

import gc
import io
import logging
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest.mock import patch

import cli
from moneyloop import signals
from moneyloop.graph.compose import fragments_in
from moneyloop.report import library

Program = Callable[..., CompletedProcess[str]]
PROGRAM = [sys.executable, "-m", "moneyloop"]
CHECKOUT = Path(cli.__file__).resolve().parent
SECONDS = 120


def run(*words: str, **more: Any) -> CompletedProcess[str]:
    """Runs the command inside this process, or in a new one if it needs that.

    It does in a thread, because threads share streams and environment, and with variables that
    configure Python itself.
    """
    needs_process = threading.current_thread() is not threading.main_thread() or any(
        name.startswith("PYTHON") for name in more
    )
    return run_program(*words, **more) if needs_process else run_inside(*words, **more)


def run_program(
    *words: str, stdin: str = "", cwd: Path | None = None, **environment: str
) -> CompletedProcess[str]:
    """Runs the command in a new process, for tests of signals, pipes, encodings and concurrency."""
    return subprocess.run(
        [*PROGRAM, *words],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)} | environment,
    )


def run_inside(
    *words: str, stdin: str = "", cwd: Path | None = None, **environment: str
) -> CompletedProcess[str]:
    """Runs the command in this process, and returns what `run_program` would return.

    The command has its own streams, which are not a terminal; everything else that it changes is
    restored.
    This saves starting Python and importing, which is most of the time of a small command.
    """
    out, err = io.BytesIO(), io.BytesIO()
    with (
        chdir(cwd or "."),
        patch.dict(os.environ, environment),
        patch.object(sys, "argv", [cli.__file__, *words]),
        patch.object(sys, "stdin", _stream(io.BytesIO(stdin.encode()))),
        patch.object(sys, "stdout", _stream(out)) as stdout,
        patch.object(sys, "stderr", _stream(err, errors="backslashreplace")) as stderr,
        _restored(),
    ):
        code = _exit_code()
        stdout.flush()
        stderr.flush()
        # The streams close their buffers when they are garbage-collected; decoded as `text=True`
        # would decode them.
        texts = [_stream(io.BytesIO(buffer.getvalue())).read() for buffer in (out, err)]
    return CompletedProcess(list(words), code, *texts)


def _stream(buffer: io.BytesIO, errors: str = "strict") -> io.TextIOWrapper:
    return io.TextIOWrapper(buffer, "utf-8", errors)


def _exit_code() -> int:
    """Runs the command and returns the code with which its process would exit."""
    try:
        cli.main()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
    except Exception:
        sys.stderr.write(traceback.format_exc())
    return 1


@contextmanager
def _restored() -> Iterator[None]:
    """Restores what a command changes in its process, and clears what a new process would read."""
    on_signals = {number: signal.getsignal(number) for number in signals.WORDS}
    on_lost = sys.unraisablehook
    collects = gc.isenabled()
    logger = logging.getLogger("neo4j")
    handlers = logger.handlers[:]
    # A test may have changed a file of reports since the last command.
    library.find.cache_clear()
    fragments_in.cache_clear()
    try:
        yield
    finally:
        logger.handlers[:] = handlers
        if collects:
            gc.enable()
        sys.unraisablehook = on_lost
        for number, handler in on_signals.items():
            signal.signal(number, handler)
