"""An Atom feed (RFC 4287) of rows that have a day, such as changes and imports."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from moneyloop import clock
from moneyloop.graph.transaction import Rows
from moneyloop.publish.metadata import Metadata, made_by
from moneyloop.report.cells import CannotRender, is_money, json_value, text_of
from moneyloop.values.money import money
from moneyloop.values.shown import harmless

FOR_PEOPLE = True

ATOM = "http://www.w3.org/2005/Atom"
IDS = UUID("6f1f0c9e-6b0b-4f5e-9f0e-3c2a8d5b7a10")
"""The namespace of the ids. With another one, feed readers would show all entries again."""


def feed(rows: Rows, metadata: Metadata) -> str:
    """An entry for each row that has a day, the newest first.

    The id of an entry depends only on the feed and on what identifies its row, so that it is the
    same in every run; that of the feed on the title and the parameters, without their days. Raises
    CannotRender if the rows are not entries of a feed.
    """
    if metadata.feed is None or metadata.feed.day not in rows.columns:
        raise CannotRender(
            "atom needs rows with a day, such as those of `moneyloop report changes` and "
            "`moneyloop imports`; choose another format"
        )
    filters = [pair for pair in metadata.parameters if not isinstance(pair[1], date)]
    feed_id = _id(metadata.title, [[name, str(value)] for name, value in filters])
    entries = sorted(
        ((_moment(row[metadata.feed.day]), row) for row in rows.maps() if row[metadata.feed.day]),
        key=lambda entry: entry[0],
        reverse=True,
    )
    root = ET.Element("feed", xmlns=ATOM)
    _add(root, "title", f"moneyloop: {metadata.title}")
    _add(root, "id", feed_id)
    _add(root, "updated", entries[0][0] if entries else _moment(clock.today()))
    _add(ET.SubElement(root, "author"), "name", "moneyloop")
    _add(root, "subtitle", made_by(clock.today()))
    seen: Counter[str] = Counter()
    for moment, row in entries:
        key = _id(feed_id, [json_value(row[column]) for column in metadata.feed.key])
        seen[key] += 1
        entry = ET.SubElement(root, "entry")
        _add(entry, "title", _title(row, metadata.feed.title or rows.columns, metadata.feed.day))
        _add(entry, "id", key if seen[key] == 1 else _id(key, seen[key]))
        _add(entry, "updated", moment)
        lines = [f"{name.replace('_', ' ')}: {_text(name, cell)}" for name, cell in row.items()]
        _add(entry, "content", "\n".join(line for line in lines if not line.endswith(": ")))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _id(of: str, what: Any) -> str:
    return f"urn:uuid:{uuid5(IDS, json.dumps([of, what], ensure_ascii=False))}"


def _moment(value: Any) -> str:
    """A day or a time as RFC 3339 demands it; one without a zone is in UTC."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return f"{text_of(value)}T00:00:00Z"


def _title(row: dict[str, Any], columns: tuple[str, ...], day: str) -> str:
    shown = [name for name in columns if name != day and row[name] is not None]
    short = [name for name in shown if isinstance(row[name], str) or is_money(name)]
    words = [_text(name, row[name]) for name in (short if columns == tuple(row) else shown)]
    return ", ".join(words) or _text(day, row[day])


def _text(column: str, cell: Any) -> str:
    if isinstance(cell, int) and not isinstance(cell, bool) and is_money(column):
        return money(cell)
    if isinstance(cell, list):
        return "; ".join(
            " → ".join(map(text_of, item)) if isinstance(item, list) else text_of(item)
            for item in cell
        )
    return text_of(cell)


def _add(parent: ET.Element, name: str, text: str) -> None:
    # XML cannot hold most control characters, not even escaped.
    ET.SubElement(parent, name).text = "\n".join(map(harmless, text.split("\n")))
