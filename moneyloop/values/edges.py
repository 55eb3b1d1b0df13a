"""The six types of edges. Value always moves along the arrow, from the payer to the payee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class EdgeType:
    """A type of edge: its name in the graph, the roles of payer and payee, the kind of money."""

    name: str
    payer: str
    payee: str
    kind: Literal["capital", "revenue"]
    meaning: str


EDGE_TYPES = (
    EdgeType(
        "INVESTS_IN",
        "investor",
        "firm invested in",
        "capital",
        "The payer buys a share of the payee.",
    ),
    EdgeType("LENDS_TO", "lender", "borrower", "capital", "The payer lends, the payee owes."),
    EdgeType(
        "GRANTS_EQUITY_TO",
        "firm giving its own shares or warrants",
        "firm receiving them",
        "capital",
        "The payer gives its own shares, or the right to them, at a nominal price.",
    ),
    EdgeType(
        "BACKSTOPS",
        "guarantor",
        "obligor guaranteed",
        "capital",
        "The payer backs the payee: a guarantee, or a commitment to buy what remains unsold.",
    ),
    EdgeType(
        "BUYS_FROM",
        "buyer",
        "seller",
        "revenue",
        "The payer buys goods, services, licences, or pays a share of its revenue.",
    ),
    EdgeType(
        "LEASES_FROM",
        "lessee",
        "lessor",
        "revenue",
        "The payer rents, for example capacity in the payee's cloud.",
    ),
)

EDGE_NAMES = tuple(edge.name for edge in EDGE_TYPES)
