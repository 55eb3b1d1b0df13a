"""JSON Lines: one object per row and line."""

from __future__ import annotations

import json

from moneyloop.graph.transaction import Rows
from moneyloop.report.cells import json_value


def render(rows: Rows) -> str:
    """Empty if there are no rows."""
    return "".join(json.dumps(json_value(row), ensure_ascii=False) + "\n" for row in rows.maps())
