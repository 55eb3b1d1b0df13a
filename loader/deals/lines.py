"""Reads files of deals into lines: one deal each, as one source states it, names unresolved."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from loader import files
from loader.deals.as_written.amounts import DECIMAL_OPTION, Reading, why_unclear
from loader.deals.as_written.columns import Columns
from loader.deals.as_written.dates import is_ambiguous, meanings
from loader.deals.as_written.notes import Notes
from loader.deals.as_written.rows import AS_STATED, Understanding
from loader.files.table import TableRow
from loader.problems import COMMAND_LINE, Problem
from loader.records import SETTLEMENTS, SOURCE_KINDS, STATUSES, Place, is_address
from loader.store.change_log import File
from moneyloop.graph.transaction import Transaction
from moneyloop.values import names
from moneyloop.values.amounts import Amount, AmountError, format_amount, parse_amount
from moneyloop.values.dates import DateError, Period, format_period, parse_period
from moneyloop.values.edges import EDGE_NAMES
from moneyloop.values.shown import control_in, shown
from moneyloop.values.terms import Term, format_term, parse_term

if TYPE_CHECKING:
    from loader.deals.firms import FirmResolver

LONGEST_NAME = 200  # characters of a firm's name or of an id
LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Options:
    """How an import is read.

    `source` is that of lines without one, `currency` that of amounts without one; `date_order`
    settles dates such as 9/10/26, `decimal` amounts such as €1.500. `mapping` has our column by the
    key of a name in a header. `new_firms` are names of new firms, however close to existing names.
    """

    source: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    allow_small: bool = False
    new_firms: tuple[str, ...] = ()
    currency: str | None = None
    date_order: str | None = None
    decimal: str | None = None
    header_row: int | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Key:
    """Identifies a deal without an id of its own; `payer` and `payee` are ids of firms."""

    type: str
    payer: str
    payee: str
    announced: str | None
    bundle: str | None

    @property
    def deal(self) -> str:
        """The id that a deal gets from its key."""
        parts = [self.type, self.payer, self.payee, self.announced, self.bundle]
        return names.hashed("d-", json.dumps(parts, ensure_ascii=False), 16)


@dataclass(frozen=True)
class DealLine:
    """One line of an import.

    `payer` and `payee` are names as the line spells them; `source` is an address, or an id that the
    graph may know. `deal` is the id that the line gives, `supersedes` are ids of other deals, None
    if the line names none.
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
    signed: Period | None = None
    closed: Period | None = None
    term: Term | None = None
    ended: Period | None = None
    supersedes: tuple[str, ...] | None = None

    def key(self, payer: str, payee: str) -> Key:
        """The key of the deal, given the ids of its parties."""
        return Key(self.type, payer, payee, self._announced, self.bundle)

    @cached_property
    def _announced(self) -> str | None:
        return format_period(self.announced) if self.announced else None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Lines that are ready to be resolved, and what their names are resolved with."""

    lines: tuple[DealLine, ...]
    firms: FirmResolver
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


Reconcile = Callable[[Transaction, Sequence[DealLine], Iterable[str]], Reconciled]
"""Compares lines with the graph; the last argument holds names of new firms."""


@dataclass(frozen=True, slots=True)
class ParsedLines:
    """The lines of all files of an import, and the problems in their cells."""

    files: tuple[File, ...]
    lines: tuple[DealLine, ...]
    problems: tuple[Problem, ...] = ()
    reconcile: Reconcile | None = None
    """For payments in loops that a scan found; otherwise None."""
    named: frozenset[tuple[str, str]] = frozenset()
    """The deals that lines of the other batches name by id, each with the source of the line."""
    notes: tuple[Problem, ...] = ()
    """What was read in a way that a person should check."""
    rows: Sequence[TableRow] = ()
    """The rows that the lines were parsed from, in our own columns and words."""

    @property
    def from_scan(self) -> bool:
        """Whether the lines are payments in loops that a scan found."""
        return self.reconcile is not None


def read_files(names: Iterable[str], options: Options) -> ParsedLines:
    """The lines of files of any format; `-` is stdin."""
    problems: list[Problem] = []
    notes = Notes()
    read: list[File] = []
    lines: list[DealLine] = []
    rows: list[TableRow] = []
    words = Reading(options.date_order, options.decimal, options.currency, options.allow_small)
    unused = set(options.mapping)
    for name in names:
        columns = Columns(files.shown_name(name), options.mapping, notes)
        understanding = Understanding(columns, words, notes)
        sheet = files.read(
            name,
            understanding.layout(options.header_row),
            problems,
            encoding=options.encoding,
            sheet=options.sheet,
        )
        unused -= columns.seen
        if sheet is not None:
            understood, missing = understanding.rows(sheet.rows)
            read.append(File(sheet.name, sheet.sha256, len(understood)))
            before = len(problems)
            lines += [parse_line(row, options) for row in understood]
            # A column that is missing is one problem, not one on each line.
            problems[before:] = [one for one in problems[before:] if one.column not in missing]
            rows += understood
    if unused and not problems:
        problems += [
            Problem(COMMAND_LINE, 0, 0, "", f"no file has the column of --map {key!r}")
            for key in sorted(unused)
        ]
    return ParsedLines(
        tuple(read), tuple(lines), tuple(problems), notes=tuple(notes.all()), rows=rows
    )


def one_line(cells: dict[str, str], options: Options) -> ParsedLines:
    """A single deal, whose cells are the options of a command."""
    problems: list[Problem] = []
    row = TableRow(Place(COMMAND_LINE, 0), cells, problems, guarded=False)
    return ParsedLines((), (parse_line(row, options),), tuple(problems))


def parse_line(row: TableRow, options: Options) -> DealLine:
    """A line with its cells parsed; what is wrong with them is added to the row's problems."""
    currency = row.text("currency")
    is_file = row.place.file != COMMAND_LINE
    read_period = parse_period_of_file if is_file else parse_period
    read_amount = parse_amount_of_file if is_file else parse_amount
    amount = row.parsed(
        "amount", lambda text: read_amount(text, currency, allow_small=options.allow_small)
    )
    if currency and not row.text("amount"):
        # Without an amount, too, a word that is not a currency is a mistake.
        row.parsed("currency", lambda text: parse_amount("1 million", text))
    return DealLine(
        type=row.needed_choice("type", EDGE_NAMES),
        payer=_name(row, "payer", needed=True) or "",
        payee=_name(row, "payee", needed=True) or "",
        source=_source(row, options.source),
        amount=amount,
        as_stated=_text(row, AS_STATED) or _text(row, "amount"),
        announced=row.parsed("announced", read_period),
        starts=row.parsed("starts", read_period),
        ends=row.parsed("ends", read_period),
        status=row.choice("status", STATUSES),
        instrument=_text(row, "instrument"),
        settlement=row.choice("settlement", SETTLEMENTS),
        source_title=_text(row, "source_title"),
        publisher=_text(row, "publisher"),
        published=row.parsed("published", read_period),
        source_kind=row.choice("source_kind", SOURCE_KINDS),
        deal=_name(row, "deal"),
        bundle=_name(row, "bundle"),
        note=_text(row, "note"),
        place=row.place,
        signed=row.parsed("signed", read_period),
        closed=row.parsed("closed", read_period),
        term=row.parsed("term", parse_term),
        ended=row.parsed("ended", read_period),
        supersedes=_ids(row, "supersedes"),
    )


def _source(row: TableRow, for_all: str | None) -> str:
    if row.is_empty("source") and not for_all:
        row.problem("source", "is empty; give the address of the source, or --source for all lines")
    text = for_all if row.text("source") is None else _text(row, "source")
    if not text:
        return ""
    if control := control_in(text):  # of --source; a cell has been checked
        row.problem("source", f"{shown(text)} contains {control}, which is not allowed in text")
        return ""
    if is_address(text):
        if re.search(r"\s", text):
            row.problem("source", f"{shown(text)} contains a space; an address cannot")
            return ""
    elif "://" in text or "/" in text:
        row.problem("source", f"{shown(text)} is not an address; begin it with https:// or http://")
        return ""
    return text


def _name(row: TableRow, column: str, *, needed: bool = False) -> str | None:
    """A short text on one line: a name or an id."""
    text = (row.needed(column) or None) if needed else row.text(column)
    if text is None:
        return None
    text = text.replace("\u00a0", " ")
    if wrong := wrong_with_name(text):
        row.problem(column, f"{shown(text)} {wrong}")
        return None
    return text


def _ids(row: TableRow, column: str) -> tuple[str, ...] | None:
    """The ids in a cell, which are separated by `;`, in order and without repetitions."""
    ids = row.listed(column)
    for one in ids:
        if wrong := wrong_with_name(one):
            row.problem(column, f"{shown(one)} {wrong}")
            return None
    return tuple(sorted(set(ids))) or None


def parse_period_of_file(text: str) -> Period:
    """As `parse_period`, but an ambiguous date names the option that settles it."""
    try:
        return parse_period(text)
    except DateError:
        if not is_ambiguous(text):
            raise
    by_order = meanings(text)
    days = " or ".join(dict.fromkeys(day.isoformat() for day in by_order.values()))
    raise DateError(
        f"{shown(text)} may be {days}; write the year first, as in 2025-09-22, or add "
        f"--date-order ({', '.join(by_order)}) for all such dates"
    )


def parse_amount_of_file(text: str, currency: str | None, *, allow_small: bool) -> Amount:
    """As `parse_amount`, but an error names the option that helps, and says more of thousands."""
    try:
        return parse_amount(text, currency, allow_small=allow_small)
    except AmountError as error:
        if "which currency?" in str(error):
            raise AmountError(f"{error}; --currency USD sets it for all such amounts") from None
        if "is ambiguous; write 1,234,567" in str(error):
            raise AmountError(f"{error}, or add {DECIMAL_OPTION}") from None
        if reason := why_unclear(text):
            raise AmountError(f"{shown(text)}: {reason}") from None
        raise


@lru_cache(maxsize=100_000)  # long files name the same firms again and again
def wrong_with_name(text: str) -> str | None:
    """Why a text cannot be a name; None if it can."""
    if len(text) > LONGEST_NAME:
        return f"is too long: at most {LONGEST_NAME} characters"
    if control := control_in(text):
        return f"contains {control}, which is not allowed in text"
    if not any(unicodedata.category(char)[0] in "LN" for char in text):
        return "has neither a letter nor a digit"
    return None


def _text(row: TableRow, column: str) -> str | None:
    text = row.text(column)
    if text is None:
        return None
    if len(text) > LONGEST_TEXT:
        row.problem(column, f"{shown(text)} is too long: at most {LONGEST_TEXT} characters")
        return None
    return text


def format_value(value: object) -> str:
    """A parsed cell as messages show it."""
    if isinstance(value, Period):
        return format_period(value)
    if isinstance(value, Amount):
        # An upper bound without a lower one has no form of its own; it reads as "up to".
        return format_amount(replace(value, low=0) if value.low is None else value)
    if isinstance(value, Term):
        return format_term(value)
    if isinstance(value, tuple):
        return shown(";".join(value))
    return shown(str(value))
