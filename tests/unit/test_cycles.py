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


pairs = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=18)


@given(edges=pairs, longest=st.integers(2, 6))
def test_every_cycle_is_counted_once(edges: set[Edge], longest: int) -> None:
    lengths = [len(hops) for hops in cycles(6, edges, longest)]
    expected = [lengths.count(length) for length in range(2, longest + 1)]
    assert count_cycles(6, edges, longest) == expected


@given(capital=pairs, revenue=pairs, through=st.none() | st.frozensets(st.integers(0, 5)))
def test_round_trips_have_both_families(
    capital: set[Edge], revenue: set[Edge], through: frozenset[int] | None
) -> None:
    found = [
        len(hops)
        for hops in cycles(6, capital | revenue, 4)
        if not capital.isdisjoint(hops)
        and not revenue.isdisjoint(hops)
        and (through is None or any(start in through for start, _ in hops))
    ]
    expected = [found.count(length) for length in (2, 3, 4)]
    assert count_round_trips(6, capital, revenue, 4, through) == expected
