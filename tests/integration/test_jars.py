"""The jars of Neo4j: exactly the pinned ones, whatever a mirror serves or a kill interrupts.

They come from a Maven mirror on loopback that serves the jars of the test run.
"""

from __future__ import annotations

import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from moneyloop.graph import server
from moneyloop.graph.home import Home
from moneyloop.graph.jars import Pin, class_path, pins, sha256
from tests.conftest import make_home, quiet

HOST = "127.0.0.1"
PINS = pins()
START = [sys.executable, "-m", "cli", "server", "start"]
SECONDS = 60


class Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args: Any) -> None:
        mirror = args[2]
        assert isinstance(mirror, Mirror)
        self.mirror = mirror
        super().__init__(*args, directory=str(mirror.folder))

    def do_GET(self) -> None:
        self.mirror.requests.append(self.path)
        if self.mirror.is_broken:
            self.send_error(HTTPStatus.INTERNAL_SERVER_ERROR)
        elif self.path == self.mirror.stalls:
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"PK")
            self.wfile.flush()
            self.mirror.goes_on.wait(SECONDS)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Logs nothing: the mirror has a list of requests."""


class Mirror(http.server.ThreadingHTTPServer):
    """A Maven repository on loopback."""

    def __init__(self, folder: Path) -> None:
        super().__init__((HOST, 0), Handler)
        self.folder = folder
        self.url = f"http://{HOST}:{self.server_address[1]}"
        self.requests: list[str] = []
        self.is_broken = False
        self.stalls = ""
        """The path of a file whose download stops after two bytes."""
        self.goes_on = threading.Event()

    def requested_jars(self) -> list[str]:
        return sorted(path for path in self.requests if path.endswith(".jar"))


@contextmanager
def serving(folder: Path) -> Iterator[Mirror]:
    with Mirror(folder) as mirror:
        thread = threading.Thread(target=mirror.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield mirror
        finally:
            mirror.goes_on.set()
            mirror.shutdown()
            thread.join()


def url_path(pin: Pin) -> str:
    return f"/{pin.path.as_posix()}"


def left_overs(home: Home) -> list[Path]:
    return list(home.maven.glob(".fetching-*"))


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory, maven: Path) -> Path:
    """All jars, in a folder that is a Maven repository."""
    class_path(make_home(tmp_path_factory.mktemp("jars") / "home", maven), quiet)
    return maven


@pytest.fixture(scope="module")
def small(stock: Path) -> list[Pin]:
    """The smallest jars, which are quick to serve and to damage."""
    return sorted(PINS, key=lambda pin: (stock / pin.path).stat().st_size)[:5]


@pytest.fixture
def home(stock: Path, tmp_path: Path) -> Iterator[Home]:
    """A home with a link to every jar; tests replace some of the links."""
    home = Home(tmp_path / "home")
    home.root.mkdir(mode=0o700)
    for pin in PINS:
        link = home.maven / pin.path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(stock / pin.path)
    yield home
    # A server runs only if a test failed.
    server.stop(home)


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's proxy cannot reach our loopback address."""
    monkeypatch.setenv("NO_PROXY", HOST)
    monkeypatch.setenv("no_proxy", HOST)


