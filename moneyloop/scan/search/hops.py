"""The hops that cycles consist of: the payments between two accounts, and their totals."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import ibis
from ibis import _

from moneyloop.scan.engines.base import Table
from moneyloop.scan.request import TypeFilter
from moneyloop.scan.search.cycles import hop_key, pair_of
from moneyloop.scan.search.pairs import Pairs


def hops_of(cycles: Mapping[int, Table]) -> Table:
    """The hops of cycles, each once, as a column `hop` of hop_key.

    `cycles` maps lengths to cycles.
    """
    hops = [
        found.select(hop=hop_key(found[f"n{at}"], found[f"n{(at + 1) % length}"]))
        for length, found in cycles.items()
        for at in range(length)
    ]
    return reduce(lambda tables, table: tables.union(table), hops).distinct()


def all_hops(pairs: Pairs) -> Table:
    """The hops of all folded pairs, as hops_of has them."""
    coded = pairs.coded
    return coded.select(hop=hop_key(coded.payer, coded.payee))


def payments_on(payments: Table, hops: Table, pairs: Pairs) -> Table:
    """The payments that belong to these hops, with their `hop`."""
    payer_code, payee_code = pair_of(hops.hop)
    coded = hops.mutate(payer_code=payer_code, payee_code=payee_code)
    named = pairs.with_accounts(coded, payer="payer_code", payee="payee_code")
    return payments.join(named.select("hop", "payer", "payee"), ["payer", "payee"])


def with_type_flags(payments: Table, types: TypeFilter) -> Table:
    """Payments with `can_start` and `can_return`: whether a loop may start with them, and whether
    money may return as them."""

    def is_one_of(types: frozenset[str]) -> Any:
        return payments["type"].lower().isin(sorted(types)) if types else ibis.literal(True)

    return payments.mutate(
        can_start=is_one_of(types.starts_with), can_return=is_one_of(types.returns_as)
    )


def with_ordinals(payments: Table) -> Table:
    """Payments with `nth`: the ordinal, from 1, among those of the same payer, payee, amount and
    day.

    It identifies a payment by what the output shows, whatever else a scan leaves out. Payments that
    do not differ in anything may be numbered in any order.
    """
    same = ["hop", "amount", payments.date.date()]
    index = ibis.row_number().over(group_by=same, order_by=["date", "type", "id"])
    return payments.mutate(nth=(index + 1).cast("int64"))


def with_numbers(payments: Table) -> Table:
    """Payments with a `number` of their own, in any order."""
    # Spark requires an order.
    index = ibis.row_number().over(order_by=ibis.literal(0))
    return payments.mutate(number=index.cast("int64"))


def hop_totals(payments: Table, *, types: bool) -> Table:
    """One row for each hop.

    It has the payer `a`, the number of payments, the sum of their amounts, the first and last date,
    the types (if `types`), and whether any of the payments can_start or can_return.
    """
    distinct = payments["type"].collect(distinct=True).sort()
    return payments.group_by("hop").aggregate(
        a=_.payer.arbitrary(),
        payments=_.count(),
        amount=exact_sum(payments.amount),
        first=_.date.min(),
        last=_.date.max(),
        types=distinct if types else ibis.null("array<string>"),
        can_start=_.can_start.any(),
        can_return=_.can_return.any(),
    )


def exact_sum(amount: Any) -> Any:
    """The sum of amounts, in the same type on all engines; exact unless they are floats."""
    if amount.type().is_integer():
        return amount.sum().cast("decimal(38, 0)").cast("int64")
    if amount.type().is_decimal():
        # Keep the scale, since Ibis assumes that a sum has at least two digits after the point.
        return amount.sum().cast(f"decimal(38, {amount.type().scale})")
    return amount.sum()
