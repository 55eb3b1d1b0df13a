"""Random stages and terms for the deals of a graph, as a folder may have them."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from loader.deal_dates import wrong_dates
from loader.records import Deal, Knowledge
from moneyloop.values.dates import parse_period
from moneyloop.values.terms import Term
from tests.integration.graphs import MOMENTS, sometimes

LATER = (*MOMENTS, "2026Q3", "2027", "2028-02-29", "2030", "2033-12")
MONTHS = (1, 4, 12, 18, 30, 60, 120)


def staged(knowledge: Knowledge, chance: Random) -> Knowledge:
    """The knowledge with stages and terms that do not contradict each other."""
    return replace(knowledge, deals=tuple(_staged(deal, chance) for deal in knowledge.deals))


def _staged(deal: Deal, chance: Random) -> Deal:
    for name in ("signed", "closed", "starts", "ends"):
        moment = sometimes(MOMENTS if name in ("signed", "closed") else LATER, 0.4, chance)
        deal = _unless_wrong(deal, **{name: parse_period(moment) if moment else None})
    term = Term(chance.choice(MONTHS)) if chance.random() < 0.4 else None
    return _unless_wrong(deal, term=term)


def _unless_wrong(deal: Deal, **more: Any) -> Deal:
    changed = replace(deal, **more)
    return deal if any(wrong_dates(changed)) else changed
