"""A ledger as payments with payer, payee, amount, date, type and id; and its bad rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from moneyloop.scan.engines.base import FILE_COLUMN, Engine, Table
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.reading import amounts, bad_rows, dates, time_zones
from moneyloop.scan.reading.columns import ColumnNames, Role, find_columns
from moneyloop.scan.reading.files import LedgerFiles
from moneyloop.scan.reading.formats import NumberAndDateFormats

BLANKS = "".join(
    chr(code)
    for first, last in (
        # White space of Unicode.
        (0x09, 0x0D),
        (0x1C, 0x20),
        (0x85, 0x85),
        (0xA0, 0xA0),
        (0x1680, 0x1680),
        (0x2000, 0x200A),
        (0x2028, 0x2029),
        (0x202F, 0x202F),
        (0x205F, 0x205F),
        (0x3000, 0x3000),
        # Characters without width, such as marks of direction and of byte order.
        (0x061C, 0x061C),
        (0x180E, 0x180E),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x2064),
        (0x2066, 0x2069),
        (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)
"""What is removed around text: it cannot be seen, so it cannot be meant."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as it was read.

    - `payments`: the rows that are payments; kept if they were read from text
    - `bad_rows`: the others, with `file`, `reason` and their cells as text
    - `has_days_only`: whether dates are days without a time
    - `allows_gaps`: whether a payment may lack an amount or a date
    - `name`: identifies the ledger in the output; None if it has no name
    """

    payments: Table
    bad_rows: Table
    has_days_only: bool
    has_amounts: bool
    has_dates: bool
    has_types: bool
    has_ids: bool
    name: str | None
    allows_gaps: bool


def read_ledger(
    files: LedgerFiles, columns: ColumnNames, formats: NumberAndDateFormats, engine: Engine
) -> Ledger:
    """Reads files as payments. Raises ScanFailed."""
    raw = _read(files, engine)
    found = find_columns([name for name in raw.columns if name != FILE_COLUMN], columns)
    _check_formats(raw, found, formats)
    cells, has_text = _cells(raw, found, engine, formats)
    rows = cells.select(
        FILE_COLUMN,
        **_values(cells, engine, formats),
        **{f"{role}_cell": role for role in found},
    )
    if has_text:
        # Parse text only once.
        rows = engine.keep(rows)
    if formats.time_zone:
        rows = rows.mutate(date=_date_in_utc(rows, formats.time_zone, engine))
    optional = ("id", "amount", "date") if files.allows_gaps else ("id",)
    needed = [role for role in found if role not in optional]
    rows = rows.mutate(reason=bad_rows.reason(rows, needed, formats))
    payments = rows.filter(rows.reason.isnull()).select(
        "payer",
        "payee",
        amount=rows["amount"] if "amount" in found else ibis.null("int64"),
        date=rows["date"] if "date" in found else ibis.null("timestamp"),
        type=rows["type"] if "type" in found else ibis.null("string"),
        id=rows["id"] if "id" in found else ibis.null("string"),
    )
    if has_text:
        # Without text a copy is not worth its space: Parquet is as fast to read again.
        payments = engine.keep(payments)
    bad = rows.filter(rows.reason.notnull()).select(
        "reason", file=FILE_COLUMN, **{role: rows[f"{role}_cell"].cast("string") for role in found}
    )
    return Ledger(
        payments,
        bad,
        has_days_only="date" in found and _has_days_only(rows, engine, formats),
        has_amounts="amount" in found,
        has_dates="date" in found,
        has_types="type" in found,
        has_ids="id" in found,
        name=files.name,
        allows_gaps=files.allows_gaps,
    )


def _read(files: LedgerFiles, engine: Engine) -> Table:
    if files.delimiter is None:
        return engine.read_parquet(files.paths)
    return engine.read_csv(files.paths, files.delimiter)


def _check_formats(raw: Table, columns: Mapping[Role, str], formats: NumberAndDateFormats) -> None:
    """Refuses options about text for a column that is missing or does not hold text."""
    errors = []
    roles: tuple[Role, ...] = ("amount", "date")
    for role in roles:
        options = formats.options[role]
        if options and role not in columns:
            need = "needs" if len(options) == 1 else "need"
            errors.append(
                f"{' and '.join(options)} {need} {role}s; give their column with --{role}"
            )
        elif role == "date" and formats.date_format and raw[columns[role]].type().is_integer():
            continue
        elif options and not (kind := raw[columns[role]].type()).is_string():
            errors.append(
                f"{' and '.join(options)} can only be used for text, but the column "
                f"{columns[role]!r} contains {kind}, which is unambiguous; omit the option"
            )
    if errors:
        raise ScanFailed("; ".join(errors))


def _cells(
    raw: Table, columns: Mapping[Role, str], engine: Engine, formats: NumberAndDateFormats
) -> tuple[Table, bool]:
    """The cells by role, trimmed, with amounts.digit_columns; and whether amounts or dates are
    text.

    Text is kept, since engines evaluate an expression again wherever it is used.
    """
    cells: dict[str, Any] = {role: raw[name] for role, name in columns.items()}
    if formats.date_format and cells["date"].type().is_integer():
        cells["date"] = cells["date"].cast("string")
    texts = [role for role, cell in cells.items() if cell.type().is_string()]
    cells |= {role: engine.strip(cells[role], BLANKS).nullif("") for role in texts}
    if "amount" in texts:
        cells |= amounts.digit_columns(cells["amount"], formats)
    table = raw.select(FILE_COLUMN, **cells)
    has_text = "amount" in texts or "date" in texts
    is_trimmed = has_text or "payer" in texts or "payee" in texts
    return (engine.keep(table) if is_trimmed else table), has_text


def _values(cells: Table, engine: Engine, formats: NumberAndDateFormats) -> dict[str, Any]:
    """The value of each cell, null where it cannot be read; and whether its date is `local`."""
    types = [cells[role].type() for role in ("payer", "payee")]
    # An unsigned integer of 64 bits may be too large for a signed one.
    as_integers = all(type_.is_integer() and not type_.is_uint64() for type_ in types)
    values = {role: _account(cells[role], as_integer=as_integers) for role in ("payer", "payee")}
    if "amount" in cells.columns:
        values["amount"] = _amount(cells, engine)
    if "date" in cells.columns:
        values["date"] = _date(cells["date"], formats)
        if formats.time_zone:
            values["local"] = dates.is_local(cells["date"], formats)
    for role in ("type", "id"):
        if role in cells.columns:
            values[role] = cells[role].cast("string")
    return values


def _account(cell: Any, *, as_integer: bool) -> Any:
    """The id of an account: an integer if both columns hold integers, otherwise text."""
    if as_integer:
        return cell.cast("int64")
    if cell.type().is_floating():
        # A missing value turns a column of integers into floats: 7.0 is account 7.
        number = cell.try_cast("int64")
        is_whole = number.cast("float64") == cell.cast("float64")
        return is_whole.ifelse(number.cast("string"), cell.cast("string"))
    return cell.cast("string")


def _amount(cells: Table, engine: Engine) -> Any:
    """The amount, as exact as in the file: text becomes decimals, floats stay floats."""
    kind = cells.amount.type()
    if kind.is_string():
        return amounts.as_decimal(cells, engine)
    if kind.is_decimal() or kind.is_integer() or kind.is_floating():
        return cells.amount
    raise ScanFailed(
        f"the amount column contains {kind}, not numbers; choose another with --amount"
    )


def _date(cell: Any, formats: NumberAndDateFormats) -> Any:
    """The time in UTC; for text without a time zone, the local time of the ledger."""
    kind = cell.type()
    if kind.is_string():
        return dates.as_timestamp(cell, formats)
    if kind.is_date() or kind.is_timestamp():
        return cell.cast("timestamp")
    raise ScanFailed(
        f"the date column contains {kind}, not dates such as 2025-09-22; choose another with "
        "--date, or state how integers are dates with --date-format, such as %Y%m%d"
    )


def _date_in_utc(rows: Table, zone: ZoneInfo, engine: Engine) -> Any:
    """The date of each row in UTC. A day without a time stays that day."""
    local = rows.filter(rows["local"] & rows["date"].notnull())
    years = engine.rows(local.select(year=rows["date"].year()).distinct())
    periods = time_zones.offset_periods(zone, (row["year"] for row in years))
    if not periods:
        return rows["date"]
    return rows["local"].ifelse(time_zones.to_utc(rows["date"], periods), rows["date"])


def _has_days_only(rows: Table, engine: Engine, formats: NumberAndDateFormats) -> bool:
    if formats.date_format:
        return not formats.date_format.has_time
    if not rows["date_cell"].type().is_string():
        return bool(rows["date_cell"].type().is_date())
    payments = rows.filter(rows.reason.isnull())
    longest = payments.aggregate(longest=payments["date_cell"].length().max())
    return (engine.rows(longest)[0]["longest"] or 0) <= len("2025-09-22")
