"""Dates: what is read, what is refused, and the calendar checked day by day."""

import re
from datetime import date, timedelta
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moneyloop.values.dates import DateError, Period, format_period, parse_period

Key = TypeVar("Key")

SEPTEMBER = Period(date(2025, 9, 1), date(2025, 9, 30), "month")
DAY = Period(date(2025, 9, 22), date(2025, 9, 22), "day")
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31), "year")
THIRD_QUARTER = Period(date(2025, 7, 1), date(2025, 9, 30), "quarter")
SECOND_HALF = Period(date(2026, 7, 1), date(2026, 12, 31), "half")

READ = {
    DAY: "2025-09-22|2025/09/22|2025/9/22|Sep. 22, 2025|Sept 22 2025|September 22nd, 2025"
    "|22 September 2025|22 sep 2025|2025年9月22日|2025年 9月 22日",
    SEPTEMBER: "2025-09|Sept 2025|Sep. 2025|sep 2025|September, 2025|2025年9月|2025年09月|2025年㋈",
    YEAR: "2025|2025年",
    THIRD_QUARTER: "2025Q3|2025-Q3|2025 Q3|Q3 2025|Q3, 2025|3Q 2025|3Q2025",
    SECOND_HALF: "2026H2|2026 H2|H2 2026|2H 2026|2H2026",
}
REFUSED = {
    "fiscal year": "FY2026|fiscal 2026|FY26 Q3|Q3 FY2026|2025年度|2026年3月期|financial year 2026",
    "day or month": "09/10/2025|22/09/2025|9-10-2025|9.10.2025",
    "four digits": "today|Sept 25|09/22/25|Q3 25|'25|20250922|٢٠٢٥",
    "outside 1900": "1899|2200|0025-01-01|Q1 1899|9999年",
    "no month": "2025-13|2025-00|2025/13/01|2025年0月",
    "no day": "2025-02-30|2025-02-29|2025-09-31|2025-09-00|31 April 2025|2025年2月30日",
    "no date": "| ",
    "'²'": "2025-09-2²",
    r"\\x1b": "\x1b2025",
    "readable date": "2025/09|2025-9|2025/26|2025-09/22|2025Q5|Q5 2025|2025H3|H3 2025|3H 2025"
    "|mid-2025|2025-09-22T00:00:00|Septembre 2025|2025-2026|2025 2025|2025-09-22-|Mayo 2025",
    "more than 60": "2025" + "x" * 57,
}


def each(table: dict[Key, str]) -> list[tuple[str, Key]]:
    """Pair each text with its key."""
    return [(text, key) for key, texts in table.items() for text in texts.split("|")]


@pytest.mark.parametrize(("text", "period"), each(READ))
def test_reads(text: str, period: Period) -> None:
    """Each way of writing is read, whatever its case, width and surrounding space."""
    wide = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for written in (text, text.upper(), text.lower(), wide, f"\u3000{text}\u00a0\n"):
        assert parse_period(written) == period


@pytest.mark.parametrize(("text", "reason"), each(REFUSED))
def test_refuses(text: str, reason: str) -> None:
    """Each refusal names its reason."""
    with pytest.raises(DateError, match=reason):
        parse_period(text)


def test_long_text_is_not_echoed() -> None:
    """A pasted page does not fill the screen."""
    with pytest.raises(DateError) as caught:
        parse_period("2025 " + "x" * 10_000)
    assert len(str(caught.value)) < 200
    assert parse_period("2025".ljust(60)) == YEAR


def test_the_advice_can_be_followed() -> None:
    """Every example that a message gives is itself a date."""
    with pytest.raises(DateError) as caught:
        parse_period("")
    for text in re.split(", | or ", str(caught.value).split("write it like ")[1]):
        assert parse_period(text)


MONTHS = "January February March April May June July August September October November December"
DAY_FORMS = ("{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}年{m}月{d}日", "{n} {d}, {y}", "{d} {n} {y}")
MONTH_FORMS = ("{y}-{m:02}", "{y}年{m}月", "{n} {y}", "{s}. {y}")


@given(st.integers(1890, 2210), st.integers(1, 12), st.integers(1, 31))
@example(2100, 2, 29)
@example(2000, 2, 29)
def test_days_exist_according_to_the_calendar(y: int, m: int, d: int) -> None:
    """A day is read if and only if the calendar has it and the year is in range."""
    try:
        day = date(y, m, d) if 1900 <= y < 2200 else None
    except ValueError:
        day = None
    for form in DAY_FORMS:
        text = form.format(y=y, m=m, d=d, n=MONTHS.split()[m - 1])
        if day:
            assert parse_period(text) == Period(day, day, "day")
        else:
            with pytest.raises(DateError):
                parse_period(text)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
@example(date(2024, 2, 29))
def test_periods_cover_their_days_and_no_others(day: date) -> None:
    """A period runs over the days that share its month, quarter, half or year with `day`."""
    y, m, name = day.year, day.month, MONTHS.split()[day.month - 1]
    months = [form.format(y=y, m=m, n=name, s=name[:3]) for form in MONTH_FORMS]
    quarter, half = (m - 1) // 3, (m - 1) // 6
    for texts, size, precision in (
        (months, 1, "month"),
        ([f"{y}Q{quarter + 1}", f"Q{quarter + 1} {y}", f"{quarter + 1}Q {y}"], 3, "quarter"),
        ([f"{y}H{half + 1}", f"H{half + 1} {y}", f"{half + 1}H {y}"], 6, "half"),
        ([f"{y}", f"{y}年"], 12, "year"),
    ):
        unit = (m - 1) // size
        for text in texts:
            period = parse_period(text)
            before, after = period.first - timedelta(days=1), period.last + timedelta(days=1)
            assert period.precision == precision
            assert period.first <= day <= period.last
            for inside in (period.first, period.last):
                assert (inside.year, (inside.month - 1) // size) == (y, unit)
            for outside in (before, after):
                assert (outside.year, (outside.month - 1) // size) != (y, unit)


@given(
    st.integers(1900, 2199),
    st.sampled_from(["{}-02-28", "{}-07", "{}Q1", "{}Q2", "{}Q3", "{}Q4", "{}H1", "{}H2", "{}"]),
)
def test_canonical_text_round_trips(year: int, form: str) -> None:
    """The canonical text is read, and written back as it was."""
    text = form.format(year)
    assert format_period(parse_period(text)) == text


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_days_and_months_round_trip(day: date) -> None:
    """A period that was read is read again from its canonical text."""
    for text in (f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}", f"{day:%Y-%m}"):
        period = parse_period(text)
        assert parse_period(format_period(period)) == period


PIECES = "2025 22 9 31 0 - / . , ' FY Q3 2H H3 3Q 年 月 日 度 期 Sept May th st of 2025-09 09/22/ ²"
SALAD = st.lists(st.sampled_from([*PIECES.split(), " "]), max_size=7).map("".join)


@given(st.text() | SALAD)
@example("\ud800")
@example("9" * 60)
@example("ﷺ" * 60)
def test_any_text_is_a_period_or_a_date_error(text: str) -> None:
    """Nothing else is raised or returned, and no message carries control characters."""
    try:
        period = parse_period(text)
    except DateError as error:
        assert str(error).isprintable()
    else:
        assert date(1900, 1, 1) <= period.first <= period.last <= date(2199, 12, 31)
        assert parse_period(format_period(period)) == period
