"""Where the firms of a drawing stand.

Those in loops stand on a ring, the one in most of them in its middle. Of the others those that pay
more than they get stand in a column on the left, those that get more on the right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from moneyloop.publish.drawing.shapes import Box, Point, in_lines, text_width

WIDTH = 1360.0
COLUMN = 250.0
"""The width of the column of names on either side."""

ROW = 30.0
MARGIN = 50.0
RING_ACROSS, RING_DOWN = 290.0, 340.0
"""Half the width and half the height of a full ring, which grows where its firms need more."""

FULL = 12
"""Firms of which a ring is full; with fewer it is flatter."""

MOST_ACROSS = 330.0

NAME, MIDDLE, SIDE = 14.0, 19.0, 12.5
"""Sizes of type: on the ring, in its middle, in the columns."""

LETTERS, LETTERS_AT_SIDE = 16, 23
FEWEST_AROUND = 4
"""Firms in loops from which on one of them stands in the middle."""

GAP = 14.0
DOT = 8.0

Pairs = Mapping[tuple[str, str], float]
"""Pairs of firms between which money flows, and how much that matters to where they stand."""


@dataclass(frozen=True, slots=True)
class Place:
    """A firm's box, its name in lines, the size of its type, and on which side its name stands."""

    box: Box
    lines: tuple[str, ...]
    size: float
    side: str
    """`ring`, `middle`, `left` or `right`."""


@dataclass(frozen=True, slots=True)
class Places:
    """All firms, and the height of the drawing."""

    by_firm: Mapping[str, Place]
    height: float


def places(
    names: Mapping[str, str],
    looped: Sequence[str],
    payers: Sequence[str],
    payees: Sequence[str],
    pairs: Pairs,
) -> Places:
    """Places for all firms: `looped` in the order of the loops in which they stand, most first."""
    rows = max(len(payers), len(payees))
    middle = looped[0] if len(looped) > FEWEST_AROUND else None
    around = _in_order([firm for firm in looped if firm != middle], pairs)
    boxes = {firm: _box_of(names[firm], NAME) for firm in around}
    sides = dict.fromkeys(payers, -1) | dict.fromkeys(payees, 1)
    fullness = min(1.0, 0.4 + 0.6 * len(around) / FULL)
    across, down = RING_ACROSS, RING_DOWN * fullness
    spots = _on_ring(len(around), across, down)
    around = _turned(around, spots, sides, pairs)
    while _crowded([boxes[firm] for firm in around], spots):
        across, down = min(across * 1.02, MOST_ACROSS), down * 1.04
        spots = _on_ring(len(around), across, down)
    tallest = max((box.height for box in boxes.values()), default=0)
    height = 2 * MARGIN + max(rows * ROW, 2 * down + tallest if around else 0, 200)
    centre = (WIDTH / 2, height / 2)
    found: dict[str, Place] = {}
    for firm, (x, y) in zip(around, spots, strict=True):
        box = boxes[firm]
        spot = Box(centre[0] + x, centre[1] + y, box.width, box.height)
        found[firm] = Place(spot, in_lines(names[firm], LETTERS), NAME, "ring")
    if middle:
        box = _box_of(names[middle], MIDDLE)
        spot = Box(*centre, box.width, box.height)
        found[middle] = Place(spot, in_lines(names[middle], LETTERS), MIDDLE, "middle")
    for side, firms, x in (("left", payers, COLUMN), ("right", payees, WIDTH - COLUMN)):
        for firm, y in zip(_by_height(firms, found, pairs), _rows(len(firms), height), strict=True):
            lines = in_lines(names[firm], LETTERS_AT_SIDE, most=2)
            found[firm] = Place(Box(x, y, DOT, DOT), lines, SIDE, side)
    return Places(found, height)


def _box_of(name: str, size: float) -> Box:
    lines = in_lines(name, LETTERS)
    width = max(text_width(line, size) for line in lines) + size * 1.4
    return Box(0, 0, width, len(lines) * size * 1.2 + size)


