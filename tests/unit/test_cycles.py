"""Counting cycles, and those with capital and revenue, against plain enumeration."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from moneyloop.analysis.cycles import Edge, count_cycles, count_round_trips


def cycles(size: int, edges: set[Edge], longest: int) -> Iterator[tuple[Edge, ...]]:
    """Every cycle, as the tuple of its edges, that begins at its smallest node."""
    for length in range(2, longest + 1):
        for nodes in permutations(range(size), length):
            hops = tuple(zip(nodes, (*nodes[1:], nodes[0]), strict=True))
            if nodes[0] == min(nodes) and all(hop in edges for hop in hops):
                yield hops


# At most three sets of nodes that have none in common; some of them are empty.
disjoint = st.tuples(st.integers(0, 5), st.lists(st.integers(0, 3), min_size=6, max_size=6)).map(
    lambda drawn: [
        frozenset(node for node in range(6) if drawn[1][node] == number)
        for number in range(drawn[0] // 2)
    ]
)
pairs = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=18)


@given(edges=pairs, longest=st.integers(2, 6))
def test_every_cycle_is_counted_once(edges: set[Edge], longest: int) -> None:
    lengths = [len(hops) for hops in cycles(6, edges, longest)]
    expected = [lengths.count(length) for length in range(2, longest + 1)]
    assert count_cycles(6, edges, longest) == expected


@given(capital=pairs, revenue=pairs, through=disjoint)
def test_round_trips_have_both_families(
    capital: set[Edge], revenue: set[Edge], through: list[frozenset[int]]
) -> None:
    found = [
        len(hops)
        for hops in cycles(6, capital | revenue, 4)
        if not capital.isdisjoint(hops)
        and not revenue.isdisjoint(hops)
        and all(any(start in nodes for start, _ in hops) for nodes in through)
    ]
    expected = [found.count(length) for length in (2, 3, 4)]
    assert count_round_trips(6, capital, revenue, 4, through) == expected
