"""Stages, terms and what is due, by Python's own arithmetic of dates; and deals that have them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from random import Random

from loader.records import Deal, Knowledge, Statement
from moneyloop.values.amounts import Per
from moneyloop.values.dates import Period, parse_period
from moneyloop.values.terms import Term, parse_term
from tests.integration.graphs import REVENUE, few, sometimes

DAY = timedelta(1)
MONTHS = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True)
class Timing:
    """When a deal is in which stage, and its term; days are first or last possible days."""

    type: str
    status: str
    since: date | None
    signed: date | None
    closed: date | None
    starts: date | None
    term_from: date | None
    term_to: date | None
    until: date | None


def timings(deals: tuple[Deal, ...], since: Mapping[str, date | None]) -> dict[str, Timing]:
    """The timing of each deal, whose first day in force is in `since`."""
    superseded = {
        old: [since[deal.id] for deal in deals if old in deal.supersedes]
        for deal in deals
        for old in deal.supersedes
    }
    found = {}
    for deal in deals:
        ends = [deal.ended.last if deal.ended else None, *superseded.get(deal.id, [])]
        known = [day for day in ends if day]
        starts = deal.starts.first if deal.starts else None
        found[deal.id] = Timing(
            deal.type,
            deal.status,
            since[deal.id],
            deal.signed.last if deal.signed else None,
            deal.closed.last if deal.closed else None,
            starts,
            starts or since[deal.id],
            last_day_of(deal, starts or since[deal.id]),
            min(known, default=None),
        )
    return found


def last_day_of(deal: Deal, first: date | None) -> date | None:
    """The last day of the term; a stated duration counts unless an end is known to the month."""
    if deal.term and first and (not deal.ends or (deal.ends.last - deal.ends.first).days > 31):
        return months_later(first, deal.term.months) - DAY
    return deal.ends.last if deal.ends else None


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the last of that month if it is shorter."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def status_on(deal: Timing, day: date) -> str:
    """The status on a day; a terminated deal that has not ended has the stage that it had."""
    if deal.status in ("reported", "announced", "contingent"):
        return deal.status
    if deal.status == "terminated" and (deal.until is None or deal.until <= day):
        return "terminated"
    reached = ["announced"]
    for stage, reached_on in (("signed", deal.signed), ("closed", deal.closed)):
        is_reached = deal.status == stage if reached_on is None else reached_on <= day
        if is_reached:
            reached.append(stage)
    return reached[-1]


def is_paid_down(deal: Timing) -> bool:
    """Whether it is paid evenly over its term."""
    known = deal.starts is not None and deal.term_to is not None
    return deal.type in REVENUE or (deal.type == "INVESTS_IN" and known)


def term_on(deal: Timing, day: date, years: int) -> tuple[date, date]:
    """The first and the last day of the term, assumed where they are not known."""
    first = deal.term_from or day + DAY
    return first, deal.term_to or months_later(first, 12 * years) - DAY


def is_unpaid(deal: Timing, day: date, years: int) -> bool:
    if status_on(deal, day) in ("closed", "contingent"):
        return False
    return not is_paid_down(deal) or term_on(deal, day, years)[1] > day


def outstanding(
    deal: Timing, usd: int | None, day: date, years: int, paydown: str = "even"
) -> int | None:
    """What is not yet paid of an unpaid deal."""
    if usd is None or not is_paid_down(deal) or paydown == "none":
        return usd
    return in_days(usd, day + DAY, date.max, term_on(deal, day, years))


def due(deal: Timing, usd: int | None, day: date, years: int) -> int | None:
    """What is due of an unpaid deal in the year that begins after the day."""
    end = months_later(day, 12)
    if usd is None:
        return None
    if not is_paid_down(deal):
        return 0 if deal.starts and deal.starts > end else usd
    return in_days(usd, day + DAY, end, term_on(deal, day, years))


def in_days(usd: int, begin: date, end: date, term: tuple[date, date]) -> int:
    """The part of an amount for those days of the term that are between two days, both included."""
    first, last = term
    days = (min(end, last) - max(begin, first)).days + 1
    return rounded(Fraction(usd * max(days, 0), (last - first).days + 1))


def rounded(usd: Fraction) -> int:
    """Whole dollars, halves up."""
    return floor(usd + Fraction(1, 2))


def payments(deal: Deal, per: str) -> Fraction | None:
    """How often a rate is paid: over the stated duration, else in the periods that are touched."""
    if deal.term:
        return Fraction(deal.term.months, MONTHS[per])
    if not deal.starts or not deal.ends:
        return None
    touched, day = set(), deal.starts.first
    while day <= deal.ends.last:
        touched.add((day.year, (day.month - 1) // MONTHS[per]))
        day = months_later(day.replace(day=1), 1)
    return Fraction(len(touched)) if touched else None


# Deals that have them

STARTS = (None, None, "2024", "2024-07-01", "2025-06-30", "2025H2", "2026", "2026-12", "2028-02-29")
LENGTHS = (None, None, "one month", "1 year", "18 months", "ten years")
ENDS = (None, None, "2025", "2026-06-30", "2026-12-31", "2027Q2", "2028-02", "2033-03-31")
STAGES = ("2025", "2025-01-01", "2025-05", "2025-06-30", "2026-02-14", "2026-11")


def with_terms(knowledge: Knowledge, chance: Random) -> Knowledge:
    """The knowledge with dated stages and terms; of some deals only rates are stated."""
    deals = tuple(a_dated_deal(deal, chance) for deal in knowledge.deals)
    rates = set(few([deal.id for deal in deals], chance)) if chance.random() < 0.5 else set()
    statements = tuple(
        a_rate(one, chance) if one.of in rates and one.amount else one
        for one in knowledge.statements
    )
    return replace(knowledge, deals=deals, statements=statements)


def a_dated_deal(deal: Deal, chance: Random) -> Deal:
    starts, ends = (period(chance.choice(moments)) for moments in (STARTS, ENDS))
    if starts and ends and ends.last < starts.first:
        ends = None
    length = chance.choice(LENGTHS)
    signed, closed = (period(sometimes(STAGES, 0.5, chance)) for _ in range(2))
    if deal.status not in ("signed", "closed", "terminated"):
        signed = None
    if deal.status not in ("closed", "terminated") or (
        signed and closed and closed.last < signed.first
    ):
        closed = None
    term: Term | None = parse_term(length) if length else None
    return replace(deal, starts=starts, ends=ends, term=term, signed=signed, closed=closed)


def a_rate(statement: Statement, chance: Random) -> Statement:
    pers: tuple[Per, ...] = ("year", "quarter", "month")
    per = chance.choice(pers)
    amount, dollars, ceiling = statement.amount, statement.dollars, statement.ceiling
    return replace(
        statement,
        amount=replace(amount, per=per) if amount else None,
        dollars=replace(dollars, per=per) if dollars else None,
        ceiling=replace(ceiling, per=per) if ceiling else None,
    )


def period(moment: str | None) -> Period | None:
    return parse_period(moment) if moment else None
