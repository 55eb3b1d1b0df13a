"""Checks the deals of an import that supersede others, in the import or in the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from graphlib import TopologicalSorter

from loader.deal_dates import Span, circles, span_of, wrong_circle, wrong_successor
from loader.deals.match import MatchedDeal
from loader.deals.plan import record_of, supersedes_others
from loader.deals.sources import Sources
from loader.problems import Findings
from loader.records import Deal
from loader.store.existing import existing_deals, existing_statements, look_up
from loader.store.from_graph import deal_of, period_of
from loader.store.reassess import IN_THE_GRAPH
from loader.store.rows import ExistingStatement
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Transaction
from moneyloop.values import names
from moneyloop.values.dates import Period
from moneyloop.values.shown import shown


def check_successors(
    transaction: Transaction,
    deals: Sequence[MatchedDeal],
    sources: Sources,
    findings: Findings,
) -> dict[str, tuple[str, ...]]:
    """Checks that superseded deals exist and that the dates of both fit; problems are added.

    Returns, by the id of each deal of the import that supersedes others, the ids of these.
    """
    check = _Check(transaction, {deal.id: deal for deal in deals}, sources, findings)
    return check.all()


def superseded_first(
    deals: Sequence[MatchedDeal], supersedes: Mapping[str, Iterable[str]]
) -> list[MatchedDeal]:
    """The deals in an order in which each comes after those that it supersedes."""
    order = {deal: at for at, deal in enumerate(TopologicalSorter(supersedes).static_order())}
    return sorted(deals, key=lambda deal: order.get(deal.id, -1))


class _Check:
    def __init__(
        self,
        transaction: Transaction,
        deals: Mapping[str, MatchedDeal],
        sources: Sources,
        findings: Findings,
    ) -> None:
        self._transaction = transaction
        self._deals = deals
        self._sources = sources
        self._findings = findings
        self._records: dict[str, Deal] = {}
        self._statements: dict[str, list[ExistingStatement]] = {}

    def all(self) -> dict[str, tuple[str, ...]]:
        superseding = [deal_id for deal_id, deal in self._deals.items() if supersedes_others(deal)]
        # Another date of a deal may contradict that of a deal in the graph which supersedes it.
        redated = [
            deal.id
            for deal in self._deals.values()
            if deal.existing and any(line.line.deal and line.line.announced for line in deal.lines)
        ]
        successors = [row["deal"] for row in look_up(self._transaction, "successors", redated)]
        self._read([*superseding, *successors])
        supersedes = {
            deal_id: record.supersedes
            for deal_id, record in self._records.items()
            if record.supersedes
        }
        for new, olds in supersedes.items():
            for old in olds:
                self._check(new, old)
        for circle in circles(supersedes):
            self._problem(
                next((one for one in circle if one in self._deals), ""),
                wrong_circle(circle),
            )
        return {deal_id: self._records[deal_id].supersedes for deal_id in superseding}

    def _read(self, ids: Iterable[str]) -> None:
        """Reads these deals, those that they supersede, and so on."""
        while unread := sorted(set(ids) - self._records.keys()):
            # Problems with the records themselves are found when they are made to be written.
            found = {
                deal_id: record_of(self._deals[deal_id], self._sources, Findings())
                for deal_id in unread
                if deal_id in self._deals
            }
            others = [deal_id for deal_id in unread if deal_id not in found]
            rows = existing_deals(self._transaction, others)
            found |= {deal_id: deal_of(row, IN_THE_GRAPH) for deal_id, row in rows.items()}
            for row in existing_statements(self._transaction, rows).values():
                self._statements.setdefault(row["of"], []).append(row)
            self._records |= found
            ids = [old for record in found.values() for old in record.supersedes]
            if not found:
                return

    def _check(self, new: str, old: str) -> None:
        if new == old:
            self._problem(new, f"deal {new!r} supersedes itself; name the deal that it replaces")
        elif old not in self._records:
            near = names.near(old, self._all_ids)
            hint = f"did you mean {' or '.join(near)}?" if near else "give the id of a known deal"
            self._problem(new, f"there is no deal {shown(old)}; {hint}")
        elif self._says_when(new) or self._says_when(old):
            wrong = wrong_successor(new, old, self._span(new), self._span(old))
            if wrong:
                self._problem(new if new in self._deals else old, wrong)

    @cached_property
    def _all_ids(self) -> list[str]:
        rows = self._transaction.run(query("lookup/deals"), {}).rows
        return [*(deal_id for (deal_id,) in rows), *self._deals]

    def _says_when(self, deal_id: str) -> bool:
        """Whether the import has a new deal, or its date, or a deal that it supersedes."""
        deal = self._deals.get(deal_id)
        return deal is not None and (
            deal.existing is None
            or any(line.line.announced or line.line.supersedes for line in deal.lines)
        )

    def _span(self, deal_id: str) -> Span | None:
        return span_of(self._records[deal_id], self._published(deal_id))

    def _published(self, deal_id: str) -> Iterable[Period | None]:
        """The dates of the sources of a deal, as they will be after the import."""
        deal = self._deals.get(deal_id)
        for row in deal.statements if deal else self._statements.get(deal_id, ()):
            used = self._sources.find(row["source"])
            yield (used.published if used else period_of(row["source_properties"], "published"))
        for line in deal.lines if deal else ():
            if source := self._sources.find(line.source):
                yield source.published

    def _problem(self, deal_id: str, message: str) -> None:
        if deal := self._deals.get(deal_id):
            lines = [one.line for one in deal.lines]
            line = next((one for one in lines if one.supersedes), lines[0])
            self._findings.problem(line.place, "supersedes", message)
