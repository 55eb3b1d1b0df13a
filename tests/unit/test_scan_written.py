"""What is said of how a ledger is written: zones by their names, and their offsets."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moneyloop.scan.request import request
from moneyloop.scan.written import find_zone
from moneyloop.scan.zones import Step, steps

BERLIN = ZoneInfo("Europe/Berlin")
NOTHING: dict[str, None] = dict.fromkeys(
    (
        "payer",
        "payee",
        "amount",
        "date",
        "within_days",
        "keep",
        "type_column",
        "id_column",
        "starts_with",
        "returns_as",
        "date_order",
        "time_zone",
    )
)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", BERLIN),
        (" europe/BERLIN ", BERLIN),
        ("America/Argentina/Ushuaia", ZoneInfo("America/Argentina/Ushuaia")),
        ("utc", None),
    ],
)
def test_a_zone_is_found_by_its_name(name: str, zone: ZoneInfo | None) -> None:
    assert find_zone(name) is zone


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Berlin", "--time-zone 'Berlin' is no zone; did you mean Europe/Berlin?"),
        ("Europe/Berlim", "did you mean Europe/Berlin, "),
        ("Newyork", "did you mean America/New_York?"),
        ("../passwd", "name it as Europe/Berlin"),
        ("localtime", "--time-zone 'localtime' is no zone"),
        ("", "--time-zone '' is no zone"),
    ],
)
def test_a_wrong_zone_is_told_with_near_ones(name: str, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        find_zone(name)
    assert message in str(raised.value)


def test_the_offsets_of_a_year_change_with_the_clocks() -> None:
    one, two = timedelta(hours=1), timedelta(hours=2)
    assert steps(BERLIN, [2025, 2025]) == [
        Step(datetime(2025, 1, 1), one),
        # From 02:00 to 03:00 clocks showed nothing in March, and the same twice in October.
        Step(datetime(2025, 3, 30, 3), two),
        Step(datetime(2025, 10, 26, 3), one),
    ]
    assert steps(ZoneInfo("Asia/Tokyo"), [2020, 2025]) == [
        Step(datetime(2020, 1, 1), timedelta(hours=9))
    ]
    assert steps(BERLIN, []) == []


@given(
    zone=st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo),
    local=st.datetimes(datetime(1850, 1, 1)),
    more=st.sets(st.integers(1000, 9999), max_size=2),
)
@example(ZoneInfo("Pacific/Apia"), datetime(2011, 12, 30, 12), set())  # a day that never was
@example(ZoneInfo("Africa/Casablanca"), datetime(2025, 3, 1), {2024})
@example(ZoneInfo("Europe/Berlin"), datetime(1893, 3, 31, 23, 55), {1892})  # to the second
@example(ZoneInfo("Europe/Berlin"), datetime(9999, 12, 31, 23, 59, 59), set())
def test_the_offsets_are_those_that_python_knows(
    zone: ZoneInfo, local: datetime, more: set[int]
) -> None:
    found = steps(zone, {local.year} | more)
    # Beside the time itself, every change of its year, and a second before.
    for time in [
        local,
        *(s.begins + d for s in found for d in (timedelta(), -timedelta.resolution)),
    ]:
        if time.year == local.year:
            at = bisect_right(found, time, key=lambda step: step.begins) - 1
            assert found[max(at, 0)].offset == time.replace(tzinfo=zone).utcoffset()


def test_a_least_amount_is_written_as_those_of_the_ledger() -> None:
    def least(text: str, *, decimal_comma: bool) -> Decimal | None:
        return request(
            **NOTHING, min_amount=text, in_time_order=False, decimal_comma=decimal_comma
        ).min_amount

    assert least("1.234,5", decimal_comma=True) == Decimal("1234.5")
    assert least("10.000", decimal_comma=True) == 10000
    assert least("1,234.5", decimal_comma=False) == Decimal("1234.5")
    assert least("1e3", decimal_comma=False) == 1000
    assert least("1 234,5", decimal_comma=True) == Decimal("1234.5")
    assert least("10 000", decimal_comma=False) == least("10'000", decimal_comma=True) == 10000
    assert least(" 1234 ", decimal_comma=False) == least(" 1.234 ", decimal_comma=True) == 1234
    for text in ("1,234.5", "1.23", "-1,5", "1e3"):
        with pytest.raises(ValueError, match=r"is no amount; .* 1\.234,56 with --decimal-comma"):
            least(text, decimal_comma=True)
    # Else it would be ten times as much as is meant.
    with pytest.raises(ValueError, match=r"--min-amount 0,5 is no amount; .* with --decimal-comma"):
        least("0,5", decimal_comma=False)
    with pytest.raises(ValueError, match=r"--min-amount 1,2,3 is no amount; write it in digits"):
        least("1,2,3", decimal_comma=False)
    with pytest.raises(ValueError, match=r"--min-amount 1 0 is no amount; write it in digits"):
        least("1 0", decimal_comma=False)
    with pytest.raises(ValueError, match=r"is no amount; write it in digits, as 10000$"):
        least("-1 234", decimal_comma=False)
