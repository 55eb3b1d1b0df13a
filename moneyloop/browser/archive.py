"""The archive from which Neo4j serves Browser: Browser's own jar, and moneyloop's files in it."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

from moneyloop.browser.settings import FOLDER

NAME = "neo4j-browser.zip"
"""Neo4j takes this name alone for its Browser."""

KEPT = "browser/"
# A newer user interface, under an agreement of its own.
LEFT_OUT = "browser/preview/"

VERSION = f"{FOLDER}/version.txt"
# Zip knows no day before; the same files always make the same archive.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def fingerprint(files: Mapping[str, bytes], jar_sha256: str) -> str:
    """What tells one archive from another, in hex."""
    summed = hashlib.sha256(jar_sha256.encode("ascii"))
    for name, content in sorted(files.items()):
        summed.update(f"\n{name} {len(content)}\n".encode())
        summed.update(content)
    return summed.hexdigest()


def version_of(archive: Path) -> str | None:
    """The fingerprint of an archive, None where there is none that can be read."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return opened.read(VERSION).decode("ascii")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def write_archive(archive: Path, jar: Path, files: Mapping[str, bytes], version: str) -> None:
    """Makes the archive beside its place and moves it there once it is whole. Raises OSError."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_suffix(".part")
    with zipfile.ZipFile(jar) as source, zipfile.ZipFile(unfinished, "w") as made:
        for entry in source.infolist():
            name = entry.filename
            if name.startswith(KEPT) and not name.startswith(LEFT_OUT):
                _add(made, name, source.read(entry))
        # Neo4j serves only what stands in folders that are entries of their own.
        _add(made, f"{FOLDER}/", b"")
        for name, content in {**files, Path(VERSION).name: version.encode("ascii")}.items():
            _add(made, f"{FOLDER}/{name}", content)
    unfinished.replace(archive)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.compress_type = zipfile.ZIP_STORED if name.endswith("/") else zipfile.ZIP_DEFLATED
    entry.external_attr = (0o40755 << 16 | 0x10) if name.endswith("/") else 0o100644 << 16
    archive.writestr(entry, content)
