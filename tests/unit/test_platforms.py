"""What Windows lacks: without it every module can be imported, and the commands run.

Windows itself is not here. The code of moneyloop, and not that of other packages, runs without the
modules and without the names in `os` and `signal` that Windows does not have, and without links.
"""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from moneyloop import platforms
from tests.command import CHECKOUT

LACKS = """
import builtins, os, signal, types

MODULES = {"fcntl", "grp", "pwd", "resource", "termios"}
NAMES = {
    "os": {"O_NOCTTY", "O_NONBLOCK", "chown", "fchmod", "fork", "getegid", "geteuid", "getgid",
           "getpgid", "getuid", "killpg", "mkfifo", "mknod", "setsid", "statvfs"},
    "signal": {"SIGALRM", "SIGCONT", "SIGHUP", "SIGKILL", "SIGSTOP", "SIGUSR1", "setitimer"},
}
REDUCED = {}
for module in (os, signal):
    REDUCED[module.__name__] = reduced = types.ModuleType(module.__name__)
    assert NAMES[module.__name__] <= vars(module).keys()
    kept = vars(module).keys() - NAMES[module.__name__]
    vars(reduced).update((name, vars(module)[name]) for name in kept)

def no_links(*_, **__):
    raise OSError("A required privilege is not held by the client")

os.symlink = REDUCED["os"].symlink = no_links
really = builtins.__import__

def without(name, globals=None, *more, **named):
    if (globals or {}).get("__name__", "").partition(".")[0] in ("cli", "loader", "moneyloop"):
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        if name in REDUCED:
            return REDUCED[name]
    return really(name, globals, *more, **named)

builtins.__import__ = without
"""
IMPORTS = """
from importlib import import_module
from pkgutil import walk_packages
import cli, loader, moneyloop

names = ["cli"]
for package in (loader, moneyloop):
    names += [found.name for found in walk_packages(package.__path__, package.__name__ + ".")]
for name in names:
    if name != "moneyloop.__main__":
        import_module(name)
print(len(names))
"""
RUNS = """
from moneyloop.__main__ import main
main()
"""


def without_posix(what: str, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LACKS + what, *words],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "MONEYLOOP_HOME": str(cwd / "home")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_module_can_be_imported(tmp_path: Path) -> None:
    done = without_posix(IMPORTS, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    files = [*(CHECKOUT / "loader").rglob("*.py"), *(CHECKOUT / "moneyloop").rglob("*.py")]
    assert int(done.stdout) > len(files) - 10 > 200


def test_the_command_line_runs(tmp_path: Path) -> None:
    for words in (["--help"], ["report", "--help"], ["load", "--dry-run"]):
        done = without_posix(RUNS, *words, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    ledger = "src,dst,usd\na,b,100\nb,c,90\nc,a,80\n"
    (tmp_path / "ledger.csv").write_text(ledger, "utf-8")
    columns = ["--payer", "src", "--payee", "dst", "--amount", "usd"]
    done = without_posix(RUNS, "scan", "ledger.csv", *columns, "-o", "loops.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "a; b; c" in (tmp_path / "loops.csv").read_text("utf-8")


def test_without_owners_everything_is_ones_own_and_modes_mean_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = os.stat_result((stat.S_IFREG | 0o666, 0, 0, 1, os.geteuid() + 1, 0, 0, 0, 0, 0))
    assert not platforms.is_own(found)
    assert platforms.open_to_others(found)
    monkeypatch.delattr(os, "geteuid")
    assert platforms.is_own(found)
    assert not platforms.open_to_others(found)


def test_the_mode_of_an_open_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "file").open("wb") as opened:
        platforms.set_mode(opened, 0o600)
        monkeypatch.delattr(os, "fchmod")
        platforms.set_mode(opened, 0o644)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


@pytest.mark.parametrize("may_link", [True, False])
def test_a_copy_stands_in_for_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, may_link: bool
) -> None:
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / "one.jar").write_bytes(b"jar")

    def refuse(*_: object, **__: object) -> None:
        raise OSError("A required privilege is not held by the client")

    if not may_link:
        monkeypatch.setattr(os, "symlink", refuse)
    platforms.link_or_copy(tmp_path / "folder", tmp_path / "jars")
    platforms.link_or_copy(tmp_path / "file", tmp_path / "jars" / "one.jar")
    assert (tmp_path / "folder" / "one.jar").read_bytes() == b"jar"
    assert (tmp_path / "file").read_bytes() == b"jar"
    links = [(tmp_path / name).is_symlink() for name in ("folder", "file")]
    assert links == [may_link, may_link]


def test_programs_have_a_suffix_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    assert platforms.program_in(Path("bin"), "java") == Path("bin/java")
    monkeypatch.setattr(platforms, "WINDOWS", True)
    assert platforms.program_in(Path("bin"), "java") == Path("bin/java.exe")


@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
@pytest.mark.parametrize("has_sessions", [True, False])
def test_a_detached_program_outlives_the_call_and_writes_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_sessions: bool
) -> None:
    if not has_sessions:
        monkeypatch.delattr(os, "setsid")
    log = tmp_path / "console.log"
    log.write_text("before\n", "utf-8")
    script = "import os, sys; print(os.getpid(), os.getcwd(), os.environ['WORD'], sys.stdin.read())"
    pid = platforms.start_detached(
        [sys.executable, "-c", script], tmp_path, os.environ | {"WORD": "hello"}, log
    )
    end = time.monotonic() + 60
    while log.read_text("utf-8").count("\n") < 2:
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    assert log.read_text("utf-8") == f"before\n{pid} {tmp_path.resolve()} hello \n"


def test_data_in_a_windows_pipe_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    def written() -> bytes:
        buffer = io.BytesIO()
        stream = io.TextIOWrapper(buffer, "cp1252", errors="backslashreplace", newline="\r\n")
        platforms.exact_if_piped(stream)
        stream.write("ソフトバンク\n")
        stream.flush()
        return buffer.getvalue()

    assert written().endswith(b"\\u30af\r\n")
    monkeypatch.setattr(platforms, "WINDOWS", True)
    assert written() == "ソフトバンク\n".encode()
