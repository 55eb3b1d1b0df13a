"""Where the firms of a drawing are placed.

Firms in loops are on a ring, with the firm in most of them in its middle. Of the others, those that
pay more than they get are in a column on the left, and those that get more in one on the right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from moneyloop.publish.drawing.shapes import Box, Point, text_width, wrapped

WIDTH = 1360.0
COLUMN = 250.0
"""The width of the column of names on either side."""

ROW = 30.0
MARGIN = 50.0
RING_ACROSS, RING_DOWN = 290.0, 340.0
"""Half the width and half the height of a full ring; it grows if its firms need more room."""

FULL = 12
"""The number of firms on a full ring; a ring with fewer is flatter."""

MOST_ACROSS = 330.0

NAME, MIDDLE, SIDE = 14.0, 19.0, 12.5
"""Font sizes on the ring, in its middle, and in the columns."""

LETTERS, LETTERS_AT_SIDE = 16, 22
LONGEST_AMOUNT = "$999.99B"

SMALL_RING = 4
"""With more firms in loops than this, one of them is in the middle of the ring."""

GAP = 14.0
DOT = 8.0

Pairs = Mapping[tuple[str, str], float]
"""Pairs of firms between which money flows, with the weight that each has in the layout."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The box of a firm, its name in lines, and the font size."""

    box: Box
    lines: tuple[str, ...]
    size: float
    side: str
    """`ring`, `middle`, `left` or `right`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The placements of all firms, and the height of the drawing."""

    by_firm: Mapping[str, Placement]
    height: float


def layout(
    names: Mapping[str, str],
    looped: Sequence[str],
    payers: Sequence[str],
    payees: Sequence[str],
    pairs: Pairs,
) -> Layout:
    """Places all firms; `looped` are the firms in loops, the one in most loops first."""
    rows = max(len(payers), len(payees))
    middle = looped[0] if len(looped) > SMALL_RING else None
    around = _ring_order([firm for firm in looped if firm != middle], pairs)
    boxes = {firm: _box_of(names[firm], NAME) for firm in around}
    sides = dict.fromkeys(payers, -1) | dict.fromkeys(payees, 1)
    fullness = min(1.0, 0.4 + 0.6 * len(around) / FULL)
    across, down = RING_ACROSS, RING_DOWN * fullness
    spots = _on_ring(len(around), across, down)
    around = _rotated(around, spots, sides, pairs)
    while _overlap([boxes[firm] for firm in around], spots):
        across, down = min(across * 1.02, MOST_ACROSS), down * 1.04
        spots = _on_ring(len(around), across, down)
    tallest = max((box.height for box in boxes.values()), default=0)
    height = 2 * MARGIN + max(rows * ROW, 2 * down + tallest if around else 0, 200)
    centre = (WIDTH / 2, height / 2)
    placed: dict[str, Placement] = {}
    for firm, (x, y) in zip(around, spots, strict=True):
        box = boxes[firm]
        spot = Box(centre[0] + x, centre[1] + y, box.width, box.height)
        placed[firm] = Placement(spot, wrapped(names[firm], LETTERS), NAME, "ring")
    if middle:
        box = _box_of(names[middle], MIDDLE)
        spot = Box(*centre, box.width, box.height)
        placed[middle] = Placement(spot, wrapped(names[middle], LETTERS), MIDDLE, "middle")
    for side, firms, x in (("left", payers, COLUMN), ("right", payees, WIDTH - COLUMN)):
        ordered = _column_order(firms, placed, pairs)
        for firm, y in zip(ordered, _rows(len(firms), height), strict=True):
            placed[firm] = Placement(Box(x, y, DOT, DOT), _beside(names[firm]), SIDE, side)
    return Layout(placed, height)


def _beside(name: str) -> tuple[str, ...]:
    """The lines of a name in a column. Letters of other scripts are wider, so there fit fewer."""
    room = COLUMN - text_width(LONGEST_AMOUNT, SIDE)
    for letters in range(LETTERS_AT_SIDE, 1, -1):
        lines = wrapped(name, letters)
        if all(text_width(line, SIDE) <= room for line in lines):
            break
    return lines


