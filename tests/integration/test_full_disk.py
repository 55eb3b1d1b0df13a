"""A disk that fills up during an import: one message, and no data is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from moneyloop.graph import server
from moneyloop.graph.home import Home
from tests import command
from tests.conftest import make_home
from tests.integration.imports import line, write_csv

LINES = 400
DISK, LEFT = "96m", 200_000  # bytes

pytestmark = [pytest.mark.group("small disk"), pytest.mark.timeout(900)]


@pytest.fixture
def home(tmp_path: Path, maven: Path) -> Iterator[Home]:
    """A home on a small disk of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", disk], check=True)
    small_home = make_home(disk / "home", maven)
    try:
        yield small_home
    finally:
        server.stop(small_home)
        subprocess.run(["umount", disk], check=True)


def test_a_disk_that_fills_up_during_an_import(home: Home, tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return command.run(*words, MONEYLOOP_HOME=str(home.root))

    def deals() -> int:
        result = run("query", "MATCH (deal:Deal) RETURN count(deal) AS deals", "-f", "json")
        [row] = json.loads(result.stdout)
        return int(row["deals"])

    many = [line("BUYS_FROM", f"Firm {n}", f"Firm {n + 1}", note="x" * 500) for n in range(LINES)]
    file = str(write_csv(tmp_path / "many.csv", many))
    one = str(write_csv(tmp_path / "one.csv", many[:1]))
    assert run("import", one).returncode == 0

    ballast = home.root.parent / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(ballast.parent).free - LEFT))
    result = run("import", file)
    assert (result.returncode, result.stdout) == (3, "")
    [message] = result.stderr.splitlines()
    assert message.startswith("moneyloop: the private Neo4j cannot continue (TransactionLogError)")
    assert "Free disk space in its home folder, which `moneyloop server status` shows" in message

    ballast.unlink()
    assert deals() == 1
    assert run("import", file).returncode == 0
    assert deals() == LINES
