"""Installs the archive from which a Neo4j server serves Browser with moneyloop's files."""

from __future__ import annotations

import json
from pathlib import Path

from moneyloop.browser.archive import NAME, fingerprint, version_of, write_archive
from moneyloop.browser.settings import LOOPBACK, settings
from moneyloop.browser.site import IN_BROWSER, site
from moneyloop.graph.home import Home
from moneyloop.graph.jars import Pin, jars, pins
from moneyloop.graph.progress import Progress


def archive_path(home: Home) -> Path:
    """The path at which the private server looks for its Browser."""
    return home.neo4j / "web" / NAME


def install(archive: Path, home: Home, progress: Progress) -> bool:
    """Writes the archive; returns False if this release's archive is already there.

    Browser's jar comes from the home and is fetched into it if missing. Raises Neo4jUnavailable,
    and OSError if the archive cannot be written.
    """
    files, version = _files_and_version()
    if version_of(archive) == version:
        return False
    [jar] = jars(home, [_jar()], progress)
    write_archive(archive, jar, files, version, IN_BROWSER)
    return True


def is_current(archive: Path) -> bool:
    """Whether this is the archive of this release."""
    return version_of(archive) == _files_and_version()[1]


def _files_and_version() -> tuple[dict[str, bytes], str]:
    files = site()
    # A server reads both its settings and its archive when it starts, so one version covers both.
    rules = json.dumps(settings(LOOPBACK[0], 0, 0)).encode()
    return files, fingerprint({**files, "settings": rules}, _jar().sha256)


def _jar() -> Pin:
    return next(pin for pin in pins() if pin.artifact == "neo4j-browser")
