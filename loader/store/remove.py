"""Removes deals from the graph, with the statements about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from loader.problems import COMMAND_LINE, BadInput, Problem
from loader.store.change_log import Change, log_change
from loader.store.counts import Count, Receipt
from loader.store.existing import existing_deals, existing_firms, existing_statements
from loader.store.reassess import reassess
from loader.store.send import drop
from loader.store.transaction import write_transaction
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Transaction
from moneyloop.values import names
from moneyloop.values.shown import harmless, shown


def remove(graph: Graph, deals: Sequence[str], *, keep: bool) -> Receipt:
    """Removes deals and logs it; without `keep` it is rolled back, to show what would change.

    Raises BadInput if the graph does not hold one of them.
    """

    def work(transaction: Transaction) -> Receipt:
        if unknown := list(_unknown_deals(transaction, deals)):
            raise BadInput(unknown)
        receipt = _remove(transaction, deals)
        log_change(transaction, Change("remove", removed=deals), receipt)
        return receipt

    return write_transaction(graph, work, keep=keep)


def remove_import(graph: Graph, import_id: str, *, keep: bool) -> Receipt:
    """Takes a whole import back: removes the deals that it created, and logs it.

    Raises BadInput if there is no such import, if it changed deals that were there before, or if
    something that came later builds on its deals.
    """

    def work(transaction: Transaction) -> Receipt:
        deals = _created_by(transaction, import_id)
        receipt = _remove(transaction, deals)
        log_change(transaction, Change("remove", removed=deals), receipt)
        return receipt

    return write_transaction(graph, work, keep=keep)


def _created_by(transaction: Transaction, import_id: str) -> Sequence[str]:
    """The deals that an import created. Raises BadInput if they cannot be removed as a whole."""
    found = transaction.run(query("lookup/import_to_remove"), {"id": import_id}).maps()
    if not found:
        known = [one for (one,) in transaction.run(query("lookup/import_ids"), {}).rows]
        near = " or ".join(names.near(import_id, known)) or ", ".join(known[:IMPORTS_SHOWN])
        hint = f"did you mean {near}?" if near else "the log is empty"
        raise BadInput([_on_command_line(f"there is no import {shown(import_id)}; {hint}")])
    row = found[0]
    wrong = []
    if row["later"]:
        wrong.append(
            f"later imports build on {import_id}: {_listed(row['later'])}; take these back "
            "first, or remove the deals by their ids"
        )
    if row["superseding"]:
        wrong.append(
            f"deals of {import_id} are superseded by {_listed(row['superseding'])}; remove these "
            "first"
        )
    if row["summing"]:
        wrong.append(f"figures add up deals of {import_id}: {_listed(row['summing'])}")
    if row["restated"]:
        wrong.append(
            f"{import_id} also changed deals that were there before: {_listed(row['restated'])}; "
            "what they had is not kept, so remove its new deals by their ids "
            f"({_listed(row['created']) or 'it has none'}), and correct the others with an import"
        )
    if not row["created"] and not wrong:
        wrong.append(f"{import_id} has no deals left that could be removed")
    if wrong:
        raise BadInput(map(_on_command_line, wrong))
    created: Sequence[str] = row["created"]
    return created


IMPORTS_SHOWN = 10


def _listed(ids: Sequence[str]) -> str:
    more = len(ids) - IMPORTS_SHOWN
    return ", ".join(ids[:IMPORTS_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _on_command_line(message: str) -> Problem:
    return Problem(COMMAND_LINE, 0, 0, "", harmless(message))


def _unknown_deals(transaction: Transaction, deals: Sequence[str]) -> Iterable[Problem]:
    """A problem for each id that no deal has."""
    known = [deal for (deal,) in transaction.run(query("lookup/deals"), {}).rows]
    for deal in sorted(set(deals).difference(known)):
        near = " or ".join(names.near(deal, known))
        hint = f"did you mean {near}?" if near else "`moneyloop report firm` lists the ids of deals"
        message = harmless(f"there is no deal {shown(deal)}; {hint}")
        yield Problem(COMMAND_LINE, 0, 0, "", message)


def _remove(transaction: Transaction, ids: Sequence[str]) -> Receipt:
    """Also removes sources and firms that nothing else needs, except firms that ship."""
    deals = existing_deals(transaction, ids)
    keys = list(existing_statements(transaction, deals))
    statements = [
        {"source": source, "of": of, "per": per, "nth": nth} for source, of, per, nth in keys
    ]
    dropped_statements = drop(transaction, "statements", statements, "rows")
    dropped_deals = drop(transaction, "deals", list(deals))
    superseded = {old for deal in deals.values() for old in deal["supersedes"]}
    reassessed = reassess(transaction, superseded - deals.keys())
    sources = sorted({source for source, *_ in keys})
    parties = {party for deal in deals.values() for party in (deal["payer"], deal["payee"])}
    firms = existing_firms(transaction, sorted(parties))
    imported = [firm_id for firm_id, row in firms.items() if not row["properties"].get("shipped")]
    return Receipt(
        Count(removed=drop(transaction, "firms", imported)),
        Count(removed=drop(transaction, "sources", sources)),
        Count(changed=len(reassessed.deals.changed), removed=dropped_deals),
        Count(),
        Count(changed=len(reassessed.statements.changed), removed=dropped_statements),
        (),
        tuple(row["id"] for row in reassessed.deals.changed),
    )
