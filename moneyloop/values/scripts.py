"""Words that mix letters of scripts which look alike, such as a Cyrillic а among Latin letters."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

ALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
"""Scripts whose letters are mistaken for each other. Japanese words may well have Latin letters."""


class Mixed(NamedTuple):
    """A word of several scripts: one of its letters that is not of the most common one."""

    word: str
    letter: str
    script: str
    others: str


def mixed_scripts(text: str) -> Mixed | None:
    """The first word of a text that mixes scripts which look alike; None if no word does."""
    if text.isascii():
        return None
    for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text)):
        scripts = [_script(char) for char in word]
        found = [script for script in scripts if script]
        if len(set(found)) > 1:
            most = max(dict.fromkeys(found), key=found.count)
            at = next(i for i, script in enumerate(scripts) if script and script != most)
            other = scripts[at] or ""
            return Mixed(word, word[at], other.capitalize(), most.capitalize())
    return None


def _script(char: str) -> str | None:
    first = unicodedata.name(char, "").split(" ", 1)[0]
    return first if first in ALIKE else None
