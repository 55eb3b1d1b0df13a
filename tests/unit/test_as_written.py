"""Cells as people write them: what has a single meaning is read, what has several is not."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.deals.as_written.amounts import Reading, amount_of, unit_of
from loader.deals.as_written.dates import (
    MAC_BEGINS,
    date_of,
    is_ambiguous,
    order_of,
)
from loader.deals.as_written.words import address_of, is_nothing, status_of, type_of
from loader.files.date_formats import form_of
from moneyloop.values.amounts import AmountError, Unit, parse_amount
from moneyloop.values.dates import parse_period
from moneyloop.values.edges import EDGE_NAMES


def either(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(text, value) for value, texts in table.items() for text in texts.split("|")]


@pytest.mark.parametrize(
    ("text", "type_"),
    either(
        {
            "INVESTS_IN": "Investment|equity|Equity stake|minority stake|Strategic investment|stake"
            "|Share purchase|equity investment|Beteiligung|出資|投资|acquisition of a stake|shares",
            "BUYS_FROM": "purchase|Purchase order|order|supply|Supply agreement|procurement|sale"
            "|chip supply contract|Kauf|購入|purchases|bought",
            "LEASES_FROM": "lease|Lease agreement|rental|rent|cloud|Cloud compute|GPU rental|Miete"
            "|data center lease|cloud contract|cloud services agreement"
            "|compute capacity|リース|租赁",
            "LENDS_TO": "loan|Loan facility|debt|term loan|credit facility|bond|convertible note"
            "|senior secured notes|Darlehen|融資|贷款|lending",
            "BACKSTOPS": "guarantee|Loan guarantee|backstop|debt guarantee|Bürgschaft|保証|担保",
            "GRANTS_EQUITY_TO": "warrant|Warrants|stock warrants|equity grant|warrant agreement"
            "|新株予約権",
        }
    ),
)
def test_types_as_people_say_them(text: str, type_: str) -> None:
    assert type_of(text) == type_
    assert type_of(text.upper()) == type_


@pytest.mark.parametrize(
    "text",
    ["partnership", "loan purchase", "lease and loan", "deal", "MoU", "x", "", "invest in chips x"],
)
def test_types_that_have_no_single_meaning(text: str) -> None:
    assert type_of(text) is None


@pytest.mark.parametrize("name", EDGE_NAMES)
def test_our_own_types_are_not_rewritten(name: str) -> None:
    assert type_of(name) is None
    assert type_of(name.lower().replace("_", " ")) is None


@pytest.mark.parametrize(
    ("text", "day"),
    either(
        {
            "2026-09-25": "25/09/2026|25.09.2026|25-9-2026|9/25/2026|9/25/26|09-25-2026|25.9.2026"
            "|Fri, 25 Sep 2026|Friday 25 September 2026|25-Sep-2026|25-Sep-26|20260925|46290"
            "|25. September 2026|25 septembre 2026|2026-09-25 00:00:00|2026-09-25T10:00:00Z",
            "2026-10": "Oct-26|oct-2026|Oct '26|Oct/26|October-26|10/2026|2026/10|Okt-26|10.2026",
            "2026-10-10": "10/10/2026",
            "2026Q3": "Q3-26|Q3 '26|Q3/2026|3Q26|Q3-2026".replace("|3Q26", ""),
            "2026-03-01": "1. März 2026|1 mars 2026|1 marzo 2026",
        }
    ),
)
def test_dates_with_one_meaning(text: str, day: str) -> None:
    """46290 is 2026-09-25, since 46279 is the 14th (as the newsroom's sheet shows)."""
    assert date_of(text, None) == day
    assert parse_period(day)


@pytest.mark.parametrize(
    "text",
    [
        *("9/10/26", "9/10/2026", "03.11.2026", "1-2-2026", "26/09/30", "25/09/26", "11-12-13"),
    ],
)
def test_ambiguous_dates_are_settled_only_by_an_option(text: str) -> None:
    assert date_of(text, None) is None
    assert is_ambiguous(text)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("9/10/26", "dmy", "2026-10-09"),
        ("9/10/26", "mdy", "2026-09-10"),
        ("09/10/26", "ymd", "2009-10-26"),
        ("03.11.2026", "dmy", "2026-11-03"),
        ("30/9/2026", "mdy", "2026-09-30"),
    ],
)
def test_the_order_of_day_and_month(text: str, order: str, day: str) -> None:
    """The option settles only what is ambiguous: 30/9/2026 is the 30th anyway."""
    assert date_of(text, order) == day


