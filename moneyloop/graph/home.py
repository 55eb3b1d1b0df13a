"""The folder in which the private Neo4j lives on this machine, and its lock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.ownership import LOCK, MAVEN, own_root


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds the fetched jars and the private server with its data."""

    root: Path

    @property
    def maven(self) -> Path:
        """The Maven repository of this home: the jars, as they were published."""
        return self.root / MAVEN

    @property
    def neo4j(self) -> Path:
        """NEO4J_HOME of the private server."""
        return self.root / "neo4j"

    @property
    def data(self) -> Path:
        """The databases of the private server, its users included."""
        return self.neo4j / "data"

    @property
    def first_start(self) -> Path:
        """A marker that exists until a new server has accepted its first login."""
        return self.data / "first-start"

    @property
    def conf(self) -> Path:
        """NEO4J_CONF of the private server."""
        return self.neo4j / "conf"

    @property
    def temporary(self) -> Path:
        """The server's folder for temporary files, emptied by each start."""
        return self.neo4j / "tmp"

    @property
    def log(self) -> Path:
        """The console output of the server and its Java."""
        return self.neo4j / "logs" / "console.log"

    @property
    def password(self) -> Path:
        """The file with the password of user `neo4j`; only its owner can read it."""
        return self.root / "password"

    @property
    def version(self) -> Path:
        """The version of Neo4j that last opened the data."""
        return self.neo4j / "version"

    @property
    def backups(self) -> Path:
        """The folder for backups that an upgrade makes."""
        return self.root / "backups"

    @property
    def running(self) -> Path:
        """The record of the server's process and its ports."""
        return self.root / "server.json"

    @property
    def lock_file(self) -> Path:
        """The file behind `home_lock`."""
        return self.root / LOCK


def home() -> Home:
    """`MONEYLOOP_HOME`, or the platform's folder for application data of the user."""
    chosen = os.environ.get("MONEYLOOP_HOME")
    root = Path(chosen).expanduser() if chosen else platformdirs.user_data_path("moneyloop")
    return Home(root.absolute())


@contextmanager
def home_lock(home: Home) -> Iterator[None]:
    """While it is held, no other program fetches, starts or stops the server of this home.

    A thread that holds the lock can take it again. Raises Neo4jUnavailable if the folder cannot be
    used or belongs to another user, also for an OSError inside the block.
    """
    from filelock import FileLock

    try:
        home.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        own_root(home.root)
        with FileLock(home.lock_file, is_singleton=True):
            yield
    except OSError as error:
        raise home_unusable(error) from error


def home_unusable(error: OSError) -> Neo4jUnavailable:
    """The error for a folder in which nothing can be read or written."""
    return Neo4jUnavailable(
        f"the folder of the private Neo4j cannot be used: {error}. "
        "Free disk space, fix its permissions, or choose another folder with MONEYLOOP_HOME."
    )
