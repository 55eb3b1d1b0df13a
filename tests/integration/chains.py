"""Chains of deals in chronological order, by brute force over all orders of firms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise, permutations, product
from typing import Any

from moneyloop.values.dates import Period, format_period
from tests.integration.oracle import Edge, Options, known_usd

CHAINS = ("round_trip", "circular_trade")


def time_ordered(
    in_force: Sequence[Edge], periods: Mapping[str, Period], options: Options, longest: int
) -> list[dict[str, Any]]:
    rows = []
    trades = set()
    dated = [edge for edge in in_force if edge.deal in periods]
    for chain in chains(dated, longest):
        known = [periods[edge.deal] for edge in chain]
        days = shortest_span(tuple((one.first, one.last) for one in known))
        if days is None:
            continue
        is_trade = not chain[0].is_capital
        if is_trade:
            # Chains come in the order of their first firms.
            if frozenset(edge.deal for edge in chain) in trades:
                continue
            trades.add(frozenset(edge.deal for edge in chain))
        usd = known_usd(chain, options)
        rows.append(
            {
                "firms": [edge.payer for edge in chain],
                "deals": [edge.deal for edge in chain],
                "announced": [format_period(one) for one in known],
                "days": days,
                "weakest_usd": min(usd) if len(usd) == len(chain) else None,
                "kind": CHAINS[is_trade],
            }
        )
    return sorted(
        rows,
        key=lambda row: (
            # An unknown amount sorts like minus one dollar.
            1 if row["weakest_usd"] is None else -row["weakest_usd"],
            row["days"],
            row["firms"],
            row["deals"],
        ),
    )


def chains(dated: Sequence[Edge], longest: int) -> Iterator[list[Edge]]:
    """Closed chains of single deals that contain a purchase or a lease.

    They begin with capital, or have no capital at all.
    """
    between: dict[tuple[str, str], list[Edge]] = {}
    for edge in dated:
        between.setdefault((edge.payer, edge.payee), []).append(edge)
    firms = sorted({firm for pair in between for firm in pair})
    for hops in range(2, longest + 1):
        for ring in permutations(firms, hops):
            closed = pairwise([*ring, ring[0]])
            for chain in product(*(between.get(hop, []) for hop in closed)):
                if len({edge.is_capital for edge in chain}) == 1 + chain[0].is_capital:
                    yield list(chain)


@cache
def shortest_span(intervals: tuple[tuple[date, date], ...]) -> int | None:
    """The shortest span: for each possible first day, the earliest days in order after it."""
    spans = []
    (first, last), *others = intervals
    for start in range((last - first).days + 1):
        begun = day = first + timedelta(start)
        for earliest, latest in others:
            day = max(day, earliest)
            if day > latest:
                break
        else:
            spans.append((day - begun).days)
    return min(spans, default=None)
