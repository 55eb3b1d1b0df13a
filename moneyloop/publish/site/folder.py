"""Writes a site into a folder, or leaves the folder as it was. What else is there stays."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp

from moneyloop.errors import WRONG_COMMAND, MoneyloopError

LIST = "files.txt"
"""The list of the site's files, one on each line. Only a folder that has it is taken for a site."""

PART = ".site-part-"
"""What the name of the folder begins with in which a new site is made."""

BOTH = "both.txt"
"""In that folder, the list of the files of the older and the new site."""

_OF_A_SITE = re.compile(r"([a-z]+/)?[a-z0-9][a-z0-9.-]*")


class NotASite(MoneyloopError):
    """The folder holds something else than a site, or a site that is to be kept."""

    exit_code = WRONG_COMMAND


def check_folder(folder: Path, *, overwrite: bool) -> None:
    """Raises NotASite if the folder must not be written.

    Hidden files may be there before, such as those of a new Git repository.
    """
    if not folder.absolute().parent.is_dir():
        raise NotASite(
            f"there is no folder {str(folder.parent)!r}; create it, or choose another one"
        )
    if not folder.exists() or all(one.name.startswith(".") for one in folder.iterdir()):
        return
    if not (folder / LIST).is_file():
        raise NotASite(f"{folder} holds something else; choose an empty folder or a new one")
    if not overwrite:
        raise NotASite(f"{folder} holds a site; choose another folder, or add --overwrite")


def write_site(folder: Path, files: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Writes the files beside those of an older site, and then replaces these one by one.

    So a site is there at every moment, a full disk changes nothing, and files that the older site
    does not list stay, such as CNAME and .git of GitHub Pages. Returns the number of files and of
    bytes. Raises OSError.
    """
    is_new = not folder.exists()
    folder.mkdir(exist_ok=True)
    for left_over in folder.glob(f"{PART}*"):  # of a run that was killed
        shutil.rmtree(left_over)
    # Inside the folder, since that may be a disk of its own.
    made = Path(mkdtemp(prefix=PART, dir=folder))
    try:
        sizes = {path: _write(made / path, text) for path, text in files}
        sizes[LIST] = _write_list(made / LIST, {*sizes, LIST})
        # While files of both sites are there, both are listed, for a run that repairs this one.
        old = _listed(folder)
        _write_list(made / BOTH, {*old, *sizes})
        (made / BOTH).replace(folder / LIST)
        for path in sizes.keys() - {LIST}:
            (folder / path).parent.mkdir(exist_ok=True)
            (made / path).replace(folder / path)
        for path in old.difference(sizes):
            (folder / path).unlink(missing_ok=True)
        (made / LIST).replace(folder / LIST)
    finally:
        shutil.rmtree(made, ignore_errors=True)
        if is_new and not any(folder.iterdir()):
            folder.rmdir()
    return len(sizes), sum(sizes.values())


def _write(file: Path, text: str) -> int:
    file.parent.mkdir(exist_ok=True)
    return file.write_bytes(text.encode("utf-8", "surrogatepass"))


def _write_list(file: Path, paths: Iterable[str]) -> int:
    return _write(file, "".join(f"{path}\n" for path in sorted(paths)))


def _listed(folder: Path) -> set[str]:
    """The files of the site that is there. A changed list cannot lead out of the folder."""
    file = folder / LIST
    if not file.is_file():
        return set()
    lines = file.read_text("utf-8", "replace").splitlines()
    return {line for line in lines if _OF_A_SITE.fullmatch(line)}
