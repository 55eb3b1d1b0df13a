"""What an import of loops means beside what the graph holds of the same ledgers already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from loader.deals.lines import DealLine, Reconciled
from loader.ledgers.accounts import Accounts
from loader.ledgers.hops import Extent, arrow, is_sum, prefix_of
from loader.problems import Problem, at
from loader.store.existing import existing_deals, existing_statements, look_up
from loader.store.from_graph import period_of
from loader.store.rows import DealRow, ExistingStatement
from moneyloop.graph.connection import run
from moneyloop.graph.queries import query
from moneyloop.values.shown import harmless, shown

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

DEALS_SHOWN = 3

Pair = tuple[str, str, str]
"""With what the ids of a ledger's deals begin, and the ids of the firms."""


def settle(
    transaction: ManagedTransaction, lines: Sequence[DealLine], new_firms: Iterable[str]
) -> Reconciled:
    """Makes sure that no payment counts twice, whichever scan found it.

    A deal that the graph holds stays as it is, also where somebody has corrected it since; but a
    sum that now holds more payments than it did takes the place of the former. `new_firms` are
    accounts that are none of the firms that are known.
    """
    settling = _Settling(transaction, lines, new_firms)
    settled = tuple(map(settling.settled, lines))
    return Reconciled(
        settled, settling.accounts, tuple(settling.problems), tuple(settling.warnings)
    )


