"""Scans on Spark find the rows that DuckDB finds, and that brute force finds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from moneyloop.scan.engines.base import Engine
from moneyloop.scan.engines.duckdb.engine import DuckDBEngine
from moneyloop.scan.engines.spark.engine import ROWS_PER_BATCH
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.reading import date_formats
from moneyloop.scan.reading.columns import ColumnNames
from moneyloop.scan.reading.formats import NumberAndDateFormats
from moneyloop.scan.request import MAX_ROWS, ChainRules, ScanRequest, TypeFilter
from tests.command import run
from tests.groups import SHARED_LEDGERS
from tests.integration import extracts, ledgers
from tests.integration.ledgers import Payment, as_loops, in_order, scanned, write

pytestmark = pytest.mark.group("spark")

SMALL: dict[str, str] = {
    # Otherwise most of the time is spent on planning for tables a million times larger.
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture(scope="module")
def spark() -> Iterator[Engine]:
    from moneyloop.scan.engines.spark.engine import SparkEngine
    from moneyloop.scan.engines.spark.session import Session

    engine = SparkEngine(Session("local[2]", memory="1GB", settings=SMALL))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    engine = DuckDBEngine("2GB")
    yield engine
    engine.close()


def payments(seed: int, count: int, accounts: str) -> list[Payment]:
    chance = Random(seed)  # noqa: S311 - no secret
    return [
        Payment(
            chance.choice(accounts),
            chance.choice(accounts),
            Decimal(chance.randrange(400)) / 4,
            ledgers.START + timedelta(chance.randrange(12)),
            chance.choice(["Loan", "sale", "x"]),
        )
        for _ in range(count)
    ]


def scan_on_both(
    spark: Engine, duck: Engine, file: Path, request: ScanRequest
) -> list[dict[str, Any]]:
    """The rows that both find: equal, of equal types, with equal counts of what was left out."""
    one, rows = scanned(spark, file, request)
    other, expected = scanned(duck, file, request)
    assert in_order(rows) == in_order(expected)
    assert one.schema == other.schema
    for what in ("payments", "to_self", "below_minimum", "bad"):
        assert getattr(one, what) == getattr(other, what), what
    assert in_order(spark.rows(one.bad_rows)) == in_order(duck.rows(other.bad_rows))
    return rows


def test_cycles_of_payments_with_types(spark: Engine, duck: Engine, tmp_path: Path) -> None:
    made = payments(5, 40, "abcdef")
    types = TypeFilter(frozenset({"loan"}), frozenset({"sale"}))
    request = ScanRequest(
        ColumnNames(type="type"), max_hops=3, type_filter=types, max_loops=MAX_ROWS
    )
    rows = scan_on_both(spark, duck, write(made, tmp_path / "cycles.parquet"), request)
    assert as_loops(rows) == ledgers.cycles(made, 2, 3, types) != []


@pytest.mark.parametrize("text", [False, True])
def test_a_large_ledger(
    spark: Engine, duck: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, text: bool
) -> None:
    file = ledgers.write_large(tmp_path / "large.parquet", text=text)
    usual = scanned(duck, file, ScanRequest())[1]
    folds = ledgers.sample_small_ledgers(monkeypatch)
    assert in_order(scan_on_both(spark, duck, file, ScanRequest())) == in_order(usual)
    assert [one.folded for one in folds] == [False, False]


def test_rows_come_in_batches_without_a_shared_folder(
    spark: Engine, duck: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ledgers.write_large(tmp_path / "large.parquet")
    usual = in_order(scanned(duck, file, ScanRequest())[1])
    found, _rows = scanned(spark, file, ScanRequest())
    monkeypatch.setattr(
        "moneyloop.scan.engines.spark.session.Session.store",
        lambda session, frame: (frame.localCheckpoint(), None),
    )
    for at_once in (ROWS_PER_BATCH, 40):
        monkeypatch.setattr("moneyloop.scan.engines.spark.engine.ROWS_PER_BATCH", at_once)
        batches = [batch.to_pylist() for batch in spark.batches(found.loops)]
        assert in_order([row for batch in batches for row in batch]) == usual
    assert max(map(len, batches)) < 80 < len(usual) < ROWS_PER_BATCH


def test_chains_in_time_order(spark: Engine, duck: Engine, tmp_path: Path) -> None:
    made = payments(6, 40, "abcd")
    rules = ChainRules(9, Fraction(1, 5))
    request = ScanRequest(min_hops=3, max_hops=4, chain_rules=rules, min_amount=Decimal(10))
    rows = scan_on_both(spark, duck, write(made, tmp_path / "chains.csv"), request)
    enough = [one for one in made if one.amount >= 10]
    assert as_loops(rows) == ledgers.chains(enough, 3, 4, rules) != []


def test_the_largest_of_a_medium_ledger(
    spark: Engine, duck: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moneyloop.scan.search.find.FIRST_ATTEMPT", 100)
    chance = Random(3)  # noqa: S311 - no secret
    weights = [(rank + 1) ** -0.7 for rank in range(300)]
    ends = chance.choices(range(300), weights, k=3000)
    # All different, so that it is certain which are the largest.
    amounts = [one / 4 for one in chance.sample(range(10**12), 1500)]
    start = datetime(2025, 1, 1, tzinfo=UTC)
    columns = {
        "from": pa.array(ends[::2]),
        "to": pa.array(ends[1::2]),
        "amount": pa.array(amounts),
        "date": pa.array(
            [start + timedelta(seconds=chance.randrange(10**7)) for _ in amounts],
            pa.timestamp("us", "Europe/Berlin"),
        ),
    }
    file = tmp_path / "medium.parquet"
    pq.write_table(pa.table(columns), file)
    assert len(scan_on_both(spark, duck, file, ScanRequest(max_hops=3, top=20))) == 20


def test_bad_rows_dates_amounts_and_broken_lines(
    spark: Engine, duck: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "a+b 100%.csv"
    times = [
        "2025-1-2",
        "2025/01/02",
        "2025-02-30",
        "2025-01",
        "25-01-02",
        "20250102",
        "epoch",
        "infinity",
        "2025-01-02 10:00",
        "2025-01-02T10:00:00.1234567",
        "2025-01-02 10:00:00+02",
        "2025-01-02 10:00:00-0930",
        "2025-01-02 10:00:00.5Z",
        "2025-01-02 10:00:00 UTC",
        "2025-01-02 24:00:00",
        "2025-01-02 10:00Z",
        "10:00:00",
        "2025-01-02 23:59:60",
        "",
    ]
    amounts = [
        "1",
        "+1.50",
        "0.000000000000000001",
        "1,234,567.5",
        "12,34",
        "-0",
        "-1",
        "1e3",
        ".5",
        "5.",
        "NaN",
        "123456789012345678",
        "1234567890123456789",
        "0.1234567890123456789",
        " 7 ",
    ]
    lines = [f"a{at},b,1,{time}" for at, time in enumerate(times)]
    lines += [f'a{at},b,"{amount}",2025-01-01' for at, amount in enumerate(amounts)]
    # The payments back, which make a loop of each row that is a payment.
    lines += [f"b,a{at},{at}.25,2025-01-01" for at in range(len(times))]
    lines += ["a,b", "a,b,1,2025-01-01,more", "", ",b,1,2025-01-01", 'a,"b ""x""",1,2025-01-01']
    text = "payer,payee,amount,date\n" + "\n".join(lines) + "\n"
    file.write_bytes(text.encode() + b"caf\xe9,b,1,2025-01-01\n")
    rows = scan_on_both(spark, duck, file, ScanRequest(max_hops=2))
    assert len(rows) > 10
    broken = {line[:2]: line[2:] for line in spark.broken_lines() if line[0] == str(file)}
    assert sorted(broken) == [line[:2] for line in duck.broken_lines() if line[0] == str(file)]
    assert broken[str(file), len(lines) + 2][0] == "the line is not UTF-8"
    assert sum("4 cells are expected" in reason for reason, _ in broken.values()) == 2


