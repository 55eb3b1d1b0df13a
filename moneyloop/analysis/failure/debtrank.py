"""How much value other firms lose if a firm defaults

DebtRank: which share of all value at stake is lost if a firm defaults, beyond that firm's own
value? A firm that loses part of its value passes that on to those who are exposed to it, in
proportion: a creditor of a firm that has lost a tenth of its value writes off a tenth of what it
has there. In the variant of 2015 (Bardoscia and others) each further loss is passed on, in that of
2012 (Battiston and others) only a firm's first one.

Exposures are closed investments and loans, and guarantees in force: whoever invests, lends or
guarantees is exposed. buffer_usd is what the firm can lose, its latest stated equity or else its
market value, as basis says; buffers also say how much each firm weighs. debtrank is the share of
the sum of all known buffers that is lost if the firm defaults, without its own. stress is the share
of its own buffer that the firm has lost in the end if all firms lose a tenth of theirs.

Nothing is guessed: a firm whose basis is unknown can default, but loses nothing and passes nothing
on, so that debtrank can be too low.

reads exposures, buffers, parties
firms firm
key firm
shares debtrank, stress
param firms list of firm = [] -- show only results that involve one of these firms
param variant choice(2015|2012) = "2015" -- which losses a firm passes on: all, or its first
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from moneyloop.analysis.distress import debtrank, distress
from moneyloop.values.money import money

TENTH = 0.1


class Row(NamedTuple):
    """A firm with its DebtRank; `buffer_usd` in US dollars."""

    firm: str
    debtrank: float
    stress: float | None
    buffer_usd: int | None
    basis: str


def compute(
    exposures: Iterable[Mapping[str, Any]],
    buffers: Iterable[Mapping[str, Any]],
    parties: Iterable[Mapping[str, Any]],
    *,
    firms: Sequence[str],
    variant: str,
) -> tuple[list[Row], list[str]]:
    """A row for each party of an exposure, the highest DebtRank first, and notes."""
    deals = list(exposures)
    nodes = sorted({deal[side] for deal in deals for side in ("creditor", "debtor")})
    known = {one["firm"]: one for one in buffers}
    # Only firms with a buffer lose: they have a row each, and every firm that can default a column.
    losing = {firm: at for at, firm in enumerate(firm for firm in nodes if firm in known)}
    column = {firm: at for at, firm in enumerate(nodes)}
    usd = np.array([known[firm]["usd"] for firm in losing], dtype=float)
    leverage = np.zeros((len(losing), len(nodes)))
    for deal in deals:
        if deal["creditor"] in losing and deal["usd"] is not None:
            leverage[losing[deal["creditor"]], column[deal["debtor"]]] += deal["usd"]
    leverage /= usd[:, None]
    between = leverage[:, [column[firm] for firm in losing]]

    own = np.zeros(leverage.shape)
    for firm, at in losing.items():
        own[at, column[firm]] = 1
    # The default of a firm without a buffer begins with what its creditors lose.
    first = np.where(own.any(axis=0), own, leverage)
    once = variant == "2012"
    ranks = debtrank(distress(between, first, once=once), own, usd)
    stress = distress(between, np.full((len(losing), 1), TENTH), once=once)[:, 0]

    shown = {one["party"] for one in parties if one["id"] in firms}
    rows = [
        Row(
            firm,
            round(float(ranks[column[firm]]), 6),
            round(float(stress[losing[firm]]), 6) if firm in losing else None,
            known[firm]["usd"] if firm in losing else None,
            known[firm]["basis"] if firm in losing else "unknown",
        )
        for firm in nodes
    ]
    return (
        sorted(
            (row for row in rows if not shown or row.firm in shown),
            key=lambda row: (-row.debtrank, row.firm),
        ),
        _notes(rows, deals),
    )


def _notes(rows: Sequence[Row], deals: Sequence[Mapping[str, Any]]) -> list[str]:
    notes = []
    unknown = [row.firm for row in rows if row.buffer_usd is None]
    if unknown:
        lost = sum(deal["usd"] or 0 for deal in deals if deal["creditor"] in unknown)
        notes.append(
            f"firms without a stated equity or market value, which lose and pass on nothing: "
            f"{len(unknown)}, with exposures of {money(lost)} ({', '.join(unknown)})"
        )
    without = sum(deal["usd"] is None for deal in deals)
    if without:
        notes.append(f"exposures whose amount is unknown and that are left out: {without}")
    return notes
