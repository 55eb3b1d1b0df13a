"""Makes lines of an import out of the loops that a scan found: a deal for each hop, once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN

from loader.deals.importing import Lines
from loader.deals.lines import LEDGER, DealLine
from loader.ledgers import scan_files
from loader.ledgers.hops import Hop, arrow
from loader.ledgers.unique_hops import UniqueHops
from loader.problems import Problem, at
from moneyloop.values import names
from moneyloop.values.amounts import Amount, parse_amount
from moneyloop.values.dates import Period
from moneyloop.values.edges import EDGE_NAMES
from moneyloop.values.shown import harmless, shown

STATUS = "closed"
"""What a ledger tells has been paid."""

SOURCE_KIND = "company"
"""Of a ledger: somebody's own books."""


@dataclass(frozen=True, slots=True)
class Types:
    """What payments are: all of one type, or as the column `types` says.

    `by_name` has the type for what the ledger calls its payments, by names.key of that.
    """

    for_all: str | None = None
    by_name: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FromScan:
    """How loops become deals. `currency` is a code; `source` takes the place of the ledger."""

    types: Types
    currency: str
    source: str | None = None
    encoding: str | None = None


def types_of(given: Collection[str], *, by_column: bool) -> Types:
    """What `--type` says: a type for all, or with `by_column` pairs as loan=lends_to.

    Raises ValueError with words for the user, on all that is wrong.
    """
    wrong, all_of, by_name = [], [], {}
    known = ", ".join(map(_spelled, EDGE_NAMES))
    for text in given:
        name, is_pair, spelled = text.rpartition("=")
        found = _edge(spelled)
        if found is None:
            near = names.near(spelled, map(_spelled, EDGE_NAMES))
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            wrong.append(f"--type {text} is no type{hint}")
        elif is_pair:
            by_name[names.key(name)] = found
        else:
            all_of.append(found)
    if wrong:
        wrong.append(f"types are {known}")
    elif not given and not by_column:
        wrong.append(
            "--from-scan needs --type, what all payments are, as --type buys-from; or "
            f"--type-column, where the column types tells it. Types are {known}"
        )
    elif by_column and all_of:
        wrong.append(
            "--type-column lets the column types tell what payments are; with it --type says "
            "what a name in it means, as --type loan=lends-to"
        )
    elif by_name and not by_column:
        wrong.append("--type NAME=TYPE says what a name means; say --type-column as well")
    elif len(set(all_of)) > 1:
        wrong.append("--type is given twice; all payments are of one")
    if wrong:
        raise ValueError("; ".join(wrong))
    return Types(all_of[0] if all_of else None, by_name)


def currency_of(text: str) -> str:
    """The code of a currency. Raises ValueError with words for the user."""
    try:
        return parse_amount("1 million", text).currency
    except ValueError as error:
        raise ValueError(f"--currency {shown(text)} is none; give a code such as USD") from error


def read_loops(files: Iterable[str], asked: FromScan) -> Lines:
    """A line for each hop of the loops in the files, however many of them pass it."""
    problems: list[Problem] = []
    hops = UniqueHops(problems)
    read = [scan_files.read(name, hops.add, problems, asked.encoding) for name in files]
    said = tuple(_lines(hops.checked(), asked, problems))
    return Lines(tuple(filter(None, read)), said, tuple(problems), from_scan=True)


def _lines(hops: Iterable[Hop], asked: FromScan, problems: list[Problem]) -> Iterator[DealLine]:
    edges = _Edges(asked.types, problems)
    told: set[str] = set()
    for hop in hops:
        edge = edges.of(hop)
        first = hop.ledger not in told and asked.source is None
        told.add(hop.ledger)
        yield _line(hop, edge, asked, tells_of_source=first)
    edges.tell_unknown()


def _line(hop: Hop, edge: str, asked: FromScan, *, tells_of_source: bool) -> DealLine:
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
        source=asked.source or LEDGER + names.slug(hop.ledger),
        # Less than half a unit: no amount in whole units, but the text tells what it was.
        amount=Amount(units, units, asked.currency, "total") if units else None,
        as_stated=hop.stated,
        announced=first,
        starts=first if is_sum else None,
        ends=last if is_sum else None,
        status=STATUS,
        instrument=None,
        settlement=None,
        source_title=hop.ledger if tells_of_source else None,
        publisher=None,
        published=None,
        source_kind=SOURCE_KIND if tells_of_source else None,
        deal=hop.deal,
        bundle=None,
        note=note,
        place=hop.place,
    )


class _Edges:
    """What types of edges hops become; what is wrong with that is told once for each name."""

    def __init__(self, types: Types, problems: list[Problem]) -> None:
        self._types = types
        self._problems = problems
        self._unknown: dict[str, Hop] = {}
        self._without_types: set[str] = set()

    def of(self, hop: Hop) -> str:
        """The type, empty where there is none."""
        if self._types.for_all:
            return self._types.for_all
        if hop.types is None:
            if hop.place.file not in self._without_types:
                self._without_types.add(hop.place.file)
                self._tell(
                    hop,
                    "has no types; scan the ledger with --type-column, or say with --type "
                    "what all payments are",
                )
            return ""
        found = {name: self._edge(name) for name in hop.types}
        for name, edge in found.items():
            if edge is None:
                self._unknown.setdefault(name, hop)
        edges = {edge for edge in found.values() if edge}
        if len(edges) > 1:
            self._tell(
                hop,
                f"{arrow(hop.payer, hop.payee)} is one sum of payments of several types "
                f"({', '.join(map(shown, found))}); scan in order of time, which tells payments "
                "one by one, or say with --type what all of them are",
            )
        return next(iter(edges), "")

    def _edge(self, name: str) -> str | None:
        return self._types.by_name.get(names.key(name)) or _edge(name)

    def tell_unknown(self) -> None:
        """Tells of all names that are no types."""
        known = [_spelled(edge) for edge in EDGE_NAMES]
        for name, hop in self._unknown.items():
            near = names.near(name, known)
            meant = near[0] if near else known[0]
            hint = "" if near else f", or whichever it is of {', '.join(known)}"
            self._tell(hop, f"{shown(name)} is no type here; say --type {name}={meant}{hint}")

    def _tell(self, hop: Hop, message: str) -> None:
        self._problems.append(at(hop.place, "types", harmless(message)))


def _day(day: date | None) -> Period | None:
    return Period(day, day, "day") if day else None


def _edge(name: str) -> str | None:
    return next((edge for edge in EDGE_NAMES if names.key(edge) == names.key(name)), None)


def _spelled(edge: str) -> str:
    return edge.lower().replace("_", "-")
