"""Checks the records of a knowledge folder against each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain

from loader.deal_dates import (
    Span,
    circles,
    span_of,
    wrong_circle,
    wrong_dates,
    wrong_successor,
)
from loader.folder.claim_checks import check_claims
from loader.folder.ids import CheckId, id_check, unique
from loader.problems import Problem, at
from loader.records import Deal, Knowledge, Place, Record, Statement, parents
from moneyloop.values import names

Alias = tuple[str, str, Place]
"""The id of a firm, another name of it, and the place of that name."""

Line = tuple[str, int]
"""A file, and a line in it."""


def problems_of(
    knowledge: Knowledge,
    aliases: list[Alias],
    shipped: list[tuple[Record, Place]],
    unread: Collection[Line] = (),
    other_deals: Collection[str] = (),
) -> Iterable[Problem]:
    """Every problem that only shows when records are compared.

    `shipped` are the records marked as shipped with this program, and the places of these marks.
    `unread` are lines with an unreadable cell, which is empty in the record. `other_deals` are ids
    of deals that are not part of the knowledge, but to which it may refer.
    """
    deals = [deal.id for deal in knowledge.deals]
    check_deal = id_check(chain(deals, other_deals), "deal", "deals.csv")
    yield from _check_firms(knowledge, aliases)
    yield from unique(knowledge.sources, "source")
    yield from _check_deals(knowledge, check_deal)
    yield from _check_successors(knowledge, unread)
    yield from _check_figures(knowledge, check_deal)
    yield from _check_statements(knowledge, unread, check_deal)
    yield from check_claims(knowledge, check_deal, unread)
    if not unread:  # shipped.csv is never edited by hand, so its problems follow from other files
        yield from _check_shipped(knowledge, shipped)


def _check_firms(knowledge: Knowledge, aliases: list[Alias]) -> Iterable[Problem]:
    yield from unique(knowledge.firms, "firm")
    by_id = {firm.id: firm for firm in knowledge.firms}
    check_firm = id_check(by_id, "firm", "firms.csv")
    spellings = [(firm.id, firm.id, firm.place, "id") for firm in knowledge.firms]
    spellings += [(firm.name, firm.id, firm.place, "name") for firm in knowledge.firms]
    spellings += [(alias, firm_id, place, "alias") for firm_id, alias, place in aliases]
    owners: dict[str, str] = {}
    for spelling, firm_id, place, column in spellings:
        owner = owners.setdefault(names.key(spelling), firm_id) if spelling else firm_id
        if owner != firm_id:
            yield at(place, column, f"{spelling!r} already means {owner!r}, not {firm_id!r}")
    for firm_id, _, place in aliases:
        yield from check_firm(firm_id, place, "firm")
    for firm in knowledge.firms:
        if firm.part_of:
            yield from check_firm(firm.part_of, firm.place, "part_of")
        for consortium in firm.member_of:
            yield from check_firm(consortium, firm.place, "member_of")
        ancestry = [firm.id, *parents(firm, by_id)]
        if ancestry[-1] in ancestry[:-1]:
            yield at(
                firm.place, "part_of", f"a firm cannot be part of itself: {' -> '.join(ancestry)}"
            )


def _check_deals(knowledge: Knowledge, check_deal: CheckId) -> Iterable[Problem]:
    yield from unique(knowledge.deals, "deal")
    check_firm = id_check((firm.id for firm in knowledge.firms), "firm", "firms.csv")
    stated = _stated(knowledge, "deal")
    for deal in knowledge.deals:
        yield from check_firm(deal.payer, deal.place, "payer")
        yield from check_firm(deal.payee, deal.place, "payee")
        for other in deal.supersedes:
            yield from check_deal(other, deal.place, "supersedes")
        if deal.id in deal.supersedes:
            yield at(deal.place, "supersedes", f"deal {deal.id!r} supersedes itself")
        if deal.id and not stated & {deal.id, ""}:
            yield at(
                deal.place, "id", f"no source states deal {deal.id!r}; add a line to statements.csv"
            )
        for wrong in wrong_dates(deal):
            yield at(deal.place, *wrong)


def _check_successors(knowledge: Knowledge, unread: Collection[Line]) -> Iterable[Problem]:
    superseding = [deal for deal in knowledge.deals if deal.supersedes]
    deals = {deal.id: deal for deal in knowledge.deals}
    published = {source.id: source.published for source in knowledge.sources}
    sources: dict[str, list[str]] = {}
    if superseding:
        for statement in knowledge.statements:
            sources.setdefault(statement.of, []).append(statement.source)

    def span(deal: Deal) -> Span | None:
        return span_of(deal, (published.get(source) for source in sources.get(deal.id, ())))

    for deal in superseding:
        for old in deal.supersedes:
            if old == deal.id or old not in deals:
                continue
            # An unreadable date is not a missing one.
            if unread and not (deal.announced and deals[old].announced):
                continue
            if wrong := wrong_successor(deal.id, old, span(deal), span(deals[old])):
                yield at(deal.place, "supersedes", wrong)
    for circle in circles({deal.id: deal.supersedes for deal in superseding}):
        yield at(
            deals[circle[0]].place,
            "supersedes",
            wrong_circle(circle),
        )


def _check_figures(knowledge: Knowledge, check_deal: CheckId) -> Iterable[Problem]:
    yield from unique(knowledge.figures, "figure")
    deals = {deal.id: deal for deal in knowledge.deals}
    check_firm = id_check((firm.id for firm in knowledge.firms), "firm", "firms.csv")
    stated = _stated(knowledge, "figure")
    check_figure = id_check((figure.id for figure in knowledge.figures), "figure", "figures.csv")
    for circle in circles({figure.id: figure.supersedes for figure in knowledge.figures}):
        place = next(figure.place for figure in knowledge.figures if figure.id == circle[0])
        yield at(place, "supersedes", f"figures supersede each other: {' -> '.join(circle)}")
    for figure in knowledge.figures:
        if figure.id in deals:
            line = deals[figure.id].place.line
            yield at(
                figure.place,
                "id",
                f"{figure.id!r} is already a deal, in line {line} of deals.csv; a figure cannot "
                "have the id of a deal",
            )
        for firm in figure.about:
            yield from check_firm(firm, figure.place, "about")
        for deal in figure.sums:
            yield from check_deal(deal, figure.place, "sums")
        for other in figure.supersedes:
            yield from check_figure(other, figure.place, "supersedes")
        if figure.id in figure.supersedes:
            yield at(figure.place, "supersedes", f"figure {figure.id!r} supersedes itself")
        if figure.id and not stated & {figure.id, ""}:
            yield at(
                figure.place,
                "id",
                f"no source states figure {figure.id!r}; add a line to statements.csv",
            )
        if figure.starts and figure.ends and figure.ends.last < figure.starts.first:
            yield at(figure.place, "ends", f"figure {figure.id!r} ends before it starts")


def _stated(knowledge: Knowledge, what: str) -> set[str]:
    """The ids that statements are about, and "" if a statement does not give one."""
    return {
        statement.of
        for statement in knowledge.statements
        if statement.what == what or not statement.of
    }


def _check_statements(
    knowledge: Knowledge, unread: Collection[Line], check_deal: CheckId
) -> Iterable[Problem]:
    check = {
        "deal": check_deal,
        "figure": id_check((figure.id for figure in knowledge.figures), "figure", "figures.csv"),
    }
    check_source = id_check((source.id for source in knowledge.sources), "source", "sources.csv")
    by_measure: dict[tuple[str, str, str], list[Statement]] = {}
    for statement in knowledge.statements:
        yield from check[statement.what](statement.of, statement.place, statement.what)
        yield from check_source(statement.source, statement.place, "source")
        # An unreadable amount has an unknown measure.
        if (statement.place.file, statement.place.line) not in unread:
            before = by_measure.setdefault((statement.source, statement.of, statement.per), [])
            yield from _check_repeated(statement, before)
            before.append(statement)
        yield from _check_amounts(statement)


def _check_repeated(statement: Statement, before: list[Statement]) -> Iterable[Problem]:
    """A source may state something in two places, but a line that is repeated is an error."""
    for earlier in before:
        if not (earlier.locator and statement.locator) or earlier.locator == statement.locator:
            yield at(
                statement.place,
                "source",
                f"{statement.source!r} already states {statement.what} {statement.of!r} in line "
                f"{earlier.place.line}; to state it twice, give the lines different locators",
            )
            return


def _check_shipped(knowledge: Knowledge, shipped: list[tuple[Record, Place]]) -> Iterable[Problem]:
    known: set[Record] = {("firm", firm.id) for firm in knowledge.firms}
    known |= {("source", source.id) for source in knowledge.sources}
    known |= {("deal", deal.id) for deal in knowledge.deals}
    known |= {("figure", figure.id) for figure in knowledge.figures}
    known |= {("statement", statement.key) for statement in knowledge.statements}
    known |= {("claim", claim.id) for claim in knowledge.claims}
    for record, place in shipped:
        if record not in known:
            yield at(place, "id", f"there is no such {record[0]} in this folder; remove the line")


def _check_amounts(statement: Statement) -> Iterable[Problem]:
    amount, dollars, ceiling = statement.amount, statement.dollars, statement.ceiling
    for column, other in (("dollars", dollars), ("ceiling", ceiling)):
        if other and other.per != statement.per:
            yield at(
                statement.place,
                column,
                f"is for the {other.per}, but the rest of the line is for the {statement.per}; "
                "use a separate line for each",
            )
    if amount and dollars and amount.currency == "USD":
        yield at(statement.place, "dollars", "the amount is already in dollars; leave this empty")
    if not (amount and ceiling):
        return
    if amount.currency != ceiling.currency:
        yield at(statement.place, "ceiling", "is in a different currency from the amount")
    elif amount.low == 0:
        yield at(
            statement.place,
            "ceiling",
            "the amount already has a ceiling ('up to'); leave one of them empty",
        )
    elif (ceiling.stated or 0) < (amount.low or 0):
        yield at(statement.place, "ceiling", "is below the amount")
