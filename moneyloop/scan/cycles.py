"""Simple cycles of pairs, each once, with columns n0, n1, … in the order of payment.

Accounts are the numbers of their ranks (scan/pairs.py). A cycle is put together from short ways
that meet, so that hardly anything is walked that is no cycle:

- of three accounts, from the two pairs at its lowest, whose other ends outrank it, and the third;
- else from a way out of its first account, which outranks the others, and a way back into it.
"""

from __future__ import annotations

from typing import Any

from moneyloop.scan.engine import Table
from moneyloop.scan.pairs import BITS, MOST_ACCOUNTS

LONGEST = 6


def cycles(coded: Table, hops: int) -> Table:
    """All simple cycles of exactly so many pairs of `payer` and `payee`."""
    if hops == 3:
        return _triangles(coded)
    out = hops // 2
    back = hops - out
    one = _ways(coded, out, "payer", "payee", "n")
    other = ways_held(coded, hops)
    one = one.mutate(meet=hop_key(one.n0, one[f"n{out}"]))
    other = other.mutate(meet=hop_key(other.b0, other[f"b{back}"])).drop("b0")
    apart = [one[f"n{at}"] != other[f"b{to}"] for at in range(1, out) for to in range(1, back)]
    met = one.join(other, [one.meet == other.meet, *apart])
    later = {f"n{out + step}": f"b{back - step}" for step in range(1, back)}
    return met.select(*(f"n{at}" for at in range(out + 1)), **later)


def ways_held(coded: Table, hops: int) -> Table:
    """The ways back of which cycles of so many pairs are made, which an engine holds in memory."""
    return _ways(coded, hops - hops // 2, "payee", "payer", "b")


def hop_key(payer: Any, payee: Any) -> Any:
    """A pair of accounts as one number."""
    return payer * MOST_ACCOUNTS + payee


def pair_of(key: Any) -> tuple[Any, Any]:
    """The payer and the payee of a hop_key; by its bits, as engines divide in floating point."""
    return key >> BITS, key & (MOST_ACCOUNTS - 1)


def _triangles(coded: Table) -> Table:
    into = coded.filter(coded.payer < coded.payee).select(n0="payer", n1="payee")
    onward = coded.filter(coded.payee < coded.payer).select(at="payer", n2="payee")
    ways = into.join(onward, into.n1 == onward.at).drop("at")
    ways = ways.mutate(meet=hop_key(ways.n2, ways.n0))
    closing = coded.select(meet=hop_key(coded.payer, coded.payee))
    return ways.join(closing, "meet").select("n0", "n1", "n2")


def _ways(coded: Table, hops: int, near: str, far: str, name: str) -> Table:
    """Ways of so many pairs from an account that outranks all others on them, each passed once.

    Its columns are `name` with 0, 1, …; they go with the payments where `near` is the payer, and
    against them where it is the payee.
    """
    way = coded.filter(coded[near] < coded[far]).select(**{f"{name}0": near, f"{name}1": far})
    for hop in range(1, hops):
        step = coded.select(at=near, to=far)
        new = [step.to != way[f"{name}{earlier}"] for earlier in range(1, hop)]
        met = way.join(step, [way[f"{name}{hop}"] == step.at, way[f"{name}0"] < step.to, *new])
        way = met.drop("at").rename({f"{name}{hop + 1}": "to"})
    return way
