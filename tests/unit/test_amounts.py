"""Amounts: what is read, what is refused, and arithmetic checked against exact fractions."""

import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moneyloop.values import amounts as amounts_module
from moneyloop.values.amounts import LIMIT, Amount, AmountError, Per, format_amount, parse_amount

B = 10**9
T = 10**12


def exactly(units: int, currency: str = "USD", per: Per = "total") -> Amount:
    """Give the amount of a plain figure."""
    return Amount(units, units, currency, per)


READ = {
    "$300B": exactly(300 * B),
    "US$6.3 billion": exactly(6_300_000_000),
    "$6.375 billion": exactly(6_375_000_000),
    "$5 tn": exactly(5 * T),
    "$250k": exactly(250_000),
    "$40MM": exactly(40_000_000),
    "300000000000 USD": exactly(300 * B),
    "USD $5 million": exactly(5_000_000),
    "5 billion dollars": exactly(5 * B),
    "$1,234,567.50": exactly(1_234_568),
    "$1234566.50": exactly(1_234_566),
    "$1_000_000": exactly(1_000_000),
    "£10m": exactly(10_000_000, "GBP"),
    "2.5 million euros": exactly(2_500_000, "EUR"),
    "¥80 trillion": exactly(80 * T, "JPY"),
    "CN¥5bn": exactly(5 * B, "CNY"),
    "RMB 5bn": exactly(5 * B, "CNY"),
    "A$5bn": exactly(5 * B, "AUD"),
    "HK$5bn": exactly(5 * B, "HKD"),
    "NT$5bn": exactly(5 * B, "TWD"),
    "₹5,000 crore": exactly(50 * B, "INR"),
    "5bn CZK": exactly(5 * B, "CZK"),
    "3000億ドル": exactly(300 * B),
    "3千億円": exactly(300 * B, "JPY"),
    "80兆円": exactly(80 * T, "JPY"),
    "1兆5000億円": exactly(1500 * B, "JPY"),
    "3億5,000万ドル": exactly(350_000_000),
    "1兆 5千万 元": exactly(T + 50_000_000, "CNY"),
    "3万5000円": exactly(35_000, "JPY"),
    "1.5兆ウォン": exactly(1500 * B, "KRW"),
    "１００億㌦": exactly(10 * B),
    "about $5B": exactly(5 * B),
    "~$5B": exactly(5 * B),
    "約50億ドル": exactly(5 * B),
    "up to $100bn": Amount(0, 100 * B, "USD", "total"),
    "≤ $100bn": Amount(0, 100 * B, "USD", "total"),
    "最大約3000億円": Amount(0, 300 * B, "JPY", "total"),
    "50億円以下": Amount(0, 5 * B, "JPY", "total"),
    "more than $5B": Amount(5 * B, None, "USD", "total"),
    ">USD 5bn": Amount(5 * B, None, "USD", "total"),
    "$20B+": Amount(20 * B, None, "USD", "total"),
    "$20+ billion": Amount(20 * B, None, "USD", "total"),
    "50億ドル以上": Amount(5 * B, None, "USD", "total"),
    "$20B a year": exactly(20 * B, per="year"),
    "$20B a quarter": exactly(20 * B, per="quarter"),
    "quarterly 5 million EUR": exactly(5 * 10**6, "EUR", per="quarter"),
    "5億ドル/四半期": exactly(500 * 10**6, per="quarter"),
    "$20B/yr": exactly(20 * B, per="year"),
    "年間5億ドル": exactly(500_000_000, per="year"),
    "at least $5m per month": Amount(5_000_000, None, "USD", "month"),
    "€10-12 billion p.a.": Amount(10 * B, 12 * B, "EUR", "year"),
    "$10B–$12B": Amount(10 * B, 12 * B, "USD", "total"),
    "$10 to about $12 billion": Amount(10 * B, 12 * B, "USD", "total"),
    "$900 million to $1.2 billion": Amount(900_000_000, 1_200_000_000, "USD", "total"),
    "between $10 billion and $12 billion": Amount(10 * B, 12 * B, "USD", "total"),
    "10〜12億ドル": Amount(B, 1_200_000_000, "USD", "total"),
    "10～12億ドル": Amount(B, 1_200_000_000, "USD", "total"),
}

