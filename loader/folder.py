"""Reads a knowledge folder and checks all of it, without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from loader.edges import EDGE_TYPES
from loader.problems import BadInput, Problem, at
from loader.records import (
    FIRM_KINDS,
    SETTLEMENTS,
    SOURCE_KINDS,
    STATUSES,
    Deal,
    Firm,
    Knowledge,
    Place,
    Source,
    Statement,
)
from loader.tables import Row, read_table
from values import names
from values.amounts import Amount, parse_amount
from values.dates import parse_period

SHIPPED = Path(__file__).resolve().parent.parent / "knowledge"
"""The knowledge that comes with this program."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def place(self) -> Place: ...


Record = TypeVar("Record", bound=_Identified)


def read_folder(folder: Path) -> Knowledge:
    """The knowledge in a folder of CSV files. Raises BadInput with every problem in it."""
    problems: list[Problem] = []
    aliases = _read_aliases(folder, problems)
    firms = [_firm(row, aliases) for row in _table(folder, "firms", FIRM_COLUMNS, problems)]
    sources = [_source(row) for row in _table(folder, "sources", SOURCE_COLUMNS, problems)]
    deals = [_deal(row) for row in _table(folder, "deals", DEAL_COLUMNS, problems)]
    said = [_statement(row) for row in _table(folder, "statements", STATEMENT_COLUMNS, problems)]
    if not problems:
        # With cells missing, what follows would mostly tell of their consequences.
        knowledge = Knowledge(tuple(firms), tuple(sources), tuple(deals), tuple(said))
        problems += [*_check_firms(knowledge, aliases), *_check_deals(knowledge)]
        problems += _check_statements(knowledge)
    if problems:
        raise BadInput(problems)
    return knowledge


Columns = tuple[tuple[str, ...], tuple[str, ...]]

FIRM_COLUMNS: Columns = (("id", "name", "kind"), ("country", "part_of", "member_of", "note"))
ALIAS_COLUMNS: Columns = (("firm", "alias"), ("note",))
SOURCE_COLUMNS: Columns = (("id", "url", "kind"), ("title", "publisher", "published", "note"))
DEAL_COLUMNS: Columns = (
    ("id", "type", "payer", "payee", "status"),
    ("bundle", "announced", "starts", "ends", "ended", "supersedes")
    + ("instrument", "settlement", "note"),
)
STATEMENT_COLUMNS: Columns = (
    ("deal", "source"),
    ("amount", "currency", "dollars", "ceiling", "as_stated", "status", "locator", "note"),
)


def _table(folder: Path, name: str, columns: Columns, problems: list[Problem]) -> list[Row]:
    return read_table(folder / f"{name}.csv", *columns, problems)


def _read_aliases(folder: Path, problems: list[Problem]) -> list[tuple[str, str, Place]]:
    rows = _table(folder, "aliases", ALIAS_COLUMNS, problems)
    return [(row.needed("firm"), row.needed("alias"), row.place) for row in rows]


def _firm(row: Row, aliases: Iterable[tuple[str, str, Place]]) -> Firm:
    firm_id = row.needed("id")
    return Firm(
        firm_id,
        row.needed("name"),
        row.needed_choice("kind", FIRM_KINDS),
        row.text("country"),
        row.text("part_of"),
        row.listed("member_of"),
        tuple(alias for firm, alias, _ in aliases if firm == firm_id),
        row.place,
    )


def _source(row: Row) -> Source:
    url = row.needed("url")
    if url and not url.lower().startswith(("https://", "http://")):
        row.problem("url", f"{url[:60]!r} is no address; it should begin with https:// or http://")
    return Source(
        row.needed("id"),
        url,
        row.text("title"),
        row.text("publisher"),
        row.parsed("published", parse_period),
        row.needed_choice("kind", SOURCE_KINDS),
        row.place,
    )


def _deal(row: Row) -> Deal:
    return Deal(
        row.needed("id"),
        row.needed_choice("type", [edge.name for edge in EDGE_TYPES]),
        row.needed("payer"),
        row.needed("payee"),
        row.text("bundle"),
        row.parsed("announced", parse_period),
        row.parsed("starts", parse_period),
        row.parsed("ends", parse_period),
        row.parsed("ended", parse_period),
        row.listed("supersedes"),
        row.needed_choice("status", STATUSES),
        row.text("instrument"),
        row.choice("settlement", SETTLEMENTS),
        row.text("note"),
        row.place,
    )


def _statement(row: Row) -> Statement:
    currency = row.text("currency")

    def amount(column: str, currency: str | None) -> Amount | None:
        return row.parsed(column, lambda text: parse_amount(text, currency))

    return Statement(
        row.needed("deal"),
        row.needed("source"),
        row.text("as_stated") or row.text("amount"),
        amount("amount", currency),
        amount("dollars", "USD"),
        amount("ceiling", currency),
        row.choice("status", STATUSES),
        row.text("locator"),
        row.text("note"),
        row.place,
    )


