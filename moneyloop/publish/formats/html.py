"""One page of HTML that needs nothing beside itself."""

from __future__ import annotations

from moneyloop.graph.connection import Rows
from moneyloop.publish.pages import page as made_page
from moneyloop.publish.pages.tables import table_of
from moneyloop.report.about import About


def page(rows: Rows, about: About) -> str:
    """What the report says of itself, what was asked, the rows as a table that sorts, the notes."""
    many = len(rows.rows)
    return made_page(
        "report",
        about=about,
        count="1 row" if many == 1 else f"{many:,} rows",
        table=table_of(rows, about.title),
    )
