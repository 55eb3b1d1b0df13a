"""Names of firms: which spellings mean the same, which are similar, and ids made from names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

from moneyloop.values.legal_forms import without_legal_form

NAMES_SUGGESTED = 3
NEAR = 70
"""The similarity in percent from which a known spelling is suggested for another one."""

NEAREST = 60
"""The weighted similarity in percent from which a known spelling is at least worth a suggestion."""

SIMILAR = 80
"""The similarity in percent from which one name may be the other with a typing error."""


@lru_cache(maxsize=100_000)  # long files repeat the same firms and words
def key(name: str) -> str:
    """What all spellings of a name share: case, width, spaces and punctuation are ignored."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(char for char in folded if unicodedata.category(char)[0] in "LNM")
    return kept or folded


def slug(name: str) -> str:
    """An id made from a name: casefolded NFKC in any script, with `-` between the words."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = (char if unicodedata.category(char)[0] in "LNM" else " " for char in folded)
    return "-".join("".join(kept).split())


def hashed(prefix: str, text: str, digits: int) -> str:
    """An id made from other text: a prefix and the first hex digits of its SHA-256."""
    return prefix + hashlib.sha256(text.encode()).hexdigest()[:digits]


def near(name: str, known: Iterable[str]) -> list[str]:
    """Known names that the user may have meant, the most similar first.

    Names with different digits are never near: H100 is not H200.
    """
    keys = {key(spelling): spelling for spelling in known}
    digits = _digits(key(name))
    same_digits = [known_key for known_key in keys if _digits(known_key) == digits]
    return [keys[match] for match in _matches(key(name), same_digits, NEAR)]


def near_in_words(name: str, known: Iterable[str]) -> list[str]:
    """Known ids that have a word like each word of a name, in any order, the most similar first."""
    from rapidfuzz import fuzz

    words = slug(name).split("-")
    found = []
    for spelling in known:
        others = slug(spelling).split("-")
        likeness = [max(fuzz.ratio(word, other) for other in others) for word in words]
        if min(likeness) >= SIMILAR:
            found.append((-sum(likeness), len(others), spelling))
    return [spelling for *_, spelling in sorted(found)[:NAMES_SUGGESTED]]


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Known names that contain most of a name, or are contained in it, the most similar first.

    Weaker than `near`: for suggestions when nothing else is similar.
    """
    from rapidfuzz import fuzz, process

    keys = {key(spelling): spelling for spelling in known}
    wanted = key(name)
    found = process.extract(
        wanted, keys.keys(), scorer=fuzz.WRatio, score_cutoff=NEAREST, limit=2 * NAMES_SUGGESTED
    )
    return [keys[match] for match, *_ in found][:NAMES_SUGGESTED] if len(wanted) > 1 else []


def _matches(name: str, keys: Collection[str], percent: int) -> list[str]:
    """The keys that are similar to a name by at least `percent`, the most similar first."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        name, keys, scorer=fuzz.ratio, score_cutoff=percent, limit=NAMES_SUGGESTED
    )
    return [match for match, *_ in found]


class SimilarNames:
    """An index of names that finds those which may be another name with a typing error."""

    def __init__(self) -> None:
        self._by_digits: dict[str, dict[str, str]] = {}
        self._without_form: dict[str, str] = {}

    def add(self, name: str) -> None:
        """Adds a name. Of names with the same key, the first is kept."""
        name_key = key(name)
        self._by_digits.setdefault(_digits(name_key), {}).setdefault(name_key, name)
        self._without_form.setdefault(_without_legal_form(name), name)

    def to(self, name: str) -> list[str]:
        """The names similar to this one, the most similar first; a name is similar to itself.

        Names with different digits are never similar, nor are those that differ in a code only.
        """
        candidates = self._by_digits.get(_digits(key(name)), {})
        same = self._without_form.get(_without_legal_form(name))
        matches = [
            candidates[match]
            for match in _matches(key(name), candidates.keys(), SIMILAR)
            if not _differ_in_code(name, candidates[match])
        ]
        return list(dict.fromkeys([*([same] if same else []), *matches]))


def _without_legal_form(name: str) -> str:
    return key(without_legal_form(name) or name)


LONGEST_LETTERS = 3
"""Longer words of letters are names, not parts of a code."""

_ROMAN = re.compile(r"[ivx]{1,5}")


@lru_cache(maxsize=100_000)
def _codes(name: str) -> tuple[str, ...]:
    """The parts of a name that are codes, such as `a` and `101` in `A-101`, `ii` in `Fund II`."""
    codes: list[str] = []
    for token in name.split():
        words = slug(token).split("-")
        if any(char.isdigit() for char in token):
            codes += [w for w in words if _digits(w) or len(w) <= LONGEST_LETTERS]
        else:
            codes += [w for w in words if len(w) == 1 or _ROMAN.fullmatch(w)]
    return tuple(codes)


def _differ_in_code(name: str, other: str) -> bool:
    """Whether two names have codes of the same form that are not the same."""
    codes, others = _codes(name), _codes(other)
    return codes != others and (
        list(map(len, codes)) == list(map(len, others))
        or (not _digits(name) and bool(codes) and bool(others))
    )


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", text))
