"""The signals that end a command: Ctrl-C, a polite kill, and the end of the terminal.

This module imports next to nothing, so that the program can install its handlers first of all.
"""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

WORDS = {
    signal.SIGINT: "interrupted",
    signal.SIGTERM: "terminated",
}
if hasattr(signal, "SIGHUP"):  # Windows has none
    WORDS[signal.SIGHUP] = "disconnected"

_received: list[int] = []


class Ended(BaseException):
    """Unwinds a command that a signal ends before the driver of Neo4j is imported."""


def exit_code(number: int) -> int:
    """The exit code of a program that this signal ended, as shells report it."""
    return 128 + number


def received() -> signal.Signals | None:
    """The first signal that ended this command; None if none has."""
    return signal.Signals(_received[0]) if _received else None


def end_at_once() -> None:
    """From now on a signal ends the process without unwinding: before and after the command."""
    _install(_end)


def unwind() -> None:
    """From now on a signal raises an exception, so that the command cleans up after itself."""
    _received.clear()
    _install(_raise)
    if not isinstance(sys.unraisablehook, _Lost):
        sys.unraisablehook = _Lost(sys.unraisablehook)


def _install(handler: Callable[[int, FrameType | None], None]) -> None:
    for number in WORDS:
        # A signal that is ignored, as after nohup, stays ignored.
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler, _end, _raise):
            signal.signal(number, handler)


def _end(number: int, _: FrameType | None) -> None:
    try:
        os.write(2, f"{WORDS[signal.Signals(number)]}\n".encode())
    finally:
        os._exit(exit_code(number))


def _raise(number: int, frame: FrameType | None) -> None:
    first = not _received
    _received.append(number)
    if first:
        raise _exception()
    # The command is cleaning up. The end of a terminal brings several signals at once, and they
    # must not stop that; a second Ctrl-C means that the user does not want to wait for it.
    if number == signal.SIGINT:
        _end(number, frame)


def _exception() -> BaseException:
    """The driver closes its connection at once on CancelledError; after any other exception it
    would wait for the running query."""
    asyncio = sys.modules.get("asyncio.exceptions")
    kind: type[BaseException] = getattr(asyncio, "CancelledError", Ended)
    return kind()


def _raise_again(_: int, __: FrameType | None) -> None:
    raise _exception()


class _Lost:
    """Raises the exception again if Python was where nothing can be raised, such as in __del__."""

    def __init__(self, otherwise: Callable[[Any], object]) -> None:
        self._otherwise = otherwise

    def __call__(self, lost: Any) -> None:
        if not _received:
            self._otherwise(lost)
            return
        if hasattr(signal, "setitimer"):  # without it, as on Windows, only a second Ctrl-C helps
            signal.signal(signal.SIGALRM, _raise_again)
            signal.setitimer(signal.ITIMER_REAL, 0.01)
