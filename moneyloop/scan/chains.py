"""Chains of single payments along cycles of pairs, each payment no earlier than the one before."""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis

from moneyloop.scan.cycles import hop_key
from moneyloop.scan.engine import Table
from moneyloop.scan.request import Order

FOLLOWED = ("amount", "date", "type", "id", "nth", "starts", "returns")


def chains(cycles: Table, hops: int, payments: Table, order: Order) -> Table:
    """The chains along cycles, with columns a0 …, amount0 … and date0 …, from the first payment.

    `payments` have their `hop`, the roles of loops.with_roles and the `nth` of loops.numbered.
    Payments of one time are in order; so a chain all of whose payments are of one time is found
    from each of its accounts from which it can be walked.
    """
    turned = [
        cycles.select(**{f"n{at}": f"n{(at + turn) % hops}" for at in range(hops)})
        for turn in range(hops)
    ]
    made = reduce(lambda one, other: one.union(other), turned)
    for at in range(hops):
        followed = {f"{what}{at}": what for what in FOLLOWED}
        one = payments.select("hop", **followed, **{f"a{at}": "payer"})
        made = made.mutate(hop=hop_key(made[f"n{at}"], made[f"n{(at + 1) % hops}"]))
        rules = _in_order(made, one, at, order)
        made = made.join(one, [made.hop == one.hop, *rules]).drop("hop", "hop_right")
    return made.filter(made[f"returns{hops - 1}"])


def _in_order(made: Table, one: Table, at: int, order: Order) -> list[Any]:
    if at == 0:
        return [one.starts0]
    date, amount, before = one[f"date{at}"], one[f"amount{at}"], made[f"amount{at - 1}"]
    rules = [date >= made[f"date{at - 1}"]]
    if order.within_days is not None:
        rules.append(date <= made.date0 + ibis.interval(days=order.within_days))
    return [*rules, keeps(before, amount, order)]


def keeps(before: Any, after: Any, order: Order) -> Any:
    """Whether one payment passes on enough of the one before, and not too much."""
    if order.keep is None:
        return ibis.literal(True)
    # In whole numbers: a product with 0.8 would be inexact.
    part, whole = order.keep.numerator, order.keep.denominator
    if before.type().is_integer():
        # Of eight bytes, and five digits more.
        before, after = before.cast("decimal(20, 0)"), after.cast("decimal(20, 0)")
    return (after * whole >= before * part) & (before * whole >= after * part)
