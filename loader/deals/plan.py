"""Works out what the lines of an import mean beside what the graph holds already."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from loader.deals.firms import CloseName, Firms
from loader.deals.lines import DealLine, Key, written
from loader.deals.sources import Sources
from loader.ledgers.accounts import Accounts
from loader.ledgers.settle import Settled
from loader.problems import BadInput, Problem, at
from loader.records import Deal, Firm, Part, Source, Statement
from loader.store import from_graph as stored
from loader.store.existing import Existing, existing_deals, existing_statements, looked_up
from moneyloop.graph.batches import batches
from moneyloop.graph.connection import run
from moneyloop.graph.queries import query
from moneyloop.values.dates import parse_period
from moneyloop.values.shown import harmless, shown

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

DEFAULT_STATUS = "reported"
"""Of a deal of which no line says how far it is: somebody reported it, no more."""

OVER_TIME = ("announced", "bundle", "starts", "ends", "status", "instrument", "settlement")
"""What belongs to a deal, and not to the one who states it; lines may disagree on it."""


Named = tuple[str | None, str]
"""The deal that a line names, if it does, and the source that it names."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would write: firms that it makes, sources, and deals bit by bit.

    The deals are worked out as they are asked for, once: so the server can write some of them
    meanwhile. More warnings come up until then, and maybe problems: the last of the parts raises
    BadInput with them.
    """

    firms: tuple[Firm, ...]
    sources: tuple[Source, ...]
    parts: Iterable[Part]
    warnings: Sequence[Problem]
    dated_sources: tuple[str, ...]
    """Ids of sources in the graph that get a date of publication, and had none."""
    held: Existing
    """What the graph holds of the deals."""
    deals: Sequence[Sequence[DealLine]]
    """The lines, those that speak of one deal together."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line whose firms and source are known by their ids."""

    said: DealLine
    payer: str
    payee: str
    source: str
    key: Key


def names_deal(said: DealLine) -> Named:
    """Which deal the line names, and by which source."""
    return said.deal, said.source


def plan(  # noqa: PLR0913 - what an import is made of
    transaction: ManagedTransaction,
    lines: Sequence[DealLine],
    new_firms: Collection[str],
    unreadable: Sequence[Problem],
    *,
    settled: Settled | None = None,
    named: Collection[Named] = (),
) -> Plan:
    """The plan. Raises BadInput with all that is wrong, where something is wrong by now.

    `new_firms` are names that the user says are new however close to known ones they are;
    `unreadable` is what was wrong with the cells of lines, before anything was planned. Where the
    lines come from a ledger, `settled` tells which firms its accounts are. `named` are the deals
    that lines of the same import name which are planned apart.
    """
    named = {*named, *map(names_deal, lines)}
    planning = _Planning(transaction, unreadable, settled.warnings if settled else (), named)
    return planning.plan(lines, new_firms, settled.accounts if settled else None)


