"""Makes the database of the private server out of files, by Neo4j's own importer, without a server.

All of it happens in a folder aside. Only when the database is whole does it take the place of the
empty one, by one renaming: whoever is killed on the way leaves a private server as it was, empty,
and a folder that the next one clears away.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from moneyloop.graph import server
from moneyloop.graph.conf import write_conf
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home
from moneyloop.graph.jars import class_path
from moneyloop.graph.java import find_java, heap

if TYPE_CHECKING:
    from moneyloop.graph.jars import Progress

ASIDE, BEFORE = "aside-", "data.before"
KEPT = ("databases/system", "transactions/system", "dbms", "server_id")
"""Of the data of a server that has run before: its users and its own name."""

# A node's number is its place in the database, so nothing is looked up, a quarter less time. Nor is
# it checked: two nodes of one number, or an end that is none, would be written.
IMPORT = ("org.neo4j.cli.AdminTool", "database", "import", "full", "neo4j") + (
    "--input-type=parquet",
    "--id-type=actual",
    "--bad-tolerance=0",
    "--strict",
)

STEP, PERCENT = re.compile(r"^\((\d)/(\d)\) "), re.compile(r"(\d+)% ")


@dataclass(frozen=True, slots=True)
class Input:
    """A Parquet file of nodes or of relationships, whose columns are named as the importer asks.

    `named` is the label or the type of all of them; None where a column says each one's.
    """

    named: str | None
    file: Path

    def option(self, name: str) -> str:
        """As the importer is told of it."""
        return f"--{name}={self.named + '=' if self.named else ''}{self.file}"


@dataclass(frozen=True, slots=True)
class Aside:
    """A folder aside: put what is to be imported into `files`, then call `make`."""

    files: Path
    make: Callable[[Sequence[Input], Sequence[Input]], None]
    """Given nodes and relationships makes the database, and puts it into its place."""


@contextmanager
def aside(home: Home, progress: Progress) -> Iterator[Aside]:
    """A folder in which a database is made; for one who holds the home, while no server runs.

    The database that stands there now is lost when the new one is put into its place, so it must
    be empty. Raises Neo4jUnavailable.
    """
    clear(home)
    home.neo4j.mkdir(parents=True, exist_ok=True)
    root = Path(tempfile.mkdtemp(prefix=ASIDE, dir=home.neo4j))
    try:
        for name in ("files", "data", "logs"):
            (root / name).mkdir()
        write_conf(root / "conf", server.USUAL_BOLT_PORT, server.USUAL_HTTP_PORT, aside=root)
        with ThreadPoolExecutor(1) as pool:
            # It takes seconds in which the files can be written.
            ready = pool.submit(_make_ready, home, root, progress)

            def make(nodes: Sequence[Input], relationships: Sequence[Input]) -> None:
                words = [one.option("nodes") for one in nodes]
                words += [one.option("relationships") for one in relationships]
                _import(home, root, [*_awaited(ready), *IMPORT, *words], progress)
                _put_into_place(home, root)

            yield Aside(root / "files", make)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def clear(home: Home) -> None:
    """Ends what is left of an importer whose command was killed, and takes its folder away.

    So it does with the data of a first start that was killed: Neo4j cannot open all that it can
    leave, such as stores without their logs, and nobody has been let in yet.
    """
    mark = _mark(home)
    for process in psutil.process_iter(["cmdline"]):
        if mark in (process.info["cmdline"] or ()):
            with suppress(psutil.NoSuchProcess):
                process.kill()
                process.wait(server.SECONDS_TO_STOP)
    if home.first_start.exists():
        home.data.rename(home.neo4j / BEFORE)
    for left_over in [*home.neo4j.glob(f"{ASIDE}*"), home.neo4j / BEFORE]:
        shutil.rmtree(left_over, ignore_errors=True)


def _mark(home: Home) -> str:
    return f"-Dmoneyloop.aside={home.neo4j}"


def _make_ready(home: Home, root: Path, progress: Progress) -> list[str]:
    """How Java is called; sees to the password of a new server, or to what another one keeps."""
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
        server.set_password(home, root / "conf", java, jars)
    # Nobody waits for an answer meanwhile, so pauses are no matter: a tenth less time in all.
    memory = [f"-Xmx{heap()}", "-XX:+UseParallelGC"]
    texts = ["-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"]
    return [str(java.program), *memory, *texts, *java.flags(), _mark(home), "-cp", jars]


def _awaited(ready: Future[list[str]]) -> list[str]:
    try:
        return ready.result()
    except OSError as error:
        raise _no_room(error) from error


def _import(home: Home, root: Path, command: Sequence[str], progress: Progress) -> None:
    told: list[str] = []
    process = subprocess.Popen(
        command,
        cwd=root,
        env=server.environment(home, root / "conf"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    with process:
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            step, steps = 1, 1
            for line in process.stdout:
                told.append(line)
                if found := STEP.match(line):
                    step, steps = int(found[1]), int(found[2])
                if found := PERCENT.search(line):
                    progress("importing", (step - 1) * 100 + int(found[1]), steps * 100)
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        words_left = [line.strip() for line in told if line.strip().strip("-")]
        why = "\n".join(f"  {line[:300]}" for line in words_left[-8:])
        raise Neo4jUnavailable(
            "Neo4j's importer could not make the database, so the private server is left as it "
            f"was, empty. Its last words:\n{why}"
        )


def _put_into_place(home: Home, root: Path) -> None:
    """Killed between the two renamings it leaves a server that is made anew at its next start."""
    try:
        if home.data.exists():
            home.data.rename(home.neo4j / BEFORE)
        (root / "data").rename(home.data)
    except OSError as error:
        raise _no_room(error) from error
    shutil.rmtree(home.neo4j / BEFORE, ignore_errors=True)


def _no_room(error: OSError) -> Neo4jUnavailable:
    return Neo4jUnavailable(
        f"the folder of the private Neo4j cannot be used: {error}. "
        "Make room or mend its rights, or choose another folder in MONEYLOOP_HOME."
    )
