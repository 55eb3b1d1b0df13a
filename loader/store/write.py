"""Writes records to the graph in one transaction: only those that are new or changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from loader.problems import NotOurs
from loader.records import Firm, Knowledge, Part, Record, Source, Statement, StatementKey
from loader.store.assess import Assessment, StatementsIndex
from loader.store.compare import (
    Difference,
    compare,
    newly_contested,
    newly_derived,
    newly_ended,
)
from loader.store.counts import Receipt
from loader.store.existing import (
    Existing,
    existing_claims,
    existing_deals,
    existing_figures,
    existing_firms,
    existing_sources,
    existing_statements,
    look_up,
)
from loader.store.no_longer_shipped import Outdated, outdated
from loader.store.properties import (
    Successor,
    claim_properties,
    deal_row,
    figure_properties,
    firm_properties,
    since_of,
    source_properties,
    statement_properties,
)
from loader.store.reassess import reassess
from loader.store.rows import (
    ClaimRow,
    DealRow,
    ExistingStatement,
    FigureRow,
    FirmRow,
    SourceRow,
    StatementProperties,
    StatementRow,
)
from loader.store.send import drop, forget_lines, send_deals, send_rows, send_statements
from loader.store.successors import successors_of
from loader.store.transaction import write_transaction
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Transaction

K = TypeVar("K", str, StatementKey)

Supersedes = dict[str, list[str]]
"""By the id of a deal, the ids of those that it supersedes."""


def load(graph: Graph, knowledge: Knowledge, *, shipped: bool) -> Receipt:
    """Brings the graph in line with the knowledge: all of it, or nothing.

    Records that the knowledge does not name stay. But if it is the knowledge that ships
    (`shipped`), records that an earlier release shipped and this one does not are removed.
    """

    def work(transaction: Transaction) -> Receipt:
        removed = outdated(transaction, knowledge) if shipped else Outdated()
        write = _Write(transaction, all_ship=shipped, shipped=knowledge.shipped)
        return write.write(knowledge, knowledge.parts(), removed)

    return write_transaction(graph, work)


def write_import(
    transaction: Transaction,
    firms: tuple[Firm, ...],
    sources: tuple[Source, ...],
    parts: Iterable[Part],
    existing: Existing,
) -> Receipt:
    """Writes the records of an import within its transaction; the deals come in parts.

    `existing` is their existing records. While the server writes, the caller can do other work
    before it calls `check_ids`.
    """
    write = _Write(transaction, all_ship=False, shipped=())
    return write.write(Knowledge(firms, sources, (), (), ()), parts, Outdated(), existing)


class _Write:
    """Reads what the graph holds, compares, and sends the difference."""

    def __init__(
        self, transaction: Transaction, *, all_ship: bool, shipped: Collection[Record]
    ) -> None:
        """With `all_ship` every record ships with this program, otherwise those in `shipped`."""
        self._transaction = transaction
        self._all_ship = all_ship
        self._shipped: dict[str, set[str | StatementKey]] = {}
        for kind, key in shipped:
            self._shipped.setdefault(kind, set()).add(key)

    def write(
        self,
        knowledge: Knowledge,
        parts: Iterable[Part],
        removed: Outdated,
        existing: Existing | None = None,
    ) -> Receipt:
        """Writes the knowledge, its deals in parts; `existing` is read unless it is given."""
        deal_ids = [deal.id for deal in knowledge.deals]
        figure_ids = [figure.id for figure in knowledge.figures]
        old_deals = (
            existing.deals
            if existing
            else existing_deals(self._transaction, [*deal_ids, *removed.deals])
        )
        firms, regrouped = self._firms(knowledge)
        sources, restated = self._sources(knowledge)
        dropped_statements = drop(self._transaction, "statements", removed.statements, "rows")
        dropped_claims = drop(self._transaction, "claims", removed.claims)
        forget_lines(self._transaction, (row["of"] for row in removed.statements))
        # Before the deals are written, since a dropped deal supersedes none of them.
        dropped_figures = drop(self._transaction, "figures", removed.figures)
        dropped_deals = drop(self._transaction, "deals", removed.deals)
        # Only now, since dropped statements are not weighed.
        old_statements = (
            existing.statements
            if existing
            else existing_statements(self._transaction, [*deal_ids, *figure_ids])
        )
        supersedes = {deal.id: sorted(set(deal.supersedes)) for deal in knowledge.deals}
        if existing:
            supersedes = {deal: row["supersedes"] for deal, row in old_deals.items()}
        index = StatementsIndex(old_statements, knowledge.sources)
        deals, statements = self._deals(parts, old_deals, index, supersedes)
        figures, of_figures = self._figures(knowledge, index)
        statements.add(of_figures)
        claims = self._claims(knowledge)
        superseded = {old for row in old_deals.values() for old in row["supersedes"]}
        superseded |= {old for olds in supersedes.values() for old in olds}
        affected = {*removed.deals, *removed.figures, *restated, *superseded}
        reassessed = reassess(self._transaction, affected - {*supersedes, *figure_ids})
        dropped_sources = drop(self._transaction, "sources", removed.sources)
        dropped_firms = drop(self._transaction, "firms", removed.firms)
        if not existing:
            check_ids(self._transaction, [row["id"] for row in (*deals.new, *figures.new)])
        return Receipt(
            firms.count(dropped_firms, regrouped),
            sources.count(dropped_sources),
            deals.count(dropped_deals, len(reassessed.deals.changed)),
            figures.count(dropped_figures, len(reassessed.figures.changed)),
            statements.count(dropped_statements, len(reassessed.statements.changed)),
            tuple(row["id"] for row in deals.new),
            tuple(row["id"] for row in (*deals.changed, *reassessed.deals.changed)),
            (*newly_contested(deals.rows, old_deals), *reassessed.contested),
            (*newly_ended(deals.rows, old_deals), *reassessed.ended),
            (*newly_derived(deals.rows, old_deals), *reassessed.derived),
            claims.count(dropped_claims),
        )

    def _firms(self, knowledge: Knowledge) -> tuple[Difference[FirmRow], int]:
        """Also returns how many other firms of the graph belong to another group now."""
        by_id = {firm.id: firm for firm in knowledge.firms}
        target: dict[str, FirmRow] = {
            firm.id: {
                "id": firm.id,
                "properties": firm_properties(firm, by_id),
                "part_of": [firm.part_of] if firm.part_of else [],
                "member_of": sorted(set(firm.member_of)),
            }
            for firm in knowledge.firms
        }
        difference = compare(
            target, existing_firms(self._transaction, target), self._ships("firm", target)
        )
        send_rows(self._transaction, "firms", difference.rows)
        # Only now do all firms exist that these can belong to.
        send_rows(self._transaction, "firm_parents", difference.rows)
        # Firms of other folders may belong to these.
        changed = [row["id"] for row in difference.rows]
        regrouped = self._transaction.run(query("write/groups"), {"ids": changed})
        return difference, int(regrouped.rows[0][0])

    def _sources(self, knowledge: Knowledge) -> tuple[Difference[SourceRow], list[str]]:
        """Also returns ids of what sources state whose reliability changed."""
        target: dict[str, SourceRow] = {
            source.id: {"id": source.id, "properties": source_properties(source)}
            for source in knowledge.sources
        }
        existing = existing_sources(self._transaction, target)
        difference = compare(target, existing, self._ships("source", target))
        send_rows(self._transaction, "sources", difference.rows)
        reranked = [
            row["id"] for row in difference.changed if _has_new_rank(row, existing[row["id"]])
        ]
        return difference, [row["id"] for row in look_up(self._transaction, "stated_by", reranked)]

    def _deals(
        self,
        parts: Iterable[Part],
        existing: Mapping[str, DealRow],
        index: StatementsIndex,
        supersedes: Supersedes,
    ) -> tuple[Difference[DealRow], Difference[StatementRow]]:
        """Deals and the statements about them, from which their amounts come.

        `supersedes` holds what is known before the first part, and is completed here.
        """
        deals: Difference[DealRow] = Difference()
        statements: Difference[StatementRow] = Difference()
        successors: dict[str, Successor] | None = None
        # While the server writes one part, the next is made and weighed.
        for part in parts:
            supersedes |= {deal.id: sorted(set(deal.supersedes)) for deal in part.deals}
            given = _properties_of(part.statements)
            by_id = {deal.id: deal for deal in part.deals}
            assessments = index.assess(by_id, given, by_id)
            if successors is None:  # the first part has every deal that supersedes others
                since = {
                    deal.id: since_of(deal, assessments[deal.id].published) for deal in part.deals
                }
                successors = successors_of(self._transaction, list(existing), supersedes, since)
            target = {
                deal.id: deal_row(
                    deal,
                    assessments[deal.id].weighed,
                    assessments[deal.id].published,
                    supersedes[deal.id],
                    successors.get(deal.id),
                )
                for deal in part.deals
            }
            difference = compare(target, existing, self._ships("deal", target))
            stated = self._statements(assessments, index.existing, given)
            send_deals(self._transaction, difference, existing, stated)
            deals.add(difference)
            statements.add(stated)
        superseding = [row for row in deals.rows if _has_new_successor(row, existing)]
        send_rows(self._transaction, "supersedes", superseding)
        return deals, statements

    def _figures(
        self, knowledge: Knowledge, index: StatementsIndex
    ) -> tuple[Difference[FigureRow], Difference[StatementRow]]:
        """Figures and the statements about them, in the same way."""
        given = _properties_of(one for one in knowledge.statements if one.what == "figure")
        assessments = index.assess((figure.id for figure in knowledge.figures), given, {})
        target: dict[str, FigureRow] = {
            figure.id: {
                "id": figure.id,
                "properties": figure_properties(figure, assessments[figure.id].weighed),
                "about": sorted(set(figure.about)),
                "sums": sorted(set(figure.sums)),
                "supersedes": sorted(set(figure.supersedes)),
            }
            for figure in knowledge.figures
        }
        existing = existing_figures(self._transaction, target)
        difference = compare(target, existing, self._ships("figure", target))
        send_rows(self._transaction, "figures", difference.rows)
        # Only now do all figures exist that these can supersede.
        send_rows(self._transaction, "figure_successors", difference.rows)
        statements = self._statements(assessments, index.existing, given)
        send_statements(self._transaction, statements)
        return difference, statements

    def _claims(self, knowledge: Knowledge) -> Difference[ClaimRow]:
        """Claims, which nothing else depends on: reports compute their verdicts."""
        target: dict[str, ClaimRow] = {
            claim.id: {
                "id": claim.id,
                "properties": claim_properties(claim),
                "source": claim.source,
                "deals": sorted(set(claim.deals)),
                "figures": sorted(set(claim.figures)),
            }
            for claim in knowledge.claims
        }
        existing = existing_claims(self._transaction, target)
        difference = compare(target, existing, self._ships("claim", target))
        send_rows(self._transaction, "claims", difference.rows)
        return difference

    def _statements(
        self,
        assessments: Mapping[str, Assessment],
        existing: Mapping[StatementKey, ExistingStatement],
        given: Mapping[StatementKey, StatementProperties],
    ) -> Difference[StatementRow]:
        """Statements of the knowledge (`given`), and existing ones whose doubt has changed."""
        target = {key: row for one in assessments.values() for key, row in one.statements.items()}
        return compare(target, existing, self._ships("statement", given))

    def _ships(self, kind: str, keys: Collection[K]) -> Collection[K]:
        """Which of these keys belong to records that ship with this program."""
        if self._all_ship:
            return keys
        shipped = self._shipped.get(kind)
        return {key for key in keys if key in shipped} if shipped else ()


def check_ids(transaction: Transaction, new: Sequence[str]) -> None:
    """Raises NotOurs if a deal and a figure share one of these ids of new deals and figures."""
    [[ids]] = transaction.run(query("lookup/shared_ids"), {"ids": new}).rows
    if ids:
        raise NotOurs(
            f"{ids[0]!r} would be the id of both a deal and a figure: one is in the graph, "
            "the other in the folder. Give one of them a different id; nothing was written."
        )


def _properties_of(statements: Iterable[Statement]) -> dict[StatementKey, StatementProperties]:
    return {statement.key: statement_properties(statement) for statement in statements}


def _has_new_rank(row: SourceRow, before: SourceRow) -> bool:
    """Whether a source is more or less reliable than before."""
    new, old = row["properties"], before["properties"]
    return new["kind"] != old["kind"] or new.get("published") != old.get("published")


def _has_new_successor(row: DealRow, existing: Mapping[str, DealRow]) -> bool:
    """Whether a deal supersedes other deals than before."""
    before = existing.get(row["id"])
    return row["supersedes"] != (before["supersedes"] if before else [])
