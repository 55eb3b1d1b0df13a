"""A ledger as payments with payer, payee, amount, date, type and id; and its rows that are none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from moneyloop.scan import amounts, dates, zones
from moneyloop.scan.engine import Engine, Table
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.request import Columns, Wanted
from moneyloop.scan.written import Written
from moneyloop.values import names
from moneyloop.values.columns import SYNONYMS

FILE = "moneyloop_file"

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
    """The columns of the file by what they mean. Raises ScanFailed, for all of them at once."""
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
        raise ScanFailed(f"the ledger has {'; '.join(wrong)}. Its columns are: {known}")
    return found


def _usual(role: str) -> tuple[str, ...]:
    others = {"date": SYNONYMS["announced"]}.get(role, SYNONYMS.get(role, ()))
    return (role, *others)


def read_ledger(
    raw: Table, wanted: Wanted, engine: Engine, *, name: str | None = None, gaps: bool = False
) -> Ledger:
    """Reads rows as payments; with `gaps` those without amount or date too. Raises ScanFailed."""
    found, written = find_columns(raw.columns, wanted.columns), wanted.written
    _check_written(raw, found, written)
    cells, parsed = _cells(raw, found, engine, written)
    kinds = [cells[role].type() for role in ("payer", "payee")]
    # Of eight bytes without a sign some are too large for a number with one.
    whole = all(kind.is_integer() and not kind.is_uint64() for kind in kinds)
    read = {role: _account(cells[role], whole=whole) for role in ("payer", "payee")}
    if "amount" in cells:
        read["amount"] = _amount(cells, engine)
    if "date" in cells:
        read["date"] = _date(cells["date"], written)
        if written.time_zone:
            read["local"] = dates.is_local(cells["date"])
    if "type" in cells:
        read["type"] = cells["type"].cast("string")
    if "id" in cells:
        read["id"] = cells["id"].cast("string")
    rows = cells.select(FILE, **read, **{f"{role}_cell": role for role in found})
    if parsed:
        rows = engine.keep(rows)
    if written.time_zone:
        rows = rows.mutate(date=_in_utc(rows, written.time_zone, engine))
    may_lack = ("id", "amount", "date") if gaps else ("id",)
    needed = [role for role in found if role not in may_lack]
    rows = rows.mutate(reason=_reasons(rows, needed, written))
    payments = rows.filter(rows.reason.isnull()).select(
        "payer",
        "payee",
        amount=rows["amount"] if "amount" in read else ibis.null("int64"),
        date=rows["date"] if "date" in read else ibis.null("timestamp"),
        type=rows["type"] if "type" in read else ibis.null("string"),
        id=rows["id"] if "id" in read else ibis.null("string"),
    )
    if parsed:
        # Text is parsed once; Parquet is as quick to read again.
        payments = engine.keep(payments)
    bad = rows.filter(rows.reason.notnull()).select(
        "reason", file=FILE, **{role: rows[f"{role}_cell"].cast("string") for role in found}
    )
    days = "date" in cells and _only_days(rows, engine)
    has = {f"has_{role}s": role in found for role in ("amount", "date", "type", "id")}
    return Ledger(payments, bad, days, **has, name=name, gaps=gaps)


def _check_written(raw: Table, found: Mapping[str, str], written: Written) -> None:
    """That what the options say of text is of text that there is."""
    wrong = []
    for role, options in written.options.items():
        if options and role not in found:
            need = "needs" if len(options) == 1 else "need"
            wrong.append(f"{' and '.join(options)} {need} {role}s; name their column with --{role}")
        elif options and not (kind := raw[found[role]].type()).is_string():
            wrong.append(
                f"{' and '.join(options)}: of text alone, and the column {found[role]!r} holds "
                f"{kind}, which is read as it is; leave the option out"
            )
    if wrong:
        raise ScanFailed("; ".join(wrong))


def _cells(
    raw: Table, found: Mapping[str, str], engine: Engine, written: Written
) -> tuple[Table, bool]:
    """The cells by what they mean, and of text the parts that numbers consist of.

    Text is kept in between, since engines compute again what an expression names twice.
    """
    cells = {role: raw[name] for role, name in found.items()}
    texts = [role for role, cell in cells.items() if cell.type().is_string()]
    cells |= {role: cells[role].strip().nullif("") for role in texts}
    if "amount" in texts:
        cells |= amounts.parts(cells["amount"], written)
    table = raw.select(FILE, **cells)
    parsed = "amount" in texts or "date" in texts
    staged = parsed or "payer" in texts or "payee" in texts
    return (engine.keep(table) if staged else table), parsed


def _account(cell: Any, *, whole: bool) -> Any:
    """An account's id: a whole number where both columns hold such, else text."""
    if whole:
        return cell.cast("int64")
    if cell.type().is_floating():
        # Whole numbers become such where one is missing in their column: 7.0 is account 7.
        number = cell.try_cast("int64")
        is_whole = number.cast("float64") == cell.cast("float64")
        return is_whole.ifelse(number.cast("string"), cell.cast("string"))
    return cell.cast("string")


