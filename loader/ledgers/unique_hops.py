"""Gathers the hops of loops: each once, however many loops pass it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import repeat

from loader.deals.lines import no_name
from loader.ledgers.hops import Extent, Hop, arrow
from loader.ledgers.scan_files import ScannedLoop, as_text
from loader.problems import Problem, at
from moneyloop.values.amounts import LIMIT
from moneyloop.values.dates import FIRST_YEAR, LAST_YEAR
from moneyloop.values.shown import harmless, shown

DAY = len("2025-09-22")


class UniqueHops:
    """Hops of all loops, each once."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._seen: set[tuple[object, ...]] = set()
        self._by_deal: dict[str, Hop] = {}
        self._names: dict[str, str | None] = {}

    def add(self, loop: ScannedLoop) -> None:
        """Takes in those hops of a loop that are new; what is wrong goes to the problems."""
        none = repeat(None)
        hops = zip(
            repeat(loop.ledger),
            loop.accounts,
            (*loop.accounts[1:], loop.accounts[0]),
            loop.payments,
            loop.amounts,
            loop.firsts,
            loop.lasts,
            loop.nths or none,
            loop.ids or none,
            map(tuple, loop.types) if loop.types else none,
        )
        for raw in hops:
            try:
                known = raw in self._seen
            except TypeError:  # a list where an item should be
                self._problem(loop, "", "holds lists in lists, as no scan writes them")
                return
            # As they stand in the file: what stands there again and again is read once.
            if not known:
                self._seen.add(raw)
                *cells, types = raw[1:]
                hop = self._hop(loop, [as_text(cell) for cell in cells], types)
                if hop is not None:
                    self._keep(hop)

    def _hop(
        self, loop: ScannedLoop, cells: list[str | None], types: tuple[str, ...] | None
    ) -> Hop | None:
        payer, payee, payments, amount, first, last, nth, payment_id = cells
        ledger, payer, payee = loop.ledger, payer or "", payee or ""
        before = len(self._problems)
        for column, name in (("ledger", ledger), ("accounts", payer), ("accounts", payee)):
            self._check_name(loop, column, name)
        extent = Extent(
            self._number(loop, amount),
            self._day(loop, "firsts", first),
            self._day(loop, "lasts", last),
        )
        count = self._count(loop, "payments", payments)
        manieth = None if nth is None else self._count(loop, "nths", nth)
        if len(self._problems) > before:
            return None
        return Hop(
            ledger, payer, payee, count, amount, extent, manieth, payment_id, types, loop.place
        )

    def _check_name(self, loop: ScannedLoop, column: str, name: str) -> None:
        if name not in self._names:
            self._names[name] = no_name(name)
            if trouble := self._names[name]:
                self._problem(loop, column, f"{shown(name)} {trouble}")

    def _number(self, loop: ScannedLoop, text: str | None) -> Decimal | None:
        if text is None:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0:
            self._problem(loop, "amounts", f"{shown(text)} is no amount as a scan writes it")
        elif number >= LIMIT - 1:
            self._problem(loop, "amounts", f"{text} is too large; the largest is {LIMIT - 1:,}")
        else:
            return number
        return None

    def _day(self, loop: ScannedLoop, column: str, text: str | None) -> date | None:
        if text is None:
            return None
        try:
            day = date.fromisoformat(text[:DAY])
        except ValueError:
            self._problem(loop, column, f"{shown(text)} is no day as a scan writes it")
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self._problem(loop, column, f"{day} is outside {FIRST_YEAR} to {LAST_YEAR}")
        return day

    def _count(self, loop: ScannedLoop, column: str, text: str | None) -> int:
        if text is None or not (text.isascii() and text.isdigit() and 0 < int(text) < LIMIT):
            self._problem(loop, column, f"{shown(text or '')} is no number of payments from 1 on")
            return 1
        return int(text)

    def _keep(self, hop: Hop) -> None:
        """Keeps a hop; of two sums of the same payments the one that holds the other."""
        before = self._by_deal.get(hop.deal)
        if before is None or before.extent == hop.extent or not hop.extent.holds(before.extent):
            self._by_deal.setdefault(hop.deal, hop)
            if before is not None and not before.extent.holds(hop.extent):
                self._tell(
                    hop,
                    f"the sum of {arrow(hop.payer, hop.payee)} is neither the whole nor a part of "
                    f"that in line {before.place.line} of {before.place.file}; scan the whole "
                    "ledger at once, or call other ledgers otherwise with --ledger",
                )
        else:
            self._by_deal[hop.deal] = hop

    def _problem(self, loop: ScannedLoop, column: str, message: str) -> None:
        self._problems.append(at(loop.place, column, harmless(message)))

    def _tell(self, hop: Hop, message: str) -> None:
        self._problems.append(at(hop.place, "accounts", harmless(message)))

    def checked(self) -> Iterator[Hop]:
        """All hops; a pair of accounts whose payments are told both ways is a problem."""
        sums = {hop.pair: hop for hop in self._by_deal.values() if hop.nth is None}
        told: set[tuple[str, str, str]] = set()
        for hop in self._by_deal.values():
            if hop.nth is not None and hop.pair in sums and hop.pair not in told:
                told.add(hop.pair)
                where = sums[hop.pair].place
                self._tell(
                    hop,
                    f"{arrow(hop.payer, hop.payee)} is a sum of payments in line {where.line} of "
                    f"{where.file}, and here they stand one by one; import one of the two",
                )
            yield hop
