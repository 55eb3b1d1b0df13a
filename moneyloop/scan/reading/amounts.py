"""Text as exact decimals, with a decimal point or a decimal comma."""

from __future__ import annotations

from typing import Any

import ibis

from moneyloop.scan.engines.base import Engine, Table
from moneyloop.scan.reading.formats import NumberAndDateFormats

MAX_DIGITS = 18
"""Integers of 64 bits hold this many digits: the limit before the decimal mark and after it."""


def digit_columns(cell: Any, formats: NumberAndDateFormats) -> dict[str, Any]:
    """The digits of an amount as columns `whole` and `fraction`.

    Where the text is not a number `whole` is null and `fraction` is empty.
    """
    pattern = formats.number.pattern
    whole = cell.re_extract(pattern, 1).re_replace("[^0-9]", "").nullif("")
    return {"whole": whole, "fraction": cell.re_extract(pattern, 2)}


def as_decimal(cells: Table, engine: Engine) -> Any:
    """The amounts as decimals with as many digits after the point as the column needs.

    `cells` are kept, with the text `amount` and its digit_columns. If an amount may have more than
    MAX_DIGITS in all, both parts are converted apart and added: engines parse longer numbers a
    hundred times slower.
    """
    whole, fraction = cells.whole, ibis.coalesce(cells.fraction, "")
    lengths = cells.aggregate(whole=whole.length().max(), fraction=fraction.length().max())
    [longest] = engine.rows(lengths)
    scale = min(longest["fraction"] or 0, MAX_DIGITS)
    fits = (whole.length() <= MAX_DIGITS) & (fraction.length() <= scale)
    short = f"decimal({MAX_DIGITS}, {scale})"
    if (longest["whole"] or 0) + scale <= MAX_DIGITS:
        amount = ibis.literal("").concat(whole, ".", fraction, "0").try_cast(short)
    else:
        long = f"decimal(38, {scale})"
        below_one = ibis.literal("0.").concat(fraction).try_cast(short)
        amount = (whole.try_cast("int64").cast(long) + below_one.cast(long)).cast(long)
    exact = fits.ifelse(amount, None)
    return cells.amount.startswith("-").ifelse(-exact, exact)


def reason_unreadable(cell: Any, formats: NumberAndDateFormats) -> Any:
    """Why an amount cannot be read, and whether it could be with the other decimal mark."""
    reason = (
        f"the amount is not a number with at most {MAX_DIGITS} digits before and after the "
        f"{formats.number.mark}"
    )
    if not cell.type().is_string():
        return ibis.literal(reason)
    other = digit_columns(cell, NumberAndDateFormats(decimal_comma=not formats.decimal_comma))
    fits = (other["whole"].length() <= MAX_DIGITS) & (other["fraction"].length() <= MAX_DIGITS)
    how = "without" if formats.decimal_comma else "with"
    return fits.ifelse(f"the amount can be read {how} --decimal-comma", reason)
