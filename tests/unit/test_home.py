"""The home of the private server: its lock, its log and its record of the running process."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import psutil
import pytest

from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home, home_lock
from moneyloop.graph.process import find
from moneyloop.graph.server_log import LARGEST_BYTES, last_lines, log_lines, rotate_log


def test_the_holder_of_the_lock_can_take_it_again_and_others_wait(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    entered = threading.Event()

    def other() -> None:
        with home_lock(home):
            entered.set()

    thread = threading.Thread(target=other)
    with home_lock(home):
        with home_lock(home):
            thread.start()
        assert not entered.wait(0.2)
    thread.join(10)
    assert entered.is_set()


def test_a_folder_that_cannot_be_used_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(Neo4jUnavailable, match="MONEYLOOP_HOME"), home_lock(Home(file)):
        pass
    with pytest.raises(Neo4jUnavailable, match="No space left"), home_lock(Home(tmp_path / "home")):
        raise OSError(28, "No space left on device")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.log.parent.mkdir(parents=True)
    return home


def test_the_last_lines_of_the_log(home: Home) -> None:
    assert log_lines(home, 3) == []
    home.log.write_text("one\ntwo\n\tat a.java.Frame\nthree\n", "utf-8")
    assert log_lines(home, 2) == ["\tat a.java.Frame", "three"]
    assert last_lines(home, 2) == "  two\n  three"


def test_a_large_log_is_rotated(home: Home) -> None:
    rotate_log(home)
    home.log.write_text("short", "utf-8")
    rotate_log(home)
    assert home.log.exists()
    with home.log.open("r+b") as file:
        file.truncate(LARGEST_BYTES + 1)
    rotate_log(home)
    assert not home.log.exists()
    assert home.log.with_suffix(".log.1").stat().st_size == LARGEST_BYTES + 1


def test_a_record_is_valid_only_for_the_process_that_it_was_written_for(home: Home) -> None:
    assert find(home) is None
    born = psutil.Process().create_time()
    record = {"pid": os.getpid(), "born": born, "bolt": 1, "http": 2}
    home.running.write_text(json.dumps(record), "utf-8")
    running = find(home)
    assert running is not None
    assert (running.uri, running.browser) == ("bolt://127.0.0.1:1", "http://127.0.0.1:2/browser/")
    assert not running.answers()
    home.running.write_text(json.dumps(record | {"born": born - 100}), "utf-8")
    assert find(home) is None
