"""The process of the private server: launching it detached, recording, finding and ending it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import psutil

from moneyloop.graph.home import Home
from moneyloop.graph.java import environment
from moneyloop.graph.ports import HOST
from moneyloop.platforms import start_detached

SECONDS_TO_STOP = 60


@dataclass(frozen=True, slots=True)
class Running:
    """A running private server: its process (with its creation time, in seconds) and its ports."""

    pid: int
    born: float
    bolt: int
    http: int

    @property
    def uri(self) -> str:
        """The address for drivers."""
        return f"bolt://{HOST}:{self.bolt}"

    @property
    def browser(self) -> str:
        """The address of Neo4j Browser."""
        return f"http://{HOST}:{self.http}/browser/"

    @property
    def connect_url(self) -> str:
        """The page that opens Neo4j Browser with server, user and saved scripts filled in."""
        return f"{self.browser}moneyloop/open.html?bolt={self.bolt}"

    def process(self) -> psutil.Process | None:
        """The server's process, or None if it has ended."""
        try:
            process = psutil.Process(self.pid)
            alive = process.status() != psutil.STATUS_ZOMBIE
            # Another process may have reused the pid, but it has a different creation time.
            return process if alive and abs(process.create_time() - self.born) < 1 else None
        except psutil.Error:
            return None

    def is_suspended(self) -> bool:
        """Whether the process exists but does not run, as after Ctrl-Z or SIGSTOP."""
        process = self.process()
        try:
            return process is not None and process.status() == psutil.STATUS_STOPPED
        except psutil.Error:
            return False

    def answers(self) -> bool:
        """Whether this very process, and no other program, listens on both ports."""
        process = self.process()
        try:
            connections = process.net_connections("tcp") if process else []
        except psutil.Error:
            return False
        listening = {
            connection.laddr.port
            for connection in connections
            if connection.status == psutil.CONN_LISTEN
        }
        return {self.bolt, self.http} <= listening


def find(home: Home) -> Running | None:
    """The private server that runs from this home, or None."""
    try:
        running = Running(**json.loads(home.running.read_text("utf-8")))
        return running if running.process() else None
    except (OSError, ValueError, TypeError):
        return None


def launch(home: Home, command: Sequence[str], bolt: int, http: int) -> Running:
    """Starts the server's command with these ports, detached, and records its process."""
    pid = start_detached(command, home.neo4j, environment(home, home.conf), home.log)
    try:
        born = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        born = 0.0  # It ended immediately; the code that waits for it will report why.
    running = Running(pid, born, bolt, http)
    unfinished = home.running.with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(running)), "utf-8")
    unfinished.replace(home.running)
    return running


def home_flag(home: Home) -> str:
    """The argument by which the processes of a home's servers are recognised."""
    return f"--home-dir={home.neo4j}"


def end(process: psutil.Process) -> None:
    """Ends a process: politely, and by force after a minute."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
        process.resume()  # one that is suspended would not notice
        try:
            process.wait(SECONDS_TO_STOP)
        except psutil.TimeoutExpired:
            kill(process)


def kill(process: psutil.Process) -> None:
    """Ends a process by force."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.kill()
        process.wait(SECONDS_TO_STOP)


def end_unrecorded(home: Home) -> bool:
    """Ends servers of this home that no record names, as after a starter was killed.

    Returns whether there were any.
    """
    flag = home_flag(home)
    recorded = find(home)
    ended = False
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or ()
        if flag in words and not (recorded and process.pid == recorded.pid):
            end(process)
            ended = True
    return ended


def end_all(home: Home) -> bool:
    """Ends the servers of a home, recorded or not; returns whether there were any."""
    running = find(home)
    ended = end_unrecorded(home)
    if running and (process := running.process()):
        end(process)
        ended = True
    home.running.unlink(missing_ok=True)
    return ended
