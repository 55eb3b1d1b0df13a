"""The private server with moneyloop's Neo4j Browser on it, its backups, and the choice of a server.

`moneyloop.graph` starts a server and does not know what its Browser shows; `moneyloop.browser`
makes that and starts nothing. This module puts the two together.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moneyloop import clock
from moneyloop.browser.settings import settings
from moneyloop.graph import server
from moneyloop.graph.address import Address, named_address, names_a_server
from moneyloop.graph.backup import BadBackup, dump, has_data
from moneyloop.graph.backup import restore as load_backup
from moneyloop.graph.credentials import USER, password
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home, home, home_lock
from moneyloop.graph.jars import server_version
from moneyloop.graph.ownership import own_root
from moneyloop.graph.progress import Progress, no_progress
from moneyloop.graph.schema import SCHEMA

UNRECORDED = "2026.08.1"
"""The version of Neo4j in release 0.1.0, which did not record it."""


def start_server(home: Home, progress: Progress = no_progress) -> server.Running:
    """The private server, started unless it runs already. Raises Neo4jUnavailable.

    Data that an older version of Neo4j wrote are backed up before the new one opens them.
    """
    if has_data(home) and server.find(home) is None and _written_by(home) != server_version():
        with home_lock(home):
            _back_up_before_neo4j(home, progress)
    return server.start(home, progress, server.WebFiles(_install_browser, settings))


def _written_by(home: Home) -> str:
    try:
        return home.version.read_text("ascii")
    except FileNotFoundError:
        return UNRECORDED


def _back_up_before_neo4j(home: Home, progress: Progress) -> None:
    """Backs up data that the last version of Neo4j wrote, which is no longer at hand."""
    change = f"before-neo4j-{server_version()}"
    if any(home.backups.glob(f"*-{change}*")):
        return  # the last start with this version failed
    home.backups.mkdir(exist_ok=True)
    file = home.backups / f"{clock.today().isoformat()}-{change}.dump"
    try:
        dump(home, file, progress)
    except Neo4jUnavailable:
        # Neo4j writes no dump of data whose server was killed; copied, they are as good.
        part = home.backups / ".part"
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(home.data, part)
        part.rename(file.with_suffix(".data"))


def back_up(home: Home, file: Path, progress: Progress = no_progress) -> None:
    """Writes the private server's database to a new file; a server that runs is away meanwhile.

    Raises BadBackup if there are no data or the file exists, and Neo4jUnavailable.
    """
    if not has_data(home):
        raise BadBackup("there is nothing to back up: the private Neo4j has not been used yet")
    if file.exists():
        raise BadBackup(f"{file} exists already; choose another name")
    with _restarted(home, progress):
        # A server that was killed recovers its data when it starts.
        start_server(home, progress)
        dump(home, file, progress)


def restore(home: Home, file: Path, progress: Progress = no_progress) -> None:
    """Replaces the private server's database by the one in a backup.

    Raises BadBackup if that is not possible, and Neo4jUnavailable; then nothing has changed.
    """
    with _restarted(home, progress):
        load_backup(home, file, progress)


@contextmanager
def _restarted(home: Home, progress: Progress) -> Iterator[None]:
    """No other command uses the server within the block; if it runs, it runs again afterwards."""
    with home_lock(home):
        was_running = server.find(home) is not None
        try:
            yield
        finally:
            if was_running:
                start_server(home, progress)


def back_up_before_schema(home: Home, progress: Progress = no_progress) -> Path:
    """Backs up a graph before this release changes it for good; returns the new file."""
    name = f"{clock.now().astimezone().strftime('%Y-%m-%d-%H%M%S')}-before-schema-{SCHEMA}.dump"
    home.backups.mkdir(exist_ok=True)
    back_up(home, home.backups / name, progress)
    return home.backups / name


def private_address(home: Home, progress: Progress = no_progress) -> Address:
    """The address of the private server, started unless it runs. Raises Neo4jUnavailable."""
    if home.root.is_dir():
        # Before its files are believed: a folder of another user could name a server of theirs.
        own_root(home.root)
    running = server.find(home)
    if running and running.is_suspended():
        raise Neo4jUnavailable(
            f"the private Neo4j is suspended. Let it continue with `kill -CONT {running.pid}`, or "
            "end it with `moneyloop server stop`."
        )
    if running is None or not running.answers() or home.first_start.exists():
        running = start_server(home, progress)
    return Address(running.uri, USER, password(home), "neo4j", private=True, home=home)


def configured_address() -> Address:
    """The server that the environment names, otherwise the private one; never prompts.

    Raises Neo4jUnavailable.
    """
    return named_address(None) if names_a_server() else private_address(home())


def _install_browser(home: Home, progress: Progress) -> None:
    # Imported here: only a start needs the reports, from which the guide and the scripts are made.
    from moneyloop.browser.install import archive_path, install

    install(archive_path(home), home, progress)
