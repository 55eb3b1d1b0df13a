"""Reports as DataFrames: the same rows as on the command line, with the right types."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

import moneyloop as public
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from moneyloop.report.arguments import BadArgument
from moneyloop.report.cells import json_value
from moneyloop.report.library import UnknownReport
from moneyloop.report.run import UnknownName

Program = Callable[..., Any]


@pytest.fixture(autouse=True)
def notebook(shipped: Graph, test_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONEYLOOP_HOME", str(test_home.root))


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as the command line prints them as JSON."""

    def value(cell: Any) -> Any:
        if isinstance(cell, list):
            return json_value(cell)
        if pd.isna(cell):
            return None
        if isinstance(cell, pd.Timestamp):
            return cell.date().isoformat()
        return cell.item() if hasattr(cell, "item") else json_value(cell)

    return [
        {str(name): value(cell) for name, cell in row.items()} for row in frame.to_dict("records")
    ]


@pytest.mark.parametrize(
    "name", ["direct", "loops", "time-ordered", "concentration", "sources", "gaps", "knock_out"]
)
def test_a_frame_has_the_rows_of_its_report(moneyloop: Program, name: str) -> None:
    printed = json.loads(moneyloop("report", name, "--format", "json").stdout)
    frame = public.frame(name)
    assert rows_of(frame) == printed
    assert list(frame.columns) == list(printed[0])


def test_columns_are_typed() -> None:
    loops = public.frame("loops")
    assert {"weakest_usd": "Int64", "has_capital": "boolean"}.items() <= {
        name: str(kind) for name, kind in loops.dtypes.items()
    }.items()
    assert isinstance(loops["firms"][0], list)
    assert public.frame("contested")["ratio"].dtype == "Float64"
    assert public.frame("sources")["published"].dtype == "datetime64[s]"
    unknown = public.frame("direct")["round_trip_usd"]
    assert unknown.sum() == sum(int(usd) for usd in unknown.dropna())


def test_an_empty_report_keeps_its_columns() -> None:
    frame = public.frame("loops", as_of="1999-12-31")
    assert frame.empty
    assert str(frame["weakest_usd"].dtype) == "Int64"
    assert list(frame.columns) == list(public.frame("loops").columns)


def test_parameters_can_be_python_values_or_text() -> None:
    day = date(2025, 10, 19)
    expected = rows_of(public.frame("loops", as_of=day, max_hops=3, firms=["NVIDIA"]))
    assert expected
    for given in (
        {"as_of": "2025-10-19", "max_hops": "3", "firms": "エヌビディア"},
        {"as_of": datetime(2025, 10, 19, 12), "max_hops": 3, "firms": ("nvidia",), "order": None},
        {"AS_OF": "19 Oct 2025", "max_hops": 3, "firms": ["nvidia"]},
    ):
        assert rows_of(public.frame("Loops", **given)) == expected
    assert rows_of(public.frame("loops", min_usd=10**11)) != rows_of(public.frame("loops"))
    assert rows_of(public.frame("direct", secondary=True))


def test_notes_are_in_the_attributes() -> None:
    notes = public.frame("direct", as_of=date(2026, 6, 30)).attrs["notes"]
    assert any("had ended" in note for note in notes)


def test_wrong_arguments_are_reported() -> None:
    with pytest.raises(UnknownReport, match="loops"):
        public.frame("lops")
    with pytest.raises(TypeError, match="has no parameter 'max_hop'; it has min_hops, max_hops"):
        public.frame("loops", max_hop=3)
    with pytest.raises(BadArgument, match="not between 2 and 8"):
        public.frame("loops", max_hops=9)
    with pytest.raises(UnknownName, match="Did you mean nvidia"):
        public.frame("loops", firms="Nvidea")
