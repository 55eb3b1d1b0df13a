"""The arrows of a drawing: how they run between firms, how wide they are, where amounts go."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moneyloop.publish.drawing.layout import Layout, Placement
from moneyloop.publish.drawing.shapes import Box, Curve, Point, bent, text_width
from moneyloop.values.money import money

AMOUNT = 12.0
"""The font size of amounts."""

THIN, THICK, THICK_OUTSIDE = 1.4, 7.0, 3.5
"""The widths of an arrow: least, most in a loop, and most outside the loops."""

INWARDS = {"left": 1, "right": -1}
"""The x direction from each column towards the ring."""

BENDS = {"capital": (0.09, 0.02, 0.3), "revenue": (0.2, 0.15, 0.4), "": (0.12, 0.22, 0.3, 0.04)}
"""How far an arrow of each family may bend, the preferred bend first."""

FEW = 30
"""Up to so many arrows all have their amounts; of more, only those in a loop."""

AMOUNT_AT = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.2, 0.8)
"""Positions on its arrow that an amount may take, the preferred one first."""

AMOUNT_OFFSETS = (0.0, 9.0, -9.0, 18.0, -18.0)
"""Vertical distances from the arrow that an amount may take, the preferred one first."""

Hop = tuple[str, str]
"""Payer and payee."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What one firm pays another as capital or as revenue; `usd` is None if it is unknown."""

    payer: str
    payee: str
    family: str
    usd: int | None
    types: tuple[str, ...]
    deals: tuple[str, ...]
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """A flow as drawn: an SVG path, the corners of the head, and the position of the amount.

    `payer` and `payee` are the numbers of the firms in the picture. `top` and `bottom` bound the
    line.
    """

    payer: int
    payee: int
    family: str
    in_loop: bool
    line: str
    head: str
    width: float
    label: str
    deals: tuple[str, ...]
    is_known: bool
    amount: str
    amount_at: Point | None
    top: float
    bottom: float


def arrows_of(
    flows: Sequence[Flow],
    hops: set[Hop],
    names: Mapping[str, str],
    layout: Layout,
    numbers: Mapping[str, int],
) -> list[Arrow]:
    """An arrow for each flow, those outside the loops first, so that the others are on top.

    `hops` are the hops of all loops, `numbers` those of the firms in the picture.
    """
    largest = max((flow.usd or 0 for flow in flows), default=0) or 1
    families = Counter((flow.payer, flow.payee) for flow in flows)
    taken = [_surroundings(placement) for placement in layout.by_firm.values()]
    ring = {
        firm: placement.box
        for firm, placement in layout.by_firm.items()
        if placement.side not in INWARDS
    }
    arrows = []
    # The largest amounts choose their positions first.
    for flow in sorted(flows, key=lambda flow: -(flow.usd or 0)):
        in_loop = (flow.payer, flow.payee) in hops
        start, end = layout.by_firm[flow.payer], layout.by_firm[flow.payee]
        width = width_of(flow.usd or 0, largest, in_loop=in_loop)
        others = [box for firm, box in ring.items() if firm not in (flow.payer, flow.payee)]
        family = flow.family if families[flow.payer, flow.payee] > 1 else ""
        curve = _curve(start, end, family, others).outside(start.box, end.box, 3)
        head = 6 + width * 1.6
        has_amount = in_loop or len(flows) <= FEW
        amount = money(flow.usd) if flow.usd is not None and has_amount else ""
        arrows.append(
            Arrow(
                numbers[flow.payer],
                numbers[flow.payee],
                flow.family,
                in_loop,
                _path(_shortened(curve, head * 0.8)),
                _head(curve.end, curve.direction(), head),
                round(width, 2),
                _label(flow, names),
                flow.deals,
                flow.usd is not None,
                amount,
                _amount_at(curve, amount, taken) if amount else None,
                *_top_and_bottom(curve),
            )
        )
    return sorted(arrows, key=lambda arrow: arrow.in_loop)


def width_of(usd: int, largest: int, *, in_loop: bool) -> float:
    """The width of an arrow, which grows with the square root of its amount."""
    return THIN + math.sqrt(usd / largest) * ((THICK if in_loop else THICK_OUTSIDE) - THIN)


