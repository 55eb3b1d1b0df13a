"""The command scan as users run it, without a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import command

LEDGER = """payer;payee;amount;date
=a;b;100.50;2025-01-01
b;=a;90;2025-01-05
b;c;70;2025-02-01
c;=a;80;2025-03-01
c;c;1;2025-03-01
a;;1;2025-03-01
"""


def run(folder: Path, *words: str) -> CompletedProcess[str]:
    return command.run("scan", *words, cwd=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ledger.csv").write_text(LEDGER, "utf-8")
    return tmp_path


def test_loops_are_written_in_each_format(folder: Path) -> None:
    csv = run(folder, "ledger.csv", "--max-hops", "3")
    assert csv.returncode == 0, csv.stderr
    assert csv.stdout.splitlines() == [
        "accounts,hops,payments,amounts,weakest,first,last,days,firsts,lasts,ledger",
        "'=a; b,2,1; 1,100.50; 90.00,90.00,2025-01-01,2025-01-05,4,"
        "2025-01-01; 2025-01-05,2025-01-01; 2025-01-05,ledger",
        "'=a; b; c,3,1; 1; 1,100.50; 70.00; 80.00,70.00,2025-01-01,2025-03-01,59,"
        "2025-01-01; 2025-02-01; 2025-03-01,2025-01-01; 2025-02-01; 2025-03-01,ledger",
    ]
    assert "5 payments (left out: 1 from an account to itself)" in csv.stderr
    assert "1 row cannot be read as payments: see scan.bad.csv" in csv.stderr
    header, row = (folder / "scan.bad.csv").read_text("utf-8").splitlines()
    assert header == "reason,file,payer,payee,amount,date,line,text"
    assert row == f"no payee,{folder / 'ledger.csv'},a,,1,2025-03-01,,"
    for ending in ("parquet", "jsonl"):
        ran = run(folder, "ledger.csv", "--top", "1", "-o", f"loops.{ending}")
        assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
        assert f"written to loops.{ending}" in ran.stderr
        assert (folder / "loops.bad.csv").exists()
    [row] = pq.read_table(folder / "loops.parquet").to_pylist()
    assert (row["accounts"], row["payments"], str(row["weakest"])) == (["=a", "b"], [1, 1], "90.00")
    [line] = (folder / "loops.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["amounts"] == ["100.50", "90.00"]
    assert not [file for file in folder.iterdir() if file.name.startswith(".")]


def test_bad_rows_name_the_options_that_an_extract_needs(folder: Path) -> None:
    (folder / "extract.csv").write_text(
        "payer;payee;amount;date\n"
        "a;b;1.234,50;29/06/2020 10:00\n"
        "b;a;1000,00;30/06/2020 10:00\n"
        "b;a;999,99;01/01/2020\n",
        "utf-8",
    )
    first = run(folder, "extract.csv", "--min-amount", "1,000")
    assert (first.returncode, first.stdout) == (1, "")
    assert "moneyloop: no row of the ledger is a payment" in first.stderr
    assert "3 rows cannot be read as payments: see scan.bad.csv" in first.stderr
    assert "  2 rows: the amount can be read with --decimal-comma; the date can" in first.stderr
    _, *bad = (folder / "scan.bad.csv").read_text("utf-8").splitlines()
    reason = "the amount can be read with --decimal-comma; the date can be read with --date-order"
    assert [row.startswith(reason) for row in bad] == [True, True, False]
    then = run(
        folder,
        "extract.csv",
        "--decimal-comma",
        "--date-order",
        "DMY",
        "--min-amount",
        "1.000",
        "--time-zone",
        "europe/berlin",
        "--format",
        "jsonl",
    )
    assert then.returncode == 0, then.stderr
    [row] = map(json.loads, then.stdout.splitlines())
    assert (row["amounts"], row["first"], row["last"]) == (
        ["1234.50", "1000.00"],
        "2020-06-29T08:00:00",
        "2020-06-30T08:00:00",
    )
    assert "3 payments (left out: 1 below --min-amount)" in then.stderr


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_an_overwritten_file_keeps_its_permissions(folder: Path, ending: str) -> None:
    file = folder / f"loops.{ending}"
    file.touch(0o600)
    assert run(folder, "ledger.csv", "-o", file.name).returncode == 0
    assert (file.stat().st_mode & 0o777, file.stat().st_size > 0) == (0o600, True)


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_file_that_cannot_be_written_is_reported(folder: Path, form: str) -> None:
    ran = run(folder, "ledger.csv", "--format", form, "-o", "/dev/full")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "/dev/full cannot be written" in ran.stderr
    assert "name another file with --output" in ran.stderr


def test_chains_in_a_folder_of_files(folder: Path) -> None:
    (folder / "more").mkdir()
    header, *lines = LEDGER.splitlines()
    (folder / "more" / "one.csv").write_text("\n".join([header, *lines[:2]]) + "\n", "utf-8")
    (folder / "more" / "two.csv").write_text("\n".join([header, *lines[2:4]]) + "\n", "utf-8")
    for words in (("more",), ("more/*.csv",), ("more/one.csv", "more/two.csv")):
        ran = run(folder, *words, "--within-days", "60", "--keep", "0.7", "--format", "jsonl")
        assert ran.returncode == 0, ran.stderr
        rows = [json.loads(line) for line in ran.stdout.splitlines()]
        # b passes only 70 of 100.50 on to c, a share below 0.7.
        assert [row["accounts"] for row in rows] == [["=a", "b"]]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("nothing.csv",), 2, "'nothing.csv' is neither a file nor"),
        (("ledger.csv", "-o", "loops.pdf"), 2, "must end in one of .parquet, .csv, .jsonl"),
        (("ledger.csv", "--format", "parquet"), 2, "--output"),
        (("ledger.csv", "--min-hops", "4"), 2, "more than --max-hops 3"),
        (("ledger.csv", "--keep", "1.5"), 2, "--keep 1.5"),
        (("ledger.csv", "--min-amount", "much"), 2, "--min-amount much"),
        (("ledger.csv", "--memory", "lots"), 2, "--memory lots"),
        (
            ("ledger.csv", "--time-zone", "Berlin"),
            2,
            "not a time zone; did you mean Europe/Berlin?",
        ),
        (("ledger.csv", "--time-zone", ""), 2, "--time-zone '' is not a time zone"),
        (("ledger.csv", "--date-order", "ymd"), 2, "'ymd' is not one of 'dmy', 'mdy'"),
        (("ledger.csv", "--decimal-comma", "--min-amount", "1.50"), 2, "--min-amount 1.50"),
        (
            ("--from-graph", "--decimal-comma", "--date-order", "dmy"),
            2,
            "can only be used with files",
        ),
        (("ledger.csv", "--payer", "src"), 1, "no column 'src'"),
        (("ledger.csv", "--most", "0"), 2, "--most"),
        (("ledger.csv", "--delimiter", ";;"), 2, "--delimiter ';;' is not a single character"),
        (("ledger.csv", "--delimiter", "\\t"), 2, "for a tab write --delimiter $'\\t'"),
        (("ledger.csv", "-o", "no/such/loops.csv"), 2, "--output"),
        (("empty.csv",), 1, "first line must name the columns"),
        (("ledger.csv", "other.csv"), 1, "different columns from ledger.csv"),
    ],
)
def test_errors_are_reported_without_a_traceback(
    folder: Path, words: tuple[str, ...], code: int, message: str
) -> None:
    (folder / "empty.csv").write_text("", "utf-8")
    (folder / "other.csv").write_text("payer;payee\na;b\n", "utf-8")
    ran = run(folder, *words)
    assert ran.returncode == code, ran
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""


def test_missing_spark_is_reported_with_the_way_to_install_it(folder: Path) -> None:
    (folder / "pyspark").mkdir()
    (folder / "pyspark" / "__init__.py").write_text("raise ImportError\n", "utf-8")
    for words in ((), ("--remote", "sc://127.0.0.1")):
        # A process of its own finds this folder's pyspark first.
        ran = command.run_program("scan", "ledger.csv", "--engine", "spark", *words, cwd=folder)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert "pip install 'moneyloop[spark]'" in ran.stderr
        assert "Traceback" not in ran.stderr


def test_other_commands_do_not_import_what_a_scan_needs() -> None:
    code = "import cli, sys; print({'ibis', 'duckdb', 'pyarrow'} & sys.modules.keys())"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_a_file_name_that_looks_like_a_pattern_is_a_name(folder: Path) -> None:
    """Browsers give such names to second downloads."""
    (folder / "ledger1.csv").write_text("payer;payee;amount\nx;y;1\ny;x;1\n", "utf-8")
    (folder / "ledger[1].csv").write_text("payer;payee;amount\nv;w;2\nw;v;2\n", "utf-8")
    for words, pairs in (
        (("ledger[1].csv",), [["v", "w"]]),
        (("ledger1.csv", "ledger[1].csv"), [["v", "w"], ["x", "y"]]),
    ):
        ran = run(folder, *words, "--format", "jsonl")
        assert ran.returncode == 0, ran.stderr
        assert sorted(json.loads(line)["accounts"] for line in ran.stdout.splitlines()) == pairs


@pytest.mark.parametrize(
    ("payers", "payees", "accounts"),
    [
        (pa.array([1.0, 2.0, None, 0.5]), pa.array([2, 1, 1, 1]), ["1", "2"]),
        (pa.array([1.0, 2.0, 2.5]), pa.array([2.5, 1.0, 2.0]), ["1", "2.5", "2"]),
        (pa.array([2**63, 1], pa.uint64()), pa.array([1, 2**63], pa.uint64()), ["1", str(2**63)]),
    ],
    ids=["missing value", "fractions", "unsigned"],
)
def test_accounts_are_the_same_in_all_types_of_numbers(
    folder: Path, payers: Any, payees: Any, accounts: list[str]
) -> None:
    """Pandas turns a column of integers with a missing value into floats."""
    pq.write_table(pa.table({"payer": payers, "payee": payees}), folder / "ids.parquet")
    ran = run(folder, "ids.parquet", "--format", "jsonl")
    assert ran.returncode == 0, ran.stderr
    assert [json.loads(line)["accounts"] for line in ran.stdout.splitlines()] == [accounts]


def test_a_bad_row_does_not_affect_how_dates_are_written(folder: Path) -> None:
    lines = ["payer,payee,amount,date", "a,b,0.00000001,2025-01-01", "b,a,3,2025-01-02"]
    (folder / "days.csv").write_text("\n".join([*lines, "q,r,5,not known as yet\n"]), "utf-8")
    ran = run(folder, "days.csv", "--format", "jsonl")
    row = json.loads(ran.stdout)
    assert (row["first"], row["lasts"]) == ("2025-01-01", ["2025-01-01", "2025-01-02"])
    # Nor is a small amount written with an exponent.
    assert row["weakest"] == "0.00000001"
    assert "0.00000001" in ran.stderr


def test_keep_is_exact_near_the_largest_integer(folder: Path) -> None:
    amounts = pa.array([9 * 10**18, 9 * 10**18, 8 * 10**18])
    days = pa.array(["2025-01-01", "2025-01-02", "2025-01-03"])
    table = {"payer": ["a", "b", "c"], "payee": ["b", "c", "a"], "amount": amounts, "date": days}
    pq.write_table(pa.table(table), folder / "wei.parquet")
    for keep, loops in (("0.8888", 1), ("0.8889", 0)):
        ran = run(folder, "wei.parquet", "--keep", keep, "--format", "jsonl")
        assert ran.returncode == 0, ran.stderr
        assert len(ran.stdout.splitlines()) == loops


def test_names_that_are_not_utf8_are_refused_with_a_sentence(tmp_path: Path) -> None:
    """Names from old archives in Latin-1: as an argument, and in a folder."""
    name = os.fsdecode(b"caf\xe9.csv")
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / name).write_text("payer,payee\na,b\n", "utf-8")
    for words, code in (
        (("scan", f"archive/{name}"), 2),
        (("scan", "archive"), 1),
        (("import", name), 2),
        (("report", "--firms", name), 2),
    ):
        ran = command.run_program(*words, cwd=tmp_path)
        assert ran.returncode == code, ran.stderr
        assert "caf\\xe9.csv' is not UTF-8" in ran.stderr
        assert "Traceback" not in ran.stderr
