"""Other names for columns, in files of deals and in ledgers."""

from __future__ import annotations

SYNONYMS = {
    "payer": ("from", "investor", "buyer", "lessee", "lender", "guarantor", "granter"),
    "payee": ("to", "investee", "seller", "lessor", "borrower", "obligor", "grantee"),
    "announced": ("date",),
}
"""Each column, and what people who work with one type of deal call it."""
