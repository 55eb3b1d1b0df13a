"""Words summaries: what a load, an import or a removal did, in sentences and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from moneyloop.graph.transaction import Rows
from moneyloop.values.money import money
from moneyloop.values.shown import harmless

if TYPE_CHECKING:
    from loader.deals.importing import Outcome
    from loader.deals.lines import ParsedLines
    from loader.deals.new_loops import NewLoops
    from loader.store.counts import Count, EndedDeal, Receipt

NAMES_SHOWN = 20
LOOPS_SHOWN = 10

LOOPS = {
    "round_trip": ("round trip", "round trips"),
    "circular_trade": ("circular trade", "circular trades"),
    "circular_capital": ("circle of capital", "circles of capital"),
}
"""The kinds of loops in words: one, and several."""


def loaded(receipt: Receipt) -> str:
    """One sentence about the load of a folder."""

    def total(count: Count) -> int:
        return count.new + count.changed + count.unchanged

    records = f"{total(receipt.firms)} firms, {total(receipt.deals)} deals"
    records += f"{others(total(receipt.figures), total(receipt.claims))} from "
    records += f"{total(receipt.sources)} sources ({total(receipt.statements)} statements)"
    if not receipt.written:
        return f"Loaded: {records}; everything was already there, nothing changed."
    return f"Loaded: {records}; {changes(receipt)}."


def others(figures: int, claims: int) -> str:
    """The numbers of figures and of claims, each after a comma; empty if there are none."""
    counts = ((figures, "figures"), (claims, "claims"))
    return "".join(f", {count} {nouns}" for count, nouns in counts if count)


def changes(receipt: Receipt) -> str:
    """How many records of each kind are new, changed or removed."""
    parts = []
    for kind in ("firms", "deals", "figures", "sources", "statements", "claims"):
        count: Count = getattr(receipt, kind)
        numbers = {how: getattr(count, how) for how in ("new", "changed", "removed")}
        if count.written:
            parts.append(f"{kind} {', '.join(f'{n:,} {how}' for how, n in numbers.items() if n)}")
    return "; ".join(parts)


def imported(outcome: Outcome, parsed: ParsedLines, *, written: bool) -> Iterator[str | Rows]:
    """The plan of an import, or its receipt if it is `written`: sentences and a table of loops."""
    receipt = outcome.receipt
    if not parsed.lines:
        missing = "loops" if parsed.from_scan else "deals"
        yield f"The files contain no {missing}; there is nothing to import."
        return
    count = counted(len(parsed.lines), "hop" if parsed.from_scan else "line")
    if not receipt.written:
        yield f"{count}: everything is already in the graph, nothing to change."
        return
    unchanged = receipt.deals.unchanged
    kept = f"; deals {unchanged:,} unchanged" if unchanged else ""
    verb = "Imported" if written else "Would import"
    yield f"{verb} {count}: {changes(receipt)}{kept}."
    if written and receipt.new_deals:
        yield f"New deals: {_listed(receipt.new_deals)}"
    if written and receipt.changed_deals:
        yield f"Changed deals: {_listed(receipt.changed_deals)}"
    if outcome.new_firms:
        yield f"New firms: {_listed([f'{firm.name} ({firm.id})' for firm in outcome.new_firms])}"
    if receipt.contested_deals:
        yield f"Sources now disagree on: {_listed(receipt.contested_deals)}"
    if receipt.derived_totals:
        totals = [f"{total.deal} ({total.caption})" for total in receipt.derived_totals]
        yield f"Totals derived from a rate and a term: {_listed(totals)}"
    if receipt.ended_deals:
        yield f"No longer in force: {_listed([_ended(one) for one in receipt.ended_deals])}"
    if foreign := _without_dollars(parsed):
        yield foreign
    yield from _loops(outcome.new_loops, "This closes" if written else "This would close")
    if written and outcome.imports:
        yield (
            f"Import {_listed(outcome.imports)}; to take it back: "
            f"moneyloop remove --import {outcome.imports[-1]}"
        )


def as_json(outcome: Outcome, parsed: ParsedLines, *, written: bool) -> dict[str, Any]:
    """The plan or receipt of an import for programs, with every warning."""
    receipt = outcome.receipt
    return {
        "written": written and receipt.written > 0,
        "files": [asdict(file) for file in parsed.files],
        **{
            kind: asdict(getattr(receipt, kind))
            for kind in ("firms", "sources", "deals", "statements")
        },
        "new_firms": [{"id": firm.id, "name": firm.name} for firm in outcome.new_firms],
        "imports": list(outcome.imports) if written else [],
        "new_deals": receipt.new_deals,
        "changed_deals": receipt.changed_deals,
        "contested_deals": receipt.contested_deals,
        "ended_deals": [
            asdict(one) | {"until": one.until.isoformat()} for one in receipt.ended_deals
        ],
        "derived_totals": [asdict(one) for one in receipt.derived_totals],
        "loops": [asdict(loop) for loop in outcome.new_loops.loops],
        "loops_complete": outcome.new_loops.complete,
        "notes": [asdict(note) for note in parsed.notes],
        "warnings": [asdict(warning) for warning in outcome.warnings],
        "problems": [],
    }


def _without_dollars(parsed: ParsedLines) -> str | None:
    """A sentence about amounts in other currencies; None if there are none."""
    codes = Counter(
        line.amount.currency
        for line in parsed.lines
        if line.amount and line.amount.currency != "USD"
    )
    if not codes:
        return None
    listed = ", ".join(f"{code} {count:,}" for code, count in sorted(codes.items()))
    return f"Amounts in other currencies have no dollars, so reports do not add them up: {listed}"


def _ended(ended: EndedDeal) -> str:
    by = f", replaced by {ended.superseded_by}" if ended.superseded_by else ""
    return f"{ended.deal} (from {ended.until}{by})"


def _loops(new: NewLoops, verb: str) -> Iterator[str | Rows]:
    if not new.loops:
        yield (
            f"{verb} no loops of up to 4 firms."
            if new.complete
            else "Too many deals to search for new loops; `moneyloop report loops` lists all loops."
        )
        return
    kinds = Counter(loop.kind for loop in new.loops)
    counts = [counted(kinds[kind], *nouns) for kind, nouns in LOOPS.items() if kinds[kind]]
    first = ", ".join(counts[:-1])
    listed = f"{first} and {counts[-1]}" if first else counts[-1]
    yield f"{verb} {'' if new.complete else 'at least '}{listed}:\n"
    rows = tuple(
        (
            list(loop.firms),
            ["+".join(types) for types in loop.edge_types],
            ["–" if usd is None else money(usd) for usd in loop.hop_usd],
            loop.kind,
            loop.weakest_usd,
            loop.closed_by,
        )
        for loop in new.loops[:LOOPS_SHOWN]
    )
    columns = ("firms", "hop_types", "hop_amounts", "kind", "weakest_usd", "closed_by")
    yield Rows(columns, rows)
    if len(new.loops) > LOOPS_SHOWN:
        yield f"… and {len(new.loops) - LOOPS_SHOWN} more; see `moneyloop report loops`"


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """A number and a noun, in the plural unless it is one."""
    return f"1 {noun}" if count == 1 else f"{count:,} {plural or f'{noun}s'}"


def _listed(words: Sequence[str]) -> str:
    """The first few words, and the number of the others."""
    left = len(words) - NAMES_SHOWN
    first = ", ".join(map(harmless, words[:NAMES_SHOWN]))
    return first + (f" and {left:,} more" if left > 0 else "")
