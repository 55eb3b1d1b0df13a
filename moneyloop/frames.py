"""Makes DataFrames of reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from moneyloop.graph.connection import connect
from moneyloop.private import configured_address
from moneyloop.report import arguments, library
from moneyloop.report.cells import in_dollars
from moneyloop.report.header import Report
from moneyloop.report.run import run_report
from moneyloop.values import names


def frame(name: str, /, *, reports: Path | None = None, **parameters: Any) -> pd.DataFrame:
    """The rows of a saved report, in its order and with its columns.

    `parameters` are those of the report, as `moneyloop report NAME --help` lists them: as Python
    values, or as the text that the command line takes; a firm may be named by id, name or alias.
    `reports` is a folder of reports of your own. The server is found as on the command line: the
    one that NEO4J_URI names, else the private one, started if it does not run.

    Money and counts are `Int64` (whole US dollars, exact, `<NA>` where not known), shares
    `Float64`, yes and no `boolean`, days `datetime64[s]`, text `str`, and lists Python lists.
    `attrs["notes"]` holds what the report says beside its rows.

    Raises UnknownReport, TypeError for a parameter that the report does not have, BadArgument for
    a value that does not fit it, UnknownName for a firm that the graph does not know, and
    Neo4jUnavailable or QueryFailed where Neo4j cannot be reached or refuses.
    """
    found = library.find(name, reports)
    complete = arguments.complete(found, _given(found, parameters), date.today())
    with connect(configured_address()) as graph:
        answer = run_report(graph, found, complete)
    columns = zip(*answer.rows.rows, strict=True) if answer.rows.rows else ()
    made = pd.DataFrame(
        {
            column: _series(values, column)
            for column, values in zip(
                answer.rows.columns,
                columns or [()] * len(answer.rows.columns),
                strict=True,
            )
        }
    )
    made.attrs["notes"] = answer.notes
    return made


def _given(report: Report, parameters: Mapping[str, Any]) -> dict[str, Any]:
    known = {names.key(one.name): one for one in report.parameters}
    given: dict[str, Any] = {}
    for name, value in parameters.items():
        parameter = known.get(names.key(name))
        if parameter is None:
            takes = ", ".join(one.name for one in report.parameters)
            raise TypeError(f"report {report.name} takes no {name!r}; it takes {takes}")
        if value is None:
            continue
        if parameter.type.is_list:
            items = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
            given[parameter.name] = arguments.values_of(map(_text, items), parameter.type)
        else:
            given[parameter.name] = arguments.value_of(_text(value), parameter.type)
    return given


def _text(value: Any) -> str:
    """As the command line takes it, whose parsers say what is wrong."""
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


def _series(values: Sequence[Any], name: str) -> pd.Series[Any]:
    """A column whose type follows from what it holds; an empty one's from its name."""
    known = [value for value in values if value is not None]
    kinds = {type(value) for value in known}
    if not kinds:
        return pd.Series(values, dtype="Int64" if in_dollars(name) else "str")
    for kind, dtype in ((bool, "boolean"), (int, "Int64"), (date, "datetime64[s]"), (str, "str")):
        if kinds == {kind}:
            return pd.Series(values, dtype=dtype)
    if kinds <= {int, float}:
        return pd.Series(values, dtype="Float64")
    return pd.Series(values, dtype=object)
