"""Who can pay what if all pay what they owe from what they have and get.

The clearing vector of L. Eisenberg and T. H. Noe, "Systemic Risk in Financial Systems", Management
Science 47 (2001), with the costs of default of L. C. G. Rogers and L. A. M. Veraart, "Failure and
Rescue in an Interbank Network", Management Science 59 (2013).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.float64]
Nodes = NDArray[np.intp]

# What the rounding of binary fractions can leave: less than a dollar for a debt of a trillion.
TOLERANCE = 1e-13


@dataclass(frozen=True, slots=True)
class Debts:
    """Who owes whom how much. A node is represented by its index."""

    debtors: Nodes
    """One item for each debt, as in the two fields that follow."""
    creditors: Nodes
    owed: Amounts
    outside: Amounts
    """What each node owes to others than the nodes; it ranks like its other debts."""

    @property
    def totals(self) -> Amounts:
        """What each node owes."""
        return self._by_node(self.debtors, self.owed) + self.outside

    def received(self, paid: Amounts) -> Amounts:
        """What each node receives if each node pays that, in proportion to its debts."""
        totals = self.totals
        rates = np.divide(paid, totals, out=np.zeros(len(totals)), where=totals > 0)
        return self._by_node(self.creditors, self.owed * rates[self.debtors])

    def _by_node(self, nodes: Nodes, amounts: Amounts) -> Amounts:
        return np.asarray(np.bincount(nodes, amounts, len(self.outside)), dtype=np.float64)


def clearing_vector(debts: Debts, means: Amounts, alpha: float = 1, beta: float = 1) -> Amounts:
    """The greatest clearing vector: what each node pays, the most that is possible for all at once.

    `means` is what each node has from outside; infinity, if it can pay whatever it owes. A node
    whose means and receipts cover its debts pays them. Any other pays the share `alpha` of its
    means and `beta` of its receipts, to its creditors in proportion to their claims.
    """
    totals = debts.totals
    paid = totals.copy()
    defaulted = np.zeros(len(totals), dtype=bool)
    # The fictitious default algorithm: as long as others default because of those who have, work
    # out what these pay while all others pay in full. It takes at most a round for each node.
    while True:
        fails = means + debts.received(paid) < totals * (1 - TOLERANCE)
        if not (fails & ~defaulted).any():
            return paid
        defaulted |= fails
        paid[defaulted] = 0
        from_others = debts.received(paid)[defaulted]
        paid[defaulted] = np.linalg.solve(
            np.eye(len(from_others)) - beta * _passed_on(debts, defaulted),
            alpha * means[defaulted] + beta * from_others,
        )


def _passed_on(debts: Debts, defaulted: NDArray[np.bool_]) -> Amounts:
    """What share of its payments each one in default (column) pays to each other one (row).

    The share is below 1 for at least one of any nodes that owe only each other: these never default
    all together, since together they receive what they owe. So the system above has one solution.
    """
    rank, count = np.cumsum(defaulted) - 1, int(defaulted.sum())
    between = defaulted[debts.debtors] & defaulted[debts.creditors]
    debtors, creditors = debts.debtors[between], debts.creditors[between]
    shares = np.zeros((count, count))
    np.add.at(
        shares,
        (rank[creditors], rank[debtors]),
        debts.owed[between] / debts.totals[debtors],
    )
    return shares
