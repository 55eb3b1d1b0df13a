"""DebtRank: how far the distress of one node takes the equity of others.

Two variants:

- 2015: M. Bardoscia, S. Battiston, F. Caccioli and G. Caldarelli, "DebtRank: A Microscopic
  Foundation for Shock Propagation", PLOS ONE 10 (2015). A creditor loses in proportion to each
  further loss of its debtor, until nothing is left.
- 2012: S. Battiston, M. Puliga, R. Kaushik, P. Tasca and G. Caldarelli, "DebtRank: Too Central to
  Fail?", Scientific Reports 2 (2012). Each node passes its distress on only once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]

# Further losses below this share of a buffer are not passed on, and none after so many rounds: two
# nodes whose whole buffers are with each other can pass a tiny loss to and fro for ever.
SMALLEST = 1e-12
MOST_ROUNDS = 10_000


def distress(leverage: Shares, shocks: Shares, *, once: bool = False) -> Shares:
    """The share of its buffer that each node has lost in the end, from 0 to 1, with the shock.

    `leverage` has a row for each creditor and a column for each debtor: the exposure as a share of
    the creditor's buffer. `shocks` has a row for each node, and a column for each case: the share
    lost at first. With `once` a node passes on only its first loss (the variant of 2012), otherwise
    all of them (2015).
    """
    lost = np.clip(shocks, 0, 1)
    if once:
        impact = np.minimum(leverage, 1)
        further, has_passed = lost, np.zeros(lost.shape, dtype=bool)
        while further.any():
            has_passed |= further > 0
            lost = np.minimum(lost + impact @ further, 1)
            further = np.where(has_passed, 0, lost)
        return lost
    further = lost
    for _ in range(MOST_ROUNDS):
        if further.max(initial=0) <= SMALLEST:
            break
        grown = np.minimum(lost + leverage @ further, 1)
        lost, further = grown, grown - lost
    return lost


def debtrank(lost: Shares, shocks: Shares, weights: Shares) -> Shares:
    """The share of all weight that is lost beyond the shock itself, for each case, from 0 to 1.

    `lost` is the result of `distress` for these shocks; `weights` has an item for each node.
    """
    total = weights.sum()
    if not total:
        return np.zeros(shocks.shape[1])
    return np.asarray(np.clip(weights @ (lost - np.clip(shocks, 0, 1)) / total, 0, 1))
