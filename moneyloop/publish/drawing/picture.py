"""The drawing of who pays whom: arrows between firms, with the loops before all else."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from moneyloop.publish.drawing.places import WIDTH, Place, Places, places
from moneyloop.publish.drawing.shapes import Box, Curve, Point, bent, text_width
from moneyloop.values.money import money

MOST_LOOPED, MOST_BESIDE, MOST_ARROWS = 24, 64, 240
"""Firms in loops, other firms, and arrows that a drawing has room for."""

AMOUNT = 12.0
"""The size of type of amounts."""

THIN, THICK, THICK_BESIDE = 1.4, 7.0, 3.5
SPOTS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.2, 0.8)
COLUMNS = {"left": 1, "right": -1}
"""Which way is inwards, from each column."""

BENDS = {"capital": (0.09, 0.02, 0.3), "revenue": (0.2, 0.15, 0.4), "": (0.12, 0.22, 0.3, 0.04)}
"""How far an arrow may bend, its usual bend first."""

ASIDE = (0.0, 9.0, -9.0, 18.0, -18.0)


@dataclass(frozen=True, slots=True)
class Flow:
    """What one firm pays another as capital or as revenue; `usd` is None where it is not known."""

    payer: str
    payee: str
    family: str
    usd: int | None
    types: tuple[str, ...]
    deals: tuple[str, ...]
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm as it is drawn; `number` is its place among the firms of the picture.

    `amount` is what a firm beside the loops pays, or gets where it gets more.
    """

    number: int
    name: str
    place: Place
    amount: str

    @property
    def first_line(self) -> float:
        """The middle of the first line of its name."""
        return self.place.box.y - (len(self.place.lines) - 1) * self.place.size * 0.6


@dataclass(frozen=True, slots=True)
class Arrow:
    """A flow as it is drawn: a line, the corners of its head, and where its amount stands."""

    payer: int
    payee: int
    family: str
    in_loop: bool
    line: str
    head: str
    width: float
    words: str
    amount: str
    spot: Point | None


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop that can be picked: the numbers of its firms in their order, and its words."""

    firms: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn; firms and flows are counted for which there was no room."""

    width: float
    height: float
    firms: tuple[Firm, ...]
    arrows: tuple[Arrow, ...]
    loops: tuple[Loop, ...]
    firms_left_out: int
    flows_left_out: int


Found = tuple[tuple[str, ...], int | None]
"""A loop that was found: its firms in order, and its weakest hop in dollars."""


def picture(flows: Sequence[Flow], names: Mapping[str, str], loops: Sequence[Found]) -> Picture:
    """Draws the flows that are shown, and those of the loops."""
    hops = {hop for firms, _ in loops for hop in _hops(firms)}
    drawn = [flow for flow in flows if flow.is_shown or (flow.payer, flow.payee) in hops]
    often = Counter(firm for firms, _ in loops for firm in firms)
    weight = Counter[str]()
    for flow in drawn:
        for firm in (flow.payer, flow.payee):
            weight[firm] += flow.usd or 0
    count = len(drawn)
    all_firms = dict.fromkeys(firm for flow in drawn for firm in (flow.payer, flow.payee))
    looped = sorted(
        (firm for firm in all_firms if often[firm]),
        key=lambda firm: (-often[firm], -weight[firm], firm),
    )[:MOST_LOOPED]
    beside = sorted(
        (firm for firm in all_firms if firm not in looped), key=lambda firm: (-weight[firm], firm)
    )[:MOST_BESIDE]
    kept = {*looped, *beside}
    drawn = sorted(
        (flow for flow in drawn if {flow.payer, flow.payee} <= kept),
        key=lambda flow: ((flow.payer, flow.payee) not in hops, -(flow.usd or 0)),
    )[:MOST_ARROWS]
    payers = [firm for firm in beside if _pays_more(firm, drawn)]
    payees = [firm for firm in beside if firm not in payers]
    pairs = Counter[tuple[str, str]]()
    for flow in drawn:
        in_loop = (flow.payer, flow.payee) in hops
        pairs[min(flow.payer, flow.payee), max(flow.payer, flow.payee)] += 3 if in_loop else 1
    found = places(names, looped, payers, payees, pairs)
    numbers = {firm: number for number, firm in enumerate(found.by_firm)}
    firms = tuple(
        Firm(number, names[firm], found.by_firm[firm], _beside(firm, found.by_firm[firm], drawn))
        for firm, number in numbers.items()
    )
    return Picture(
        WIDTH,
        found.height,
        firms,
        tuple(_arrows(drawn, hops, names, found, numbers)),
        tuple(
            Loop(tuple(numbers[firm] for firm in firms_of), _loop_words(firms_of, usd, names))
            for firms_of, usd in loops
            if set(firms_of) <= kept
        ),
        len(all_firms) - len(kept),
        count - len(drawn),
    )


def _hops(firms: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(firms, [*firms[1:], firms[0]], strict=True))


def _pays_more(firm: str, flows: Iterable[Flow]) -> bool:
    paid = [(flow.usd or 0, 1) for flow in flows if flow.payer == firm]
    got = [(flow.usd or 0, 1) for flow in flows if flow.payee == firm]

    def total(them: list[tuple[int, int]]) -> tuple[int, int]:
        return sum(usd for usd, _ in them), len(them)

    return total(paid) > total(got)


def _beside(firm: str, place: Place, flows: Iterable[Flow]) -> str:
    """What a firm in a column pays or gets, as far as amounts are known."""
    if place.side not in COLUMNS:
        return ""
    usds = [
        flow.usd
        for flow in flows
        if (flow.payer if place.side == "left" else flow.payee) == firm and flow.usd is not None
    ]
    return money(sum(usds)) if usds else ""


