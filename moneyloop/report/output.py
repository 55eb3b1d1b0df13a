"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def whole(file: Path) -> Iterator[IO[bytes]]:
    """A file to write to; what stood there before stays until all of the new one is written.

    What is no common file, such as a pipe, is written to as it is. Raises OSError.
    """
    if file.exists() and not file.is_file():
        with file.open("wb") as opened:
            yield opened
        return
    target = file.resolve()
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as part:
            if target.exists():
                os.fchmod(part.fileno(), target.stat().st_mode)
            yield part
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
