"""What can go wrong with a scan, in words for people. Quick to import."""

from __future__ import annotations

from moneyloop.errors import WRONG_COMMAND, MoneyloopError


class ScanFailed(MoneyloopError):
    """The ledger cannot be scanned as asked; the message says why and what to do."""


class NoFiles(MoneyloopError):
    """A path that names no file of a ledger."""

    exit_code = WRONG_COMMAND
