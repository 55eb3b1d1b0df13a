"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, made: str | bytes) -> None:
    """Writes the file, text as UTF-8; what stood there stays until all of the new one is written.

    What is no common file, such as a pipe, is written to as it is. Raises OSError.
    """
    data = made.encode() if isinstance(made, str) else made
    if file.exists() and not file.is_file():
        file.write_bytes(data)
        return
    target = file.resolve()
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as part:
            if target.exists():
                os.fchmod(part.fileno(), target.stat().st_mode)
            part.write(data)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
