"""A JSON array with one object per row; keys are in the order of the columns."""

from __future__ import annotations

import json

from moneyloop.graph.transaction import Rows
from moneyloop.report.cells import json_value


def render(rows: Rows) -> str:
    """Each object is on its own line, so that a diff is readable."""
    objects = [json.dumps(json_value(row), ensure_ascii=False) for row in rows.maps()]
    return "[" + ",\n ".join(objects) + "]\n"
