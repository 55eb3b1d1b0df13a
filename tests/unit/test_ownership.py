"""A home belongs to its user alone, and has nothing in it by which another user could act."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from moneyloop.graph.address import named_address
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home, home_lock
from moneyloop.graph.ownership import PROBLEMS_SHOWN, check_contents
from moneyloop.private import private_address

NO_USER = 54321


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.log.parent.mkdir(parents=True)
    home.maven.mkdir()
    home.root.chmod(0o700)
    return home


@pytest.mark.parametrize("open_to_others", [0o755, 0o710, 0o777, 0o702])
def test_an_open_home_is_closed_and_that_is_said(
    home: Home, open_to_others: int, caplog: pytest.LogCaptureFixture
) -> None:
    home.root.chmod(open_to_others)
    with caplog.at_level(logging.WARNING), home_lock(home):
        assert mode(home.root) == 0o700
    with home_lock(home):
        pass
    [line] = caplog.messages
    assert line.startswith("warning: other users could open")
    assert f"(mode {open_to_others:o})" in line


def test_an_open_folder_of_other_programs_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    tmp_path.chmod(0o755)
    with (
        pytest.raises(Neo4jUnavailable, match="files of other programs"),
        home_lock(Home(tmp_path)),
    ):
        pass
    assert mode(tmp_path) == 0o755
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_home_of_another_user_is_refused_before_anything_in_it_is_believed(
    home: Home,
) -> None:
    if os.geteuid() == 0:
        os.chown(home.root, NO_USER, NO_USER)
    else:
        home = Home(Path("/usr"))
    with pytest.raises(Neo4jUnavailable, match=r"belongs to .*MONEYLOOP_HOME"), home_lock(home):
        pass
    with pytest.raises(Neo4jUnavailable, match="belongs to"):
        private_address(home)


def linked_log(home: Home, outside: Path) -> str:
    home.log.symlink_to(outside)
    return f"{home.log} is a link"


def linked_folder(home: Home, outside: Path) -> str:
    home.data.symlink_to(outside.parent)
    return f"{home.data} is a link"


def linked_record(home: Home, outside: Path) -> str:
    home.running.symlink_to(outside)
    return f"{home.running} is a link"


def dangling_link(home: Home, outside: Path) -> str:
    home.conf.symlink_to(outside.with_name("nowhere"))
    return f"{home.conf} is a link"


def second_name(home: Home, outside: Path) -> str:
    home.log.hardlink_to(outside)
    return f"{home.log} has a second name"


def pipe(home: Home, _: Path) -> str:
    os.mkfifo(home.log)
    return f"{home.log} is neither a file nor a folder"


def plugin(home: Home, _: Path) -> str:
    file = home.neo4j / "plugins" / "stranger.jar"
    file.parent.mkdir()
    file.touch()
    return f"{file} is not one of the files"


def jars_others_may_change(home: Home, outside: Path) -> str:
    home.maven.rmdir()
    home.maven.symlink_to(outside.parent)
    outside.parent.chmod(0o777)
    return f"{home.maven} is a link to a folder that others may change"


@pytest.mark.parametrize(
    "plant",
    [linked_log, linked_folder, linked_record, dangling_link, second_name, pipe, plugin]
    + [jars_others_may_change],
)
def test_what_does_not_belong_into_a_home_is_refused(
    plant: Callable[[Home, Path], str], home: Home, tmp_path: Path
) -> None:
    outside = tmp_path / "outside" / "file"
    outside.parent.mkdir()
    outside.write_text("mine", "utf-8")
    check_contents(home.root)
    problem = plant(home, outside)
    with pytest.raises(Neo4jUnavailable) as refused:
        check_contents(home.root)
    assert problem in str(refused.value)
    assert "MONEYLOOP_HOME" in str(refused.value)
    assert outside.read_text("utf-8") == "mine"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_another_user_is_refused(home: Home) -> None:
    home.log.touch()
    os.chown(home.log, NO_USER, NO_USER)
    with pytest.raises(Neo4jUnavailable, match=f"{home.log} belongs to user {NO_USER}"):
        check_contents(home.root)


def test_the_folder_of_jars_may_be_a_link_to_a_folder_of_ones_own(
    home: Home, tmp_path: Path
) -> None:
    home.maven.rmdir()
    (tmp_path / "jars").mkdir(mode=0o755)
    home.maven.symlink_to(tmp_path / "jars")
    check_contents(home.root)


def test_many_problems_are_counted(home: Home) -> None:
    for number in range(PROBLEMS_SHOWN + 3):
        (home.neo4j / f"link-{number}").symlink_to("nowhere")
    with pytest.raises(Neo4jUnavailable, match=r"link-0 is a link.*; and 3 more\. Remove"):
        check_contents(home.root)


@pytest.mark.parametrize(("mode", "warnings"), [(0o600, 0), (0o640, 1), (0o604, 1)])
def test_a_password_that_others_can_read_is_pointed_out(
    mode: int,
    warnings: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = tmp_path / "password"
    file.write_text("a secret\n", "utf-8")
    file.chmod(mode)
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    monkeypatch.setenv("NEO4J_PASSWORD_FILE", str(file))
    assert named_address(None).password == file.read_text("utf-8").strip()
    assert len(caplog.messages) == warnings
    assert "a secret" not in caplog.text
