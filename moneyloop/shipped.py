"""Finds the folders of data that ship with the program."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def shipped(folder: str) -> Path:
    """The path of `cypher`, `docs` or `knowledge`.

    It is inside the package of a wheel, and beside it in a checkout.
    """
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder
