"""Collects and checks the hops of loops: each once, however many loops contain it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import repeat

from loader.deals.lines import wrong_with_name
from loader.ledgers.hops import Extent, Hop, arrow
from loader.ledgers.scan_files import ScannedLoop, as_text
from loader.problems import Problem, at
from moneyloop.values.amounts import LIMIT
from moneyloop.values.dates import FIRST_YEAR, LAST_YEAR
from moneyloop.values.shown import harmless, shown

DAY = len("2025-09-22")


class UniqueHops:
    """The hops of all loops, each once."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._seen: set[tuple[object, ...]] = set()
        self._by_deal: dict[str, Hop] = {}
        self._names: dict[str, str | None] = {}

    def add(self, loop: ScannedLoop) -> None:
        """Adds the hops of a loop that are new. Their problems are added to the problems."""
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
                is_known = raw in self._seen
            except TypeError:  # a list where an item should be
                self._problem(loop, "", "contains nested lists, which a scan never writes")
                return
            # Compared as in the file, so that hops that are repeated many times are parsed once.
            if not is_known:
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
        ordinal = None if nth is None else self._count(loop, "nths", nth)
        if len(self._problems) > before:
            return None
        return Hop(
            ledger, payer, payee, count, amount, extent, ordinal, payment_id, types, loop.place
        )

    def _check_name(self, loop: ScannedLoop, column: str, name: str) -> None:
        if name not in self._names:
            self._names[name] = wrong_with_name(name)
            if problem := self._names[name]:
                self._problem(loop, column, f"{shown(name)} {problem}")

    def _number(self, loop: ScannedLoop, text: str | None) -> Decimal | None:
        if text is None:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0:
            self._problem(
                loop, "amounts", f"{shown(text)} is not an amount in the format of a scan"
            )
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
            self._problem(loop, column, f"{shown(text)} is not a day in the format of a scan")
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self._problem(loop, column, f"{day} is outside {FIRST_YEAR} to {LAST_YEAR}")
        return day

    def _count(self, loop: ScannedLoop, column: str, text: str | None) -> int:
        if text is None or not (text.isascii() and text.isdigit() and 0 < int(text) < LIMIT):
            self._problem(loop, column, f"{shown(text or '')} is not a positive whole number")
            return 1
        return int(text)

    def _keep(self, hop: Hop) -> None:
        """Keeps a hop; of two sums for the same accounts, the one that contains the other."""
        before = self._by_deal.get(hop.deal)
        if before is None or before.extent == hop.extent or not hop.extent.contains(before.extent):
            self._by_deal.setdefault(hop.deal, hop)
            if before is not None and not before.extent.contains(hop.extent):
                self._hop_problem(
                    hop,
                    f"the sum of {arrow(hop.payer, hop.payee)} neither contains nor is part of "
                    f"that in line {before.place.line} of {before.place.file}; scan the whole "
                    "ledger at once, or give different ledgers different names with --ledger",
                )
        else:
            self._by_deal[hop.deal] = hop

    def _problem(self, loop: ScannedLoop, column: str, message: str) -> None:
        self._problems.append(at(loop.place, column, harmless(message)))

    def _hop_problem(self, hop: Hop, message: str) -> None:
        self._problems.append(at(hop.place, "accounts", harmless(message)))

    def checked(self) -> Iterator[Hop]:
        """All hops. A pair of accounts with both a sum and single payments is a problem."""
        sums = {hop.pair: hop for hop in self._by_deal.values() if hop.nth is None}
        reported: set[tuple[str, str, str]] = set()
        for hop in self._by_deal.values():
            if hop.nth is not None and hop.pair in sums and hop.pair not in reported:
                reported.add(hop.pair)
                place = sums[hop.pair].place
                self._hop_problem(
                    hop,
                    f"{arrow(hop.payer, hop.payee)} is a sum of payments in line {place.line} of "
                    f"{place.file}, but single payments here; import only one of them",
                )
            yield hop
