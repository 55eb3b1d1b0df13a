"""Rows in every format: one module each, found by its name."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

from moneyloop.graph.connection import Rows
from moneyloop.report.about import About

NOTHING = About()


def formats() -> list[str]:
    """The names of all formats."""
    return sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))


def contents(rows: Rows, format_name: str, about: About = NOTHING) -> str | bytes:
    """The rows in a format: text with a line feed at its end, or bytes where it is not text.

    A format with room for words, whose module has `page` instead of `render`, says what the rows
    are about, too. Raises CannotRender where the format has no room for the rows.
    """
    module = _module(format_name)
    made: str | bytes = module.page(rows, about) if is_page(format_name) else module.render(rows)
    return made


def is_page(format_name: str) -> bool:
    """Whether it is made for a browser, and is nothing for a terminal."""
    return hasattr(_module(format_name), "page")


def _module(format_name: str) -> Any:
    return import_module(f"moneyloop.publish.formats.{format_name}")


def render(rows: Rows, format_name: str) -> str:
    """The rows in a format that is text."""
    text = contents(rows, format_name)
    if not isinstance(text, str):
        raise TypeError(f"{format_name} is no text")
    return text
