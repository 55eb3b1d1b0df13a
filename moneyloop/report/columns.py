"""The columns that a query returns, from its text."""

from __future__ import annotations

import re

from moneyloop.graph.query_file import code_of

OPENS, CLOSES = "([{", ")]}"
RETURN = re.compile(r"\bRETURN\b(\s+DISTINCT\b)?", re.IGNORECASE)
AFTER = re.compile(r"\b(ORDER\s+BY|SKIP|OFFSET|LIMIT)\b", re.IGNORECASE)
NAMED = re.compile(r"(?:.*\bAS\s+)?(\w+)", re.IGNORECASE | re.DOTALL)


def columns_of(text: str) -> tuple[str, ...] | None:
    """The names in the last RETURN of a query; None if one of its columns has no plain name."""
    outer = _outer(code_of(text))
    returns = list(RETURN.finditer(outer))
    if not returns:
        return None
    items = AFTER.split(outer[returns[-1].end() :])[0].split(",")
    names = [NAMED.fullmatch(item.strip()) for item in items]
    return tuple(name[1] for name in names if name) if all(names) else None


def _outer(code: str) -> str:
    """The code with blanks in place of all that is in brackets."""
    depth, outer = 0, []
    for char in code:
        depth -= char in CLOSES
        outer.append(char if depth == 0 else " ")
        depth += char in OPENS
    return "".join(outer)
