"""Compares an import of loops with the payments of the same ledgers in the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from loader.deals.lines import DealLine, Reconciled
from loader.ledgers.accounts import Accounts
from loader.ledgers.hops import Extent, arrow, is_sum, prefix_of
from loader.problems import Problem, at
from loader.store.existing import existing_deals, existing_statements, look_up
from loader.store.from_graph import period_of
from loader.store.rows import DealRow, ExistingStatement
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Transaction
from moneyloop.values.shown import harmless, shown

DEALS_SHOWN = 3

Pair = tuple[str, str, str]
"""The prefix of the ids of a ledger's deals, and the ids of payer and payee."""


def settle(
    transaction: Transaction, lines: Sequence[DealLine], new_firms: Iterable[str]
) -> Reconciled:
    """Makes sure that no payment is counted twice, whichever scan found it.

    A deal in the graph is kept, even if it has been corrected since; but a sum that contains more
    payments than before replaces the earlier one. `new_firms` are accounts that the user has
    confirmed to be none of the known firms.
    """
    settling = _Settling(transaction, lines, new_firms)
    settled = tuple(map(settling.settled, lines))
    return Reconciled(
        settled, settling.accounts, tuple(settling.problems), tuple(settling.warnings)
    )


class _Settling:
    def __init__(
        self, transaction: Transaction, lines: Sequence[DealLine], new_firms: Iterable[str]
    ) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        firms = transaction.run(query("lookup/firms"), {}).maps()
        accounts = [row["id"] for row in transaction.run(query("lookup/accounts"), {}).maps()]
        self.accounts = Accounts(firms, accounts, new_firms)
        self._pairs = {self._pair(line) for line in lines}
        self._existing = existing_deals(transaction, [line.deal or "" for line in lines])
        self._stated: dict[str, list[ExistingStatement]] = defaultdict(list)
        for row in existing_statements(transaction, list(self._existing)).values():
            self._stated[row["of"]].append(row)
        known = {pair[1:] for pair in self._pairs if self.accounts.ids.issuperset(pair[1:])}
        self._between: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
        rows = [{"payer": payer, "payee": payee} for payer, payee in sorted(known)]
        for row in look_up(transaction, "payments_between", rows, "rows"):
            self._between[row["payer"], row["payee"]].append(row)
        self._reported: set[tuple[Pair, str]] = set()
        self._warn_of_accounts(lines)

    def _pair(self, line: DealLine) -> Pair:
        payer, payee = map(self.accounts.resolve, (line.payer, line.payee))
        return (prefix_of(line.deal or ""), payer, payee)

    def _warn_of_accounts(self, lines: Iterable[DealLine]) -> None:
        unreported = self.accounts.known.keys() | self.accounts.alike.keys()
        for line in lines:
            for account in (line.payer, line.payee):
                if account not in unreported:
                    continue
                unreported.remove(account)
                if account in self.accounts.known:
                    message = (
                        f"account {shown(account)} is assumed to be the firm "
                        f"{self.accounts.known[account]!r}; if it is not, add --new-firm "
                        f"{shown(account)}"
                    )
                else:
                    message = (
                        f"account {shown(account)} differs from another only in case or "
                        f"punctuation; its id is {self.accounts.alike[account]!r}"
                    )
                self.warnings.append(at(line.place, "accounts", harmless(message)))

    def settled(self, line: DealLine) -> DealLine:
        """The line to plan in place of this one."""
        existing = self._existing.get(line.deal or "")
        if existing is None:
            self._check_new(line)
            return line
        return self._update(line, existing)

    def _update(self, line: DealLine, existing: DealRow) -> DealLine:
        """What a line adds to the deal that an earlier import made of it."""
        edge, stated = existing["properties"]["type"], self._stated[line.deal or ""]
        if line.type and line.type != edge:
            self._problem(
                line, "type", f"are {edge} in the graph, not {line.type}; import them as {edge}"
            )
        self._check_currency(line, [row["properties"].get("currency") for row in stated])
        unchanged = replace(
            line, announced=None, starts=None, ends=None, status=None, note=None, type=edge
        )
        own = next((row for row in stated if _is_by(row, line.source)), None)
        if own is None:
            return unchanged
        unchanged = replace(
            unchanged, amount=None, as_stated=None, source_title=None, source_kind=None
        )
        if not is_sum(line.deal or ""):
            return unchanged
        before, now = _extent_of(existing, own), _extent(line)
        if before is None or before.contains(now):
            return unchanged
        if now.contains(before):
            return replace(line, status=None)
        self._problem(
            line,
            "extent",
            f"are one sum in the graph ({line.deal}) that neither contains this one nor is part of "
            "it; scan the whole ledger at once, or give different ledgers different names with "
            "--ledger",
        )
        return unchanged

    def _check_new(self, line: DealLine) -> None:
        """Checks that a new payment is compatible with those of its ledger in the graph."""
        ledger, *firms = self._pair(line)
        between = self._between.get((firms[0], firms[1]), ())
        others = [row for row in between if prefix_of(row["id"]) == ledger]
        self._warn_of_equal(line, [row for row in between if prefix_of(row["id"]) != ledger])
        adds_sum = is_sum(line.deal or "")
        clashing = [row["id"] for row in others if is_sum(row["id"]) != adds_sum]
        if clashing:
            left = len(clashing) - DEALS_SHOWN
            some = " ".join(clashing[:DEALS_SHOWN]) + (f" and {left:,} more" if left > 0 else "")
            forms = ("single payments", "a sum") if adds_sum else ("a sum", "single payments")
            self._problem(
                line,
                "form",
                f"are in the graph as {forms[0]}, and {forms[1]} would count them twice; leave "
                f"these loops out, or remove the existing deals first (moneyloop remove {some})",
            )
            return
        self._check_currency(line, [row["currency"] for row in others])
        if any((row["as_stated"] is None) != (line.as_stated is None) for row in others):
            known = "without" if line.as_stated else "with"
            self._problem(
                line,
                "amounts",
                f"are in the graph {known} amounts, so they cannot be matched with these; scan the "
                "ledger with the same options as before",
            )

    def _warn_of_equal(self, line: DealLine, elsewhere: Iterable[Mapping[str, Any]]) -> None:
        """Warns if another ledger has the same payment: it may be this one under another name."""
        pair = self._pair(line)
        day = line.announced.first if line.announced else None
        same = (line.as_stated, day)
        alike = [row["id"] for row in elsewhere if same == (row["as_stated"], row["announced"])]
        if line.as_stated and alike and (pair, "equal") not in self._reported:
            self._reported.add((pair, "equal"))
            message = (
                f"the payments {arrow(line.payer, line.payee)} are the same as those of another "
                f"ledger in the graph ({alike[0]}); if it is the same ledger, scan it again under "
                "its earlier name, with --ledger"
            )
            self.warnings.append(at(line.place, "accounts", harmless(message)))

    def _check_currency(self, line: DealLine, currencies: Iterable[str | None]) -> None:
        known = sorted({currency for currency in currencies if currency})
        if line.amount and known and line.amount.currency not in known:
            self._problem(
                line,
                "currency",
                f"are in {' and '.join(known)} in the graph, but --currency is "
                f"{line.amount.currency}",
            )

    def _problem(self, line: DealLine, what: str, message: str) -> None:
        """Adds a problem, once for each pair of accounts and `what`."""
        if (self._pair(line), what) not in self._reported:
            self._reported.add((self._pair(line), what))
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
    """The extent of a sum in the graph; None if its amount has been rewritten since."""
    stated = statement["properties"].get("as_stated")
    try:
        amount = None if stated is None else Decimal(stated)
    except InvalidOperation:
        return None
    starts, ends = (period_of(deal["properties"], name) for name in ("starts", "ends"))
    return Extent(amount, starts.first if starts else None, ends.last if ends else None)
