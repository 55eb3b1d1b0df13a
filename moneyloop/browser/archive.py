"""The archive from which Neo4j serves Browser: Browser's own files, and moneyloop's beside them."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from moneyloop.browser.settings import FOLDER

NAME = "neo4j-browser.zip"
"""The only name under which Neo4j looks for its Browser."""

KEPT = "browser/"
# A newer user interface with a licence agreement of its own.
LEFT_OUT = "browser/preview/"
PAGE = "browser/index.html"
BEFORE = b"</head>"

VERSION = f"{FOLDER}/version.txt"
# The first day that Zip knows. With a fixed day, the same files always make the same archive.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def fingerprint(files: Mapping[str, bytes], jar_sha256: str) -> str:
    """A hash of all that goes into an archive, in hex."""
    digest = hashlib.sha256(jar_sha256.encode("ascii"))
    for name, content in sorted(files.items()):
        digest.update(f"\n{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def version_of(archive: Path) -> str | None:
    """The fingerprint of an archive, or None if there is no readable one."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return opened.read(VERSION).decode("ascii")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def write_archive(
    archive: Path,
    jar: Path,
    files: Mapping[str, bytes],
    version: str,
    run_first: Sequence[str] = (),
) -> None:
    """Writes the archive under another name and renames it once it is complete. Raises OSError.

    Browser's page runs those of the files that `run_first` names before its own scripts.
    """
    archive.parent.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_suffix(".part")
    with zipfile.ZipFile(jar) as source, zipfile.ZipFile(unfinished, "w") as target:
        for entry in source.infolist():
            name = entry.filename
            if name.startswith(KEPT) and not name.startswith(LEFT_OUT):
                content = source.read(entry)
                _add(target, name, _with_scripts(content, run_first) if name == PAGE else content)
        # Neo4j serves only files whose folders have entries of their own.
        _add(target, f"{FOLDER}/", b"")
        for name, content in {**files, Path(VERSION).name: version.encode("ascii")}.items():
            _add(target, f"{FOLDER}/{name}", content)
    unfinished.replace(archive)


def _with_scripts(page: bytes, names: Sequence[str]) -> bytes:
    """Browser's page with scripts of ours in its head."""
    folder = Path(FOLDER).name
    tags = "".join(f'<script src="{folder}/{name}"></script>' for name in names)
    return page.replace(BEFORE, tags.encode() + BEFORE, 1)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.compress_type = zipfile.ZIP_STORED if name.endswith("/") else zipfile.ZIP_DEFLATED
    entry.external_attr = (0o40755 << 16 | 0x10) if name.endswith("/") else 0o100644 << 16
    archive.writestr(entry, content)
