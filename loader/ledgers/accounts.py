"""Maps the accounts of a ledger to firms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moneyloop.values import names

DIGITS = 6


class Accounts:
    """The known firms, and those that an import creates from accounts of a ledger.

    The names of accounts are exact, unlike those of firms: a similar name is not a typing error,
    and `1-1` is not `11`. But the names of two firms must differ in more than case and punctuation,
    so if two accounts do not, a few digits are added to the name of the later one.

    `stored` firms each have an id, a name and aliases; `accounts` are the ids of those of them that
    are accounts; `confirmed` are names that the user has confirmed to be none of the known firms.
    """

    kind = "account"

    def __init__(
        self, stored: Iterable[Mapping[str, Any]], accounts: Iterable[str], confirmed: Iterable[str]
    ) -> None:
        stored, of_ledgers = list(stored), frozenset(accounts)
        self._confirmed = {names.key(name) for name in confirmed}
        self._accounts: dict[str, str] = {}
        self._firms: dict[str, str] = {}
        self._taken: set[str] = set()
        self._resolved: dict[str, str] = {}
        self.ids = frozenset(firm["id"] for firm in stored)
        """The ids of all firms known before the import."""
        self.new: dict[str, str] = {}
        self.assumed: dict[str, str] = {}
        """The names of the firms that the import creates, by id."""
        self.known: dict[str, str] = {}
        """For each account that is a firm known otherwise, the id of that firm."""
        self.alike: dict[str, str] = {}
        """For each new account that differs from another only in case or punctuation, its id."""
        for spelled in ("id", "name", "aliases"):
            for firm in stored:
                spellings = firm[spelled] if spelled == "aliases" else [firm[spelled]]
                for spelling in spellings:
                    self._taken.add(names.key(spelling))
                    if firm["id"] not in of_ledgers:
                        self._firms.setdefault(names.key(spelling), firm["id"])
        self._accounts = {firm["name"]: firm["id"] for firm in stored if firm["id"] in of_ledgers}

    def resolve(self, account: str) -> str:
        """The id of the firm that an account is; the firm is created if it is not known."""
        found = self._resolved.get(account)
        if found is None:
            found = self._resolved[account] = self._find(account)
        return found

    def _find(self, account: str) -> str:
        key, suffix = names.key(account), names.hashed("", account, DIGITS)
        for name in (account, f"{account} ({suffix})"):
            if name in self._accounts:
                return self._accounts[name]
        if key in self._firms and key not in self._confirmed:
            self.known[account] = self._firms[key]
            return self._firms[key]
        new_id, name = names.slug(account), account
        if key in self._taken:
            new_id, name = f"{new_id}-{suffix}", f"{account} ({suffix})"
            self.alike[account] = new_id
        self._taken.add(key)
        self.new[new_id] = name
        return new_id
