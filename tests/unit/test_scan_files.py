"""The name of a ledger, however its files are named; and files that are not a ledger."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.reading.files import find_files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("books/2025/jan.csv", "books/2025/feb.csv", "books/2026/jan.csv", "one.csv.gz"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("payer,payee\n", "utf-8")
    (tmp_path / "one.csv.gz").write_bytes(gzip.compress(b"payer,payee\n"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("patterns", "ledger"),
    [
        (["one.csv.gz"], "one"),
        (["./one.csv.gz"], "one"),
        (["books"], "books"),
        (["books/"], "books"),
        (["./books/**/*.csv"], "books"),
        (["books/2025/jan.csv", "books/2026/jan.csv"], "books"),
        (["books/2025/jan.csv", "books/2025/feb.csv"], "2025"),
        (["books/2025/*.csv"], "2025"),
        (["books/2025/jan.csv"], "jan"),
    ],
)
def test_a_ledger_is_named_after_its_file_or_folder(
    folder: Path, patterns: list[str], ledger: str
) -> None:
    assert find_files(patterns).name == ledger
    assert find_files([str(folder / pattern) for pattern in patterns]).name == ledger
    assert find_files(patterns, ledger="Main books").name == "Main books"


def test_the_current_folder_gives_its_own_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "books")
    assert find_files(["."]).name == find_files(["*/*.csv"]).name == "books"


COMPRESSED = gzip.compress(b"payer,payee\na,b\n", mtime=0)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("old.csv", b"payer,payee\ra,b\r", "lines of CSV must end in a"),
        ("one-line.csv", b"[" + b"0," * 70_000 + b"]", "lines of CSV must end in a"),
        ("cut.csv.gz", COMPRESSED[:15], "truncated or damaged"),
        ("bad.csv.gz", COMPRESSED[:12] + b"\xff\xff" + COMPRESSED[14:], "truncated or damaged"),
        ("no.csv.gz", b"payer,payee\n", "cannot be read"),
    ],
)
def test_a_file_that_is_not_a_ledger_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ScanFailed, match=message):
        find_files([str(tmp_path / name)])


def test_the_ending_of_a_compressed_file_may_be_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "LEDGER.CSV.GZ").write_bytes(COMPRESSED)
    assert find_files([str(tmp_path / "LEDGER.CSV.GZ")]).delimiter == ","
