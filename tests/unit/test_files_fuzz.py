"""Broken and hostile files of every format: each gives rows or problems, and quickly.

MONEYLOOP_FUZZ sets the number of broken files of each format.
"""

import io
import json
import os
import random
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loader.files import read
from loader.problems import Problem
from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import contents

ROUNDS = int(os.environ.get("MONEYLOOP_FUZZ", "40"))
LONGEST = 5  # seconds of the processor

COLUMNS = ("type", "payer", "payee", "amount", "announced", "note")
NASTY = [
    "",
    "\x00",
    "\ud800",
    "\ufeff",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "'",
    "''",
    "\t",
    "\r",
    "\r\n",
    '"',
    '""',
    ",",
    ";",
    "|",
    "{",
    "[",
    "]",
    "}",
    "null",
    "NaN",
    "1e999",
    "0" * 400,
    "9" * 5000,
    "1.000.000,00",
    "2025-02-30",
    "2025-13-45",
    "<script>alert(1)</script>",
    "'}) DETACH DELETE n //",
    "\u202egnp.exe",
    "e\u0301\u0323" * 20,
    "Å\u030a",
    "\x1b[2J",
    "東京" * 50,
    "x" * 40_000,
    "\uffff",
    "\U0010ffff",
    "#REF!",
    "_x0000_",
    "&a;",
    "]]>",
    "\u2028",
]


def all_columns(names: Sequence[str], problem: Callable[[str], None]) -> tuple[str, ...] | None:
    columns = tuple(name.strip().casefold() for name in names)
    if len(set(columns)) < len(columns):
        problem("has duplicate columns")
        return None
    return columns


def outcome(file: Path, **options: Any) -> str:
    """How reading a file ends. Fails if that is neither rows nor problems, or takes long."""
    problems: list[Problem] = []
    started = time.process_time()
    sheet = read(str(file), all_columns, problems, **options)
    assert time.process_time() - started < LONGEST
    for problem in problems:
        text = str(problem)
        text.encode()
        assert problem.file == str(file)
        assert problem.message.isprintable()
        assert len(problem.message) < 1000
    if sheet is None:
        assert problems
        return "refused"
    for row in sheet.rows:
        assert set(row.cells) <= set(row.place.columns)
        assert all(type(cell) is str and "\0" not in cell for cell in row.cells.values())
        "".join(row.cells.values()).encode()
    return "problems" if problems else "rows"


def lines(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in [COLUMNS, *rows]]
    return "\r\n".join(delimiter.join(row) for row in quoted) + "\r\n"


PLAIN = [
    ["INVESTS_IN", "NVIDIA", "OpenAI", "$100B", "2025-09-22", "Société Générale"],
    ["LENDS_TO", "SoftBank", "Arm", "1e5", "2025-09", "of £10m\nin two lines"],
] * 5


