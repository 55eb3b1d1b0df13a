"""Finds what an earlier release shipped and this one no longer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from loader.records import Knowledge
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Transaction


class StatementId(TypedDict):
    """What identifies a statement, as `cypher/write/drop_statements.cypher` takes it."""

    source: str
    of: str
    per: str
    nth: int


@dataclass(frozen=True, slots=True)
class Outdated:
    """Ids of records, and statements, that are to be removed."""

    firms: Sequence[str] = ()
    sources: Sequence[str] = ()
    deals: Sequence[str] = ()
    figures: Sequence[str] = ()
    statements: Sequence[StatementId] = ()
    claims: Sequence[str] = ()


def outdated(transaction: Transaction, knowledge: Knowledge) -> Outdated:
    """The records in the graph that shipped and are not in the knowledge that ships now."""
    kept: dict[str, set[str]] = {
        "Firm": {firm.id for firm in knowledge.firms},
        "Source": {source.id for source in knowledge.sources},
        "Deal": {deal.id for deal in knowledge.deals},
        "Figure": {figure.id for figure in knowledge.figures},
        "Claim": {claim.id for claim in knowledge.claims},
    }
    keys = {statement.key for statement in knowledge.statements}
    shipped = transaction.run(query("lookup/shipped"), {}).maps()
    gone = {
        kind: [row["id"] for row in shipped if row["kind"] == kind and row["id"] not in ids]
        for kind, ids in kept.items()
    }
    statements: list[StatementId] = [
        {"source": row["source"], "of": row["id"], "per": row["per"], "nth": row["nth"]}
        for row in shipped
        if row["kind"] == "STATES"
        and (row["source"], row["id"], row["per"], row["nth"]) not in keys
    ]
    return Outdated(
        gone["Firm"], gone["Source"], gone["Deal"], gone["Figure"], statements, gone["Claim"]
    )
