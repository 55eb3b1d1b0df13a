"""Random graphs with given degrees: all of them, equally often, and independent draws."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from moneyloop.analysis.cycles import count_cycles, count_round_trips
from moneyloop.analysis.rewiring import Edge, Rewiring

SEVEN = frozenset({(1, 2), (1, 3), (3, 1), (3, 4), (4, 3), (5, 4)})
MIRRORED = frozenset({(3, 4), (3, 1), (1, 4), (1, 2), (2, 4), (2, 3)})
CRITICAL = 22.46  # of chi-square with 6 degrees of freedom, exceeded once in a thousand


def random_numbers(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # to test statistics, not for secrets


def degrees(edges: Iterable[Edge]) -> tuple[Counter[int], Counter[int]]:
    edges = list(edges)
    return Counter(start for start, _ in edges), Counter(end for _, end in edges)


def realisations(edges: frozenset[Edge]) -> set[frozenset[Edge]]:
    """Every graph with the same degrees and without loops at a node."""
    nodes = {node for edge in edges for node in edge}
    possible = [(one, two) for one in nodes for two in nodes if one != two]
    return {
        frozenset(found)
        for found in combinations(possible, len(edges))
        if degrees(found) == degrees(edges)
    }


def chi_square(seen: Counter[frozenset[Edge]], kinds: set[frozenset[Edge]]) -> float:
    expected = sum(seen.values()) / len(kinds)
    return sum((seen[kind] - expected) ** 2 / expected for kind in kinds)


def test_all_realisations_are_equally_likely() -> None:
    kinds = realisations(SEVEN)
    assert len(kinds) == 7
    chain = Rewiring(SEVEN, random_numbers(1))
    seen = Counter(chain.draw() for _ in range(7_000))
    assert seen.keys() == kinds
    assert chi_square(seen, kinds) < CRITICAL


def test_a_chain_that_forgets_rejected_swaps_fails_clearly() -> None:
    """So the test above can fail: that chain is in some graphs far more often than in others."""
    chain = Rewiring(SEVEN, random_numbers(1))
    seen: Counter[frozenset[Edge]] = Counter()
    for _ in range(7_000):
        for _ in range(5):
            before = chain.edges
            while chain.edges == before:
                chain.walk(1)
        seen[chain.edges] += 1
    assert chi_square(seen, realisations(SEVEN)) > 5 * CRITICAL


def test_the_mirror_image_is_reached() -> None:
    """The cycle 1→2→3→1 turns round, which swaps of two edges never bring about."""
    mirror = MIRRORED - {(1, 2), (2, 3), (3, 1)} | {(2, 1), (3, 2), (1, 3)}
    assert realisations(MIRRORED) == {MIRRORED, mirror}
    chain = Rewiring(MIRRORED, random_numbers(1))
    seen = Counter(chain.draw() for _ in range(200))
    assert seen.keys() == {MIRRORED, mirror}


edges_of_firms = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20).map(
    lambda edges: {(one, two) for one, two in edges if one != two}
)


@given(edges=edges_of_firms, seed=st.integers(0, 1000))
def test_every_draw_keeps_the_degrees(edges: set[Edge], seed: int) -> None:
    chain = Rewiring(edges, random_numbers(seed))
    for _ in range(5):
        drawn = chain.draw()
        assert degrees(drawn) == degrees(edges)
        assert all(one != two for one, two in drawn)


def reference() -> tuple[set[Edge], set[Edge], int]:
    """The pairs with capital, and those with revenue, of 0.1.0; and the number of firms."""
    file = Path(__file__).with_name("pairs_of_0_1_0.csv")
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    names = sorted({row[side] for row in rows for side in ("payer", "payee")})
    family: dict[str, set[Edge]] = {"capital": set(), "revenue": set()}
    for row in rows:
        family[row["family"]].add((names.index(row["payer"]), names.index(row["payee"])))
    return family["capital"], family["revenue"], len(names)


@pytest.fixture(scope="module")
def draws() -> NDArray[np.int64]:
    """The round trips of 2, 3 and 4 firms in 1,000 draws, then their loops of any kind."""
    capital, revenue, size = reference()
    random = random_numbers(1)
    chains = Rewiring(capital, random), Rewiring(revenue, random)
    drawn = [(chains[0].draw(), chains[1].draw()) for _ in range(1_000)]
    return np.array(
        [
            count_round_trips(size, one, other, 4) + count_cycles(size, one | other, 4)
            for one, other in drawn
        ]
    )


def test_the_reference_has_more_direct_round_trips_than_chance(draws: NDArray[np.int64]) -> None:
    """Three independent programs found these means and values of p."""
    capital, revenue, size = reference()
    assert (len(capital), len(revenue), len(capital | revenue)) == (54, 44, 90)
    observed = count_round_trips(size, capital, revenue, 4)
    assert observed == [15, 6, 15]
    assert draws.mean(axis=0) == pytest.approx([5.2, 7.7, 11.8, 6.0, 8.0, 12.0], abs=0.3)
    p = [(1 + (draws[:, at] >= observed[at]).sum()) / 1001 for at in range(3)]
    assert 1 / 1001 <= p[0] <= 0.002
    assert p[1] == pytest.approx(0.8, abs=0.05)
    assert p[2] == pytest.approx(0.28, abs=0.05)
    all_together = (1 + (draws[:, :3].sum(axis=1) >= sum(observed)).sum()) / 1001
    assert all_together == pytest.approx(0.06, abs=0.02)


def test_draws_of_the_reference_are_independent(draws: NDArray[np.int64]) -> None:
    """No count depends on that of the draw before: the correlation is within three standard errors.
    With one step for each edge between two draws it would be 0.2."""
    for counts in (*draws.T, draws[:, :3].sum(axis=1)):
        correlation = np.corrcoef(counts[:-1], counts[1:])[0, 1]
        assert abs(correlation) < 3 / np.sqrt(len(counts))


def test_dropping_loops_and_duplicates_would_call_the_total_significant() -> None:
    """A null model that pairs ends at random, and drops pairs of a firm with itself and pairs that
    appear twice, has fewer pairs than the data; docs/method.md warns of it."""
    capital, revenue, size = reference()
    random = random_numbers(1)

    def erased(edges: set[Edge]) -> set[Edge]:
        starts, ends = [one for one, _ in sorted(edges)], [two for _, two in sorted(edges)]
        random.shuffle(ends)
        return {(one, two) for one, two in zip(starts, ends, strict=True) if one != two}

    drawn = [(erased(capital), erased(revenue)) for _ in range(500)]
    sizes = np.array([(len(one), len(other)) for one, other in drawn])
    assert sizes.mean(axis=0) == pytest.approx([48, 40], abs=0.5)
    totals = [sum(count_round_trips(size, one, other, 4)) for one, other in drawn]
    assert (1 + sum(total >= 36 for total in totals)) / 501 < 0.01