@pytest.mark.parametrize(
    "text",
    ["Oct 26", "26-Oct", "2009/10", "FY2026", "99999", "1234", "31/02/2026", "13/13/2026", "soon"],
)
def test_texts_that_are_no_dates_are_left_alone(text: str) -> None:
    assert date_of(text, None) is None


def test_serial_days_of_old_workbooks_of_the_mac() -> None:
    assert date_of("44828", None, MAC_BEGINS) == "2026-09-25"


@given(st.dates(date(1990, 1, 1), date(2069, 12, 31)))
def test_a_date_is_never_read_as_another_day(day: date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%d.%m.%Y}"):
        found = date_of(text, None)
        if found is None:
            assert day.day <= 12
        else:
            assert found == day.isoformat()


@pytest.mark.parametrize(
    ("text", "order"),
    [
        *(("DD/MM/YYYY", "dmy"), ("mm/dd/yy", "mdy"), ("YYYY-MM-DD", "ymd"), ("dd.mm.yyyy", "dmy")),
        *(("TT.MM.JJJJ", "dmy"), ("announced", None), ("", None)),
    ],
)
def test_the_order_in_a_header(text: str, order: str | None) -> None:
    assert order_of(text) == order


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("€1,5 Mrd", "1.5 billion EUR"),
        ("1,5 Mrd. €", "1.5 billion EUR"),
        ("600 Mio. Euro", "600 million EUR"),
        ("EUR 2,25 Milliarden", "2.25 billion EUR"),
        ("bis zu 5 Mrd EUR", "up to 5 billion EUR"),
        ("$1,5 billion", "1.5 billion USD"),
        ("€1.234.567", "1234567 EUR"),
        ("€1.234.567,50", "1234568 EUR"),
        ("CHF 1'500'000", "1500000 CHF"),
        ("₹10,00,000", "1000000 INR"),
        ("$1.2bn*", "1.2 billion USD"),
        ("$1.2bn (est.)", "1.2 billion USD"),
        ("c. $5bn", "5 billion USD"),
        ("ca. 5 Mrd USD", "5 billion USD"),
        ("USD1.2bn", "1.2 billion USD"),
        ("1.2bn (USD)", "1.2 billion USD"),
        ("5 Md€", "5 billion EUR"),
        ("$1.2bn [3]", "1.2 billion USD"),
    ],
)
def test_amounts_with_one_meaning(text: str, same: str) -> None:
    stated = amount_of(text, None, None, "", Reading())
    assert parse_amount(stated.text if stated else text) == parse_amount(same)
    assert stated is None or stated.as_stated == text


