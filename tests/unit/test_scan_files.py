"""What a ledger is called, however its files are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from scan.files import find


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("books/2025/jan.csv", "books/2025/feb.csv", "books/2026/jan.csv", "one.csv.gz"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("payer,payee\n", "utf-8")
    import gzip

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
