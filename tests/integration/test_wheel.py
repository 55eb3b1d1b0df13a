"""The wheel, installed in an empty environment, is the whole program, outside the checkout too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home

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
    # Python compiles the few modules that are imported.
    pip.append("--no-compile")
    run(*pip, "--require-hashes", "-r", CHECKOUT / "requirements.lock", cwd=folder)
    run(*pip, "--no-deps", "--no-index", wheel, cwd=folder)
    return programs


MAPPED = ("cypher", "knowledge")
"""Folders that are at the top of a checkout, and inside the package once installed."""


def test_the_wheel_holds_all_files_that_the_program_reads(wheel: Path) -> None:
    read = {".cypher", ".csv", ".pin", ".sql", ".html", ".css", ".js", ".grass", ".typed"}
    expected = {
        file: f"moneyloop/{file.relative_to(CHECKOUT).as_posix()}"
        for folder in MAPPED
        for file in (CHECKOUT / folder).rglob("*")
        if file.suffix in read
    } | {
        file: file.relative_to(CHECKOUT).as_posix()
        for folder in ("loader", "moneyloop")
        for file in (CHECKOUT / folder).rglob("*")
        if file.suffix in read
    }
    assert {file.suffix for file in expected} == read
    expected[CHECKOUT / "docs" / "method.md"] = "moneyloop/docs/method.md"
    with zipfile.ZipFile(wheel) as archive:
        for file, name in expected.items():
            assert archive.read(name) == file.read_bytes()


def test_what_docker_sends_builds_the_same_wheel_and_has_no_secrets(
    wheel: Path, tmp_path: Path
) -> None:
    first, *lines = [
        line
        for line in (CHECKOUT / ".dockerignore").read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert first == "*"
    sent = [line.removeprefix("!") for line in lines if line.startswith("!")]
    # All else leaves out more.
    assert [line for line in lines if not line.startswith("!")] == ["**/__pycache__"]
    assert not {name.split("/")[0] for name in sent} & {"secret", ".env", ".git", ".venv", "build"}
    context, made = tmp_path / "context", tmp_path / "made"
    context.mkdir()
    for name in sent:
        (context / name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy2
        copy(CHECKOUT / name, context / name)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made)]
    run(*build, str(context), cwd=tmp_path)
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(next(made.iterdir())) as other:
        assert one.namelist() == other.namelist()
        assert all(one.read(name) == other.read(name) for name in one.namelist())
    assert {"requirements.lock"} <= set(sent)


def test_the_wheel_has_only_three_top_level_names(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    top = {name.split("/")[0] for name in names}
    [about] = [name for name in top if name.endswith(".dist-info")]
    assert top == {"cli.py", "loader", "moneyloop", about}
    assert {f"{about}/licenses/LICENSE", f"{about}/licenses/knowledge/LICENSE.md"} <= {*names}
    assert not [name for name in names if "__pycache__" in name]


def test_user_modules_do_not_shadow_ours(
    installed: Path, shipped: Graph, test_home: Home, tmp_path: Path
) -> None:
    """A script's own folder comes first on the path: its modules must not replace ours."""
    assert shipped.address.private
    for name in ("cli", "cypher", "graph", "loader", "report", "scan", "values"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('this is the user's own module')\n")
    script = "import moneyloop; print(len(moneyloop.frame('direct')))"
    outside = run(
        installed / "python", "-c", script, cwd=tmp_path, MONEYLOOP_HOME=str(test_home.root)
    )
    assert int(outside.stdout) > 0


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
    outside = run(program, *words, cwd=tmp_path, MONEYLOOP_HOME=str(test_home.root))
    assert json.loads(outside.stdout) == json.loads(here.stdout) != []
    assert outside.stderr == here.stderr
    assert shipped.address.private


def test_the_installed_program_knows_every_report_and_the_knowledge_that_ships(
    installed: Path,
    moneyloop: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    for words in (["report"], ["--version"], ["--help"]):
        assert run(installed / "moneyloop", *words, cwd=tmp_path).stdout == moneyloop(*words).stdout
    checked = run(installed / "moneyloop", "load", "--dry-run", cwd=tmp_path)
    assert "no problems in" in checked.stderr
    assert str(installed.parent) in checked.stderr
