"""A ledger as payments with `payer`, `payee`, `amount` and `date`; and its rows that are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from loader.incoming import SYNONYMS
from scan.engine import Engine, Table
from scan.request import Columns
from scan.trouble import ScanTrouble
from values import names

FILE = "moneyloop_file"

DIGITS = 18
"""As many as numbers of 64 bits hold, before the decimal point, and again after it."""

NUMBER = r"^[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?$"
"""Digits with a decimal point; commas between groups of three are let go."""

ZONE = r":.*(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$"


@dataclass(frozen=True, slots=True)
class Ledger:
    """`payments` is kept. `bad` has the rows that are no payments, with `file` and `reason` and
    their cells as text. `days` says whether dates are days without a time."""

    payments: Table
    bad: Table
    days: bool
    has_amounts: bool
    has_dates: bool


def find_columns(there: Sequence[str], asked: Columns) -> dict[str, str]:
    """The columns of the file by what they mean. Raises ScanTrouble, for all of them at once."""
    by_key = {names.key(name): name for name in reversed(there) if name != FILE}
    found, wrong = {}, []
    for role in ("payer", "payee", "amount", "date"):
        named = getattr(asked, role)
        if named is not None:
            exact = named if named in there else by_key.get(names.key(named))
            if exact is None:
                wrong.append(f"no column {named!r}, which --{role} names")
            else:
                found[role] = exact
            continue
        usual = next(
            (by_key[name] for name in map(names.key, _usual(role)) if name in by_key), None
        )
        if usual is not None:
            found[role] = usual
        elif role in ("payer", "payee"):
            wrong.append(f"no column {role}; name it with --{role}")
    if not wrong and found["payer"] == found["payee"]:
        wrong.append(f"payer and payee are the same column, {found['payer']!r}")
    if wrong:
        known = ", ".join(name for name in there if name != FILE)
        raise ScanTrouble(f"the ledger has {'; '.join(wrong)}. Its columns are: {known}")
    return found


def _usual(role: str) -> tuple[str, ...]:
    others = {"date": SYNONYMS["announced"]}.get(role, SYNONYMS.get(role, ()))
    return (role, *others)


def read_ledger(raw: Table, asked: Columns, engine: Engine) -> Ledger:
    """Reads rows as payments. Raises ScanTrouble."""
    found = find_columns(raw.columns, asked)
    schema = raw.schema()
    cells: dict[str, Any] = {role: raw[name] for role, name in found.items()}
    whole = all(schema[found[role]].is_integer() for role in ("payer", "payee"))
    read = {role: _account(cells[role], whole=whole) for role in ("payer", "payee")}
    if "amount" in cells:
        read["amount"] = _amount(raw, cells["amount"], engine)
    if "date" in cells:
        read["date"] = _date(cells["date"])
    reasons = _reasons(cells, read)
    everything = raw.select(
        file=raw[FILE],
        reason=reasons,
        **{f"{role}_text": cells[role].cast("string") for role in cells},
        **read,
    )
    payments = everything.filter(everything.reason.isnull()).select(
        payer="payer",
        payee="payee",
        amount=everything["amount"] if "amount" in read else ibis.null("int64"),
        date=everything["date"] if "date" in read else ibis.null("timestamp"),
    )
    bad = everything.filter(everything.reason.notnull()).select(
        "file", "reason", **{role: f"{role}_text" for role in cells}
    )
    days = "date" in cells and _only_days(raw, cells["date"], engine)
    return Ledger(payments, bad, days, "amount" in cells, "date" in cells)


def _account(cell: Any, *, whole: bool) -> Any:
    """An account's id: a whole number where both columns hold such, else text."""
    return cell.cast("int64") if whole else cell.cast("string").strip().nullif("")


def _amount(raw: Table, cell: Any, engine: Engine) -> Any:
    """Exact where the file is: text and decimals as decimals, floats as floats."""
    kind = cell.type()
    if kind.is_string():
        return _decimal(raw, cell, engine)
    if kind.is_decimal() or kind.is_integer() or kind.is_floating():
        return cell
    raise ScanTrouble(f"the column of amounts holds {kind}, not numbers; name another --amount")


def _decimal(raw: Table, cell: Any, engine: Engine) -> Any:
    """Text as a decimal with as many digits after the point as the column needs.

    Where whole and decimal digits together are more than DIGITS they are read apart and added:
    engines read longer numbers a hundred times slower.
    """
    is_number = cell.strip().re_search(NUMBER)
    plain = is_number.ifelse(cell.strip().re_replace(r"[,+]", ""), None)
    point = plain.find(".")
    whole = ibis.ifelse(point < 0, plain, plain.left(point))
    after = ibis.ifelse(point < 0, "", plain.substr(point + 1, plain.length() - point - 1))
    most = raw.aggregate(whole=whole.length().max(), after=after.length().max())
    [row] = engine.rows(most)
    scale = min(row["after"] or 0, DIGITS)
    fits = (whole.length() <= DIGITS) & (after.length() <= scale)
    if (row["whole"] or 0) + scale <= DIGITS:
        return fits.ifelse(plain, None).try_cast(f"decimal({DIGITS}, {scale})")
    both = f"decimal(38, {scale})"
    units = fits.ifelse(whole, None).try_cast(f"decimal({DIGITS}, 0)").cast(both)
    parts = ibis.literal("0.").concat(fits.ifelse(after, None))
    parts = parts.try_cast(f"decimal({DIGITS}, {scale})").cast(both)
    # A sign stands before the whole part, which may be nothing.
    return plain.startswith("-").ifelse(units - parts, units + parts).cast(both)


def _date(cell: Any) -> Any:
    """A time in UTC; what has no zone is taken for UTC."""
    kind = cell.type()
    if kind.is_string():
        text = cell.strip()
        zoned = text.re_search(ZONE).ifelse(text, None)
        plain = text.re_search(ZONE).ifelse(None, text)
        return ibis.coalesce(
            zoned.try_cast("timestamp('UTC')").cast("timestamp"), plain.try_cast("timestamp")
        )
    if kind.is_date() or kind.is_timestamp():
        return cell.cast("timestamp")
    raise ScanTrouble(f"the column of dates holds {kind}; name another --date, as 2025-09-22")


def _only_days(raw: Table, cell: Any, engine: Engine) -> bool:
    if not cell.type().is_string():
        return bool(cell.type().is_date())
    longest = raw.aggregate(longest=cell.strip().length().max())
    return (engine.rows(longest)[0]["longest"] or 0) <= len("2025-09-22")


def _reasons(cells: Mapping[str, Any], read: Mapping[str, Any]) -> Any:
    """What is wrong with a row, the first thing that is; null where nothing is."""
    cases: list[tuple[Any, str]] = []
    for role, cell in cells.items():
        empty = cell.isnull()
        if cell.type().is_string():
            empty = empty | (cell.strip() == "")
        cases.append((empty, f"no {role}"))
        if role == "amount":
            wrong = "the amount is no number with at most 18 digits before and after the point"
            cases.append((read[role].isnull(), wrong))
            if cell.type().is_floating():
                cases.append((cell.isnan() | cell.isinf(), wrong))
            cases.append((read[role] < 0, "the amount is negative; swap payer and payee"))
        if role == "date":
            cases.append((read[role].isnull(), "the date is none such as 2025-09-22"))
    return ibis.cases(*cases, else_=ibis.null("string"))
