"""Chains of single payments along cycles of pairs, in time order."""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis

from moneyloop.scan.engines.base import Table
from moneyloop.scan.request import ChainRules
from moneyloop.scan.search.cycles import hop_key

Moment = tuple[Any, Any]
"""The date and the amount of a payment."""

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
        continues = _continues(chain, payment, at, rules)
        joined = chain.join(payment, [chain.hop == payment.hop, *continues])
        chain = joined.drop("hop", "hop_right")
    return chain.filter(chain[f"can_return{hops - 1}"])


def _continues(chain: Table, payment: Table, at: int, rules: ChainRules) -> list[Any]:
    """The conditions on which a payment continues a chain; the first payment begins one."""
    if at == 0:
        return [payment.can_start0]
    previous = (chain[f"date{at - 1}"], chain[f"amount{at - 1}"])
    date = payment[f"date{at}"]
    in_time = is_in_time(chain.date0, date, rules)
    return [*follows(previous, (date, payment[f"amount{at}"]), rules), *in_time]


def follows(previous: Moment, payment: Moment, rules: ChainRules) -> list[Any]:
    """The conditions on which a payment may follow the one before it."""
    return [payment[0] >= previous[0], keeps(previous[1], payment[1], rules)]


def is_in_time(first: Any, last: Any, rules: ChainRules) -> list[Any]:
    """The conditions on the dates of the first and the last payment of a chain."""
    if rules.within_days is None:
        return []
    return [last <= first + ibis.interval(days=rules.within_days)]


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
