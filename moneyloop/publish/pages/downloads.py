"""Rows as files inside a page, so that a page that was mailed still has its data."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import csv, json

TYPES = (("csv", "text/csv", csv.render), ("json", "application/json", json.render))


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a reader can save: its name, its format, and its content as an address."""

    name: str
    format: str
    address: str


def downloads_of(rows: Rows, stem: str) -> tuple[Download, ...]:
    """The rows as CSV and as JSON, exact and with ids, as the command line writes them."""
    return tuple(
        Download(f"{stem}.{suffix}", suffix.upper(), _address(render(rows), mime))
        for suffix, mime, render in TYPES
    )


def _address(text: str, mime: str) -> str:
    encoded = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    return f"data:{mime};charset=utf-8;base64,{encoded}"
