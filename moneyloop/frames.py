"""Reports as pandas DataFrames."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from moneyloop import clock
from moneyloop.graph.connection import connect
from moneyloop.private import configured_address
from moneyloop.report import arguments, library
from moneyloop.report.cells import in_dollars
from moneyloop.report.run import run_report


@clock.one_day()
def frame(name: str, /, *, reports: Path | None = None, **parameters: Any) -> pd.DataFrame:
    """The rows of a saved report, with its columns and in its order.

    `parameters` are those that `moneyloop report NAME --help` lists, as Python values or as text
    as on the command line; a firm can be given by id, name or alias. `reports` is a folder with
    your own reports. The server is the one that NEO4J_URI names, or else the private one, which is
    started if it is not running.

    Money and counts are `Int64` (money in whole US dollars, `<NA>` if unknown), shares `Float64`,
    yes and no `boolean`, dates `datetime64[s]`, text `str`, and lists Python lists.
    `attrs["notes"]` has the notes of the report.

    Raises UnknownReport, TypeError for a parameter that the report does not have, BadArgument for
    a value that does not fit its parameter, UnknownName for a firm that is not in the graph, and
    Neo4jUnavailable or QueryFailed if Neo4j cannot be reached or rejects the query.
    """
    found = library.find(name, reports)
    complete = arguments.complete(found, arguments.from_python(found, parameters), clock.today())
    with connect(configured_address()) as graph:
        answer = run_report(graph, found, complete)
    columns = zip(*answer.rows.rows, strict=True) if answer.rows.rows else ()
    rows = pd.DataFrame(
        {
            column: _series(values, column)
            for column, values in zip(
                answer.rows.columns,
                columns or [()] * len(answer.rows.columns),
                strict=True,
            )
        }
    )
    rows.attrs["notes"] = answer.notes
    return rows


def _series(values: Sequence[Any], name: str) -> pd.Series[Any]:
    """A column; its type follows from its known values, or from its name if there are none."""
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
