"""Writes a file completely or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from moneyloop.platforms import set_mode


@contextmanager
def atomic_write(file: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which replaces `file` once the block has ended without an error.

    Until then, and after an error, `file` keeps its old content. Anything other than a regular
    file, such as a pipe, is written to directly. Raises OSError.
    """
    if file.exists() and not file.is_file():
        with file.open("wb") as opened:
            yield opened
        return
    target = file.resolve()
    part_file = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part_file.open("xb") as part:
            if target.exists():
                set_mode(part, target.stat().st_mode)
            yield part
        part_file.replace(target)
    except BaseException:
        with suppress(OSError):
            part_file.unlink(missing_ok=True)
        raise
