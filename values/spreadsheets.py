"""Cells of CSV that a spreadsheet may open: text stays text and is never run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"


def guarded(text: str) -> str:
    """Text as it is written: with a guard before what would start a formula, or another guard."""
    return GUARD + text if text.startswith((*STARTS_A_FORMULA, GUARD)) else text


def unguarded(text: str) -> str:
    """Text as it is read: without one guard, where there is one for a reason."""
    return text[1:] if text.startswith(GUARD) and guarded(text[1:]) == text else text


def csv_line(cells: Iterable[str]) -> str:
    """One line of CSV with its line feed."""
    # The module quotes only what ends its own lines; with \r\n a lone \r in a cell is quoted too.
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n") + "\n"
