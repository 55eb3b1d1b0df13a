"""Weighs existing deals and figures again after a change to something that they depend on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader.store.assess import Assessment, StatementsIndex
from loader.store.compare import Difference, compare, newly_contested
from loader.store.existing import existing_deals, existing_figures, existing_statements
from loader.store.properties import (
    shared_and_own,
    weighed_deal_properties,
    weighed_figure_properties,
    without_weighed,
)
from loader.store.rows import DealProperties, DealRow, FigureRow, StatementRow
from loader.store.send import send_deals, send_rows, send_statements
from loader.store.successors import successors_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True, slots=True)
class Reassessed:
    """What changed; `contested` holds ids of deals that are contested now and were not before."""

    deals: Difference[DealRow]
    figures: Difference[FigureRow]
    statements: Difference[StatementRow]
    contested: tuple[str, ...]


def reassess(transaction: ManagedTransaction, ids: Iterable[str]) -> Reassessed:
    """Weighs deals and figures by what the graph holds now, and writes what changed."""
    ids = sorted(ids)
    old_deals = existing_deals(transaction, ids)
    old_figures = existing_figures(transaction, ids)
    subjects = [*old_deals, *old_figures]
    old_statements = existing_statements(transaction, subjects)
    assessments = StatementsIndex(old_statements, ()).assess(subjects, {})
    successors = successors_of(transaction, list(old_deals), {})
    deals = compare(
        {
            deal_id: _deal(row, assessments[deal_id], successors.get(deal_id))
            for deal_id, row in old_deals.items()
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
    send_deals(transaction, deals, old_deals)
    send_rows(transaction, "figures", figures.rows)
    send_statements(transaction, statements)
    return Reassessed(deals, figures, statements, newly_contested(deals.rows, old_deals))


def _deal(row: DealRow, assessment: Assessment, successor: str | None) -> DealRow:
    weighed = weighed_deal_properties(
        assessment.weighed, row["properties"].get("announced"), assessment.published, successor
    )
    properties: DealProperties = {**without_weighed(row["properties"]), **weighed}
    shared, _ = shared_and_own(properties)
    return {
        **row,
        "properties": properties,
        "type": properties["type"],
        "edge": {**shared, "deal": row["id"]},
    }


def _figure(row: FigureRow, assessment: Assessment) -> FigureRow:
    weighed = weighed_figure_properties(assessment.weighed)
    return {**row, "properties": {**without_weighed(row["properties"]), **weighed}}
