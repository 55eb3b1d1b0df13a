"""Text from files as messages show it: short, and harmless to a terminal."""

from __future__ import annotations

import unicodedata

LONGEST = 60  # characters


def shown(text: str) -> str:
    """The text in quotes, shortened, with control characters escaped."""
    return repr(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def harmless(text: str) -> str:
    """The whole text, with escapes for characters that a terminal might obey or cannot print."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_printable(char) else repr(char)[1:-1] for char in text)


def _is_printable(char: str) -> bool:
    # Python calls only the ASCII space printable, but Japanese text has wide ones.
    return char.isprintable() or unicodedata.category(char) == "Zs"
