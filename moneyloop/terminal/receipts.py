"""What a load or an import says of itself, in words and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from moneyloop.graph.connection import Rows
from moneyloop.values.shown import harmless

if TYPE_CHECKING:
    from loader.deals.importing import Lines, Outcome
    from loader.deals.new_loops import NewLoops
    from loader.store.write import Count, Receipt

NAMES_SHOWN = 20
LOOPS_SHOWN = 10


def loaded(receipt: Receipt) -> str:
    """What a load of a folder did, in one sentence."""

    def total(count: Count) -> int:
        return count.new + count.changed + count.unchanged

    what = f"{total(receipt.firms)} firms, {total(receipt.deals)} deals"
    what += f"{figures(total(receipt.figures))} from "
    what += f"{total(receipt.sources)} sources ({total(receipt.statements)} statements)"
    if not receipt.written:
        return f"Loaded: {what}; all of it stood there already, nothing changed."
    return f"Loaded: {what}; {changes(receipt)}."


def figures(count: int) -> str:
    """The figures, said only where there are any."""
    return f", {count} figures" if count else ""


def changes(receipt: Receipt) -> str:
    """How many records of each kind are new, changed or gone."""
    parts = []
    for what in ("firms", "deals", "figures", "sources", "statements"):
        count: Count = getattr(receipt, what)
        counts = {how: getattr(count, how) for how in ("new", "changed", "removed")}
        if count.written:
            parts.append(f"{what} {', '.join(f'{n:,} {how}' for how, n in counts.items() if n)}")
    return "; ".join(parts)


def imported(outcome: Outcome, lines: Lines, *, written: bool) -> Iterator[str | Rows]:
    """The plan of an import, or once it is written the receipt: sentences, and a table of loops."""
    receipt = outcome.receipt
    if not lines.said:
        yield f"The files hold no {'loops' if lines.from_scan else 'deals'}, nothing to import."
        return
    count = counted(len(lines.said), "hop" if lines.from_scan else "line")
    if not receipt.written:
        yield f"{count}: all of it stands there already, nothing to change."
        return
    unchanged = receipt.deals.unchanged
    said = changes(receipt) + (f"; deals {unchanged:,} unchanged" if unchanged else "")
    yield f"{'Imported' if written else 'Would import'} {count}: {said}."
    if outcome.new_firms:
        yield f"New firms: {_some([f'{firm.name} ({firm.id})' for firm in outcome.new_firms])}"
    if receipt.contested_deals:
        yield f"Sources disagree now on: {_some(receipt.contested_deals)}"
    yield from _told(outcome.news, "This closes" if written else "This would close")


def as_json(outcome: Outcome, lines: Lines, *, written: bool) -> dict[str, Any]:
    """The same for programs, with every warning."""
    receipt = outcome.receipt
    return {
        "written": written and receipt.written > 0,
        "files": [asdict(file) for file in lines.files],
        **{
            kind: asdict(getattr(receipt, kind))
            for kind in ("firms", "sources", "deals", "statements")
        },
        "new_firms": [{"id": firm.id, "name": firm.name} for firm in outcome.new_firms],
        "new_deals": receipt.new_deals,
        "changed_deals": receipt.changed_deals,
        "contested_deals": receipt.contested_deals,
        "loops": [asdict(loop) for loop in outcome.news.loops],
        "loops_complete": outcome.news.complete,
        "warnings": [asdict(warning) for warning in outcome.warnings],
        "problems": [],
    }


def _told(news: NewLoops, closes: str) -> Iterator[str | Rows]:
    if not news.loops:
        yield (
            f"{closes} no loop of up to 4 firms."
            if news.complete
            else "Too many deals to look around each; `moneyloop report loops` finds the loops."
        )
        return
    round_trips = sum(loop.round_trip for loop in news.loops)
    others = len(news.loops) - round_trips
    counts = [counted(round_trips, "round trip")] if round_trips else []
    counts += [counted(others, "loop that is no round trip")] if others else []
    yield f"{closes} {'' if news.complete else 'at least '}{' and '.join(counts)}:\n"
    shown = news.loops[:LOOPS_SHOWN]
    rows = tuple((list(loop.firms), loop.round_trip, loop.weakest_usd) for loop in shown)
    yield Rows(("firms", "round_trip", "weakest_usd"), rows)
    if len(news.loops) > LOOPS_SHOWN:
        yield f"… and {len(news.loops) - LOOPS_SHOWN} more; `moneyloop report loops`"


def counted(count: int, what: str) -> str:
    """1 loop that is none, 2 loops that are none: the noun stands before a ` that is`."""
    noun, is_, rest = what.partition(" that is")
    return f"1 {what}" if count == 1 else f"{count:,} {noun}s{' that are' if is_ else ''}{rest}"


def _some(words: Sequence[str]) -> str:
    left = len(words) - NAMES_SHOWN
    some = ", ".join(map(harmless, words[:NAMES_SHOWN]))
    return some + (f" and {left:,} more" if left > 0 else "")
