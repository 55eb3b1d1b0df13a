"""Durations of deals: what is read, when a term ends, and how often a rate is paid."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.values.dates import parse_period
from moneyloop.values.terms import (
    LONGEST_TERM,
    Term,
    TermError,
    contradiction,
    format_term,
    last_day,
    parse_term,
    payments,
    term_of,
)

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
lengths = st.integers(1, LONGEST_TERM).map(Term)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("10 years", 120),
        ("18 months", 18),
        (" 1  Year ", 12),
        ("ten years", 120),
        ("Fifteen-year", 180),
        ("15-year", 180),
        ("1.5 years", 18),
        ("2 years 6 months", 30),
        ("2 years and 6 months", 30),
        ("2 years, 6 months", 30),
        ("about 4 yrs", 48),
        ("3 quarters", 9),
        ("10年", 120),
        ("約5年間", 60),
        ("2年6か月", 30),
        ("１８ヶ月", 18),
        ("100 years", 1200),
    ],
)
def test_durations(text: str, months: int) -> None:
    assert parse_term(text) == Term(months)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "this is not a duration"),
        ("5", "this is not a duration"),
        ("years", "this is not a duration"),
        ("5 to 10 years", "this is not a duration"),
        ("up to 5 years", "this is not a duration"),
        ("5 years from 2026", "this is not a duration"),
        ("for 5 years", "this is not a duration"),
        ("-5 years", "this is not a duration"),
        ("2026", "this is not a duration"),
        ("90 days", "whole months"),
        ("6 weeks", "whole months"),
        ("90日", "whole months"),
        ("0.3 years", "not a whole number of months"),
        ("0 months", "at least one month"),
        ("101 years", "at most 100 years"),
        ("5² years", "plain digits"),
        ("5 " + "years" * 20, "more than 60 characters"),
    ],
)
def test_what_is_no_duration(text: str, reason: str) -> None:
    with pytest.raises(TermError, match=reason):
        parse_term(text)


@given(st.text(max_size=70))
def test_any_text_is_a_term_or_an_error(text: str) -> None:
    with suppress(TermError):
        assert 1 <= parse_term(text).months <= LONGEST_TERM


@given(lengths)
def test_the_canonical_form_is_read_back(term: Term) -> None:
    assert parse_term(format_term(term)) == term


@pytest.mark.parametrize(
    ("months", "text"),
    [(1, "1 month"), (12, "1 year"), (18, "18 months"), (120, "10 years")],
)
def test_the_canonical_form(months: int, text: str) -> None:
    assert format_term(Term(months)) == text


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2026-01-01", 96, "2033-12-31"),
        ("2025-11-03", 84, "2032-11-02"),
        ("2024-01-31", 1, "2024-02-28"),  # 2024-02-29 less a day
        ("2024-02-29", 12, "2025-02-27"),  # 2025-02-28 less a day
        ("2025-12-15", 1, "2026-01-14"),
    ],
)
def test_the_last_day_of_a_term(first: str, months: int, last: str) -> None:
    """The start plus the term, less a day."""
    assert last_day(date.fromisoformat(first), Term(months)) == date.fromisoformat(last)


@given(days, lengths, lengths)
def test_a_longer_term_ends_later(first: date, one: Term, other: Term) -> None:
    ends = last_day(first, one), last_day(first, other)
    assert (ends[0] < ends[1]) == (one.months < other.months)
    assert first - timedelta(1) < ends[0]


@pytest.mark.parametrize(
    ("starts", "ends", "term", "since", "expected"),
    [
        (None, None, None, None, (None, None)),
        (None, None, None, "2025-09-10", ("2025-09-10", None)),
        ("2027", None, None, "2025-09-10", ("2027-01-01", None)),
        ("2027", "2H 2031", None, None, ("2027-01-01", "2031-12-31")),
        (None, "2031-06", None, None, (None, "2031-06-30")),
        # Eight years from 2026-01-01 end on 2033-12-31, so 2034 is not the ninth.
        ("2026", "2034", "8 years", "2026-02-27", ("2026-01-01", "2033-12-31")),
        ("2026", "2034Q1", "8 years", None, ("2026-01-01", "2033-12-31")),
        # A month or a day is more exact than a duration.
        ("2023", "2027-08", "4 years", None, ("2023-01-01", "2027-08-31")),
        ("2023", "2027-08-14", "4 years", None, ("2023-01-01", "2027-08-14")),
        # Ten years from the announcement on 2025-08-18 end on 2035-08-17.
        (None, None, "10 years", "2025-08-18", ("2025-08-18", "2035-08-17")),
        # Without any start, only the stated end is known.
        (None, "2035", "10 years", None, (None, "2035-12-31")),
        (None, None, "10 years", None, (None, None)),
    ],
)
def test_the_days_of_a_term(
    starts: str | None,
    ends: str | None,
    term: str | None,
    since: str | None,
    expected: tuple[str | None, str | None],
) -> None:
    found = term_of(
        parse_period(starts) if starts else None,
        parse_period(ends) if ends else None,
        parse_term(term) if term else None,
        date.fromisoformat(since) if since else None,
    )
    assert tuple(day and day.isoformat() for day in found) == expected


@pytest.mark.parametrize(
    ("starts", "ends", "term", "expected"),
    [
        ("2026", "2034", "8 years", None),
        ("2027", "2031", "5 years", None),  # of January to December
        ("2026", "2033", "8 years", None),
        ("2026", "2036", "8 years", "between 2033-12-31 and 2034-12-30"),
        ("2026", "2032", "8 years", "between 2033-12-31 and 2034-12-30"),
        # The day after the last, and the day before it, are no contradiction; two days are.
        ("2025-11-03", "2032-11-02", "7 years", None),
        ("2025-11-03", "2032-11-03", "7 years", None),
        ("2025-11-03", "2032-11-01", "7 years", None),
        ("2025-11-03", "2032-11-04", "7 years", "on 2032-11-02"),
        ("2025-11-03", "2032-10-31", "7 years", "on 2032-11-02"),
    ],
)
def test_contradictions(starts: str, ends: str, term: str, expected: str | None) -> None:
    assert contradiction(parse_period(starts), parse_period(ends), parse_term(term)) == expected


@pytest.mark.parametrize(
    ("per", "starts", "ends", "term", "expected"),
    [
        # October 2026 to June 2029: 3 + 12 + 12 + 6 months; 1 + 4 + 4 + 2 quarters; 4 years.
        ("month", "2026-10", "2029-06", None, 33),
        ("quarter", "2026-10", "2029-06", None, 11),
        ("year", "2026-10", "2029-06", None, 4),
        ("month", "2026-10-31", "2026-11-01", None, 2),
        ("year", "2026", "2029", None, 4),
        ("month", "2026", "2029", None, 48),
        # A stated duration decides: 18 months are 18 payments a month, 6 a quarter, 1.5 a year.
        ("month", None, None, "18 months", 18),
        ("quarter", None, None, "18 months", 6),
        ("year", None, None, "18 months", Fraction(3, 2)),
        ("month", "2026-10", "2029-06", "3 years", 36),
        ("month", "2026-10", None, None, None),
        ("month", None, "2029-06", None, None),
        ("total", "2026-10", "2029-06", None, None),
    ],
)
def test_payments(
    per: str, starts: str | None, ends: str | None, term: str | None, expected: int | None
) -> None:
    found = payments(
        per,
        parse_period(starts) if starts else None,
        parse_period(ends) if ends else None,
        parse_term(term) if term else None,
    )
    assert found == expected


@given(days, days)
def test_every_period_that_a_term_touches_is_counted_once(one: date, other: date) -> None:
    """Day by day: the distinct years, quarters and months of the calendar."""
    first, last = min(one, other), max(one, other)
    last = min(last, first + timedelta(2000))
    all_days = [first + timedelta(n) for n in range((last - first).days + 1)]
    starts, ends = parse_period(first.isoformat()), parse_period(last.isoformat())
    assert payments("year", starts, ends, None) == len({day.year for day in all_days})
    assert payments("month", starts, ends, None) == len({(day.year, day.month) for day in all_days})
    assert payments("quarter", starts, ends, None) == len(
        {(day.year, (day.month + 2) // 3) for day in all_days}
    )
