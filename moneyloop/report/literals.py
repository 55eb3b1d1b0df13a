"""A report as Cypher that can be pasted anywhere: with literals in place of its parameters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from moneyloop.report.header import ALL_OF, FIRMS, Report, substitute_parameters


def literal(value: Any) -> str:
    """A value of a parameter as a Cypher literal."""
    if isinstance(value, date):
        return f"date({json.dumps(value.isoformat())})"
    # Cypher reads JSON literals as the same values.
    return json.dumps(value, ensure_ascii=False)


def with_literals(report: Report, text: str, values: Mapping[str, Any]) -> str:
    """The title of a report as a comment, and its query with these values of its parameters.

    A comment names the firms that have to appear in a row, which the query does not check.
    """
    comment = f"// {report.title}\n"
    if values.get(ALL_OF) and report.checks_all_of:
        comment += (
            f"// --all-of is applied to the rows: keep those with all of {literal(values[FIRMS])} "
            f"in {', '.join(report.firm_columns)}\n"
        )
    literals = {name: literal(value) for name, value in values.items()}
    return f"{comment}{substitute_parameters(text, literals)}\n"
