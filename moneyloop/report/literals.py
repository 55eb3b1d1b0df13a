"""A report as Cypher that can be pasted anywhere: with literals in place of its parameters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from moneyloop.report.header import substitute_parameters


def literal(value: Any) -> str:
    """A value of a parameter as a Cypher literal."""
    if isinstance(value, date):
        return f"date({json.dumps(value.isoformat())})"
    # Cypher reads JSON literals as the same values.
    return json.dumps(value, ensure_ascii=False)


def with_literals(title: str, text: str, values: Mapping[str, Any]) -> str:
    """The title of a report as a comment, and its query with these values of its parameters."""
    literals = {name: literal(value) for name, value in values.items()}
    return f"// {title}\n{substitute_parameters(text, literals)}\n"
