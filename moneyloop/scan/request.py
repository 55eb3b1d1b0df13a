"""What a scan is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Literal

from moneyloop.scan.written import AS_USUAL, COMMA, Written, find_zone

MOST_LOOPS = 20_000_000
MOST_ROWS = 2_000_000_000
"""A limit of rows above it would be too large a number for Spark."""

FINEST = 10_000
"""Parts are told in ten thousandths, so that amounts times them still fit."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the user calls the columns of the ledger; None is looked for by its usual names."""

    payer: str | None = None
    payee: str | None = None
    amount: str | None = None
    date: str | None = None
    type: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Roles:
    """With which types of payments a loop starts, and with which the money returns.

    Written in lower case; where there are none any will do.
    """

    starts: frozenset[str] = frozenset()
    returns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Order:
    """What a chain of payments must keep to: at most so many days from its first to its last, and
    each at least this part of the one before, and at most the one before divided by it."""

    within_days: int | None = None
    keep: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which loops to find. `order` is None for cycles of pairs; `top` asks only for so many, those
    with the largest weakest hop. Where there are more than `most` of one length none is told."""

    columns: Columns = Columns()
    written: Written = AS_USUAL
    min_hops: int = 2
    max_hops: int = 3
    min_amount: Decimal | None = None
    order: Order | None = None
    roles: Roles = Roles()
    top: int | None = None
    most: int = MOST_LOOPS


def request(  # noqa: PLR0913 - the options of a command
    *,
    payer: str | None,
    payee: str | None,
    amount: str | None,
    date: str | None,
    min_amount: str | None,
    in_time_order: bool,
    within_days: int | None,
    keep: str | None,
    type_column: str | None,
    id_column: str | None,
    starts_with: str | None,
    returns_as: str | None,
    date_order: Literal["dmy", "mdy"] | None,
    decimal_comma: bool,
    time_zone: str | None,
    **others: Any,
) -> Wanted:
    """What the options of the command ask for. Raises ValueError with words for the user."""
    order = None
    if in_time_order or within_days is not None or keep is not None:
        order = Order(within_days, None if keep is None else _part(keep))
    elif id_column is not None:
        raise ValueError("--id is that of single payments; say --in-time-order as well")
    return Wanted(
        columns=Columns(payer, payee, amount, date, type_column, id_column),
        written=Written(
            date_order, decimal_comma, None if time_zone is None else find_zone(time_zone)
        ),
        roles=Roles(_types(starts_with), _types(returns_as)),
        min_amount=None if min_amount is None else _amount(min_amount, decimal_comma),
        order=order,
        **others,
    )


def _types(text: str | None) -> frozenset[str]:
    return frozenset(one.strip().lower() for one in (text or "").split(",") if one.strip())


def memory_size(text: str) -> str:
    """A size of memory as it is written. Raises ValueError with words for the user."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)? *[KMGT]i?B", text.strip(), re.IGNORECASE):
        raise ValueError(f"--memory {text} is no size; write it as 4GB or 800MB")
    return text.strip()


def _part(text: str) -> Fraction:
    part = _number(text)
    if part is None or not 0 < part <= 1 or part * FINEST % 1:
        raise ValueError(
            f"--keep {text} is no part above 0 and up to 1 with at most four decimals, as 0.8"
        )
    return Fraction(part)


def _amount(text: str, decimal_comma: bool) -> Decimal:
    """As the amounts of the ledger are written."""
    number, cell = Written(decimal_comma=decimal_comma).number, text.strip()
    ungrouped = cell.translate(str.maketrans("", "", number.groups))
    # With a decimal point, and nothing between its digits, it may be written as 1e4 too.
    known = re.match(number.form, cell) or (not decimal_comma and ungrouped == cell)
    amount = _number(ungrouped.replace(",", ".")) if known else None
    if amount is None or amount < 0:
        meant = amount is None and re.match(COMMA.form, cell)
        more = ", or as 1.234,56 with --decimal-comma" if decimal_comma or meant else ""
        raise ValueError(f"--min-amount {text} is no amount; write it in digits, as 10000{more}")
    return amount


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
