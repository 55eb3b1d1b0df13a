"""Small ledgers, and loops in them found by trying everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

from moneyloop.scan.engine import Engine, Table
from moneyloop.scan.files import find
from moneyloop.scan.pairs import Pairs, fold
from moneyloop.scan.request import Order, Roles, Wanted
from moneyloop.scan.run import Found, scan

START = date(2025, 1, 1)
NO_ROLES = Roles()
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
    """The payments as a file: CSV or Parquet, as its name ends."""
    columns: dict[str, Any] = {
        "payer": pa.array([one.payer for one in payments], pa.string()),
        "payee": pa.array([one.payee for one in payments], pa.string()),
        "amount": pa.array([one.amount for one in payments], pa.decimal128(18, 2)),
        "date": pa.array([one.day for one in payments], pa.date32()),
        "type": pa.array([one.type for one in payments], pa.string()),
    }
    if file.suffix == ".parquet":
        pq.write_table(pa.table(columns), file)
    else:
        rows = zip(*(column.to_pylist() for column in columns.values()), strict=True)
        lines = [";".join(columns), *(";".join(map(str, row)) for row in rows)]
        file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def scanned(engine: Engine, file: Path, wanted: Wanted) -> tuple[Found, list[dict[str, Any]]]:
    found = scan(engine, find([str(file)]), wanted, lambda what, done, total: None)
    return found, [row for batch in engine.batches(found.table) for row in batch.to_pylist()]


def by_all(rows: list[dict[str, Any]]) -> list[str]:
    """Rows in an order that does not depend on the engine's."""
    return sorted(map(str, rows))


def write_large(file: Path, apart: int = 1, *, text: bool = False) -> Path:
    """A ledger with hubs, whose accounts are whole numbers so much apart, half of them below 0, or
    these as text; some pay the same others again and again."""
    chance = Random(3)  # noqa: S311 - no secret
    accounts = range(-75 * apart, 75 * apart, apart)
    weights = [(rank + 1) ** -0.7 for rank in range(150)]
    ends = chance.choices(accounts, weights, k=1600)
    payers, payees = ends[::2] + ends[:160:2] * 2, ends[1::2] + ends[1:160:2] * 2
    kind = pa.string() if text else pa.int64()
    columns = {
        "payer": pa.array(payers).cast(kind),
        "payee": pa.array(payees).cast(kind),
        # No two alike, so that it is certain which are the largest.
        "amount": pa.array(chance.sample(range(10**6), len(payers))),
        "date": pa.array([START + timedelta(chance.randrange(300)) for _ in payers]),
    }
    pq.write_table(pa.table(columns), file)
    return file


def by_sample(monkeypatch: pytest.MonkeyPatch) -> list[Pairs]:
    """Has scans take a sample of small ledgers too, and tells to what they folded them."""
    for name, value in (("LARGE", 2), ("SAMPLE", 0.4), ("OFTEN", 2), ("FEW", 1)):
        monkeypatch.setattr(f"moneyloop.scan.pairs.{name}", value)
    folds: list[Pairs] = []

    def noted(payments: Table, engine: Engine) -> Pairs:
        folds.append(fold(payments, engine))
        return folds[-1]

    monkeypatch.setattr("moneyloop.scan.run.fold", noted)
    return folds


Loop = tuple[tuple[str, ...], tuple[int, ...], tuple[Decimal, ...], date, date]
"""Accounts, payments and amounts per hop, first and last day."""


def as_loops(rows: Sequence[dict[str, Any]]) -> list[Loop]:
    """Rows of the output, after checks of what follows from the other columns."""
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
    names = sorted({name for one in payments for name in (one.payer, one.payee)})
    return permutations(names, hops)


def _plays(payments: Sequence[Payment], types: frozenset[str]) -> bool:
    return not types or any(one.type.lower() in types for one in payments)


def cycles(
    payments: Sequence[Payment], shortest: int, longest: int, roles: Roles = NO_ROLES
) -> list[Loop]:
    found = []
    for hops in range(shortest, longest + 1):
        for ring in _rings(payments, hops):
            if ring[0] != min(ring):
                continue
            along = [
                [one for one in payments if (one.payer, one.payee) == (ring[at - 1], ring[at])]
                for at in [*range(1, hops), 0]
            ]
            starts = [_plays(hop, roles.starts) for hop in along]
            returns = [_plays(hop, roles.returns) for hop in along]
            if all(along) and any(starts[at] and returns[at - 1] for at in range(hops)):
                days = [one.day for hop in along for one in hop]
                found.append(
                    (
                        ring,
                        tuple(map(len, along)),
                        tuple(sum((one.amount for one in hop), Decimal(0)) for hop in along),
                        min(days),
                        max(days),
                    )
                )
    return sorted(found)


def chains(
    payments: Sequence[Payment], shortest: int, longest: int, order: Order, roles: Roles = NO_ROLES
) -> list[Loop]:
    """Every choice of payments around a ring that keeps the order.

    A choice whose payments are all of one day could begin anywhere that keeps it; it is taken
    once, from the least account of these.
    """
    return sorted(
        (
            tuple(one.payer for one in chosen),
            (1,) * len(chosen),
            tuple(one.amount for one in chosen),
            chosen[0].day,
            chosen[-1].day,
        )
        for chosen in chosen_payments(payments, shortest, longest, order, roles)
    )


def chosen_payments(
    payments: Sequence[Payment], shortest: int, longest: int, order: Order, roles: Roles = NO_ROLES
) -> Iterator[tuple[Payment, ...]]:
    """The payments of these chains."""
    for hops in range(shortest, longest + 1):
        for ring in _rings(payments, hops):
            along = [
                [one for one in payments if (one.payer, one.payee) == (ring[at - 1], ring[at])]
                for at in [*range(1, hops), 0]
            ]
            for chosen in product(*along):
                if _keeps(chosen, order, roles):
                    turned = [chosen[at:] + chosen[:at] for at in range(hops)]
                    if ring[0] == min(one[0].payer for one in turned if _keeps(one, order, roles)):
                        yield chosen


def _keeps(chosen: Sequence[Payment], order: Order, roles: Roles) -> bool:
    days = [one.day for one in chosen]
    if not (_plays(chosen[:1], roles.starts) and _plays(chosen[-1:], roles.returns)):
        return False
    if days != sorted(days):
        return False
    if order.within_days is not None and (days[-1] - days[0]).days > order.within_days:
        return False
    if order.keep is None:
        return True
    return all(
        Fraction(after.amount) >= order.keep * Fraction(before.amount)
        and Fraction(after.amount) <= Fraction(before.amount) / order.keep
        for before, after in pairwise(chosen)
    )
