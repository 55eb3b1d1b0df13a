"""Writes a site into a folder: all of it, or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp

from moneyloop.errors import WRONG_COMMAND, MoneyloopError

MARK = "changes.atom"
"""Only a folder with this file is taken for a site, and replaced."""


class NotASite(MoneyloopError):
    """The folder holds something else than a site, or a site that is to be kept."""

    exit_code = WRONG_COMMAND


def check_folder(folder: Path, *, overwrite: bool) -> None:
    """Raises NotASite if the folder must not be written."""
    if not folder.absolute().parent.is_dir():
        raise NotASite(f"there is no folder {str(folder.parent)!r}")
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MARK).is_file():
        raise NotASite(f"{folder} holds something else; choose an empty folder or a new one")
    if not overwrite:
        raise NotASite(f"{folder} holds a site; choose another folder, or add --overwrite")


def write_site(folder: Path, files: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Writes the files beside the folder first, and then replaces it.

    Returns the number of files and of bytes. Raises OSError.
    """
    target = folder.absolute()
    made = Path(mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    try:
        count, size = 0, 0
        for path, text in files:
            file = made / path
            file.parent.mkdir(parents=True, exist_ok=True)
            size += file.write_bytes(text.encode("utf-8", "surrogatepass"))
            count += 1
        made.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        made.rename(target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return count, size
