"""The nodes and relationships that an ordinary load writes for the records of a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from loader.records import Deal, Knowledge, Record
from loader.store import properties as rows
from loader.store.assess import Assessment, StatementsIndex
from loader.store.successors import earliest

Properties = Mapping[str, object]
"""The properties of a node or relationship. One that is absent or None is not written."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its label, its number among the nodes of that label, its properties."""

    label: str
    number: int
    properties: Properties


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship: its type, its two nodes by label and number, its properties."""

    type: str
    start: tuple[str, int]
    end: tuple[str, int]
    properties: Properties


class KnowledgeGraph:
    """The nodes and relationships of knowledge that has been checked.

    The number of a record is its line in the file. `other_deals` are the numbers of the deals that
    the knowledge refers to but does not contain. `shipped` is whether it comes with this program.
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
        statements = {
            statement.key: rows.statement_properties(statement)
            for statement in knowledge.statements
        }
        subjects = dict.fromkeys(statement.of for statement in knowledge.statements)
        deals = {deal.id: deal for deal in knowledge.deals}
        index = StatementsIndex({}, knowledge.sources)
        self._assessments = index.assess(subjects, statements, deals)
        self._successors = earliest(
            {deal.id: deal.supersedes for deal in knowledge.deals},
            {
                deal.id: rows.since_of(deal, self._assessments[deal.id].published)
                for deal in knowledge.deals
            },
        )

    def nodes(self) -> Iterator[Node]:
        """Every firm, source, deal, figure and claim."""
        by_id = {firm.id: firm for firm in self._knowledge.firms}
        for firm in self._knowledge.firms:
            properties: Properties = dict(rows.firm_properties(firm, by_id))
            yield Node("Firm", firm.place.line, self._marked(("firm", firm.id), properties))
        for source in self._knowledge.sources:
            properties = dict(self._source_properties[source.id])
            yield Node("Source", source.place.line, self._marked(("source", source.id), properties))
        for deal in self._knowledge.deals:
            properties = {**self._shared(deal), "id": deal.id, "type": deal.type}
            if deal.note:
                properties["note"] = deal.note
            yield Node("Deal", deal.place.line, self._marked(("deal", deal.id), properties))
        for figure in self._knowledge.figures:
            properties = rows.figure_properties(figure, self._assessments[figure.id].weighed)
            yield Node("Figure", figure.place.line, self._marked(("figure", figure.id), properties))
        for claim in self._knowledge.claims:
            properties = dict(rows.claim_properties(claim))
            yield Node("Claim", claim.place.line, self._marked(("claim", claim.id), properties))

    def relationships(self) -> Iterator[Relationship]:
        """Every relationship between these nodes."""
        for firm in self._knowledge.firms:
            start = ("Firm", firm.place.line)
            if firm.part_of:
                yield Relationship("PART_OF", start, ("Firm", self._firms[firm.part_of]), {})
            yield from self._to("MEMBER_OF", start, "Firm", firm.member_of, self._firms)
        for deal in self._knowledge.deals:
            start = ("Deal", deal.place.line)
            payer, payee = ("Firm", self._firms[deal.payer]), ("Firm", self._firms[deal.payee])
            yield Relationship("PAYER", start, payer, {})
            yield Relationship("PAYEE", start, payee, {})
            yield Relationship(deal.type, payer, payee, {**self._shared(deal), "deal": deal.id})
            yield from self._to("SUPERSEDES", start, "Deal", deal.supersedes, self._deals)
        for figure in self._knowledge.figures:
            start = ("Figure", figure.place.line)
            yield from self._to("ABOUT", start, "Firm", figure.about, self._firms)
            yield from self._to("SUMS", start, "Deal", figure.sums, self._deals)
            yield from self._to("SUPERSEDES", start, "Figure", figure.supersedes, self._figures)
        for claim in self._knowledge.claims:
            start = ("Claim", claim.place.line)
            yield Relationship("MAKES", ("Source", self._sources[claim.source]), start, {})
            yield from self._to("CONCERNS", start, "Deal", claim.deals, self._deals)
            yield from self._to("CONCERNS", start, "Figure", claim.figures, self._figures)
        for assessment in self._assessments.values():
            yield from self._stated(assessment)

    def _stated(self, assessment: Assessment) -> Iterator[Relationship]:
        for key, row in assessment.statements.items():
            source, of = ("Source", self._sources[row["source"]]), row["of"]
            is_figure = of in self._figures
            end = ("Figure", self._figures[of]) if is_figure else ("Deal", self._deals[of])
            yield Relationship(
                "STATES", source, end, self._marked(("statement", key), row["properties"])
            )

    def _to(
        self,
        type_: str,
        start: tuple[str, int],
        label: str,
        ids: Iterable[str],
        numbers: Mapping[str, int],
    ) -> Iterator[Relationship]:
        for id_ in sorted(set(ids)):
            yield Relationship(type_, start, (label, numbers[id_]), {})

    def _shared(self, deal: Deal) -> Properties:
        assessment, successor = self._assessments[deal.id], self._successors.get(deal.id)
        return rows.deal_properties(deal, assessment.weighed, assessment.published, successor)

    def _marked(self, record: Record, properties: Properties) -> Properties:
        is_shipped = self._shipped or record in self._knowledge.shipped
        return {**properties, "shipped": True} if is_shipped else properties
