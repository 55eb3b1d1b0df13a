"""Chains of single payments along cycles of pairs, in time order."""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis

from moneyloop.scan.engines.base import Table
from moneyloop.scan.request import ChainRules
from moneyloop.scan.search.cycles import hop_key

PAYMENT_COLUMNS = ("amount", "date", "type", "id", "nth", "can_start", "can_return")


def chains(cycles: Table, hops: int, payments: Table, rules: ChainRules) -> Table:
    """The chains along cycles, with columns a0 …, amount0 …, date0 … from the first payment on.

    `payments` have the columns of hops.payments_on, hops.with_type_flags and hops.with_ordinals.
    Payments of the same time may follow each other in any order, so a chain whose payments all
    have the same time is found once from each account from which the rules are kept.
    """
    rotations = [
        cycles.select(**{f"n{at}": f"n{(at + turn) % hops}" for at in range(hops)})
        for turn in range(hops)
    ]
    chain = reduce(lambda tables, table: tables.union(table), rotations)
    for at in range(hops):
        renamed = {f"{column}{at}": column for column in PAYMENT_COLUMNS}
        payment = payments.select("hop", **renamed, **{f"a{at}": "payer"})
        chain = chain.mutate(hop=hop_key(chain[f"n{at}"], chain[f"n{(at + 1) % hops}"]))
        follows = _follows(chain, payment, at, rules)
        chain = chain.join(payment, [chain.hop == payment.hop, *follows]).drop("hop", "hop_right")
    return chain.filter(chain[f"can_return{hops - 1}"])


def _follows(chain: Table, payment: Table, at: int, rules: ChainRules) -> list[Any]:
    """The conditions on which a payment continues a chain; the first payment begins one."""
    if at == 0:
        return [payment.can_start0]
    date, previous_date = payment[f"date{at}"], chain[f"date{at - 1}"]
    conditions = [date >= previous_date]
    if rules.within_days is not None:
        conditions.append(date <= chain.date0 + ibis.interval(days=rules.within_days))
    return [*conditions, keeps(chain[f"amount{at - 1}"], payment[f"amount{at}"], rules)]


def keeps(previous: Any, amount: Any, rules: ChainRules) -> Any:
    """Whether a payment passes on enough of the previous one, and not too much."""
    if rules.keep is None:
        return ibis.literal(True)
    # In whole numbers, since a product with 0.8 would be inexact.
    part, whole = rules.keep.numerator, rules.keep.denominator
    if previous.type().is_integer():
        # An integer of 64 bits, times at most ten thousand.
        previous, amount = previous.cast("decimal(20, 0)"), amount.cast("decimal(20, 0)")
    return (amount * whole >= previous * part) & (previous * whole >= amount * part)