class _Planning:
    """The making of one plan; problems and warnings come together on the way."""

    def __init__(
        self,
        transaction: ManagedTransaction,
        unreadable: Sequence[Problem],
        warnings: Iterable[Problem],
        named: Collection[Named],
    ) -> None:
        self._transaction = transaction
        self._unread = {(problem.file, problem.line) for problem in unreadable}
        self._problems = list(unreadable)
        self._warnings = list(warnings)
        self._named = named
        self._held = Existing({}, {})

    def plan(
        self, lines: Sequence[DealLine], new_firms: Collection[str], accounts: Accounts | None
    ) -> Plan:
        firms = accounts or Firms(self._all("firms"), new_firms)
        stored_firms = firms.ids
        sources = Sources(self._all("all_sources"), self._warn)
        resolved = [
            line for said in lines if (line := self._resolve(said, firms, sources)) is not None
        ]
        groups = self._by_deal(resolved, stored_firms)
        parts = self._parts(groups, sources)
        if self._problems:
            # It finds the rest of what is wrong, and raises.
            list(parts)
        made = {firm for line in resolved for firm in (line.payer, line.payee)} & firms.new.keys()
        first = {firm: line for line in reversed(resolved) for firm in (line.payer, line.payee)}
        return Plan(
            tuple(_firm(one, firms.new[one], firms.kind, first[one]) for one in sorted(made)),
            tuple(sources.used()),
            parts,
            self._warnings,
            tuple(sources.dated()),
            self._held,
            [[line.said for line in group.lines] for group in groups],
        )

    def _resolve(self, said: DealLine, firms: Firms | Accounts, sources: Sources) -> _Line | None:
        """None where something is wrong with the line, or was before."""
        before = len(self._problems)
        payer = self._firm(said, "payer", firms)
        payee = self._firm(said, "payee", firms)
        source = self._source(said, sources)
        if payer and payer == payee:
            self._problem(said, "payee", f"payer and payee are one firm, {payer!r}")
        bad = len(self._problems) > before or (said.place.file, said.place.line) in self._unread
        return None if bad else _Line(said, payer, payee, source, said.key(payer, payee))

    def _firm(self, said: DealLine, column: str, firms: Firms | Accounts) -> str:
        spelling: str = getattr(said, column)
        try:
            return firms.resolve(spelling) if spelling else ""
        except CloseName as close:
            self._problem(
                said,
                column,
                f"no firm is called {shown(spelling)}; did you mean {' or '.join(close.near)}? If "
                f"it is another firm, say --new-firm {shown(spelling)}",
            )
            return ""

    def _source(self, said: DealLine, sources: Sources) -> str:
        if not said.source:
            return ""
        try:
            return sources.resolve(said)
        except KeyError as error:
            self._problem(said, "source", str(error.args[0]))
            return ""

    def _by_deal(self, lines: Sequence[_Line], stored_firms: Collection[str]) -> list[_Group]:
        """Brings together the lines that speak of one deal, with what the graph holds of it."""
        known = self._known_deals(lines, stored_firms)
        ids = [self._deal_id(line, known) for line in lines]
        groups: dict[str, list[_Line]] = {}
        for line, deal_id in zip(lines, ids, strict=True):
            if deal_id:
                groups.setdefault(deal_id, []).append(line)
        there = existing_deals(self._transaction, list(groups))
        self._held = Existing(there, existing_statements(self._transaction, list(there)))
        said: dict[str, list[Mapping[str, Any]]] = {}
        for row in self._held.statements.values():
            said.setdefault(row["of"], []).append(row)
        made = [
            _Group(deal_id, of_one, there.get(deal_id), said.get(deal_id, []))
            for deal_id, of_one in groups.items()
        ]
        self._warn_of_near(made, known)
        self._find_figures([group for group in made if group.explicit])
        return [group for group in made if self._is_one_deal(group)]

    def _find_figures(self, groups: Sequence[_Group]) -> None:
        """Deals and figures share their ids."""
        by_id = {group.id: group.lines[0].said for group in groups}
        for row in looked_up(self._transaction, "stored_figures", list(by_id)):
            message = f"{shown(row['id'])} is the id of a figure; give the deal another one"
            self._problem(by_id[row["id"]], "deal", message)

    def _known_deals(
        self, lines: Iterable[_Line], stored_firms: Collection[str]
    ) -> dict[tuple[str, str, str], dict[Key, list[str]]]:
        """Per type, payer and payee: the deals that the graph holds, by their keys."""
        wanted = {
            (line.said.type, line.payer, line.payee): None
            for line in lines
            # What names its deal is not looked for by its key.
            if not line.said.deal and line.payer in stored_firms and line.payee in stored_firms
        }
        rows = [{"type": one, "payer": payer, "payee": payee} for one, payer, payee in wanted]
        known: dict[tuple[str, str, str], dict[Key, list[str]]] = {}
        for row in looked_up(self._transaction, "deals_between", rows, "rows"):
            key = _key_of(row, row["payer"], row["payee"])
            of_pair = known.setdefault((key.type, key.payer, key.payee), {})
            of_pair.setdefault(key, []).append(row["id"])
        return known

    def _deal_id(
        self, line: _Line, known: Mapping[tuple[str, str, str], Mapping[Key, list[str]]]
    ) -> str | None:
        if line.said.deal:
            return line.said.deal
        of_pair = known.get((line.said.type, line.payer, line.payee), {})
        # Of a deal that the same source names in another line this one does not speak.
        ids = [
            one for one in of_pair.get(line.key, []) if (one, line.said.source) not in self._named
        ]
        if len(ids) > 1:
            self._problem(
                line.said,
                "type",
                f"the graph knows several such deals of that day: {', '.join(ids)}; name the one "
                "that is meant in the column deal",
            )
            return None
        return ids[0] if ids else line.key.deal

    def _is_one_deal(self, group: _Group) -> bool:
        """Whether all lines of one id, and the graph, mean a deal of one type and its parties."""
        first = group.lines[0]
        before = (first.said.type, first.payer, first.payee)
        whose = f"in line {first.said.place.line} of {first.said.place.file}"
        key = group.key_there
        if key:
            before, whose = (key.type, key.payer, key.payee), "in the graph"
        for line in group.lines:
            if (line.said.type, line.payer, line.payee) != before:
                self._problem(
                    line.said,
                    "deal" if line.said.deal else "type",
                    f"deal {group.id!r} is {_arrow(*before)} {whose}, not "
                    f"{_arrow(line.said.type, line.payer, line.payee)}; give this one another id",
                )
                return False
        moved = key is not None and not group.explicit and key != first.key
        if moved:
            self._problem(
                first.said,
                "announced",
                f"deal {group.id!r} had this key once, and has another date or bundle now; name it "
                "in the column deal, or give this one another id there",
            )
        return not moved

    def _parts(self, groups: Sequence[_Group], sources: Sources) -> Iterator[Part]:
        for batch in batches(groups):
            deals = [self._deal(group, sources) for group in batch]
            statements = [one for group in batch for one in self._statements(group)]
            if not self._problems:
                yield Part(deals, statements)
        if self._problems:
            raise BadInput(self._problems)

    def _deal(self, group: _Group, sources: Sources) -> Deal:
        first = group.lines[0]
        there = stored.deal_of(group.there, first.said.place) if group.there else None
        ranked = sorted(group.lines, key=lambda line: sources.rank(line.source))
        agreed = {
            name: self._agreed(name, there, given, group)
            for name in OVER_TIME
            if (given := [line for line in ranked if getattr(line.said, name) is not None])
        }
        if there:
            deal = replace(there, **agreed)
        else:
            agreed = dict.fromkeys(OVER_TIME) | {"status": DEFAULT_STATUS} | agreed
            deal = Deal(
                id=group.id,
                type=first.said.type,
                payer=first.payer,
                payee=first.payee,
                ended=None,
                supersedes=(),
                note=None,
                place=first.said.place,
                **agreed,
            )
        if deal.starts and deal.ends and deal.ends.last < deal.starts.first:
            line = next((one for one in group.lines if one.said.ends), first)
            self._problem(line.said, "ends", f"deal {group.id!r} would end before it starts")
        return deal

    def _agreed(self, name: str, there: Deal | None, given: Sequence[_Line], group: _Group) -> Any:
        """What holds for the deal: as the graph has it, else as the best source says.

        `given` are the lines that say something, those of the best source first. A line that names
        the deal by its id corrects the graph.
        """
        kept = (getattr(there, name) or None) if there else None
        if name == "status" and group.status_is_default:
            kept = None
        correcting = [line for line in given if line.said.deal]
        if kept is None or correcting:
            kept = getattr((correcting or given)[0].said, name)
        for line in given:
            if getattr(line.said, name) != kept:
                hint = "" if line.said.deal else ", unless the column deal names it"
                self._warn(
                    line.said,
                    name,
                    f"deal {group.id!r} keeps {name} {written(kept)}{hint}; the line says "
                    f"{written(getattr(line.said, name))}",
                )
        return kept

    def _statements(self, group: _Group) -> Iterable[Statement]:
        there = {
            (row["source"], row["properties"]["per"]): stored.statement_of(
                row, group.lines[0].said.place
            )
            for row in reversed(group.statements)  # of what a source repeats, the first
        }
        told: dict[tuple[str, str], _Line] = {}
        for line in group.lines:
            statement = _statement(group.id, line)
            measure = (statement.source, statement.per)
            if statement.amount is None:  # it measures nothing: part of whatever the source stated
                measure = next((one for one in there if one[0] == statement.source), measure)
            before = told.setdefault(measure, line)
            if before is not line:
                if not _same(before.said, line.said):
                    self._problem(
                        line.said,
                        "deal",
                        f"line {before.said.place.line} of {before.said.place.file} says something "
                        "else of the same deal, from the same source; if they are two deals, give "
                        "each an id of its own in the column deal",
                    )
                continue
            if measure in there:
                merged = self._merged(there[measure], statement, line)
                if merged is None:
                    continue
                statement = merged
            yield statement

    def _merged(self, old: Statement, new: Statement, line: _Line) -> Statement | None:
        """What a source states anew beside what it stated before; None where they differ."""
        corrects = line.said.deal is not None
        for name in ("amount", "status", "note"):
            before, now = getattr(old, name), getattr(new, name)
            if now is not None and before is not None and before != now and not corrects:
                self._problem(
                    line.said,
                    name,
                    f"source {new.source!r} states {written(before)} of deal {new.of!r} in the "
                    f"graph; to correct that, put {new.of} in the column deal; for another "
                    "deal, put an id of its own there",
                )
                return None
        amount = new.amount or old.amount
        same_amount = amount == old.amount
        return replace(
            old,
            amount=amount,
            dollars=old.dollars if same_amount else None,
            as_stated=old.as_stated if same_amount and old.as_stated else new.as_stated,
            status=new.status or old.status,
            note=new.note or old.note,
            place=new.place,
        )

    def _warn_of_near(
        self,
        groups: Iterable[_Group],
        known: Mapping[tuple[str, str, str], Mapping[Key, list[str]]],
    ) -> None:
        """Tells of new deals that may be known ones under another date."""
        so_far: dict[tuple[str, str, str], _Group] = {}
        for group in groups:
            if group.there or group.explicit:
                continue
            line = group.lines[0]
            triple = (line.said.type, line.payer, line.payee)
            others = [(key, one) for key, ids in known.get(triple, {}).items() for one in ids]
            if others:
                key, other = min(others, key=lambda one: _apart(one[0], line.key))
                self._warn(
                    line.said,
                    "announced",
                    f"is taken for another deal than {other!r} ({_when(key)}), which stands "
                    f"between the same two; if it is that one, put {other} in the column deal",
                )
            elif triple in so_far:
                place = so_far[triple].lines[0].said.place
                self._warn(
                    line.said,
                    "announced",
                    f"is taken for another deal than that of line {place.line} of {place.file}, "
                    "between the same two; if they are one, give both the same date or id",
                )
            so_far.setdefault(triple, group)

    def _problem(self, said: DealLine, column: str, message: str) -> None:
        self._problems.append(at(said.place, column, harmless(message)))

    def _warn(self, said: DealLine, column: str, message: str) -> None:
        self._warnings.append(at(said.place, column, harmless(message)))

    def _all(self, name: str) -> list[dict[str, Any]]:
        return run(self._transaction, query(f"lookup/{name}"), {}).maps()


