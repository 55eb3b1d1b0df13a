"""Finds loops: all of them, or those whose weakest hop is largest."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from moneyloop.scan.engines.base import Engine, Table, count
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.reading.ledger import Ledger
from moneyloop.scan.request import MAX_HOPS, ScanRequest
from moneyloop.scan.search import limits
from moneyloop.scan.search.chains import chains
from moneyloop.scan.search.cycles import cycles
from moneyloop.scan.search.hops import (
    all_hops,
    exact_sum,
    hop_totals,
    hops_of,
    payments_on,
    with_numbers,
    with_ordinals,
    with_type_flags,
)
from moneyloop.scan.search.long_chains import long_chains
from moneyloop.scan.search.loop_columns import result_columns
from moneyloop.scan.search.loops import loops_of_chains, loops_of_cycles
from moneyloop.scan.search.pairs import MAX_ACCOUNTS, Pairs, fold, fold_fully

FIRST_ATTEMPT = 10_000
GROWTH = 8
"""How many of the largest flows the search for the largest loops takes at first, and by which
factor this grows until it has found enough loops."""

OnProgress = Callable[[str, int, int], None]
"""Is called with a step, how much of it is done, and how much there is to do (0 if unknown)."""


def find_loops(
    engine: Engine,
    payments: Table,
    ledger: Ledger,
    request: ScanRequest,
    on_progress: OnProgress,
) -> Table:
    """All loops among the payments, with result_columns.

    Raises ScanFailed if there are too many.
    """
    on_progress("folding payments to pairs", 0, 0)
    pairs = fold(payments, engine)
    if count(engine, pairs.accounts) >= MAX_ACCOUNTS:
        raise ScanFailed(f"the ledger has more than {MAX_ACCOUNTS:,} accounts; scan a part of it")
    pairs, found = _cycles_by_length(engine, pairs, request, on_progress)
    on_progress("adding up the payments on them", 0, 0)
    rules = request.chain_rules
    known = {hops: cycles_found for hops, cycles_found in found.items() if cycles_found is not None}
    hops_needed = hops_of(known) if len(known) == len(found) else all_hops(pairs)
    on_hops = with_type_flags(payments_on(payments, hops_needed, pairs), request.type_filter)
    on_hops = engine.keep(
        hop_totals(on_hops, types=ledger.has_types)
        if rules is None
        else with_numbers(with_ordinals(on_hops))
    )
    tables = []
    for hops, cycles_found in found.items():
        if rules is None:
            loops = loops_of_cycles(cycles_found, hops, on_hops)
        else:
            if cycles_found is None:
                on_progress(f"loops of {hops}", 0, 0)
                found_chains = long_chains(engine, pairs, on_hops, hops, request)
            else:
                found_chains = chains(cycles_found, hops, on_hops, rules)
            loops = loops_of_chains(found_chains, hops, rules)
            loops = engine.keep(loops.limit(request.max_loops + 1))
            limits.check_loops(engine, loops, pairs, hops, request.max_loops)
        # Kept, since DuckDB 1.5 stalled when it returned the rows of large joins in batches.
        tables.append(
            engine.keep(result_columns(loops, hops, ledger, are_chains=rules is not None))
        )
        if cycles_found is not None:
            engine.drop(cycles_found)
    engine.drop(on_hops)
    return reduce(lambda union, table: union.union(table), tables)


def find_largest_loops(
    engine: Engine,
    payments: Table,
    ledger: Ledger,
    request: ScanRequest,
    on_progress: OnProgress,
) -> Table:
    """The loops, `request.top` of them, whose weakest hop is largest, in this order.

    They lie among the largest flows. The search takes more of these until they contain enough
    loops, so hubs with many small payments cost nothing.
    """
    top = request.top or 0
    if request.chain_rules is None:
        flows = payments.group_by("payer", "payee").aggregate(size=exact_sum(payments.amount))
    else:
        flows = payments.select("payer", "payee", size="amount")
    flows = engine.keep(flows.filter(flows.payer != flows.payee))
    total, taken = count(engine, flows), max(FIRST_ATTEMPT, GROWTH * top)
    while True:
        large = payments
        if taken < total:
            largest = flows.order_by(flows["size"].desc()).limit(taken)
            [row] = engine.rows(largest.aggregate(least=largest["size"].min()))
            if request.chain_rules is None:
                large_flows = flows.filter(flows["size"] >= row["least"])
                large = payments.semi_join(large_flows, ["payer", "payee"])
            else:
                large = payments.filter(payments.amount >= row["least"])
        loops = find_loops(engine, large, ledger, request, on_progress)
        ranked = loops.order_by(loops.weakest.desc(), loops.hops, loops.accounts)
        ranked = engine.keep(ranked.limit(top))
        if taken >= total or count(engine, ranked) >= top:
            return ranked
        taken *= GROWTH


def _cycles_by_length(
    engine: Engine, pairs: Pairs, request: ScanRequest, on_progress: OnProgress
) -> tuple[Pairs, dict[int, Table | None]]:
    """The cycles of each length; None for lengths whose chains have to be found without them.

    These are lengths beyond MAX_HOPS, and those with too many cycles if the rules of chains bound
    the search. The pairs may have to be folded for it.
    """
    rules = request.chain_rules
    found: dict[int, Table | None] = {}
    for hops in range(request.min_hops, request.max_hops + 1):
        if hops > MAX_HOPS or None in found.values():
            found[hops] = None
            continue
        on_progress(f"loops of {hops}", 0, 0)
        if hops >= limits.MANY_HOPS and not pairs.folded:
            pairs = fold_fully(pairs, engine)
        try:
            pairs, found[hops] = _find_cycles(engine, pairs, hops, request.max_loops)
        except limits.TooManyLoops:
            if rules is None or not rules.bound or hops < limits.MANY_HOPS:
                raise
            found[hops] = None
    if None in found.values() and not pairs.folded:
        pairs = fold_fully(pairs, engine)
    return pairs, found


def _find_cycles(engine: Engine, pairs: Pairs, hops: int, max_loops: int) -> tuple[Pairs, Table]:
    """The cycles of this length, each once; and the pairs, which may have to be folded for it."""
    if not pairs.folded and hops < limits.MANY_HOPS:
        with_repeats = engine.keep(cycles(pairs.coded, hops).limit(max_loops + 1))
        if count(engine, with_repeats) <= max_loops:
            found = engine.keep(with_repeats.distinct())
            engine.drop(with_repeats)
            return pairs, found
        engine.drop(with_repeats)
    if not pairs.folded:
        pairs = fold_fully(pairs, engine)
    limits.check_paths(engine, pairs, hops, max_loops)
    found = engine.keep(cycles(pairs.coded, hops).limit(max_loops + 1))
    limits.check_loops(engine, found, pairs, hops, max_loops)
    return pairs, found
