"""Names of firms, compared as people read them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

NAMES_SUGGESTED = 3


def key(name: str) -> str:
    """What two spellings of one name share: blind to case, width, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(char for char in folded if unicodedata.category(char)[0] in "LNM")
    return kept or folded


def near(name: str, known: Iterable[str]) -> list[str]:
    """Known names that the reader may have meant, nearest first.

    Names that differ in a digit are never near: H100 is not H200.
    """
    keys = {key(spelling): spelling for spelling in known}
    digits = _digits(key(name))
    matches = difflib.get_close_matches(key(name), keys, n=NAMES_SUGGESTED, cutoff=0.7)
    return [keys[match] for match in matches if _digits(match) == digits]


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", text))
