"""Rows in every format: one module each, found by its name."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

from graph.connection import Rows


def formats() -> list[str]:
    """The names of all formats."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules([str(Path(__file__).parent)])
        if module.name != "cells"
    )


def contents(rows: Rows, format_name: str) -> str | bytes:
    """The rows in a format: text with a line feed at its end, or bytes where it is not text.

    Raises CannotRender where the format has no room for them.
    """
    made: str | bytes = import_module(f"report.render.{format_name}").render(rows)
    return made


def render(rows: Rows, format_name: str) -> str:
    """The rows in a format that is text."""
    text = contents(rows, format_name)
    if not isinstance(text, str):
        raise TypeError(f"{format_name} is no text")
    return text
