"""Text as exact decimals, with a decimal point or a decimal comma."""

from __future__ import annotations

from typing import Any

import ibis

from moneyloop.scan.engine import Engine, Table
from moneyloop.scan.written import Written

DIGITS = 18
"""As many as numbers of 64 bits hold, before the decimal point, and again after it."""


def parts(cell: Any, written: Written) -> dict[str, Any]:
    """The digits before and after the decimal mark; null and nothing where it is no number."""
    number = written.number
    whole = cell.re_extract(number.form, 1).re_replace("[^0-9]", "").nullif("")
    return {"whole": whole, "after": cell.re_extract(number.form, 2)}


def decimal(cells: Table, engine: Engine) -> Any:
    """Text as a decimal with as many digits after the point as the column needs.

    Where whole and decimal digits together are more than DIGITS they are read apart and added:
    engines read longer numbers a hundred times slower.
    """
    whole, after = cells.whole, ibis.coalesce(cells.after, "")
    most = cells.aggregate(whole=whole.length().max(), after=after.length().max())
    [row] = engine.rows(most)
    scale = min(row["after"] or 0, DIGITS)
    fits = (whole.length() <= DIGITS) & (after.length() <= scale)
    short = f"decimal({DIGITS}, {scale})"
    parts = ibis.literal("0.").concat(after).try_cast(short)
    if (row["whole"] or 0) + scale <= DIGITS:
        amount = ibis.literal("").concat(whole, ".", after, "0").try_cast(short)
    else:
        both = f"decimal(38, {scale})"
        amount = (whole.try_cast("int64").cast(both) + parts.cast(both)).cast(both)
    exact = fits.ifelse(amount, None)
    return cells.amount.startswith("-").ifelse(-exact, exact)


def why_none(cell: Any, written: Written) -> Any:
    """Why a cell is no number: where it is one with the other decimal mark, so."""
    number = written.number
    wrong = (
        f"the amount is no number with at most {DIGITS} digits before and after the {number.mark}"
    )
    if not cell.type().is_string():
        return ibis.literal(wrong)
    other = parts(cell, Written(decimal_comma=not written.decimal_comma))
    fits = (other["whole"].length() <= DIGITS) & (other["after"].length() <= DIGITS)
    said = "without" if written.decimal_comma else "with"
    return fits.ifelse(f"the amount is a number {said} --decimal-comma", wrong)
