"""Text from files as messages show it: short, and harmless to a terminal."""

from __future__ import annotations

import os
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


def not_utf8(name: str) -> bool:
    """Whether an argument or the name of a file has bytes that are not UTF-8, which Python
    represents by surrogates."""
    return any("\ud800" <= char <= "\udfff" for char in name)


def escaped_bytes(name: str) -> str:
    """Such a name with its bytes written as \\xe9."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _is_printable(char: str) -> bool:
    # Python calls only the ASCII space printable, but Japanese text has wide ones.
    return char.isprintable() or unicodedata.category(char) == "Zs"
