"""Records as the rows of the importer's files: what any load writes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from loader.records import Deal, Knowledge, Record
from loader.store import properties as rows
from loader.store.assessments import Assessment, StatementsIndex

Properties = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its label, its number among those of this label, its properties."""

    label: str
    number: int
    properties: Properties


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship of a type between two nodes, each given by its label and its number."""

    type: str
    start: tuple[str, int]
    end: tuple[str, int]
    properties: Properties


class Records:
    """What is written of a knowledge in which nothing is wrong.

    `number` of a record is the line on which it stands. `other_deals` are the numbers of those
    deals that it names and that are no part of it. With `shipped` it comes with this program.
    """

    def __init__(self, knowledge: Knowledge, other_deals: Mapping[str, int], shipped: bool) -> None:
        self._knowledge = knowledge
        self._shipped = shipped
        self._firms = {firm.id: firm.place.line for firm in knowledge.firms}
        self._sources = {source.id: source.place.line for source in knowledge.sources}
        self._deals = {**other_deals, **{deal.id: deal.place.line for deal in knowledge.deals}}
        self._figures = {figure.id: figure.place.line for figure in knowledge.figures}
        self._source_properties = {
            source.id: rows.source_properties(source) for source in knowledge.sources
        }
        self._supersedes = {deal.id: sorted(set(deal.supersedes)) for deal in knowledge.deals}
        pairs = ((old, new) for new, olds in self._supersedes.items() for old in olds)
        # Of several that supersede it, the first in the alphabet.
        self._successors = dict(sorted(pairs, reverse=True))
        said = {one.key: rows.statement_properties(one) for one in knowledge.statements}
        heard = StatementsIndex({}, knowledge.sources)
        self._verdicts = heard.weigh(dict.fromkeys(one.of for one in knowledge.statements), said)

    def nodes(self) -> Iterator[Node]:
        """Every firm, source, deal and figure."""
        by_id = {firm.id: firm for firm in self._knowledge.firms}
        for firm in self._knowledge.firms:
            properties = rows.firm_properties(firm, by_id)
            yield Node("Firm", firm.place.line, self._marked(("firm", firm.id), properties))
        for source in self._knowledge.sources:
            properties = dict(self._source_properties[source.id])
            yield Node("Source", source.place.line, self._marked(("source", source.id), properties))
        for deal in self._knowledge.deals:
            own = {"id": deal.id, "type": deal.type} | ({"note": deal.note} if deal.note else {})
            properties = self._shared(deal) | own
            yield Node("Deal", deal.place.line, self._marked(("deal", deal.id), properties))
        for figure in self._knowledge.figures:
            properties = rows.figure_properties(figure, self._verdicts[figure.id].weighed)
            yield Node("Figure", figure.place.line, self._marked(("figure", figure.id), properties))

    def ties(self) -> Iterator[Tie]:
        """Every relationship between them."""
        for firm in self._knowledge.firms:
            start = ("Firm", firm.place.line)
            if firm.part_of:
                yield Tie("PART_OF", start, ("Firm", self._firms[firm.part_of]), {})
            yield from self._to("MEMBER_OF", start, "Firm", firm.member_of, self._firms)
        for deal in self._knowledge.deals:
            start = ("Deal", deal.place.line)
            payer, payee = ("Firm", self._firms[deal.payer]), ("Firm", self._firms[deal.payee])
            yield Tie("PAYER", start, payer, {})
            yield Tie("PAYEE", start, payee, {})
            yield Tie(deal.type, payer, payee, self._shared(deal) | {"deal": deal.id})
            yield from self._to("SUPERSEDES", start, "Deal", deal.supersedes, self._deals)
        for figure in self._knowledge.figures:
            start = ("Figure", figure.place.line)
            yield from self._to("ABOUT", start, "Firm", figure.about, self._firms)
            yield from self._to("SUMS", start, "Deal", figure.sums, self._deals)
        for verdict in self._verdicts.values():
            yield from self._stated(verdict)

    def _stated(self, verdict: Assessment) -> Iterator[Tie]:
        for key, row in verdict.statements.items():
            source, of = ("Source", self._sources[row["source"]]), row["of"]
            is_figure = of in self._figures
            end = ("Figure", self._figures[of]) if is_figure else ("Deal", self._deals[of])
            yield Tie("STATES", source, end, self._marked(("statement", key), row["properties"]))

    def _to(
        self,
        type_: str,
        start: tuple[str, int],
        label: str,
        ids: Iterable[str],
        numbers: Mapping[str, int],
    ) -> Iterator[Tie]:
        for one in sorted(set(ids)):
            yield Tie(type_, start, (label, numbers[one]), {})

    def _shared(self, deal: Deal) -> Properties:
        verdict, successor = self._verdicts[deal.id], self._successors.get(deal.id)
        return rows.deal_properties(deal, verdict.weighed, verdict.published, successor)

    def _marked(self, record: Record, properties: Properties) -> Properties:
        is_shipped = self._shipped or record in self._knowledge.shipped
        return properties | {"shipped": True} if is_shipped else properties
