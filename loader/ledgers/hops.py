"""Hops: what one account of a ledger pays another, and the id of the deal that it becomes.

A hop is a single payment, or the sum of all payments from one account to another. Its identity
comes from the ledger, never from the loop, the file or the options of the scan:

- ledger, payer, payee, day, amount, and an ordinal among equal payments identify a payment;
- ledger, payer and payee identify a sum. Of two sums, the one that contains the other is kept.
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
    """What a hop covers: its amount, and the days of its first and its last payment.

    Each is None if the ledger does not state it.
    """

    amount: Decimal | None
    first: date | None
    last: date | None

    def contains(self, other: Extent) -> bool:
        """Whether the payments of the other may be some or all of these."""
        return (
            (other.amount is None or (self.amount is not None and self.amount >= other.amount))
            and (other.first is None or (self.first is not None and self.first <= other.first))
            and (other.last is None or (self.last is not None and self.last >= other.last))
        )


@dataclass(frozen=True, slots=True)
class Hop:
    """What one account pays another, according to a scan.

    `stated` is the amount as the scan wrote it. A single payment has an ordinal `nth` and, in
    `payment_id`, the id that the ledger gives it; a sum has neither. `types` are the names that the
    ledger gives to its payments; None if the scan did not read them.
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
        """The id of the deal that the hop becomes."""
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
    """The prefix shared by the ids of all deals from a ledger."""
    return names.hashed("l-", names.slug(ledger), PREFIX_DIGITS) + "-"


def prefix_of(deal: str) -> str:
    """The prefix of the id of a deal from a ledger."""
    return deal[: len(prefix(""))]


def is_sum(deal: str) -> bool:
    """Whether a deal from a ledger is a sum of payments."""
    return deal.startswith(SUM, len(prefix("")))


def made_id(ledger: str, form: str, parts: list[str | int | None]) -> str:
    """The id of a deal from a ledger, made from the parts that identify it."""
    text = json.dumps([names.slug(ledger), *parts], ensure_ascii=False)
    return prefix(ledger) + names.hashed(f"{form}-", text, OWN_DIGITS)


def plain_number(number: Decimal) -> str:
    """A number in its only form without an exponent or superfluous zeros."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def arrow(payer: str, payee: str) -> str:
    """Who pays whom, as messages show it."""
    return f"{shown(payer)} → {shown(payee)}"
