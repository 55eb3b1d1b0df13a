"""How a ledger is written: time zones by name, their offsets, and the smallest amount."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moneyloop.commands.scan import parse
from moneyloop.scan.reading.formats import NumberAndDateFormats, find_time_zone
from moneyloop.scan.reading.time_zones import OffsetPeriod, offset_periods

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", BERLIN),
        (" europe/BERLIN ", BERLIN),
        ("America/Argentina/Ushuaia", ZoneInfo("America/Argentina/Ushuaia")),
        ("utc", None),
    ],
)
def test_a_time_zone_is_found_by_its_name(name: str, zone: ZoneInfo | None) -> None:
    assert find_time_zone(name) is zone


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Berlin", "--time-zone 'Berlin' is not a time zone; did you mean Europe/Berlin?"),
        ("Europe/Berlim", "did you mean Europe/Berlin, "),
        ("Newyork", "did you mean America/New_York?"),
        ("../passwd", "use a name such as Europe/Berlin"),
        ("localtime", "--time-zone 'localtime' is not a time zone"),
        ("", "--time-zone '' is not a time zone"),
    ],
)
def test_an_unknown_time_zone_is_refused_with_similar_names(name: str, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        find_time_zone(name)
    assert message in str(raised.value)


def test_the_offsets_of_a_year_change_with_the_clocks() -> None:
    one, two = timedelta(hours=1), timedelta(hours=2)
    assert offset_periods(BERLIN, [2025, 2025]) == [
        OffsetPeriod(datetime(2025, 1, 1), one),
        # Clocks skipped 02:00 to 03:00 in March, and showed it twice in October.
        OffsetPeriod(datetime(2025, 3, 30, 3), two),
        OffsetPeriod(datetime(2025, 10, 26, 3), one),
    ]
    assert offset_periods(ZoneInfo("Asia/Tokyo"), [2020, 2025]) == [
        OffsetPeriod(datetime(2020, 1, 1), timedelta(hours=9))
    ]
    assert offset_periods(BERLIN, []) == []


@given(
    zone=st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo),
    local=st.datetimes(datetime(1850, 1, 1)),
    more=st.sets(st.integers(1000, 9999), max_size=2),
)
@example(ZoneInfo("Pacific/Apia"), datetime(2011, 12, 30, 12), set())  # a day that clocks skipped
@example(ZoneInfo("Africa/Casablanca"), datetime(2025, 3, 1), {2024})
@example(ZoneInfo("Europe/Berlin"), datetime(1893, 3, 31, 23, 55), {1892})  # to the second
@example(ZoneInfo("Europe/Berlin"), datetime(9999, 12, 31, 23, 59, 59), set())
def test_the_offsets_are_those_of_python(zone: ZoneInfo, local: datetime, more: set[int]) -> None:
    periods = offset_periods(zone, {local.year} | more)
    # The time itself, every change of its year, and the moment before each.
    changes = [period.begins for period in periods]
    for time in [local, *changes, *(change - timedelta.resolution for change in changes)]:
        if time.year == local.year:
            at = bisect_right(changes, time) - 1
            assert periods[max(at, 0)].offset == time.replace(tzinfo=zone).utcoffset()


def test_the_minimum_is_written_like_the_amounts_of_the_ledger() -> None:
    def least(text: str, *, decimal_comma: bool) -> Decimal:
        return parse.min_amount(text, NumberAndDateFormats(decimal_comma=decimal_comma))

    assert least("1.234,5", decimal_comma=True) == Decimal("1234.5")
    assert least("10.000", decimal_comma=True) == 10000
    assert least("1,234.5", decimal_comma=False) == Decimal("1234.5")
    assert least("1e3", decimal_comma=False) == 1000
    assert least("1 234,5", decimal_comma=True) == Decimal("1234.5")
    assert least("10 000", decimal_comma=False) == least("10'000", decimal_comma=True) == 10000
    assert least(" 1234 ", decimal_comma=False) == least(" 1.234 ", decimal_comma=True) == 1234
    for text in ("1,234.5", "1.23", "-1,5", "1e3"):
        with pytest.raises(
            ValueError, match=r"is not an amount; .* 1\.234,56 with --decimal-comma"
        ):
            least(text, decimal_comma=True)
    # Taken for 05 it would be ten times the intended amount.
    with pytest.raises(ValueError, match=r"0,5 is not an amount; .* with --decimal-comma"):
        least("0,5", decimal_comma=False)
    with pytest.raises(ValueError, match=r"1,2,3 is not an amount; write it in digits"):
        least("1,2,3", decimal_comma=False)
    with pytest.raises(ValueError, match=r"1 0 is not an amount; write it in digits"):
        least("1 0", decimal_comma=False)
    with pytest.raises(ValueError, match=r"is not an amount; write it in digits, as 10000$"):
        least("-1 234", decimal_comma=False)
