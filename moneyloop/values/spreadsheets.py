"""Cells for spreadsheets: text stays text and never runs as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"


def guarded(text: str) -> str:
    """Text to write: with a guard if it would start a formula, or starts with a guard itself."""
    return GUARD + text if text.startswith((*STARTS_A_FORMULA, GUARD)) else text


def unguarded(text: str) -> str:
    """Text as read from a cell: without the guard that `guarded` would have added."""
    return text[1:] if text.startswith(GUARD) and guarded(text[1:]) == text else text


def csv_line(cells: Iterable[str]) -> str:
    """A line of CSV, with its line feed."""
    # The csv module quotes only the characters of its own line terminator. With \r\n it also quotes
    # a single \r.
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n") + "\n"


# Characters that XML does not allow or (carriage returns) does not keep, and text that looks like
# the escape of one.
NOT_IN_XML = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
# Excel escapes these characters only, but other programs escape more. Half of a surrogate pair is
# not a character.
ESCAPE = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")


def xml_escaped(text: str) -> str:
    """Text as it is stored in a workbook: `_x000D_` for a carriage return, for example."""
    return NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def xml_unescaped(text: str) -> str:
    """The inverse of `xml_escaped`, also for escapes of other characters, such as `_x0020_`."""
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
