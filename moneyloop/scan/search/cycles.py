"""Simple cycles of pairs, each once, with columns n0, n1, … in the order of payment.

Accounts are represented by codes, which are ranks: 1 has the most neighbours (see pairs.py). A
cycle is joined from short paths, so that few paths are built that are not on a cycle:

- of three accounts: from the two pairs at the account that ranks first, and the third pair
- of any other length: from a path out of the account that ranks first, and a path back to it
"""

from __future__ import annotations

from typing import Any

from moneyloop.scan.engines.base import Table
from moneyloop.scan.search.pairs import CODE_BITS, MAX_ACCOUNTS


def cycles(coded: Table, hops: int) -> Table:
    """All simple cycles of this many pairs of `payer` and `payee`."""
    if hops == 3:
        return _triangles(coded)
    out_hops = hops // 2
    back_hops = hops - out_hops
    out = _paths(coded, out_hops, "payer", "payee", "n")
    back = return_paths(coded, hops)
    out = out.mutate(ends=hop_key(out.n0, out[f"n{out_hops}"]))
    back = back.mutate(ends=hop_key(back.b0, back[f"b{back_hops}"])).drop("b0")
    disjoint = [
        out[f"n{here}"] != back[f"b{there}"]
        for here in range(1, out_hops)
        for there in range(1, back_hops)
    ]
    joined = out.join(back, [out.ends == back.ends, *disjoint])
    rest = {f"n{out_hops + step}": f"b{back_hops - step}" for step in range(1, back_hops)}
    return joined.select(*(f"n{at}" for at in range(out_hops + 1)), **rest)


def return_paths(coded: Table, hops: int) -> Table:
    """The paths back to the first account of cycles of this length.

    An engine holds all of them in memory to join them, so their number limits a search.
    """
    return _paths(coded, hops - hops // 2, "payee", "payer", "b")


def hop_key(payer: Any, payee: Any) -> Any:
    """The codes of two accounts as one number."""
    return payer * MAX_ACCOUNTS + payee


def pair_of(key: Any) -> tuple[Any, Any]:
    """The codes of payer and payee in a hop_key; by bits, since engines divide inexactly."""
    return key >> CODE_BITS, key & (MAX_ACCOUNTS - 1)


def _triangles(coded: Table) -> Table:
    first = coded.filter(coded.payer < coded.payee).select(n0="payer", n1="payee")
    second = coded.filter(coded.payee < coded.payer).select(at="payer", n2="payee")
    paths = first.join(second, first.n1 == second.at).drop("at")
    # The third pair closes the path, whichever of its accounts ranks first.
    paths = paths.mutate(ends=hop_key(paths.n2, paths.n0))
    closing = coded.select(ends=hop_key(coded.payer, coded.payee))
    return paths.join(closing, "ends").select("n0", "n1", "n2")


def _paths(coded: Table, hops: int, near: str, far: str, name: str) -> Table:
    """Simple paths of this many pairs from an account that ranks before all others on them.

    The columns are `name` with 0, 1, … A path follows the payments where `near` is the payer, and
    goes against them where it is the payee.
    """
    path = coded.filter(coded[near] < coded[far]).select(**{f"{name}0": near, f"{name}1": far})
    for hop in range(1, hops):
        step = coded.select(at=near, to=far)
        is_new = [step.to != path[f"{name}{earlier}"] for earlier in range(1, hop)]
        joined = path.join(
            step, [path[f"{name}{hop}"] == step.at, path[f"{name}0"] < step.to, *is_new]
        )
        path = joined.drop("at").rename({f"{name}{hop + 1}": "to"})
    return path
