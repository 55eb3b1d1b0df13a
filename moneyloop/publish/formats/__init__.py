"""Rows in every format: a module per format, found by its name.

A module has `render(rows)`, which returns text that ends in a line feed, or bytes. A format that
also shows metadata has `page(rows, metadata)` instead if it is meant for a web browser, and
`feed(rows, metadata)` if it is not. `FOR_PEOPLE` marks formats that are read by
people: reports show them names of firms and percentages, and leave out rows that say nothing.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

from moneyloop.graph.transaction import Rows
from moneyloop.publish.metadata import Metadata

NO_METADATA = Metadata()


def formats() -> list[str]:
    """The names of all formats."""
    return sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))


def contents(rows: Rows, format_name: str, metadata: Metadata = NO_METADATA) -> str | bytes:
    """The rows in a format. Raises CannotRender if the format cannot hold them."""
    module = _module(format_name)
    with_metadata = getattr(module, "page", None) or getattr(module, "feed", None)
    content: str | bytes = with_metadata(rows, metadata) if with_metadata else module.render(rows)
    return content


def is_page(format_name: str) -> bool:
    """Whether the format is meant for a web browser and not for a terminal."""
    return hasattr(_module(format_name), "page")


def is_for_people(format_name: str) -> bool:
    """Whether the format is read by people and not by programs."""
    return getattr(_module(format_name), "FOR_PEOPLE", False)


def _module(format_name: str) -> Any:
    return import_module(f"moneyloop.publish.formats.{format_name}")


def render(rows: Rows, format_name: str) -> str:
    """The rows in a text format. Raises TypeError for a binary one."""
    text = contents(rows, format_name)
    if not isinstance(text, str):
        raise TypeError(f"{format_name} is not a text format")
    return text
