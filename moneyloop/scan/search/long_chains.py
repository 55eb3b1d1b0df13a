"""Chains of many single payments, found without cycles of pairs.

The number of cycles of pairs grows with each hop, while --within-days and --keep let few payments
follow one another. A chain is joined from its first half, which grows with time, and its second
half, which grows against it.
"""

from __future__ import annotations

from moneyloop.scan.engines.base import Engine, Table
from moneyloop.scan.request import ChainRules, ScanRequest
from moneyloop.scan.search import limits
from moneyloop.scan.search.chains import PAYMENT_COLUMNS, follows, is_in_time
from moneyloop.scan.search.cycles import hop_key, pair_of
from moneyloop.scan.search.pairs import Pairs


def long_chains(
    engine: Engine, pairs: Pairs, payments: Table, hops: int, request: ScanRequest
) -> Table:
    """The chains of this many hops, with the columns of chains.chains.

    `payments` are kept. They have the columns that chains.chains needs, and each has a `number`.
    Raises TooManyLoops if there are more halves than loops that the request allows.
    """
    rules, most = request.chain_rules or ChainRules(), request.max_loops
    payer, payee = pair_of(payments.hop)
    coded = payments.mutate(payer_code=payer, payee_code=payee)
    first_hops = hops // 2
    halves = []
    for length, forward in ((first_hops, True), (hops - first_hops, False)):
        half = _begun(coded, forward=forward)
        for hop in range(1, length):
            grown = engine.keep(_grown(half, coded, hop, rules, forward=forward).limit(most + 1))
            if hop > 1:
                engine.drop(half)
            half = grown
            limits.check_halves(engine, half, pairs, hops, most)
        halves.append(half)
    chain = _joined(halves[0], halves[1], hops, rules)
    for at in range(hops):
        renamed = {f"{column}{at}": column for column in PAYMENT_COLUMNS}
        payment = payments.select("number", **renamed, **{f"a{at}": "payer"})
        joined = chain.join(payment, chain[f"p{at}"] == payment.number)
        chain = joined.drop("number", f"p{at}")
    return chain


def _begun(coded: Table, *, forward: bool) -> Table:
    """The payments that may start a chain, or with which one may end.

    A half has the codes n0 … of its accounts and the numbers p0 … of its payments, both from the
    chain's start, or backwards from its end; and date and amount of its `outer` payment, which is
    the first or the last of the chain, and of its `inner` payment, at which it grows.
    """
    near, far = _ends(forward=forward)
    allowed = coded.filter(coded.can_start if forward else coded.can_return)
    return allowed.select(
        n0=near, n1=far, p0="number", outer_date="date", inner_date="date", inner_amount="amount"
    )


def _ends(*, forward: bool) -> tuple[str, str]:
    return ("payer_code", "payee_code") if forward else ("payee_code", "payer_code")


def _grown(half: Table, coded: Table, hop: int, rules: ChainRules, *, forward: bool) -> Table:
    """Halves with one more payment, to an account that is not on them yet."""
    near, far = _ends(forward=forward)
    step = coded.select(at=near, to=far, next="number", next_date="date", next_amount="amount")
    inner, new = (half.inner_date, half.inner_amount), (step.next_date, step.next_amount)
    conditions = [half[f"n{hop}"] == step.at]
    conditions += [half[f"n{before}"] != step.to for before in range(hop)]
    conditions += follows(inner, new, rules) if forward else follows(new, inner, rules)
    span = (half.outer_date, step.next_date)
    conditions += is_in_time(*(span if forward else span[::-1]), rules)
    joined = half.join(step, conditions).drop("at", "inner_date", "inner_amount")
    return joined.rename(
        {
            f"n{hop + 1}": "to",
            f"p{hop}": "next",
            "inner_date": "next_date",
            "inner_amount": "next_amount",
        }
    )


def _joined(first: Table, second: Table, hops: int, rules: ChainRules) -> Table:
    """The numbers p0 … of the payments of chains, from first and second halves that meet."""
    first_hops = hops // 2
    second_hops = hops - first_hops
    first = first.mutate(ends=hop_key(first.n0, first[f"n{first_hops}"]))
    second = second.rename({f"back_{column}": column for column in second.columns})
    second = second.mutate(back_ends=hop_key(second.back_n0, second[f"back_n{second_hops}"]))
    disjoint = [
        first[f"n{here}"] != second[f"back_n{there}"]
        for here in range(1, first_hops)
        for there in range(1, second_hops)
    ]
    seam = follows(
        (first.inner_date, first.inner_amount),
        (second.back_inner_date, second.back_inner_amount),
        rules,
    )
    in_time = is_in_time(first.outer_date, second.back_outer_date, rules)
    joined = first.join(second, [first.ends == second.back_ends, *disjoint, *seam, *in_time])
    rest = {f"p{first_hops + at}": f"back_p{second_hops - 1 - at}" for at in range(second_hops)}
    return joined.select(*(f"p{at}" for at in range(first_hops)), **rest)
