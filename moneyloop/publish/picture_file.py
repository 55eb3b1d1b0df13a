"""The drawing of chosen deals as a file of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from moneyloop import clock
from moneyloop.errors import MoneyloopError
from moneyloop.graph.connection import Graph
from moneyloop.publish.drawing.of_rows import flows_of
from moneyloop.publish.drawing.picture import Loop, Picture, picture
from moneyloop.publish.drawing.svg_file import svg_file
from moneyloop.publish.graph_files.model import Deal, FirmsAndDeals, firms_and_deals
from moneyloop.report.arguments import complete
from moneyloop.report.library import find
from moneyloop.report.run import run_report

MAX_HOPS = 4
"""Loops of at most so many firms are in the middle of a drawing."""


class NothingToDraw(MoneyloopError):
    """No deal is left to be drawn."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Chosen deals, the loops that they close, and their drawing."""

    content: FirmsAndDeals
    deals: tuple[Deal, ...]
    loops: tuple[Loop, ...]
    picture: Picture


def picture_file(graph: Graph, given: Mapping[str, Any], title: str | None) -> str:
    """The SVG file of the deals that `given` chooses (see `drawn`).

    Raises NothingToDraw too.
    """
    found = drawn(graph, given)
    if not found.deals:
        raise NothingToDraw(
            "no deal is left to be drawn; draw more firms, or add deals that have ended with "
            "--no-in-force"
        )
    names = found.content.name_of()
    return svg_file(
        found.picture,
        title or _title(found, given.get("firms") or ()),
        sources_of(found.deals, names),
        found.content.as_of,
    )


def drawn(graph: Graph, given: Mapping[str, Any]) -> Drawn:
    """The drawing of the deals that `given` chooses.

    It has values of the parameters of `library.graph_files()`. Deals that have ended are left out
    unless it says otherwise; of several firms, only the deals between them are drawn. Raises
    BadArgument, UnknownName, and whatever `Graph.read` raises.
    """
    asked = dict(given)
    asked.setdefault("in_force", True)
    asked.setdefault("secondary", False)
    asked.setdefault("among", len(asked.get("firms") or ()) > 1)
    content = firms_and_deals(graph, asked)
    deals = tuple(deal for deal in content.deals if deal.payer != deal.payee)
    loops = tuple(loop for loop in _loops(graph, asked) if _is_drawn(loop, deals))
    return Drawn(
        content,
        deals,
        loops,
        picture_of_deals(deals, content.name_of(), loops, _centre(deals, asked)),
    )


def picture_of_deals(
    deals: Iterable[Deal], names: Mapping[str, str], loops: Sequence[Loop], centre: str = ""
) -> Picture:
    """The drawing of deals; `centre` is a firm that is in its middle even if it is in no loop."""
    flows = flows_of([asdict(deal) | {"deal": deal.id} for deal in deals])
    return picture(flows, names, loops, centre)


def _centre(deals: Sequence[Deal], given: Mapping[str, Any]) -> str:
    """The one firm asked for, which has a part in all deals; empty if several were."""
    if len(given.get("firms") or ()) != 1:
        return ""
    parties = [{deal.payer, deal.payee} for deal in deals]
    return min(set.intersection(*parties), default="")


def _loops(graph: Graph, given: Mapping[str, Any]) -> list[Loop]:
    """The round trips of capital and revenue, those with the largest weakest hop first."""
    report = find("loops")
    known = {parameter.name for parameter in report.parameters}
    shared = {name: value for name, value in given.items() if name in known}
    chosen = {"max_hops": MAX_HOPS, "order": "weakest"} | shared
    rows = run_report(graph, report, complete(report, chosen, clock.today())).rows.maps()
    return [
        (tuple(row["firms"]), row["weakest_usd"])
        for row in rows
        if row["has_capital"] and row["has_revenue"]
    ]


def _is_drawn(loop: Loop, deals: Iterable[Deal]) -> bool:
    firms, _ = loop
    pairs = {(deal.payer, deal.payee) for deal in deals}
    return pairs >= set(zip(firms, (*firms[1:], firms[0]), strict=True))


def _title(found: Drawn, firms: Sequence[str]) -> str:
    names = found.content.name_of()
    if len(found.loops) == 1 and len(found.loops[0][0]) == len(found.content.firms):
        around = found.loops[0][0]
        return " → ".join(names[firm] for firm in (*around, around[0]))
    if not firms:
        return "Who pays whom in the AI boom"
    parties = [names.get(firm, firm) for firm in firms]
    if len(parties) == 1:
        return f"Deals of {parties[0]}"
    return f"Deals between {', '.join(parties[:-1])} and {parties[-1]}"


def sources_of(deals: Iterable[Deal], names: Mapping[str, str]) -> list[str]:
    """A line of text for each deal and its best source."""
    return [_source(deal, names) for deal in deals]


def _source(deal: Deal, names: Mapping[str, str]) -> str:
    """One line: the parties, and the best source with its day and address."""
    parties = f"{names[deal.payer]} → {names[deal.payee]} ({deal.id})"
    if not deal.statements:
        return parties
    best = deal.statements[0]
    cited = ", ".join(filter(None, (best.publisher, best.published, best.url)))
    return f"{parties}: {cited or best.source}"
