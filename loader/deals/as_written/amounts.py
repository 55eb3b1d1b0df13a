"""Amounts in more forms than `parse_amount` reads, where they leave a single meaning."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from moneyloop.values.amounts import (
    SMALL,
    AmountError,
    Unit,
    currency_of,
    has_scale,
    parse_amount,
    parse_unit,
)
from moneyloop.values.shown import shown

LONGEST = 200
LONGEST_SCALED = 7
"""A number of more digits is not in millions or more, whatever the header says."""

DECIMAL_OPTION = "--decimal comma or point for all such amounts"

SCALE_WORDS = {
    10**3: "thousand",
    10**4: "万",
    10**5: "lakh",
    10**6: "million",
    10**7: "crore",
    10**8: "億",
    10**9: "billion",
    10**11: "千億",
    10**12: "trillion",
}
_FOREIGN = {
    "billion": "mrd|mrd.|milliarde|milliarden|mia|mia.|milliard|milliards|miljard|miljarder"
    "|milliardo|miliardi|mil millones|md|md.|bil|bil.",
    "million": "mio|mio.|mill.|millionen|millón|millones|miljoen|miljoner|milione|milioni"
    "|milhão|milhões",
    "trillion": "billionen",
    "thousand": "tsd|tsd.|tausend|mille",
}
_SCALE_OF = {word: scale for scale, words in _FOREIGN.items() for word in words.split("|")}
_SCALE_WORD = re.compile(
    r"(?<![^\W\d_])("
    + "|".join(sorted(map(re.escape, _SCALE_OF), key=len, reverse=True))
    + r")(?![^\W\d_])",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\s*†‡]+$|(?:\s*\[\d+\])+$")
_ESTIMATED = re.compile(
    r"(?:\s*\((?:est|estimated|approx|approximately)\.?\)|\s+est\.?)$", re.IGNORECASE
)
_ABOUT = re.compile(
    r"^(?:(?:c\.|ca\.|est\.|env\.)\s*|(?:ca|estimated|rund|etwa|ungefähr|environ)\s+)"
    r"(?=[a-z]*[^\w]?\s*\d)",
    re.IGNORECASE,
)
_SPELLED = (
    (re.compile(r"us[- ](dollars?)|us (\$)", re.IGNORECASE), r"us\1\2"),
    (re.compile(r"美元|달러"), " USD "),
    (re.compile(r"元?人民币|元?人民幣"), " CNY "),
    (re.compile(r"欧元|歐元|유로"), " EUR "),
    (re.compile(r"日元|日圓"), " JPY "),
    (re.compile(r"원"), " KRW "),
    (re.compile(r"조"), "兆"),
    (re.compile(r"억"), "億"),
    (re.compile(r"\brs\.? ?(?=\d)", re.IGNORECASE), "INR "),
    (re.compile(r"\bd['’](?=euros?)", re.IGNORECASE), ""),
    (re.compile(r"(?<=\d|[\s€$£])(mn|bn|tn|mln|bln|m|b)\.(?=\W|$)", re.IGNORECASE), r"\1"),
)
"""Words for currencies and scales as `parse_amount` knows them."""

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}", re.IGNORECASE)
_UP_TO = re.compile(r"^(?:bis zu|bis|jusqu'à|hasta)\s+", re.IGNORECASE)
_PARENTHESES = re.compile(r"\(([^()\d]*)\)")
_ATTACHED = re.compile(
    r"(?<![a-z])(usd|eur|gbp|jpy|cny|krw|chf|cad|aud|inr)(k|mm?|mn|bn?|tn)(?![a-z])", re.IGNORECASE
)
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d{1,12}),(\d{1,2})(?![\d.,])")
_DOTS_AND_COMMA = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+),(\d{1,2})(?![\d.,])")
_DOTS = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3}){2,})(?![\d.,])")
_APOSTROPHES = re.compile(r"(?<![\d.,])(\d{1,3}(?:['’]\d{3})+)(?![\d'’])")
_LAKHS = re.compile(r"(?<![\d.,])(\d{1,2}(?:,\d\d)+,\d{3})(?![\d.,])")
_GROUPED = re.compile(r"\d+(?:[, _]\d{3})*")
"""A number, perhaps with signs between its thousands."""

_DOT_AND_THREE = re.compile(r"(?<![\d.,])\d{1,3}\.\d{3}(?![\d.,])")
_THREE = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{3}(?![\d.,])")


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells with several meanings are read.

    `date_order` is that of day, month and year, `decimal` the decimal mark of amounts ("comma" or
    "point"), `currency` that of amounts without one.
    """

    date_order: str | None = None
    decimal: str | None = None
    currency: str | None = None
    allow_small: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """An amount in words that `parse_amount` reads, and what the source says if that differs."""

    text: str
    as_stated: str


