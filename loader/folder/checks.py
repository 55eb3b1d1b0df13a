"""Checks what the records of a knowledge folder say of each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import chain
from typing import Protocol, TypeVar

from loader.problems import Problem, at
from loader.records import Knowledge, Place, Record, Statement, parents
from moneyloop.values import names

Alias = tuple[str, str, Place]
"""The id of a firm, another name of it, and where that was read."""

Line = tuple[str, int]
"""A file, and the line in it."""

Unknown = Callable[[str, Place, str], Iterable[Problem]]
"""Given an id, and the place and the column that name it, a problem where there is no such one."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def place(self) -> Place: ...


Named = TypeVar("Named", bound=_Identified)


def problems_of(
    knowledge: Knowledge,
    aliases: list[Alias],
    shipped: list[tuple[Record, Place]],
    unread: Collection[Line] = (),
    other_deals: Collection[str] = (),
) -> Iterable[Problem]:
    """Every problem that no line has by itself.

    `shipped` are the records that came with this program, each with the place that says so;
    `unread` are lines of which a cell could not be read, so that it stands empty in the record;
    `other_deals` are ids of deals that are no part of the knowledge and may be named in it.
    """
    deals = [deal.id for deal in knowledge.deals]
    unknown_deal = _unknown(chain(deals, other_deals), "deal", "deals.csv")
    yield from _check_firms(knowledge, aliases)
    yield from _unique(knowledge.sources, "source")
    yield from _check_deals(knowledge, unknown_deal)
    yield from _check_figures(knowledge, unknown_deal)
    yield from _check_statements(knowledge, unread, unknown_deal)
    if not unread:  # that file a program has written: it errs where another file was changed
        yield from _check_shipped(knowledge, shipped)


def _check_firms(knowledge: Knowledge, aliases: list[Alias]) -> Iterable[Problem]:
    yield from _unique(knowledge.firms, "firm")
    by_id = {firm.id: firm for firm in knowledge.firms}
    unknown = _unknown(by_id, "firm", "firms.csv")
    spellings = [(firm.id, firm.id, firm.place, "id") for firm in knowledge.firms]
    spellings += [(firm.name, firm.id, firm.place, "name") for firm in knowledge.firms]
    spellings += [(alias, firm_id, place, "alias") for firm_id, alias, place in aliases]
    owners: dict[str, str] = {}
    for spelling, firm_id, place, column in spellings:
        owner = owners.setdefault(names.key(spelling), firm_id) if spelling else firm_id
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


def _check_deals(knowledge: Knowledge, unknown_deal: Unknown) -> Iterable[Problem]:
    yield from _unique(knowledge.deals, "deal")
    unknown_firm = _unknown((firm.id for firm in knowledge.firms), "firm", "firms.csv")
    stated = _stated(knowledge, "deal")
    for deal in knowledge.deals:
        yield from unknown_firm(deal.payer, deal.place, "payer")
        yield from unknown_firm(deal.payee, deal.place, "payee")
        for other in deal.supersedes:
            yield from unknown_deal(other, deal.place, "supersedes")
        if deal.id in deal.supersedes:
            yield at(deal.place, "supersedes", f"deal {deal.id!r} supersedes itself")
        if deal.id and not stated & {deal.id, ""}:
            yield at(
                deal.place, "id", f"no source states deal {deal.id!r}; add a line to statements.csv"
            )
        if deal.starts and deal.ends and deal.ends.last < deal.starts.first:
            yield at(deal.place, "ends", f"deal {deal.id!r} ends before it starts")
        if deal.announced and deal.ended and deal.ended.last < deal.announced.first:
            yield at(deal.place, "ended", f"deal {deal.id!r} ended before it was announced")