def _label(flow: Flow, names: Mapping[str, str]) -> str:
    types = ", ".join(name.replace("_", " ").lower() for name in flow.types)
    usd = money(flow.usd) if flow.usd is not None else "amount not known"
    return f"{names[flow.payer]} → {names[flow.payee]}: {usd} ({types})"


def _surroundings(placement: Placement) -> Box:
    """The box of a firm with a margin that amounts should stay out of."""
    # Many arrows meet around the firm in the middle.
    margin = 30 if placement.side == "middle" else 6
    box = placement.box
    return Box(box.x, box.y, box.width + margin, box.height + margin)


def _curve(start: Placement, end: Placement, family: str, others: Sequence[Box]) -> Curve:
    """A curve between two centres that avoids the other boxes of the ring as far as possible.

    Opposite arrows, and the two families of one hop, bend differently.
    """
    from_, to = (start.box.x, start.box.y), (end.box.x, end.box.y)
    inwards = [INWARDS.get(placement.side, 0) for placement in (start, end)]
    if not any(inwards):

        def hidden(curve: Curve) -> int:
            points = [curve.at(step / 20) for step in range(21)]
            return sum(box.contains(point, 4) for box in others for point in points)

        return min((bent(from_, to, bend) for bend in BENDS[family]), key=hidden)
    # An arrow leaves and reaches a column horizontally, in the direction of the names there.
    reach = max(70.0, abs(to[0] - from_[0]) * 0.45)
    shift = {"capital": -3.0, "revenue": 3.0}.get(family, 0.0)
    first = (from_[0] + inwards[0] * reach, from_[1]) if inwards[0] else from_
    second = (to[0] + inwards[1] * reach, to[1]) if inwards[1] else to
    if not inwards[0]:
        first = (from_[0] + (second[0] - from_[0]) * 0.3, from_[1] + (second[1] - from_[1]) * 0.3)
    if not inwards[1]:
        second = (to[0] + (first[0] - to[0]) * 0.3, to[1] + (first[1] - to[1]) * 0.3)
    return Curve(
        (from_[0], from_[1] + shift),
        (first[0], first[1] + shift),
        (second[0], second[1] + shift),
        (to[0], to[1] + shift),
    )


def _top_and_bottom(curve: Curve) -> tuple[float, float]:
    heights = [curve.at(step / 20)[1] for step in range(21)]
    return min(heights), max(heights)


def _shortened(curve: Curve, by: float) -> Curve:
    """The curve without its last piece, which the head covers."""
    length = sum(math.dist(curve.at(step / 20), curve.at((step + 1) / 20)) for step in range(20))
    return curve.cut(0, max(0.5, 1 - by / length)) if length > 0 else curve


def _amount_at(curve: Curve, text: str, taken: list[Box]) -> Point:
    """The position on or beside the arrow where the amount overlaps least with boxes in `taken`.

    The box of the amount is added to `taken`.
    """
    width, height = text_width(text, AMOUNT) + 4, AMOUNT * 1.25

    def overlap(box: Box) -> float:
        return sum(box.overlap(other) for other in taken)

    candidates = [
        Box(x, y + offset, width, height)
        for offset in AMOUNT_OFFSETS
        for x, y in map(curve.at, AMOUNT_AT)
    ]
    best = next((box for box in candidates if not overlap(box)), None)
    best = best or min(candidates, key=overlap)
    taken.append(best)
    return round(best.x, 1), round(best.y, 1)


def _path(curve: Curve) -> str:
    start, first, second, end = (
        f"{point[0]:.1f} {point[1]:.1f}"
        for point in (curve.start, curve.first, curve.second, curve.end)
    )
    return f"M{start}C{first} {second} {end}"


def _head(tip: Point, direction: Point, size: float) -> str:
    """The corners of the head of an arrow, for an SVG polygon."""
    dx, dy = direction
    back = (tip[0] - dx * size, tip[1] - dy * size)
    half = size * 0.42
    corners = (
        tip,
        (back[0] - dy * half, back[1] + dx * half),
        (back[0] + dy * half, back[1] - dx * half),
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
