"""Deals out of the loops that a scan of a ledger found."""
