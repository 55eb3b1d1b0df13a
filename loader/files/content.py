"""The bytes of a file, where it is one that can be read to its end."""

from __future__ import annotations

import os
import stat
import sys
from typing import BinaryIO

from loader.files.source import Unreadable

LARGEST_FILE = 512 * 1024 * 1024  # bytes


def content_of(path: str | None) -> bytes:
    """The bytes of a file, or of stdin where there is no path. Raises Unreadable."""
    try:
        if path is None:
            data = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with _opened(path) as opened:
                data = opened.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise Unreadable("there is no such file") from error
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from error
    except (AttributeError, ValueError) as error:  # stdin is closed; a name with a NUL byte
        raise Unreadable("cannot be read: there is nothing behind that name") from error
    except MemoryError as error:
        raise Unreadable("is larger than the memory that is left; split it") from error
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"is larger than {LARGEST_FILE // 2**20} MB; split it")
    return data


def _opened(path: str) -> BinaryIO:
    # Before it is opened: that may wait for ever at a pipe, and a device may act.
    _check(os.stat(path).st_mode)  # noqa: PTH116 -- the path as it was typed
    # And after: what stood there a moment ago may have been replaced by a pipe.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    opened = os.fdopen(descriptor, "rb")
    try:
        _check(os.fstat(descriptor).st_mode)
    except Unreadable:
        opened.close()
        raise
    return opened


def _check(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise Unreadable(
            "is a folder; name the files in it (`moneyloop load` reads knowledge folders)"
        )
    if stat.S_ISFIFO(mode):
        raise Unreadable("is a pipe, not a file; send it to stdin and name -")
    if not stat.S_ISREG(mode):
        raise Unreadable("is a device or socket, not a file; name a file, or - for stdin")