@dataclass(frozen=True, slots=True)
class _Group:
    """All that an import says of one deal, and what the graph holds of it."""

    id: str
    lines: Sequence[_Line]
    there: Mapping[str, Any] | None
    statements: Sequence[Mapping[str, Any]]

    @property
    def status_is_default(self) -> bool:
        """Whether the deal has its status only because nobody gave one."""
        if self.there is None:
            return True
        properties = self.there["properties"]
        stated = any("status" in row["properties"] for row in self.statements)
        return (
            properties["status"] == DEFAULT_STATUS and not stated and not properties.get("shipped")
        )

    @property
    def key_there(self) -> Key | None:
        """By what the graph knows the deal; None where it does not."""
        if self.there is None:
            return None
        return _key_of(self.there["properties"], self.there["payer"], self.there["payee"])

    @property
    def explicit(self) -> bool:
        """Whether a line names the deal by its id."""
        return any(line.said.deal for line in self.lines)


def _firm(firm_id: str, name: str, kind: str, line: _Line) -> Firm:
    return Firm(firm_id, name, kind, None, None, (), (), None, line.said.place)


def _statement(deal_id: str, line: _Line) -> Statement:
    said = line.said
    return Statement(
        "deal",
        deal_id,
        line.source,
        said.as_stated,
        said.amount,
        None,
        None,
        said.status,
        None,
        said.note,
        said.place,
    )


def _same(one: DealLine, other: DealLine) -> bool:
    """Whether two lines of one source say the same of a deal, in whatever writing."""
    alike = ("amount", "note", *OVER_TIME)
    return all(getattr(one, name) == getattr(other, name) for name in alike)


def _key_of(properties: Mapping[str, Any], payer: str, payee: str) -> Key:
    announced = stored.written_period(properties, "announced")
    return Key(properties["type"], payer, payee, announced, properties.get("bundle"))


def _apart(key: Key, other: Key) -> int:
    """How many days lie between the dates of two deals; more than any where one has none."""
    if key.announced is None or other.announced is None:
        return sys.maxsize
    days = (parse_period(one).first for one in (key.announced, other.announced))
    return abs(next(days).toordinal() - next(days).toordinal())


def _arrow(edge: str, payer: str, payee: str) -> str:
    return f"{payer} {edge} {payee}"


def _when(key: Key) -> str:
    bundle = f", bundle {key.bundle}" if key.bundle else ""
    return f"{key.announced or 'without a date'}{bundle}"
