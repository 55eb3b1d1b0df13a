"""Builds the database of the private server from files with Neo4j's own importer, offline.

The database is built in a staging folder. Once it is complete, a rename puts it in the place of the
empty one. If the command is killed before that, the private server stays empty, and the next
command removes the staging folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from moneyloop.graph import process
from moneyloop.graph.conf import write_conf
from moneyloop.graph.credentials import set_initial_password
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home, home_unusable
from moneyloop.graph.jars import class_path
from moneyloop.graph.java import environment, find_java, heap
from moneyloop.graph.ownership import check_contents
from moneyloop.graph.ports import DEFAULT_BOLT_PORT, DEFAULT_HTTP_PORT
from moneyloop.graph.progress import Progress, no_progress

STAGING, REPLACED = "staging-", "data.before"
KEPT = ("databases/system", "transactions/system", "dbms", "server_id")
"""The data to keep of a server that has run before: its users and its identity."""

# With actual ids, an id is a node's position in the database: the importer looks nothing up, which
# saves a quarter of the time. It checks nothing either: duplicate ids and dangling relationships
# would be written.
IMPORT = ("org.neo4j.cli.AdminTool", "database", "import", "full", "neo4j") + (
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
    remove_left_overs(home)
    check_contents(home.root)
    home.neo4j.mkdir(parents=True, exist_ok=True)
    root = Path(tempfile.mkdtemp(prefix=STAGING, dir=home.neo4j))
    try:
        for name in ("files", "data", "logs", "tmp"):
            (root / name).mkdir()
        folders = {f"server.directories.{name}": str(root / name) for name in ("data", "logs")}
        write_conf(root / "conf", DEFAULT_BOLT_PORT, DEFAULT_HTTP_PORT, folders)
        with ThreadPoolExecutor(1) as pool:
            # The preparation takes seconds, in which the caller writes its files.
            prepared = pool.submit(_prepare, home, root, progress)

            def build(nodes: Sequence[Input], relationships: Sequence[Input]) -> None:
                options = [file.option("nodes") for file in nodes]
                options += [file.option("relationships") for file in relationships]
                _import(home, root, [*_result(prepared), *IMPORT, *options], progress)
                _put_into_place(home, root)

            yield Staging(root / "files", build)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def remove_left_overs(home: Home) -> None:
    """Ends importers whose commands were killed, and removes their staging folders.

    The data of a first start that was killed are removed too: no one has logged in yet, and Neo4j
    cannot open everything that such a start may leave, such as stores without their logs.
    """
    flag = _home_flag(home)
    for found in psutil.process_iter(["cmdline"]):
        if flag in (found.info["cmdline"] or ()):
            process.kill(found)
    if home.first_start.exists():
        home.data.rename(home.neo4j / REPLACED)
    for left_over in [*home.neo4j.glob(f"{STAGING}*"), home.neo4j / REPLACED]:
        shutil.rmtree(left_over, ignore_errors=True)


def _home_flag(home: Home) -> str:
    """The argument by which the importers of a home are recognised."""
    return f"-Dmoneyloop.staging={home.neo4j}"


def _prepare(home: Home, root: Path, progress: Progress) -> list[str]:
    """Takes over or creates the user of the server; returns the command that runs its Java."""
    java = find_java()
    jars = os.pathsep.join(str(jar) for jar in class_path(home, progress))
    if (home.data / "databases" / "system").exists():
        for name in KEPT:
            old, new = home.data / name, root / "data" / name
            new.parent.mkdir(parents=True, exist_ok=True)
            if old.is_dir():
                shutil.copytree(old, new)
            elif old.exists():
                shutil.copy2(old, new)
    else:
        set_initial_password(home, root / "conf", java, jars)
    # Pauses do not matter to an importer: the parallel collector saves a tenth of the time.
    memory = [f"-Xmx{heap()}", "-XX:+UseParallelGC"]
    encodings = ["-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"]
    options = [*memory, *encodings, *java.flags(), _home_flag(home)]
    return [str(java.program), *options, f"-Djava.io.tmpdir={root / 'tmp'}", "-cp", jars]


def _result(prepared: Future[list[str]]) -> list[str]:
    try:
        return prepared.result()
    except OSError as error:
        raise home_unusable(error) from error


def _import(home: Home, root: Path, command: Sequence[str], progress: Progress) -> None:
    lines: list[str] = []
    importer = subprocess.Popen(
        command,
        cwd=root,
        env=environment(home, root / "conf"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    with importer:
        try:
            assert importer.stdout is not None  # noqa: S101 - it is a pipe
            step, steps = 1, 1
            for line in importer.stdout:
                lines.append(line)
                if found := STEP.match(line):
                    step, steps = int(found[1]), int(found[2])
                if found := PERCENT.search(line):
                    progress("importing", (step - 1) * 100 + int(found[1]), steps * 100)
        except BaseException:
            importer.kill()
            raise
    if importer.returncode != 0:
        output = [line.strip() for line in lines if line.strip().strip("-")]
        why = "\n".join(f"  {line[:300]}" for line in output[-8:])
        raise Neo4jUnavailable(
            "Neo4j's importer could not build the database, so the private server is still empty. "
            f"The end of its output:\n{why}"
        )


def _put_into_place(home: Home, root: Path) -> None:
    """Swaps the databases; if killed between the two renames, the next start makes an empty one."""
    try:
        if home.data.exists():
            home.data.rename(home.neo4j / REPLACED)
        (root / "data").rename(home.data)
    except OSError as error:
        raise home_unusable(error) from error
    shutil.rmtree(home.neo4j / REPLACED, ignore_errors=True)
