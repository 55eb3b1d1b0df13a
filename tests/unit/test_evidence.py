"""Weighing what sources state: examples, and the same rules by brute force."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.evidence import StatedAmount, Weighed, weigh
from loader.records import SOURCE_KINDS

B = 10**9
Figures = int | tuple[int | None, int | None] | None


def claim(
    source: str,
    figures: Figures = None,
    *,
    kind: str = "news",
    published: str | None = "2025-09-22",
    measure: str = "total",
    currency: str | None = "USD",
    as_stated: str | None = None,
    nth: int = 1,
) -> StatedAmount:
    low, high = figures if isinstance(figures, tuple) else (figures, figures)
    day = date.fromisoformat(published) if published else None
    return StatedAmount(source, kind, day, measure, currency, low, high, as_stated, nth)


def test_nothing_stated() -> None:
    assert weigh([]) == Weighed((), None, contested=False, doubtful=frozenset())


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        *[
            (claim("z", 1 * B, kind=better, published=None), claim("a", 2 * B, kind=worse))
            for better, worse in pairwise(SOURCE_KINDS)
        ],
        (claim("z", 1 * B, published="2025-09-23"), claim("a", 2 * B, published="2025-09-22")),
        (claim("z", 1 * B, published="1900-01-01"), claim("a", 2 * B, published=None)),
        # As good as each other: the order of their ids, so that it is the same every time.
        (claim("a", 1 * B), claim("z", 2 * B)),
        # Dollars before other currencies, whoever says so.
        (claim("z", 1 * B, kind="blog"), claim("a", 2 * B, kind="filing", currency="JPY")),
        # An amount before none, and a stated amount before an upper end that needs a price.
        (claim("z", 1 * B, currency="JPY"), claim("a", currency=None, as_stated="some")),
        (claim("z", 1 * B, kind="blog"), claim("a", (None, 2 * B), kind="filing")),
        (claim("z", (None, 2 * B), kind="blog"), claim("a", currency=None, as_stated="some")),
        # Only totals compete.
        (claim("z", 1 * B, kind="blog"), claim("a", 2 * B, kind="filing", measure="year")),
        (claim("z", currency=None, as_stated="10 %"), claim("a", currency=None)),
        # One source that gives only upper ends, in two currencies: dollars.
        (claim("a", (None, 1 * B)), claim("a", (None, 150 * B), currency="JPY")),
    ],
)
def test_the_headline_is_the_better_of_two(better: StatedAmount, worse: StatedAmount) -> None:
    for claims in ((better, worse), (worse, better)):
        assert weigh(claims).headline == better


@pytest.mark.parametrize(
    "claims",
    [[claim("a", currency=None)], [claim("a", 5 * B, measure="year"), claim("b", currency=None)]],
)
def test_some_claims_give_no_headline(claims: list[StatedAmount]) -> None:
    assert weigh(claims).headline is None


def test_sources_are_listed_once_best_first() -> None:
    weighed = weigh(
        [
            claim("blog", 1 * B, kind="blog"),
            claim("late", 1 * B, published="2026-01-01"),
            claim("undated", published=None),
            claim("filing", 1 * B, kind="filing", measure="year"),
            claim("filing", 1 * B, kind="filing"),
            claim("early", 1 * B, published="2025-01-01"),
        ]
    )
    assert weighed.sources == ("filing", "late", "early", "undated", "blog")


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (5 * B, 5 * B),
        ((0, 5 * B), 5 * B),
        ((5 * B, None), 5 * B),
        ((5 * B, 7 * B), 5 * B),
        ((None, 7 * B), None),
        (None, None),
    ],
)
def test_the_figure_that_reports_add_up(figures: Figures, expected: int | None) -> None:
    assert claim("a", figures).figure == expected


@pytest.mark.parametrize(
    ("one", "other", "contested"),
    [
        (100, 100, False),
        (100, 110, False),  # 105 and 104.5
        (95, 105, False),  # 99.75 and 99.75: they meet
        (95, 106, True),
        (9500, 10501, True),
        (100, 200, True),
        ((0, 100), 90, False),
        ((0, 100), 111, True),
        ((100, None), 1000, False),
        ((100, None), 90, True),
        ((100, 200), (150, 300), False),
        ((100, 200), (300, 400), True),
        ((None, 100), 50, False),
        ((None, 100), 200, True),
        (100, None, False),
    ],
)
def test_ranges_more_than_five_percent_apart_are_contested(
    one: Figures, other: Figures, contested: bool
) -> None:
    claims = [claim("a", one), claim("b", other)]
    assert weigh(claims).contested is weigh(claims[::-1]).contested is contested


@pytest.mark.parametrize("change", [{"measure": "year"}, {"currency": "JPY"}, {"currency": None}])
def test_only_the_same_measure_and_currency_can_disagree(change: dict[str, str]) -> None:
    other = replace(claim("b", 20 * B), **change)  # type: ignore[arg-type]
    weighed = weigh([claim("a", 2 * B), other])
    assert (weighed.contested, weighed.doubtful) == (False, frozenset())


@pytest.mark.parametrize(
    ("figure", "better", "doubtful"),
    [
        (10, 100, True),
        (1000, 100, True),
        (9, 100, True),
        (11, 100, True),
        (8, 100, False),
        (12, 100, False),
        (901, 100, True),
        (1100, 100, True),
        (899, 100, False),
        (1101, 100, False),
        (1, 100, False),  # two digits are no slip
        (100, 100, False),
        (50, 100, False),
        ((0, 10), 100, True),
        ((10, None), 100, True),
        ((10, 90), 100, True),
        ((None, 10), 100, False),
        (10, (0, 100), True),
        (10, (None, 100), False),
    ],
)
def test_a_figure_off_by_a_digit_from_a_better_source_is_doubtful(
    figure: Figures, better: Figures, doubtful: bool
) -> None:
    weighed = weigh([claim("blog", figure, kind="blog"), claim("filing", better, kind="filing")])
    assert weighed.doubtful == ({("blog", "total", 1)} if doubtful else set())
    if doubtful:
        assert not weighed.contested


def test_a_worse_source_never_casts_doubt_on_a_better_one() -> None:
    claims = [claim("filing", 10, kind="filing"), claim("blog", 100, kind="blog")]
    weighed = weigh([*claims, claim("other-blog", 100, kind="blog")])
    assert weighed.doubtful == {("blog", "total", 1), ("other-blog", "total", 1)}
    newer = [claim("new", 10, published="2026-01-01"), claim("old", 100, published="2025-01-01")]
    assert weigh(newer).doubtful == {("old", "total", 1)}


def test_equally_reliable_sources_cast_doubt_on_each_other() -> None:
    doubtful = weigh([claim("a", 10), claim("b", 100)]).doubtful
    assert doubtful == {("a", "total", 1), ("b", "total", 1)}


def test_a_doubtful_claim_makes_nothing_contested() -> None:
    slip = claim("slip", 22, kind="blog")
    agreed = [claim("filing", 220, kind="filing"), claim("news", 224)]
    assert not weigh([*agreed, slip]).contested
    assert weigh([*agreed, slip, claim("high", 300)]).contested


def test_claims_of_one_source_in_two_currencies_are_weighed_separately() -> None:
    claims = [
        claim("yen", 3000, currency="JPY"),
        claim("yen", 20),
        claim("filing", 200, kind="filing"),
        claim("filing", 3000, kind="filing", currency="JPY"),
    ]
    weighed = weigh(claims)
    assert weighed.doubtful == {("yen", "total", 1)}
    assert weighed.headline == claims[2]


def test_repeated_claims_of_one_source_are_weighed_in_order() -> None:
    first, second = claim("a", 43, nth=1), claim("a", 40, nth=2)
    assert weigh([second, first]).headline == first
    assert weigh([second, first]).sources == ("a",)
    # No other source casts doubt on it, but it can disagree with itself.
    assert not weigh([first, second]).contested
    slip = claim("a", 4, nth=3)
    weighed = weigh([first, second, slip])
    assert (weighed.contested, weighed.doubtful) == (True, frozenset())
    weighed = weigh([first, second, slip, claim("filing", 41, kind="filing")])
    assert not weighed.contested
    assert weighed.doubtful == {("a", "total", 3)}


@pytest.mark.parametrize(
    ("one", "other", "contested", "doubtful"),
    [
        (-100, -110, False, False),
        (-95, -105, False, False),
        (-95, -106, True, False),
        (-10, -100, False, True),
        (-10, 100, True, False),
        (-10, 10, True, False),
        (-1, 1, True, False),
    ],
)
def test_negative_figures_are_compared_by_their_size(
    one: int, other: int, contested: bool, doubtful: bool
) -> None:
    for first, second in ((one, other), (other, one), (-one, -other), (-other, -one)):
        weighed = weigh([claim("a", first, kind="filing"), claim("b", second)])
        assert weighed.contested is contested
        assert weighed.doubtful == ({("b", "total", 1)} if doubtful else set())


# The same rules once more, by brute force.

FIGURES = st.sampled_from([1, 9, 10, 11, 12, 90, 95, 99, 100, 101, 105, 110, 1000, 1099])
RANGES = st.one_of(
    FIGURES,
    FIGURES.map(lambda figure: -figure),
    FIGURES.map(lambda high: (0, high)),
    FIGURES.map(lambda low: (low, None)),
    FIGURES.map(lambda high: (None, high)),
    st.tuples(FIGURES, FIGURES).map(lambda ends: (min(ends), max(ends))),
    st.none(),
)
DAYS = st.sampled_from([None, "2025-01-01", "2025-09-22"])


@st.composite
def stated(draw: st.DrawFn) -> list[StatedAmount]:
    claims = []
    for source in draw(st.lists(st.sampled_from("abcde"), unique=True, max_size=5)):
        kind, published = draw(st.sampled_from(SOURCE_KINDS)), draw(DAYS)
        every = product(["total", "year"], ["USD", "JPY", None], [1, 2])
        chosen = draw(st.lists(st.sampled_from(list(every)), unique=True, min_size=1, max_size=4))
        for measure, currency, nth in chosen:
            claims.append(
                claim(
                    source,
                    draw(RANGES) if currency else None,
                    kind=kind,
                    published=published,
                    measure=measure,
                    currency=currency,
                    as_stated=draw(st.sampled_from([None, "words"])),
                    nth=nth,
                )
            )
    return draw(st.permutations(claims))


def rank(one: StatedAmount) -> tuple[int, int]:
    """By kind, then newest first; undated is oldest."""
    days_ago = date(2100, 1, 1) - (one.published or date(1, 1, 1))
    return (["filing", "company", "news", "analysis", "blog"].index(one.kind), days_ago.days)


def figure(one: StatedAmount) -> int | None:
    if one.low is not None and one.low != 0:
        return one.low
    return one.high if one.low == 0 else None


def best(claims: Iterable[StatedAmount]) -> list[StatedAmount]:
    """The claims of the best source among these, dollars first."""
    found = sorted(claims, key=lambda one: (rank(one), one.source, one.currency != "USD", one.nth))
    return [one for one in found if one.source == found[0].source]


def same_kind_of_figure(one: StatedAmount, other: StatedAmount) -> bool:
    return one.currency is not None and (one.measure, one.currency) == (
        other.measure,
        other.currency,
    )


def looks_like_a_slip(one: StatedAmount, all_claims: list[StatedAmount]) -> bool:
    others = [
        other
        for other in all_claims
        if other.source != one.source and same_kind_of_figure(one, other) and figure(other)
    ]
    mine = figure(one)
    if not others or mine is None or rank(best(others)[0]) > rank(one):
        return False
    theirs = figure(best(others)[0]) or 0

    def within_ten_percent(value: Fraction) -> bool:
        return abs(value - theirs) <= abs(Fraction(theirs, 10))

    return not within_ten_percent(Fraction(mine)) and (
        within_ten_percent(Fraction(10 * mine)) or within_ten_percent(Fraction(mine, 10))
    )


def do_not_meet(one: StatedAmount, other: StatedAmount) -> bool:
    def widened(ends: StatedAmount) -> tuple[Fraction | None, Fraction | None]:
        low = None if ends.low is None else ends.low - abs(ends.low) * Fraction(5, 100)
        high = None if ends.high is None else ends.high + abs(ends.high) * Fraction(5, 100)
        return low, high

    (low, high), (other_low, other_high) = widened(one), widened(other)
    ends_before = high is not None and other_low is not None and high < other_low
    begins_after = low is not None and other_high is not None and other_high < low
    return ends_before or begins_after


def by_brute_force(claims: list[StatedAmount]) -> Weighed:
    doubtful = [one for one in claims if looks_like_a_slip(one, claims)]
    totals = [one for one in claims if one.measure == "total"]
    with_figure = [one for one in totals if one.currency and figure(one) is not None]
    in_dollars = [one for one in with_figure if one.currency == "USD"]
    with_words = [one for one in totals if one.as_stated]
    preferred = (in_dollars, with_figure, [one for one in totals if one.currency], with_words)
    headlines = best(next(filter(None, preferred), []))
    left = [one for one in claims if one not in doubtful]
    return Weighed(
        tuple(
            sorted(
                {one.source for one in claims},
                key=lambda source: min(
                    (rank(one), source) for one in claims if one.source == source
                ),
            )
        ),
        headlines[0] if headlines else None,
        any(
            same_kind_of_figure(one, other) and do_not_meet(one, other)
            for one in left
            for other in left
        ),
        frozenset((one.source, one.measure, one.nth) for one in doubtful),
    )


@settings(max_examples=500)
@given(stated())
def test_weighing_agrees_with_brute_force(claims: list[StatedAmount]) -> None:
    assert weigh(claims) == by_brute_force(claims)


@given(stated())
def test_the_order_of_claims_does_not_matter(claims: list[StatedAmount]) -> None:
    assert weigh(claims) == weigh(claims[::-1]) == weigh(sorted(claims, key=repr))


@given(stated(), st.integers(1, 10**15))
def test_the_unit_does_not_matter(claims: list[StatedAmount], times: int) -> None:
    # Amounts are compared as exact integers: no share of them is lost to rounding.
    def scaled(end: int | None) -> int | None:
        return None if end is None else end * times

    weighed = weigh(claims)
    larger = weigh([replace(one, low=scaled(one.low), high=scaled(one.high)) for one in claims])
    assert (larger.contested, larger.doubtful, larger.sources) == (
        weighed.contested,
        weighed.doubtful,
        weighed.sources,
    )


@given(stated())
def test_worse_sources_do_not_change_the_headline(claims: list[StatedAmount]) -> None:
    weighed = weigh(claims)
    for one in claims:
        better = [other for other in claims if rank(other) <= rank(one)]
        key = (one.source, one.measure, one.nth)
        assert (key in weigh(better).doubtful) == (key in weighed.doubtful)


# Totals that are derived from rates


def paid(measure: str) -> Fraction | None:
    """Two years and a half: 2.5 payments a year, 30 a month; of a quarter it is not known."""
    return {"year": Fraction(5, 2), "month": Fraction(30)}.get(measure)


def test_a_rate_and_a_term_make_a_total() -> None:
    """920 million a month for 30 months are 27.6 billion; 3 a year for 2.5 years are 7.5, and half
    of a unit is rounded to the even one, 8."""
    monthly = claim("a", 920 * 10**6, measure="month", as_stated="920 million a month")
    weighed = weigh([monthly], paid)
    assert weighed.derived
    assert weighed.headline == replace(
        monthly, measure="total", low=27_600 * 10**6, high=27_600 * 10**6
    )
    headline = weigh([claim("a", 3, measure="year")], paid).headline
    assert headline is not None
    assert (headline.low, headline.high) == (8, 8)


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        # The best source, and dollars before other currencies.
        ([claim("z", 4, kind="filing", measure="year"), claim("a", 1, measure="month")], (10, 10)),
        ([claim("z", 4, kind="filing", measure="year", currency="JPY")], (10, 10)),
        (
            [
                claim("z", 4, kind="filing", measure="year", currency="JPY"),
                claim("a", 1, kind="blog", measure="month"),
            ],
            (30, 30),
        ),
        # Bounds are multiplied: up to 4 is up to 10, more than 4 is more than 10.
        ([claim("z", (0, 4), measure="year")], (0, 10)),
        ([claim("z", (4, None), measure="year")], (10, None)),
        # A rate that is not paid in the term, or has only an upper bound, is passed over.
        ([claim("a", 9, measure="quarter"), claim("z", 4, measure="year")], (10, 10)),
        ([claim("a", (None, 9), measure="month"), claim("z", 4, measure="year")], (10, 10)),
        # So is one whose total has more than 64 bits.
        ([claim("a", 2**62, measure="month"), claim("z", 4, measure="year")], (10, 10)),
    ],
)
def test_the_rate_that_is_used(
    rates: list[StatedAmount], expected: tuple[int | None, int | None]
) -> None:
    weighed = weigh([*rates, claim("words", currency=None, as_stated="much")], paid)
    assert weighed.headline is not None
    assert weighed.derived
    assert (weighed.headline.low, weighed.headline.high) == expected


@pytest.mark.parametrize("total", [claim("blog", 7, kind="blog"), claim("blog", (None, 7))])
def test_a_stated_total_or_bound_is_never_replaced(total: StatedAmount) -> None:
    rates = [claim("filing", 4, kind="filing", measure="year")]
    weighed = weigh([*rates, total], paid)
    assert weighed == weigh([*rates, total])
    assert weighed.headline == total


@settings(max_examples=300)
@given(stated())
def test_a_derived_total_changes_nothing_but_the_headline(claims: list[StatedAmount]) -> None:
    with_term, without = weigh(claims, paid), weigh(claims)
    assert with_term == replace(without, headline=with_term.headline, derived=with_term.derived)
    assert with_term.derived == (with_term.headline != without.headline)
    if any(one.measure == "total" and one.currency for one in claims):
        assert not with_term.derived
