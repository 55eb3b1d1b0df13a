"""Cells that a spreadsheet may open: text stays text and is never run as a formula."""

from __future__ import annotations

import csv
import io
import re
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


# What XML cannot hold or, as a carriage return, does not keep; and what looks like its escape.
NO_XML = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPE = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff]|[Ff]{3}[EeFf])_")


def xml_escaped(text: str) -> str:
    """Text as a workbook holds it: `_x000D_` for a carriage return and the like."""
    return NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def xml_unescaped(text: str) -> str:
    """Text as it was before `xml_escaped`."""
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