def _box_of(name: str, size: float) -> Box:
    lines = wrapped(name, LETTERS)
    width = max(text_width(line, size) for line in lines) + size * 1.4
    return Box(0, 0, width, len(lines) * size * 1.2 + size)


def _on_ring(count: int, across: float, down: float) -> list[Point]:
    """`count` points on an ellipse around (0, 0), evenly spaced along its circumference."""
    steps = 720
    points = [
        (
            across * math.sin(2 * math.pi * step / steps),
            -down * math.cos(2 * math.pi * step / steps),
        )
        for step in range(steps + 1)
    ]
    distances = [0.0]
    for point, following in pairwise(points):
        distances.append(distances[-1] + math.dist(point, following))
    spots, step = [], 0
    for index in range(count):
        while distances[step] < distances[-1] * index / count:
            step += 1
        spots.append(points[step])
    return spots


def _overlap(boxes: Sequence[Box], spots: Sequence[Point]) -> bool:
    """Whether any two boxes at these spots would touch."""
    placed = [
        Box(x, y, box.width + GAP, box.height + GAP)
        for box, (x, y) in zip(boxes, spots, strict=True)
    ]
    return any(
        box.overlap(other) > 0 for index, box in enumerate(placed) for other in placed[:index]
    )


def _ring_order(firms: Sequence[str], pairs: Pairs) -> list[str]:
    """The firms in an order around the ring that keeps firms that pay each other close.

    It starts from the spring layout of networkx, and swaps two firms as long as that helps.
    """
    import networkx as nx

    if len(firms) < SMALL_RING:
        return list(firms)
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(firms)
    network.add_edges_from(pair for pair in pairs if set(pair) <= set(firms))
    spots = nx.spring_layout(network, seed=1, iterations=200)
    order = sorted(firms, key=lambda firm: math.atan2(spots[firm][1], spots[firm][0]))
    links = [
        (firm, other, weight)
        for (firm, other), weight in pairs.items()
        if firm in network and other in network
    ]

    def length(around: Sequence[str]) -> float:
        index = {firm: number for number, firm in enumerate(around)}
        return sum(
            weight * math.sin(math.pi * abs(index[firm] - index[other]) / len(around))
            for firm, other, weight in links
        )

    shortest, improved = length(order), True
    while improved:
        improved = False
        for first in range(len(order)):
            for second in range(first):
                order[first], order[second] = order[second], order[first]
                now = length(order)
                if now < shortest - 1e-9:
                    shortest, improved = now, True
                else:
                    order[first], order[second] = order[second], order[first]
    return order


def _rotated(
    around: list[str], spots: Sequence[Point], sides: Mapping[str, int], pairs: Pairs
) -> list[str]:
    """The ring rotated, or mirrored, so that its firms are near the column that they deal with.

    `sides` is -1 for a firm in the left column and 1 for one in the right.
    """
    pull: dict[str, int] = {}
    for pair in pairs:
        for firm, partner in (pair, pair[::-1]):
            if partner in sides:
                pull[firm] = pull.get(firm, 0) + sides[partner]
    orders = (around, around[::-1])
    rotations = [order[turn:] + order[:turn] for order in orders for turn in range(len(order))]
    return max(
        rotations or [around],
        key=lambda order: sum(
            spot[0] * pull.get(firm, 0) for firm, spot in zip(order, spots, strict=True)
        ),
    )


def _column_order(firms: Iterable[str], placed: Mapping[str, Placement], pairs: Pairs) -> list[str]:
    """The firms of a column, ordered by the average height of the firms that they deal with."""
    heights: dict[str, list[float]] = {firm: [] for firm in firms}
    for pair in pairs:
        for firm, partner in (pair, pair[::-1]):
            if firm in heights and partner in placed:
                heights[firm].append(placed[partner].box.y)
    known = [sum(ys) / len(ys) for ys in heights.values() if ys]
    lowest = max(known, default=0)
    return sorted(
        heights,
        key=lambda firm: sum(heights[firm]) / len(heights[firm]) if heights[firm] else lowest + 1,
    )


def _rows(count: int, height: float) -> list[float]:
    """The heights of `count` evenly spaced rows."""
    room = (height - 2 * MARGIN) / count if count else 0
    return [MARGIN + room * (index + 0.5) for index in range(count)]
