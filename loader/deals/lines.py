"""The lines of an import: one deal each, as one source states it, with names not yet resolved."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from loader.files.table import TableRow
from loader.records import SETTLEMENTS, SOURCE_KINDS, STATUSES, Place
from moneyloop.values import names
from moneyloop.values.amounts import Amount, format_amount, parse_amount
from moneyloop.values.columns import SYNONYMS
from moneyloop.values.dates import Period, format_period, parse_period
from moneyloop.values.edges import EDGE_NAMES
from moneyloop.values.shown import shown

NEEDED = ("type", "payer", "payee", "source")
OPTIONAL = (
    ("amount", "currency", "announced", "starts", "ends", "status", "instrument", "settlement")
    + ("source_title", "publisher", "published", "source_kind")
    + ("deal", "bundle", "note")
)
COLUMNS = NEEDED + OPTIONAL

UNKNOWN_SHOWN = 10

LEDGER = "ledger:"
"""With what the address of a ledger begins, which stands nowhere where others could read it."""

LONGEST_NAME = 200  # characters of a firm's name or of an id
LONGEST_TEXT = 10_000

NO_NAME = ("Cc", "Cs", "Zl", "Zp")
"""What no name holds: control characters, halves of characters, ends of lines and paragraphs."""


@dataclass(frozen=True, slots=True)
class Key:
    """What one deal is known by where nobody gives it an id; `payer` and `payee` are ids."""

    type: str
    payer: str
    payee: str
    announced: str | None
    bundle: str | None

    @property
    def deal(self) -> str:
        """The id of a deal to which nobody gives one: made from its key alone."""
        parts = [self.type, self.payer, self.payee, self.announced, self.bundle]
        return names.hashed("d-", json.dumps(parts, ensure_ascii=False), 16)


@dataclass(frozen=True)
class DealLine:
    """One line of an import.

    `payer` and `payee` are written as the line writes them, and `source` is an address or the id
    of a source that the graph may know. `deal` is the id that the line itself gives.
    """

    type: str
    payer: str
    payee: str
    source: str
    amount: Amount | None
    as_stated: str | None
    announced: Period | None
    starts: Period | None
    ends: Period | None
    status: str | None
    instrument: str | None
    settlement: str | None
    source_title: str | None
    publisher: str | None
    published: Period | None
    source_kind: str | None
    deal: str | None
    bundle: str | None
    note: str | None
    place: Place

    def key(self, payer: str, payee: str) -> Key:
        """The deal's key, once it is known which firms its parties are."""
        return Key(self.type, payer, payee, self._announced, self.bundle)

    @cached_property
    def _announced(self) -> str | None:
        return format_period(self.announced) if self.announced else None


def header(spelled: Sequence[str], problem: Callable[[str], None]) -> tuple[str, ...] | None:
    """The columns of a file as this program calls them, or None where they cannot be used.

    Names are blind to case, spaces, `-` and `_`. `source` may be missing: it may be given for the
    whole file.
    """
    if {"accounts", "hops", "payments"}.issubset(map(names.key, spelled)):
        problem("holds loops that `moneyloop scan` found; say --from-scan")
        return None
    columns = tuple(_BY_KEY.get(names.key(name), "") for name in spelled)
    # A column without a name is a gap between columns, or the numbers that a program gave its rows.
    unknown = [name for name, column in zip(spelled, columns, strict=True) if name and not column]
    missing = [name for name in NEEDED if name != "source" and name not in columns]
    twice = sorted(name for name, times in Counter(columns).items() if name and times > 1)
    if missing:
        problem(f"has no column {', '.join(map(_with_synonyms, missing))}")
    if unknown:
        problem(
            f"has an unknown column {', '.join(map(shown, unknown[:UNKNOWN_SHOWN]))}"
            f"{', …' if len(unknown) > UNKNOWN_SHOWN else ''}; "
            f"known are: {', '.join(COLUMNS)}"
        )
    if twice:
        problem(f"names a column twice: {', '.join(map(_with_synonyms, twice))}")
    return None if missing or unknown or twice else columns


