"""What can go wrong with a scan, in words for people. Quick to import."""

from __future__ import annotations


class ScanTrouble(Exception):
    """The ledger cannot be scanned as asked; the message says why and what to do."""


class NoFiles(Exception):
    """What names no file of a ledger."""