def test_dates_and_amounts_of_banks(spark: Engine, tmp_path: Path) -> None:
    """The same as test_scan_extracts.py expects of DuckDB."""
    file = extracts.write(extracts.CELLS, tmp_path / "extract.csv")
    for formats in (extracts.DEFAULT, extracts.GERMAN, extracts.AMERICAN):
        read = extracts.read(spark, file, formats)
        assert dict(zip(extracts.CELLS, read, strict=True)) == extracts.expected(formats)


def test_cells_of_several_lines(spark: Engine, duck: Engine, tmp_path: Path) -> None:
    file = tmp_path / "memo.csv"
    file.write_text(
        'payer,payee,amount,memo\na,b,2,"first\nsecond, ""third"""\nb,a,3,plain\nb\n', "utf-8"
    )
    [row] = scan_on_both(spark, duck, file, ScanRequest(max_hops=2))
    assert row["accounts"] == ["a", "b"]
    [(_, line, _, text)] = [line for line in spark.broken_lines() if line[0] == str(file)]
    assert (line, text) == (5, "b")


@pytest.mark.group("ledgers")
def test_finbench_in_time_order(spark: Engine, duck: Engine) -> None:
    request = ScanRequest(
        ColumnNames("fromId", "toId", date="createTime"), chain_rules=ChainRules()
    )
    assert scan_on_both(spark, duck, SHARED_LEDGERS / "AccountTransferAccount.csv", request)