def _on_ring(count: int, across: float, down: float) -> list[Point]:
    """So many points on an ellipse about (0, 0), equally far from each other along it."""
    fine = 720
    points = [
        (across * math.sin(2 * math.pi * step / fine), -down * math.cos(2 * math.pi * step / fine))
        for step in range(fine + 1)
    ]
    far = [0.0]
    for one, other in pairwise(points):
        far.append(far[-1] + math.dist(one, other))
    spots, step = [], 0
    for index in range(count):
        while far[step] < far[-1] * index / count:
            step += 1
        spots.append(points[step])
    return spots


def _crowded(boxes: Sequence[Box], spots: Sequence[Point]) -> bool:
    """Whether two of the boxes would touch."""
    placed = [
        Box(x, y, box.width + GAP, box.height + GAP)
        for box, (x, y) in zip(boxes, spots, strict=True)
    ]
    return any(
        one.shared(other) > 0 for index, one in enumerate(placed) for other in placed[:index]
    )


def _in_order(firms: Sequence[str], pairs: Pairs) -> list[str]:
    """The firms in an order around the ring in which those that pay each other stand near.

    The springs of networkx give the order to begin with, swaps of two make it better.
    """
    import networkx as nx

    if len(firms) < FEWEST_AROUND:
        return list(firms)
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(firms)
    network.add_edges_from(pair for pair in pairs if set(pair) <= set(firms))
    spots = nx.spring_layout(network, seed=1, iterations=200)
    order = sorted(firms, key=lambda firm: math.atan2(spots[firm][1], spots[firm][0]))
    links = [
        (one, other, weight)
        for (one, other), weight in pairs.items()
        if one in network and other in network
    ]

    def length(around: Sequence[str]) -> float:
        index = {firm: place for place, firm in enumerate(around)}
        return sum(
            weight * math.sin(math.pi * abs(index[one] - index[other]) / len(around))
            for one, other, weight in links
        )

    best, better = length(order), True
    while better:
        better = False
        for one in range(len(order)):
            for other in range(one):
                order[one], order[other] = order[other], order[one]
                now = length(order)
                if now < best - 1e-9:
                    best, better = now, True
                else:
                    order[one], order[other] = order[other], order[one]
    return order


def _turned(
    around: list[str], spots: Sequence[Point], sides: Mapping[str, int], pairs: Pairs
) -> list[str]:
    """The ring turned, or seen from behind, so that its firms stand near their column.

    `sides` are -1 for a firm in the left column and 1 for one in the right.
    """
    drawn: dict[str, int] = {}
    for one, other in pairs:
        for firm, partner in ((one, other), (other, one)):
            if partner in sides:
                drawn[firm] = drawn.get(firm, 0) + sides[partner]
    both = (around, around[::-1])
    turns = [order[turn:] + order[:turn] for order in both for turn in range(len(order))]
    return max(
        turns or [around],
        key=lambda order: sum(
            spot[0] * drawn.get(firm, 0) for firm, spot in zip(order, spots, strict=True)
        ),
    )


def _by_height(firms: Iterable[str], found: Mapping[str, Place], pairs: Pairs) -> list[str]:
    """The firms of a column in the order of the heights of those with whom they deal."""
    heights: dict[str, list[float]] = {firm: [] for firm in firms}
    for one, other in pairs:
        for firm, partner in ((one, other), (other, one)):
            if firm in heights and partner in found:
                heights[firm].append(found[partner].box.y)
    known = [sum(ys) / len(ys) for ys in heights.values() if ys]
    lowest = max(known, default=0)
    return sorted(
        heights,
        key=lambda firm: sum(heights[firm]) / len(heights[firm]) if heights[firm] else lowest + 1,
    )


def _rows(count: int, height: float) -> list[float]:
    room = (height - 2 * MARGIN) / count if count else 0
    return [MARGIN + room * (index + 0.5) for index in range(count)]
