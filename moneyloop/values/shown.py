"""Characters that a terminal might obey: refused in stored text, escaped where text is shown."""

from __future__ import annotations

import json
import os
import re
import unicodedata

LONGEST = 60  # characters

CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
BIDIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")


def control_in(text: str) -> str | None:
    """The first character that no text may contain, as an escape; None if there is none.

    These are control characters, which include tabs and the ends of lines, line and paragraph
    separators, and halves of surrogate pairs.
    """
    found = CONTROL.search(text)
    return repr(found[0]) if found else None


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


def harmless_lines(text: str, *, is_json: bool = False) -> str:
    """Text of several lines as a terminal may show it. JSON remains JSON."""
    lines = text.split("\n")
    return "\n".join(map(_harmless_json, lines) if is_json else map(harmless, lines))


def _harmless_json(line: str) -> str:
    return "".join(char if _is_printable(char) else json.dumps(char)[1:-1] for char in line)


def _is_printable(char: str) -> bool:
    # Python calls only the ASCII space printable, but Japanese text has wide ones.
    return char.isprintable() or unicodedata.category(char) == "Zs"
