"""Stops a search with too many loops, early and with a message that says how to narrow it."""

from __future__ import annotations

from moneyloop.scan.engines.base import Engine, Table, count
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.request import MAX_ROWS
from moneyloop.scan.search.cycles import return_paths
from moneyloop.scan.search.pairs import Pairs

MANY_HOPS = 5
"""From this length on paths are counted before they are joined to cycles. Below it there are
hardly fewer cycles than paths."""

PATHS_PER_LOOP = 10
"""How many paths a search may look at for each loop that is allowed: by default 200 million, which
take about 5 GB."""


class TooManyLoops(ScanFailed):
    """There are more loops, or paths that may be part of them, than a search is allowed to hold."""


def check_paths(engine: Engine, pairs: Pairs, hops: int, max_loops: int) -> None:
    """Raises TooManyLoops for a search that would not end, or not fit into memory."""
    if hops < MANY_HOPS:
        return
    limit = min(max_loops * PATHS_PER_LOOP, MAX_ROWS)
    if count(engine, return_paths(pairs.coded, hops).limit(limit + 1)) > limit:
        raise _too_many(f"{limit:,} paths that may lie on loops of {hops}", engine, pairs)


def check_loops(engine: Engine, loops: Table, pairs: Pairs, hops: int, max_loops: int) -> None:
    """Raises TooManyLoops if a table has more than `max_loops` rows."""
    if count(engine, loops) > max_loops:
        raise _too_many(f"{max_loops:,} loops of {hops}", engine, pairs)


def check_halves(engine: Engine, halves: Table, pairs: Pairs, hops: int, most: int) -> None:
    """Raises TooManyLoops if a table of halves of chains has more than `most` rows."""
    if count(engine, halves) > most:
        raise _too_many(
            f"{most:,} chains of payments that may lie on loops of {hops}", engine, pairs
        )


def _too_many(what: str, engine: Engine, pairs: Pairs) -> TooManyLoops:
    coded = pairs.coded
    degrees = coded.group_by(code="payer").aggregate(payees=coded.count())
    named = pairs.with_accounts(degrees, account="code")
    hubs = named.order_by(named.payees.desc(), named.account).limit(3)
    listed = ", ".join(f"{hub['account']} pays {hub['payees']:,}" for hub in engine.rows(hubs))
    return TooManyLoops(
        f"there are more than {what}; most of them pass through accounts that pay many others "
        f"({listed}). Find only the largest with --top 1000, or narrow the search with a higher "
        "--min-amount, a lower --max-hops, --within-days or --keep; --most raises the limit"
    )