def _with_synonyms(column: str) -> str:
    others = SYNONYMS.get(column, ())
    return f"{column} (or {', '.join(others)})" if others else column


_BY_KEY = {names.key(column): column for column in COLUMNS} | {
    names.key(other): column for column, others in SYNONYMS.items() for other in others
}


def parse_line(row: TableRow, *, source: str | None, allow_small: bool) -> DealLine:
    """A line with its cells parsed; what is wrong with them goes to the row's problems.

    `source` is that of the whole file, for lines that name none. `allow_small` takes a bare number
    below a million for what it says.
    """
    currency = row.text("currency")
    amount = row.parsed(
        "amount", lambda text: parse_amount(text, currency, allow_small=allow_small)
    )
    if currency and not row.text("amount"):
        # Also where there is no amount a word that is no currency is a slip.
        row.parsed("currency", lambda text: parse_amount("1 million", text))
    return DealLine(
        row.needed_choice("type", EDGE_NAMES),
        _name(row, "payer", needed=True) or "",
        _name(row, "payee", needed=True) or "",
        _source(row, source),
        amount,
        _text(row, "amount"),
        row.parsed("announced", parse_period),
        row.parsed("starts", parse_period),
        row.parsed("ends", parse_period),
        row.choice("status", STATUSES),
        _text(row, "instrument"),
        row.choice("settlement", SETTLEMENTS),
        _text(row, "source_title"),
        _text(row, "publisher"),
        row.parsed("published", parse_period),
        row.choice("source_kind", SOURCE_KINDS),
        _name(row, "deal"),
        _name(row, "bundle"),
        _text(row, "note"),
        row.place,
    )


def _source(row: TableRow, for_all: str | None) -> str:
    if row.text("source") is None and not for_all:
        row.problem("source", "is empty; give the address of the source, or --source for all lines")
    text = for_all if row.text("source") is None else _text(row, "source")
    if not text:
        return ""
    if is_address(text):
        if re.search(r"\s", text):
            row.problem("source", f"{shown(text)} holds a space, as no address does")
            return ""
    elif "://" in text or "/" in text:
        row.problem("source", f"{shown(text)} is no address; begin it with https:// or http://")
        return ""
    return text


def is_address(source: str) -> bool:
    """Whether a source is named by its address, and not by its id."""
    return source.lower().startswith(("https://", "http://", LEDGER))


def _name(row: TableRow, column: str, *, needed: bool = False) -> str | None:
    """A short text on one line: a name or an id."""
    text = (row.needed(column) or None) if needed else row.text(column)
    if text is None:
        return None
    if trouble := no_name(text):
        row.problem(column, f"{shown(text)} {trouble}")
        return None
    return text


@lru_cache(maxsize=100_000)  # long files name the same firms again and again
def no_name(text: str) -> str | None:
    """Why a text is no name; None where it is one."""
    if len(text) > LONGEST_NAME:
        return f"is too long: at most {LONGEST_NAME} characters"
    odd = next((char for char in text if unicodedata.category(char) in NO_NAME), None)
    if odd is not None:
        return f"holds {odd!r}, as no name does"
    if not any(unicodedata.category(char)[0] in "LN" for char in text):
        return "has no letter and no digit"
    return None


def _text(row: TableRow, column: str) -> str | None:
    text = row.text(column)
    if text is None:
        return None
    if len(text) > LONGEST_TEXT:
        row.problem(column, f"{shown(text)} is too long: at most {LONGEST_TEXT} characters")
        return None
    if re.search("[\0\ud800-\udfff]", text):
        row.problem(column, f"{shown(text)} holds what no text holds: a NUL or half a character")
        return None
    return text


def written(value: object) -> str:
    """A parsed cell as messages show it."""
    if isinstance(value, Period):
        return format_period(value)
    if isinstance(value, Amount):
        # An upper end alone is said like "up to", of which it has no form of its own.
        return format_amount(replace(value, low=0) if value.low is None else value)
    return shown(str(value))
