"""Names of firms, compared as people read them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

NAMES_SUGGESTED = 3
ALIKE = 70
"""Percent of two spellings that agree at least where one may be meant by the other."""

CLOSE = 80
"""Percent that agree at least where two names look like one name with a slip."""

LEGAL_FORMS = frozenset(
    ("ab", "ag", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "group", "holding")
    + ("holdings", "inc", "incorporated", "kk", "limited", "llc", "llp", "lp", "ltd", "nv", "oy")
    + ("plc", "pte", "pty", "sa", "se", "spa", "srl", "the", "株式会社", "有限会社", "合同会社")
)
"""What a firm's name says of its legal form; names that differ in these alone are close."""


@lru_cache(maxsize=100_000)  # long files name the same firms and the same words again and again
def key(name: str) -> str:
    """What two spellings of one name share: blind to case, width, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(char for char in folded if unicodedata.category(char)[0] in "LNM")
    return kept or folded


def slug(name: str) -> str:
    """An id made from a name: NFKC, casefolded, any script, each run of anything else a `-`."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = (char if unicodedata.category(char)[0] in "LNM" else " " for char in folded)
    return "-".join("".join(kept).split())


def hashed(prefix: str, text: str, digits: int) -> str:
    """An id made from text that is no name: the first hex digits of its sha256."""
    return prefix + hashlib.sha256(text.encode()).hexdigest()[:digits]


def near(name: str, known: Iterable[str]) -> list[str]:
    """Known names that the reader may have meant, nearest first.

    Names that differ in a digit are never near: H100 is not H200.
    """
    keys = {key(spelling): spelling for spelling in known}
    return [keys[match] for match in _alike(key(name), keys, ALIKE)]


def _alike(wanted: str, keys: Collection[str], percent: int) -> list[str]:
    from rapidfuzz import fuzz, process

    digits = _digits(wanted)
    same_digits = [one for one in keys if _digits(one) == digits]
    found = process.extract(
        wanted, same_digits, scorer=fuzz.ratio, score_cutoff=percent, limit=NAMES_SUGGESTED
    )
    return [match for match, *_ in found]


class SimilarNames:
    """Names among which those are looked for that look like another name with a slip."""

    def __init__(self) -> None:
        self._by_digits: dict[str, dict[str, str]] = {}
        self._bare: dict[str, str] = {}

    def add(self, name: str) -> None:
        """Adds a name; of two that differ in case, width or punctuation alone the first stays."""
        wanted = key(name)
        self._by_digits.setdefault(_digits(wanted), {}).setdefault(wanted, name)
        self._bare.setdefault(_without_legal_form(name), name)

    def to(self, name: str) -> list[str]:
        """The names that are close to this one, closest first; a name is close to itself.

        Names that differ in a digit are never close.
        """
        from rapidfuzz import fuzz, process

        wanted = key(name)
        among = self._by_digits.get(_digits(wanted), {})
        found = process.extract(
            wanted, among.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=NAMES_SUGGESTED
        )
        bare = self._bare.get(_without_legal_form(name))
        alike = ([bare] if bare else []) + [among[match] for match, *_ in found]
        return list(dict.fromkeys(alike))


def _without_legal_form(name: str) -> str:
    words = slug(name).split("-")
    return key(" ".join(word for word in words if word not in LEGAL_FORMS) or name)


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", text))
