"""JSON lines: one object a row, without an array around them."""

from __future__ import annotations

import json

from moneyloop.graph.connection import Rows
from moneyloop.report.cells import plain


def render(rows: Rows) -> str:
    """Nothing at all where there are no rows."""
    return "".join(json.dumps(plain(row), ensure_ascii=False) + "\n" for row in rows.maps())
