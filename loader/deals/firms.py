"""Finds out which firms the names of an import mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moneyloop.values import names


class CloseName(Exception):
    """A name that is none of the known ones, but so close to them that it may be a slip."""

    def __init__(self, near: list[str]) -> None:
        super().__init__(", ".join(near))
        self.near = near


class Firms:
    """All firms that are known, by every spelling, and those that an import makes.

    `stored` has an id, a name and aliases each; `meant` are names that the user says are new firms
    however close to known ones they are.
    """

    kind = "company"
    """Of the firms that an import makes."""

    def __init__(self, stored: Iterable[Mapping[str, Any]], meant: Iterable[str]) -> None:
        self._ids: dict[str, str] = {}
        self._close = names.SimilarNames()
        self._meant = {names.key(name) for name in meant}
        self._by_spelling: dict[str, str] = {}
        self.new: dict[str, str] = {}
        """The name of each firm that the import makes, by its id."""
        stored = list(stored)
        spellings = [(firm["id"], firm["id"]) for firm in stored]
        spellings += [(firm["name"], firm["id"]) for firm in stored]
        spellings += [(alias, firm["id"]) for firm in stored for alias in firm["aliases"]]
        for spelling, firm_id in spellings:
            self._ids.setdefault(names.key(spelling), firm_id)
            self._close.add(spelling)

    def resolve(self, spelling: str) -> str:
        """The id of the firm that is meant, which is made where none is. Raises CloseName."""
        known = self._by_spelling.get(spelling)
        if known is None:
            known = self._by_spelling[spelling] = self._find(spelling) or self._make(spelling)
        return known

    def _find(self, spelling: str) -> str | None:
        return self._ids.get(names.key(spelling))

    def _make(self, spelling: str) -> str:
        wanted = names.key(spelling)
        if wanted not in self._meant and (near := self._close.to(spelling)):
            # Of several spellings of one firm the closest is enough.
            by_firm = {self._ids[names.key(one)]: one for one in reversed(near)}
            raise CloseName([one for one in near if one in by_firm.values()])
        made = names.slug(spelling)
        self._ids[wanted] = made
        self.new[made] = spelling
        self._close.add(spelling)
        return made

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all firms that are known now."""
        return frozenset(self._ids.values())
