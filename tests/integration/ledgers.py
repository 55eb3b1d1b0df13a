"""Small ledgers, and the loops in them by brute force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, permutations, product
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import strategies as st

from moneyloop.scan.engines.base import Engine, Table
from moneyloop.scan.reading.files import find_files
from moneyloop.scan.request import ChainRules, ScanRequest, TypeFilter
from moneyloop.scan.run import ScanResult, scan
from moneyloop.scan.search.pairs import Pairs, fold

START = date(2025, 1, 1)
ALL_TYPES = TypeFilter()
COLUMNS = ["accounts", "hops", "payments", "amounts", "weakest", "first", "last", "days"]


@dataclass(frozen=True)
class Payment:
    payer: str
    payee: str
    amount: Decimal
    day: date
    type: str = "x"


@st.composite
def ledgers(draw: st.DrawFn, *, accounts: int = 6, payments: int = 16) -> list[Payment]:
    names = [f"a{number}" for number in range(accounts)]
    return draw(
        st.lists(
            st.builds(
                Payment,
                st.sampled_from(names),
                st.sampled_from(names),
                st.integers(0, 400).map(lambda cents: Decimal(cents) / 4),
                st.integers(0, 12).map(lambda days: START + timedelta(days)),
                st.sampled_from(["Loan", "sale", "x"]),
            ),
            max_size=payments,
        )
    )


def write(payments: Sequence[Payment], file: Path) -> Path:
    """The payments as a file, CSV or Parquet by its ending."""
    columns: dict[str, Any] = {
        "payer": pa.array([payment.payer for payment in payments], pa.string()),
        "payee": pa.array([payment.payee for payment in payments], pa.string()),
        "amount": pa.array([payment.amount for payment in payments], pa.decimal128(18, 2)),
        "date": pa.array([payment.day for payment in payments], pa.date32()),
        "type": pa.array([payment.type for payment in payments], pa.string()),
    }
    if file.suffix == ".parquet":
        pq.write_table(pa.table(columns), file)
    else:
        rows = zip(*(column.to_pylist() for column in columns.values()), strict=True)
        lines = [";".join(columns), *(";".join(map(str, row)) for row in rows)]
        file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def scanned(
    engine: Engine, file: Path, request: ScanRequest
) -> tuple[ScanResult, list[dict[str, Any]]]:
    found = scan(engine, find_files([str(file)]), request, lambda what, done, total: None)
    return found, [row for batch in engine.batches(found.loops) for row in batch.to_pylist()]


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    """Rows in an order that does not depend on the engine."""
    return sorted(map(str, rows))


def write_large(file: Path, apart: int = 1, *, text: bool = False) -> Path:
    """A ledger with hubs and parallel payments. Its accounts are integers, `apart` from each other
    and half of them below 0; with `text` these as text."""
    chance = Random(3)  # noqa: S311 - no secret
    accounts = range(-75 * apart, 75 * apart, apart)
    weights = [(rank + 1) ** -0.7 for rank in range(150)]
    ends = chance.choices(accounts, weights, k=1600)
    payers, payees = ends[::2] + ends[:160:2] * 2, ends[1::2] + ends[1:160:2] * 2
    kind = pa.string() if text else pa.int64()
    columns = {
        "payer": pa.array(payers).cast(kind),
        "payee": pa.array(payees).cast(kind),
        # All different, so that it is certain which are the largest.
        "amount": pa.array(chance.sample(range(10**6), len(payers))),
        "date": pa.array([START + timedelta(chance.randrange(300)) for _ in payers]),
    }
    pq.write_table(pa.table(columns), file)
    return file


def sample_small_ledgers(monkeypatch: pytest.MonkeyPatch) -> list[Pairs]:
    """Makes scans take a sample of small ledgers too; returns a list that collects their pairs."""
    for name, value in (
        ("LARGE", 2),
        ("SAMPLE_SHARE", 0.4),
        ("HUB_IN_SAMPLE", 2),
        ("FEW_PARALLEL", 1),
    ):
        monkeypatch.setattr(f"moneyloop.scan.search.pairs.{name}", value)
    folds: list[Pairs] = []

    def recorded(payments: Table, engine: Engine) -> Pairs:
        folds.append(fold(payments, engine))
        return folds[-1]

    monkeypatch.setattr("moneyloop.scan.search.find.fold", recorded)
    return folds


Loop = tuple[tuple[str, ...], tuple[int, ...], tuple[Decimal, ...], date, date]
"""Accounts, payments and amounts per hop, first and last day."""


def as_loops(rows: Sequence[dict[str, Any]]) -> list[Loop]:
    """Rows of the output, after a check of the columns that follow from others."""
    for row in rows:
        assert list(row)[:8] == COLUMNS
        assert row["hops"] == len(row["accounts"]) == len(row["payments"]) == len(row["amounts"])
        assert row["weakest"] == min(row["amounts"])
        assert row["days"] == (row["last"] - row["first"]).days
    return sorted(
        (
            tuple(row["accounts"]),
            tuple(row["payments"]),
            tuple(row["amounts"]),
            row["first"],
            row["last"],
        )
        for row in rows
    )


def _rings(payments: Sequence[Payment], hops: int) -> Iterator[tuple[str, ...]]:
    names = sorted({name for payment in payments for name in (payment.payer, payment.payee)})
    return permutations(names, hops)


def _along(payments: Sequence[Payment], ring: tuple[str, ...]) -> list[list[Payment]]:
    """The payments on each hop of a ring."""
    hops = [*pairwise(ring), (ring[-1], ring[0])]
    return [
        [payment for payment in payments if (payment.payer, payment.payee) == hop] for hop in hops
    ]


def _has_type(payments: Sequence[Payment], types: frozenset[str]) -> bool:
    return not types or any(payment.type.lower() in types for payment in payments)


def cycles(
    payments: Sequence[Payment], shortest: int, longest: int, types: TypeFilter = ALL_TYPES
) -> list[Loop]:
    found = []
    for hops in range(shortest, longest + 1):
        for ring in _rings(payments, hops):
            if ring[0] != min(ring):
                continue
            along = _along(payments, ring)
            starts = [_has_type(hop, types.starts_with) for hop in along]
            returns = [_has_type(hop, types.returns_as) for hop in along]
            if all(along) and any(starts[at] and returns[at - 1] for at in range(hops)):
                days = [payment.day for hop in along for payment in hop]
                found.append(
                    (
                        ring,
                        tuple(map(len, along)),
                        tuple(
                            sum((payment.amount for payment in hop), Decimal(0)) for hop in along
                        ),
                        min(days),
                        max(days),
                    )
                )
    return sorted(found)


def chains(
    payments: Sequence[Payment],
    shortest: int,
    longest: int,
    rules: ChainRules,
    types: TypeFilter = ALL_TYPES,
) -> list[Loop]:
    """Every choice of payments around a ring that keeps the rules.

    If the payments of a choice are all of one day, several of them may come first; the choice is
    listed once, from the least account from which it keeps the rules.
    """
    return as_chain_loops(chosen_payments(payments, shortest, longest, rules, types))


def as_chain_loops(chains: Iterable[Sequence[Payment]]) -> list[Loop]:
    """Chains of payments as loops."""
    return sorted(
        (
            tuple(payment.payer for payment in chain),
            (1,) * len(chain),
            tuple(payment.amount for payment in chain),
            chain[0].day,
            chain[-1].day,
        )
        for chain in chains
    )


def chosen_payments(
    payments: Sequence[Payment],
    shortest: int,
    longest: int,
    rules: ChainRules,
    types: TypeFilter = ALL_TYPES,
) -> Iterator[tuple[Payment, ...]]:
    """The payments of these chains."""
    for hops in range(shortest, longest + 1):
        for ring in _rings(payments, hops):
            along = _along(payments, ring)
            for chosen in product(*along):
                if _keeps(chosen, rules, types):
                    turned = [chosen[at:] + chosen[:at] for at in range(hops)]
                    if ring[0] == min(one[0].payer for one in turned if _keeps(one, rules, types)):
                        yield chosen


def walked_chains(
    payments: Sequence[Payment], shortest: int, longest: int, rules: ChainRules
) -> list[tuple[Payment, ...]]:
    """The payments of all chains of distinct days, by a walk from each payment on.

    Quicker than chosen_payments for long chains, because it drops a chain as soon as it breaks a
    rule.
    """
    found: list[tuple[Payment, ...]] = []

    def walk(chain: tuple[Payment, ...]) -> None:
        if chain[-1].payee == chain[0].payer:
            if len(chain) >= shortest:
                found.append(chain)
            return
        if len(chain) == longest or chain[-1].payee in {one.payer for one in chain}:
            return
        for after in payments:
            if after.payer == chain[-1].payee and _keeps((*chain, after), rules, ALL_TYPES):
                walk((*chain, after))

    for first in payments:
        if first.payer != first.payee:
            walk((first,))
    return found


def _keeps(chosen: Sequence[Payment], rules: ChainRules, types: TypeFilter) -> bool:
    days = [payment.day for payment in chosen]
    if not (_has_type(chosen[:1], types.starts_with) and _has_type(chosen[-1:], types.returns_as)):
        return False
    if days != sorted(days):
        return False
    if rules.within_days is not None and (days[-1] - days[0]).days > rules.within_days:
        return False
    if rules.keep is None:
        return True
    return all(
        Fraction(after.amount) >= rules.keep * Fraction(before.amount)
        and Fraction(after.amount) <= Fraction(before.amount) / rules.keep
        for before, after in pairwise(chosen)
    )
