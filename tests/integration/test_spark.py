"""Scans on Spark: the rows that DuckDB finds, and that trying everything finds."""

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

from moneyloop.scan.duck import Duck
from moneyloop.scan.engine import Engine
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.request import MOST_ROWS, Columns, Order, Roles, Wanted
from moneyloop.scan.spark import ROWS_AT_ONCE
from tests.command import run
from tests.groups import SHARED_LEDGERS
from tests.integration import extracts, ledgers
from tests.integration.ledgers import Payment, as_loops, by_all, scanned, write

pytestmark = pytest.mark.group("spark")

SMALL: dict[str, str] = {
    # Else most of the time goes into preparing for tables a million times as large.
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture(scope="module")
def spark() -> Iterator[Engine]:
    from moneyloop.scan.spark import Spark
    from moneyloop.scan.spark_session import Session

    engine = Spark(Session("local[2]", memory="1GB", settings=SMALL))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    engine = Duck("2GB")
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


def alike(spark: Engine, duck: Engine, file: Path, wanted: Wanted) -> list[dict[str, Any]]:
    """What both find, which must be the same rows of the same types, with the same left out."""
    one, rows = scanned(spark, file, wanted)
    other, expected = scanned(duck, file, wanted)
    assert by_all(rows) == by_all(expected)
    assert one.schema == other.schema
    for what in ("payments", "to_self", "small", "bad"):
        assert getattr(one, what) == getattr(other, what), what
    assert by_all(spark.rows(one.bad_rows)) == by_all(duck.rows(other.bad_rows))
    return rows


def test_cycles_with_roles(spark: Engine, duck: Engine, tmp_path: Path) -> None:
    made = payments(5, 40, "abcdef")
    roles = Roles(frozenset({"loan"}), frozenset({"sale"}))
    wanted = Wanted(Columns(type="type"), max_hops=3, roles=roles, most=MOST_ROWS)
    rows = alike(spark, duck, write(made, tmp_path / "cycles.parquet"), wanted)
    assert as_loops(rows) == ledgers.cycles(made, 2, 3, roles) != []


@pytest.mark.parametrize("text", [False, True])
def test_a_large_ledger(
    spark: Engine, duck: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, text: bool
) -> None:
    file = ledgers.write_large(tmp_path / "large.parquet", text=text)
    usual = scanned(duck, file, Wanted())[1]
    folds = ledgers.by_sample(monkeypatch)
    assert by_all(alike(spark, duck, file, Wanted())) == by_all(usual)
    assert [one.folded for one in folds] == [False, False]


def test_rows_are_handed_on_bit_by_bit_where_no_folder_is_shared(
    spark: Engine, duck: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ledgers.write_large(tmp_path / "large.parquet")
    usual = by_all(scanned(duck, file, Wanted())[1])
    found, _rows = scanned(spark, file, Wanted())
    monkeypatch.setattr(
        "moneyloop.scan.spark_session.Session.store",
        lambda session, frame: (frame.localCheckpoint(), None),
    )
    for at_once in (ROWS_AT_ONCE, 40):
        monkeypatch.setattr("moneyloop.scan.spark.ROWS_AT_ONCE", at_once)
        batches = [batch.to_pylist() for batch in spark.batches(found.table)]
        assert by_all([row for batch in batches for row in batch]) == usual
    assert max(map(len, batches)) < 80 < len(usual) < ROWS_AT_ONCE


def test_chains_in_order_of_time(spark: Engine, duck: Engine, tmp_path: Path) -> None:
    made = payments(6, 40, "abcd")
    order = Order(9, Fraction(1, 5))
    wanted = Wanted(min_hops=3, max_hops=4, order=order, min_amount=Decimal(10))
    rows = alike(spark, duck, write(made, tmp_path / "chains.csv"), wanted)
    enough = [one for one in made if one.amount >= 10]
    assert as_loops(rows) == ledgers.chains(enough, 3, 4, order) != []


def test_the_largest_of_a_medium_ledger(
    spark: Engine, duck: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moneyloop.scan.run.PAIRS_AT_FIRST", 100)
    chance = Random(3)  # noqa: S311 - no secret
    weights = [(rank + 1) ** -0.7 for rank in range(300)]
    ends = chance.choices(range(300), weights, k=3000)
    # No two alike, so that it is certain which are the largest.
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
    assert len(alike(spark, duck, file, Wanted(max_hops=3, top=20))) == 20


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
    # The way back, which makes a loop of each that is a payment.
    lines += [f"b,a{at},{at}.25,2025-01-01" for at in range(len(times))]
    lines += ["a,b", "a,b,1,2025-01-01,more", "", ",b,1,2025-01-01", 'a,"b ""x""",1,2025-01-01']
    text = "payer,payee,amount,date\n" + "\n".join(lines) + "\n"
    file.write_bytes(text.encode() + b"caf\xe9,b,1,2025-01-01\n")
    rows = alike(spark, duck, file, Wanted(max_hops=2))
    assert len(rows) > 10
    broken = {line[:2]: line[2:] for line in spark.broken_lines() if line[0] == str(file)}
    assert sorted(broken) == [line[:2] for line in duck.broken_lines() if line[0] == str(file)]
    assert broken[str(file), len(lines) + 2][0] == "it is not UTF-8"
    assert sum("4 cells are expected" in reason for reason, _ in broken.values()) == 2


def test_dates_and_amounts_of_banks(spark: Engine, tmp_path: Path) -> None:
    """As DuckDB reads them, of which the same is asked."""
    file = extracts.write(extracts.CELLS, tmp_path / "extract.csv")
    for written in (extracts.USUAL, extracts.GERMAN, extracts.AMERICAN):
        read = extracts.read(spark, file, written)
        assert dict(zip(extracts.CELLS, read, strict=True)) == extracts.expected(written)


def test_cells_of_several_lines(spark: Engine, duck: Engine, tmp_path: Path) -> None:
    file = tmp_path / "memo.csv"
    file.write_text(
        'payer,payee,amount,memo\na,b,2,"first\nsecond, ""third"""\nb,a,3,plain\nb\n', "utf-8"
    )
    [row] = alike(spark, duck, file, Wanted(max_hops=2))
    assert row["accounts"] == ["a", "b"]
    [(_, line, _, text)] = [line for line in spark.broken_lines() if line[0] == str(file)]
    assert (line, text) == (5, "b")


@pytest.mark.group("ledgers")
def test_finbench_in_order_of_time(spark: Engine, duck: Engine) -> None:
    wanted = Wanted(Columns("fromId", "toId", date="createTime"), order=Order())
    assert alike(spark, duck, SHARED_LEDGERS / "AccountTransferAccount.csv", wanted)


def test_what_spark_cannot_do_is_told_in_a_line(
    spark: Engine, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(ScanFailed, match=r"^Spark says: .*cut\.parquet") as raised:
        scanned(spark, tmp_path / "cut.parquet", Wanted())
    assert "\n" not in str(raised.value)
    one = {"payer": ["a"], "payee": ["b"], "date": pa.array([0], pa.timestamp("ns"))}
    pq.write_table(pa.table(one), tmp_path / "fine.parquet")
    with pytest.raises(ScanFailed, match="times in nanoseconds"):
        scanned(spark, tmp_path / "fine.parquet", Wanted())
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


def test_the_command_tells_loops_and_nothing_of_spark(tmp_path: Path) -> None:
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
        (("--master", "host:7077"), {}, 1, "--master host:7077 names no Spark"),
        (("--remote", "sc://127.0.0.1:1"), {}, 1, "no Spark Connect answers at sc://127.0.0.1:1"),
        (("--remote", "sc://h", "--memory", "1GB"), {}, 2, "do not go together"),
        (("--shared", "no/folder"), {}, 2, "--shared"),
        (("--engine", "duckdb", "--master", "yarn"), {}, 2, "--master"),
    ],
)
def test_what_is_missing_is_told(
    tmp_path: Path, words: tuple[str, ...], environment: dict[str, str], code: int, message: str
) -> None:
    (tmp_path / "ledger.csv").write_text("payer,payee\na,b\n", "utf-8")
    # Spark is not started.
    ran = run("scan", "ledger.csv", "--engine", "spark", *words, cwd=tmp_path, **environment)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr
