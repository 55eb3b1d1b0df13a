"""Turns the loops that a scan found into the lines of an import: one deal for each hop."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN

from loader.deals.lines import DealLine, ParsedLines
from loader.ledgers import scan_files
from loader.ledgers.hops import Hop, arrow
from loader.ledgers.settle import settle
from loader.ledgers.unique_hops import UniqueHops
from loader.problems import Problem, at
from loader.records import LEDGER
from moneyloop.values import names
from moneyloop.values.amounts import Amount, parse_amount
from moneyloop.values.dates import Period
from moneyloop.values.edges import EDGE_NAMES
from moneyloop.values.shown import harmless, shown

STATUS = "closed"
"""The status of payments in a ledger, which have already been made."""

SOURCE_KIND = "company"
"""The kind of a ledger as a source: a company's own books."""


@dataclass(frozen=True, slots=True)
class Types:
    """The types of payments: one for all, or by the names in the column `types`.

    `by_name` has the type for each name that the ledger uses, by names.key of that name.
    """

    for_all: str | None = None
    by_name: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FromScan:
    """How loops become deals. `currency` is a code; `source` replaces the ledger as the source."""

    types: Types
    currency: str
    source: str | None = None
    encoding: str | None = None


def types_of(given: Collection[str], *, by_column: bool) -> Types:
    """The types given by `--type`: one for all, or with `by_column` pairs such as loan=lends-to.

    Raises ValueError with a message for the user that lists every error.
    """
    errors, for_all, by_name = [], [], {}
    known = ", ".join(map(_spelled, EDGE_NAMES))
    for text in given:
        name, is_pair, spelled = text.rpartition("=")
        found = _edge(spelled)
        if found is None:
            near = names.near(spelled, map(_spelled, EDGE_NAMES))
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            errors.append(f"--type {text} is not a type{hint}")
        elif is_pair:
            by_name[names.key(name)] = found
        else:
            for_all.append(found)
    if errors:
        errors.append(f"types are {known}")
    elif not given and not by_column:
        errors.append(
            "--from-scan needs --type with the type of all payments, such as --type buys-from, "
            f"or --type-column if the file has a column types. Types are {known}"
        )
    elif by_column and for_all:
        errors.append(
            "--type-column reads the types from the column types; with it, --type only maps a "
            "name in that column to a type, such as --type loan=lends-to"
        )
    elif by_name and not by_column:
        errors.append("--type NAME=TYPE gives the meaning of a name; add --type-column")
    elif len(set(for_all)) > 1:
        errors.append("--type is given twice; all payments have one type")
    if errors:
        raise ValueError("; ".join(errors))
    return Types(for_all[0] if for_all else None, by_name)


def currency_of(text: str) -> str:
    """The code of a currency. Raises ValueError with a message for the user."""
    try:
        return parse_amount("1 million", text).currency
    except ValueError as error:
        raise ValueError(
            f"--currency {shown(text)} is not a currency; give a code such as USD"
        ) from error


def read_loops(files: Iterable[str], options: FromScan) -> ParsedLines:
    """A line for each hop of the loops in the files, however many loops contain it."""
    problems: list[Problem] = []
    hops = UniqueHops(problems)
    read = [scan_files.read(name, hops.add, problems, options.encoding) for name in files]
    lines = tuple(_lines(hops.checked(), options, problems))
    return ParsedLines(tuple(filter(None, read)), lines, tuple(problems), reconcile=settle)


def _lines(hops: Iterable[Hop], options: FromScan, problems: list[Problem]) -> Iterator[DealLine]:
    edges = _Edges(options.types, problems)
    ledgers: set[str] = set()
    for hop in hops:
        edge = edges.of(hop)
        first = hop.ledger not in ledgers and options.source is None
        ledgers.add(hop.ledger)
        yield _line(hop, edge, options, describes_source=first)
    edges.report_unknown()


def _line(hop: Hop, edge: str, options: FromScan, *, describes_source: bool) -> DealLine:
    extent = hop.extent
    units = extent.amount and int(extent.amount.to_integral_value(ROUND_HALF_EVEN))
    first, last = _day(extent.first), _day(extent.last)
    is_sum = hop.nth is None
    note = f"payment {hop.payment_id}" if hop.payment_id else None
    if is_sum:
        note = "1 payment" if hop.payments == 1 else f"{hop.payments:,} payments"
    return DealLine(
        type=edge,
        payer=hop.payer,
        payee=hop.payee,
        source=options.source or LEDGER + names.slug(hop.ledger),
        # Less than half a unit has no amount in whole units; `as_stated` still has the number.
        amount=Amount(units, units, options.currency, "total") if units else None,
        as_stated=hop.stated,
        announced=first,
        starts=first if is_sum else None,
        ends=last if is_sum else None,
        status=STATUS,
        instrument=None,
        settlement=None,
        source_title=hop.ledger if describes_source else None,
        publisher=None,
        published=None,
        source_kind=SOURCE_KIND if describes_source else None,
        deal=hop.deal,
        bundle=None,
        note=note,
        place=hop.place,
    )


class _Edges:
    """The types of the edges that hops become; each unknown name is reported once."""

    def __init__(self, types: Types, problems: list[Problem]) -> None:
        self._types = types
        self._problems = problems
        self._unknown: dict[str, Hop] = {}
        self._without_types: set[str] = set()

    def of(self, hop: Hop) -> str:
        """The type; empty if it is not known."""
        if self._types.for_all:
            return self._types.for_all
        if hop.types is None:
            if hop.place.file not in self._without_types:
                self._without_types.add(hop.place.file)
                self._problem(
                    hop,
                    "has no types; scan the ledger with --type-column, or give the type of all "
                    "payments with --type",
                )
            return ""
        found = {name: self._edge(name) for name in hop.types}
        for name, edge in found.items():
            if edge is None:
                self._unknown.setdefault(name, hop)
        edges = {edge for edge in found.values() if edge}
        if len(edges) > 1:
            self._problem(
                hop,
                f"{arrow(hop.payer, hop.payee)} is one sum of payments of several types "
                f"({', '.join(map(shown, found))}); scan with --in-time-order, which lists single "
                "payments, or give one type for all of them with --type",
            )
        return next(iter(edges), "")

    def _edge(self, name: str) -> str | None:
        return self._types.by_name.get(names.key(name)) or _edge(name)

    def report_unknown(self) -> None:
        """Adds a problem for each name that is not a type."""
        known = [_spelled(edge) for edge in EDGE_NAMES]
        for name, hop in self._unknown.items():
            near = names.near(name, known)
            meaning = near[0] if near else known[0]
            hint = "" if near else f", or another of {', '.join(known)}"
            self._problem(hop, f"{shown(name)} is not a type; add --type {name}={meaning}{hint}")

    def _problem(self, hop: Hop, message: str) -> None:
        self._problems.append(at(hop.place, "types", harmless(message)))


def _day(day: date | None) -> Period | None:
    return Period(day, day, "day") if day else None


def _edge(name: str) -> str | None:
    return next((edge for edge in EDGE_NAMES if names.key(edge) == names.key(name)), None)


def _spelled(edge: str) -> str:
    return edge.lower().replace("_", "-")