def test_only_missing_and_damaged_jars_are_fetched(
    home: Home, stock: Path, small: list[Pin], monkeypatch: pytest.MonkeyPatch
) -> None:
    missing, empty, cut, changed, dangling = small
    for pin in small:
        (home.maven / pin.path).unlink()
    (home.maven / empty.path).touch()
    whole = (stock / cut.path).read_bytes()
    (home.maven / cut.path).write_bytes(whole[: len(whole) // 2])
    whole = (stock / changed.path).read_bytes()
    (home.maven / changed.path).write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    (home.maven / dangling.path).symlink_to(home.root / "nowhere")
    killed_long_ago = home.maven / ".fetching-abc" / missing.path
    killed_long_ago.parent.mkdir(parents=True)
    killed_long_ago.touch()
    steps: list[tuple[str, int, int]] = []
    with serving(stock) as mirror:
        monkeypatch.setenv("MONEYLOOP_MAVEN", f"{mirror.url}/")
        found = class_path(home, lambda *step: steps.append(step))
        assert mirror.requested_jars() == sorted(url_path(pin) for pin in small)
        mirror.requests.clear()
        assert class_path(home, quiet) == found
        assert mirror.requests == []
    assert found == tuple(home.maven / pin.path for pin in PINS)
    assert [sha256(file) for file in found] == [pin.sha256 for pin in PINS]
    assert steps == [("fetching Neo4j", done, 5) for done in range(1, 6)]
    assert left_overs(home) == []
    # The repair wrote only into this home.
    assert all(sha256(stock / pin.path) == pin.sha256 for pin in small)


def test_a_jar_that_is_not_pinned_is_not_used(home: Home) -> None:
    beside = home.maven / PINS[0].path.with_name("extra-1.0.jar")
    shutil.copy(home.maven / PINS[0].path, beside)
    shutil.copy(beside, home.maven / "extra-1.0.jar")
    assert class_path(home, quiet) == tuple(home.maven / pin.path for pin in PINS)


def test_a_killed_download_is_completed_by_the_next(
    home: Home, stock: Path, small: list[Pin], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, slow = small[:2]
    for pin in (quick, slow):
        (home.maven / pin.path).unlink()
    with serving(stock) as mirror:
        monkeypatch.setenv("MONEYLOOP_MAVEN", mirror.url)
        monkeypatch.setenv("MONEYLOOP_HOME", str(home.root))
        mirror.stalls = url_path(slow)
        with subprocess.Popen(START, stderr=subprocess.DEVNULL) as program:
            end = time.monotonic() + SECONDS
            while not ((home.maven / quick.path).exists() and mirror.stalls in mirror.requests):
                assert time.monotonic() < end
                assert program.poll() is None
                time.sleep(0.01)
            program.kill()
        assert left_overs(home)
        assert not (home.maven / slow.path).exists()
        mirror.stalls = ""
        mirror.requests.clear()
        class_path(home, quiet)
        assert mirror.requested_jars() == [url_path(slow)]
    assert left_overs(home) == []


WRONG = "is not the file that this release was tested with"
MISSING = "the mirror in MONEYLOOP_MAVEN does not have"
UNREACHABLE = "the mirror in MONEYLOOP_MAVEN cannot be reached"
MIRRORS = {
    "other bytes": WRONG,
    "a login page": WRONG,
    "not the file": MISSING,
    "half of the file": UNREACHABLE,
    "nothing that listens": UNREACHABLE,
    "errors": "cannot deliver",
    "not an address": "MONEYLOOP_MAVEN is not a web address",
    "a file": "MONEYLOOP_MAVEN is not a web address",
}


@pytest.mark.parametrize("mirror_serves", MIRRORS)
def test_a_mirror_that_fails_is_reported_in_one_line(
    mirror_serves: str, home: Home, stock: Path, small: list[Pin], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = small[0]
    (home.maven / lost.path).unlink()
    repository = home.root.with_name("mirror")
    offered = repository / lost.path
    offered.parent.mkdir(parents=True)
    if mirror_serves == "other bytes":
        shutil.copy(stock / small[1].path, offered)
    elif mirror_serves == "a login page":
        offered.write_text("<html>Log in</html>", "utf-8")
    with serving(repository) as mirror, socket.socket() as silent:
        silent.bind((HOST, 0))
        where = {
            "nothing that listens": f"http://{HOST}:{silent.getsockname()[1]}",
            "not an address": "my mirror",
            "a file": repository.as_uri(),
        }
        monkeypatch.setenv("MONEYLOOP_MAVEN", where.get(mirror_serves, mirror.url))
        monkeypatch.setenv("MONEYLOOP_HOME", str(home.root))
        mirror.is_broken = mirror_serves == "errors"
        if mirror_serves == "half of the file":
            mirror.stalls = url_path(lost)
            mirror.goes_on.set()
        failed = subprocess.run(START, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert (failed.returncode, failed.stdout) == (3, "")
    [line] = failed.stderr.splitlines()
    assert line.startswith("moneyloop: ")
    assert MIRRORS[mirror_serves] in line
    assert lost.path.name in line or "web address" in line
    assert not (home.maven / lost.path).exists()
    assert left_overs(home) == []
    # Nothing was started with a jar missing.
    assert not home.log.exists()
