"""A ledger as payments with payer, payee, amount, date, type and id; and its rows that are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

NUMBER = r"^[+-]?([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:[.]([0-9]+))?$"
"""Digits with a decimal point; commas between groups of three are let go."""

DAY = r"^[1-9][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}"
TIME = r"[ T]([01]?[0-9]|2[0-3]):[0-9]{1,2}"
SECONDS = r":[0-9]{1,2}([.][0-9]*)?"
ZONE = r"(Z| UTC|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
WITHOUT_ZONE = f"{DAY}({TIME}({SECONDS})?)?$"
WITH_ZONE = f"{DAY}{TIME}{SECONDS}{ZONE}$"
"""Times are read by engines, each of which reads more than these, and not the same."""


OPTIONS = {"type": "type-column"}
"""Of columns whose option is called otherwise."""

NAMED_ONLY = ("type", "id")
"""Columns that are used only where an option names them."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """`payments` is kept. `bad` has the rows that are no payments, with `file` and `reason` and
    their cells as text. `days` says whether dates are days without a time, and `gaps` whether
    payments may lack an amount or a date. `name` tells the ledger from others, where it has one."""

    payments: Table
    bad: Table
    days: bool
    has_amounts: bool
    has_dates: bool
    has_types: bool
    has_ids: bool
    name: str | None = None
    gaps: bool = False


def find_columns(there: Sequence[str], asked: Columns) -> dict[str, str]:
    """The columns of the file by what they mean. Raises ScanTrouble, for all of them at once."""
    by_key = {names.key(name): name for name in reversed(there) if name != FILE}
    found, wrong = {}, []
    for role in ("payer", "payee", "amount", "date", *NAMED_ONLY):
        named = getattr(asked, role)
        if named is not None:
            exact = named if named in there else by_key.get(names.key(named))
            if exact is None:
                wrong.append(f"no column {named!r}, which --{OPTIONS.get(role, role)} names")
            else:
                found[role] = exact
            continue
        if role in NAMED_ONLY:
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


def read_ledger(
    raw: Table, asked: Columns, engine: Engine, *, name: str | None = None, gaps: bool = False
) -> Ledger:
    """Reads rows as payments; with `gaps` those without amount or date too. Raises ScanTrouble."""
    found = find_columns(raw.columns, asked)
    cells, staged = _cells(raw, found, engine)
    whole = all(cells[role].type().is_integer() for role in ("payer", "payee"))
    read = {role: _account(cells[role], whole=whole) for role in ("payer", "payee")}
    if "amount" in cells:
        read["amount"] = _amount(cells, engine)
    if "date" in cells:
        read["date"] = _date(cells["date"])
    if "type" in cells:
        read["type"] = cells["type"].cast("string")
    if "id" in cells:
        read["id"] = cells["id"].cast("string")
    rows = cells.select(FILE, **read, **{f"{role}_cell": role for role in found})
    if staged:
        rows = engine.keep(rows)
    may_lack = ("id", "amount", "date") if gaps else ("id",)
    rows = rows.mutate(reason=_reasons(rows, [role for role in found if role not in may_lack]))
    payments = rows.filter(rows.reason.isnull()).select(
        "payer",
        "payee",
        amount=rows["amount"] if "amount" in read else ibis.null("int64"),
        date=rows["date"] if "date" in read else ibis.null("timestamp"),
        type=rows["type"] if "type" in read else ibis.null("string"),
        id=rows["id"] if "id" in read else ibis.null("string"),
    )
    if staged:
        # Text is parsed once; Parquet is as quick to read again.
        payments = engine.keep(payments)
    bad = rows.filter(rows.reason.notnull()).select(
        "reason", file=FILE, **{role: rows[f"{role}_cell"].cast("string") for role in found}
    )
    days = "date" in cells and _only_days(cells, engine)
    has = {f"has_{role}s": role in found for role in ("amount", "date", "type", "id")}
    return Ledger(payments, bad, days, **has, name=name, gaps=gaps)


def _cells(raw: Table, found: Mapping[str, str], engine: Engine) -> tuple[Table, bool]:
    """The cells by what they mean, and of text the parts that numbers consist of.

    Text is kept in between, since engines compute again what an expression names twice.
    """
    cells = {role: raw[name] for role, name in found.items()}
    texts = [role for role, cell in cells.items() if cell.type().is_string()]
    cells |= {role: cells[role].strip().nullif("") for role in texts}
    if "amount" in texts:
        cells["whole"] = cells["amount"].re_extract(NUMBER, 1).replace(",", "").nullif("")
        cells["after"] = cells["amount"].re_extract(NUMBER, 2)
    table = raw.select(FILE, **cells)
    staged = "amount" in texts or "date" in texts
    return (engine.keep(table) if staged else table), staged


def _account(cell: Any, *, whole: bool) -> Any:
    """An account's id: a whole number where both columns hold such, else text."""
    return cell.cast("int64") if whole else cell.cast("string")


def _amount(cells: Table, engine: Engine) -> Any:
    """Exact where the file is: text and decimals as decimals, floats as floats."""
    kind = cells.amount.type()
    if kind.is_string():
        return _decimal(cells, engine)
    if kind.is_decimal() or kind.is_integer() or kind.is_floating():
        return cells.amount
    raise ScanTrouble(f"the column of amounts holds {kind}, not numbers; name another --amount")


def _decimal(cells: Table, engine: Engine) -> Any:
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


def _date(cell: Any) -> Any:
    """A time in UTC; what has no zone is taken for UTC."""
    kind = cell.type()
    if kind.is_string():
        text = cell.replace("/", "-")
        return ibis.cases(
            # First what is usual, and quickest.
            (cell.re_search(WITHOUT_ZONE), cell.try_cast("timestamp")),
            (text.re_search(WITHOUT_ZONE), text.try_cast("timestamp")),
            (text.re_search(WITH_ZONE), text.try_cast("timestamp('UTC')").cast("timestamp")),
        )
    if kind.is_date() or kind.is_timestamp():
        return cell.cast("timestamp")
    raise ScanTrouble(f"the column of dates holds {kind}; name another --date, as 2025-09-22")


def _only_days(cells: Table, engine: Engine) -> bool:
    if not cells["date"].type().is_string():
        return bool(cells["date"].type().is_date())
    longest = cells.aggregate(longest=cells["date"].length().max())
    return (engine.rows(longest)[0]["longest"] or 0) <= len("2025-09-22")


def _reasons(rows: Table, roles: Iterable[str]) -> Any:
    """What is wrong with a row, the first thing that is; null where nothing is."""
    cases: list[tuple[Any, str]] = []
    for role in roles:
        cases.append((rows[f"{role}_cell"].isnull(), f"no {role}"))
        if role == "amount":
            wrong = "the amount is no number with at most 18 digits before and after the point"
            cases.append((rows.amount.isnull(), wrong))
            if rows.amount.type().is_floating():
                cases.append((rows.amount.isnan() | rows.amount.isinf(), wrong))
            cases.append((rows.amount < 0, "the amount is negative; swap payer and payee"))
        if role == "date":
            cases.append((rows["date"].isnull(), "the date is none such as 2025-09-22"))
    return ibis.cases(*cases, else_=ibis.null("string"))
