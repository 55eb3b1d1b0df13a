"""Dates and amounts as banks write them, and what each of them means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from moneyloop.scan.engines.base import Engine
from moneyloop.scan.reading.columns import ColumnNames
from moneyloop.scan.reading.files import find_files
from moneyloop.scan.reading.formats import NumberAndDateFormats
from moneyloop.scan.reading.ledger import read_ledger

TWO_DIGITS = "the year has two digits; state the form of dates with --date-format, such as %d.%m.%y"
NOT_A_DATE = "the date is not a valid date such as 2025-09-22"
NOT_A_NUMBER = "the amount is not a number with at most 18 digits before and after the decimal "
EITHER = "the date may begin with its day or its month; choose --date-order dmy or mdy"
READABLE = "the date can be read with --date-order "
WITH, WITHOUT = (f"the amount can be read {how} --decimal-comma" for how in ("with", "without"))
AFTER = "the date is after the year 9999 in UTC"

BERLIN = ZoneInfo("Europe/Berlin")
DEFAULT, GERMAN = (
    NumberAndDateFormats(),
    NumberAndDateFormats("dmy", decimal_comma=True, time_zone=BERLIN),
)
AMERICAN = NumberAndDateFormats("mdy", time_zone=ZoneInfo("America/New_York"))

DATES: dict[str, tuple[str, str, str]] = {
    # The meaning as DEFAULT, as GERMAN, and as AMERICAN.
    "2020-06-29": ("2020-06-29",) * 3,
    "29.06.2020": ("2020-06-29",) * 3,
    "9.6.2020": ("2020-06-09",) * 3,
    "29.02.2020": ("2020-02-29",) * 3,
    "29.02.2021": (NOT_A_DATE,) * 3,
    "06.29.2020": (NOT_A_DATE,) * 3,
    "29.06.20": (TWO_DIGITS,) * 3,
    "29.06/2020": (NOT_A_DATE,) * 3,
    "29/06-2020": (NOT_A_DATE,) * 3,
    "30/02/2020": (NOT_A_DATE,) * 3,
    "2020/06/29": ("2020-06-29",) * 3,
    "29/06/2020": (READABLE + "dmy", "2020-06-29", READABLE + "dmy"),
    "06/29/2020": (READABLE + "mdy", READABLE + "mdy", "2020-06-29"),
    "06-29-2020": (READABLE + "mdy", READABLE + "mdy", "2020-06-29"),
    "1/2/2020": (EITHER, "2020-02-01", "2020-01-02"),
    "01-02-2020": (EITHER, "2020-02-01", "2020-01-02"),
    "29.06.2020 10:00": ("2020-06-29 10:00", "2020-06-29 08:00", "2020-06-29 14:00"),
    "29.06.2020T9:05:07.25": (
        "2020-06-29 09:05:07.250",
        "2020-06-29 07:05:07.250",
        "2020-06-29 13:05:07.250",
    ),
    "29.06.2020 25:00": (NOT_A_DATE,) * 3,
    "29.06.2020 10:00:00+02:00": ("2020-06-29 08:00",) * 3,
    "2020-06-29 10:00:00Z": ("2020-06-29 10:00",) * 3,
    "01/02/2020 10:00:00 UTC": (EITHER, "2020-02-01 10:00", "2020-01-02 10:00"),
    "01/02/2020 00:30": (EITHER, "2020-01-31 23:30", "2020-01-02 05:30"),
    # Times that clocks skipped in Berlin and in New York, and times that they showed twice.
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
    # Only one separator groups a number: this is not 1234567.
    "1 234,567": (WITH, "1234.567"),
    "1 234.567": ("1234.567", WITHOUT),
    "1 234'567": (NOT_A_NUMBER + "point", NOT_A_NUMBER + "comma"),
    "0,500": (WITH, "0.5"),
    "0.500": ("0.5", WITHOUT),
    "0 001": (NOT_A_NUMBER + "point", NOT_A_NUMBER + "comma"),
    "1'234,5": (WITH, "1234.5"),
    "1\u2009234": ("1234", "1234"),
    "1 23": (NOT_A_NUMBER + "point", NOT_A_NUMBER + "comma"),
    "1  234": (NOT_A_NUMBER + "point", NOT_A_NUMBER + "comma"),
    "-5,00": (WITH, "the amount is negative; swap payer and payee"),
    "12.34,5": (NOT_A_NUMBER + "point", NOT_A_NUMBER + "comma"),
    ",5": (NOT_A_NUMBER + "point", NOT_A_NUMBER + "comma"),
    "0,123456789012345678": (WITH, "0.123456789012345678"),
    "0,1234567890123456789": (NOT_A_NUMBER + "point", NOT_A_NUMBER + "comma"),
    "1234567890123456789,1": (NOT_A_NUMBER + "point", NOT_A_NUMBER + "comma"),
}

DAY = "2020-01-01"
CELLS = [("1", text) for text in DATES] + [(text, DAY) for text in AMOUNTS]


def write(cells: Sequence[tuple[str, str]], file: Path) -> Path:
    """A payment with each amount and date."""
    lines = [f"{at};b;{amount};{date}" for at, (amount, date) in enumerate(cells)]
    file.write_text("\n".join(["payer;payee;amount;date", *lines]) + "\n", "utf-8")
    return file


def read(engine: Engine, file: Path, formats: NumberAndDateFormats) -> list[Any]:
    """The amount and time of each row, or the reason why it is not a payment."""
    ledger = read_ledger(find_files([str(file)]), ColumnNames(), formats, engine)
    results = {row["payer"]: (row["amount"], row["date"]) for row in engine.rows(ledger.payments)}
    results |= {row["payer"]: row["reason"] for row in engine.rows(ledger.bad_rows)}
    return [results[str(at)] for at in range(len(results))]


def expected(formats: NumberAndDateFormats) -> dict[tuple[str, str], Any]:
    """The meaning of each of CELLS."""
    at, comma = [DEFAULT, GERMAN, AMERICAN].index(formats), formats.decimal_comma
    dates = {("1", text): _result("1", meanings[at]) for text, meanings in DATES.items()}
    amounts = {(text, DAY): _result(meanings[comma], DAY) for text, meanings in AMOUNTS.items()}
    return dates | amounts


def _result(amount: str, date: str) -> Any:
    """The amount and the time, or the reason if one of the two is a reason."""
    reason = next((text for text in (amount, date) if text.startswith("the ")), None)
    return reason or (Decimal(amount), datetime.fromisoformat(date))
