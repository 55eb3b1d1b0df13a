"""The private Neo4j of this machine: started on first need, left running, stopped on request.

Its home holds all of its state: a password, a configuration that each start rewrites, the database,
and the record of the running process. The next start repairs whatever is stale there: a killed
server, a process number that now belongs to another program, a download cut short.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from moneyloop.graph.conf import last_ports, write_conf
from moneyloop.graph.credentials import USER, ensure_password, password
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home, home_lock
from moneyloop.graph.jars import server_version
from moneyloop.graph.ownership import check_contents
from moneyloop.graph.ports import HOST, free_port
from moneyloop.graph.process import Running, end_all, end_unrecorded, find, home_flag, kill, launch
from moneyloop.graph.progress import Progress
from moneyloop.graph.server_log import last_lines, rotate_log

__all__ = ["Running", "WebFiles", "data_bytes", "find", "kill_server", "start", "stop"]

SECONDS_TO_START = 180
STARTS_ON_OTHER_PORTS = 3

LITTLE_SPACE = 32_000_000
"""Bytes. If a start fails with less than this free, then because the disk is full."""

NO_SPACE, SECONDS_WITHOUT_SPACE = 1_000_000, 30
"""A server that could not write goes on without ever answering; with fewer bytes free than this, it
gets so many seconds."""

# Milliseconds. A user waits for whole answers, so longer pauses do no harm: Java then collects less
# often, and a large import takes a sixth less of the server's time (measured).
LONGEST_PAUSE = "-XX:MaxGCPauseMillis=1000"


@dataclass(frozen=True, slots=True)
class WebFiles:
    """What the server serves over HTTP; built and passed in by higher layers."""

    install: Callable[[Home, Progress], None]
    """Puts the files into the home before the server starts."""
    settings: Callable[[str, int, int], Mapping[str, str]]
    """The settings that go with them, for a host and its Bolt and HTTP ports."""


def start(home: Home, progress: Progress, web: WebFiles) -> Running:
    """The private server, started unless it runs already; returns once it answers.

    Two programs that need it at the same moment start it once. Raises Neo4jUnavailable.
    """
    with home_lock(home):
        if running := find(home):
            try:
                _wait(home, running, progress)
            except Neo4jUnavailable:
                if find(home):
                    raise
                # It was stopping when we found it.
            else:
                return running
        end_unrecorded(home)
        return _start(home, progress, web)


def stop(home: Home) -> bool:
    """Stops the private server and waits until it has ended; False if none was running."""
    if not home.root.exists():
        return False
    with home_lock(home):
        return end_all(home)


def kill_server(home: Home) -> None:
    """Kills a server that could not write its transaction log.

    As after a power cut, it recovers. A clean shutdown, once there is disk space again, would write
    the rest of the failed data, and the log could never be read again.
    """
    running = find(home)
    if running and (process := running.process()):
        kill(process)


def data_bytes(home: Home) -> int:
    """The size of the database on disk, in bytes."""
    return sum(file.stat().st_size for file in home.data.rglob("*") if file.is_file())


def _start(home: Home, progress: Progress, web: WebFiles) -> Running:
    from moneyloop.graph.jars import class_path
    from moneyloop.graph.java import find_java, heap
    from moneyloop.graph.offline import ADMIN_TOOL, remove_left_overs

    remove_left_overs(home)
    check_contents(home.root)
    shutil.rmtree(home.temporary, ignore_errors=True)
    home.temporary.mkdir(parents=True, exist_ok=True)
    memory = [f"-Xms{heap()}", f"-Xmx{heap()}", "-XX:+UseG1GC", LONGEST_PAUSE]
    java = find_java()
    jars = os.pathsep.join(str(jar) for jar in class_path(home, progress))
    home.log.parent.mkdir(exist_ok=True)
    web.install(home, progress)
    last_bolt, last_http = last_ports(home.conf)
    _configure(home, last_bolt, last_http, web)
    with _full_disk_explained(home):
        ensure_password(home, [str(java.program), *java.flags(), "-cp", jars, ADMIN_TOOL])
    command = [str(java.program), *memory, *java.flags(), "-Dfile.encoding=UTF-8"]
    # A killed server leaves 20 MB of unpacked files, which would pile up in the shared folder.
    command += [f"-Djava.io.tmpdir={home.temporary}", "-cp", jars]
    command += ["org.neo4j.server.Neo4jCommunity"]
    command += [home_flag(home), f"--config-dir={home.conf}", "--console-mode"]
    for attempt in range(STARTS_ON_OTHER_PORTS):
        bolt, http = free_port(last_bolt), free_port(last_http)
        _configure(home, bolt, http, web)
        rotate_log(home)
        running = launch(home, command, bolt, http)
        try:
            with _full_disk_explained(home):
                _wait(home, running, progress)
        except Neo4jUnavailable:
            # Another program may have taken the port after we had found it free.
            lost_a_port = "already in use" in last_lines(home)
            if not lost_a_port or attempt + 1 == STARTS_ON_OTHER_PORTS:
                raise
        else:
            return running
    raise AssertionError("unreachable")


@contextmanager
def _full_disk_explained(home: Home) -> Iterator[None]:
    """Says so if something failed for lack of space; Neo4j's own log may have had no space, too."""
    try:
        yield
    except Neo4jUnavailable as error:
        free = shutil.disk_usage(home.root).free
        if free >= LITTLE_SPACE:
            raise
        raise Neo4jUnavailable(
            f"the private Neo4j could not start, because the disk of {home.root} is full "
            f"({free / 1e6:.1f} MB are free). Free disk space there, or choose another folder with "
            "MONEYLOOP_HOME, and run the command again."
        ) from error


def _configure(home: Home, bolt: int, http: int, web: WebFiles) -> None:
    write_conf(home.conf, bolt, http, web.settings(HOST, bolt, http))


def _wait(home: Home, running: Running, progress: Progress) -> None:
    """Returns once the server accepts a login. Raises Neo4jUnavailable."""
    began = had_space = time.monotonic()
    while (waited := time.monotonic() - began) < SECONDS_TO_START:
        if running.answers() and _accepts_login(home, running):
            home.first_start.unlink(missing_ok=True)
            home.version.write_text(server_version(), "ascii")
            return
        if running.process() is None:
            home.running.unlink(missing_ok=True)
            raise Neo4jUnavailable(
                f"the private Neo4j did not start. The end of its log:\n{last_lines(home)}\n"
                f"The whole log: {home.log}"
            )
        if shutil.disk_usage(home.root).free >= NO_SPACE:
            had_space = time.monotonic()
        elif time.monotonic() - had_space > SECONDS_WITHOUT_SPACE:
            kill_server(home)
            raise Neo4jUnavailable("the private Neo4j has no disk space to start in.")
        progress("starting Neo4j", int(waited), 0)
        time.sleep(0.1)
    raise Neo4jUnavailable(
        f"the private Neo4j has not answered for {SECONDS_TO_START} seconds. "
        f"`moneyloop server stop` ends it; its log is {home.log}"
    )


def _accepts_login(home: Home, running: Running) -> bool:
    # Imported here, so that finding out whether a server runs need not import the driver.
    from neo4j import GraphDatabase
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    with GraphDatabase.driver(running.uri, auth=(USER, password(home))) as driver:
        try:
            driver.execute_query("RETURN 1", database_="neo4j")
        except AuthError:
            return True  # It is up; connecting will report that the password was changed.
        except (Neo4jError, DriverError):
            return False
        return True
