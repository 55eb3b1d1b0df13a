"""The greatest clearing vector: known answers, a linear programme, and what always holds."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from moneyloop.analysis.clearing_vector import Debts, clearing_vector


def clear(
    liabilities: Sequence[Sequence[float]],
    means: Sequence[float],
    outside: Sequence[float] | None = None,
    alpha: float = 1,
    beta: float = 1,
) -> NDArray[np.float64]:
    """The vector for a matrix with a row for each debtor."""
    matrix = np.array(liabilities, dtype=float)
    debtors, creditors = np.nonzero(matrix)
    owed_outside = np.array(outside or [0] * len(means), dtype=float)
    debts = Debts(debtors, creditors, matrix[debtors, creditors], owed_outside)
    return clearing_vector(debts, np.array(means, dtype=float), alpha, beta)


# The example of the R package systemicrisk.
HALVES = [[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
ASSETS, OUTSIDE = [1 / 2, 5 / 8, 3 / 4], [3 / 2, 1 / 2, 1 / 2]


def test_the_first_two_of_systemicrisk_default() -> None:
    paid = clear(HALVES, ASSETS, OUTSIDE)
    assert paid == pytest.approx([1.4732142857, 1.4196428571, 1.5], abs=5e-11)


def test_all_of_systemicrisk_default_if_default_costs() -> None:
    paid = clear(HALVES, ASSETS, OUTSIDE, alpha=0.5, beta=0.7)
    assert paid == pytest.approx([0.5020, 0.5147, 0.5654], abs=5e-5)


@pytest.mark.parametrize("first_owes", [2, 2.2])
def test_two_that_can_pay_each_other_do(first_owes: float) -> None:
    """Example 3.3 of Rogers and Veraart. With 2.2 and 2.2 the vector (1, 1) clears, too: each gets
    1, defaults on 2.2, and pays half of its means and of what it gets. It is not the greatest."""
    paid = clear([[0, first_owes], [2.2, 0]], [1, 1], alpha=0.5, beta=0.5)
    assert paid.tolist() == [first_owes, 2.2]


def test_a_ring_that_loses_a_tenth_of_its_assets() -> None:
    """The first has 18 and gets 2, a dollar too little; the others can pay."""
    paid = clear([[0, 4, 0], [0, 0, 3], [2, 0, 0]], [18, 18, 9], [17, 18, 8])
    assert paid == pytest.approx([20, 21, 10])


def test_those_who_owe_only_each_other_pay_what_goes_round() -> None:
    """The first owes 4 and gets 2 at most; it passes on just that, and the second pays in full."""
    assert clear([[0, 4], [2, 0]], [0, 0]).tolist() == [2, 2]
    assert clear([[0, 4], [2, 0]], [0, 0], alpha=0, beta=1).tolist() == [2, 2]


def test_one_with_means_without_bound_pays_all() -> None:
    assert clear([[0, 4], [0, 0]], [np.inf, 0]).tolist() == [4, 0]


def test_amounts_are_exact_to_a_dollar() -> None:
    """A debt of 3 trillion is covered to the dollar, or misses one; the default costs half."""
    trillions = 3 * 10**12
    assert clear([[0, trillions], [0, 0]], [trillions, 0], alpha=0.5).tolist() == [trillions, 0]
    short = clear([[0, trillions], [0, 0]], [trillions - 1, 0], alpha=0.5)
    assert short.tolist() == [(trillions - 1) / 2, 0]


Network = tuple[list[list[int]], list[int], list[int]]

networks = st.tuples(
    st.integers(2, 6), st.integers(0, 10**6), st.sampled_from([0.2, 0.5, 0.9])
).map(lambda drawn: network(*drawn))


def network(size: int, seed: int, density: float) -> Network:
    """Random debts, means and debts outside, in whole dollars; some are zero."""
    random = Random(seed)  # noqa: S311
    liabilities = [
        [
            0 if one == two or random.random() > density else random.randrange(1, 20)
            for two in range(size)
        ]
        for one in range(size)
    ]
    return (
        liabilities,
        [max(0, random.randrange(-5, 25)) for _ in range(size)],
        [max(0, random.randrange(-8, 12)) for _ in range(size)],
    )


@given(given_network=networks)
def test_it_solves_the_linear_programme_of_eisenberg_and_noe(given_network: Network) -> None:
    """The greatest sum of payments, of which each is at most what is owed and what is there."""
    liabilities, means, outside = given_network
    size = len(means)
    debts = [sum(row) + out for row, out in zip(liabilities, outside, strict=True)]
    shares = [
        [Fraction(amount, max(debt, 1)) for amount in row]
        for row, debt in zip(liabilities, debts, strict=True)
    ]
    rows = [[Fraction(one == two) for two in range(size)] for one in range(size)] + [
        [Fraction(one == two) - shares[two][one] for two in range(size)] for one in range(size)
    ]
    best = maximum(rows, [Fraction(bound) for bound in debts + means])
    assert clear(liabilities, means, outside) == pytest.approx([float(pay) for pay in best])


def maximum(rows: list[list[Fraction]], bounds: list[Fraction]) -> list[Fraction]:
    """The x ≥ 0 with the greatest sum so that each row times x is at most its bound, which is ≥ 0.

    The simplex method in fractions, with Bland's rule.
    """
    size, count = len(rows[0]), len(rows)
    table = [
        [*row, *(Fraction(at == slack) for slack in range(count)), bound]
        for at, (row, bound) in enumerate(zip(rows, bounds, strict=True))
    ]
    gains = [Fraction(1)] * size + [Fraction(0)] * (count + 1)
    basis = list(range(size, size + count))
    while (
        enters := next((at for at, gain in enumerate(gains[:-1]) if gain > 0), None)
    ) is not None:
        _, _, leaves = min(
            (row[-1] / row[enters], basis[at], at)
            for at, row in enumerate(table)
            if row[enters] > 0
        )
        table[leaves] = [cell / table[leaves][enters] for cell in table[leaves]]
        for row in (*(row for at, row in enumerate(table) if at != leaves), gains):
            factor = row[enters]
            row[:] = [cell - factor * by for cell, by in zip(row, table[leaves], strict=True)]
        basis[leaves] = enters
    found = dict(zip(basis, (row[-1] for row in table), strict=True))
    return [found.get(at, Fraction(0)) for at in range(size)]


costs = st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0])


@given(given_network=networks, alpha=costs, beta=costs)
def test_no_one_pays_more_than_is_owed_or_there_and_those_who_can_pay_do(
    given_network: Network, alpha: float, beta: float
) -> None:
    liabilities, means, outside = given_network
    paid = clear(liabilities, means, outside, alpha, beta)
    debts = np.array(liabilities).sum(axis=1) + outside
    received = np.array(liabilities).T @ (paid / np.maximum(debts, 1))
    has = np.array(means) + received
    assert (paid <= debts + 1e-9).all()
    assert (paid <= has + 1e-9).all()
    assert (paid >= -1e-9).all()
    expected = np.where(has >= debts - 1e-9, debts, alpha * np.array(means) + beta * received)
    assert paid == pytest.approx(expected, abs=1e-7)


@given(given_network=networks, alpha=costs, beta=costs)
def test_it_is_the_limit_of_paying_less_and_less(
    given_network: Network, alpha: float, beta: float
) -> None:
    """If all start by paying in full, and then again and again what they have, they end at the
    greatest vector."""
    liabilities, means, outside = given_network
    matrix, has = np.array(liabilities, dtype=float), np.array(means, dtype=float)
    debts = matrix.sum(axis=1) + outside
    paid = debts.astype(float)
    for _ in range(20_000):
        received = matrix.T @ (paid / np.maximum(debts, 1))
        following = np.where(has + received >= debts - 1e-9, debts, alpha * has + beta * received)
        if np.abs(following - paid).max() < 1e-12:
            break
        paid = following
    assert clear(liabilities, means, outside, alpha, beta) == pytest.approx(paid, abs=1e-6)


@given(given_network=networks, alpha=costs, beta=costs, raised=st.integers(0, 5))
def test_raising_means_lowers_no_payment(
    given_network: Network, alpha: float, beta: float, raised: int
) -> None:
    liabilities, means, outside = given_network
    before = clear(liabilities, means, outside, alpha, beta)
    at = raised % len(means)
    more = [amount + 7 if firm == at else amount for firm, amount in enumerate(means)]
    assert (clear(liabilities, more, outside, alpha, beta) >= before - 1e-9).all()
