"""Weighs existing deals and figures again after a change to something that they depend on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from loader.records import Place
from loader.store.assess import Assessment, StatementsIndex
from loader.store.compare import (
    Difference,
    compare,
    newly_contested,
    newly_derived,
    newly_ended,
)
from loader.store.counts import DerivedTotal, EndedDeal
from loader.store.existing import existing_deals, existing_figures, existing_statements
from loader.store.from_graph import deal_of
from loader.store.properties import deal_row, weighed_figure_properties, without_weighed
from loader.store.rows import DealRow, FigureRow, StatementRow
from loader.store.send import send_deals, send_rows
from loader.store.successors import successors_of
from moneyloop.graph.transaction import Transaction

IN_THE_GRAPH = Place("the graph", 0)


@dataclass(frozen=True, slots=True)
class Reassessed:
    """What changed; `contested` holds ids of deals that are contested now and were not before."""

    deals: Difference[DealRow]
    figures: Difference[FigureRow]
    statements: Difference[StatementRow]
    contested: tuple[str, ...]
    ended: tuple[EndedDeal, ...]
    derived: tuple[DerivedTotal, ...]


def reassess(transaction: Transaction, ids: Iterable[str]) -> Reassessed:
    """Weighs deals and figures by what the graph holds now, and writes what changed.

    If a deal begins on another day than before, the deals that it supersedes end on another day.
    """
    done, superseded = _reassess(transaction, ids)
    if superseded:
        # The deals that it supersedes: only their end depends on it, not their beginning.
        more, _ = _reassess(transaction, superseded)
        done.deals.add(more.deals)
        done = replace(done, ended=done.ended + more.ended)
    return done


def _reassess(transaction: Transaction, ids: Iterable[str]) -> tuple[Reassessed, frozenset[str]]:
    """Also returns ids of the deals that are superseded by one that begins on another day now."""
    ids = sorted(ids)
    old_deals = existing_deals(transaction, ids)
    old_figures = existing_figures(transaction, ids)
    subjects = [*old_deals, *old_figures]
    old_statements = existing_statements(transaction, subjects)
    records = {deal_id: deal_of(row, IN_THE_GRAPH) for deal_id, row in old_deals.items()}
    assessments = StatementsIndex(old_statements, ()).assess(subjects, {}, records)
    successors = successors_of(transaction, list(old_deals), {}, {})
    deals = compare(
        {
            deal_id: deal_row(
                record,
                assessments[deal_id].weighed,
                assessments[deal_id].published,
                old_deals[deal_id]["supersedes"],
                successors.get(deal_id),
            )
            for deal_id, record in records.items()
        },
        old_deals,
    )
    figures = compare(
        {figure_id: _figure(row, assessments[figure_id]) for figure_id, row in old_figures.items()},
        old_figures,
    )
    statements = compare(
        {key: row for one in assessments.values() for key, row in one.statements.items()},
        old_statements,
    )
    send_deals(transaction, deals, old_deals, statements)
    send_rows(transaction, "figures", figures.rows)
    send_rows(transaction, "figure_successors", figures.rows)
    superseded = {
        old
        for row in deals.changed
        if row["properties"].get("since") != old_deals[row["id"]]["properties"].get("since")
        for old in row["supersedes"]
    }
    done = Reassessed(
        deals,
        figures,
        statements,
        newly_contested(deals.rows, old_deals),
        newly_ended(deals.rows, old_deals),
        newly_derived(deals.rows, old_deals),
    )
    return done, frozenset(superseded)


def _figure(row: FigureRow, assessment: Assessment) -> FigureRow:
    weighed = weighed_figure_properties(assessment.weighed)
    return {**row, "properties": {**without_weighed(row["properties"]), **weighed}}
