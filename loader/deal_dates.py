"""Which dates of a deal contradict each other, its status or its term.

A date is a period, so this finds only what is certainly wrong: the last possible day of one lies
before the first possible day of the other. Folders and imports check the same; for the plain deals
of a bulk load, `bulk/sql/clean_deals.sql` repeats the rules.

A deal may be signed before it is announced, as most are. It is not closed before: since a deal is
in force from its announcement, an earlier closing means that it was known earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from loader.records import Deal
from moneyloop.values.dates import Period, format_period
from moneyloop.values.terms import contradiction, format_term

REACHED = {
    "signed": ("signed", "closed", "contingent", "terminated"),
    "closed": ("closed", "terminated"),
}
"""For each stage that can have a date, the statuses of the deals that have reached it."""

ORDER = (
    ("starts", "ends", "ends before it starts"),
    ("announced", "ended", "ended before it was announced"),
    ("announced", "closed", "was closed before it was announced"),
    ("signed", "closed", "was closed before it was signed"),
    ("signed", "ended", "ended before it was signed"),
    ("closed", "ended", "ended before it was closed"),
)
"""Two dates that come in this order, and what is wrong with a deal in which they do not."""


class Wrong(NamedTuple):
    """What is wrong with a deal, and the column to which it belongs."""

    column: str
    message: str


def wrong_dates(deal: Deal) -> Iterator[Wrong]:
    """Everything that is wrong with the dates of a deal by themselves."""
    yield from _wrong_stages(deal)
    for first, then, what in ORDER:
        before: Period | None = getattr(deal, first)
        after: Period | None = getattr(deal, then)
        if before and after and after.last < before.first:
            yield Wrong(
                then,
                f"deal {deal.id!r} {what} ({format_period(after)}, {first} "
                f"{format_period(before)}); correct one of the two dates",
            )
    starts, ends, term = deal.starts, deal.ends, deal.term
    if starts and ends and term and (end := contradiction(starts, ends, term)):
        yield Wrong(
            "term",
            f"deal {deal.id!r} starts {format_period(starts)}, so {format_term(term)} end {end}, "
            f"and not {format_period(ends)}; correct one of them, or leave out the one that no "
            "source states",
        )


def _wrong_stages(deal: Deal) -> Iterator[Wrong]:
    for stage, statuses in REACHED.items():
        if deal.status and getattr(deal, stage) and deal.status not in statuses:
            yield Wrong(
                stage,
                f"deal {deal.id!r} has a date here, but its status is {deal.status}; correct the "
                f"status to {stage}, or leave the date out",
            )


class Span(NamedTuple):
    """The days between which a deal came into force."""

    first: date
    last: date


def span_of(deal: Deal, published: Iterable[Period | None]) -> Span | None:
    """When a deal came into force: when it was announced, else when its first source was published.

    `published` are the dates of its sources. None if there is no date at all.
    """
    if deal.announced:
        return Span(deal.announced.first, deal.announced.last)
    known = [period for period in published if period]
    if not known:
        return None
    return Span(min(one.first for one in known), min(one.last for one in known))


def wrong_successor(new: str, old: str, new_span: Span | None, old_span: Span | None) -> str | None:
    """What is wrong with a deal that supersedes another; None if nothing is.

    It ends the other, so its day must be known, and must not come before the other began.
    """
    if new_span is None:
        return (
            f"deal {new!r} has no date, so it is not known when {old!r} ended; fill in announced, "
            "or published of a source that states it"
        )
    if old_span and new_span.last < old_span.first:
        return (
            f"deal {new!r} is of {new_span.last} at the latest, and {old!r}, which it supersedes, "
            f"of {old_span.first} at the earliest; correct one of the dates, or swap the two deals"
        )
    return None


def circles(supersedes: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Circles of deals that supersede each other: their ids, the first repeated at the end.

    Every deal that is part of a circle is in one of them, except deals that supersede themselves.
    """
    edges = {deal: {old for old in olds if old != deal} for deal, olds in supersedes.items()}
    while True:
        try:
            TopologicalSorter(edges).prepare()
        except CycleError as error:
            # Each deal comes before the one that supersedes it.
            circle: list[str] = error.args[1][::-1]
            yield circle
            edges[circle[0]].discard(circle[1])
        else:
            return
