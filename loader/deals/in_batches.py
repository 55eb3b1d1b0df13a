"""Imports more lines than one transaction can hold, in several transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from loader.deals.importing import Outcome, import_lines, make_plan
from loader.deals.lines import DealLine, Options, ParsedLines
from loader.deals.new_loops import ChangedDeals, find_new_loops
from loader.deals.sources import COLUMNS, without_fragment
from loader.problems import Problem
from loader.records import Firm, Place
from loader.store.counts import Count, Receipt
from loader.store.transaction import write_transaction
from moneyloop.graph.connection import Graph
from moneyloop.graph.transaction import Transaction

OnProgress = Callable[[int, int], None]
"""Receives how many lines are written, and how many there are."""

AboutSources = Mapping[str, Mapping[str, Any]]
"""What lines add to each source, by its address or id and then by column."""


def carry_out_in_batches(
    graph: Graph, parsed: ParsedLines, options: Options, size: int, on_progress: OnProgress
) -> Outcome:
    """Imports the lines in transactions of `size` lines; each is written whole or not at all.

    The lines about one deal are written together, so a batch can be larger. If the import is
    interrupted, running it again completes it. Raises BadInput with every problem of every line
    before anything is written.
    """
    about_sources = _about_sources(parsed.lines)
    named = frozenset((line.deal, line.source) for line in parsed.lines if line.deal)
    parsed = replace(parsed, named=named)
    deals = write_transaction(graph, partial(_check, parsed=parsed, options=options), keep=False)
    total = Receipt(Count(), Count(), Count(), Count(), Count())
    firms: list[Firm] = []
    changed = ChangedDeals()
    warnings: list[Problem] = []
    imports: list[str] = []
    places: dict[str, Place] = {}
    so_far = 0
    for batch in _batches(deals, size):
        on_progress(so_far, len(parsed.lines))
        so_far += len(batch)
        completed = replace(parsed, lines=_completed(batch, about_sources))
        written = write_transaction(
            graph, partial(import_lines, command="import", parsed=completed, options=options)
        )
        total = total.plus(written.receipt)
        firms += written.new_firms
        warnings += written.warnings
        changed = changed.then(written.changed)
        imports += [written.import_id] if written.import_id else []
        places |= {
            deal: written.places[deal] for deal in written.changed.deals & written.places.keys()
        }
    on_progress(len(parsed.lines), len(parsed.lines))
    loops = graph.look(lambda transaction: find_new_loops(transaction, changed))
    loops = loops.closed_by(places)
    return Outcome(total, tuple(firms), tuple(warnings), loops, tuple(imports))


def _check(
    transaction: Transaction, parsed: ParsedLines, options: Options
) -> Sequence[Sequence[DealLine]]:
    """The lines by the deal that they are about. Raises BadInput with every problem."""
    plan = make_plan(transaction, parsed, options)
    for _ in plan.parts:
        pass
    # Lines of a ledger are reconciled again in each batch; each of them is a deal.
    return [[line] for line in parsed.lines] if parsed.from_scan else plan.lines


def _batches(deals: Iterable[Sequence[DealLine]], size: int) -> Iterator[list[DealLine]]:
    """The lines of whole deals, at least `size` lines at a time."""
    batch: list[DealLine] = []
    for lines in deals:
        batch += lines
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def _about_sources(lines: Iterable[DealLine]) -> AboutSources:
    """What the lines add to each source; if they differ, what the first one adds."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        for column in COLUMNS.values():
            if (value := getattr(line, column)) is not None:
                found.setdefault(without_fragment(line.source), {}).setdefault(column, value)
    return found


def _completed(lines: Iterable[DealLine], about_sources: AboutSources) -> tuple[DealLine, ...]:
    """The lines; the first one of each source has everything that any line adds to the source."""
    left = dict(about_sources)
    return tuple(_with_missing(line, left.pop(without_fragment(line.source), {})) for line in lines)


def _with_missing(line: DealLine, values: Mapping[str, Any]) -> DealLine:
    missing = {name: value for name, value in values.items() if getattr(line, name) is None}
    return replace(line, **missing) if missing else line
