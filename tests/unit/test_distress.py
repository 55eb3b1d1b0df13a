"""DebtRank: the known answers, and what always holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.analysis.distress import debtrank, distress

# The three banks of the R package NetworkRiskMeasures: a row for each lender.
EXPOSURES = np.array([0, 10, 3, 1, 0, 2, 0, 3, 0], dtype=float).reshape(3, 3).T
BUFFERS = np.array([2, 5, 2], dtype=float)
WEIGHTS = np.array([10, 100, 30], dtype=float)
LEVERAGE = EXPOSURES / BUFFERS[:, None]


@pytest.mark.parametrize(
    ("once", "one_by_one", "all_by_a_tenth"),
    [(False, [0.9286, 0.25, 0.75], 0.8714), (True, [0.9286, 0.25, 0.6643], 0.1607)],
    ids=["2015", "2012"],
)
def test_the_three_banks_lose_what_the_package_states(
    once: bool, one_by_one: list[float], all_by_a_tenth: float
) -> None:
    """By hand, the third bank fails in the variant of 2012: the second loses 3/5 to it, then the
    first 1/2 of that; the first has 10 with the second, twice its buffer, so that the second loses
    0.3 more. (0.9 × 100 + 0.3 × 10) / 140 = 0.6643."""
    shocks = np.eye(3)
    lost = debtrank(distress(LEVERAGE, shocks, once=once), shocks, WEIGHTS)
    assert lost == pytest.approx(one_by_one, abs=5e-5)

    shocks = np.full((3, 1), 0.1)
    lost = debtrank(distress(LEVERAGE, shocks, once=once), shocks, WEIGHTS)
    assert lost == pytest.approx([all_by_a_tenth], abs=5e-5)


@given(
    size=st.integers(1, 6),
    seed=st.integers(0, 10**6),
    once=st.booleans(),
    scale=st.sampled_from([0.01, 0.3, 3.0]),
)
def test_shares_are_between_0_and_1_and_nobody_gains(
    size: int, seed: int, once: bool, scale: float
) -> None:
    random = np.random.default_rng(seed)
    leverage = random.random((size, size)) * scale * (random.random((size, size)) < 0.5)
    np.fill_diagonal(leverage, 0)
    shocks, weights = np.eye(size), random.random(size)
    lost = distress(leverage, shocks, once=once)
    assert ((lost >= shocks) & (lost <= 1)).all()
    rank = debtrank(lost, shocks, weights)
    assert ((rank >= 0) & (rank <= 1)).all()
    assert (distress(leverage, shocks, once=True) <= distress(leverage, shocks) + 1e-9).all()


def test_without_weights_nothing_is_lost() -> None:
    assert debtrank(np.eye(2), np.eye(2), np.zeros(2)).tolist() == [0, 0]