REFUSED = {
    "": "no amount",
    " \t": "no amount",
    "dollars": "no number",
    "up to": "no number",
    "数十億ドル": "'数十'",
    "5 bananas": "'bananas'",
    "ABC 5 million": "'ABC'",
    "5 million try": "'try'",
    "$5 months": "'months'",
    "$5 xm": "'xm'",
    "$1 mıllion": "'ıllion'",
    "$1e5": "'e'",
    "$٣ billion": "'٣'",
    "$5M\x1b[31m": r"'\\x1b\['",
    "$300²": "'²'",
    "$300ᵇ": "'ᵇ'",
    "$1½ billion": "'½'",
    "$Ⅻ billion": "'Ⅻ'",
    "-$5B": "negative",
    "$−5B": "negative",
    "$0": "zero",
    "$0 billion": "zero",
    "$0.0005 thousand": "zero",
    "$0-5 billion": "zero",
    "$300": "million or billion",
    "$999,999.49": "million or billion",
    "$10B-12": "million or billion",
    "$1.000": "magnitude",
    "$1.000.000,00": "magnitude",
    "$1.234,5": "magnitude",
    "$1,5 billion": "magnitude",
    "$0,500 billion": "magnitude",
    "$10,00,000": "magnitude",
    "$1000,000": "magnitude",
    "$1,000 000": "magnitude",
    "$10 12 billion": "magnitude",
    "$1億5000": "magnitude",
    "$1億5000〜6000万": "magnitude",
    "$1億10000万": "magnitude",
    "$1億2億": "magnitude",
    "$1.5兆5000億": "another part",
    "5 million": "which currency",
    "300": "which currency",
    "$5 million CAD": "more than one currency",
    "$10B-€12B": "more than one currency",
    "$5B a year monthly": "more than one period",
    "$5B a quarter monthly": "more than one period",
    "a quarter of $5B": "cannot read",
    "up to $5B+": "more than one bound",
    "up to $10-12 billion": "range has two",
    "$12-10 billion": "is descending",
    "$500,000 to $1 million": "is descending",
    "$10B $12B": "not one amount",
    "$1 billion 500 million": "not one amount",
    "$5 and 6 billion": "not one amount",
    "between $5B": "not one amount",
    "$1-2-3 billion": "not one amount",
    "$5 billion million": "not one amount",
    "$2026-09-22": "not one amount",
    "$9223372036854775808": "too large",
    "$" + "9" * 190: "too large",
    "$1" + " " * 199: "more than 200",
}


@pytest.mark.parametrize(("text", "amount"), READ.items())
def test_reads(text: str, amount: Amount) -> None:
    """Each way of writing is read, whatever its case, width and surrounding space."""
    wide = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for written in (text, text.upper(), wide, f"\u3000{text}\u00a0", text.replace(" ", "\u202f")):
        assert parse_amount(written, allow_small=amount.high == 35_000) == amount
    assert parse_amount(text, amount.currency, allow_small=True) == amount


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_refuses(text: str, reason: str) -> None:
    """Each refusal names its reason."""
    with pytest.raises(AmountError, match=reason):
        parse_amount(text)


def test_long_text_is_not_echoed() -> None:
    """A pasted page does not fill the screen."""
    assert parse_amount("$5B".ljust(200)) == exactly(5 * B)
    with pytest.raises(AmountError) as caught:
        parse_amount("$5B " + "x" * 10_000)
    assert len(str(caught.value)) < 200


def test_the_advice_can_be_followed() -> None:
    """Every example that a message gives is itself an amount."""
    with pytest.raises(AmountError) as caught:
        parse_amount("")
    for text in re.split(", | or ", str(caught.value).split("write it like ")[1]):
        assert parse_amount(text)


@pytest.mark.parametrize("currency", ["EUR", "eur", " € ", "euros", "ＥＵＲ"])
def test_currency_given_separately(currency: str) -> None:
    """A bare number takes the given currency, which must not contradict the text."""
    assert parse_amount("300000000", currency) == exactly(300_000_000, "EUR")
    assert parse_amount("10-12 billion", currency) == Amount(10 * B, 12 * B, "EUR", "total")
    assert parse_amount("€5m", currency) == exactly(5_000_000, "EUR")
    with pytest.raises(AmountError, match="USD, the currency given is EUR"):
        parse_amount("$5m", currency)


