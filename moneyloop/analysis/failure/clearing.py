"""Who could pay what they owe, and who would not be paid

If every firm spent all that it has on what it owes within twelve months, who could not pay, and who
would not be paid? All firms pay at the same time: what one receives it can pay out, and those who
cannot pay all pay their creditors in proportion (Eisenberg and Noe, 2001). Of several solutions the
one with the highest payments is shown. It is a best case, since firms have other costs. With
--alpha and --beta below 1 a default costs the rest of the firm's means and receipts (Rogers and
Veraart, 2013).

due_usd is what a firm owes: what falls due within twelve months after --as-of of orders, leases and
promised capital in cash (see `commitment-gap`), and closed loans to it that end in that time.
Nothing that is contingent, not cash or bought from other holders is owed. means_usd is what it has
from outside: the revenue of the latest full year, or else the latest run rate, less the orders of
other firms in these deals that fall into the same period, at least 0. --means states them in a
file, and --shock scales them. received_usd is what the firm receives from the others, paid_usd what
it pays, paid_share that divided by due_usd, and shortfall_usd the rest. owed_usd is what others owe
it, and lost_usd the part of that which they do not pay.

basis is full_year, run_rate, file, shock (nothing is left, whatever it had) or assumed: no means
are known, and the firm is taken as able to pay; source is the figure or the source in the file. A
note says how much rests on that. Amounts that are unknown are not owed; a sum is empty if none is
known.

reads obligations, outside_means, parties
firms firm
key firm
shares paid_share
param firms list of firm = [] -- show only results that involve one of these firms
param alpha float(0..1) = 1 -- the share of its means that a firm in default can pay out
param beta float(0..1) = 1 -- the share of its receipts that a firm in default can pay out
param means firm_amounts = null -- a CSV file of means: firm, amount, source
param shock list of firm_share = [] -- what is left of the means of firms: OpenAI=50%
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from moneyloop.analysis.clearing_vector import Debts, clearing_vector
from moneyloop.values.firm_values import FirmAmounts, FirmShare
from moneyloop.values.money import money


class Row(NamedTuple):
    """What a firm owes, has, pays and receives, in US dollars."""

    firm: str
    due_usd: int | None
    means_usd: int | None
    received_usd: int | None
    paid_usd: int | None
    paid_share: float | None
    shortfall_usd: int | None
    basis: str
    owed_usd: int | None
    lost_usd: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Means:
    """What a firm has from outside; `usd` is None if it is taken as able to pay."""

    usd: int | None = None
    basis: str = "assumed"
    source: str | None = None


ASSUMED = Means()


def compute(
    obligations: Iterable[Mapping[str, Any]],
    outside_means: Iterable[Mapping[str, Any]],
    parties: Iterable[Mapping[str, Any]],
    *,
    firms: Sequence[str],
    alpha: float,
    beta: float,
    means: FirmAmounts | None,
    shock: Sequence[FirmShare],
) -> tuple[list[Row], list[str]]:
    """A row for each firm that owes or is owed something, by shortfall, and notes."""
    deals = list(obligations)
    party = {one["id"]: one["party"] for one in parties}
    nodes = sorted({one[side] for one in deals for side in ("debtor", "creditor")})
    known = _known_means(outside_means, means, shock, party)
    has = {firm: known.get(firm, ASSUMED) for firm in nodes}
    debts = _debts(deals, nodes)
    paid = clearing_vector(
        debts,
        np.array([np.inf if one.usd is None else one.usd for one in has.values()], dtype=float),
        alpha,
        beta,
    )
    received = debts.received(paid)
    due, owed = _sums(deals, "debtor"), _sums(deals, "creditor")
    rows = [
        _row(firm, has[firm], due.get(firm, 0), owed.get(firm, 0), round(pays), round(gets))
        for firm, pays, gets in zip(nodes, paid.tolist(), received.tolist(), strict=True)
    ]
    shown = {party[firm] for firm in firms}
    return (
        sorted(
            (row for row in rows if not shown or row.firm in shown),
            key=lambda row: (-(row.shortfall_usd or 0), -(row.lost_usd or 0), row.firm),
        ),
        [*_notes(rows, deals), *_without_effect(rows, means, shock, party)],
    )


def _known_means(
    outside_means: Iterable[Mapping[str, Any]],
    file: FirmAmounts | None,
    shocks: Iterable[FirmShare],
    party: Mapping[str, str],
) -> dict[str, Means]:
    known = {
        one["firm"]: Means(
            max(0, one["revenue_usd"] - one["orders_usd"]), one["basis"], one["figure"]
        )
        for one in outside_means
    }
    given: dict[str, Means] = {}
    for amount in file.amounts if file else ():
        firm = party[amount.firm]
        before = given.get(firm, Means(0))
        source = f"{before.source}; {amount.source}" if before.source else amount.source
        given[firm] = Means((before.usd or 0) + amount.usd, "file", source)
    known |= given
    for shock in shocks:
        firm = party[shock.firm]
        before = known.get(firm, ASSUMED)
        if before.usd is not None:
            known[firm] = Means(round(before.usd * shock.share), before.basis, before.source)
        elif shock.share == 0:
            known[firm] = Means(0, "shock")
    return known


def _debts(deals: Iterable[Mapping[str, Any]], nodes: Sequence[str]) -> Debts:
    index = {firm: at for at, firm in enumerate(nodes)}
    known = [deal for deal in deals if deal["usd"] is not None]
    return Debts(
        np.array([index[deal["debtor"]] for deal in known], dtype=np.intp),
        np.array([index[deal["creditor"]] for deal in known], dtype=np.intp),
        np.array([deal["usd"] for deal in known], dtype=float),
        np.zeros(len(nodes)),
    )


def _sums(deals: Iterable[Mapping[str, Any]], side: str) -> dict[str, int | None]:
    """The known amounts by firm; None if none is known."""
    amounts = defaultdict(list)
    for deal in deals:
        amounts[deal[side]].append(deal["usd"])
    return {
        firm: sum(usd for usd in each if usd is not None)
        if any(usd is not None for usd in each)
        else None
        for firm, each in amounts.items()
    }


def _row(firm: str, has: Means, due: int | None, owed: int | None, paid: int, received: int) -> Row:
    return Row(
        firm,
        due,
        has.usd,
        None if owed is None else received,
        None if due is None else paid,
        round(paid / due, 4) if due else None,
        None if due is None else due - paid,
        has.basis,
        owed,
        None if owed is None else owed - received,
        has.source,
    )


def _notes(rows: Sequence[Row], deals: Sequence[Mapping[str, Any]]) -> list[str]:
    notes = []
    assumed = sorted(
        (row for row in rows if row.basis == ASSUMED.basis and row.due_usd),
        key=lambda row: (-(row.due_usd or 0), row.firm),
    )
    if assumed:
        total = sum(row.due_usd or 0 for row in rows)
        names = ", ".join(row.firm for row in assumed[:3]) + (", …" if len(assumed) > 3 else "")
        notes.append(
            f"firms without known means that are taken as able to pay: {len(assumed)} ({names}); "
            f"they owe {money(sum(row.due_usd or 0 for row in assumed))} of the {money(total)} due"
        )
    without = sum(deal["usd"] is None for deal in deals)
    if without:
        notes.append(f"deals not yet paid whose amount is unknown, which add nothing: {without}")
    return notes


def _without_effect(
    rows: Sequence[Row],
    file: FirmAmounts | None,
    shocks: Iterable[FirmShare],
    party: Mapping[str, str],
) -> list[str]:
    """Notes on means and shocks that change nothing."""
    basis = {row.firm: row.basis for row in rows}
    away = [one.firm for one in file.amounts if party[one.firm] not in basis] if file else []
    away += [one.firm for one in shocks if party[one.firm] not in basis]
    unknown = [str(one) for one in shocks if basis.get(party[one.firm]) == ASSUMED.basis]
    notes = []
    if away:
        names = ", ".join(dict.fromkeys(away))
        notes.append(f"means of firms that owe nothing and are owed nothing: {names}")
    if unknown:
        notes.append(
            "shocks without effect, since no means are known (0% leaves none, --means states "
            f"them): {', '.join(unknown)}"
        )
    return notes
