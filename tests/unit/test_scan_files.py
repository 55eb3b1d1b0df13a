"""What a ledger is called, however its files are named, and files that are none."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.files import find


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
    ("named", "ledger"),
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
def test_a_ledger_is_called_as_its_file_or_folder(
    folder: Path, named: list[str], ledger: str
) -> None:
    assert find(named).ledger == ledger
    assert find([str(folder / one) for one in named]).ledger == ledger
    assert find(named, ledger="Main books").ledger == "Main books"


def test_a_folder_is_called_by_its_own_name_from_within(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "books")
    assert find(["."]).ledger == find(["*/*.csv"]).ledger == "books"


PACKED = gzip.compress(b"payer,payee\na,b\n", mtime=0)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("old.csv", b"payer,payee\ra,b\r", "lines of CSV end in a line feed"),
        ("one-line.csv", b"[" + b"0," * 70_000 + b"]", "lines of CSV end in a line feed"),
        ("cut.csv.gz", PACKED[:15], "cut off or damaged"),
        ("bad.csv.gz", PACKED[:12] + b"\xff\xff" + PACKED[14:], "cut off or damaged"),
        ("no.csv.gz", b"payer,payee\n", "cannot be read"),
    ],
)
def test_a_file_that_is_no_ledger_is_told(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ScanFailed, match=message):
        find([str(tmp_path / name)])


def test_the_ending_of_a_packed_file_may_be_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "LEDGER.CSV.GZ").write_bytes(PACKED)
    assert find([str(tmp_path / "LEDGER.CSV.GZ")]).delimiter == ","
