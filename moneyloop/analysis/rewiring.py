"""Random graphs with the degrees of a given graph: a Markov chain of swaps.

In a step, two or three random edges exchange their ends in a circle. Every node keeps its numbers
of edges in and out. If that made a loop at a node or a second edge between the same two nodes, the
step is rejected, and the chain stays where it is for a step. A chain that did not count rejected
steps would prefer graphs with many ways out.

Swaps of two edges alone do not reach every graph (they never reverse a cycle of three), those of
two and three do: A. R. Rao, R. Jana and S. Bandyopadhyay, "A Markov chain Monte Carlo method for
generating random (0, 1)-matrices with given marginals", Sankhyā A 58 (1996). Steps are symmetric,
so that in the long run all graphs with these degrees are equally likely.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

Edge = tuple[int, int]

STEPS_PER_EDGE = 10
"""Steps between two draws, for each edge. tests/unit/test_rewiring.py checks that it is enough."""


class Rewiring:
    """A chain of random graphs that starts at a given one, without loops at a node."""

    def __init__(self, edges: Iterable[Edge], random: Random) -> None:
        # Sorted, since the order of a set of edges may differ from run to run.
        edges = sorted(set(edges))
        self._starts = [start for start, _ in edges]
        self._ends = [end for _, end in edges]
        self._edges = set(edges)
        # `random()` is the only method whose numbers stay the same in later versions of Python.
        self._random = random.random

    @property
    def edges(self) -> frozenset[Edge]:
        """The graph that the chain has reached."""
        return frozenset(self._edges)

    def draw(self) -> frozenset[Edge]:
        """A graph that is independent of the one before."""
        self.walk(STEPS_PER_EDGE * len(self._ends))
        return self.edges

    def walk(self, steps: int) -> None:
        """Takes steps; a rejected step is one, too."""
        random, size = self._random, len(self._ends)
        for _ in range(steps):
            first, second = int(random() * size), int(random() * size)
            if random() < 0.5:
                self._swap_two(first, second)
            else:
                self._swap_three(first, second, int(random() * size))

    def _swap_two(self, first: int, second: int) -> None:
        starts, ends, edges = self._starts, self._ends, self._edges
        one, two = (starts[first], ends[second]), (starts[second], ends[first])
        # If the edges are the same, or have the same start or end, a new one exists already.
        if one in edges or two in edges or one[0] == one[1] or two[0] == two[1]:
            return
        edges.remove((starts[first], ends[first]))
        edges.remove((starts[second], ends[second]))
        edges.add(one)
        edges.add(two)
        ends[first], ends[second] = ends[second], ends[first]

    def _swap_three(self, first: int, second: int, third: int) -> None:
        starts, ends, edges = self._starts, self._ends, self._edges
        one = (starts[first], ends[second])
        two = (starts[second], ends[third])
        three = (starts[third], ends[first])
        if one in edges or two in edges or three in edges:
            return
        if one[0] == one[1] or two[0] == two[1] or three[0] == three[1]:
            return
        edges.difference_update((starts[at], ends[at]) for at in (first, second, third))
        edges.update((one, two, three))
        ends[first], ends[second], ends[third] = ends[second], ends[third], ends[first]
