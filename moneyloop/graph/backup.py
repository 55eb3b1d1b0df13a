"""Backups of the private server's database, with Neo4j's own dump.

Its commands need a server that does not run, so the functions here stop it; callers start it again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moneyloop.atomic_file import atomic_write
from moneyloop.errors import MoneyloopError
from moneyloop.graph import server
from moneyloop.graph.address import Address
from moneyloop.graph.conf import write_conf
from moneyloop.graph.connection import connect
from moneyloop.graph.credentials import USER, password
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home, home_lock, home_unusable
from moneyloop.graph.offline import (
    admin_command,
    copy_server_files,
    put_into_place,
    run_admin,
    staging_folder,
    trial_home,
)
from moneyloop.graph.ports import DEFAULT_BOLT_PORT, DEFAULT_HTTP_PORT
from moneyloop.graph.progress import Progress
from moneyloop.graph.queries import query
from moneyloop.graph.schema import SCHEMA
from moneyloop.platforms import link_or_copy, set_mode

DATABASE = "neo4j"
DUMP = f"{DATABASE}.dump"
"""The name under which Neo4j's commands write and look for a dump of the database."""

MAGIC = (b"DZV1", b"DGV1")
"""How a dump begins, compressed with zstd or with gzip."""

NO_WEB = server.WebFiles(lambda home, progress: None, lambda host, bolt, http: {})
"""A server that is only on trial needs no Browser."""


class BadBackup(MoneyloopError):
    """A file from which the graph cannot be restored; nothing has changed."""


def has_data(home: Home) -> bool:
    """Whether the private server has ever had a database.

    Data of a first start that never succeeded do not count: the next start begins anew.
    """
    return (home.data / "databases" / DATABASE).exists() and not home.first_start.exists()


def dump(home: Home, file: Path, progress: Progress) -> None:
    """Writes the database to a file that only its owner can read: whole, or not at all.

    It stops the server. If the server was killed, it must have started since, since only then it
    has recovered. Raises BadBackup if the file cannot be written, and Neo4jUnavailable.
    """
    with home_lock(home):
        server.stop(home)
        progress("writing the backup", 0, 0)
        with staging_folder(home, home.data) as root:
            command = admin_command(home, root, progress)
            words = ["database", "dump", DATABASE, f"--to-path={root / 'files'}"]
            run_admin(home, root, [*command, *words], "Neo4j could not write the backup.")
            _copy(root / "files" / DUMP, file)


def _copy(made: Path, file: Path) -> None:
    try:
        with made.open("rb") as dump, atomic_write(file) as target:
            set_mode(target, 0o600)
            shutil.copyfileobj(dump, target)
    except OSError as error:
        raise BadBackup(f"{file} cannot be written ({error.strerror}); choose another") from error


def restore(home: Home, file: Path, progress: Progress) -> None:
    """Replaces the database by the one in a backup, once a server has opened it.

    It stops the server. The users and the password stay. Raises BadBackup, if the file is not a
    backup of a moneyloop graph that this release can read, and Neo4jUnavailable; then nothing has
    changed.
    """
    _check_begins_like_a_dump(file)
    with home_lock(home):
        server.stop(home)
        with staging_folder(home) as root, _on_trial(home, root, file, progress) as trial:
            if not home.password.exists():
                shutil.copy2(trial.password, home.password)
            put_into_place(home, trial.data)


def _check_begins_like_a_dump(file: Path) -> None:
    if not file.is_file():
        raise BadBackup(f"there is no file {str(file)!r}; check the path")
    try:
        with file.open("rb") as opened:
            begins = opened.read(len(MAGIC[0]))
    except OSError as error:
        raise BadBackup(f"{file} cannot be read ({error.strerror})") from error
    if begins not in MAGIC:
        raise BadBackup(
            f"{file} is not a backup: it does not begin as Neo4j's dumps do. Give a file that "
            "`moneyloop server backup` wrote; nothing was changed"
        )


@contextmanager
def _on_trial(home: Home, root: Path, file: Path, progress: Progress) -> Iterator[Home]:
    """A stopped server of its own with the database of a backup, which it has opened."""
    trial = trial_home(root)
    trial.root.mkdir(mode=0o700)
    link_or_copy(trial.maven, home.maven)
    trial.data.mkdir(parents=True)
    write_conf(trial.conf, DEFAULT_BOLT_PORT, DEFAULT_HTTP_PORT, {})
    copy_server_files(home, trial.data)
    if home.password.exists():
        shutil.copy2(home.password, trial.password)
    link_or_copy(root / "files" / DUMP, file.absolute())
    progress("reading the backup", 0, 0)
    words = ["database", "load", DATABASE, f"--from-path={root / 'files'}"]
    command = [*admin_command(home, root, progress), *words, "--overwrite-destination=true"]
    try:
        run_admin(trial, trial.root, command, f"{file} cannot be restored; nothing was changed.")
    except Neo4jUnavailable as error:
        raise BadBackup(str(error)) from error
    try:
        running = _started(trial, file, progress)
        address = Address(running.uri, USER, password(trial), DATABASE, private=True, home=trial)
        with connect(address) as graph:
            [marker] = graph.read((query("lookup/marker"), {}))[0].maps()
    finally:
        server.stop(trial)
    _check_marker(file, marker["schemas"], has_nodes=marker["has_nodes"])
    yield trial


def _started(trial: Home, file: Path, progress: Progress) -> server.Running:
    try:
        return server.start(trial, progress, NO_WEB)
    except Neo4jUnavailable as error:
        raise BadBackup(
            f"{file} cannot be restored: Neo4j does not start with it; nothing was changed. {error}"
        ) from error


def _check_marker(file: Path, schemas: list[int], *, has_nodes: bool) -> None:
    if has_nodes and not schemas:
        raise BadBackup(
            f"{file} is the backup of a graph that is not moneyloop's; nothing was changed"
        )
    if max(schemas, default=SCHEMA) > SCHEMA:
        raise BadBackup(
            f"{file} is a backup made by a newer moneyloop (its schema is {max(schemas)}, this "
            f"release knows {SCHEMA}). Upgrade moneyloop; nothing was changed"
        )


def remove(home: Home) -> None:
    """Deletes the private server with its data and all that was fetched; keeps the backups.

    Raises Neo4jUnavailable.
    """
    with home_lock(home):
        server.stop(home)
        for file in (home.running, home.password):
            file.unlink(missing_ok=True)
        try:
            for folder in (home.neo4j, home.maven):
                if folder.is_symlink():
                    folder.unlink()
                elif folder.exists():
                    shutil.rmtree(folder)
        except OSError as error:
            raise home_unusable(error) from error
