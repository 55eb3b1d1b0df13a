"""Writes knowledge into the graph: one transaction, and only what is new or changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Any

from loader.problems import NotOurs
from loader.records import Deal, Firm, Knowledge, Part, Record, Source, Statement, StatementKey
from loader.store import properties as rows
from loader.store.assessments import Assessment, StatementsIndex
from loader.store.exclusive import exclusive
from loader.store.existing import (
    Existing,
    StoredRow,
    existing_deals,
    existing_statements,
    looked_up,
)
from moneyloop.graph.batches import batches
from moneyloop.graph.connection import Graph, run, send
from moneyloop.graph.queries import query

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True, slots=True)
class Count:
    """What became of the records of one kind."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def written(self) -> int:
        """How many differ from what stood there before."""
        return self.new + self.changed + self.removed

    def plus(self, other: Count) -> Count:
        """Both together."""
        return Count(*(sum(pair) for pair in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a load did."""

    firms: Count
    sources: Count
    deals: Count
    figures: Count
    statements: Count
    new_deals: tuple[str, ...] = ()
    changed_deals: tuple[str, ...] = ()
    contested_deals: tuple[str, ...] = ()
    """Ids of deals of which sources disagree now, and did not before."""

    @property
    def written(self) -> int:
        """How many records differ from what stood there before; 0: the load changed nothing."""
        counts = (self.firms, self.sources, self.deals, self.figures, self.statements)
        return sum(count.written for count in counts)

    def plus(self, other: Receipt) -> Receipt:
        """Both together, in this order."""
        return Receipt(
            self.firms.plus(other.firms),
            self.sources.plus(other.sources),
            self.deals.plus(other.deals),
            self.figures.plus(other.figures),
            self.statements.plus(other.statements),
            self.new_deals + other.new_deals,
            self.changed_deals + other.changed_deals,
            self.contested_deals + other.contested_deals,
        )


def load(graph: Graph, knowledge: Knowledge, *, shipped: bool) -> Receipt:
    """Brings the graph in line with the knowledge: all of it, or nothing.

    Records that the knowledge does not name stay as they are; but where it is the knowledge that
    ships (`shipped`), what an earlier release shipped and this one dropped is taken out.
    """
    return exclusive(graph, lambda transaction: load_in(transaction, knowledge, shipped))


def load_in(transaction: ManagedTransaction, knowledge: Knowledge, shipped: bool) -> Receipt:
    """Does what `load` does inside a transaction of `alone`, which may do more."""
    return _Load(transaction, shipped, knowledge.shipped).load(knowledge, knowledge.parts(), None)


def import_in(
    transaction: ManagedTransaction,
    firms: tuple[Firm, ...],
    sources: tuple[Source, ...],
    parts: Iterable[Part],
    there: Existing,
) -> Receipt:
    """The same with deals that come bit by bit; `there` is what the graph holds of them."""
    knowledge = Knowledge(firms, sources, (), (), ())
    return _Load(transaction, False, ()).load(knowledge, parts, there)


def remove_in(transaction: ManagedTransaction, deals: Sequence[str]) -> Receipt:
    """Takes deals out with their statements, and the sources and firms that nothing else needs.

    Firms that came with this program stay. Deals that the graph does not hold are no matter.
    """
    return _Load(transaction, False, ()).remove(deals)


class _Load:
    """One load: reads what is stored, compares, writes the difference."""

    def __init__(
        self, transaction: ManagedTransaction, shipped: bool, marked: Collection[Record]
    ) -> None:
        self._transaction = transaction
        self._shipped = shipped
        self._marked = marked

    def load(self, knowledge: Knowledge, parts: Iterable[Part], there: Existing | None) -> Receipt:
        """`parts` are the deals; `there` is what is stored of them, where that is known already."""
        outdated = self._outdated(knowledge) if self._shipped else _Outdated((), (), (), (), ())
        deal_ids = [deal.id for deal in knowledge.deals]
        figure_ids = [figure.id for figure in knowledge.figures]
        before = there.deals if there else self._deals_held([*deal_ids, *outdated.deals])
        firms, other_firms = self._firms(knowledge)
        sources, restated = self._sources(knowledge)
        dropped_statements = self._drop("statements", "rows", outdated.statements)
        # Before the deals are written: what is gone supersedes none of them.
        dropped_figures = self._drop("figures", "ids", outdated.figures)
        dropped_deals = self._drop("deals", "ids", outdated.deals)
        # Only now: what is gone is not weighed.
        stated = there.statements if there else self._statements_held([*deal_ids, *figure_ids])
        supersedes = {deal.id: sorted(set(deal.supersedes)) for deal in knowledge.deals}
        if there:
            supersedes = {deal: row["supersedes"] for deal, row in before.items()}
        heard = StatementsIndex(stated, knowledge.sources)
        deals, statements = self._deals(parts, before, heard, supersedes)
        figures, of_figures = self._figures(knowledge, heard)
        statements.add(of_figures)
        superseded = [old for row in before.values() for old in row["supersedes"]]
        others = {*outdated.deals, *outdated.figures, *restated, *superseded}
        others -= {*supersedes, *figure_ids}
        again = self._weigh_again(sorted(others))
        dropped_sources = self._drop("sources", "ids", outdated.sources)
        dropped_firms = self._drop("firms", "ids", outdated.firms)
        self._check_ids()
        return Receipt(
            _count(firms, dropped_firms, other_firms),
            _count(sources, dropped_sources),
            _count(deals, dropped_deals, len(again.deals.changed)),
            _count(figures, dropped_figures, len(again.figures.changed)),
            _count(statements, dropped_statements, len(again.statements.changed)),
            tuple(row["id"] for row in deals.new),
            tuple(row["id"] for row in (*deals.changed, *again.deals.changed)),
            (*_newly_contested(deals.rows, before), *again.contested),
        )

    def remove(self, deals: Sequence[str]) -> Receipt:
        """Takes deals out; see `remove_in`."""
        before = self._deals_held(list(deals))
        stated = self._statements_held(list(before))
        superseded = {old for row in before.values() for old in row["supersedes"]}
        statements = [
            {"source": source, "of": of, "per": per, "nth": nth} for source, of, per, nth in stated
        ]
        dropped_statements = self._drop("statements", "rows", statements)
        dropped_deals = self._drop("deals", "ids", list(before))
        again = self._weigh_again(sorted(superseded - before.keys()))
        sources = sorted({source for source, *_ in stated})
        parties = {row[end] for row in before.values() for end in ("payer", "payee")}
        firms = self._held("firms", sorted(parties))
        added = [one for one, row in firms.items() if not row["properties"].get("shipped")]
        return Receipt(
            Count(removed=self._drop("firms", "ids", added)),
            Count(removed=self._drop("sources", "ids", sources)),
            Count(changed=len(again.deals.changed), removed=dropped_deals),
            Count(),
            Count(changed=len(again.statements.changed), removed=dropped_statements),
            (),
            tuple(row["id"] for row in again.deals.changed),
        )

    def _firms(self, knowledge: Knowledge) -> tuple[_Difference, int]:
        """Returns also how many firms that the knowledge does not name have another group now."""
        by_id = {firm.id: firm for firm in knowledge.firms}
        wanted = {
            firm.id: {
                "id": firm.id,
                "properties": rows.firm_properties(firm, by_id),
                "part_of": [firm.part_of] if firm.part_of else [],
                "member_of": sorted(set(firm.member_of)),
            }
            for firm in knowledge.firms
        }
        difference = self._compare("firm", wanted, self._held("firms", wanted))
        self._write("firms", difference.rows)
        # Only now do all firms exist to which these may belong.
        self._write("firm_places", difference.rows)
        # Firms of other folders may belong to these.
        changed = run(
            self._transaction,
            query("write/groups"),
            {"ids": [row["id"] for row in difference.rows]},
        )
        return difference, int(changed.rows[0][0])

    def _sources(self, knowledge: Knowledge) -> tuple[_Difference, list[str]]:
        """Returns also the ids of what those state whose word weighs more or less than before."""
        wanted = {
            source.id: {"id": source.id, "properties": rows.source_properties(source)}
            for source in knowledge.sources
        }
        stored = self._held("sources", wanted)
        difference = self._compare("source", wanted, stored)
        self._write("sources", difference.rows)
        moved = [
            row["id"]
            for row in difference.changed
            if any(
                row["properties"].get(name) != stored[row["id"]]["properties"].get(name)
                for name in ("kind", "published")
            )
        ]
        return difference, [row["id"] for row in self._read("stated_by", moved)]

    def _deals(
        self,
        parts: Iterable[Part],
        stored: Mapping[str, StoredRow],
        heard: StatementsIndex,
        supersedes: dict[str, list[str]],
    ) -> tuple[_Difference, _Difference]:
        """Deals with their statements: amounts come from what is stated.

        `supersedes` is what is known of that before the first part; it is made complete.
        """
        successors = self._successors(list(stored), supersedes)
        deals, statements = _Difference(), _Difference()
        # While the server writes some deals the next are made and weighed.
        for part in parts:
            supersedes |= {deal.id: sorted(set(deal.supersedes)) for deal in part.deals}
            said = _said(part.statements)
            verdicts = heard.weigh((deal.id for deal in part.deals), said)
            wanted = {
                deal.id: _deal_row(deal, verdicts[deal.id], supersedes, successors)
                for deal in part.deals
            }
            difference = self._compare("deal", wanted, stored)
            self._write_deals(difference)
            deals.add(difference)
            statements.add(self._statements(verdicts, heard.stored, said))
        superseding = [row for row in deals.rows if _new_successor(row, stored)]
        self._write("supersedes", superseding)
        return deals, statements

    def _statements(
        self,
        verdicts: Mapping[str, Assessment],
        stored: Mapping[StatementKey, StoredRow],
        said: Container[StatementKey],
    ) -> _Difference:
        wanted = {key: row for one in verdicts.values() for key, row in one.statements.items()}
        difference = self._compare("statement", wanted, stored, ours=said)
        self._write("new_statements", difference.new, as_sent=_new_statement)
        self._write("statements", difference.changed)
        return difference

    def _write_deals(self, difference: _Difference) -> None:
        """Those that moved get their parties and their edge anew, like new ones."""
        moved = set(difference.moved)
        self._write("uproot_deals", difference.moved, "ids")
        self._write("deals", [row for row in difference.changed if row["id"] not in moved])
        new = [*difference.new, *(row for row in difference.changed if row["id"] in moved)]
        self._write("new_deals", new, as_sent=_new_deal)

    def _figures(
        self, knowledge: Knowledge, heard: StatementsIndex
    ) -> tuple[_Difference, _Difference]:
        """Figures with their statements, in the same way."""
        said = _said(one for one in knowledge.statements if one.what == "figure")
        verdicts = heard.weigh((figure.id for figure in knowledge.figures), said)
        wanted = {
            figure.id: {
                "id": figure.id,
                "properties": rows.figure_properties(figure, verdicts[figure.id].weighed),
                "about": sorted(set(figure.about)),
                "sums": sorted(set(figure.sums)),
            }
            for figure in knowledge.figures
        }
        difference = self._compare("figure", wanted, self._held("figures", wanted))
        self._write("figures", difference.rows)
        return difference, self._statements(verdicts, heard.stored, said)

    def _weigh_again(self, ids: list[str]) -> _Again:
        """Weighs deals and figures anew that the knowledge does not name, but had a part in."""
        stored_deals, stored_figures = self._deals_held(ids), self._held("figures", ids)
        stored = self._statements_held([*stored_deals, *stored_figures])
        verdicts = StatementsIndex(stored, ()).weigh([*stored_deals, *stored_figures], {})
        successors = self._successors(list(stored_deals), {})
        wanted_deals: dict[str, dict[str, Any]] = {}
        for deal_id, row in stored_deals.items():
            verdict, announced = verdicts[deal_id], row["properties"].get("announced")
            fresh = rows.weighed_properties(
                verdict.weighed, announced, verdict.published, successors.get(deal_id)
            )
            properties = rows.without_weighed(row["properties"]) | fresh
            shared, _ = rows.shared_and_own(properties)
            wanted_deals[deal_id] = {
                "id": deal_id,
                "properties": properties,
                "payer": row["payer"],
                "payee": row["payee"],
                "type": properties["type"],
                "edge": shared | {"deal": deal_id},
            }
        wanted_figures = {
            figure_id: {
                **row,
                "properties": rows.without_weighed(row["properties"])
                | rows.weighed_figure_properties(verdicts[figure_id].weighed),
            }
            for figure_id, row in stored_figures.items()
        }
        deals = self._compare("deal", wanted_deals, stored_deals, ours=())
        self._write_deals(deals)
        figures = self._compare("figure", wanted_figures, stored_figures, ours=())
        self._write("figures", figures.rows)
        statements = self._statements(verdicts, stored, ())
        return _Again(deals, figures, statements, _newly_contested(deals.rows, stored_deals))

    def _successors(
        self, ids: Sequence[str], supersedes: Mapping[str, Iterable[str]]
    ) -> dict[str, str]:
        """By which deal each of these is superseded; of several by the first in the alphabet.

        `supersedes` is what the knowledge says; what else the graph says counts as well.
        """
        pairs = {(old, new) for new, olds in supersedes.items() for old in olds}
        found = self._read("successors", ids)
        pairs |= {(row["old"], row["deal"]) for row in found if row["deal"] not in supersedes}
        return dict(sorted(pairs, reverse=True))

    def _check_ids(self) -> None:
        """Also waits until all is written."""
        [[ids]] = run(self._transaction, query("lookup/clashes"), {}).rows
        if ids:
            raise NotOurs(
                f"{ids[0]!r} would be the id of a deal and of a figure: one of them is in the "
                "graph, the other in the folder. Give one another id; nothing was written."
            )

    def _deals_held(self, ids: Sequence[str]) -> dict[str, StoredRow]:
        return existing_deals(self._transaction, ids)

    def _statements_held(self, ids: Sequence[str]) -> dict[StatementKey, StoredRow]:
        return existing_statements(self._transaction, ids)

    def _held(self, kind: str, ids: Iterable[str]) -> dict[str, StoredRow]:
        return {row["id"]: row for row in self._read(f"stored_{kind}", list(ids))}

    def _compare(
        self,
        kind: str,
        wanted: Mapping[Any, dict[str, Any]],
        stored: Mapping[Any, Mapping[str, Any]],
        ours: Container[Any] | None = None,
    ) -> _Difference:
        """What is to be written. `ours` are the keys that the knowledge itself names."""
        named = wanted if ours is None else ours
        found = _Difference()
        for key, row in wanted.items():
            before = stored.get(key)
            was_shipped = before is not None and before["properties"].get("shipped", False)
            ships = key in named and (self._shipped or (kind, key) in self._marked)
            if was_shipped or ships:
                row["properties"]["shipped"] = True
            if before is None:
                found.new.append(row)
            elif all(before.get(field) == value for field, value in row.items()):
                found.unchanged += 1
            else:
                found.changed.append(row)
                ends = ("payer", "payee", "type")
                if any(before.get(end) != row.get(end) for end in ends if end in row):
                    found.moved.append(row["id"])
        return found

    def _outdated(self, knowledge: Knowledge) -> _Outdated:
        kept = {
            "Firm": {firm.id for firm in knowledge.firms},
            "Source": {source.id for source in knowledge.sources},
            "Deal": {deal.id for deal in knowledge.deals},
            "Figure": {figure.id for figure in knowledge.figures},
        }
        said = {statement.key for statement in knowledge.statements}
        shipped = run(self._transaction, query("lookup/shipped"), {}).maps()
        gone = {
            kind: [row["id"] for row in shipped if row["kind"] == kind and row["id"] not in ids]
            for kind, ids in kept.items()
        }
        statements = [
            {"source": row["source"], "of": row["id"], "per": row["per"], "nth": row["nth"]}
            for row in shipped
            if row["kind"] == "STATES"
            and (row["source"], row["id"], row["per"], row["nth"]) not in said
        ]
        return _Outdated(gone["Firm"], gone["Source"], gone["Deal"], gone["Figure"], statements)

    def _read(self, name: str, ids: Sequence[str]) -> Iterable[dict[str, Any]]:
        return looked_up(self._transaction, name, ids)

    def _write(
        self,
        name: str,
        items: Sequence[Any],
        parameter: str = "rows",
        as_sent: Callable[[Any], Any] | None = None,
    ) -> None:
        """`as_sent` makes of an item what is sent, while the server writes those before it."""
        for batch in batches(items):
            sent = list(map(as_sent, batch)) if as_sent else batch
            send(self._transaction, query(f"write/{name}"), {parameter: sent})

    def _drop(self, kind: str, parameter: str, outdated: Sequence[Any]) -> int:
        if not outdated:
            return 0
        dropped = run(self._transaction, query(f"write/drop_{kind}"), {parameter: list(outdated)})
        return int(dropped.rows[0][0])


@dataclass(slots=True)
class _Difference:
    """Rows that are new or changed; `moved` are ids of deals whose type or parties changed."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [*self.new, *self.changed]

    def add(self, other: _Difference) -> None:
        self.new += other.new
        self.changed += other.changed
        self.moved += other.moved
        self.unchanged += other.unchanged


def _said(statements: Iterable[Statement]) -> dict[StatementKey, Mapping[str, Any]]:
    return {one.key: rows.statement_properties(one) for one in statements}


@dataclass(frozen=True, slots=True)
class _Again:
    """What changed of records that were weighed anew; `contested` are ids of deals."""

    deals: _Difference
    figures: _Difference
    statements: _Difference
    contested: tuple[str, ...]


def _deal_row(
    deal: Deal,
    verdict: Assessment,
    supersedes: Mapping[str, list[str]],
    successors: Mapping[str, str],
) -> dict[str, Any]:
    shared = rows.deal_properties(deal, verdict.weighed, verdict.published, successors.get(deal.id))
    own = {"id": deal.id, "type": deal.type} | ({"note": deal.note} if deal.note else {})
    return {
        "id": deal.id,
        "properties": shared | own,
        "payer": deal.payer,
        "payee": deal.payee,
        "type": deal.type,
        "edge": shared | {"deal": deal.id},
        "supersedes": supersedes[deal.id],
    }


def _new_deal(row: Mapping[str, Any]) -> dict[str, Any]:
    """What node and edge share is sent once: most of the time of a large load goes into sending."""
    shared, own = rows.shared_and_own(row["properties"])
    return {"payer": row["payer"], "payee": row["payee"], "shared": shared, "own": own}


def _new_statement(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("source", "of", "properties")}


def _new_successor(row: Mapping[str, Any], stored: Mapping[str, StoredRow]) -> bool:
    """Whether a deal supersedes others than it did."""
    before = stored.get(row["id"])
    return bool(row["supersedes"] != (before["supersedes"] if before else []))


def _newly_contested(
    deals: Iterable[Mapping[str, Any]], before: Mapping[str, StoredRow]
) -> tuple[str, ...]:
    return tuple(
        row["id"]
        for row in deals
        if row["properties"]["contested"]
        and not (row["id"] in before and before[row["id"]]["properties"]["contested"])
    )


@dataclass(frozen=True, slots=True)
class _Outdated:
    firms: Sequence[str]
    sources: Sequence[str]
    deals: Sequence[str]
    figures: Sequence[str]
    statements: Sequence[Mapping[str, Any]]


def _count(difference: _Difference, removed: int, also_changed: int = 0) -> Count:
    changed = len(difference.changed) + also_changed
    return Count(len(difference.new), changed, difference.unchanged, removed)
