"""A bare array of objects, keys in the order of the columns; lists stay lists."""

from __future__ import annotations

import json

from moneyloop.graph.connection import Rows
from moneyloop.report.cells import plain


def render(rows: Rows) -> str:
    """One object a row, each on its own line, so that a diff is readable."""
    objects = [json.dumps(plain(row), ensure_ascii=False) for row in rows.maps()]
    return "[" + ",\n ".join(objects) + "]\n"
