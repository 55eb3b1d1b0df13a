"""Names of firms, compared as people read them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping

NAMES_SUGGESTED = 3


def key(name: str) -> str:
    """What two spellings of one name share: blind to case, width, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(char for char in folded if unicodedata.category(char)[0] in "LNM")
    return kept or folded


def near(name: str, known: Mapping[str, str] | Iterable[str]) -> list[str]:
    """Known names that the reader may have meant, nearest first.

    `known` maps a spelling to what is suggested for it. Names that differ in a digit are never
    near: H100 is not H200.
    """
    spellings = dict(known) if isinstance(known, Mapping) else {item: item for item in known}
    keys = {key(spelling): suggested for spelling, suggested in spellings.items()}
    digits = _digits(key(name))
    matches = difflib.get_close_matches(key(name), keys, n=NAMES_SUGGESTED, cutoff=0.7)
    suggested = [keys[match] for match in matches if _digits(match) == digits]
    return list(dict.fromkeys(suggested))


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", text))