@pytest.mark.parametrize("text", ["€1,500 Mrd", "€1.500 Mrd", "€1.500", "$5 mil", "1,5", "½ Mrd €"])
def test_ambiguous_amounts_are_still_refused(text: str) -> None:
    stated = amount_of(text, None, None, "", Reading())
    with pytest.raises(ValueError, match=r"magnitude|cannot read|currency|which"):
        parse_amount(stated.text if stated else text)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("$M", Unit("USD", 10**6)),
        ("USD bn", Unit("USD", 10**9)),
        ("US$ millions", Unit("USD", 10**6)),
        ("in EUR m", Unit("EUR", 10**6)),
        ("USDbn", Unit("USD", 10**9)),
        ("Mio. €", Unit("EUR", 10**6)),
        ("億円", Unit("JPY", 10**8)),
        ("€", Unit("EUR", None)),
        ("billions", Unit(None, 10**9)),
        ("T€", None),
        ("estimated", None),
        ("", None),
    ],
)
def test_units_of_columns(text: str, unit: Unit | None) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "same"),
    [
        *(("1200", "1.2 billion USD"), ("1,200", "1.2 billion USD"), ("0.5", "500000 USD")),
        *(("up to 40", "up to 40 million USD"), ("10-12", "10-12 million USD")),
        *(("40+", "more than 40 million USD"), ("$1.2bn", "1.2 billion USD")),
    ],
)
def test_a_unit_applies_to_numbers_without_a_scale(text: str, same: str) -> None:
    stated = amount_of(text, "USD", Unit("USD", 10**6), "$M", Reading())
    read = parse_amount(stated.text if stated else text, "USD")
    assert read == parse_amount(same, allow_small=True)


@pytest.mark.parametrize("text", ["1.200", "€500"])
def test_a_unit_does_not_settle_what_is_unclear(text: str) -> None:
    """1.200 may be 1.2 or 1200 million, and 500 euros are not in a column of dollars."""
    assert amount_of(text, "USD", Unit("USD", 10**6), "$M", Reading()) is None


@pytest.mark.parametrize(
    "text",
    [
        *("n/a", "N/A", "NA", "undisclosed", "Not disclosed", "-", "–", "TBD", "unknown", "?"),
        *("(undisclosed)", "非公開", "不明", "k.A.", " n.a. "),
    ],
)
def test_what_people_write_for_nothing(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["0", "$1bn", "nada inc", "", "5"])
def test_what_is_something(text: str) -> None:
    assert not is_nothing(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("wsj.com/articles/q", "https://wsj.com/articles/q"),
        ("www.ft.com", "https://www.ft.com"),
        ("//cnbc.com/a?b=c", "https://cnbc.com/a?b=c"),
        ("asia.nikkei.com/y/", "https://asia.nikkei.com/y/"),
        ("https://a.org/b", None),
        ("article-ja", None),
        ("javascript:alert(1)", None),
        ("file.txt", None),
        ("a b.com/x", None),
        ("ftp://x.org/y", None),
        ("../etc/passwd", None),
    ],
)
def test_addresses_without_https(text: str, address: str | None) -> None:
    assert address_of(text) == address


def test_statuses() -> None:
    assert status_of("Completed") == "closed"
    assert status_of("cancelled") == "terminated"
    assert status_of("rumoured") == "reported"
    assert status_of("in talks") is None


@pytest.mark.parametrize(
    ("number_format", "form"),
    [
        *(("mmm-yy", "%Y-%m"), ("yyyy", "%Y"), ("mmmm yyyy", "%Y-%m"), ('yyyy"年"m"月"', "%Y-%m")),
        *(("[$-409]mmm\\-yy;@", "%Y-%m"), ("yy", "%Y"), ("m/yyyy", "%Y-%m"), ("MMM YY", "%Y-%m")),
        *(("yyyy-mm-dd", "%Y-%m-%d"), ("d-mmm", "%Y-%m-%d"), ("m/d/yy h:mm", "%Y-%m-%d")),
        *(('"day" mmm yyyy', "%Y-%m"), ("h:mm:ss", "%Y-%m-%d"), ("General", "%Y-%m-%d")),
    ],
)
def test_formats_of_dates(number_format: str, form: str) -> None:
    assert form_of(number_format) == form


@given(st.text(max_size=30))
def test_any_text_is_rewritten_or_left_alone(text: str) -> None:
    for unit in (None, Unit("USD", 10**6)):
        with suppress(AmountError):
            amount_of(text, None, unit, "$M", Reading())
    found = date_of(text, None)
    assert found is None or parse_period(found)
    type_of(text), status_of(text), is_nothing(text), unit_of(text), order_of(text)
    address = address_of(text)
    assert address is None or not any(unicodedata.category(char) == "Cc" for char in address)
