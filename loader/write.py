"""Writes knowledge into the graph: one transaction, and only what is new or changed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from graph.connection import Graph, run
from graph.queries import names_in, query
from graph.trouble import QueryTrouble
from loader import rows
from loader.evidence import Weighed, weigh
from loader.records import Knowledge

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SCHEMA = 1
"""Version of the graph model; a graph with a newer one is left alone."""

ROWS_AT_ONCE = 10_000

ATTEMPTS = 10
SECONDS_BETWEEN_ATTEMPTS = 0.2


class NotOurs(Exception):
    """The database holds something that this program must not write into."""


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


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a load did."""

    firms: Count
    sources: Count
    deals: Count
    statements: Count

    @property
    def written(self) -> int:
        """How many records differ from what stood there before; 0: the load changed nothing."""
        return sum(
            count.written for count in (self.firms, self.sources, self.deals, self.statements)
        )


def check_owner(graph: Graph, *, accept_foreign: bool) -> None:
    """Raises NotOurs when a newer release wrote this graph, or when it holds other data.

    The private server holds nothing but ours; `accept_foreign` means that the user agreed.
    """
    [marker] = graph.read((query("lookup/marker"), {}))[0].maps()
    newest = max(marker["schemas"], default=None)
    if newest is not None and newest > SCHEMA:
        raise NotOurs(
            f"this graph was written by a newer moneyloop (its schema is {newest}, this release "
            f"knows {SCHEMA}). Upgrade moneyloop; nothing was written."
        )
    if newest is None and marker["has_nodes"] and not (graph.address.private or accept_foreign):
        raise NotOurs(
            f"database {graph.address.database!r} at {graph.address.uri} holds nodes that are not "
            "moneyloop's. Name an empty database in NEO4J_DATABASE, or say --yes to load into "
            "this one; nothing was written."
        )


def load(graph: Graph, knowledge: Knowledge, *, shipped: bool) -> Receipt:
    """Brings the graph in line with the knowledge: all of it, or nothing.

    Records that the knowledge does not name stay as they are; but where it is the knowledge that
    ships (`shipped`), what an earlier release shipped and this one dropped is taken out.
    """
    for attempts_left in reversed(range(ATTEMPTS)):
        try:
            _ensure_schema(graph)
            return graph.write(lambda transaction: _Load(transaction, shipped).load(knowledge))
        except QueryTrouble as error:
            if not (attempts_left and _met_another(error)):
                raise
            time.sleep(SECONDS_BETWEEN_ATTEMPTS)
    raise AssertionError("unreachable")


_Key = tuple[str, str, str]
"""What a statement is known by: source, deal, measure."""


def _weigh(
    heard: Mapping[_Key, Mapping[str, Any]], sources: Mapping[str, Mapping[str, Any]]
) -> tuple[Weighed, list[date], dict[_Key, dict[str, Any]]]:
    """Weighs all statements of one deal.

    `heard` and `sources` are properties as the graph stores them. Returns also the days of
    publication, and the statements as rows to be written, now that it is known which are doubtful.
    """
    claims = [
        claim
        for (source, _, _), properties in heard.items()
        for claim in rows.claims(sources[source], properties)
    ]
    weighed = weigh(claims)
    statement_rows: dict[_Key, dict[str, Any]] = {
        (source, deal, per): {
            "source": source,
            "deal": deal,
            "per": per,
            "properties": {**properties, "doubtful": (source, per) in weighed.doubtful},
        }
        for (source, deal, per), properties in heard.items()
    }
    return weighed, [claim.published for claim in claims if claim.published], statement_rows


def _ensure_schema(graph: Graph) -> None:
    """Makes what is missing; the file of a constraint or an index has its name."""
    [[there]] = graph.read((query("lookup/indexes"), {}))[0].rows
    for name in names_in("schema"):
        if name not in there:
            graph.command(query(f"schema/{name}"))


def _met_another(error: QueryTrouble) -> bool:
    """Whether a load failed because another one made the schema at the same moment.

    To all but one Neo4j says that a constraint exists, in spite of IF NOT EXISTS, or that they
    wait for each other; and a marker can be made twice just before its constraint is.
    """
    code = str(getattr(error.__cause__, "code", ""))
    return ".Schema." in code or code.endswith(".DeadlockDetected")