def _xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for row in [COLUMNS, *rows]:
        book.worksheets[0].append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def unpacked(data: bytes) -> bytes:
    """The same workbook without compression, so that a changed byte reaches its XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def _parquet(rows: Sequence[Sequence[str]]) -> bytes:
    content = contents(Rows(COLUMNS, tuple(map(tuple, rows))), "parquet")
    assert isinstance(content, bytes)
    return content


SHIFT_JIS = lines([["INVESTS_IN", "ソフトバンク", "OpenAI", "", "", "株"]])

GOOD = {
    "csv": lines(PLAIN).encode(),
    "csv in Windows-1252": lines(PLAIN, ";").encode("cp1252"),
    "csv in Shift-JIS": SHIFT_JIS.encode("cp932"),
    "csv in UTF-16": lines(PLAIN, "\t").encode("utf-16"),
    "json": json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in PLAIN]).encode(),
    "json lines": "\n".join(
        json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in PLAIN
    ).encode(),
    "xlsx": _xlsx(PLAIN),
    "xlsx without compression": unpacked(_xlsx(PLAIN)),
    "parquet": _parquet(PLAIN),
}


def broken(data: bytes, chance: random.Random) -> bytes:
    """A file with some of its bytes changed, left out, repeated or cut off."""
    out = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 30])):
        at = chance.randrange(len(out)) if out else 0
        until = min(len(out), at + chance.choice([1, 2, 4, 8, 100]))
        match chance.randrange(7):
            case 0:
                out[at:until] = chance.randbytes(until - at)
            case 1:
                del out[at:until]
            case 2:
                out[at:at] = out[at:until] * chance.choice([1, 2, 50])
            case 3:
                out[at:at] = chance.choice(NASTY).encode("utf-8", "surrogatepass")
            case 4:
                out[at:until] = chance.choice([b"\0", b"\xff", b"\x7f"]) * (until - at)
            case 5:
                out[at : at + 4] = chance.choice([0, 1, 2**31 - 1, 2**32 - 1]).to_bytes(4, "little")
            case _ if chance.random() < 0.2:
                del out[at:]
    return bytes(out)


def repaired(data: bytes) -> bytes:
    """A workbook with correct checksums, so that its broken parts are read at all."""
    out = bytearray(data)
    at = 0
    while (at := out.find(b"PK\x03\x04", at)) >= 0:
        size = int.from_bytes(out[at + 18 : at + 22], "little")
        names = int.from_bytes(out[at + 26 : at + 28], "little")
        begins = at + 30 + names + int.from_bytes(out[at + 28 : at + 30], "little")
        sum_ = zlib.crc32(out[begins : begins + size]).to_bytes(4, "little")
        old = bytes(out[at + 14 : at + 18])
        out[at + 14 : at + 18] = sum_
        entry = out.find(old, out.find(b"PK\x01\x02"))
        if entry >= 0 and old.strip(b"\0"):
            out[entry : entry + 4] = sum_
        at += 4
    return bytes(out)


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_file_is_read(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "deals"
    file.write_bytes(GOOD[kind])
    assert outcome(file) == "rows"


@pytest.mark.parametrize("kind", GOOD)
def test_a_broken_file_is_rows_or_problems(tmp_path: Path, kind: str) -> None:
    chance = random.Random(f"{kind} {ROUNDS}")  # noqa: S311 -- nothing here is secret
    file = tmp_path / "deals"
    for number in range(ROUNDS):
        data = broken(GOOD[kind], chance)
        file.write_bytes(repaired(data) if "without compression" in kind else data)
        try:
            outcome(file)
        except BaseException:
            print(f"round {number}: {data!r}")
            raise


CELLS = st.sampled_from(NASTY) | st.text(st.characters(), max_size=30)


@settings(max_examples=ROUNDS)
@given(st.lists(st.lists(CELLS, max_size=8), max_size=6), st.sampled_from(",;\t|"))
def test_any_text_in_cells_is_rows_or_problems(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    folder = tmp_path_factory.mktemp("cells")
    (folder / "csv").write_bytes(lines(rows, delimiter).encode("utf-8", "surrogatepass"))
    objects = [dict(zip(COLUMNS, row, strict=False)) for row in rows]
    (folder / "array").write_text(json.dumps(objects))
    (folder / "lines").write_text("\n".join(map(json.dumps, objects)))
    known = [tuple((row + [""] * 6)[:6]) for row in rows]
    fit = [row for row in known if not any("\ud800" <= char < "\ue000" for char in "".join(row))]
    sizes = [row for row in fit if max(map(len, row)) < 30_000]
    for name in ("parquet", "xlsx"):
        content = contents(Rows(COLUMNS, tuple(sizes)), name)
        assert isinstance(content, bytes)
        (folder / name).write_bytes(content)
    for file in folder.iterdir():
        outcome(file)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CELLS, inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=ROUNDS)
@given(st.lists(JSON, min_size=1, max_size=3), st.sampled_from([None, 1]))
def test_any_json_is_rows_or_problems(
    tmp_path_factory: pytest.TempPathFactory, values: list[Any], indent: int | None
) -> None:
    file = tmp_path_factory.mktemp("json") / "deals"
    file.write_text(json.dumps(values, indent=indent))
    outcome(file)
    file.write_text("\n".join(json.dumps(value, indent=indent) for value in values))
    outcome(file)


@settings(max_examples=ROUNDS)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"[", b'{"', b"\xff\xfe", b"\xef\xbb\xbf"]),
    st.none() | st.sampled_from(["utf-8", "utf-16", "cp1252", "shift-jis", "hex", "nope\0"]),
    st.none() | st.text(max_size=3),
)
@example(b"", b"PAR1", None, None)
def test_any_bytes_are_rows_or_problems(
    tmp_path_factory: pytest.TempPathFactory,
    data: bytes,
    start: bytes,
    encoding: str | None,
    sheet: str | None,
) -> None:
    file = tmp_path_factory.mktemp("bytes") / "deals"
    file.write_bytes(start + data)
    outcome(file, encoding=encoding, sheet=sheet)


HUGE = {
    "one line": b"x" * 5_000_000,
    "quotes": b'"' * 5_000_000,
    "delimiters": b"," * 5_000_000,
    "empty lines": b"\n" * 5_000_000,
    "carriage returns": b"\r" * 5_000_000,
    "spaces": b" " * 5_000_000,
    "NULs": bytes(5_000_000),
    "brackets": b"[" * 5_000_000,
    "braces": b'{"a":' * 1_000_000,
    "a text without end": b'[{"a":"' + b"x" * 5_000_000,
    "escapes": b'[{"a":"' + b"\\u0000" * 500_000 + b'"}]',
    "keys": json.dumps([{f"k{number}": 1} for number in range(100_000)]).encode(),
    "wide": json.dumps([{f"k{number}": 1 for number in range(100_000)}]).encode(),
    "ambiguous bytes": b"a\n" + b"\xe9" * 5_000_000,
    "ambiguous letters": b"a\n" + b"\xe9t\xe9 " * 500_000,
    "separators": b"sep=;\n" + b"\n" * 2_000_000 + b"a;b\n1;2\n",
}


@pytest.mark.parametrize("case", HUGE)
def test_no_file_takes_long(tmp_path: Path, case: str) -> None:
    file = tmp_path / "deals"
    file.write_bytes(HUGE[case])
    outcome(file)