@pytest.mark.parametrize("currency", ["", "  ", None])
def test_no_currency(currency: str | None) -> None:
    """An empty cell is not a currency."""
    assert parse_amount("$5m", currency) == exactly(5_000_000)
    with pytest.raises(AmountError, match="which currency"):
        parse_amount("300", currency)


@pytest.mark.parametrize("currency", ["ABC", "US", "$5", "x" * 999])
def test_unknown_currency(currency: str) -> None:
    """An unknown currency in the column is an error even if the text names one."""
    with pytest.raises(AmountError):
        parse_amount("$5m", currency)


def test_small_amounts() -> None:
    """A bare number below a million needs allow_small; one with a scale word does not."""
    for text, units in {"$300": 300, "$1.50": 2, "$2.50": 2, "$999,999.49": 999_999}.items():
        assert parse_amount(text, allow_small=True) == exactly(units)
    assert parse_amount("$999,999.50") == exactly(1_000_000)
    assert parse_amount("5千ドル") == exactly(5_000)


BELOW_ZERO = {
    "-$207.9 million": exactly(-207_900_000),
    "−$5B": exactly(-5 * B),
    "-428.8 billion JPY": exactly(-428_800_000_000, "JPY"),
    "- 5億円": exactly(-500_000_000, "JPY"),
    "$-5B": exactly(-5 * B),
    "USD -5 billion a year": exactly(-5 * B, per="year"),
    "about -$5B": exactly(-5 * B),
    "－１兆５０００億円": exactly(-1500 * B, "JPY"),
    "-$9223372036854775807": exactly(1 - LIMIT),
}
NOT_BELOW_ZERO = {
    "up to -$5B": "one plain figure",
    "-$5B+": "one plain figure",
    "more than -$5B": "one plain figure",
    "-$5-6 billion": "one plain figure",
    "-$5B to $5B": "one plain figure",
    "between -$5B and $6B": "one plain figure",
    "--$5B": "one plain figure",
    "to $5B": "negative",
    "–$5B": "negative",
    "$5-": "not one amount",
    "-": "no number",
    "-$0": "zero",
    "-$300": "million or billion",
    "-$9223372036854775808": "too large",
}


@pytest.mark.parametrize(("text", "amount"), BELOW_ZERO.items())
def test_below_zero(text: str, amount: Amount) -> None:
    """A minus is read if the caller allows it, and refused otherwise."""
    assert parse_amount(text, allow_negative=True) == amount
    assert amount.stated == amount.low
    with pytest.raises(AmountError, match="cannot be negative"):
        parse_amount(text)


@pytest.mark.parametrize(("text", "reason"), NOT_BELOW_ZERO.items())
def test_refuses_below_zero(text: str, reason: str) -> None:
    """Only a plain figure may be negative, and other text stays invalid."""
    with pytest.raises(AmountError, match=reason):
        parse_amount(text, allow_negative=True)


@pytest.mark.parametrize(("text", "amount"), READ.items())
def test_allowing_a_minus_changes_nothing_else(text: str, amount: Amount) -> None:
    """And a plain figure with a minus before it gives the negative amount."""
    small = amount.high == 35_000
    assert parse_amount(text, allow_small=small, allow_negative=True) == amount
    if amount.low == amount.high:
        negative = parse_amount(f"-{text}", allow_small=small, allow_negative=True)
        assert negative == exactly(-(amount.low or 0), amount.currency, amount.per)


@pytest.mark.parametrize(
    ("low", "high", "stated"),
    [(5, 5, 5), (0, 9, 9), (5, None, 5), (5, 9, 5), (None, 9, None), (None, None, None)],
)
def test_stated(low: int | None, high: int | None, stated: int | None) -> None:
    """Reports add X for "up to X" and for "more than X", and the lower bound of a range."""
    assert Amount(low, high, "USD", "total").stated == stated


SCALES = {"k": 3, " thousand": 3, "m": 6, "mn": 6, " million": 6, " crore": 7, "b": 9, "bn": 9}
SCALES |= {" billion": 9, "t": 12, " tn": 12, " trillion": 12, "千": 3, "万": 4, "億": 8, "兆": 12}
CURRENCIES = {"${}": "USD", "{} dollars": "USD", "EUR {}": "EUR", "{}円": "JPY", "{} CZK": "CZK"}
BOUNDS = {"{}": "both", "about {}": "both", "up to {}": "high", "over {}": "low", "{}+": "low"}
PERIODS: dict[str, Per] = {
    "{}": "total",
    "{} a year": "year",
    "{} per quarter": "quarter",
    "{}/month": "month",
}
Figure = tuple[str, Fraction]


