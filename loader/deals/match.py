"""Decides which deal each line is about: one in the graph, or a new one."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loader.deals.lines import Key
from loader.deals.resolve import ResolvedLine
from loader.problems import Findings
from loader.store.existing import (
    Existing,
    existing_deals,
    existing_figures,
    existing_statements,
    look_up,
)
from loader.store.rows import DealRow, ExistingStatement
from moneyloop.graph.transaction import Transaction
from moneyloop.values.dates import parse_period, written_period
from moneyloop.values.shown import shown

Arrow = tuple[str, str, str]
"""Type, payer and payee."""

Known = Mapping[Arrow, Mapping[Key, Sequence[str]]]
"""The ids of existing deals, by type and parties and then by key."""


@dataclass(frozen=True, slots=True)
class MatchedDeal:
    """A deal: the lines about it, and its existing record (None if it is new)."""

    id: str
    lines: Sequence[ResolvedLine]
    existing: DealRow | None
    statements: Sequence[ExistingStatement]

    @property
    def is_named(self) -> bool:
        """Whether a line names the deal by its id."""
        return any(line.line.deal for line in self.lines)


def match(
    transaction: Transaction,
    lines: Sequence[ResolvedLine],
    known_firms: Collection[str],
    named: Collection[tuple[str, str]],
    findings: Findings,
) -> tuple[list[MatchedDeal], Existing]:
    """The deals that the lines are about, and their existing records.

    `known_firms` are the ids of firms in the graph. `named` are the deals that lines of this
    import name by id, each with the source of the line as it is spelled.
    """
    known = _known_deals(transaction, lines, known_firms)
    by_deal: dict[str, list[ResolvedLine]] = {}
    for line in lines:
        if deal_id := _deal_id(line, known, named, findings):
            by_deal.setdefault(deal_id, []).append(line)
    deals = existing_deals(transaction, by_deal)
    existing = Existing(deals, existing_statements(transaction, deals))
    statements: dict[str, list[ExistingStatement]] = {}
    for row in existing.statements.values():
        statements.setdefault(row["of"], []).append(row)
    matched = [
        MatchedDeal(deal_id, group, deals.get(deal_id), statements.get(deal_id, []))
        for deal_id, group in by_deal.items()
    ]
    _warn_of_similar(matched, known, findings)
    _check_figures(transaction, [deal for deal in matched if deal.is_named], findings)
    return [deal for deal in matched if _is_one_deal(deal, findings)], existing


def _known_deals(
    transaction: Transaction, lines: Iterable[ResolvedLine], known_firms: Collection[str]
) -> Known:
    arrows = {
        _arrow(line): None
        for line in lines
        # A line that names its deal is not matched by its key.
        if not line.line.deal and line.payer in known_firms and line.payee in known_firms
    }
    rows = [{"type": edge, "payer": payer, "payee": payee} for edge, payer, payee in arrows]
    known: dict[Arrow, dict[Key, list[str]]] = {}
    for row in look_up(transaction, "deals_between", rows, "rows"):
        key = _key_of(row, row["payer"], row["payee"])
        by_key = known.setdefault((key.type, key.payer, key.payee), {})
        by_key.setdefault(key, []).append(row["id"])
    return known


def _deal_id(
    line: ResolvedLine, known: Known, named: Collection[tuple[str, str]], findings: Findings
) -> str | None:
    """The id of the deal that a line is about; None if it could be one of several."""
    if line.line.deal:
        return line.line.deal
    # If the same source names a deal in another line, this line is about a different one.
    ids = [
        deal_id
        for deal_id in known.get(_arrow(line), {}).get(line.key, ())
        if (deal_id, line.line.source) not in named
    ]
    if len(ids) > 1:
        findings.problem(
            line.line.place,
            "type",
            f"the graph has several such deals on that day: {', '.join(ids)}; name the right one "
            "in the column deal",
        )
        return None
    return ids[0] if ids else line.key.deal


def _warn_of_similar(deals: Iterable[MatchedDeal], known: Known, findings: Findings) -> None:
    """Warns of new deals that may be existing ones with another date."""
    first: dict[Arrow, ResolvedLine] = {}
    for deal in deals:
        if deal.existing or deal.is_named:
            continue
        line = deal.lines[0]
        others = [(key, other) for key, ids in known.get(_arrow(line), {}).items() for other in ids]
        if others:
            key, other = min(others, key=lambda one: _days_apart(one[0], line.key))
            findings.warn(
                line.line.place,
                "announced",
                f"is treated as a different deal from {other!r} ({_when(key)}), which is between "
                f"the same two firms; if it is the same deal, put {other} in the column deal",
            )
        elif _arrow(line) in first:
            place = first[_arrow(line)].line.place
            findings.warn(
                line.line.place,
                "announced",
                f"is treated as a different deal from the one in line {place.line} of "
                f"{place.file}, which is between the same two firms; if they are the same deal, "
                "give both the same date or id",
            )
        first.setdefault(_arrow(line), line)


def _check_figures(
    transaction: Transaction, deals: Sequence[MatchedDeal], findings: Findings
) -> None:
    """Deals and figures must not share an id."""
    lines = {deal.id: deal.lines[0].line for deal in deals}
    for figure_id in existing_figures(transaction, lines):
        message = f"{shown(figure_id)} is the id of a figure; give the deal a different id"
        findings.problem(lines[figure_id].place, "deal", message)


def _is_one_deal(deal: MatchedDeal, findings: Findings) -> bool:
    """Whether the graph and all lines with this id mean a deal of one type between two parties."""
    first = deal.lines[0]
    expected, where = _arrow(first), f"in line {first.line.place.line} of {first.line.place.file}"
    key = _existing_key(deal)
    if key:
        expected, where = (key.type, key.payer, key.payee), "in the graph"
    for line in deal.lines:
        if _arrow(line) != expected:
            findings.problem(
                line.line.place,
                "deal" if line.line.deal else "type",
                f"deal {deal.id!r} is {_shown(expected)} {where}, not {_shown(_arrow(line))}; "
                "use a different id for this line",
            )
            return False
    has_moved = key is not None and not deal.is_named and key != first.key
    if has_moved:
        findings.problem(
            first.line.place,
            "announced",
            f"deal {deal.id!r} had this date and bundle before they were corrected; put {deal.id} "
            "in the column deal if this line is about it, or a different id if it is not",
        )
    return not has_moved


def _arrow(line: ResolvedLine) -> Arrow:
    return (line.line.type, line.payer, line.payee)


def _shown(arrow: Arrow) -> str:
    edge, payer, payee = arrow
    return f"{payer} {edge} {payee}"


def _existing_key(deal: MatchedDeal) -> Key | None:
    row = deal.existing
    return _key_of(row["properties"], row["payer"], row["payee"]) if row else None


def _key_of(properties: Mapping[str, Any], payer: str, payee: str) -> Key:
    announced = written_period(properties, "announced")
    return Key(properties["type"], payer, payee, announced, properties.get("bundle"))


def _days_apart(key: Key, other: Key) -> int:
    """The days between the dates of two deals; more than any number if one has no date."""
    if key.announced is None or other.announced is None:
        return sys.maxsize
    days = parse_period(key.announced).first - parse_period(other.announced).first
    return abs(days.days)


def _when(key: Key) -> str:
    bundle = f", bundle {key.bundle}" if key.bundle else ""
    return f"{key.announced or 'without a date'}{bundle}"
