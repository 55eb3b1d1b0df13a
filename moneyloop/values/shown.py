"""Text out of files as messages show it: short, and harmless to a terminal."""

from __future__ import annotations

import unicodedata

LONGEST = 60  # characters


def shown(text: str) -> str:
    """The text in quotes, shortened, with escapes for what a terminal might obey."""
    return repr(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def harmless(text: str) -> str:
    """The whole text, with escapes for what a terminal might obey or cannot write."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_shown(char) else repr(char)[1:-1] for char in text)


def _is_shown(char: str) -> bool:
    # To Python no space but the common one is printable; Japanese has a wide one.
    return char.isprintable() or unicodedata.category(char) == "Zs"