@st.composite
def grouped(draw: st.DrawFn, most: int) -> tuple[str, int]:
    """Draw a whole number as people write it, with its value."""
    number = draw(st.integers(0, most))
    mark = draw(st.sampled_from(["", ",", "_", " ", "\u00a0", "\u2009"]))
    return f"{number:,}".replace(",", mark), number


@st.composite
def scaled(draw: st.DrawFn) -> Figure:
    """Draw a number with a scale word, and its exact value."""
    written, whole = draw(grouped(10**7))
    fraction = draw(st.text("0123456789", max_size=40))
    scale = draw(st.sampled_from(sorted(SCALES)))
    dot = "." if fraction else ""
    value = whole + Fraction(int(fraction or 0), 10 ** len(fraction))
    return f"{written}{dot}{fraction}{scale}", value * 10 ** SCALES[scale]


@st.composite
def unscaled(draw: st.DrawFn) -> Figure:
    """Draw a number in whole units or with cents, and its exact value."""
    written, whole = draw(grouped(2 * LIMIT))
    cents = draw(st.sampled_from(["", ".5", ".49", ".50", ".51"]))
    return written + cents, whole + Fraction(f"0{cents}")


@given(
    scaled() | unscaled(),
    st.sampled_from(sorted(CURRENCIES)),
    st.sampled_from(sorted(BOUNDS)),
    st.sampled_from(sorted(PERIODS)),
)
@example(("2.0000005m", Fraction("2000000.5")), "${}", "{}", "{}")
@example(("9223372036854775807", Fraction(LIMIT - 1)), "${}", "{}", "{}")
@example((f"0.5005{'0' * 60}1k", Fraction(f"500.5{'0' * 60}1")), "${}", "{}", "{}")
def test_arithmetic_is_exact(figure: Figure, currency: str, bound: str, period: str) -> None:
    """The figure is the exact product, rounded half to even, or refused if out of range."""
    written, value = figure
    text = period.format(bound.format(currency.format(written)))
    units = round(value)
    if not 1 <= units < LIMIT:
        with pytest.raises(AmountError, match=r"zero|too large"):
            parse_amount(text, allow_small=True)
        return
    low = 0 if BOUNDS[bound] == "high" else units
    high = None if BOUNDS[bound] == "low" else units
    amount = parse_amount(text, allow_small=True)
    assert amount == Amount(low, high, CURRENCIES[currency], PERIODS[period])
    assert amount.stated == units


@given(scaled(), scaled(), st.sampled_from(["-", " – ", "〜", "~", " to "]))
def test_ranges(one: Figure, other: Figure, mark: str) -> None:
    """The bounds of a range read as they would alone, and never in descending order."""
    low, high = round(one[1]), round(other[1])
    text = f"${one[0]}{mark}{other[0]}"
    if 1 <= low <= high < LIMIT:
        assert parse_amount(text) == Amount(low, high, "USD", "total")
    else:
        with pytest.raises(AmountError):
            parse_amount(text)


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(sorted(SCALES)))
def test_a_single_scale_applies_to_both_bounds(one: int, other: int, scale: str) -> None:
    """10-12 billion starts at 10 billion, wherever the currency is written."""
    low, high = sorted((one, other))
    amount = Amount(low * 10 ** SCALES[scale], high * 10 ** SCALES[scale], "USD", "total")
    for text in ("${}-{}{}", "{}-{}{} USD", "between ${} and ${}{}"):
        assert parse_amount(text.format(low, high, scale)) == amount


@given(st.lists(st.integers(0, 9999), min_size=4, max_size=4), st.booleans())
def test_japanese_compounds(groups: list[int], commas: bool) -> None:
    """Groups of four digits add up; a final group without a unit must follow 万."""
    parts = [(n, unit) for n, unit in zip(groups, ["兆", "億", "万", ""], strict=True) if n]
    text = "".join(f"{n:,}{unit}" if commas else f"{n}{unit}" for n, unit in parts) + "円"
    units = [unit for _, unit in parts]
    if not units or (units[-1] == "" and len(units) > 1 and units[-2] != "万"):
        with pytest.raises(AmountError):
            parse_amount(text, allow_small=True)
        return
    value = sum(n * 10 ** (4 * power) for n, power in zip(groups, [3, 2, 1, 0], strict=True))
    assert parse_amount(text, allow_small=True) == exactly(value, "JPY")


