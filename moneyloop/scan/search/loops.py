"""Loops: cycles with the totals of their hops, or chains of payments; each once.

Both have columns a0 …, payments0 …, amount0 …, types0 …, first0 …, last0 … for their hops, and
`first` and `last` for the whole loop.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from moneyloop.scan.engines.base import Table
from moneyloop.scan.request import ChainRules
from moneyloop.scan.search.chains import keeps
from moneyloop.scan.search.cycles import hop_key

LOOP_COLUMNS = ("a", "payments", "amount", "types", "first", "last")


def loops_of_cycles(cycles: Table, hops: int, totals: Table) -> Table:
    """Cycles with the totals of their hops (hops.hop_totals), from the least account on.

    Left out are those that do not start and return with the required types anywhere.
    """
    loops = cycles
    for at in range(hops):
        columns = {f"{column}{at}": column for column in totals.columns if column != "hop"}
        total = totals.select("hop", **columns)
        # As a column: in a join condition engines would evaluate the sum for every pair of rows.
        loops = loops.mutate(hop=hop_key(loops[f"n{at}"], loops[f"n{(at + 1) % hops}"]))
        loops = loops.join(total, "hop").drop("hop")
    loops = loops.filter(
        _any(loops[f"can_start{at}"] & loops[f"can_return{(at - 1) % hops}"] for at in range(hops))
    )
    loops = loops.mutate(
        first=ibis.least(*(loops[f"first{at}"] for at in range(hops))),
        last=ibis.greatest(*(loops[f"last{at}"] for at in range(hops))),
    )
    return _from_least_account(loops, hops)


def loops_of_chains(chains: Table, hops: int, rules: ChainRules) -> Table:
    """Chains as loops, from their first payment on.

    A chain whose payments all have the same time may be found from several of its accounts; only
    the one from the least of these stays. All others have a single first payment.
    """
    # A literal of 64 bits is compiled without its type, which engines would then choose.
    one = ibis.literal(1, "int8").cast("int64")
    loops = chains.mutate(
        **{f"payments{at}": one for at in range(hops)},
        **{f"types{at}": ibis.array([chains[f"type{at}"]]) for at in range(hops)},
        **{f"{end}{at}": chains[f"date{at}"] for end in ("first", "last") for at in range(hops)},
        first=chains.date0,
        last=chains[f"date{hops - 1}"],
    )
    steps = [
        keeps(loops[f"amount{at}"], loops[f"amount{(at + 1) % hops}"], rules) for at in range(hops)
    ]
    also_from_lesser_account = [
        reduce(and_, (steps[at] for at in range(hops) if at != start - 1))
        & loops[f"can_start{start}"]
        & loops[f"can_return{start - 1}"]
        & (loops[f"a{start}"] < loops.a0)
        for start in range(1, hops)
    ]
    return loops.filter((loops["first"] < loops["last"]) | ~_any(also_from_lesser_account))


def _from_least_account(loops: Table, hops: int) -> Table:
    """The same loops, rotated so that each begins at the least of its accounts."""
    places = range(hops)
    least = ibis.least(*(loops[f"a{at}"] for at in places))
    loops = loops.mutate(start=ibis.cases(*((loops[f"a{at}"] == least, at) for at in places)))
    rotated = {
        f"{column}{at}": ibis.cases(
            *((loops.start == start, loops[f"{column}{(at + start) % hops}"]) for start in places)
        )
        for column in LOOP_COLUMNS
        for at in places
    }
    return loops.select("first", "last", **rotated)


def _any(conditions: Any) -> Any:
    return reduce(or_, conditions)
