"""The wheel, installed in an empty environment, is the whole program, outside the checkout too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.connection import Graph
from graph.home import Home

CHECKOUT = Path(__file__).resolve().parents[2]
SECONDS = 240


def run(*words: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a program that sees nothing of this checkout's environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        words,
        cwd=cwd,
        env=kept | more,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{words}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made)]
    run(*build, str(CHECKOUT), cwd=made)
    [file] = made.iterdir()
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that holds the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    programs = folder / "venv" / "bin"
    pip = [str(programs / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    run(*pip, "--require-hashes", "-r", CHECKOUT / "requirements.lock", cwd=folder)
    run(*pip, "--no-deps", "--no-index", wheel, cwd=folder)
    return programs


def test_the_wheel_holds_all_files_that_the_program_reads(wheel: Path) -> None:
    wanted = [CHECKOUT / "graph" / "neo4j.pin", *(CHECKOUT / "knowledge").rglob("*.csv")]
    wanted += (CHECKOUT / "cypher").rglob("*.cypher")
    wanted += (file for file in (CHECKOUT / "report" / "pages").iterdir() if file.suffix)
    wanted += (file for file in (CHECKOUT / "browser").iterdir() if file.is_file())
    assert len(wanted) > 30
    with zipfile.ZipFile(wheel) as archive:
        for file in wanted:
            assert archive.read(file.relative_to(CHECKOUT).as_posix()) == file.read_bytes()


def test_the_wheel_holds_the_program_and_nothing_else(wheel: Path) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    program = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    beside = [name for name in names if name.split("/")[0] not in program]
    assert {name.split("/")[0] for name in names} - set(program) == {beside[0].split("/")[0]}
    assert beside[0].split("/")[0].endswith(".dist-info")
    assert any(name.endswith("/licenses/LICENSE") for name in beside)
    assert not [name for name in names if name.startswith("tests") or "__pycache__" in name]


def test_the_installed_program_reports_the_same_outside_the_checkout(
    installed: Path,
    shipped: Graph,
    moneyloop: Callable[..., subprocess.CompletedProcess[str]],
    test_home: Home,
    tmp_path: Path,
) -> None:
    program = installed / "moneyloop"
    where = run(installed / "python", "-c", "import cli; print(cli.__file__)", cwd=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(installed.parent)
    words = ("report", "direct", "--format", "json")
    here = moneyloop(*words)
    there = run(program, *words, cwd=tmp_path, MONEYLOOP_HOME=str(test_home.root))
    assert json.loads(there.stdout) == json.loads(here.stdout) != []
    assert there.stderr == here.stderr
    assert shipped.address.private


def test_the_installed_program_knows_every_report_and_the_knowledge_that_ships(
    installed: Path,
    moneyloop: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    for words in (["report"], ["--version"], ["--help"]):
        assert run(installed / "moneyloop", *words, cwd=tmp_path).stdout == moneyloop(*words).stdout
    checked = run(installed / "moneyloop", "load", "--dry-run", cwd=tmp_path)
    assert "nothing wrong with" in checked.stderr
    assert str(installed.parent) in checked.stderr
