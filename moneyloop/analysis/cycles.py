"""Counts the cycles of a directed graph by their length.

A node is represented by its index, and a set of nodes by the bits of an integer: the last step of
every cycle is then one operation, which makes thousands of random graphs feasible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import combinations

Edge = tuple[int, int]


def count_cycles(size: int, edges: Iterable[Edge], longest: int) -> list[int]:
    """How many cycles have 2, 3, … `longest` nodes, none of which appears twice.

    `size` is the number of nodes. Edges from a node to itself are ignored, and so are repeated
    edges. The item at index 0 is the number of cycles of two nodes.
    """
    after, before = [0] * size, [0] * size
    for start, end in edges:
        if start != end:
            after[start] |= 1 << end
            before[end] |= 1 << start
    counts = [0] * (longest + 1)

    def walk(node: int, free: int, back: int, length: int) -> None:
        """Counts the cycles that continue a path of `length` nodes ending at this node."""
        following = after[node] & free
        counts[length + 1] += (following & back).bit_count()
        if length + 1 < longest:
            while following:
                bit = following & -following
                following ^= bit
                walk(bit.bit_length() - 1, free ^ bit, back, length + 1)

    for first in range(size):
        # Each cycle is found from its smallest node only.
        free = -1 << (first + 1)
        back = before[first] & free
        if back and after[first] & free:
            walk(first, free, back, 1)
    return counts[2:]


def count_round_trips(
    size: int,
    capital: Iterable[Edge],
    revenue: Iterable[Edge],
    longest: int,
    through: Collection[frozenset[int]] = (),
) -> list[int]:
    """How many cycles of 2, 3, … `longest` nodes have capital and revenue.

    Each hop of a cycle is an edge of one family or of both. With `through`, sets of nodes that have
    none in common, only cycles with a node of each of them are counted.
    """
    capital, revenue = frozenset(capital), frozenset(revenue)

    def counts(edges: frozenset[Edge]) -> list[int]:
        # Of all cycles, those that avoid one set are taken away; those that avoid two of them would
        # be taken away twice, and so on.
        found = [0] * (longest - 1)
        for number in range(len(through) + 1):
            for sets in combinations(through, number):
                avoided = frozenset[int]().union(*sets)
                others = (edge for edge in edges if avoided.isdisjoint(edge))
                for at, count in enumerate(count_cycles(size, others, longest)):
                    found[at] += (-1) ** number * count
        return found

    if len(through) > longest:
        return [0] * (longest - 1)

    # Of all cycles, those that have no revenue and those that have no capital are not counted.
    kinds = (capital | revenue, capital - revenue, revenue - capital)
    return [
        every - only_capital - only_revenue
        for every, only_capital, only_revenue in zip(*map(counts, kinds), strict=True)
    ]
