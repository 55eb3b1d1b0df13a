"""Reads values that people give for firms: shares on the command line, amounts in a CSV file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from moneyloop.values import names
from moneyloop.values.amounts import parse_amount
from moneyloop.values.firm_values import FirmAmount, FirmAmounts, FirmShare

COLUMNS = ("firm", "amount", "source")
LARGEST = 1_000_000  # bytes: about 20,000 firms


def firm_share(text: str) -> FirmShare:
    """The share in a text such as OpenAI=50%. Raises ValueError."""
    firm, equals, number = text.rpartition("=")
    number = number.strip()
    in_percent = number.endswith("%")
    try:
        share = float(number.removesuffix("%")) / (100 if in_percent else 1)
    except ValueError:
        share = math.nan
    # 50 without a sign could be 50% or 5,000%
    if (
        not equals
        or not firm.strip()
        or not 0 <= share < math.inf
        or not (in_percent or share <= 1)
    ):
        raise ValueError(f"{text!r} is not a firm and a share; write it like OpenAI=50%")
    return FirmShare(firm.strip(), share)


def firm_amounts(path: str) -> FirmAmounts:
    """The amounts in a CSV file with the columns firm, amount and source.

    Firms are returned as written. Raises ValueError with all errors in the file.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST + 1)
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    if len(content) > LARGEST:
        raise ValueError(f"{path}: is larger than {LARGEST:,} bytes")
    problems: list[str] = []
    amounts: dict[str, FirmAmount] = {}
    try:
        for line, row in _rows(path, text):
            try:
                amount = _amount(row, line)
            except ValueError as error:
                problems.append(f"{path}:{line}: {error}")
                continue
            other = amounts.setdefault(names.key(amount.firm), amount)
            if other is not amount:
                problems.append(f"{path}:{line}: {amount.firm!r} is also in line {other.line}")
    except csv.Error as error:
        problems.append(f"{path}: is not a CSV file: {error}")
    if problems:
        raise ValueError("\n".join(problems))
    return FirmAmounts(path, tuple(amounts.values()))


def _rows(path: str, text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows that are not empty, by column, with the number of the line on which each ends.

    Cells beyond the last column are under an empty name.
    """
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = [names.key(column) for column in next(rows, [])]
    if sorted(columns) != sorted(COLUMNS):
        found = ", ".join(columns) or "none"
        raise ValueError(f"{path}:1: the columns should be {', '.join(COLUMNS)}, not {found}")
    for row in rows:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield rows.line_num, dict(zip_longest(columns, cells, fillvalue=""))


def _amount(row: Mapping[str, str], line: int) -> FirmAmount:
    """The amount in a row. Raises ValueError."""
    if len(row) > len(COLUMNS):
        raise ValueError('there are too many cells; put text with a comma into quotes: "a, b"')
    for column in COLUMNS:
        if not row[column]:
            raise ValueError(f"{column} is empty")
    amount = parse_amount(row["amount"], "USD", allow_small=True)
    if amount.stated is None or amount.per != "total" or amount.currency != "USD":
        raise ValueError(f"{row['amount']!r} is not one amount in US dollars")
    return FirmAmount(row["firm"], amount.stated, row["source"], line)
