"""The private Neo4j of this machine: started on first need, left running, stopped when asked.

Its home tells everything: a password, a configuration made anew at each start, the database,
and which process serves. Anything stale there (a killed server, a process number that now
belongs to another program, a download cut short) is put right by the next start.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from moneyloop.graph.conf import HOST, write_conf
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home

if TYPE_CHECKING:
    from moneyloop.graph.jars import Progress
    from moneyloop.graph.java import Java

USER = "neo4j"
USUAL_BOLT_PORT = 7687
USUAL_HTTP_PORT = 7474

SECONDS_TO_START = 180
SECONDS_TO_STOP = 60
STARTS_ON_OTHER_PORTS = 3
LARGEST_LOG_BYTES = 10_000_000

# Milliseconds. One user waits for whole answers, not for pauses: when Java may pause for longer it
# collects less often, and a large import takes a sixth less of the server's time (measured).
LONGEST_PAUSE = "-XX:MaxGCPauseMillis=1000"

DETACH = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'


@dataclass(frozen=True, slots=True)
class Running:
    """A private server that runs: its process (with its birth, in seconds) and its ports."""

    pid: int
    born: float
    bolt: int
    http: int

    @property
    def uri(self) -> str:
        """Where drivers connect."""
        return f"bolt://{HOST}:{self.bolt}"

    @property
    def browser(self) -> str:
        """Where Neo4j Browser is."""
        return f"http://{HOST}:{self.http}/browser/"

    @property
    def connect_url(self) -> str:
        """Neo4j Browser with server and user already filled in, and the saved scripts in it."""
        return f"{self.browser}moneyloop/open.html?bolt={self.bolt}"

    def answers(self) -> bool:
        """Whether it listens on its ports: it itself, and not another program on the same."""
        process = _process(self)
        try:
            connections = process.net_connections("tcp") if process else []
        except psutil.Error:
            return False
        listening = {one.laddr.port for one in connections if one.status == psutil.CONN_LISTEN}
        return {self.bolt, self.http} <= listening


def find(home: Home) -> Running | None:
    """The private server that runs from this home, or None."""
    try:
        running = Running(**json.loads(home.running.read_text("utf-8")))
        # The number of a dead process may belong to another program by now; its birth does not.
        return running if _process(running) else None
    except (OSError, ValueError, TypeError):
        return None


def password(home: Home) -> str:
    """The password of the private server. Raises Neo4jUnavailable where the file is missing."""
    try:
        return home.password.read_text("ascii").strip()
    except OSError as error:
        raise Neo4jUnavailable(
            f"{home.password} cannot be read ({error.strerror}), and without it nobody can log in. "
            f"Put it back, or move {home.root} away: the next start makes a new, empty server."
        ) from error


def start(home: Home, progress: Progress) -> Running:
    """The private server, started if it does not run; returns once it answers.

    Two programs that need it at the same moment start it once. Raises Neo4jUnavailable.
    """
    with exclusive(home):
        return start_held(home, progress)


def start_held(home: Home, progress: Progress) -> Running:
    """Does what `start` does, for one who holds the home (`alone`)."""
    if running := find(home):
        try:
            _wait(home, running, progress)
        except Neo4jUnavailable:
            if find(home):
                raise
            # It was on its way out when we found it.
        else:
            return running
    _end_strays(home)
    return _start(home, progress)


def stop(home: Home) -> bool:
    """Stops the private server and waits for its end; False when none ran."""
    if not home.root.exists():
        return False
    with exclusive(home):
        return stop_held(home)


def stop_held(home: Home) -> bool:
    """Does what `stop` does, for one who holds the home (`alone`)."""
    running = find(home)
    ended = _end_strays(home)
    if running and (process := _process(running)):
        _end(process)
        ended = True
    home.running.unlink(missing_ok=True)
    return ended


def cut_off(home: Home) -> None:
    """Ends a server that could not write its transaction log, as a power cut would.

    It recovers from that. If it were stopped gently once its disk has room again, it would write
    the rest of what failed, and could never read its log again.
    """
    running = find(home)
    if running and (process := _process(running)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
            process.wait(SECONDS_TO_STOP)


@contextlib.contextmanager
def exclusive(home: Home) -> Iterator[None]:
    """Holds the home: meanwhile no other program starts or stops its server."""
    from filelock import FileLock

    try:
        home.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(home.lock):
            yield
    except OSError as error:
        raise Neo4jUnavailable(
            f"the folder of the private Neo4j cannot be used: {error}. "
            "Make room or mend its rights, or choose another folder in MONEYLOOP_HOME."
        ) from error


def _start(home: Home, progress: Progress) -> Running:
    # The guide is made from the reports; nothing else here needs to know them.
    from moneyloop.browser.place import archive_of, place
    from moneyloop.graph.jars import class_path
    from moneyloop.graph.java import find_java, heap
    from moneyloop.graph.offline import clear

    clear(home)

    memory = [f"-Xms{heap()}", f"-Xmx{heap()}", "-XX:+UseG1GC", LONGEST_PAUSE]
    java = find_java()
    jars = os.pathsep.join(str(jar) for jar in class_path(home, progress))
    home.neo4j.mkdir(parents=True, exist_ok=True)
    home.log.parent.mkdir(exist_ok=True)
    place(archive_of(home), home, progress)
    write_conf(home.conf, USUAL_BOLT_PORT, USUAL_HTTP_PORT)
    _ensure_password(home, java, jars)
    program = [str(java.program), *memory, *java.flags(), "-Dfile.encoding=UTF-8", "-cp", jars]
    for attempt in range(STARTS_ON_OTHER_PORTS):
        bolt, http = _free_port(USUAL_BOLT_PORT), _free_port(USUAL_HTTP_PORT)
        write_conf(home.conf, bolt, http)
        running = _launch(home, program, bolt, http)
        try:
            _wait(home, running, progress)
        except Neo4jUnavailable:
            # Somebody may have taken the port between our look and the server's.
            lost_a_port = "already in use" in _last_words(home)
            if not lost_a_port or attempt + 1 == STARTS_ON_OTHER_PORTS:
                raise
        else:
            return running
    raise AssertionError("unreachable")


def _launch(home: Home, program: list[str], bolt: int, http: int) -> Running:
    if home.log.exists() and home.log.stat().st_size > LARGEST_LOG_BYTES:
        home.log.replace(home.log.with_suffix(".log.1"))
    command = [*program, "org.neo4j.server.Neo4jCommunity"]
    command += [f"--home-dir={home.neo4j}", f"--config-dir={home.conf}", "--console-mode"]
    # A session of its own and none of our pipes: whoever called us may end, and be read to the
    # end, while the server lives on. The shell between us leaves it to init, without a zombie.
    told = subprocess.run(
        ["/bin/sh", "-c", DETACH, "sh", home.log, *command],
        cwd=home.neo4j,
        env=environment(home, home.conf),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
        start_new_session=True,
    )
    pid = int(told.stdout)
    try:
        born = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        born = 0.0  # It ended at once; waiting for it tells why.
    running = Running(pid, born, bolt, http)
    unfinished = home.running.with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(running)), "utf-8")
    unfinished.replace(home.running)
    return running


def _wait(home: Home, running: Running, progress: Progress) -> None:
    """Returns once the server lets its user in."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) < SECONDS_TO_START:
        if running.answers() and _lets_in(home, running):
            home.first_start.unlink(missing_ok=True)
            return
        if _process(running) is None:
            home.running.unlink(missing_ok=True)
            raise Neo4jUnavailable(
                f"the private Neo4j did not start. Its last words:\n{_last_words(home)}\n"
                f"The whole log: {home.log}"
            )
        progress("starting Neo4j", int(waited), 0)
        time.sleep(0.1)
    raise Neo4jUnavailable(
        f"the private Neo4j has not answered for {SECONDS_TO_START} seconds. "
        f"`moneyloop server stop` ends it; its log is {home.log}"
    )