@lru_cache(maxsize=10_000)
def amount_of(
    text: str, currency: str | None, unit: Unit | None, unit_text: str, how: Reading
) -> Stated | None:
    """The amount in a form that `parse_amount` reads; None if nothing has to be changed, or can be.

    `currency` is what the line or an option gives. `unit` is that of the column, for numbers that
    have no scale of their own; the header spells it `unit_text`. Raises AmountError for a number
    that can hardly be in this unit.
    """
    if len(text) > LONGEST:
        return None
    rewritten = _rewritten(_with_point(text, how.decimal), is_settled=how.decimal is not None)
    if unit is not None and unit.scale and not has_scale(rewritten):
        is_unclear = how.decimal is None and _DOT_AND_THREE.search(rewritten)
        if is_unclear or _contradicts(rewritten, unit):
            return None  # 1.200 is 1.2 or 1200
        digits = (re.sub(r"\D", "", number) for number in _GROUPED.findall(rewritten))
        if unit.scale >= SMALL and max(map(len, digits), default=0) > LONGEST_SCALED:
            raise AmountError(
                f"{shown(text)} is too large for a column of {unit_text}; write the unit beside it"
            )
        scaled = f"{rewritten} {SCALE_WORDS[unit.scale]}"
        scaled = re.sub(r"\+ (\w+)$", r" \1+", scaled)
        return Stated(scaled, f"{text} ({unit_text})")
    if rewritten == text or (how.decimal is None and _is_read(text, currency, how.allow_small)):
        return None
    return Stated(rewritten, text)


def _with_point(text: str, decimal: str | None) -> str:
    """The text with a decimal point and no marks of thousands, if the decimal mark is known."""
    mark, other = {"comma": (",", "."), "point": (".", ",")}.get(decimal or "", ("", ""))
    if not mark:
        return text
    grouped = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{re.escape(other)}\d{{3}})+(?!\d)")
    plain = grouped.sub(lambda found: found[0].replace(other, ""), text)
    return re.sub(rf"(?<=\d){re.escape(mark)}(?=\d)", ".", plain)


def why_unclear(text: str) -> str | None:
    """Why an amount such as `1,500 Mrd` has no single meaning; None if that is not its problem."""
    plain = unicodedata.normalize("NFKC", text)
    found = _THREE.search(plain)
    if not found or not (scale := _SCALE_WORD.search(plain)):
        return None
    word = _SCALE_OF[scale[1].casefold()]
    few, many = re.sub("[.,]", ".", found[0]).rstrip("0").rstrip("."), re.sub("[.,]", "", found[0])
    return f"this may be {few} or {many} {word}; write one of these, or add {DECIMAL_OPTION}"


def is_money(text: str) -> bool:
    """Whether a text is an amount that names its currency or has a scale."""
    plain = _rewritten(text)
    return (currency_of(plain) is not None or has_scale(plain)) and _is_read(plain, None, True)


def _contradicts(text: str, unit: Unit) -> bool:
    """Whether a text without a scale names another currency than its column."""
    return unit.currency is not None and currency_of(text) not in (None, unit.currency)


def _is_read(text: str, currency: str | None, allow_small: bool) -> bool:
    try:
        given = currency or (None if currency_of(text) else "USD")
        parse_amount(text, given, allow_small=allow_small)
    except AmountError:
        return False
    return True


def _rewritten(text: str, *, is_settled: bool = False) -> str:
    """The text with foreign words, decimal commas and thousands marks replaced.

    With `is_settled`, the decimal mark is known to be a point.
    """
    # Normalizing would turn marks such as ² or ½ into digits.
    if any(unicodedata.category(char) in ("No", "Nl") for char in text):
        return text
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text).strip())
    if _SCIENTIFIC.fullmatch(plain):
        return f"{Decimal(plain):f}"
    for spelled, known in _SPELLED:
        plain = spelled.sub(known, plain)
    if _SCALE_WORD.search(plain):
        if not is_settled and _THREE.search(plain):
            return text  # 1,500 Mrd is 1.5 or 1500
        plain = _SCALE_WORD.sub(
            lambda found: f" {_SCALE_OF.get(found[1].casefold(), found[1])} ", plain
        )
    plain = _ESTIMATED.sub("", plain)
    plain = _ABOUT.sub("about ", plain)
    plain = _UP_TO.sub("up to ", plain)
    plain = _ATTACHED.sub(r"\1 \2", plain)
    plain = _PARENTHESES.sub(r" \1 ", plain)
    plain = _DOTS_AND_COMMA.sub(lambda found: f"{found[1].replace('.', '')}.{found[2]}", plain)
    plain = _DOTS.sub(lambda found: found[1].replace(".", ""), plain)
    plain = _APOSTROPHES.sub(lambda found: re.sub("['’]", "", found[1]), plain)
    plain = _LAKHS.sub(lambda found: found[1].replace(",", ""), plain)
    plain = _DECIMAL_COMMA.sub(r"\1.\2", plain)
    return " ".join(plain.split())


_THOUSANDS = re.compile(r"\s*['’]?000(?:['’]?s)?$")
_SCALED_CODE = re.compile(r"^(k|m|mn|bn)(usd|eur|gbp|jpy|chf)$", re.IGNORECASE)


def looks_like_unit(text: str) -> bool:
    """Whether a text has a digit, a currency or a scale, as the unit of a column has."""
    return bool(re.search(r"\d|[$€£¥₩₹]", text)) or currency_of(text) is not None


@lru_cache(maxsize=1_000)
def unit_of(text: str) -> Unit | None:
    """The unit in the header of a column, such as `$M`, `in EUR mn` or `USDbn`; None if unclear."""
    plain = re.sub(r"[()\[\],;:/_]", " ", text)
    plain = " ".join(re.sub(r"\bin\b|\bof\b", " ", plain, flags=re.IGNORECASE).split())
    if not plain:
        return None
    plain = _THOUSANDS.sub(" thousand", plain)
    plain = _SCALED_CODE.sub(r"\1 \2", plain)
    # German reports write T€ for thousands of euros.
    if re.search(r"(?<![a-z])t\.? ?(?:€|eur|chf)", plain, re.IGNORECASE):
        return None
    return parse_unit(_rewritten(plain))
