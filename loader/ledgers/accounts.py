"""Finds out which firms the accounts of a ledger are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moneyloop.values import names

DIGITS = 6


class Accounts:
    """All firms that are known, and those that an import makes of accounts of a ledger.

    The ids of accounts are exact, unlike names: nothing that is close is taken for a slip, and
    `1-1` is another account than `11`. But firms have names that differ in more than case and
    punctuation: of two such accounts the later one gets a few digits behind its name.

    `stored` has an id, a name and aliases each; `accounts` are ids of those that are accounts;
    `meant` are names that the user says are none of the firms that are known.
    """

    kind = "account"

    def __init__(
        self, stored: Iterable[Mapping[str, Any]], accounts: Iterable[str], meant: Iterable[str]
    ) -> None:
        stored, of_ledgers = list(stored), frozenset(accounts)
        self._meant = {names.key(name) for name in meant}
        self._accounts: dict[str, str] = {}
        self._firms: dict[str, str] = {}
        self._taken: set[str] = set()
        self._resolved: dict[str, str] = {}
        self.ids = frozenset(firm["id"] for firm in stored)
        """The ids of all firms that were known before."""
        self.new: dict[str, str] = {}
        """The name of each firm that the import makes, by its id."""
        self.known: dict[str, str] = {}
        """Accounts that are firms that were known otherwise, with the ids of these."""
        self.alike: dict[str, str] = {}
        """New accounts that are written as others but for case and punctuation, with their ids."""
        for spelled in ("id", "name", "aliases"):
            for firm in stored:
                spellings = firm[spelled] if spelled == "aliases" else [firm[spelled]]
                for spelling in spellings:
                    self._taken.add(names.key(spelling))
                    if firm["id"] not in of_ledgers:
                        self._firms.setdefault(names.key(spelling), firm["id"])
        self._accounts = {firm["name"]: firm["id"] for firm in stored if firm["id"] in of_ledgers}

    def resolve(self, account: str) -> str:
        """The id of the firm that an account is, which is made where none is."""
        found = self._resolved.get(account)
        if found is None:
            found = self._resolved[account] = self._find(account)
        return found

    def _find(self, account: str) -> str:
        key, told_apart = names.key(account), names.hashed("", account, DIGITS)
        for name in (account, f"{account} ({told_apart})"):
            if name in self._accounts:
                return self._accounts[name]
        if key in self._firms and key not in self._meant:
            self.known[account] = self._firms[key]
            return self._firms[key]
        made, name = names.slug(account), account
        if key in self._taken:
            made, name = f"{made}-{told_apart}", f"{account} ({told_apart})"
            self.alike[account] = made
        self._taken.add(key)
        self.new[made] = name
        return made
