"""The numbers that a page begins with, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from moneyloop.values.money import money


def headline(loops: int, deals: int, firms: int, day: date) -> str:
    """How many round trips there are, among how many deals."""
    return (
        f"{loops:,} round trips: circles in which money that leaves as capital can come back as "
        f"revenue, among {deals:,} deals between {firms:,} firms in force on {day.isoformat()}."
    )


def new_money(row: Mapping[str, Any]) -> str:
    """How much of the money is new, from the row of `new-money`; empty if it is not known."""
    if row["ratio"] is None:
        return ""
    return (
        f"Of {money(row['gross_usd'])} announced, {row['ratio']:.0%} has to come from outside "
        "these deals; the rest is passed on among them."
    )
