"""The names that people give to columns of deals and payments."""

from __future__ import annotations

SYNONYMS = {
    "payer": ("from", "investor", "buyer", "lessee", "lender", "guarantor", "granter"),
    "payee": ("to", "investee", "seller", "lessor", "borrower", "obligor", "grantee"),
    "announced": ("date",),
}
"""Other names of columns, as people who know one type of deal call them."""