def _loop_words(firms: Sequence[str], usd: int | None, names: Mapping[str, str]) -> str:
    around = " → ".join(names[firm] for firm in (*firms, firms[0]))
    return f"{around} ({money(usd)} at least)" if usd is not None else around


def _arrows(
    flows: Sequence[Flow],
    hops: set[tuple[str, str]],
    names: Mapping[str, str],
    found: Places,
    numbers: Mapping[str, int],
) -> list[Arrow]:
    """The arrows, those beside the loops first, so that the others lie above them."""
    largest = max((flow.usd or 0 for flow in flows), default=0) or 1
    both = Counter((flow.payer, flow.payee) for flow in flows)
    taken = [_around(place) for place in found.by_firm.values()]
    ring = {firm: place.box for firm, place in found.by_firm.items() if place.side not in COLUMNS}
    arrows = []
    # The large amounts choose first where they stand.
    for flow in sorted(flows, key=lambda flow: -(flow.usd or 0)):
        in_loop = (flow.payer, flow.payee) in hops
        start, end = found.by_firm[flow.payer], found.by_firm[flow.payee]
        share = math.sqrt((flow.usd or 0) / largest)
        width = THIN + share * ((THICK if in_loop else THICK_BESIDE) - THIN)
        others = [box for firm, box in ring.items() if firm not in (flow.payer, flow.payee)]
        family = flow.family if both[flow.payer, flow.payee] > 1 else ""
        curve = _curve(start, end, family, others)
        curve = curve.outside(start.box, end.box, 3)
        head = 6 + width * 1.6
        dx, dy = curve.direction()
        amount = money(flow.usd) if flow.usd is not None and in_loop else ""
        spot = _spot(curve, amount, taken) if amount else None
        arrows.append(
            Arrow(
                numbers[flow.payer],
                numbers[flow.payee],
                flow.family,
                in_loop,
                _path(_shortened(curve, head * 0.8)),
                _head(curve.end, (dx, dy), head),
                round(width, 2),
                _words(flow, names),
                amount,
                spot,
            )
        )
    return sorted(arrows, key=lambda arrow: arrow.in_loop)


def _words(flow: Flow, names: Mapping[str, str]) -> str:
    types = ", ".join(one.replace("_", " ").lower() for one in flow.types)
    usd = money(flow.usd) if flow.usd is not None else "amount not known"
    return f"{names[flow.payer]} → {names[flow.payee]}: {usd} ({types})"


def _around(place: Place) -> Box:
    # Around the one in the middle many arrows meet.
    margin = 30 if place.side == "middle" else 6
    return Box(place.box.x, place.box.y, place.box.width + margin, place.box.height + margin)


def _curve(start: Place, end: Place, family: str, others: Sequence[Box]) -> Curve:
    """A curve that bends away from the one back, from that of the other family, and from firms."""
    here, there = (start.box.x, start.box.y), (end.box.x, end.box.y)
    inwards = [COLUMNS.get(place.side, 0) for place in (start, end)]
    if not any(inwards):
        bends = BENDS.get(family, BENDS[""])
        return min(
            (bent(here, there, bend) for bend in bends),
            key=lambda curve: sum(
                box.holds(curve.at(step / 20), 4) for box in others for step in range(21)
            ),
        )
    # From a column an arrow sets out straight, as its name is written, and arrives so.
    reach = max(70.0, abs(there[0] - here[0]) * 0.45)
    shift = {"capital": -3.0, "revenue": 3.0}.get(family, 0.0)
    first = (here[0] + inwards[0] * reach, here[1]) if inwards[0] else here
    second = (there[0] + inwards[1] * reach, there[1]) if inwards[1] else there
    if not inwards[0]:
        first = (here[0] + (second[0] - here[0]) * 0.3, here[1] + (second[1] - here[1]) * 0.3)
    if not inwards[1]:
        second = (there[0] + (first[0] - there[0]) * 0.3, there[1] + (first[1] - there[1]) * 0.3)
    return Curve(
        (here[0], here[1] + shift),
        (first[0], first[1] + shift),
        (second[0], second[1] + shift),
        (there[0], there[1] + shift),
    )


def _shortened(curve: Curve, by: float) -> Curve:
    """The curve without its last piece, which the head covers."""
    length = sum(math.dist(curve.at(step / 20), curve.at((step + 1) / 20)) for step in range(20))
    return curve.cut(0, max(0.5, 1 - by / length)) if length > 0 else curve


def _spot(curve: Curve, text: str, taken: list[Box]) -> Point:
    """Where an amount stands on or beside its arrow: where least stands already."""
    width, height = text_width(text, AMOUNT) + 4, AMOUNT * 1.25

    def over(box: Box) -> float:
        return sum(box.shared(other) for other in taken)

    spots = [
        Box(x, y + aside, width, height) for aside in ASIDE for x, y in (curve.at(t) for t in SPOTS)
    ]
    best = next((box for box in spots if not over(box)), None) or min(spots, key=over)
    taken.append(best)
    return round(best.x, 1), round(best.y, 1)


def _path(curve: Curve) -> str:
    start, first, second, end = (
        f"{point[0]:.1f} {point[1]:.1f}"
        for point in (curve.start, curve.first, curve.second, curve.end)
    )
    return f"M{start}C{first} {second} {end}"


def _head(tip: Point, towards: Point, size: float) -> str:
    """The corners of an arrow's head."""
    dx, dy = towards
    back = (tip[0] - dx * size, tip[1] - dy * size)
    half = size * 0.42
    corners = (
        tip,
        (back[0] - dy * half, back[1] + dx * half),
        (back[0] + dy * half, back[1] - dx * half),
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