@given(st.sampled_from(sorted(READ)), st.text("qxz銀", min_size=1, max_size=20), st.booleans())
def test_nothing_is_overlooked(text: str, extra: str, before: bool) -> None:
    """An unknown word is an error that quotes it."""
    with pytest.raises(AmountError, match=f"'{extra}'"):
        parse_amount(f"{extra} {text}" if before else f"{text} {extra}")


WRITTEN = {
    "300 billion USD": exactly(300 * B),
    "22.4 billion USD": exactly(22_400_000_000),
    "1.000000001 billion USD": exactly(B + 1),
    "up to 100 billion USD": Amount(0, 100 * B, "USD", "total"),
    "more than 10 billion USD": Amount(10 * B, None, "USD", "total"),
    "12 billion to 15 billion USD": Amount(12 * B, 15 * B, "USD", "total"),
    "900 million to 1.2 billion EUR": Amount(900_000_000, 1_200_000_000, "EUR", "total"),
    "30 billion USD a year": exactly(30 * B, per="year"),
    "up to 5 million JPY a month": Amount(0, 5_000_000, "JPY", "month"),
    "0.5 thousand USD": exactly(500),
    "0.001 thousand USD": exactly(1),
    "-207.9 million USD": exactly(-207_900_000),
    "-0.5 thousand TRY": exactly(-500, "TRY"),
    "9223372.036854775807 trillion USD": exactly(LIMIT - 1),
}


@pytest.mark.parametrize(("text", "amount"), WRITTEN.items())
def test_the_canonical_form_of_an_amount(text: str, amount: Amount) -> None:
    assert format_amount(amount) == text
    assert parse_amount(text, allow_negative=True) == amount


def test_an_upper_bound_alone_has_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="lower bound"):
        format_amount(Amount(None, 5 * B, "USD", "total"))


CODES = sorted(set(amounts_module._CURRENCY.values()))
UNITS = st.integers(1, LIMIT - 1) | st.builds(
    lambda digits, zeros: digits * 10**zeros, st.integers(1, 9999), st.integers(0, 14)
)
ENDS: st.SearchStrategy[tuple[int, int | None]] = st.one_of(
    UNITS.map(lambda units: (units, units)),
    UNITS.map(lambda units: (-units, -units)),
    UNITS.map(lambda units: (0, units)),
    UNITS.map(lambda units: (units, None)),
    st.tuples(UNITS, UNITS).map(lambda ends: (min(ends), max(ends))),
)
ANY_AMOUNT = st.builds(
    lambda ends, currency, per: Amount(ends[0], ends[1], currency, per),
    ENDS,
    st.sampled_from(CODES),
    st.sampled_from(sorted(PERIODS.values())),
)


@given(ANY_AMOUNT)
def test_the_canonical_form_is_read_back(amount: Amount) -> None:
    """To the last unit, whatever the currency column holds."""
    text = format_amount(amount)
    for currency in (None, amount.currency):
        assert parse_amount(text, currency, allow_negative=True) == amount
    assert format_amount(parse_amount(text, allow_negative=True)) == text


PIECES = " ".join([*READ, *REFUSED, "1.000, 0 - to and between ~ 千 兆5 元"])
SALAD = st.lists(st.sampled_from(sorted(set(PIECES.split())))).map(" ".join)


@given(st.text() | SALAD, st.none() | st.text() | st.sampled_from(["USD", "¥"]), st.booleans())
@example("\ud800", "\udfff", True)
@example("1" * 200, "USD", False)
@example("㋉" * 200, "USD", False)
@example("ﷺ" * 200, None, False)
def test_any_text_is_an_amount_or_an_amount_error(
    text: str, currency: str | None, allow_small: bool
) -> None:
    """Nothing else is raised or returned, and no message carries control characters."""
    try:
        amount = parse_amount(text, currency, allow_small=allow_small)
    except AmountError as error:
        assert str(error).isprintable()
        assert len(str(error)) < 1500
    else:
        assert amount.stated is not None
        assert amount.low is not None
        assert 1 <= amount.stated < LIMIT
        assert 0 <= amount.low <= (LIMIT - 1 if amount.high is None else amount.high) < LIMIT
