"""What the pages of a site are made from, read from the graph once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Rows
from moneyloop.publish.drawing.picture import Loop
from moneyloop.publish.pages.tables import table_of
from moneyloop.publish.picture_file import Drawn, drawn
from moneyloop.publish.site.addresses import SiteLinks
from moneyloop.publish.site.entries import Section
from moneyloop.report.arguments import complete
from moneyloop.report.firms import read_firms
from moneyloop.report.header import Report
from moneyloop.report.library import find
from moneyloop.report.run import Answer, run_report
from moneyloop.report.shown import as_shown


class Site:
    """Everything that the pages need, read once; `base` is the site's address, or empty."""

    def __init__(self, graph: Graph, day: date, base: str) -> None:
        self.graph, self.day = graph, day
        self.base = base if not base or base.endswith("/") else f"{base}/"
        self.drawn: Drawn = drawn(graph, {"as_of": day})
        self.statements = self._rows("statements", {})
        self.sources = {
            row["properties"]["id"]: row["properties"]
            for row in graph.read((query("lookup/all_sources"), {}))[0].maps()
        }
        self.firms = {
            row["properties"]["id"]: row["properties"]
            for row in graph.read((query("lookup/all_firms"), {}))[0].maps()
        }
        self.deals = {
            row["properties"]["id"]: row
            for row in graph.read((query("lookup/all_deals"), {}))[0].maps()
        }
        self.claims = self._rows("claims", {"as_of": day})
        self.claim_of = {
            row["properties"]["id"]: row
            for row in graph.read((query("lookup/all_claims"), {}))[0].maps()
        }
        self.names = {id_: firm.name for id_, firm in read_firms(graph, self.firms).items()}
        self.loops_of = _by_firm(self.drawn.loops)
        self._links = SiteLinks(
            "",
            {name: id_ for id_, name in self.names.items()},
            frozenset(self.deals),
            frozenset(self.sources),
            frozenset(row["claim"] for row in self.claims.maps()),
        )

    def links(self, root: str) -> SiteLinks:
        """The links of a page that is this far from the site's folder."""
        return replace(self._links, root=root)

    def answer(self, name: str, given: Mapping[str, Any]) -> tuple[Report, Answer]:
        """A report on the site's day."""
        report = find(name)
        known = {parameter.name for parameter in report.parameters}
        dated = {name: self.day for name in ("as_of", "until") if name in known}
        return report, run_report(
            self.graph, report, complete(report, dated | dict(given), self.day)
        )

    def section(self, heading: str, report: Report, answer: Answer, root: str) -> Section:
        """The rows of a report as people read them."""
        shown = as_shown(self.graph, report, answer)
        return Section(heading, table_of(shown.rows, heading, self.links(root)), shown.notes)

    def _rows(self, name: str, given: Mapping[str, Any]) -> Rows:
        report = find(name)
        return run_report(self.graph, report, complete(report, given, self.day)).rows

    def loop_name(self, firms: Sequence[str]) -> str:
        """`NVIDIA → OpenAI → NVIDIA`."""
        return " → ".join(self.names.get(firm, firm) for firm in (*firms, firms[0]))


def _by_firm(loops: Iterable[Loop]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for firms, _ in loops:
        for firm in firms:
            found[firm].append(firms)
    return found
