"""Dates and amounts as banks write them, and what each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from moneyloop.scan.engine import Engine
from moneyloop.scan.files import find
from moneyloop.scan.ledger import read_ledger
from moneyloop.scan.request import Wanted
from moneyloop.scan.written import Written

NO_DATE = "the date is none such as 2025-09-22"
NO_NUMBER = "the amount is no number with at most 18 digits before and after the "
EITHER = "the date has its day or its month first; say --date-order dmy or mdy"
ONE = "the date is one with --date-order "
WITH, WITHOUT = (f"the amount is a number {how} --decimal-comma" for how in ("with", "without"))
AFTER = "the date is after the year 9999 in UTC"

BERLIN = ZoneInfo("Europe/Berlin")
USUAL, GERMAN = Written(), Written("dmy", decimal_comma=True, time_zone=BERLIN)
AMERICAN = Written("mdy", time_zone=ZoneInfo("America/New_York"))

DATES: dict[str, tuple[str, str, str]] = {
    # What each is as USUAL, as GERMAN, and as AMERICAN.
    "2020-06-29": ("2020-06-29",) * 3,
    "29.06.2020": ("2020-06-29",) * 3,
    "9.6.2020": ("2020-06-09",) * 3,
    "29.02.2020": ("2020-02-29",) * 3,
    "29.02.2021": (NO_DATE,) * 3,
    "06.29.2020": (NO_DATE,) * 3,
    "29.06.20": (NO_DATE,) * 3,
    "29.06/2020": (NO_DATE,) * 3,
    "29/06-2020": (NO_DATE,) * 3,
    "30/02/2020": (NO_DATE,) * 3,
    "2020/06/29": ("2020-06-29",) * 3,
    "29/06/2020": (ONE + "dmy", "2020-06-29", ONE + "dmy"),
    "06/29/2020": (ONE + "mdy", ONE + "mdy", "2020-06-29"),
    "06-29-2020": (ONE + "mdy", ONE + "mdy", "2020-06-29"),
    "1/2/2020": (EITHER, "2020-02-01", "2020-01-02"),
    "01-02-2020": (EITHER, "2020-02-01", "2020-01-02"),
    "29.06.2020 10:00": ("2020-06-29 10:00", "2020-06-29 08:00", "2020-06-29 14:00"),
    "29.06.2020T9:05:07.25": (
        "2020-06-29 09:05:07.250",
        "2020-06-29 07:05:07.250",
        "2020-06-29 13:05:07.250",
    ),
    "29.06.2020 25:00": (NO_DATE,) * 3,
    "29.06.2020 10:00:00+02:00": ("2020-06-29 08:00",) * 3,
    "2020-06-29 10:00:00Z": ("2020-06-29 10:00",) * 3,
    "01/02/2020 10:00:00 UTC": (EITHER, "2020-02-01 10:00", "2020-01-02 10:00"),
    "01/02/2020 00:30": (EITHER, "2020-01-31 23:30", "2020-01-02 05:30"),
    # What clocks leapt over in Berlin, in New York; and what they showed twice there.
    "2025-03-30 02:30": ("2025-03-30 02:30", "2025-03-30 01:30", "2025-03-30 06:30"),
    "2025-03-09 02:30": ("2025-03-09 02:30", "2025-03-09 01:30", "2025-03-09 07:30"),
    "2025-10-26 02:30": ("2025-10-26 02:30", "2025-10-26 00:30", "2025-10-26 06:30"),
    "2025-11-02 01:30": ("2025-11-02 01:30", "2025-11-02 00:30", "2025-11-02 05:30"),
    "2025-11-02 02:00": ("2025-11-02 02:00", "2025-11-02 01:00", "2025-11-02 07:00"),
    "1893-03-31 23:59": ("1893-03-31 23:59", "1893-03-31 23:05:32", "1893-04-01 04:59"),
    "9999-12-31 23:30": ("9999-12-31 23:30", "9999-12-31 22:30", AFTER),
    "9999-12-31 23:30:00-05:00": (AFTER,) * 3,
}

AMOUNTS: dict[str, tuple[str, str]] = {
    # With a decimal point, and with a decimal comma.
    "1234": ("1234", "1234"),
    "1.234,56": (WITH, "1234.56"),
    "1234,56": (WITH, "1234.56"),
    "+1.234.567,5": (WITH, "1234567.5"),
    "1.234.567": (WITH, "1234567"),
    "1,234": ("1234", "1.234"),
    "1.234": ("1.234", "1234"),
    "1,234.56": ("1234.56", WITHOUT),
    "0.5": ("0.5", WITHOUT),
    "1,234,567": ("1234567", WITHOUT),
    "1 234,56": (WITH, "1234.56"),
    "1 234 567.5": ("1234567.5", WITHOUT),
    "12\u00a0345": ("12345", "12345"),
    "1\u202f234\u202f567,8": (WITH, "1234567.8"),
    "1'234.50": ("1234.50", WITHOUT),
    "-1\u2019234": ("the amount is negative; swap payer and payee",) * 2,
    # One sign alone groups digits: this is no 1234567.
    "1 234,567": (WITH, "1234.567"),
    "1 234.567": ("1234.567", WITHOUT),
    "1 234'567": (NO_NUMBER + "point", NO_NUMBER + "comma"),
    "0,500": (WITH, "0.5"),
    "0.500": ("0.5", WITHOUT),
    "0 001": (NO_NUMBER + "point", NO_NUMBER + "comma"),
    "1'234,5": (WITH, "1234.5"),
    "1\u2009234": ("1234", "1234"),
    "1 23": (NO_NUMBER + "point", NO_NUMBER + "comma"),
    "1  234": (NO_NUMBER + "point", NO_NUMBER + "comma"),
    "-5,00": (WITH, "the amount is negative; swap payer and payee"),
    "12.34,5": (NO_NUMBER + "point", NO_NUMBER + "comma"),
    ",5": (NO_NUMBER + "point", NO_NUMBER + "comma"),
    "0,123456789012345678": (WITH, "0.123456789012345678"),
    "0,1234567890123456789": (NO_NUMBER + "point", NO_NUMBER + "comma"),
    "1234567890123456789,1": (NO_NUMBER + "point", NO_NUMBER + "comma"),
}

DAY = "2020-01-01"
CELLS = [("1", text) for text in DATES] + [(text, DAY) for text in AMOUNTS]


def write(cells: Sequence[tuple[str, str]], file: Path) -> Path:
    """A payment with each amount and date."""
    lines = [f"{at};b;{amount};{date}" for at, (amount, date) in enumerate(cells)]
    file.write_text("\n".join(["payer;payee;amount;date", *lines]) + "\n", "utf-8")
    return file


def read(engine: Engine, file: Path, written: Written) -> list[Any]:
    """What each row was read as: its amount and time, or the reason why it is no payment."""
    files = find([str(file)])
    raw = engine.read(files.paths, files.form, files.delimiter)
    ledger = read_ledger(raw, Wanted(written=written), engine)
    told = {row["payer"]: (row["amount"], row["date"]) for row in engine.rows(ledger.payments)}
    told |= {row["payer"]: row["reason"] for row in engine.rows(ledger.bad)}
    return [told[str(at)] for at in range(len(told))]


def expected(written: Written) -> dict[tuple[str, str], Any]:
    """What each of CELLS is."""
    at, comma = [USUAL, GERMAN, AMERICAN].index(written), written.decimal_comma
    dates = {("1", text): _told("1", told[at]) for text, told in DATES.items()}
    amounts = {(text, DAY): _told(told[comma], DAY) for text, told in AMOUNTS.items()}
    return dates | amounts


def _told(amount: str, date: str) -> Any:
    """The reason, where one of the two is that, else both."""
    reason = next((one for one in (amount, date) if one.startswith("the ")), None)
    return reason or (Decimal(amount), datetime.fromisoformat(date))