class _Load:
    """One load: reads what is stored, compares, writes the difference."""

    def __init__(self, transaction: ManagedTransaction, shipped: bool) -> None:
        self._transaction = transaction
        self._shipped = shipped

    def load(self, knowledge: Knowledge) -> Receipt:
        self._run("write/alone", {"schema": SCHEMA})
        outdated = self._outdated(knowledge) if self._shipped else _Outdated((), (), (), ())
        firms = self._firms(knowledge)
        sources = self._sources(knowledge)
        dropped_statements = self._drop("statements", "rows", outdated.statements)
        deals, statements = self._deals(knowledge)
        dropped_deals = self._drop("deals", "ids", outdated.deals)
        left_deals, left_statements = self._weigh_again(outdated.deals)
        dropped_sources = self._drop("sources", "ids", outdated.sources)
        dropped_firms = self._drop("firms", "ids", outdated.firms)
        return Receipt(
            _count(firms, dropped_firms),
            _count(sources, dropped_sources),
            _count(deals, dropped_deals, left_deals),
            _count(statements, dropped_statements, left_statements),
        )

    def _firms(self, knowledge: Knowledge) -> _Difference:
        by_id = {firm.id: firm for firm in knowledge.firms}
        wanted = {
            firm.id: {
                "id": firm.id,
                "properties": rows.firm_properties(firm, by_id),
                "part_of": [firm.part_of] if firm.part_of else [],
                "member_of": sorted(firm.member_of),
            }
            for firm in knowledge.firms
        }
        difference = self._compare(wanted, self._stored("firms", wanted))
        self._write("firms", difference.rows)
        # Only now do all firms exist to which these may belong.
        self._write("firm_places", difference.rows)
        return difference

    def _sources(self, knowledge: Knowledge) -> _Difference:
        wanted = {
            source.id: {"id": source.id, "properties": rows.source_properties(source)}
            for source in knowledge.sources
        }
        difference = self._compare(wanted, self._stored("sources", wanted))
        self._write("sources", difference.rows)
        return difference

    def _deals(self, knowledge: Knowledge) -> tuple[_Difference, _Difference]:
        """Deals and their statements together: a deal's figures come from what is stated."""
        ids = [deal.id for deal in knowledge.deals]
        sources = {source.id: rows.source_properties(source) for source in knowledge.sources}
        stored = self._stored_statements(ids)
        said: dict[_Key, Mapping[str, Any]] = {
            one.key: rows.statement_properties(one) for one in knowledge.statements
        }
        # Others may have stated the same deals in imports: they are weighed as well.
        sources |= {row["source"]: row["source_properties"] for row in stored.values()
                    if row["source"] not in sources}  # fmt: skip
        heard = {key: row["properties"] for key, row in stored.items()} | said
        of_deal: dict[str, dict[_Key, Mapping[str, Any]]] = {deal_id: {} for deal_id in ids}
        for key, properties in heard.items():
            of_deal[key[1]][key] = properties
        successors = {old: deal.id for deal in knowledge.deals for old in deal.supersedes}
        wanted_deals: dict[str, dict[str, Any]] = {}
        wanted_statements: dict[_Key, dict[str, Any]] = {}
        for deal in knowledge.deals:
            weighed, published, statement_rows = _weigh(of_deal[deal.id], sources)
            shared = rows.deal_properties(deal, weighed, published, successors.get(deal.id))
            own = {"id": deal.id, "type": deal.type} | ({"note": deal.note} if deal.note else {})
            wanted_deals[deal.id] = {
                "id": deal.id,
                "properties": shared | own,
                "payer": deal.payer,
                "payee": deal.payee,
                "type": deal.type,
                "edge": shared | {"deal": deal.id},
                "supersedes": sorted(deal.supersedes),
            }
            wanted_statements |= statement_rows
        deals = self._compare(wanted_deals, self._stored_deals(ids))
        self._run("write/uproot_deals", {"ids": deals.moved})
        self._write("deals", deals.rows)
        self._write("supersedes", deals.rows)
        statements = self._compare(wanted_statements, stored, ours=said.keys())
        self._write("statements", statements.rows)
        return deals, statements

    def _weigh_again(self, ids: Sequence[str]) -> tuple[int, int]:
        """Of deals that this release dropped, weighs those anew that others still state.

        Returns how many deals and statements changed.
        """
        stored = self._stored_deals(list(ids))
        stored_statements = self._stored_statements(list(stored))
        wanted_deals: dict[str, dict[str, Any]] = {}
        wanted_statements: dict[_Key, dict[str, Any]] = {}
        for deal_id, row in stored.items():
            of_deal = {key: one for key, one in stored_statements.items() if key[1] == deal_id}
            weighed, published, statement_rows = _weigh(
                {key: one["properties"] for key, one in of_deal.items()},
                {one["source"]: one["source_properties"] for one in of_deal.values()},
            )
            fresh = rows.weighed_properties(weighed, row["properties"].get("announced"), published)
            wanted_deals[deal_id] = {
                "id": deal_id,
                "properties": rows.without_weighed(row["properties"]) | fresh,
                "payer": row["payer"],
                "payee": row["payee"],
                "type": row["properties"]["type"],
                "edge": rows.without_weighed(row["edge"] or {"deal": deal_id}) | fresh,
            }
            wanted_statements |= statement_rows
        deals = self._compare(wanted_deals, stored, ours=())
        self._write("deals", deals.rows)
        statements = self._compare(wanted_statements, stored_statements, ours=())
        self._write("statements", statements.rows)
        return len(deals.changed), len(statements.changed)

    def _stored_statements(self, ids: list[str]) -> dict[_Key, Mapping[str, Any]]:
        found = self._read("lookup/stored_statements", ids)
        return {(row["source"], row["deal"], row["per"]): row for row in found}

    def _stored_deals(self, ids: list[str]) -> dict[str, Mapping[str, Any]]:
        return {row["id"]: row for row in self._read("lookup/stored_deals", ids)}

    def _stored(self, kind: str, ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        return {row["id"]: row for row in self._read(f"lookup/stored_{kind}", list(ids))}

    def _compare(
        self,
        wanted: Mapping[Any, dict[str, Any]],
        stored: Mapping[Any, Mapping[str, Any]],
        ours: Iterable[Any] | None = None,
    ) -> _Difference:
        """What is to be written. `ours` are the keys that the knowledge itself names."""
        named = set(wanted if ours is None else ours)
        new, changed, moved, unchanged = [], [], [], 0
        for key, row in wanted.items():
            before = stored.get(key)
            was_shipped = before is not None and before["properties"].get("shipped", False)
            if was_shipped or (self._shipped and key in named):
                row["properties"]["shipped"] = True
            if before is None:
                new.append(row)
            elif all(before.get(field) == value for field, value in row.items()):
                unchanged += 1
            else:
                changed.append(row)
                ends = ("payer", "payee", "type")
                if any(before.get(end) != row.get(end) for end in ends if end in row):
                    moved.append(row["id"])
        return _Difference(new, changed, moved, unchanged)

    def _outdated(self, knowledge: Knowledge) -> _Outdated:
        kept = {
            "Firm": {firm.id for firm in knowledge.firms},
            "Source": {source.id for source in knowledge.sources},
            "Deal": {deal.id for deal in knowledge.deals},
        }
        said = {statement.key for statement in knowledge.statements}
        shipped = run(self._transaction, query("lookup/shipped"), {}).maps()
        gone = {
            kind: [row["id"] for row in shipped if row["kind"] == kind and row["id"] not in ids]
            for kind, ids in kept.items()
        }
        statements = [
            {"source": row["source"], "deal": row["id"], "per": row["per"]}
            for row in shipped
            if row["kind"] == "STATES" and (row["source"], row["id"], row["per"]) not in said
        ]
        return _Outdated(gone["Firm"], gone["Source"], gone["Deal"], statements)

    def _read(self, name: str, ids: Sequence[str]) -> Iterable[dict[str, Any]]:
        for batch in _batches(ids):
            yield from run(self._transaction, query(name), {"ids": batch}).maps()

    def _write(self, name: str, rows_to_write: Sequence[Mapping[str, Any]]) -> None:
        for batch in _batches(rows_to_write):
            self._run(f"write/{name}", {"rows": batch})

    def _drop(self, kind: str, parameter: str, outdated: Sequence[Any]) -> int:
        if not outdated:
            return 0
        dropped = run(self._transaction, query(f"write/drop_{kind}"), {parameter: list(outdated)})
        return int(dropped.rows[0][0])

    def _run(self, name: str, parameters: Mapping[str, Any]) -> None:
        run(self._transaction, query(name), parameters)


@dataclass(frozen=True, slots=True)
class _Difference:
    new: list[dict[str, Any]]
    changed: list[dict[str, Any]]
    moved: list[str]
    unchanged: int

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [*self.new, *self.changed]


@dataclass(frozen=True, slots=True)
class _Outdated:
    firms: Sequence[str]
    sources: Sequence[str]
    deals: Sequence[str]
    statements: Sequence[Mapping[str, str]]


def _count(difference: _Difference, removed: int, also_changed: int = 0) -> Count:
    changed = len(difference.changed) + also_changed
    return Count(len(difference.new), changed, difference.unchanged, removed)


def _batches(items: Sequence[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(items), ROWS_AT_ONCE):
        yield list(items[start : start + ROWS_AT_ONCE])
