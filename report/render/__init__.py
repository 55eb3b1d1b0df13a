"""Rows as text: one module a format, found by its name."""

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


def render(rows: Rows, format_name: str) -> str:
    """The rows in a format, with a line feed at the end."""
    text: str = import_module(f"report.render.{format_name}").render(rows)
    return text