def _check_figures(knowledge: Knowledge, unknown_deal: Unknown) -> Iterable[Problem]:
    yield from _unique(knowledge.figures, "figure")
    deals = {deal.id: deal for deal in knowledge.deals}
    unknown_firm = _unknown((firm.id for firm in knowledge.firms), "firm", "firms.csv")
    stated = _stated(knowledge, "figure")
    for figure in knowledge.figures:
        if figure.id in deals:
            line = deals[figure.id].place.line
            yield at(
                figure.place,
                "id",
                f"{figure.id!r} is a deal already, in line {line} of deals.csv; deals and figures "
                "have no id in common",
            )
        for firm in figure.about:
            yield from unknown_firm(firm, figure.place, "about")
        for deal in figure.sums:
            yield from unknown_deal(deal, figure.place, "sums")
        if figure.id and not stated & {figure.id, ""}:
            yield at(
                figure.place,
                "id",
                f"no source states figure {figure.id!r}; add a line to statements.csv",
            )
        if figure.starts and figure.ends and figure.ends.last < figure.starts.first:
            yield at(figure.place, "ends", f"figure {figure.id!r} ends before it starts")


def _stated(knowledge: Knowledge, what: str) -> set[str]:
    """The ids that statements speak of; "" is among them where one does not say of what."""
    return {one.of for one in knowledge.statements if one.what == what or not one.of}


def _check_statements(
    knowledge: Knowledge, unread: Collection[Line], unknown_deal: Unknown
) -> Iterable[Problem]:
    unknown = {
        "deal": unknown_deal,
        "figure": _unknown((one.id for one in knowledge.figures), "figure", "figures.csv"),
    }
    unknown_source = _unknown((one.id for one in knowledge.sources), "source", "sources.csv")
    alike: dict[tuple[str, str, str], list[Statement]] = {}
    for statement in knowledge.statements:
        yield from unknown[statement.what](statement.of, statement.place, statement.what)
        yield from unknown_source(statement.source, statement.place, "source")
        # Of an amount that could not be read nobody knows what it measures.
        if (statement.place.file, statement.place.line) not in unread:
            before = alike.setdefault((statement.source, statement.of, statement.per), [])
            yield from _check_repeated(statement, before)
            before.append(statement)
        yield from _check_amounts(statement)


def _check_repeated(statement: Statement, before: list[Statement]) -> Iterable[Problem]:
    """A source may say a thing twice, in two places; the same line twice is a slip."""
    for one in before:
        if not (one.locator and statement.locator) or one.locator == statement.locator:
            yield at(
                statement.place,
                "source",
                f"{statement.source!r} states {statement.what} {statement.of!r} already in line "
                f"{one.place.line}; one source states one {statement.what} once, or in places "
                "that the column locator tells apart",
            )
            return


def _check_shipped(knowledge: Knowledge, shipped: list[tuple[Record, Place]]) -> Iterable[Problem]:
    known: set[Record] = {("firm", firm.id) for firm in knowledge.firms}
    known |= {("source", source.id) for source in knowledge.sources}
    known |= {("deal", deal.id) for deal in knowledge.deals}
    known |= {("figure", figure.id) for figure in knowledge.figures}
    known |= {("statement", statement.key) for statement in knowledge.statements}
    for record, place in shipped:
        if record not in known:
            yield at(place, "id", f"there is no such {record[0]} in this folder; take the line out")


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


def _unique(records: Iterable[Named], what: str) -> Iterable[Problem]:
    first: dict[str, Named] = {}
    for record in records:
        known = first.setdefault(record.id, record)
        if record.id and known is not record:
            line = known.place.line
            yield at(record.place, "id", f"{what} {record.id!r} stands already in line {line}")


def _unknown(known: Iterable[str], what: str, file: str) -> Unknown:
    ids = set(known)

    def check(wanted: str, place: Place, column: str) -> Iterable[Problem]:
        # Where an id is missing, it may be the one that is wanted.
        if wanted and wanted not in ids and "" not in ids:
            near = names.near(wanted, ids)
            hint = f"did you mean {' or '.join(near)}?" if near else f"add it to {file}"
            yield at(place, column, f"there is no {what} {wanted!r}; {hint}")

    return check
