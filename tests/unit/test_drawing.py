"""The drawing of who pays whom: everything inside, names unobstructed, all hops of the loops."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moneyloop.publish.drawing.arrows import Flow
from moneyloop.publish.drawing.layout import COLUMN
from moneyloop.publish.drawing.picture import MOST_LOOPED, MOST_OTHERS, Loop, Picture, picture
from moneyloop.publish.drawing.shapes import Box, Curve, bent, text_width, wrapped
from moneyloop.values.money import money

NUMBERS = st.floats(-1000, 1000)
POINTS = st.tuples(NUMBERS, NUMBERS)
NAMES = st.text("abcdefgh 日本ABC", min_size=1, max_size=45).filter(str.strip)


def flow(payer: str, payee: str, usd: int | None = None, family: str = "capital") -> Flow:
    return Flow(payer, payee, family, usd, ("INVESTS_IN",), ("d",), True)


@st.composite
def drawings(draw: st.DrawFn) -> tuple[Picture, list[Loop]]:
    names = dict(enumerate(draw(st.lists(NAMES, min_size=2, max_size=30))))
    ids = [f"f{number}" for number in names]
    loops = draw(
        st.lists(st.lists(st.sampled_from(ids), min_size=2, max_size=4, unique=True), max_size=6)
    )
    found: list[Loop] = [(tuple(loop), 5) for loop in loops]
    pairs = {hop for loop in loops for hop in zip(loop, [*loop[1:], loop[0]], strict=True)}
    more = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=25))
    pairs |= {pair for pair in more if pair[0] != pair[1]}
    usds = st.none() | st.integers(0, 10**12)
    flows = [
        flow(payer, payee, draw(usds), draw(st.sampled_from(["capital", "revenue"])))
        for payer, payee in sorted(pairs)
    ]
    named = {f"f{number}": name for number, name in names.items()}
    return picture(flows, named, found), found


WIDE: tuple[Picture, list[Loop]] = (
    picture([flow("a", "b", 10_000)], {"a": "A", "b": "A" * 16 + "日" * 6}, []),
    [],
)


@settings(max_examples=40)
@example(WIDE)
@given(drawings())
def test_everything_is_inside_and_names_do_not_overlap(
    drawn: tuple[Picture, list[Loop]],
) -> None:
    it, loops = drawn
    boxes = [firm.placement.box for firm in it.firms if firm.placement.side in ("ring", "middle")]
    for index, box in enumerate(boxes):
        assert box.left >= 0 and box.left + box.width <= it.width
        assert box.top >= 0 and box.top + box.height <= it.height
        assert all(box.overlap(other) == 0 for other in boxes[:index])
    for firm in it.firms:
        widest = max(text_width(line, firm.placement.size) for line in firm.placement.lines)
        if firm.placement.side in ("ring", "middle"):
            assert widest <= firm.placement.box.width
        else:
            assert widest + text_width(firm.amount, firm.placement.size) <= COLUMN
    for side in ("left", "right"):
        rows = sorted(firm.placement.box.y for firm in it.firms if firm.placement.side == side)
        assert all(lower - upper > 29 for upper, lower in pairwise(rows))
    numbers = {(arrow.payer, arrow.payee) for arrow in it.arrows}
    for loop in it.loops:
        assert set(zip(loop.firms, [*loop.firms[1:], loop.firms[0]], strict=True)) <= numbers
    assert len(it.loops) == len(loops)


def test_the_firm_in_most_loops_is_in_the_middle() -> None:
    loops = [(("hub", other), 1) for other in "abcde"]
    flows = [flow(*hop) for firms, _ in loops for hop in (firms, firms[::-1])]
    it = picture(flows, {name: name for name in ("hub", *"abcde")}, loops)
    [middle] = [firm for firm in it.firms if firm.placement.side == "middle"]
    assert middle.name == "hub"
    assert middle.placement.box.x == it.width / 2
    assert {firm.placement.side for firm in it.firms} == {"middle", "ring"}


def test_payers_are_on_the_left_and_payees_on_the_right() -> None:
    flows = [
        flow("bank", "a", 10**9),
        flow("a", "shop", 2 * 10**9, "revenue"),
        flow("a", "b"),
        flow("b", "a"),
        flow("shop", "bank", None),
    ]
    it = picture(
        flows, dict(zip(*[["bank", "a", "b", "shop"]] * 2, strict=True)), [(("a", "b"), None)]
    )
    sides = {firm.name: (firm.placement.side, firm.amount) for firm in it.firms}
    assert sides["bank"] == ("left", "$1B")
    assert sides["shop"] == ("right", "$2B")
    assert {sides["a"][0], sides["b"][0]} == {"ring"}
    in_loop = {(arrow.label.split(":")[0]) for arrow in it.arrows if arrow.in_loop}
    assert in_loop == {"a → b", "b → a"}


def test_known_amounts_of_loops_are_at_their_arrows() -> None:
    flows = [flow("a", "b", 3 * 10**10), flow("b", "a", None, "revenue")]
    it = picture(flows, {"a": "A", "b": "B"}, [(("a", "b"), None)])
    assert [(arrow.amount, arrow.amount_at is None) for arrow in it.arrows] == [
        ("$30B", False),
        ("", True),
    ]
    assert "amount not known" in it.arrows[1].label
    assert it.loops[0].label == "A → B → A"


def test_firms_and_flows_without_room_are_counted() -> None:
    names = {f"f{number}": f"Firm {number}" for number in range(200)}
    ids = list(names)
    loops = [((one, other), 1) for one, other in zip(ids[:60:2], ids[1:60:2], strict=True)]
    flows = [flow(*pair) for firms, _ in loops for pair in (firms, firms[::-1])]
    flows += [flow(ids[0], other, 10) for other in ids[60:]]
    it = picture(flows, names, loops)
    assert len(it.firms) == MOST_LOOPED + MOST_OTHERS
    assert it.firms_left_out == 200 - len(it.firms)
    assert it.flows_left_out == len(flows) - len(it.arrows) > 0
    assert len(it.loops) == MOST_LOOPED // 2


def test_without_deals_nothing_is_drawn() -> None:
    it = picture([], {}, [])
    assert (it.firms, it.arrows, it.loops) == ((), (), ())


@given(POINTS, POINTS, st.floats(-1, 1), st.floats(0.01, 0.49), st.floats(0.51, 0.99))
def test_part_of_a_curve_runs_along_the_curve(
    start: tuple[float, float], end: tuple[float, float], bend: float, begin: float, stop: float
) -> None:
    whole = bent(start, end, bend)
    part = whole.cut(begin, stop)
    for t in (0.0, 0.3, 1.0):
        expected = whole.at(begin + (stop - begin) * t)
        assert part.at(t) == pytest.approx(expected, abs=1e-6)
    assert math.hypot(*part.direction()) == pytest.approx(1)


def test_a_curve_ends_before_the_boxes() -> None:
    start, end = Box(0, 0, 40, 20), Box(200, 50, 60, 30)
    part = Curve((0, 0), (60, 0), (140, 50), (200, 50)).outside(start, end, 3)
    assert not start.contains(part.start, 2) and start.contains(part.start, 6)
    assert not end.contains(part.end, 2) and end.contains(part.end, 6)


def test_opposite_arrows_bend_apart() -> None:
    forth, back = bent((0, 0), (100, 0), 0.2).at(0.5), bent((100, 0), (0, 0), 0.2).at(0.5)
    assert forth[1] < 0 < back[1]


@given(NAMES, st.integers(4, 30))
def test_names_are_wrapped(name: str, letters: int) -> None:
    lines = wrapped(name, letters, most=99)
    assert all(len(line) <= letters for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", name)
    assert len(wrapped(name, letters)) <= 2


def test_the_label_of_an_arrow() -> None:
    it = picture([flow("a", "b", 5)], {"a": "A", "b": "B"}, [])
    assert it.arrows[0].label == f"A → B: {money(5)} (invests in)"
