"""A disk that fills up: one message that says what to do, no data lost, and nothing left over."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from moneyloop.graph import server
from moneyloop.graph.home import Home
from moneyloop.graph.jars import class_path, pins
from moneyloop.publish.site import build
from tests import command
from tests.command import Program
from tests.conftest import make_home, quiet
from tests.integration.imports import Importer, line, write_csv
from tests.integration.test_jars import left_overs, serving

LINES = 400
LEFT = 200_000  # bytes

pytestmark = [pytest.mark.group("small disk"), pytest.mark.timeout(900)]


@dataclass(frozen=True)
class Disk:
    """A small disk of its own, and a file that fills it."""

    folder: Path

    @property
    def ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self, left: int) -> None:
        """Leaves so many bytes free."""
        self.ballast.write_bytes(bytes(shutil.disk_usage(self.folder).free - left))

    def mount(self, megabytes: int, *options: str) -> None:
        size = ",".join((f"size={megabytes}m", *options))
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", self.folder], check=True)

    def files(self) -> list[str]:
        """The names of what is on the disk, except the ballast."""
        return sorted(one.name for one in self.folder.iterdir() if one != self.ballast)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    small = Disk(tmp_path / "disk")
    small.folder.mkdir()
    small.mount(96)
    try:
        yield small
    finally:
        subprocess.run(["umount", small.folder], check=True)


@pytest.fixture
def home(disk: Disk, maven: Path) -> Iterator[Home]:
    """A home on the small disk, which has the jars elsewhere."""
    small_home = make_home(disk.folder / "home", maven)
    try:
        yield small_home
    finally:
        server.stop(small_home)


def write_folder(folder: Path, lines: list[dict[str, str]]) -> Path:
    """A knowledge folder with these deals."""
    folder.mkdir()
    firms = sorted({one[end] for one in lines for end in ("payer", "payee")})
    ids = {firm: firm.replace(" ", "-").lower() for firm in firms}
    rows = ({"id": ids[firm], "name": firm, "kind": "company"} for firm in firms)
    write_csv(folder / "firms.csv", rows)
    (folder / "aliases.csv").write_text("firm,alias\n")
    sources = [{"id": "a", "url": "https://example.org/loaded", "kind": "news"}]
    write_csv(folder / "sources.csv", sources)
    deals = [
        {"id": f"loaded-{n}", "type": one["type"], "status": "signed", "note": one["note"]}
        | {end: ids[one[end]] for end in ("payer", "payee")}
        for n, one in enumerate(lines)
    ]
    write_csv(folder / "deals.csv", deals)
    stated = ({"deal": one["id"], "source": "a", "amount": "$1bn"} for one in deals)
    write_csv(folder / "statements.csv", stated)
    return folder


def test_a_disk_that_fills_up_under_the_server(
    home: Home, disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its start, in an import and in a load."""
    run = partial(command.run, MONEYLOOP_HOME=str(home.root))

    def deals() -> int:
        result = run("query", "MATCH (deal:Deal) RETURN count(deal) AS deals", "-f", "json")
        [row] = json.loads(result.stdout)
        return int(row["deals"])

    monkeypatch.setattr(server, "SECONDS_WITHOUT_SPACE", 2)
    for left in (0, 9_000_000):  # no file can be written; the server finds no space for its data
        disk.fill(left)
        result = run("server", "start")
        assert (result.returncode, result.stdout) == (3, ""), left
        assert "Free disk space" in result.stderr.splitlines()[-1], (left, result.stderr)
        assert "Traceback" not in result.stderr
        assert server.find(home) is None
        disk.ballast.unlink()

    many = [line("BUYS_FROM", f"Firm {n}", f"Firm {n + 1}", note="x" * 500) for n in range(LINES)]
    one = str(write_csv(tmp_path / "one.csv", many[:1]))
    result = run("import", one)
    assert result.returncode == 0, result.stderr

    file = str(write_csv(tmp_path / "many.csv", many))
    folder = str(write_folder(tmp_path / "knowledge", many))
    for words, before, after in (
        (("import", file), 1, LINES),
        (("load", folder), LINES, 2 * LINES),
    ):
        disk.fill(LEFT)
        result = run(*words)
        assert (result.returncode, result.stdout) == (3, ""), result.stderr
        [message] = result.stderr.splitlines()
        expected = "moneyloop: the private Neo4j cannot continue (TransactionLogError)"
        assert message.startswith(expected)
        assert (
            "Free disk space in its home folder, which `moneyloop server status` shows" in message
        )

        disk.ballast.unlink()
        assert deals() == before
        assert run(*words).returncode == 0
        assert deals() == after


def test_a_disk_that_is_too_small_for_the_jars(disk: Disk, maven: Path, tmp_path: Path) -> None:
    home = Home(disk.folder / "home")
    home.root.mkdir(mode=0o700)
    with serving(maven) as mirror:
        result = command.run_program(
            *("server", "start"), MONEYLOOP_HOME=str(home.root), MONEYLOOP_MAVEN=mirror.url
        )
        assert (result.returncode, result.stdout) == (3, ""), result.stderr
        message = result.stderr.splitlines()[-1]
        assert message.startswith("moneyloop: the folder of the private Neo4j cannot be used:")
        assert "No space left on device" in message
        assert "Free disk space" in message
        assert "Traceback" not in result.stderr
        assert left_overs(home) == []
        complete = {one for one in home.maven.rglob("*") if one.is_file()}
        assert complete <= {home.maven / pin.path for pin in pins()}

        disk.mount(600, "remount")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MONEYLOOP_MAVEN", mirror.url)
            mirror.requests.clear()
            assert len(class_path(home, quiet)) == len(pins())
        # What had been fetched whole was not fetched again.
        assert len(mirror.requested_jars()) == len(pins()) - len(complete)
    assert left_overs(home) == []


@pytest.mark.parametrize(
    "words",
    [
        ("picture", "-o", "page.svg"),
        ("report", "loops", "-o", "page.html"),
        ("report", "statements", "-o", "page.xlsx"),
        ("report", "statements", "-o", "page.parquet"),
        ("export", "page"),
        ("export", "page.graphml"),
        ("import", "deals.csv", "--write-fixed", "page.csv"),
        ("dossier", "-o", "page.html"),
        ("site", "page"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_disk_that_fills_up_under_what_is_written(
    importer: Importer,
    moneyloop: Program,
    disk: Disk,
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # All pages of a site would take long; the first does not fit.
    monkeypatch.setattr(build, "site_files", lambda *_: iter([("index.html", "x")]))
    importer.imports(line("INVESTS_IN", "a", "b"), line("BUYS_FROM", "b", "a"))
    write_csv(disk.folder / "deals.csv", [line("BUYS_FROM", "a", "b")])
    disk.fill(0)
    result = moneyloop(*words, cwd=disk.folder)
    assert (result.returncode, result.stdout) in ((1, ""), (2, "")), result
    message = result.stderr.splitlines()[-1]
    assert "No space left on device" in message, result.stderr
    assert "page" in message
    assert "name another file" in message or "choose another" in message
    assert "Traceback" not in result.stderr
    assert disk.files() == ["deals.csv"]

    disk.ballast.unlink()
    assert moneyloop(*words, cwd=disk.folder).returncode == 0
    assert disk.files() == ["deals.csv", words[-1]]
