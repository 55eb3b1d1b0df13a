"""Bytes as text, only where there is one way to read them."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from loader.files.source import Unreadable
from moneyloop.values.shown import shown

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    # Before UTF-16, whose mark this one begins with.
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

# As browsers have it: files that are called the left hold the characters of the right as well.
MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "shift_jis": "cp932", "utf-8": "utf-8-sig"}

# Python's own ways to write text in ASCII, in which no file is.
NO_FILES = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7")

WINDOWS, CENTRAL, JAPANESE = "cp1252", "cp1250", "cp932"
LOOKED_AT = 4096  # bytes, in which the pattern of UTF-16 shows
# What comes after one stretch is what comes before the next.
ODD_RUN = re.compile(r"([\x00-\x7f]?)([^\x00-\x7f]+)(?=([\x00-\x7f]?))")
ODD_BYTES = re.compile(rb"[\x80-\xff]")
CELL_ENDS = re.compile(rb'[,;\t|\r\n"]')


def text_of(data: bytes, encoding: str | None) -> str:
    """The text of a file, without a byte order mark. Raises Unreadable.

    Without `encoding` it is UTF-8, UTF-16, Windows-1252 or Shift-JIS; where the last two cannot
    be told apart, or the letters make sense in neither, the message asks for it.
    """
    if encoding is not None:
        return _decoded(data, _codec(encoding))
    for mark, codec in MARKS.items():
        if data.startswith(mark):
            return _decoded(data, codec)
    if wide := _wide(data):
        return _decoded(data, wide)
    if b"\x1b$" in data:
        line = data[: data.index(b"\x1b")].count(b"\n") + 1
        raise Unreadable("looks like ISO-2022-JP; say --encoding iso-2022-jp if it is", line)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _told_apart(data)


def _told_apart(data: bytes) -> str:
    readings = {}
    for codec in LIKELY:
        with suppress(UnicodeDecodeError):
            readings[codec] = data.decode(codec)
    likely = [codec for codec, text in readings.items() if LIKELY[codec](text)]
    # Central European names need not be told apart from others where they have the same letters;
    # by themselves they may be Turkish.
    if likely and likely[0] != CENTRAL and len({readings[codec] for codec in likely}) == 1:
        return readings[likely[0]]
    line, told = _first_odd(data, likely if len(likely) > 1 else [WINDOWS, JAPANESE])
    raise Unreadable(
        f"is not UTF-8, and which encoding it is cannot be told: {told}; say --encoding NAME, "
        "or save it as UTF-8",
        line,
    )


def _decoded(data: bytes, codec: str) -> str:
    try:
        text = data.decode(codec)
        if not text.isascii():
            text.encode()  # half of a character is none
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(
            f"is not {_called(codec)}; name its encoding by --encoding NAME", line
        ) from error
    except UnicodeError as error:
        raise Unreadable(f"holds halves of characters; is it {_called(codec)}?") from error
    return text.removeprefix("\ufeff")


def _codec(encoding: str) -> str:
    """The name by which Python knows an encoding of text."""
    try:
        codec = codecs.lookup(encoding.strip()).name
        "".encode(codec)  # what is no encoding of text fails here
        if codec.replace("-", "_") not in NO_FILES:
            return MEANT.get(codec, codec)
    except (LookupError, ValueError):
        pass
    raise Unreadable(
        f"cannot be read as {shown(encoding)}: there is no such encoding; say --encoding utf-8, "
        "utf-16, windows-1252, shift-jis or another that Python knows"
    )


def _called(codec: str) -> str:
    called = {WINDOWS: "windows-1252", CENTRAL: "windows-1250", JAPANESE: "shift-jis"}
    return called.get(codec, codec.removesuffix("-sig"))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its commas and line ends is NUL."""
    start = data[:LOOKED_AT]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    few, many = sorted((even, odd))
    # A few characters end in NUL themselves, such as the 一 of many names.
    if few * 4 > many or many < max(2, len(start) // 16):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _first_odd(data: bytes, codecs_: list[str]) -> tuple[int, str]:
    """The line of the first cell that is not ASCII, and how it would read."""
    found = ODD_BYTES.search(data)
    at = found.start() if found else 0
    ends = [end.end() for end in CELL_ENDS.finditer(data, max(0, at - 200), at)]
    begins = ends[-1] if ends else max(0, at - 200)
    end = CELL_ENDS.search(data, at)
    cell = data[begins : end.start() if end else at + 200]
    readings = [
        f"{shown(cell.decode(codec, 'replace').strip())} in {_called(codec)}" for codec in codecs_
    ]
    return data[:at].count(b"\n") + 1, f"a cell would be {' or '.join(readings)}"


# Windows: letters with accents stand among the letters of words, and signs outside of them.

# Without those that are rare: their bytes are usual letters of another alphabet.
WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœŠšŽžŸ")
MIDDLE = frozenset("ÁÂĂÄĆČÇÉĘËĚÍÎĎĐŃŇÓÔŐÖŘŮÚŰÜÝŢßáâăäćčçéęëěíîďđńňóôőöřůúűüýţŁłĄąŞşŻżŚśŤťŹźŠšŽžĽľ")
SIGNS = frozenset("§©®™°±·•…–—‘’“”‚„‹›«»²\u00a0")
AMOUNTS = frozenset("€£¥¼½")
AFTER_LETTERS = frozenset("’®™©\u00a0…–—°")


def _likely_windows(text: str, alphabet: frozenset[str] = WESTERN) -> bool:
    return all(_fits(run, before, after, alphabet) for run, before, after in _odd_runs(text))


def _fits(run: str, before: str, after: str, alphabet: frozenset[str]) -> bool:
    letters = [char for char in run if char in alphabet]
    if len(run) > 3 or not set(run) <= alphabet | SIGNS | AMOUNTS:
        return False
    among = _is_letter(before) or _is_letter(after)
    if AMOUNTS & set(run):
        # They stand beside figures: beside a letter they are letters themselves.
        return not letters and not among
    if not letters:
        return not (_is_letter(before) and _is_letter(after)) or set(run) <= AFTER_LETTERS
    alone = not before.strip() and not after.strip() and run.islower()
    if len(letters) > 2 or not (among or alone):
        return False
    # Nor does a capital within one of small letters.
    return not (before.islower() and run[0].isupper())


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


# Shift-JIS: kana and common characters, most of them side by side.


def _likely_japanese(text: str) -> bool:
    runs = _odd_runs(text)
    chars: Counter[str] = Counter()
    for (run, before, _), times in runs.items():
        for char, count in Counter(run).items():
            chars[char] += count * times
        if len(run) == 1 and _is_letter(before):
            chars[""] += times
    kinds: Counter[str] = Counter()
    for char, count in chars.items():
        kinds[_kind(char)] += count
    total = sum(kinds.values()) - kinds["lone"]
    usual = kinds["kana"] + kinds["common"] + kinds["sign"]
    return (
        not kinds["private"]
        and kinds["kana"] + kinds["common"] > 0
        and usual * 3 >= total * 2
        and kinds["narrow"] * 4 <= total
        and kinds["lone"] * 4 <= total
    )


def _kind(char: str) -> str:
    if not char:
        return "lone"
    if "\uff61" <= char <= "\uff9f":
        return "narrow"
    if "\u3041" <= char <= "\u30ff":
        return "kana"
    if "\ue000" <= char <= "\uf8ff":
        return "private"
    if "\u4e00" <= char <= "\u9fff":
        # The first half of the standard holds the characters of daily use.
        return "common" if char.encode(JAPANESE) < b"\x98\x9f" else "rare"
    return "sign"


LIKELY: dict[str, Callable[[str], bool]] = {
    WINDOWS: _likely_windows,
    JAPANESE: _likely_japanese,
    CENTRAL: lambda text: _likely_windows(text, MIDDLE),
}


def _odd_runs(text: str) -> Counter[tuple[str, str, str]]:
    """Every stretch without ASCII, with the characters before and after it, and how often."""
    return Counter((run, before, after) for before, run, after in ODD_RUN.findall(text))
