"""Errors of a scan, and messages that its engines share. Quick to import."""

from __future__ import annotations

from moneyloop.errors import WRONG_COMMAND, MoneyloopError

NOT_ENOUGH_MEMORY = (
    "there is not enough memory. Allow more with --memory, or narrow the scan: lower --max-hops, "
    "raise --min-amount, or find only the largest loops with --top"
)


class ScanFailed(MoneyloopError):
    """The ledger cannot be scanned as requested; the message says why and what to do."""


class NoFiles(MoneyloopError):
    """A path matches no file of a ledger."""

    exit_code = WRONG_COMMAND
