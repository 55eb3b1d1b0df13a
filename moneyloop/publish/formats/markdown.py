"""A Markdown table for a README, an issue or a wiki."""

from __future__ import annotations

import re

from moneyloop.graph.transaction import Rows
from moneyloop.report.cells import are_numbers, text_of

FOR_PEOPLE = True


def render(rows: Rows) -> str:
    """Numbers are right-aligned; text that Markdown or HTML would read as markup is escaped."""
    numeric = [are_numbers(row[index] for row in rows.rows) for index in range(len(rows.columns))]
    lines = [
        [_escape(column) for column in rows.columns],
        ["---:" if is_number else "---" for is_number in numeric],
        *([_escape(text_of(value)) for value in row] for row in rows.rows),
    ]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _escape(text: str) -> str:
    # An underscore inside a word, as in capital_usd, is not markup.
    text = re.sub(r"([\\`*\[\]|~]|(?<!\w)_|_(?!\w))", r"\\\1", " ".join(text.split()))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
