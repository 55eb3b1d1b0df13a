"""CSV is read by RFC 4180, whatever a sample of it looks like."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moneyloop.scan.engines.base import FILE_COLUMN, Engine
from moneyloop.scan.engines.duckdb.engine import DuckDBEngine
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.reading.files import find_files
from moneyloop.scan.request import ScanRequest
from moneyloop.scan.run import scan
from tests.integration import rfc4180

HEADER = "payer,payee,amount,date\n"
MANY = "".join(f"p{at},q{at},1,2025-01-01\n" for at in range(25_000))
LOOP = '"X",Y,10,2025-01-01\nY,X,9,2025-01-02\n'

Rows = list[list[str]]


@pytest.fixture
def engine() -> Iterator[Engine]:
    duck = DuckDBEngine("1GB")
    yield duck
    duck.close()


def read(engine: Engine, files: dict[Path, bytes], delimiter: str = ",") -> tuple[Rows, list[int]]:
    """The rows that an engine reads, sorted, and the numbers of the bad lines."""
    for file, text in files.items():
        file.write_bytes(text)
    table = engine.read_csv([str(file) for file in files], delimiter)
    rows = [list(row.values()) for row in engine.rows(table)]
    assert {row[-1] for row in rows} <= {str(file) for file in files}
    broken = [line for line in engine.broken_lines() if Path(line.file) in files]
    return sorted([cell or "" for cell in row[:-1]] for row in rows), [
        number for _, number, _, _ in broken
    ]


def loops(
    engine: Engine, *files: Path, delimiter: str | None = None
) -> list[tuple[str, str, int, int]]:
    """The accounts and the weakest hop of each loop, and how many rows are bad."""
    found = scan(
        engine, find_files(list(map(str, files)), delimiter), ScanRequest(), lambda *_: None
    )
    return [(*row["accounts"], int(row["weakest"]), found.bad) for row in engine.rows(found.loops)]


LATE = {
    "first quote after the sample": HEADER + MANY + LOOP,
    "quoted header": HEADER.replace("payer", '"payer"') + MANY + LOOP,
    "line break": HEADER + MANY + LOOP.replace('"X"', '"X\nInc"').replace(",X", ',"X\nInc"'),
    "doubled quotes": HEADER
    + MANY
    + LOOP.replace('"X"', '"X ""Y"" Co"').replace(",X", ',"X ""Y"" Co"'),
    "delimiter": HEADER + MANY + LOOP.replace('"X"', '"X,Inc"').replace(",X", ',"X,Inc"'),
    "at the end": HEADER
    + MANY
    + LOOP.replace("01-01\n", '01-01"\n').replace("2025-01-01", '"2025-01-01'),
    "crlf": (HEADER + MANY + LOOP).replace("\n", "\r\n"),
    "mixed line ends": HEADER + MANY + LOOP.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + HEADER + MANY + LOOP,
    "no line end": HEADER + MANY + LOOP.rstrip("\n"),
    "crlf without the last": (HEADER + MANY + LOOP).replace("\n", "\r\n").rstrip("\r\n"),
}
BROKEN = {
    "in an unquoted cell": 'Acme "Best" Ltd,C,10,2025-01-01\n',
    "after a space": ' "A",C,10,2025-01-01\n',
    "text after it": '"Acme "Best" Ltd",C,10,2025-01-01\n',
    "space after it": '"A" ,C,10,2025-01-01\n',
    "never closed": '"B,A,10,2025-01-01\n',
    "last cell never closed": 'B,A,10,"2025-01-01\n',
    "carriage return": "B\rC,A,10,2025-01-01\n",
    "closed after 1 MB": '"' + "b" * 1_000_001 + '",A,10,2025-01-01\n',
}


@pytest.mark.parametrize("text", LATE.values(), ids=LATE)
def test_quotes_are_quotes_wherever_the_first_one_is(
    engine: Engine, tmp_path: Path, text: str
) -> None:
    """X pays Y 10 and Y pays X 9: the weakest hop is 9, and no row is bad."""
    (tmp_path / "late.csv").write_bytes(text.encode())
    [(x, y, weakest, bad)] = loops(engine, tmp_path / "late.csv")
    assert (x[0], y, weakest, bad) == ("X", "Y", 9, 0)
    assert '"' not in x.replace('"Y"', "")


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "§"])
def test_quotes_with_other_delimiters(engine: Engine, tmp_path: Path, delimiter: str) -> None:
    text = (HEADER + MANY + LOOP.replace('"X"', '"X|;\tI"')).replace(",", delimiter)
    text = text.replace(f"{delimiter}X{delimiter}", f'{delimiter}"X|;\tI"{delimiter}')
    (tmp_path / "late.csv").write_text(text, "utf-8")
    assert loops(engine, tmp_path / "late.csv", delimiter=delimiter) == [("X|;\tI", "Y", 9, 0)]


def test_several_and_compressed_files(engine: Engine, tmp_path: Path) -> None:
    """Each is read on its own: a quote left open in one does not reach into the next."""
    (tmp_path / "1.csv").write_text(HEADER + '"B,A,10,2025-01-01\n', "utf-8")
    (tmp_path / "2.csv").write_bytes((HEADER + LOOP[:20]).replace("\n", "\r\n").encode())
    with gzip.open(tmp_path / "3.csv.gz", "wt", encoding="utf-8", newline="") as file:
        file.write(HEADER + MANY + LOOP[20:] + '"C"D,A,10,2025-01-01\n')
    assert loops(engine, tmp_path) == [("X", "Y", 9, 2)]
    broken = {(Path(line.file).name, line.number) for line in engine.broken_lines()}
    assert broken == {("1.csv", 2), ("3.csv.gz", 25_003)}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_line_that_breaks_the_rules_is_one_bad_row(
    engine: Engine, tmp_path: Path, line: str, ends: str
) -> None:
    """The header is line 1 and A's payment line 2, so the broken line is 3; B's is line 4."""
    text = HEADER + 'A,"B",10,2025-01-01\n' + line + "B,A,9,2025-01-02\nC,D,1,2025-01-01\n"
    (tmp_path / "broken.csv").write_bytes(text.replace("\n", ends).encode())
    assert loops(engine, tmp_path / "broken.csv") == [("A", "B", 9, 1)]
    [broken] = engine.broken_lines()
    assert (broken.file, broken.number) == (str(tmp_path / "broken.csv"), 3)
    assert broken.text == line.rstrip("\n")


PIECES = ["a", "b", ",", '"', '""', '"c"', '"d,e"', '"f\ng"', "\n", "\r\n", "\r", " ", "é", "a,b\n"]


@settings(max_examples=80)
@example(pieces=[",", ",", ","], block=4, ends="\n", mark="")
@example(pieces=["\n", "\n", "\n", "a"], block=4, ends="\r\n", mark="")
@example(pieces=['"f\ng"', ",b\n", "\n", "\n", "a\n", "\n", "\n", "b"], block=9, ends="\n", mark="")
@example(pieces=['"f\ng",b', *5 * ["\r\n"], "a", "\r\n"], block=4, ends="\r\n", mark="\ufeff")
@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=40),
    block=st.integers(4, 64),
    ends=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_rows_are_those_of_a_reader_of_single_characters(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], block: int, ends: str, mark: str
) -> None:
    text = f"{mark}p,q{ends}" + "".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("moneyloop.scan.csv_quotes.BLOCK", block)
        patch.setattr("moneyloop.scan.csv_quotes.MAX_QUOTED", 30)
        engine = DuckDBEngine("1GB")
        file = tmp_path_factory.mktemp("quotes") / "quotes.csv"
        rows, bad = read(engine, {file: text.encode()})
        engine.close()
    wanted = rfc4180.expected(text, 2, max_quoted=30)
    assert rows == sorted(cells for _, cells in wanted.rows)
    assert bad == wanted.bad


def test_long_files_are_copied_in_windows(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(5)  # noqa: S311 - no secret
    lines = ['"a\n""b""",c\n', "a,b\n", '"x",y\r\n', 'a"b,c\n', '"a"b,c\n', "a\n", '"q,w\n']
    weights = [9, 9, 9, 1, 1, 1, 1]
    text = "p,q\n" + "".join(chance.choices(lines, weights, k=8000))
    monkeypatch.setattr("moneyloop.scan.csv_quotes.MAX_QUOTED", 500)
    monkeypatch.setattr("moneyloop.scan.csv_quotes.WINDOW", 2000)
    rows, bad = read(engine, {tmp_path / "long.csv": text.encode()})
    wanted = rfc4180.expected(text, 2, max_quoted=500)
    assert rows == sorted(cells for _, cells in wanted.rows)
    assert bad == wanted.bad
    assert len(rows) > 5000 and len(bad) > 500


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ('pay"er,payee\n', "first line that is not closed"),
        ('p"aye"r,payee\na,b\n', "begin with a line of column names: a quote is inside a cell"),
    ],
)
def test_a_header_that_breaks_the_rules_is_refused(
    engine: Engine, tmp_path: Path, header: str, message: str
) -> None:
    (tmp_path / "header.csv").write_text(header, "utf-8")
    with pytest.raises(ScanFailed, match=message):
        loops(engine, tmp_path / "header.csv")


def test_a_copy_does_not_show(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "a[1]*.csv"
    file.write_text('payer,payee\na,b\n"a"b,c\nc,\n', "utf-8")
    table = engine.read_csv([str(file)], ",")
    assert {row[FILE_COLUMN] for row in engine.rows(table)} == {str(file)}
