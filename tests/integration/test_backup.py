"""Backups of the private server: what comes back, and what is refused without any change."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from moneyloop.graph import server
from moneyloop.graph.connection import connect
from moneyloop.graph.home import Home
from moneyloop.graph.jars import server_version
from moneyloop.graph.schema import SCHEMA
from moneyloop.private import private_address
from tests.command import run
from tests.conftest import make_home, quiet
from tests.integration.command_line import fails

OURS = f"CREATE (:Moneyloop {{schema: {SCHEMA}}}), (:Firm {{id: 'a', name: 'A'}})"
FIRMS = "MATCH (firm:Firm) RETURN collect(firm.id) AS ids"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, maven: Path) -> Iterator[Home]:
    made = make_home(tmp_path_factory.mktemp("backup") / "home", maven)
    yield made
    server.stop(made)


@pytest.fixture(scope="module")
def backup(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a graph with one firm, made while the server ran."""
    command(home, OURS)
    file = tmp_path_factory.mktemp("files") / "one.dump"
    result = run("server", "backup", str(file), MONEYLOOP_HOME=str(home.root))
    assert result.returncode == 0, result.stderr
    assert server.find(home)
    return file


def command(home: Home, text: str) -> None:
    with connect(private_address(home, quiet)) as graph:
        graph.command(text)


def firms(home: Home) -> list[str]:
    with connect(private_address(home, quiet)) as graph:
        [[ids]] = graph.read((FIRMS, {}))[0].rows
    return sorted(ids)


def test_a_backup_brings_the_graph_back(home: Home, backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    password = home.password.read_bytes()
    command(home, "CREATE (:Firm {id: 'b', name: 'B'})")
    assert firms(home) == ["a", "b"]
    here = {"MONEYLOOP_HOME": str(home.root)}
    fails(run("server", "restore", str(backup), **here), 2, "give --yes")
    fails(run("server", "backup", str(backup), **here), 1, "exists already; choose another name")
    result = run("server", "restore", str(backup), "--yes", **here)
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    assert server.find(home)
    assert firms(home) == ["a"]
    assert home.password.read_bytes() == password


def test_an_upgrade_of_the_graph_is_preceded_by_a_backup(home: Home, backup: Path) -> None:
    command(home, "MATCH (marker:Moneyloop) SET marker.schema = 1")
    result = run("remove", "none", "--yes", MONEYLOOP_HOME=str(home.root))
    assert "a backup is in" in result.stderr, result
    [file] = home.backups.iterdir()
    assert file.name.endswith(f"-before-schema-{SCHEMA}.dump")


def test_an_upgrade_of_neo4j_is_preceded_by_a_backup(home: Home, backup: Path) -> None:
    server.stop(home)
    assert home.version.read_text("ascii") == server_version()
    home.version.write_text("2026.01.0", "ascii")
    assert run("server", "start", MONEYLOOP_HOME=str(home.root)).returncode == 0
    assert [file.suffix for file in home.backups.glob("*-before-neo4j-*")] == [".dump"]
    assert home.version.read_text("ascii") == server_version()


def test_files_that_are_no_backups_change_nothing(home: Home, backup: Path, tmp_path: Path) -> None:
    dump = backup.read_bytes()
    command(home, "MATCH (marker:Moneyloop) DETACH DELETE marker")
    here = {"MONEYLOOP_HOME": str(home.root)}
    foreign = tmp_path / "foreign.dump"
    assert run("server", "backup", str(foreign), **here).returncode == 0
    command(home, f"MERGE (marker:Moneyloop {{schema: {SCHEMA}}})")
    server.stop(home)
    before = {file: file.read_bytes() for file in home.data.rglob("*") if file.is_file()}
    broken = {
        "cut": (dump[: len(dump) // 2], "cannot be restored"),
        "changed": (dump[:100] + bytes(64) + dump[164:], "cannot be restored"),
        "empty": (b"", "does not begin as Neo4j's dumps do"),
        "text": (b"id,name\n", "does not begin as Neo4j's dumps do"),
        "foreign": (foreign.read_bytes(), "a graph that is not moneyloop's"),
    }
    for name, (content, message) in broken.items():
        file = tmp_path / f"{name}.dump"
        file.write_bytes(content)
        result = run("server", "restore", str(file), "--yes", **here)
        assert result.returncode == 1, (name, result)
        assert message in result.stderr, (name, result)
        assert "nothing was changed" in result.stderr
        assert "Traceback" not in result.stderr
    fails(run("server", "restore", "none.dump", "--yes", **here), 1, "there is no file 'none.dump'")
    assert {file: file.read_bytes() for file in home.data.rglob("*") if file.is_file()} == before
    assert not list(home.neo4j.glob("staging-*"))


def test_remove_keeps_the_backups(home: Home, backup: Path) -> None:
    here = {"MONEYLOOP_HOME": str(home.root)}
    fails(run("server", "remove", **here), 2, "give --yes")
    result = run("server", "remove", "--yes", **here)
    assert (result.returncode, result.stdout) == (0, "")
    assert "the backups in" in result.stderr
    assert {file.name for file in home.root.iterdir()} <= {"backups", "server.lock"}
    again = run("server", "remove", "--yes", **here)
    assert (again.returncode, again.stderr) == (0, "there is no private Neo4j\n")
    fails(run("server", "backup", "new.dump", **here), 1, "there is nothing to back up")