def _check_firms(knowledge: Knowledge, aliases: list[tuple[str, str, Place]]) -> Iterable[Problem]:
    yield from _unique(knowledge.firms, "firm")
    by_id = {firm.id: firm for firm in knowledge.firms}
    unknown = _unknown(by_id, "firm", "firms.csv")
    spellings = [(firm.id, firm.id, firm.place, "id") for firm in knowledge.firms]
    spellings += [(firm.name, firm.id, firm.place, "name") for firm in knowledge.firms]
    spellings += [(alias, firm_id, place, "alias") for firm_id, alias, place in aliases]
    owners: dict[str, str] = {}
    for spelling, firm_id, place, column in spellings:
        owner = owners.setdefault(names.key(spelling), firm_id)
        if owner != firm_id:
            yield at(place, column, f"{spelling!r} already means {owner!r}, not {firm_id!r}")
    for firm_id, _, place in aliases:
        yield from unknown(firm_id, place, "firm")
    for firm in knowledge.firms:
        if firm.part_of:
            yield from unknown(firm.part_of, firm.place, "part_of")
        for consortium in firm.member_of:
            yield from unknown(consortium, firm.place, "member_of")
        line = [firm.id, *parents(firm, by_id)]
        if line[-1] in line[:-1]:
            yield at(firm.place, "part_of", f"a firm is no part of itself: {' -> '.join(line)}")


def parents(firm: Firm, by_id: Mapping[str, Firm]) -> list[str]:
    """The ids of the firm's parent, that one's parent and so on; ends where one comes again."""
    line: list[str] = []
    parent = firm.part_of
    while parent is not None:
        line.append(parent)
        if parent == firm.id or parent in line[:-1] or parent not in by_id:
            break
        parent = by_id[parent].part_of
    return line


def _check_deals(knowledge: Knowledge) -> Iterable[Problem]:
    yield from _unique(knowledge.deals, "deal")
    yield from _unique(knowledge.sources, "source")
    unknown_firm = _unknown((firm.id for firm in knowledge.firms), "firm", "firms.csv")
    unknown_deal = _unknown((deal.id for deal in knowledge.deals), "deal", "deals.csv")
    stated = {statement.deal for statement in knowledge.statements}
    for deal in knowledge.deals:
        yield from unknown_firm(deal.payer, deal.place, "payer")
        yield from unknown_firm(deal.payee, deal.place, "payee")
        for other in deal.supersedes:
            yield from unknown_deal(other, deal.place, "supersedes")
        if deal.id in deal.supersedes:
            yield at(deal.place, "supersedes", f"deal {deal.id!r} supersedes itself")
        if deal.id not in stated:
            yield at(
                deal.place, "id", f"no source states deal {deal.id!r}; add a line to statements.csv"
            )
        if deal.starts and deal.ends and deal.ends.last < deal.starts.first:
            yield at(deal.place, "ends", f"deal {deal.id!r} ends before it starts")
        if deal.announced and deal.ended and deal.ended.last < deal.announced.first:
            yield at(deal.place, "ended", f"deal {deal.id!r} ended before it was announced")


def _check_statements(knowledge: Knowledge) -> Iterable[Problem]:
    unknown_deal = _unknown((deal.id for deal in knowledge.deals), "deal", "deals.csv")
    unknown_source = _unknown((one.id for one in knowledge.sources), "source", "sources.csv")
    seen: dict[tuple[str, str, str], Place] = {}
    for statement in knowledge.statements:
        yield from unknown_deal(statement.deal, statement.place, "deal")
        yield from unknown_source(statement.source, statement.place, "source")
        first = seen.setdefault(statement.key, statement.place)
        if first is not statement.place:
            yield at(
                statement.place,
                "source",
                f"{statement.source!r} states deal {statement.deal!r} already in line "
                f"{first.line}; one source states one deal once",
            )
        yield from _check_amounts(statement)


def _check_amounts(statement: Statement) -> Iterable[Problem]:
    amount, dollars, ceiling = statement.amount, statement.dollars, statement.ceiling
    for column, other in (("dollars", dollars), ("ceiling", ceiling)):
        if other and other.per != statement.per:
            yield at(
                statement.place,
                column,
                f"is for the {other.per}, the rest of the line for the {statement.per}; "
                "give each a line of its own",
            )
    if amount and dollars and amount.currency == "USD":
        yield at(statement.place, "dollars", "the amount is in dollars already; leave this empty")
    if not (amount and ceiling):
        return
    if amount.currency != ceiling.currency:
        yield at(statement.place, "ceiling", "is in another currency than the amount")
    elif amount.low == 0:
        yield at(
            statement.place, "ceiling", "the amount says 'up to' already; leave one of them empty"
        )
    elif (ceiling.stated or 0) < (amount.low or 0):
        yield at(statement.place, "ceiling", "is below the amount")


def _unique(records: Iterable[Record], what: str) -> Iterable[Problem]:
    first: dict[str, Record] = {}
    for record in records:
        known = first.setdefault(record.id, record)
        if known is not record:
            line = known.place.line
            yield at(record.place, "id", f"{what} {record.id!r} stands already in line {line}")


def _unknown(
    known: Iterable[str], what: str, file: str
) -> Callable[[str, Place, str], Iterable[Problem]]:
    ids = set(known)

    def check(wanted: str, place: Place, column: str) -> Iterable[Problem]:
        if wanted not in ids:
            near = names.near(wanted, ids)
            hint = f"did you mean {' or '.join(near)}?" if near else f"add it to {file}"
            yield at(place, column, f"there is no {what} {wanted!r}; {hint}")

    return check
