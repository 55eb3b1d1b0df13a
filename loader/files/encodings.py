"""The encoding of a text: given, stated by a byte order mark, or detected.

An encoding is detected only if there is one plausible way to read the bytes; otherwise the user
has to name it.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from loader.files.input import Unreadable
from moneyloop.values.shown import shown

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    # Before UTF-16, because the mark of UTF-32 begins with that of UTF-16.
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

# As in browsers: files said to be in the encoding on the left may be in its superset on the right.
SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "shift_jis": "cp932", "utf-8": "utf-8-sig"}

# Codecs of Python that are not encodings of files.
NOT_FOR_FILES = (
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "utf_7",
)

WINDOWS, CENTRAL, JAPANESE = "cp1252", "cp1250", "cp932"
SAMPLE = 4096  # bytes in which to look for the pattern of UTF-16
# The character after one run is also the one before the next, hence the lookahead.
NON_ASCII_RUN = re.compile(r"([\x00-\x7f]?)([^\x00-\x7f]+)(?=([\x00-\x7f]?))")
NON_ASCII_BYTE = re.compile(rb"[\x80-\xff]")
CELL_END = re.compile(rb'[,;\t|\r\n"]')


def text_of(data: bytes, encoding: str | None) -> str:
    """The text of a file, without a byte order mark. Raises Unreadable.

    Without `encoding`, UTF-8, UTF-16, Windows-1252 and Shift-JIS are detected. If the last two are
    both plausible, or neither is, the error message asks for the encoding. A guess by
    charset-normalizer would not help there: it was wrong for more than half of the samples that
    get this far.
    """
    if encoding is not None:
        return _decode(data, _codec(encoding))
    for mark, codec in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decode(data, codec)
    if utf_16 := _unmarked_utf_16(data):
        return _decode(data, utf_16)
    if b"\x1b$" in data:
        line = data[: data.index(b"\x1b")].count(b"\n") + 1
        raise Unreadable("looks like ISO-2022-JP; if it is, add --encoding iso-2022-jp", line)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _detect(data)


def _detect(data: bytes) -> str:
    """The text in the one plausible encoding that is not Unicode."""
    readings = {}
    for codec in PLAUSIBLE:
        with suppress(UnicodeDecodeError):
            readings[codec] = data.decode(codec)
    plausible = [codec for codec, text in readings.items() if PLAUSIBLE[codec](text)]
    # Western and Central European may both be plausible if they give the same letters. Central
    # European alone is not enough: the text may be Turkish.
    if plausible and plausible[0] != CENTRAL and len({readings[codec] for codec in plausible}) == 1:
        return readings[plausible[0]]
    line, example = _example(data, plausible if len(plausible) > 1 else [WINDOWS, JAPANESE])
    raise Unreadable(
        f"is not UTF-8, and its encoding cannot be detected: {example}; add --encoding NAME, "
        "or save it as UTF-8",
        line,
    )


def _decode(data: bytes, codec: str) -> str:
    try:
        text = data.decode(codec)
        if not text.isascii():
            text.encode()  # fails for a lone surrogate
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(
            f"is not {_name(codec)}; give its encoding with --encoding NAME", line
        ) from error
    except UnicodeError as error:
        raise Unreadable(f"contains lone surrogates; is it {_name(codec)}?") from error
    return text.removeprefix("\ufeff")


def _codec(encoding: str) -> str:
    """The name of an encoding in Python."""
    try:
        codec = codecs.lookup(encoding.strip()).name
        "".encode(codec)  # fails for codecs that are not encodings of text
        if codec.replace("-", "_") not in NOT_FOR_FILES:
            return SUPERSETS.get(codec, codec)
    except (LookupError, ValueError):
        pass
    raise Unreadable(
        f"cannot be read as {shown(encoding)}: there is no such encoding; use --encoding utf-8, "
        "utf-16, windows-1252, shift-jis or another that Python knows"
    )


def _name(codec: str) -> str:
    """The usual name of a codec of Python."""
    usual = {WINDOWS: "windows-1252", CENTRAL: "windows-1250", JAPANESE: "shift-jis"}
    return usual.get(codec, codec.removesuffix("-sig"))


def _unmarked_utf_16(data: bytes) -> str | None:
    """The codec of UTF-16 without a mark, in which every other byte of ASCII text is NUL."""
    start = data[:SAMPLE]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    few, many = sorted((even, odd))
    # The low byte of some characters is NUL as well, such as that of the frequent 一.
    if few * 4 > many or many < max(2, len(start) // 16):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _example(data: bytes, candidates: list[str]) -> tuple[int, str]:
    """The line of the first cell that is not ASCII, and its text in each of the encodings."""
    found = NON_ASCII_BYTE.search(data)
    at = found.start() if found else 0
    ends = [end.end() for end in CELL_END.finditer(data, max(0, at - 200), at)]
    start = ends[-1] if ends else max(0, at - 200)
    end = CELL_END.search(data, at)
    cell = data[start : end.start() if end else at + 200]
    readings = [
        f"{shown(cell.decode(codec, 'replace').strip())} in {_name(codec)}" for codec in candidates
    ]
    return data[:at].count(b"\n") + 1, f"a cell would be {' or '.join(readings)}"


# Windows: accented letters are next to other letters, and signs are not.

# Without rare letters, whose bytes are common letters in another alphabet.
WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœŠšŽžŸ")
CENTRAL_EUROPEAN = frozenset(
    "ÁÂĂÄĆČÇÉĘËĚÍÎĎĐŃŇÓÔŐÖŘŮÚŰÜÝŢßáâăäćčçéęëěíîďđńňóôőöřůúűüýţŁłĄąŞşŻżŚśŤťŹźŠšŽžĽľ"
)
SIGNS = frozenset("§©®™°±·•…–—‘’“”‚„‹›«»²\u00a0")
AMOUNTS = frozenset("€£¥¼½")
AFTER_LETTERS = frozenset("’®™©\u00a0…–—°")


def _plausible_windows(text: str, alphabet: frozenset[str] = WESTERN) -> bool:
    return all(_fits(run, before, after, alphabet) for run, before, after in _non_ascii_runs(text))


def _fits(run: str, before: str, after: str, alphabet: frozenset[str]) -> bool:
    letters = [char for char in run if char in alphabet]
    if len(run) > 3 or not set(run) <= alphabet | SIGNS | AMOUNTS:
        return False
    in_word = _is_letter(before) or _is_letter(after)
    if AMOUNTS & set(run):
        # They belong beside digits; beside a letter they would be letters of another alphabet.
        return not letters and not in_word
    if not letters:
        return not (_is_letter(before) and _is_letter(after)) or set(run) <= AFTER_LETTERS
    is_word = not before.strip() and not after.strip() and run.islower()
    if len(letters) > 2 or not (in_word or is_word):
        return False
    # A capital does not follow a small letter.
    return not (before.islower() and run[0].isupper())


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


# Shift-JIS: kana and common kanji, most of them next to each other.


def _plausible_japanese(text: str) -> bool:
    runs = _non_ascii_runs(text)
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
        # JIS level 1 has the characters in everyday use.
        return "common" if char.encode(JAPANESE) < b"\x98\x9f" else "rare"
    return "sign"


PLAUSIBLE: dict[str, Callable[[str], bool]] = {
    WINDOWS: _plausible_windows,
    JAPANESE: _plausible_japanese,
    CENTRAL: lambda text: _plausible_windows(text, CENTRAL_EUROPEAN),
}


def _non_ascii_runs(text: str) -> Counter[tuple[str, str, str]]:
    """How often each run of non-ASCII characters occurs, with the characters around it."""
    return Counter((run, before, after) for before, run, after in NON_ASCII_RUN.findall(text))
