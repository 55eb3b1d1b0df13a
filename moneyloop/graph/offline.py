"""Work on the data of the private server while it does not run: data are built beside those in use.

A staging folder takes what Neo4j's own commands write. Once it is complete, a rename puts it in the
place of the data in use. If the command is killed before that, nothing has changed, and the next
command removes the staging folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from moneyloop.graph import process
from moneyloop.graph.conf import write_conf
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home, home_unusable
from moneyloop.graph.jars import class_path, server_version
from moneyloop.graph.java import environment, find_java, heap
from moneyloop.graph.ownership import check_contents
from moneyloop.graph.ports import DEFAULT_BOLT_PORT, DEFAULT_HTTP_PORT
from moneyloop.graph.progress import Progress

ADMIN_TOOL = "org.neo4j.cli.AdminTool"
STAGING = "staging-"
KEPT = "data.kept"
"""The data in use before a swap that is not complete: they come back at the next start."""
DROPPED = "data.before"
"""Data that are no longer needed."""

SERVER_FILES = ("databases/system", "transactions/system", "dbms", "server_id")
"""The data of a server apart from its database: its users and its identity."""

LINES_SHOWN = 8
LONGEST_LINE = 300  # characters


@contextmanager
def staging_folder(home: Home, data: Path | None = None) -> Iterator[Path]:
    """A folder with subfolders and a configuration, for as long as the block runs.

    Neo4j's commands work on `data`, by default on the folder of that name in the staging folder.
    The caller holds the home lock, and no server runs. Raises Neo4jUnavailable and OSError.
    """
    remove_left_overs(home)
    check_contents(home.root)
    home.neo4j.mkdir(parents=True, exist_ok=True)
    root = Path(tempfile.mkdtemp(prefix=STAGING, dir=home.neo4j))
    try:
        for name in ("files", "data", "logs", "tmp"):
            (root / name).mkdir()
        folders = {"data": data or root / "data", "logs": root / "logs"}
        settings = {f"server.directories.{name}": path.as_posix() for name, path in folders.items()}
        write_conf(root / "conf", DEFAULT_BOLT_PORT, DEFAULT_HTTP_PORT, settings)
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def remove_left_overs(home: Home) -> None:
    """Ends Neo4j's commands whose callers were killed, and removes what they were building.

    Data that were being replaced come back. The data of a first start that was killed are removed:
    no one has logged in yet, and Neo4j cannot open everything that such a start may leave, such as
    stores without their logs.
    """
    flag = _home_flag(home)
    for found in psutil.process_iter(["cmdline"]):
        if flag in (found.info["cmdline"] or ()):
            process.kill(found)
    for root in home.neo4j.glob(f"{STAGING}*"):
        process.end_all(trial_home(root))
    kept, dropped = home.neo4j / KEPT, home.neo4j / DROPPED
    if kept.exists():
        shutil.rmtree(home.data, ignore_errors=True)
        kept.rename(home.data)
    shutil.rmtree(dropped, ignore_errors=True)
    if home.first_start.exists():
        home.data.rename(dropped)
    for left_over in [*home.neo4j.glob(f"{STAGING}*"), dropped]:
        shutil.rmtree(left_over, ignore_errors=True)


def trial_home(root: Path) -> Home:
    """The home of a server on trial, in a staging folder: its data must prove to be usable."""
    return Home(root / "trial")


def copy_server_files(home: Home, data: Path) -> bool:
    """Copies the server's users and identity into other data; False if it has none yet."""
    if not (home.data / "databases" / "system").exists():
        return False
    for name in SERVER_FILES:
        old, new = home.data / name, data / name
        new.parent.mkdir(parents=True, exist_ok=True)
        if old.is_dir():
            shutil.copytree(old, new)
        elif old.exists():
            shutil.copy2(old, new)
    return True


def admin_command(home: Home, root: Path, progress: Progress) -> list[str]:
    """The command, without its words, that runs Neo4j's AdminTool for a staging folder.

    Raises Neo4jUnavailable.
    """
    java = find_java()
    jars = os.pathsep.join(str(jar) for jar in class_path(home, progress))
    # Pauses do not matter to a command: the parallel collector saves a tenth of an import's time.
    memory = [f"-Xmx{heap()}", "-XX:+UseParallelGC"]
    encodings = ["-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"]
    options = [*memory, *encodings, *java.flags(), _home_flag(home)]
    options += [f"-Djava.io.tmpdir={root / 'tmp'}"]
    return [str(java.program), *options, "-cp", jars, ADMIN_TOOL]


def run_admin(
    home: Home,
    root: Path,
    command: Sequence[str],
    why: str,
    on_line: Callable[[str], None] = lambda line: None,
) -> None:
    """Runs such a command with its words. Raises Neo4jUnavailable, which begins with `why`."""
    lines: list[str] = []
    tool = subprocess.Popen(
        command,
        cwd=root,
        env=environment(home, root / "conf"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    with tool:
        try:
            assert tool.stdout is not None  # noqa: S101 - it is a pipe
            for line in tool.stdout:
                lines.append(line)
                on_line(line)
        except BaseException:
            tool.kill()
            raise
    if tool.returncode != 0:
        output = [line.strip() for line in lines if line.strip().strip("-")]
        end = "\n".join(f"  {line[:LONGEST_LINE]}" for line in output[-LINES_SHOWN:])
        raise Neo4jUnavailable(f"{why} The end of its output:\n{end}")


def put_into_place(home: Home, data: Path) -> None:
    """Swaps the data; if it is killed in between, the next start puts the old ones back.

    The new data must be of the pinned Neo4j: its next start needs no backup of them. Raises
    Neo4jUnavailable.
    """
    kept = home.neo4j / KEPT
    try:
        home.data.mkdir(exist_ok=True)
        home.data.rename(kept)
        data.rename(home.data)
        kept.rename(home.neo4j / DROPPED)
        home.version.write_text(server_version(), "ascii")
    except OSError as error:
        raise home_unusable(error) from error
    shutil.rmtree(home.neo4j / DROPPED, ignore_errors=True)


def _home_flag(home: Home) -> str:
    """The argument by which such commands of a home are recognised."""
    return f"-Dmoneyloop.staging={home.neo4j}"
