"""Boxes, curves and the size of text. Lengths are in the units of the drawing."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

Point = tuple[float, float]

WIDE, NARROW = 1.0, 0.62
"""The width of an East Asian letter, and the largest of any other, in font sizes."""

STEPS = 240
"""The number of steps in which a curve is searched for its ends outside boxes."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `x` and `y` are its centre."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> float:
        """The x of the left side."""
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        """The y of the upper side; y grows downwards."""
        return self.y - self.height / 2

    def contains(self, point: Point, margin: float = 0) -> bool:
        """Whether a point is inside the box, or at most `margin` outside."""
        return (
            abs(point[0] - self.x) <= self.width / 2 + margin
            and abs(point[1] - self.y) <= self.height / 2 + margin
        )

    def overlap(self, other: Box) -> float:
        """The area that both boxes cover."""
        across = (self.width + other.width) / 2 - abs(self.x - other.x)
        down = (self.height + other.height) / 2 - abs(self.y - other.y)
        return max(0.0, across) * max(0.0, down)


@dataclass(frozen=True, slots=True)
class Curve:
    """A cubic Bézier curve."""

    start: Point
    first: Point
    second: Point
    end: Point

    def at(self, t: float) -> Point:
        """The point at `t`, from 0 to 1."""
        s = 1 - t
        weights = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
        points = (self.start, self.first, self.second, self.end)
        return (
            sum(weight * point[0] for weight, point in zip(weights, points, strict=True)),
            sum(weight * point[1] for weight, point in zip(weights, points, strict=True)),
        )

    def cut(self, begin: float, end: float) -> Curve:
        """The part of the curve from one `t` to another."""
        return self._until(end)._from(begin / end if end else 0)

    def outside(self, start: Box, end: Box, gap: float) -> Curve:
        """The part of the curve that is at least `gap` away from both boxes."""
        ts = [step / STEPS for step in range(STEPS + 1)]
        begin = next((t for t in ts if not start.contains(self.at(t), gap)), 0.0)
        stop = next((t for t in reversed(ts) if not end.contains(self.at(t), gap)), 1.0)
        return self.cut(begin, stop) if begin < stop else self

    def direction(self) -> Point:
        """The direction at the end of the curve, as a vector of length 1."""
        for t in (0.95, 0.5, 0.0):
            x, y = self.at(t)
            dx, dy = self.end[0] - x, self.end[1] - y
            length = math.hypot(dx, dy)
            if length > 1e-6:
                return dx / length, dy / length
        return 1.0, 0.0

    def _until(self, t: float) -> Curve:
        # De Casteljau's algorithm.
        a, b, c = (
            _between(self.start, self.first, t),
            _between(self.first, self.second, t),
            _between(self.second, self.end, t),
        )
        d, e = _between(a, b, t), _between(b, c, t)
        return Curve(self.start, a, d, _between(d, e, t))

    def _from(self, t: float) -> Curve:
        back = Curve(self.end, self.second, self.first, self.start)._until(1 - t)
        return Curve(back.end, back.second, back.first, back.start)


def _between(start: Point, end: Point, t: float) -> Point:
    return start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t


def bent(start: Point, end: Point, bend: float) -> Curve:
    """A curve that bends to its left by the fraction `bend` of its length."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    across = (dy * bend * 4 / 3, -dx * bend * 4 / 3)
    first, second = _between(start, end, 1 / 4), _between(start, end, 3 / 4)
    return Curve(
        start,
        (first[0] + across[0], first[1] + across[1]),
        (second[0] + across[0], second[1] + across[1]),
        end,
    )


def text_width(text: str, size: float) -> float:
    """An upper bound of the width of the text in common fonts."""
    return size * sum(
        WIDE if unicodedata.east_asian_width(char) in "WF" else NARROW for char in text
    )


def wrapped(text: str, letters: int, most: int = 2) -> tuple[str, ...]:
    """The text in at most `most` lines of at most `letters` letters; `…` ends text cut off."""
    lines = [""]
    for word in text.split():
        rest = word
        while rest:
            room = letters - len(lines[-1]) - bool(lines[-1])
            if len(rest) <= room:
                lines[-1] += (" " if lines[-1] else "") + rest
                rest = ""
            elif lines[-1]:
                lines.append("")
            else:
                lines[-1], rest = rest[:letters], rest[letters:]
    if len(lines) > most:
        return (*lines[: most - 1], lines[most - 1][: letters - 1] + "…")
    return tuple(lines)
