"""What is told of a loop: its accounts by name, and what flows along it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis
from ibis import _

from moneyloop.scan.chains import keeps
from moneyloop.scan.cycles import hop_key, pair_of
from moneyloop.scan.engine import Table
from moneyloop.scan.ledger import Ledger
from moneyloop.scan.pairs import Pairs
from moneyloop.scan.request import Order, Roles

SECONDS_A_DAY = 86_400
FLOWING = ("a", "payments", "amount", "first", "last", "types", "starts", "returns")
ALIKE = ("hop", "amount")
"""What payments that are alike have in common, beside the day."""


def hops_of(cycles: Mapping[int, Table]) -> Table:
    """The pairs of accounts that cycles of so many pairs pass, each once, as `hop`: a number
    (cycles.hop_key)."""
    passed = [
        made.select(hop=hop_key(made[f"n{at}"], made[f"n{(at + 1) % hops}"]))
        for hops, made in cycles.items()
        for at in range(hops)
    ]
    return reduce(lambda one, other: one.union(other), passed).distinct()


def payments_on(payments: Table, passed: Table, pairs: Pairs) -> Table:
    """The payments between these pairs of accounts, with their `hop`."""
    payer_code, payee_code = pair_of(passed.hop)
    coded = passed.mutate(payer_code=payer_code, payee_code=payee_code)
    named = pairs.named(coded, payer="payer_code", payee="payee_code")
    return payments.join(named.select("hop", "payer", "payee"), ["payer", "payee"])


def with_roles(payments: Table, roles: Roles) -> Table:
    """Payments with whether a loop may start with them, and whether money may return as them."""

    def are(types: frozenset[str]) -> Any:
        return payments["type"].lower().isin(sorted(types)) if types else ibis.literal(True)

    return payments.mutate(starts=are(roles.starts), returns=are(roles.returns))


def numbered(payments: Table) -> Table:
    """Payments with `nth`: of those of one payer, payee, amount and day the how manieth, from 1.

    So each is known by what is told of it, whatever else a scan leaves out. The order of those
    that differ in nothing is no matter.
    """
    alike = [*ALIKE, payments.date.date()]
    nth = ibis.row_number().over(group_by=alike, order_by=["date", "type", "id"])
    return payments.mutate(nth=(nth + 1).cast("int64"))


def flows(payments: Table, *, types: bool) -> Table:
    """What flows along each hop from its payer `a`: how many payments, how much, when, of what
    types, and whether loops may start or return with it."""
    named = payments["type"].collect(distinct=True).sort() if types else ibis.null("array<string>")
    return payments.group_by("hop").aggregate(
        a=_.payer.arbitrary(),
        payments=_.count(),
        amount=sum_of(payments.amount),
        first=_.date.min(),
        last=_.date.max(),
        types=named,
        starts=_.starts.any(),
        returns=_.returns.any(),
    )


def sum_of(amount: Any) -> Any:
    """A sum, whole where the amounts are."""
    # Through decimals, since engines hold sums of whole numbers in different types.
    if amount.type().is_integer():
        return amount.sum().cast("decimal(38, 0)").cast("int64")
    if amount.type().is_decimal():
        # With as many digits after the point; Ibis expects two at least.
        return amount.sum().cast(f"decimal(38, {amount.type().scale})")
    return amount.sum()


def along_pairs(cycles: Table, hops: int, flow: Table) -> Table:
    """Cycles of pairs with what flows along each hop: a0 …, payments0 …, first and last."""
    made = cycles
    for at in range(hops):
        one = flow.select("hop", **{f"{what}{at}": what for what in FLOWING})
        # A column, since engines compare a sum in a join with each row of the other side.
        made = made.mutate(hop=hop_key(made[f"n{at}"], made[f"n{(at + 1) % hops}"]))
        made = made.join(one, "hop").drop("hop")
    made = made.filter(
        reduce(or_, (made[f"starts{at}"] & made[f"returns{(at - 1) % hops}"] for at in range(hops)))
    )
    return made.mutate(
        first=ibis.least(*(made[f"first{at}"] for at in range(hops))),
        last=ibis.greatest(*(made[f"last{at}"] for at in range(hops))),
    )


def along_payments(chains: Table, hops: int) -> Table:
    """Chains of single payments in the same form."""
    # A literal of 64 bits is written without its type, which engines then choose.
    one = ibis.literal(1, "int8").cast("int64")
    return chains.mutate(
        **{f"payments{at}": one for at in range(hops)},
        **{f"types{at}": ibis.array([chains[f"type{at}"]]) for at in range(hops)},
        **{f"{end}{at}": chains[f"date{at}"] for end in ("first", "last") for at in range(hops)},
        first=chains.date0,
        last=chains[f"date{hops - 1}"],
    )


def from_least(made: Table, hops: int) -> Table:
    """Named loops turned so that each begins at the least of its accounts."""
    places = range(hops)
    least = ibis.least(*(made[f"a{at}"] for at in places))
    turn = ibis.cases(*((made[f"a{at}"] == least, at) for at in places))
    made = made.mutate(turn=turn)
    per_hop = ("a", "payments", "amount", "types", "first", "last")
    return made.select(
        "first",
        "last",
        **{
            f"{name}{at}": ibis.cases(
                *((made.turn == one, made[f"{name}{(at + one) % hops}"]) for one in places)
            )
            for name in per_hop
            for at in places
        },
    )


def once(made: Table, hops: int, order: Order) -> Table:
    """Named chains, of which those whose payments are all of one time are told once.

    Such a chain may be walked from several of its accounts: it begins at the least of these. All
    others have but one first payment.
    """
    steps = [
        keeps(made[f"amount{at}"], made[f"amount{(at + 1) % hops}"], order) for at in range(hops)
    ]
    walked_from_lesser = [
        reduce(and_, (steps[at] for at in range(hops) if at != start - 1))
        & made[f"starts{start}"]
        & made[f"returns{start - 1}"]
        & (made[f"a{start}"] < made.a0)
        for start in range(1, hops)
    ]
    return made.filter((made["first"] < made["last"]) | ~reduce(or_, walked_from_lesser))


def told(made: Table, hops: int, ledger: Ledger, *, single: bool) -> Table:
    """The columns of the output; `single` says that each hop is a single payment."""
    first, last, places = made["first"], made["last"], range(hops)
    span = (last.epoch_seconds() - first.epoch_seconds()) // SECONDS_A_DAY

    def listed(what: str) -> Any:
        return ibis.array([made[f"{what}{at}"] for at in places])

    def day(time: Any) -> Any:
        return time.date() if ledger.days else time

    columns = {
        "accounts": listed("a"),
        "hops": ibis.literal(hops, "int8").cast("int64"),
        "payments": listed("payments"),
        "amounts": listed("amount"),
        "weakest": _least([made[f"amount{at}"] for at in places], gaps=ledger.gaps),
        "first": day(first),
        "last": day(last),
        "days": span.cast("int64"),
    }
    if ledger.has_types:
        columns["types"] = listed("types")
    # What an import needs to tell payments apart.
    for column, end in (("firsts", "first"), ("lasts", "last")):
        columns[column] = ibis.array([day(made[f"{end}{at}"]) for at in places])
    if single:
        columns["nths"] = listed("nth")
        if ledger.has_ids:
            columns["ids"] = listed("id")
    columns["ledger"] = ibis.literal(ledger.name) if ledger.name else ibis.null("string")
    return made.select(**columns)


def _least(amounts: Sequence[Any], *, gaps: bool) -> Any:
    """The least amount; none where one of them is not known."""
    least = ibis.least(*amounts)
    if not gaps:
        return least
    return reduce(or_, (one.isnull() for one in amounts)).ifelse(ibis.null(least.type()), least)
