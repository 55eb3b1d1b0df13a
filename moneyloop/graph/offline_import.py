"""Builds the database of the private server from files with Neo4j's own importer, offline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from moneyloop.graph.credentials import set_initial_password
from moneyloop.graph.home import Home, home_unusable
from moneyloop.graph.offline import (
    admin_command,
    copy_server_files,
    put_into_place,
    run_admin,
    staging_folder,
)
from moneyloop.graph.progress import Progress, no_progress

# With actual ids, an id is a node's position in the database: the importer looks nothing up, which
# saves a quarter of the time. It checks nothing either: duplicate ids and dangling relationships
# would be written.
IMPORT = ("database", "import", "full", "neo4j") + (
    "--input-type=parquet",
    "--id-type=actual",
    "--bad-tolerance=0",
    "--strict",
)

STEP, PERCENT = re.compile(r"^\((\d)/(\d)\) "), re.compile(r"(\d+)% ")


@dataclass(frozen=True, slots=True)
class Input:
    """A Parquet file of nodes or of relationships, with the column names that the importer expects.

    `named` is the label or the type of all rows; None if a column holds it.
    """

    named: str | None
    file: Path

    def option(self, name: str) -> str:
        """The importer's option `--name` for this file."""
        return f"--{name}={self.named + '=' if self.named else ''}{self.file}"


@dataclass(frozen=True, slots=True)
class Staging:
    """A staging folder: write the Parquet files into `files`, then call `build`."""

    files: Path
    build: Callable[[Sequence[Input], Sequence[Input]], None]
    """Builds the database from nodes and relationships, and puts it into its place."""


@contextmanager
def staging(home: Home, progress: Progress = no_progress) -> Iterator[Staging]:
    """A folder in which to build a database; the caller holds the home lock, and no server runs.

    The new database replaces the present one, so that must be empty. Raises Neo4jUnavailable.
    """
    with staging_folder(home) as root, ThreadPoolExecutor(1) as pool:
        # The preparation takes seconds, in which the caller writes its files.
        prepared = pool.submit(_prepare, home, root, progress)

        def build(nodes: Sequence[Input], relationships: Sequence[Input]) -> None:
            options = [file.option("nodes") for file in nodes]
            options += [file.option("relationships") for file in relationships]
            _import(home, root, [*_result(prepared), *IMPORT, *options], progress)
            put_into_place(home, root / "data")

        yield Staging(root / "files", build)


def _prepare(home: Home, root: Path, progress: Progress) -> list[str]:
    """Takes over or creates the user of the server; returns the command that runs AdminTool."""
    command = admin_command(home, root, progress)
    if not copy_server_files(home, root / "data"):
        set_initial_password(home, root / "conf", command)
    return command


def _result(prepared: Future[list[str]]) -> list[str]:
    try:
        return prepared.result()
    except OSError as error:
        raise home_unusable(error) from error


def _import(home: Home, root: Path, command: Sequence[str], progress: Progress) -> None:
    step, steps = 1, 1

    def show(line: str) -> None:
        nonlocal step, steps
        if found := STEP.match(line):
            step, steps = int(found[1]), int(found[2])
        if found := PERCENT.search(line):
            progress("importing", (step - 1) * 100 + int(found[1]), steps * 100)

    why = "Neo4j's importer could not build the database, so the private server is still empty."
    run_admin(home, root, command, why, show)
