"""Dates and amounts as banks write them, compared with known answers and with Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneyloop.scan.engines.base import Engine
from moneyloop.scan.engines.duckdb.engine import DuckDBEngine
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.reading import date_formats
from moneyloop.scan.reading.columns import ColumnNames
from moneyloop.scan.reading.formats import NumberAndDateFormats
from moneyloop.scan.request import ChainRules, ScanRequest
from tests.integration import extracts
from tests.integration.extracts import AMERICAN, BERLIN, DEFAULT, GERMAN
from tests.integration.ledgers import scanned


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    duck = DuckDBEngine("1GB")
    yield duck
    duck.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("extracts")


@pytest.mark.parametrize(
    "formats", [DEFAULT, GERMAN, AMERICAN], ids=["default", "german", "american"]
)
def test_each_form_has_its_known_meaning(
    engine: Engine, folder: Path, formats: NumberAndDateFormats
) -> None:
    read = extracts.read(engine, extracts.write(extracts.CELLS, folder / "known.csv"), formats)
    expected = extracts.expected(formats)
    assert dict(zip(extracts.CELLS, read, strict=True)) == expected


def test_reasons_about_amount_and_date_are_given_together(engine: Engine, folder: Path) -> None:
    file = extracts.write([("1,50", "01/02/2020"), ("x", "soon"), ("1,50", "")], folder / "two.csv")
    assert extracts.read(engine, file, DEFAULT) == [
        f"{extracts.WITH}; {extracts.EITHER}",
        f"{extracts.NOT_A_NUMBER}point; {extracts.NOT_A_DATE}",
        extracts.WITH,
    ]
    assert extracts.read(engine, file, GERMAN)[0] == (Decimal("1.5"), datetime(2020, 2, 1))


ZONES = [None, *map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Gaza"))]
DAYS: dict[Literal["dmy", "mdy"] | None, list[str]] = {
    None: ["{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{d:02}.{m:02}.{y}", "{d}.{m}.{y}"],
    "dmy": ["{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{y}-{m}-{d}", "{d}.{m}.{y}"],
    "mdy": ["{m:02}/{d:02}/{y}", "{m}-{d}-{y}", "{y}-{m}-{d}", "{d}.{m}.{y}"],
}


CLOCKS: dict[str, Callable[[datetime], datetime]] = {
    "": lambda time: datetime(time.year, time.month, time.day),
    " %H:%M": lambda time: time.replace(second=0, microsecond=0),
    "T%H:%M:%S": lambda time: time.replace(microsecond=0),
    " %H:%M:%S.%f": lambda time: time,
    " %H:%M:%S+02:00": lambda time: time.replace(
        microsecond=0, tzinfo=timezone(timedelta(hours=2))
    ),
}


@dataclass(frozen=True)
class Extract:
    """Cells of amounts and dates, how they are written, and what they mean."""

    formats: NumberAndDateFormats
    cells: list[tuple[str, str]]
    read: list[tuple[Decimal, datetime]]


@st.composite
def extracts_of_python(draw: st.DrawFn) -> Extract:
    order, comma = draw(st.sampled_from(list(DAYS))), draw(st.booleans())
    zone = draw(st.sampled_from(ZONES))
    cells, read = [], []
    for _ in range(draw(st.integers(1, 40))):
        number = draw(st.decimals(0, 10**11, places=draw(st.integers(0, 6))))
        amount = format(number, draw(st.sampled_from(["f", ",f"])))
        if comma:
            amount = amount.translate(str.maketrans(",.", ".,"))
        time = draw(st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)))
        form = draw(st.sampled_from(DAYS[order]))
        day = form.format(y=time.year, m=time.month, d=time.day)
        clock = draw(st.sampled_from(list(CLOCKS)))
        shown = CLOCKS[clock](time)
        if clock and not shown.tzinfo:
            shown = shown.replace(tzinfo=zone or UTC)
        cells.append((amount, day + time.strftime(clock)))
        read.append((number, shown.astimezone(UTC).replace(tzinfo=None) if clock else shown))
    return Extract(NumberAndDateFormats(order, comma, zone), cells, read)


@settings(max_examples=20)
@given(extract=extracts_of_python())
def test_what_python_writes_is_read_back(engine: Engine, folder: Path, extract: Extract) -> None:
    file = extracts.write(extract.cells, folder / "python.csv")
    assert extracts.read(engine, file, extract.formats) == extract.read


def test_time_order_respects_the_time_zone(engine: Engine, folder: Path) -> None:
    file = folder / "order.csv"
    # The first payment is earlier if its time is in Berlin, and later if it is in UTC.
    file.write_text(
        "payer;payee;amount;date\na;b;1;30.06.2020 00:30\nb;a;1;2020-06-29 23:00:00Z\n", "utf-8"
    )
    request = ScanRequest(max_hops=2, chain_rules=ChainRules(1), formats=GERMAN)
    [row] = scanned(engine, file, request)[1]
    assert (row["accounts"], row["first"]) == (["a", "b"], datetime(2020, 6, 29, 22, 30))
    [row] = scanned(engine, file, ScanRequest(max_hops=2, chain_rules=ChainRules(1)))[1]
    assert (row["accounts"], row["first"]) == (["b", "a"], datetime(2020, 6, 29, 23))


def test_days_with_dots_are_written_as_days(engine: Engine, folder: Path) -> None:
    file = folder / "days.csv"
    file.write_text("payer;payee;date\na;b;29.06.2020\nb;a;1.7.2020\n", "utf-8")
    [row] = scanned(engine, file, ScanRequest(formats=NumberAndDateFormats(time_zone=BERLIN)))[1]
    assert (row["first"], row["last"], row["days"]) == (date(2020, 6, 29), date(2020, 7, 1), 2)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            ColumnNames(),
            "--decimal-comma needs amounts; give their column with --amount; "
            "--date-order and --time-zone need dates; give their column with --date",
        ),
        (
            ColumnNames(amount="sum", date="day"),
            "'sum' contains int64.*'day' contains timestamp.*omit the",
        ),
    ],
)
def test_options_for_text_are_refused_without_text(
    engine: Engine, folder: Path, columns: ColumnNames, message: str
) -> None:
    file = folder / "typed.parquet"
    times = pa.array([datetime(2020, 6, 29, 10)], pa.timestamp("us"))
    pq.write_table(pa.table({"payer": ["a"], "payee": ["b"], "sum": [1], "day": times}), file)
    with pytest.raises(ScanFailed, match=message):
        scanned(engine, file, ScanRequest(columns, formats=GERMAN))


FORMS = ("%d.%m.%y", "%Y%m%d", "%d-%b-%Y", "%B %d, %Y", "%m/%d/%y %I:%M %p", "%y%m%d %H:%M:%S.%f")


@settings(max_examples=12)
@given(
    moments=st.lists(st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31)), max_size=8),
    form=st.sampled_from(FORMS),
)
def test_stated_forms_of_dates_are_those_of_strptime(
    engine: Engine, folder: Path, moments: list[datetime], form: str
) -> None:
    texts = [moment.strftime(form) for moment in moments]
    file = extracts.write([("1", text) for text in texts], folder / "forms.csv")
    read = extracts.read(engine, file, NumberAndDateFormats(date_format=date_formats.parse(form)))
    assert read == [(Decimal(1), datetime.strptime(text, form)) for text in texts]


def test_the_reason_names_the_option_for_other_forms(engine: Engine, folder: Path) -> None:
    """30 February does not exist in any form."""
    cells = [("1", text) for text in ("01.09.25", "20250901", "1-Sep-2025", "30.02.25")]
    file = extracts.write(cells, folder / "reasons.csv")
    reasons = extracts.read(engine, file, DEFAULT)
    assert all("--date-format, such as %" in reason for reason in reasons)
    stated = NumberAndDateFormats(date_format=date_formats.parse("%d.%m.%y"))
    wrong = "the date is not a valid date of the form %d.%m.%y"
    assert extracts.read(engine, file, stated) == [
        (Decimal(1), datetime(2025, 9, 1)),
        wrong,
        wrong,
        wrong,
    ]


def test_integers_are_dates_in_a_stated_form(engine: Engine, folder: Path) -> None:
    columns = {"payer": ["a", "b"], "payee": ["b", "a"], "date": [20250901, 20250902]}
    pq.write_table(pa.table(columns), folder / "integers.parquet")
    formats = NumberAndDateFormats(date_format=date_formats.parse("%Y%m%d"))
    [row] = scanned(engine, folder / "integers.parquet", ScanRequest(formats=formats))[1]
    assert (row["first"], row["last"]) == (date(2025, 9, 1), date(2025, 9, 2))


@pytest.mark.parametrize("form", ["%d.%m", "%Q", "%d.%m.%y%", "%y %Y %m %d", "%Y%m%d %I"])
def test_other_words_are_refused(form: str) -> None:
    with pytest.raises(ValueError, match=r"^--date-format %"):
        date_formats.parse(form)
