"""A self-contained HTML page."""

from __future__ import annotations

from moneyloop.graph.transaction import Rows
from moneyloop.publish import pages
from moneyloop.publish.drawing.of_rows import picture_of
from moneyloop.publish.metadata import Metadata
from moneyloop.publish.pages.downloads import downloads_of
from moneyloop.publish.pages.tables import table_of

FOR_PEOPLE = True


def page(rows: Rows, metadata: Metadata) -> str:
    """Title, description and parameters, the rows as a table that can be sorted, and notes.

    Rows that are deals are drawn, too.
    """
    count = len(rows.rows)
    return pages.page(
        "report",
        metadata=metadata,
        count="1 row" if count == 1 else f"{count:,} rows",
        table=table_of(rows, metadata.title),
        picture=picture_of(rows),
        downloads=downloads_of(rows, metadata.name),
    )
