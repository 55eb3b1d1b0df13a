"""Makes the records to be written: each deal, and the statements of its sources about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from loader.deal_dates import wrong_dates
from loader.deals.lines import DealLine, format_value
from loader.deals.match import MatchedDeal
from loader.deals.resolve import ResolvedLine
from loader.deals.sources import Sources
from loader.problems import Findings
from loader.records import Deal, Part, Statement
from loader.store.from_graph import deal_of, statement_of
from moneyloop.graph.batches import batches

DEFAULT_STATUS = "reported"
"""The status of a deal if no line gives one."""

AGREED = (
    *("announced", "signed", "closed", "bundle", "starts", "ends", "term", "ended", "supersedes"),
    *("status", "instrument", "settlement"),
)
"""Fields of the deal itself, not of a statement about it; lines may disagree about them."""


def make_records(
    deals: Sequence[MatchedDeal], sources: Sources, findings: Findings
) -> Iterator[Part]:
    """The records, in parts, so that the server can write one part while the next is made.

    The first part has all deals that supersede others. Raises BadInput at the end if there is a
    problem; after the first problem no part is made.
    """
    superseding = [deal for deal in deals if supersedes_others(deal)]
    others = [deal for deal in deals if not supersedes_others(deal)]
    for batch in [superseding, *batches(others)]:
        records = [record_of(deal, sources, findings) for deal in batch]
        statements = [one for deal in batch for one in _statements(deal, findings)]
        if not findings.problems:
            yield Part(records, statements)
    findings.check()


def supersedes_others(deal: MatchedDeal) -> bool:
    """Whether a deal supersedes others, by the graph or by a line."""
    if deal.existing and deal.existing["supersedes"]:
        return True
    return any(line.line.supersedes for line in deal.lines)


def record_of(deal: MatchedDeal, sources: Sources, findings: Findings) -> Deal:
    """The record of a deal: what the graph has, with what the lines add or correct.

    Adds problems with its dates, and warnings for lines that say otherwise.
    """
    first = deal.lines[0]
    existing = deal_of(deal.existing, first.line.place) if deal.existing else None
    ranked = sorted(deal.lines, key=lambda line: sources.rank(line.source))
    agreed = {
        name: _agreed(name, existing, lines, deal, findings)
        for name in AGREED
        if (lines := [one.line for one in ranked if getattr(one.line, name) is not None])
    }
    record = replace(existing, **agreed) if existing else _new_deal(deal.id, first, agreed)
    for column, message in wrong_dates(record):
        lines = [one.line for one in deal.lines]
        line = next((one for one in lines if getattr(one, column) is not None), first.line)
        hint = f"; to change the status in the graph, put {deal.id} in the column deal"
        findings.problem(
            line.place, column, message + (hint if line.status not in (None, record.status) else "")
        )
    return record


def _new_deal(deal_id: str, line: ResolvedLine, agreed: Mapping[str, Any]) -> Deal:
    fields: dict[str, Any] = dict.fromkeys(AGREED)
    fields |= {"status": DEFAULT_STATUS, "supersedes": (), **agreed}
    return Deal(
        id=deal_id,
        type=line.line.type,
        payer=line.payer,
        payee=line.payee,
        note=None,
        place=line.line.place,
        **fields,
    )


def _agreed(
    name: str,
    existing: Deal | None,
    lines: Sequence[DealLine],
    deal: MatchedDeal,
    findings: Findings,
) -> Any:
    """The value of one field: that of the graph, otherwise that of the most reliable source.

    `lines` are those with a value, the most reliable source first. A line that names the deal by
    its id corrects the graph. Lines with another value get a warning.
    """
    kept = (getattr(existing, name) or None) if existing else None
    if name == "status" and _has_default_status(deal):
        kept = None
    correcting = [line for line in lines if line.deal]
    if kept is None or correcting:
        kept = getattr((correcting or lines)[0], name)
    for line in lines:
        if getattr(line, name) != kept:
            hint = "" if line.deal else f"; to change it, put {deal.id} in the column deal"
            findings.warn(
                line.place,
                name,
                f"deal {deal.id!r} keeps its {name} {format_value(kept)}; the line says "
                f"{format_value(getattr(line, name))}{hint}",
            )
    return kept


def _has_default_status(deal: MatchedDeal) -> bool:
    """Whether the deal has its status only because no line gave one."""
    if deal.existing is None:
        return True
    properties = deal.existing["properties"]
    is_stated = any("status" in row["properties"] for row in deal.statements)
    return (
        properties["status"] == DEFAULT_STATUS and not is_stated and not properties.get("shipped")
    )


def _statements(deal: MatchedDeal, findings: Findings) -> Iterable[Statement]:
    """What each source states about the deal, merged with what the graph has from that source."""
    existing = {
        (row["source"], row["properties"]["per"]): statement_of(row, deal.lines[0].line.place)
        for row in reversed(deal.statements)  # the first of several wins
    }
    seen: dict[tuple[str, str], DealLine] = {}
    for resolved in deal.lines:
        line, statement = resolved.line, _statement(deal.id, resolved)
        measure = (statement.source, statement.per)
        if statement.amount is None:  # without an amount, it adds to what the source states anyway
            measure = next((one for one in existing if one[0] == statement.source), measure)
        earlier = seen.setdefault(measure, line)
        if earlier is not line:
            if not _is_same(earlier, line):
                findings.problem(
                    line.place,
                    "deal",
                    f"line {earlier.place.line} of {earlier.place.file} states something "
                    "different about the same deal, and has the same source; if these are two "
                    "deals, give each its own id in the column deal",
                )
            continue
        if measure in existing:
            merged = _merged(existing[measure], statement, line, findings)
            if merged is None:
                continue
            statement = merged
        yield statement


def _statement(deal_id: str, resolved: ResolvedLine) -> Statement:
    line = resolved.line
    return Statement(
        what="deal",
        of=deal_id,
        source=resolved.source,
        as_stated=line.as_stated,
        amount=line.amount,
        dollars=None,
        ceiling=None,
        status=line.status,
        locator=None,
        note=line.note,
        place=line.place,
    )


def _is_same(line: DealLine, other: DealLine) -> bool:
    """Whether two lines of one source state the same about a deal, however they spell it."""
    return all(getattr(line, name) == getattr(other, name) for name in ("amount", "note", *AGREED))


def _merged(old: Statement, new: Statement, line: DealLine, findings: Findings) -> Statement | None:
    """A statement in the graph with what the line adds; None if they contradict each other."""
    for name in ("amount", "status", "note"):
        before, now = getattr(old, name), getattr(new, name)
        if now is not None and before is not None and before != now and not line.deal:
            findings.problem(
                line.place,
                name,
                f"in the graph, source {new.source!r} states {format_value(before)} for deal "
                f"{new.of!r}; to correct it, put {new.of} in the column deal; for a different "
                "deal, put a new id there",
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
