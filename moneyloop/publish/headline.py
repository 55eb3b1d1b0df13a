"""The numbers that a page begins with, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from moneyloop.values.money import money

MANY = 3
"""Loops of so many firms are no longer pairs."""


def headline(loops: int, deals: int, firms: int, day: date, hops: int = MANY) -> str:
    """How many round trips there are, among how many deals; `hops` is the most firms on a loop."""
    of_firms = " of two firms" if hops < MANY else ""
    return (
        f"{loops:,} round trips{of_firms}: circles in which money that leaves as capital can come "
        f"back as revenue, among {deals:,} deals between {firms:,} firms in force on "
        f"{day.isoformat()}."
    )


def new_money(row: Mapping[str, Any]) -> str:
    """How much of the money is new, from the row of `new-money`; empty if it is not known."""
    if row["ratio"] is None:
        return ""
    return (
        f"Of {money(row['gross_usd'])} announced, {row['ratio']:.0%} has to come from outside "
        "these deals; the rest is passed on among them."
    )