def _amount(cells: Table, engine: Engine) -> Any:
    """Exact where the file is: text and decimals as decimals, floats as floats."""
    kind = cells.amount.type()
    if kind.is_string():
        return amounts.decimal(cells, engine)
    if kind.is_decimal() or kind.is_integer() or kind.is_floating():
        return cells.amount
    raise ScanFailed(f"the column of amounts holds {kind}, not numbers; name another --amount")


def _date(cell: Any, written: Written) -> Any:
    """A time in UTC; of text that names no zone, in that of the ledger."""
    kind = cell.type()
    if kind.is_string():
        return dates.date(cell, written)
    if kind.is_date() or kind.is_timestamp():
        return cell.cast("timestamp")
    raise ScanFailed(f"the column of dates holds {kind}; name another --date, as 2025-09-22")


def _in_utc(rows: Table, zone: ZoneInfo, engine: Engine) -> Any:
    """The dates of all rows in UTC. A day without a time stays that day."""
    local = rows.filter(rows["local"] & rows["date"].notnull())
    years = engine.rows(local.select(year=rows["date"].year()).distinct())
    offsets = zones.steps(zone, (row["year"] for row in years))
    if not offsets:
        return rows["date"]
    return rows["local"].ifelse(zones.in_utc(rows["date"], offsets), rows["date"])


def _only_days(rows: Table, engine: Engine) -> bool:
    if not rows["date_cell"].type().is_string():
        return bool(rows["date_cell"].type().is_date())
    read = rows.filter(rows.reason.isnull())
    longest = read.aggregate(longest=read["date_cell"].length().max())
    return (engine.rows(longest)[0]["longest"] or 0) <= len("2025-09-22")


def _reasons(rows: Table, roles: Collection[str], written: Written) -> Any:
    """What is wrong with a row, the first thing that is; null where nothing is."""
    cases: list[tuple[Any, Any]] = []
    for role in roles:
        cell = rows[f"{role}_cell"]
        cases.append((cell.isnull(), f"no {role}"))
        if role == "amount":
            wrong = amounts.why_none(cell, written)
            if "date" in roles:
                # With both, so that the options for both are known after one scan.
                wrong = wrong.concat(_and_no_date(rows, written))
            cases.append((rows.amount.isnull(), wrong))
            if rows.amount.type().is_floating():
                cases.append((rows.amount.isnan() | rows.amount.isinf(), wrong))
            cases.append((rows.amount < 0, "the amount is negative; swap payer and payee"))
        if role == "date":
            cases.append((rows["date"].isnull(), dates.why_none(cell, written)))
            cases.append((rows["date"] > dates.LAST, "the date is after the year 9999 in UTC"))
    return ibis.cases(*cases, else_=ibis.null("string"))


def _and_no_date(rows: Table, written: Written) -> Any:
    unread = rows["date"].isnull() & rows["date_cell"].notnull()
    return unread.ifelse(ibis.literal("; ").concat(dates.why_none(rows["date_cell"], written)), "")