def test_errors_of_spark_are_reported_in_one_line(
    spark: Engine, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(ScanFailed, match=r"^Spark reports: .*cut\.parquet") as raised:
        scanned(spark, tmp_path / "cut.parquet", ScanRequest())
    assert "\n" not in str(raised.value)
    one = {"payer": ["a"], "payee": ["b"], "date": pa.array([0], pa.timestamp("ns"))}
    pq.write_table(pa.table(one), tmp_path / "fine.parquet")
    with pytest.raises(ScanFailed, match="times in nanoseconds"):
        scanned(spark, tmp_path / "fine.parquet", ScanRequest())
    assert capfd.readouterr() == ("", "")


def command(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    checkout = str(Path(__file__).resolve().parents[2])
    return subprocess.run(
        [sys.executable, "-m", "cli", "scan", "ledger.csv", "--engine", "spark", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": checkout} | environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_the_command_prints_loops_and_nothing_about_spark(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("payer,payee,amount\na,b,2\nb,a,3\nb,,1\n", "utf-8")
    (tmp_path / "conf").mkdir()
    settings = "".join(f"{name} {value}\n" for name, value in SMALL.items())
    (tmp_path / "conf" / "spark-defaults.conf").write_text(settings, "utf-8")
    ran = command(
        tmp_path,
        "--master",
        "local[2]",
        "--max-hops",
        "2",
        "--memory",
        "1GB",
        SPARK_CONF_DIR=str(tmp_path / "conf"),
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[1:] == ["a; b,2,1; 1,2; 3,2,,,,; ,; ,ledger"]
    assert "2 payments" in ran.stderr
    assert not [word for word in ("WARN", "Spark", "java", "Stage") if word in ran.stderr]
    assert {one.name for one in tmp_path.iterdir()} == {"ledger.csv", "scan.bad.csv", "conf"}


@pytest.mark.parametrize(
    ("words", "environment", "code", "message"),
    [
        ((), {"JAVA_HOME": "/no/java"}, 1, "Java 17 or 21"),
        (
            ("--master", "host:7077"),
            {},
            1,
            "--master host:7077 is not the address of a Spark master",
        ),
        (
            ("--remote", "sc://127.0.0.1:1"),
            {},
            1,
            "no Spark Connect server answers at sc://127.0.0.1:1",
        ),
        (("--remote", "sc://h", "--memory", "1GB"), {}, 2, "cannot be combined"),
        (("--shared", "no/folder"), {}, 2, "--shared"),
        (("--engine", "duckdb", "--master", "yarn"), {}, 2, "--master"),
    ],
)
def test_what_is_missing_is_reported(
    tmp_path: Path, words: tuple[str, ...], environment: dict[str, str], code: int, message: str
) -> None:
    (tmp_path / "ledger.csv").write_text("payer,payee\na,b\n", "utf-8")
    # Spark is not started.
    ran = run("scan", "ledger.csv", "--engine", "spark", *words, cwd=tmp_path, **environment)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("memo", ["", '"two\r\nlines"'])
def test_empty_cells_after_the_last_column_are_left_out(
    spark: Engine, duck: Engine, tmp_path: Path, memo: str
) -> None:
    """As on DuckDB; a cell with text there makes a bad row."""
    file = tmp_path / "trailing.csv"
    lines = [f"a,b,2,{memo},\n", "b,a,3,,,,\n", "c,d,1,,x\n", "d,c,1,,,x,\n", 'd,c,1,"m",\n']
    file.write_bytes(("payer,payee,amount,memo\n" + "".join(lines)).encode())
    [row] = scan_on_both(spark, duck, file, ScanRequest(max_hops=2))
    assert row["accounts"] == ["a", "b"]
    for engine in (spark, duck):
        broken = [line.text for line in engine.broken_lines() if line.file == str(file)]
        assert broken == ["c,d,1,,x", "d,c,1,,,x,"]


def test_lines_that_break_the_rules_of_quotes(spark: Engine, duck: Engine, tmp_path: Path) -> None:
    """Rows, bad lines and their numbers are those of DuckDB, and the loops are all found."""
    broken = [
        'Acme "Best" Ltd,C,10\n',
        '"Acme "Best" Ltd",C,10\n',
        '"B,A,10\n',
        "B,A\n",
        "B\rC,A,10\n",
        '"B" ,A,10\n',
    ]
    (tmp_path / "1.csv").write_bytes(
        ("payer,payee,amount\n" + '"a\r\nb",c,10\nc,"a\r\nb",9\n' + "".join(broken)).encode()
    )
    (tmp_path / "2.csv").write_bytes(b'payer,payee,amount\r\n"X ""Y""",Z,2\r\nZ,"X ""Y""",1\r\n')
    rows = scan_on_both(spark, duck, tmp_path, ScanRequest(max_hops=2))
    assert sorted(row["accounts"] for row in rows) == [['X "Y"', "Z"], ["a\r\nb", "c"]]
    numbers = [
        [(Path(line.file).name, line.number) for line in engine.broken_lines()]
        for engine in (spark, duck)
    ]
    expected = [("1.csv", number) for number in range(6, 12)]
    assert [[each for each in found if each[0] == "1.csv"] for found in numbers] == [expected] * 2


def test_stated_forms_of_dates_and_blanks(spark: Engine, duck: Engine, tmp_path: Path) -> None:
    (tmp_path / "forms.csv").write_text(
        "payer,payee,amount,date\nA,B,1,01-Sep-25 01:30 PM\n\u3000B\u200b,A,1,2-OCT-69 12:00 am\n"
        "A,B,1,31-Sep-25 01:30 PM\nA,B,1,01-Sep-25 13:30 PM\n",
        "utf-8",
    )
    formats = NumberAndDateFormats(date_format=date_formats.parse("%d-%b-%y %I:%M %p"))
    [row] = scan_on_both(spark, duck, tmp_path / "forms.csv", ScanRequest(formats=formats))
    assert (str(row["first"]), str(row["last"])) == ("1969-10-02 00:00:00", "2025-09-01 13:30:00")
