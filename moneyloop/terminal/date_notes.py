"""Notes on queries that compare dates of the graph with text: no such comparison is true."""

from __future__ import annotations

import re
from collections.abc import Mapping

DATES = (
    *("announced", "signed", "closed", "starts", "ends", "ended", "since", "until"),
    *("published", "term_from", "term_to"),
)
"""The properties of deals and sources that are dates."""

_OPERATOR = r"\s*(?:=|<>|<=|>=|<|>)\s*"
_PROPERTY = rf"\w+\.({'|'.join(DATES)})\b"
_TEXT = r"""(?:['"]|\$(\w+)\b)"""
_COMPARISON = re.compile(rf"{_PROPERTY}{_OPERATOR}{_TEXT}")
_REVERSED = re.compile(rf"""(?:['"]|\$(\w+)){_OPERATOR}{_PROPERTY}""")


def notes_on_dates(query: str, parameters: Mapping[str, object]) -> list[str]:
    """A sentence for each property with a date that the query compares with text."""
    found = [(match[1], match[2]) for match in _COMPARISON.finditer(query)]
    found += [(match[2], match[1]) for match in _REVERSED.finditer(query)]
    names = [name for name, value in found if not value or isinstance(parameters.get(value), str)]
    return [
        f"{name} is a date, which is never equal to text or before or after it; write "
        f"date('2026-01-31') or toString(….{name})"
        for name in dict.fromkeys(names)
    ]
