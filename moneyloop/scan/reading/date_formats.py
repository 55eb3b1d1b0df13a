"""Dates in a form that the user states, in the words of strptime: %d.%m.%y, %Y%m%d."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import ibis

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PATTERNS = {
    "Y": "([1-9][0-9]{3})",
    "y": "([0-9]{2})",
    "m": "([0-9]{1,2})",
    "d": "([0-9]{1,2})",
    "b": f"((?:{'|'.join(MONTHS)})[a-z]*)",
    "B": f"((?:{'|'.join(MONTHS)})[a-z]*)",
    "H": "([0-9]{1,2})",
    "I": "([0-9]{1,2})",
    "M": "([0-9]{1,2})",
    "S": "([0-9]{1,2})",
    "f": "([0-9]{1,6})",
    "p": "([ap]m)",
}
"""The pattern of each directive; names of months are English and case-insensitive."""

PIVOT = "69"
"""Two digits from this one on are a year of the last century, as in POSIX and Python."""


@dataclass(frozen=True, slots=True)
class DateFormat:
    """`text` is the form as the user gives it; `pattern` captures the values of its `words`."""

    text: str
    pattern: str
    words: tuple[str, ...]

    @property
    def has_time(self) -> bool:
        """Whether dates have a time."""
        return bool({"H", "I"} & set(self.words))


def parse(text: str) -> DateFormat:
    """The form of dates. Raises ValueError with a message for the user."""
    pieces = re.findall(r"%(.?)|([^%]+)", text)
    words = tuple(word for word, _literal in pieces if word and word != "%")
    unknown = [word for word in words if word not in PATTERNS]
    if unknown or any(not word and not literal for word, literal in pieces):
        has = ", ".join(f"%{word}" for word in unknown) or "a single %"
        raise ValueError(
            f"--date-format {text} has {has}; "
            f"it may have {', '.join(f'%{word}' for word in PATTERNS)}"
        )
    kinds = [{"y": "Y", "b": "m", "B": "m", "I": "H"}.get(word, word) for word in words]
    if not {"Y", "m", "d"} <= set(kinds) or len(set(kinds)) < len(kinds):
        raise ValueError(
            f"--date-format {text} must have a year (%Y or %y), a month (%m or %b) and a day (%d), "
            "each once, such as %d.%m.%y or %Y%m%d"
        )
    if ("I" in words) != ("p" in words) or ("M" in words and "H" not in kinds):
        raise ValueError(f"--date-format {text} needs %H, or %I and %p, for its time")
    pattern = ""
    for at, (word, literal) in enumerate(pieces):
        if literal or word == "%":
            pattern += re.escape(literal or "%")
            continue
        beside = pieces[max(at - 1, 0) : at + 2]
        is_adjacent = sum(bool(other) and other != "%" for other, _literal in beside) > 1
        one = PATTERNS[word]
        # Without a separator only two digits each are certain.
        pattern += one.replace("{1,2}", "{2}") if is_adjacent else one
    return DateFormat(text, f"(?i)^{pattern}$", words)


def as_timestamp(cell: Any, date_format: DateFormat) -> Any:
    """The time; null if the text does not have the form, or is not a valid date."""
    parts = {
        word: cell.re_extract(date_format.pattern, at)
        for at, word in enumerate(date_format.words, 1)
    }
    year = parts.get("Y")
    if year is None:
        short = parts["y"]
        year = (short >= PIVOT).ifelse(ibis.literal("19"), ibis.literal("20")).concat(short)
    month = parts.get("m")
    if month is None:
        name = parts["b" if "b" in parts else "B"].substr(0, 3).lower()
        month = ibis.cases(*((name == one, f"{at:02}") for at, one in enumerate(MONTHS, 1)))
    text = year.concat("-", month, "-", parts["d"])
    if date_format.has_time:
        text = text.concat(" ", _hour(parts), ":", parts.get("M", "00"), ":", parts.get("S", "00"))
        if "f" in parts:
            text = text.concat(".", parts["f"])
    return cell.re_search(date_format.pattern).ifelse(text.try_cast("timestamp"), None)


def _hour(parts: dict[str, Any]) -> Any:
    if "H" in parts:
        return parts["H"]
    hour, is_afternoon = parts["I"].try_cast("int64"), parts["p"].lower() == "pm"
    is_hour = (hour >= 1) & (hour <= 12)
    return is_hour.ifelse((hour % 12 + is_afternoon.ifelse(12, 0)).cast("string"), "99")
