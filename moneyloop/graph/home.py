"""Where the private Neo4j lives on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds the fetched jars and the private server with its data."""

    root: Path

    @property
    def maven(self) -> Path:
        """The Maven repository of this home: the jars, as they were published."""
        return self.root / "maven"

    @property
    def neo4j(self) -> Path:
        """NEO4J_HOME of the private server."""
        return self.root / "neo4j"

    @property
    def data(self) -> Path:
        """What the private server keeps: its databases and its users."""
        return self.neo4j / "data"

    @property
    def first_start(self) -> Path:
        """There until a new server has let its user in for the first time."""
        return self.data / "first-start"

    @property
    def conf(self) -> Path:
        """NEO4J_CONF of the private server."""
        return self.neo4j / "conf"

    @property
    def log(self) -> Path:
        """What the server and its Java say on their output."""
        return self.neo4j / "logs" / "console.log"

    @property
    def password(self) -> Path:
        """The password of user `neo4j`; readable by the owner alone."""
        return self.root / "password"

    @property
    def running(self) -> Path:
        """Which process serves, and on which ports."""
        return self.root / "server.json"

    @property
    def lock(self) -> Path:
        """Held while the server is being fetched, started or stopped."""
        return self.root / "server.lock"


def home() -> Home:
    """`MONEYLOOP_HOME`, or else the platform's folder for the data of a user's programs."""
    chosen = os.environ.get("MONEYLOOP_HOME")
    root = Path(chosen).expanduser() if chosen else platformdirs.user_data_path("moneyloop")
    return Home(root.absolute())
