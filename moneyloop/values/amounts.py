"""Amounts of money as people write them, read into whole units of their currency.

The text is split into the words of a fixed lexicon. Each word has a kind (one letter), and the
string of kinds must have the shape of one amount or one range. A word that is not in the lexicon is
an error, and so is any other shape. Nothing is guessed.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Literal, TypeVar

Per = Literal["total", "year", "quarter", "month"]
Key = TypeVar("Key", int, str)
Value = TypeVar("Value", bound=str)

LONGEST = 200  # characters of text; no amount needs more
LIMIT = 2**63  # amounts are stored as 64-bit integers
SMALL = 1_000_000  # a smaller number without a scale word may well be in billions

_EXAMPLES = "write it like $300B, up to $100bn, 10-12 billion EUR, £1,500,000 a year or 3000億ドル"


class AmountError(ValueError):
    """The text is not an amount. The message states why, and what would be accepted."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in whole units of `currency`, an ISO 4217 code (dollars, not cents).

    `low` and `high` are equal for a plain figure. "Up to X" has low 0, and "more than X" has no
    high. An amount with only an upper bound has no low. A plain figure may be negative if the
    parser allows it. `per` is what the amount covers: the total, or a year, quarter or month each.
    """

    low: int | None
    high: int | None
    currency: str
    per: Per

    @property
    def stated(self) -> int | None:
        """The figure that reports add up, in whole units of the currency.

        It is X for "up to X", and the lower bound of a range; None if no lower bound is known.
        """
        return self.high if self.low == 0 else self.low


@dataclass(frozen=True, slots=True)
class Unit:
    """What a bare number counts: units of a currency (None if not said), times a scale."""

    currency: str | None
    scale: int | None


def _by_word(table: dict[Key, str]) -> dict[str, Key]:
    return {word.replace(" ", ""): key for key, words in table.items() for word in words.split("|")}


_CURRENCY_WORDS = {
    "USD": "$|us$|usd|dollar|dollars|us dollar|us dollars|u.s. dollars|ドル|米ドル",
    "EUR": "€|eur|euro|euros|ユーロ",
    "GBP": "£|gbp|pound|pounds|ポンド",
    "JPY": "¥|jp¥|jpy|yen|円|日本円",
    "CNY": "cn¥|cny|rmb|renminbi|yuan|元|人民元",
    "KRW": "₩|krw|won|ウォン",
    "AUD": "a$|au$|aud|豪ドル",
    "CAD": "c$|ca$|cad|カナダドル",
    "HKD": "hk$|hkd|香港ドル",
    "SGD": "s$|sgd|シンガポールドル",
    "TWD": "nt$|twd|台湾ドル|台湾元",
    "CHF": "chf|スイスフラン",
    "INR": "₹|inr|ルピー",
    "SEK": "sek",
}
# Only in capitals, because some are words as well (TRY, MAD, PEN). Other groups of three letters
# are not currencies, so that ABC is reported as unknown.
_CODES = (
    "AED|ARS|AZN|BDT|BGN|BHD|BND|BRL|CLP|COP|CRC|CZK|DKK|DZD|EGP|ETB|GEL|GHS|HUF|IDR|ILS|IQD|ISK"
    "|JOD|KES|KWD|KZT|LBP|LKR|MAD|MOP|MUR|MXN|MYR|NGN|NOK|NZD|OMR|PEN|PHP|PKR|PLN|QAR|RON|RSD|RUB"
    "|RWF|SAR|THB|TND|TRY|TZS|UAH|UGX|UYU|UZS|VND|ZAR"
)
_SCALES = {
    10**3: "k|thousand|thousands",
    10**5: "lakh|lakhs",
    10**6: "m|mm|mn|mln|million|millions",
    10**7: "crore|crores",
    10**9: "b|bn|bln|billion|billions",
    10**12: "t|tn|trn|trillion|trillions",
}
_KANJI_SCALES = {
    10**3: "千",
    10**4: "万|萬",
    10**6: "百万",
    10**7: "千万",
    10**8: "億|亿",
    10**11: "千億",
    10**12: "兆",
}
_CURRENCY = _by_word(_CURRENCY_WORDS) | {code.lower(): code for code in _CODES.split("|")}
_SCALE = _by_word(_SCALES) | _by_word(_KANJI_SCALES)

# The words of each kind. In addition, N is a number, and "~" after a number is an R.
_LEXICON = {
    "A": "about|around|approximately|approx|approx.|roughly|nearly|almost|circa|~|≈|約|およそ",
    "H": "up to|at most|as much as|no more than|less than|under|<|<=|≤|≦|最大",
    "L": "more than|over|above|at least|no less than|>|>=|≥|≧|少なくとも",
    "h": "or less|以下|以内|未満",
    "l": "or more|+|以上|超",
    "Y": "a year|per year|each year|/ year|/ yr|annually|yearly|per annum|p.a.|年間|/ 年",
    "Q": "a quarter|per quarter|each quarter|/ quarter|/ qtr|quarterly|/ 四半期",
    "M": "a month|per month|each month|/ month|/ mo|monthly|月間|/ 月",
    "B": "between",
    "&": "and",
    "R": "to|-|‐|–|—|―|−|〜",  # the dashes are U+2010, U+2013 to U+2015 and the minus sign
    "C": "|".join(_CURRENCY_WORDS.values()),
    "S": "|".join(_SCALES.values()),
    "K": "|".join(_KANJI_SCALES.values()),
}
_KIND = {code.lower(): "C" for code in _CODES.split("|")} | _by_word(_LEXICON)

# A word must not begin or end within a run of letters: "months" does not contain the word "m".
_SEAM = r"(?:(?<![a-z])|(?![a-z]))"
_LONGEST_FIRST = sorted("|".join(_LEXICON.values()).split("|"), key=len, reverse=True)
_WORDS = "|".join(r"\s*".join(map(re.escape, word.split())) for word in _LONGEST_FIRST)
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[,._ ]\d+)*)|{_SEAM}(?:{_WORDS}|(?-i:{_CODES})){_SEAM}",
    re.ASCII | re.IGNORECASE,
)
_MONEY = "A?C*(?:(?:NK)+N?|Nl?S?)C*"
_SHAPE = re.compile(f"[AHLYQM]*(?:{_MONEY}(?:R{_MONEY})?|B{_MONEY}&{_MONEY})[hlYQM]*")
_NUMBER = re.compile(
    r"(?:\d+|[1-9]\d{0,2}(?P<mark>[,_ ])\d{3}(?:(?P=mark)\d{3})*)(?:\.(?P<fraction>\d+))?"
)
_MINUS = ("-", "−")  # the hyphen of the keyboard and U+2212
_PER: dict[str, Per] = {"Y": "year", "Q": "quarter", "M": "month"}
_PER_WORDS: dict[Per, str] = {
    "total": "",
    "year": " a year",
    "quarter": " a quarter",
    "month": " a month",
}
_WRITTEN_SCALES = {10**12: "trillion", 10**9: "billion", 10**6: "million", 10**3: "thousand"}
# Not the default context, which rounds to 28 digits and whose settings belong to the caller.
_EXACT = Context(prec=4 * LONGEST, traps=[])

_Token = tuple[str, str]  # kind and word
_Part = tuple[str, int | None]  # number and scale


def parse_amount(
    text: str,
    currency: str | None = None,
    *,
    allow_small: bool = False,
    allow_negative: bool = False,
) -> Amount:
    """Read one amount or one range of money.

    The result is in whole units of its currency; fractions (cents, or 1.2345678 million) are
    rounded half to even. "About", "nearly" and the like are accepted and have no effect. `currency`
    (a code, symbol or name) applies if the text names none; otherwise it must agree with the text.
    Without `allow_small`, a number below one million needs a scale word. Without `allow_negative`,
    a minus is refused; with it, only a plain figure may be negative. A bare "$" is the US dollar,
    and a bare "¥" the yen.

    Raises only AmountError: if the text is not exactly one amount or one range, if its magnitude or
    currency is ambiguous, or if its absolute value is not between 1 and 2**63 - 1.
    """
    try:
        tokens = _tokens(text)
        positive = _without_minus(tokens) if allow_negative else tokens
        amount = _read(positive, _given(currency), allow_small)
        return amount if positive is tokens else _below_zero(amount)
    except AmountError as error:
        raise AmountError(f"{_shown(text)}: {error}") from None


def format_amount(amount: Amount) -> str:
    """Write an amount exactly, in the canonical form that `parse_amount` reads back.

    Examples: 22.4 billion USD, up to 5 million EUR, more than 10 billion USD a year, 12 billion to
    15 billion JPY, -0.5 thousand USD. Raises ValueError for an amount with only an upper bound,
    which has no such form.
    """
    low, high = amount.low, amount.high
    match low, high:
        case None, _:
            raise ValueError("an amount without a lower bound has no canonical form")
        case 0, int():
            figure = f"up to {_figure(high)}"
        case int(), None:
            figure = f"more than {_figure(low)}"
        case _ if low == high:
            figure = _figure(low)
        case _:
            figure = f"{_figure(low)} to {_figure(high)}"
    return f"{figure} {amount.currency}{_PER_WORDS[amount.per]}"


def parse_unit(text: str) -> Unit | None:
    """Read the unit of a column, such as "$M", "USD bn" or 億円; None if it is not clearly one."""
    try:
        tokens = _tokens(text)
    except AmountError:
        return None
    scales = [_SCALE[word] for kind, word in tokens if kind in "SK"]
    currencies = {_CURRENCY[word] for kind, word in tokens if kind == "C"}
    if any(kind not in "CSK" for kind, _ in tokens) or len(scales) > 1 or len(currencies) > 1:
        return None
    return Unit(next(iter(currencies), None), scales[0] if scales else None)


def has_scale(text: str) -> bool:
    """Whether a text has a word such as million; False if it cannot be read."""
    try:
        return any(kind in "SK" for kind, _ in _tokens(text))
    except AmountError:
        return False


def currency_of(text: str) -> str | None:
    """The first currency that a text names; None if there is none, or it cannot be read."""
    try:
        return next((_CURRENCY[word] for kind, word in _tokens(text) if kind == "C"), None)
    except AmountError:
        return None


def _figure(units: int) -> str:
    """The number with the largest scale word that does not exceed it."""
    scale = next((one for one in _WRITTEN_SCALES if one <= abs(units)), 10**3)
    number = _EXACT.divide(Decimal(abs(units)), Decimal(scale))
    return f"{'-' if units < 0 else ''}{number:f} {_WRITTEN_SCALES[scale]}"


def _shown(text: str) -> str:
    # repr escapes control characters, which would otherwise reach the terminal.
    return repr(text) if len(text) <= 60 else f"{text[:57]!r}..."


def _plain(text: str) -> str:
    if len(text) > LONGEST:
        raise AmountError(f"more than {LONGEST} characters; {_EXAMPLES}")
    if text.isascii():
        return text
    for char in text:
        # NFKC would turn $300² (with a footnote mark) into 3002, and ½ into 1⁄2.
        raised = unicodedata.decomposition(char).startswith(("<super>", "<sub>"))
        if raised or unicodedata.category(char) in {"No", "Nl"}:
            raise AmountError(f"cannot read {char!r}; use plain digits and letters, as in 1.5bn")
    return unicodedata.normalize("NFKC", text)


def _tokens(text: str) -> list[_Token]:
    plain = _plain(text)
    if not plain.strip():
        raise AmountError(f"there is no amount; {_EXAMPLES}")
    tokens: list[_Token] = []
    unread, end = [], 0
    for match in _TOKEN.finditer(plain):
        unread.append(plain[end : match.start()])
        end = match.end()
        if match["number"]:
            tokens.append(("N", match["number"]))
            continue
        word = "".join(match.group().split()).lower()
        is_range = word == "~" and any(kind == "N" for kind, _ in tokens)
        tokens.append(("R" if is_range else _KIND[word], word))
    unread.append(plain[end:])
    if left_over := next((gap.strip() for gap in unread if gap.strip()), None):
        raise AmountError(f"cannot read {_shown(left_over)}; {_EXAMPLES}")
    return tokens


@lru_cache(maxsize=256)  # long files name few
def _given(currency: str | None) -> str | None:
    if currency is None or not currency.strip():
        return None
    code = _CURRENCY.get("".join(_plain(currency).split()).lower())
    if code is None:
        raise AmountError(f"unknown currency {_shown(currency)}; give a code such as USD or JPY")
    return code


def _without_minus(tokens: list[_Token]) -> list[_Token]:
    """The tokens without a minus before the first number; the same list if there is none."""
    first = next((i for i, (kind, _) in enumerate(tokens) if kind in "NR"), None)
    if first is None or tokens[first][1] not in _MINUS:
        return tokens
    positive = [*tokens[:first], *tokens[first + 1 :]]
    if any(kind in "HLhlB&R" for kind, _ in positive):
        raise AmountError("a negative amount is one plain figure; write it like -$5 billion")
    return positive


def _below_zero(plain: Amount) -> Amount:
    value = -(plain.low or 0)
    return Amount(value, value, plain.currency, plain.per)


def _read(tokens: list[_Token], given: str | None, allow_small: bool) -> Amount:
    kinds = "".join(kind for kind, _ in tokens)
    if "N" not in kinds:
        raise AmountError(f"there is no number in digits; {_EXAMPLES}")
    if re.match("[^N]*R", kinds):
        raise AmountError("an amount cannot be negative; swap payer and payee instead")
    if not _SHAPE.fullmatch(kinds):
        raise AmountError(f"this is not one amount or one range; {_EXAMPLES}")
    bound = _only("bound", {kind.lower() for kind in kinds if kind in "HLhl"})
    per = _only("period", {_PER[kind] for kind in kinds if kind in _PER}) or "total"
    code = _only("currency", {_CURRENCY[word] for kind, word in tokens if kind == "C"}) or given
    if code is None:
        raise AmountError("which currency? name it in the amount ($, EUR, 円) or beside it")
    if given not in (None, code):
        raise AmountError(f"the text says {code}, the currency given is {given}; make them agree")
    cut = next((i for i, kind in enumerate(kinds) if kind in "R&"), None)
    if cut is None:
        value = _units(_parts(tokens), allow_small)
        return Amount(0 if bound == "h" else value, None if bound == "l" else value, code, per)
    if bound is not None:
        raise AmountError("a range has two bounds; leave out words such as 'up to' or '+'")
    first, second = _parts(tokens[:cut]), _parts(tokens[cut + 1 :])
    if len(first) == len(second) == 1 and first[0][1] is None:
        first = [(first[0][0], second[0][1])]  # 10-12 billion: one scale for both
    low, high = _units(first, allow_small), _units(second, allow_small)
    if low > high:
        raise AmountError(
            f"{low:,} to {high:,} is descending; put the lower first, each with its unit"
        )
    return Amount(low, high, code, per)


def _only(what: str, found: set[Value]) -> Value | None:
    if len(found) > 1:
        raise AmountError(f"there is more than one {what}; give one")
    return next(iter(found), None)


def _parts(tokens: list[_Token]) -> list[_Part]:
    """The numbers with their scales (None without). Only amounts like 1兆5000億 have several."""
    parts: list[_Part] = []
    for kind, word in tokens:
        if kind == "N":
            parts.append((word, None))
        elif kind in "SK":
            parts[-1] = (parts[-1][0], _SCALE[word])
    return parts


def _units(parts: list[_Part], allow_small: bool) -> int:
    """The sum of the parts of one figure, in whole units."""
    total, room = 0, LIMIT
    for position, (number, scale) in enumerate(parts, start=1):
        value = _value(number, scale)
        if position < len(parts) and "." in number:
            raise AmountError(f"{number} has another part after it; write 1兆5000億 or 1.5兆")
        if position > 1 and (value >= room or (scale is None and room > 10**4)):
            # 1億5000 may well mean 1億5000万, but 3万5000 is 35,000.
            raise AmountError(f"the magnitude of {number} is ambiguous; write 1兆5000億 or 1.5兆")
        total, room = total + value, scale or 1
    if total == 0:
        raise AmountError("the amount is zero; leave it empty if it is not known")
    if total >= LIMIT:
        raise AmountError("too large; the largest amount is 2**63 - 1, about 9.2 million trillion")
    if total < SMALL and parts[0][1] is None and not allow_small:
        raise AmountError(f"{parts[0][0]} what? write million or billion, or allow small amounts")
    return total


def _value(number: str, scale: int | None) -> int:
    if number.isdigit():
        return int(number) * (scale or 1)
    shape = _NUMBER.fullmatch(number)
    # Without a scale word only cents may follow a dot: 1.000 may be a thousand or one.
    if shape is None or (scale is None and len(shape["fraction"] or "") > 2):
        raise AmountError(f"the magnitude of {number} is ambiguous; write 1,234,567 or 1.5 billion")
    exact = _EXACT.multiply(Decimal(re.sub("[,_ ]", "", number)), Decimal(scale or 1))
    return int(exact.to_integral_value(ROUND_HALF_EVEN))
