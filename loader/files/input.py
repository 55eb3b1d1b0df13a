"""A file that is being read: its name, where its problems go, and its bytes."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from typing import BinaryIO

from loader.problems import Problem
from moneyloop.platforms import open_to_read

LARGEST_FILE = 512 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file under the name that the user gave it, and the list that collects its problems."""

    name: str
    problems: list[Problem]

    def problem(self, message: str, line: int = 0) -> None:
        """Adds a problem with a line, or with the whole file if `line` is 0."""
        self.problems.append(Problem(self.name, line, 0, "", message))


class Unreadable(Exception):
    """The file cannot be read any further: why, and the line (0 for the whole file)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def read_bytes(path: str | None) -> bytes:
    """The bytes of a file, or of stdin if `path` is None. Raises Unreadable."""
    try:
        if path is None:
            data = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with _open(path) as stream:
                data = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise Unreadable("there is no such file") from error
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from error
    except (AttributeError, ValueError) as error:
        raise Unreadable("cannot be read: stdin is closed, or the name contains a NUL") from error
    except MemoryError as error:
        raise Unreadable("does not fit into memory; split it") from error
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"is larger than {LARGEST_FILE // 2**20} MB; split it")
    return data


def _open(path: str) -> BinaryIO:
    # Checked before opening, because opening a pipe may block forever and opening a device may
    # trigger it.
    _check(os.stat(path).st_mode)  # noqa: PTH116 -- the path as it was typed
    # And again afterwards, because the file may have been replaced by a pipe in the meantime.
    descriptor = open_to_read(path)
    stream = os.fdopen(descriptor, "rb")
    try:
        _check(os.fstat(descriptor).st_mode)
    except Unreadable:
        stream.close()
        raise
    return stream


def _check(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise Unreadable(
            "is a folder; name the files in it (`moneyloop load` reads knowledge folders)"
        )
    if stat.S_ISFIFO(mode):
        raise Unreadable("is a pipe, not a file; redirect it to stdin and give - as the file")
    if not stat.S_ISREG(mode):
        raise Unreadable("is a device or socket, not a file; give a file, or - for stdin")
