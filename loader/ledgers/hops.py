"""Hops of loops that a scan found: what is paid from one account to another, and its identity.

A hop is a single payment, or the sum of all payments from one account to another. It is known by
what the ledger says, never by the loop, the file or the options of the scan in which it was found:

- a payment by ledger, payer, payee, day, amount, and the how manieth it is of those that are alike;
- a sum by ledger, payer and payee: of two the one that holds the other stands.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loader.records import Place
from moneyloop.values import names
from moneyloop.values.shown import shown

PREFIX_DIGITS, OWN_DIGITS = 8, 16
PAYMENT, SUM = "payment", "sum"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a hop holds: its amount, and the days of its first and its last payment.

    None where the ledger does not tell.
    """

    amount: Decimal | None
    first: date | None
    last: date | None

    def holds(self, other: Extent) -> bool:
        """Whether the payments of the other may be some of these, or all."""
        return (
            (other.amount is None or (self.amount is not None and self.amount >= other.amount))
            and (other.first is None or (self.first is not None and self.first <= other.first))
            and (other.last is None or (self.last is not None and self.last >= other.last))
        )


@dataclass(frozen=True, slots=True)
class Hop:
    """What is paid from one account to another, as a scan tells it.

    `stated` is the amount as it is written. `nth` is there where this is a single payment, and
    `payment_id` is what the ledger calls it. `types` are what the ledger calls its payments; None
    where the scan was not asked for types.
    """

    ledger: str
    payer: str
    payee: str
    payments: int
    stated: str | None
    extent: Extent
    nth: int | None
    payment_id: str | None
    types: tuple[str, ...] | None
    place: Place

    @property
    def pair(self) -> tuple[str, str, str]:
        """Ledger, payer and payee."""
        return (names.slug(self.ledger), self.payer, self.payee)

    @property
    def deal(self) -> str:
        """The id of the deal that it becomes."""
        parts: list[str | int | None] = [self.payer, self.payee]
        if self.nth is None:
            return made_id(self.ledger, SUM, parts)
        day, amount = self.extent.first, self.extent.amount
        parts += [
            day.isoformat() if day else None,
            None if amount is None else plain_number(amount),
            self.nth,
        ]
        return made_id(self.ledger, PAYMENT, parts)


def prefix(ledger: str) -> str:
    """With what the ids of all deals begin that come from a ledger."""
    return names.hashed("l-", names.slug(ledger), PREFIX_DIGITS) + "-"


def prefix_of(deal: str) -> str:
    """The same from the id of such a deal."""
    return deal[: len(prefix(""))]


def is_sum(deal: str) -> bool:
    """Whether a deal that comes from a ledger is a sum of payments."""
    return deal.startswith(SUM, len(prefix("")))


def made_id(ledger: str, form: str, parts: list[str | int | None]) -> str:
    """The id of a deal of a ledger, made from what it is known by."""
    text = json.dumps([names.slug(ledger), *parts], ensure_ascii=False)
    return prefix(ledger) + names.hashed(f"{form}-", text, OWN_DIGITS)


def plain_number(number: Decimal) -> str:
    """A number in the one way in which it can be written without zeros that say nothing."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def arrow(payer: str, payee: str) -> str:
    """Who pays whom, as messages show it."""
    return f"{shown(payer)} → {shown(payee)}"
