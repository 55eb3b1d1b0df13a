"""Round trips compared with chance

Are there more round trips than the firms' numbers of deals explain? Counted are loops of two to
--max-hops firms with capital and revenue, as in `loops` (kind round_trip), in the deals in force
and in --draws random graphs. In a random graph every firm provides capital to as many firms and
gets it from as many, and buys from as many firms and sells to as many, as in the deals: the pairs
of firms with capital, and those with revenue, are rewired separately, without pairs of a firm with
itself and without pairs that appear twice.

hops is the number of firms on a loop, and the row `all` is about all loops together. observed is
the number of round trips in the deals, mean their average number in the random graphs and sd the
standard deviation. p_more is how often chance gives at least as many round trips: (1 + random
graphs with at least as many) / (1 + random graphs); p_fewer is the same for at most as many. A
small p_more means more round trips than the firms' numbers of deals explain. It says nothing about
intent, nor about any single loop. Each row is a test of its own: of twenty tests one is below 0.05
by chance.

With --firms only loops through at least one of these firms are counted, with --all-of those through
all of them, in the deals and in the random graphs.

reads flows, parties
key hops
param firms list of firm = [] -- count only loops through at least one of these firms
param all_of bool = false -- count only loops through all of --firms
param max_hops int(2..8) = 4 -- the most firms in a loop, 2 to 8
param draws int(1..100000) = 1000 -- how many random graphs to draw
param seed int = 1 -- the start of the random numbers: the same seed gives the same rows
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from statistics import fmean, pstdev
from typing import Any, NamedTuple

from moneyloop.analysis.cycles import Edge, count_round_trips
from moneyloop.analysis.rewiring import Rewiring

SMALL = 0.05
ALL = "all"


class Row(NamedTuple):
    """The round trips of one length."""

    hops: str
    observed: int
    mean: float
    sd: float
    p_more: float
    p_fewer: float


def compute(
    flows: Iterable[Mapping[str, Any]],
    parties: Iterable[Mapping[str, Any]],
    *,
    firms: Sequence[str],
    all_of: bool,
    max_hops: int,
    draws: int,
    seed: int,
) -> tuple[list[Row], list[str]]:
    """A row for each length, and one for all, with a note on those that chance does not explain."""
    pairs = [(flow["family"], flow["payer"], flow["payee"]) for flow in flows]
    index = {
        firm: at for at, firm in enumerate(sorted({one for _, *pair in pairs for one in pair}))
    }
    capital, revenue = (
        {(index[payer], index[payee]) for family, payer, payee in pairs if family == wanted}
        for wanted in ("capital", "revenue")
    )
    shown = {party["party"] for party in parties if party["id"] in firms}
    # A firm without any deal is on no loop: its set is empty.
    each = [frozenset({index[firm]} if firm in index else ()) for firm in sorted(shown)]
    through = each if all_of else [frozenset[int]().union(*each)] if firms else []

    def counts(capital: Iterable[Edge], revenue: Iterable[Edge]) -> list[int]:
        found = count_round_trips(len(index), capital, revenue, max_hops, through)
        return [*found, sum(found)]

    random = Random(seed)  # noqa: S311  # chance, not a secret
    chains = Rewiring(capital, random), Rewiring(revenue, random)
    drawn = [counts(*(chain.draw() for chain in chains)) for _ in range(draws)]
    labels = [*map(str, range(2, max_hops + 1)), ALL]
    rows = [
        _row(*of_length)
        for of_length in zip(
            labels, counts(capital, revenue), zip(*drawn, strict=True), strict=True
        )
    ]
    return rows, [_in_words(rows)]


def _row(hops: str, observed: int, drawn: Sequence[int]) -> Row:
    more = sum(count >= observed for count in drawn)
    fewer = sum(count <= observed for count in drawn)
    p_more, p_fewer = ((1 + count) / (1 + len(drawn)) for count in (more, fewer))
    mean, sd = round(fmean(drawn), 4), round(pstdev(drawn), 4)
    return Row(hops, observed, mean, sd, float(f"{p_more:.4g}"), float(f"{p_fewer:.4g}"))


def _in_words(rows: Iterable[Row]) -> str:
    names = {row: f"of {row.hops} firms" if row.hops != ALL else "all together" for row in rows}
    more = [name for row, name in names.items() if row.p_more <= SMALL]
    fewer = [name for row, name in names.items() if row.p_fewer <= SMALL]
    return (
        f"more round trips than the firms' numbers of deals explain (p at most {SMALL}): "
        f"{', '.join(more) or 'none'}; fewer: {', '.join(fewer) or 'none'}"
    )