def _lets_in(home: Home, running: Running) -> bool:
    # Imported here: asking whether a server runs must not cost the driver's import.
    from neo4j import GraphDatabase
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    with GraphDatabase.driver(running.uri, auth=(USER, password(home))) as driver:
        try:
            driver.execute_query("RETURN 1", database_="neo4j")
        except AuthError:
            return True  # It is up; that the password was changed is told on connecting.
        except (Neo4jError, DriverError):
            return False
        return True


def _ensure_password(home: Home, java: Java, jars: str) -> None:
    """Makes a random password before the very first start; Neo4j reads it from a file."""
    if (home.data / "databases" / "system").exists():
        password(home)
        return
    home.data.mkdir(exist_ok=True)
    home.first_start.touch()
    first = home.data / "dbms" / "auth.ini"
    # Whole: the tool of a starter that was killed may be at it still.
    was_set = first.exists() and first.read_text("utf-8").endswith("\n")
    if not (was_set and home.password.exists()):
        set_password(home, home.conf, java, jars)


def set_password(home: Home, conf: Path, java: Java, jars: str) -> None:
    """Makes a random password where there is none, the first of the data that `conf` names."""
    if not home.password.exists():
        import secrets

        unfinished = home.password.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            # Letters and digits alone: the tool that reads it takes a leading dash for an option.
            file.write(secrets.token_hex(16))
        unfinished.replace(home.password)
    told = subprocess.run(
        [str(java.program), *java.flags(), "-cp", jars, "org.neo4j.cli.AdminTool"]
        + ["dbms", "set-initial-password", f"@{home.password}"],
        cwd=home.neo4j,
        env=environment(home, conf),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode != 0:
        raise Neo4jUnavailable(
            "the password of the private Neo4j could not be set:\n"
            f"{(told.stderr or told.stdout).strip()}"
        )


def environment(home: Home, conf: Path) -> dict[str, str]:
    """Ours, without what would steer another Neo4j or slip options into any program's Java.

    JDK_JAVA_OPTIONS stays: who sets it means what is started with `java`, as this server is.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("NEO4J_") and name not in ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")
    }
    return kept | {"NEO4J_HOME": str(home.neo4j), "NEO4J_CONF": str(conf)}


def _free_port(usual: int) -> int:
    for port in (usual, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, port))
                return int(probe.getsockname()[1])
    raise Neo4jUnavailable(f"no port is free on {HOST}, so Neo4j cannot be started.")


def _process(running: Running) -> psutil.Process | None:
    """The server's process, if it still is that one."""
    try:
        process = psutil.Process(running.pid)
        alive = process.status() != psutil.STATUS_ZOMBIE
        return process if alive and abs(process.create_time() - running.born) < 1 else None
    except psutil.Error:
        return None


def _end_strays(home: Home) -> bool:
    """Ends servers of this very home that nobody wrote down (their starter was killed)."""
    mark = f"--home-dir={home.neo4j}"
    known = find(home)
    ended = False
    for process in psutil.process_iter(["cmdline"]):
        if mark in (process.info["cmdline"] or ()) and (not known or process.pid != known.pid):
            _end(process)
            ended = True
    return ended


def _end(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(SECONDS_TO_STOP)


def _last_words(home: Home, lines: int = 5) -> str:
    """Why the server ended, without the frames of Java's stack traces."""
    said = [line for line in log_lines(home, 200) if not line.startswith("\t")]
    return "\n".join(f"  {line[:300]}" for line in said[-lines:])


def log_lines(home: Home, lines: int) -> list[str]:
    """The last lines of the server's log, oldest first; none where there is no log."""
    try:
        return home.log.read_text("utf-8", errors="replace").strip().splitlines()[-lines:]
    except OSError:
        return []


def data_bytes(home: Home) -> int:
    """How much the database takes on disk, in bytes."""
    return sum(file.stat().st_size for file in home.data.rglob("*") if file.is_file())