class _Settling:
    def __init__(
        self, transaction: ManagedTransaction, lines: Sequence[DealLine], new_firms: Iterable[str]
    ) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        firms = run(transaction, query("lookup/firms"), {}).maps()
        accounts = [row["id"] for row in run(transaction, query("lookup/accounts"), {}).maps()]
        self.accounts = Accounts(firms, accounts, new_firms)
        self._pairs = {self._pair(line) for line in lines}
        self._there = existing_deals(transaction, [line.deal or "" for line in lines])
        self._stated: dict[str, list[ExistingStatement]] = defaultdict(list)
        for row in existing_statements(transaction, list(self._there)).values():
            self._stated[row["of"]].append(row)
        known = {pair[1:] for pair in self._pairs if self.accounts.ids.issuperset(pair[1:])}
        self._between: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
        rows = [{"payer": payer, "payee": payee} for payer, payee in sorted(known)]
        for row in look_up(transaction, "payments_between", rows, "rows"):
            self._between[row["payer"], row["payee"]].append(row)
        self._told: set[tuple[Pair, str]] = set()
        self._warn_of_accounts(lines)

    def _pair(self, line: DealLine) -> Pair:
        payer, payee = map(self.accounts.resolve, (line.payer, line.payee))
        return (prefix_of(line.deal or ""), payer, payee)

    def _warn_of_accounts(self, lines: Iterable[DealLine]) -> None:
        left = self.accounts.known.keys() | self.accounts.alike.keys()
        for line in lines:
            for account in (line.payer, line.payee):
                if account not in left:
                    continue
                left.remove(account)
                if account in self.accounts.known:
                    message = (
                        f"account {shown(account)} is taken for the firm "
                        f"{self.accounts.known[account]!r}; if it is another, say --new-firm "
                        f"{shown(account)}"
                    )
                else:
                    message = (
                        f"account {shown(account)} is written like another but for case or "
                        f"punctuation; its id is {self.accounts.alike[account]!r}"
                    )
                self.warnings.append(at(line.place, "accounts", harmless(message)))

    def settled(self, line: DealLine) -> DealLine:
        """The line as it is to be planned."""
        there = self._there.get(line.deal or "")
        if there is None:
            self._check_beside_others(line)
            return line
        return self._beside(line, there)

    def _beside(self, line: DealLine, there: DealRow) -> DealLine:
        """What a line adds to the deal that it became in an earlier import."""
        edge, stated = there["properties"]["type"], self._stated[line.deal or ""]
        if line.type and line.type != edge:
            self._tell(
                line, "type", f"are {edge} in the graph, not {line.type}; import them as that"
            )
        self._check_currency(line, [row["properties"].get("currency") for row in stated])
        silent = replace(
            line, announced=None, starts=None, ends=None, status=None, note=None, type=edge
        )
        own = next((row for row in stated if _is_by(row, line.source)), None)
        if own is None:
            return silent
        silent = replace(silent, amount=None, as_stated=None, source_title=None, source_kind=None)
        if not is_sum(line.deal or ""):
            return silent
        before, now = _extent_of(there, own), _extent(line)
        if before is None or before.holds(now):
            return silent
        if now.holds(before):
            return replace(line, status=None)
        self._tell(
            line,
            "extent",
            f"are one sum in the graph ({line.deal}) that is neither the whole nor a part of this "
            "one; scan the whole ledger at once, or call other ledgers otherwise with --ledger",
        )
        return silent

    def _check_beside_others(self, line: DealLine) -> None:
        """Tells where a new payment does not go with those that the graph holds of its ledger."""
        ledger, *firms = self._pair(line)
        between = self._between.get((firms[0], firms[1]), ())
        others = [row for row in between if prefix_of(row["id"]) == ledger]
        self._warn_of_like(line, [row for row in between if prefix_of(row["id"]) != ledger])
        alone = is_sum(line.deal or "")
        clashing = [row["id"] for row in others if is_sum(row["id"]) != alone]
        if clashing:
            left = len(clashing) - DEALS_SHOWN
            some = " ".join(clashing[:DEALS_SHOWN]) + (f" and {left:,} more" if left > 0 else "")
            how = ("one by one", "one sum") if alone else ("as one sum", "payments one by one")
            self._tell(
                line,
                "form",
                f"stand in the graph {how[0]}, and {how[1]} would count them twice; leave these "
                f"loops out, or first take out what stands there (moneyloop remove {some})",
            )
            return
        self._check_currency(line, [row["currency"] for row in others])
        if any((row["as_stated"] is None) != (line.as_stated is None) for row in others):
            known = "without" if line.as_stated else "with"
            self._tell(
                line,
                "amounts",
                f"stand in the graph {known} amounts, so that nobody can tell which of these they "
                "are; scan the ledger as it was scanned before",
            )

    def _warn_of_like(self, line: DealLine, elsewhere: Iterable[Mapping[str, Any]]) -> None:
        """Warns where another ledger tells the same: it may be this one under another name."""
        pair = self._pair(line)
        day = line.announced.first if line.announced else None
        same = (line.as_stated, day)
        alike = [row["id"] for row in elsewhere if same == (row["as_stated"], row["announced"])]
        if line.as_stated and alike and (pair, "like") not in self._told:
            self._told.add((pair, "like"))
            message = (
                f"the payments {arrow(line.payer, line.payee)} are like those that the graph holds "
                f"from another ledger ({alike[0]}); if it is the same, scan it again and call it "
                "as before, with --ledger"
            )
            self.warnings.append(at(line.place, "accounts", harmless(message)))

    def _check_currency(self, line: DealLine, currencies: Iterable[str | None]) -> None:
        known = sorted({one for one in currencies if one})
        if line.amount and known and line.amount.currency not in known:
            self._tell(
                line,
                "currency",
                f"are in {' and '.join(known)} in the graph, and --currency says "
                f"{line.amount.currency}",
            )

    def _tell(self, line: DealLine, what: str, message: str) -> None:
        """Once for each pair of accounts."""
        if (self._pair(line), what) not in self._told:
            self._told.add((self._pair(line), what))
            text = f"the payments {arrow(line.payer, line.payee)} {message}"
            self.problems.append(at(line.place, "accounts", harmless(text)))


def _is_by(statement: ExistingStatement, source: str) -> bool:
    bare = source.partition("#")[0]
    return source == statement["source"] or bool(statement["source_properties"]["url"] == bare)


def _extent(line: DealLine) -> Extent:
    return Extent(
        None if line.as_stated is None else Decimal(line.as_stated),
        line.starts.first if line.starts else None,
        line.ends.last if line.ends else None,
    )


def _extent_of(deal: DealRow, statement: ExistingStatement) -> Extent | None:
    """What a sum in the graph holds; None where somebody has written it otherwise since."""
    stated = statement["properties"].get("as_stated")
    try:
        amount = None if stated is None else Decimal(stated)
    except InvalidOperation:
        return None
    starts, ends = (period_of(deal["properties"], name) for name in ("starts", "ends"))
    return Extent(amount, starts.first if starts else None, ends.last if ends else None)
