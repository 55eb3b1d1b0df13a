"""Puts the archive with Browser and moneyloop's files where a server looks for it."""

from __future__ import annotations

import json
from pathlib import Path

from moneyloop.browser.archive import NAME, fingerprint, version_of, write_archive
from moneyloop.browser.settings import LOOPBACK, settings
from moneyloop.browser.site import site
from moneyloop.graph.home import Home
from moneyloop.graph.jars import Pin, Progress, jars, pins


def archive_of(home: Home) -> Path:
    """Where the private server looks for its Browser."""
    return home.neo4j / "web" / NAME


def place(archive: Path, home: Home, progress: Progress) -> bool:
    """Makes the archive from the pinned jar; False where it stands there already as it would be.

    The jar comes from the home, or else is fetched into it. Raises Neo4jUnavailable, and OSError
    where the archive cannot be written.
    """
    files, version = _wanted()
    if version_of(archive) == version:
        return False
    [jar] = jars(home, [_jar()], progress)
    write_archive(archive, jar, files, version)
    return True


def is_current(archive: Path) -> bool:
    """Whether an archive is the one that this release makes."""
    return version_of(archive) == _wanted()[1]


def _wanted() -> tuple[dict[str, bytes], str]:
    files = site()
    # A server takes its settings when it starts, as it does the archive: both are one release's.
    rules = json.dumps(settings(LOOPBACK[0], 0, 0)).encode()
    return files, fingerprint({**files, "settings": rules}, _jar().sha256)


def _jar() -> Pin:
    return next(pin for pin in pins() if pin.artifact == "neo4j-browser")
