"""Finds out which firms the names in an import mean, and which names are likely misspelled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from moneyloop.values import names
from moneyloop.values.legal_forms import is_own_form, legal_form, without_legal_form
from moneyloop.values.scripts import Mixed, mixed_scripts
from moneyloop.values.shown import shown

PARTS = re.compile(r"[/;+]|\s(?:and|&|und|et)\s", re.IGNORECASE)
"""What may separate several firms in one cell."""


class SimilarName(Exception):
    """A name that matches no firm, but is so close to one that it may be misspelled."""

    def __init__(self, near: list[str]) -> None:
        super().__init__(", ".join(near))
        self.near = near


class MixedScripts(Exception):
    """A new name with a word whose letters are of scripts that look alike."""

    def __init__(self, mixed: Mixed) -> None:
        super().__init__(
            f"{shown(mixed.word)} has the {mixed.script} letter {shown(mixed.letter)} among "
            f"{mixed.others} ones"
        )


class FirmResolver(Protocol):
    """Maps names to ids of firms, and creates firms for unknown names."""

    kind: str
    """The kind of the firms that it creates."""

    new: dict[str, str]
    """The names of the firms that it created, by id."""

    assumed: dict[str, str]
    """Names that were taken for those of known firms, and the known spelling of each."""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all firms known so far."""

    def resolve(self, spelling: str, /) -> str:
        """The id of the firm that a name means.

        Raises SimilarName or MixedScripts if it may be misspelled.
        """


class Firms:
    """Resolves names of companies by every spelling of id, name and alias.

    `existing` firms have an id, a name and aliases each, and a country if it is known; `new_names`
    are names of new firms, however close to existing names.
    """

    kind = "company"

    def __init__(self, existing: Iterable[Mapping[str, Any]], new_names: Iterable[str]) -> None:
        self._ids: dict[str, str] = {}
        self._close = names.SimilarNames()
        self._new_names = {names.key(name) for name in new_names}
        self._by_spelling: dict[str, str] = {}
        self.new: dict[str, str] = {}
        self.assumed: dict[str, str] = {}
        existing = list(existing)
        self._existing = {firm["id"]: firm for firm in existing}
        spellings = [(firm["id"], firm["id"]) for firm in existing]
        spellings += [(firm["name"], firm["id"]) for firm in existing]
        spellings += [(alias, firm["id"]) for firm in existing for alias in firm["aliases"]]
        for spelling, firm_id in spellings:
            self._ids.setdefault(names.key(spelling), firm_id)
            self._close.add(spelling)

    def resolve(self, spelling: str) -> str:
        """The id of the firm that a name means; a new firm if none does.

        Raises SimilarName or MixedScripts.
        """
        firm_id = self._by_spelling.get(spelling)
        if firm_id is None:
            firm_id = self._ids.get(names.key(spelling)) or self._create(spelling)
            self._by_spelling[spelling] = firm_id
        return firm_id

    def _create(self, spelling: str) -> str:
        key = names.key(spelling)
        if key not in self._new_names and (same := self._with_own_form(spelling)):
            self.assumed[spelling] = self._existing[same]["name"]
            return same
        if key not in self._new_names and (parts := self._known_parts(spelling)):
            raise SimilarName(parts)
        if key not in self._new_names and (near := self._close.to(spelling)):
            # Of several spellings of one firm the closest is enough.
            by_firm = {self._ids[names.key(one)]: one for one in reversed(near)}
            raise SimilarName([one for one in near if one in by_firm.values()])
        if key not in self._new_names and (mixed := mixed_scripts(spelling)):
            raise MixedScripts(mixed)
        firm_id = names.slug(spelling)
        self._ids[key] = firm_id
        self.new[firm_id] = spelling
        self._close.add(spelling)
        return firm_id

    def _with_own_form(self, spelling: str) -> str | None:
        """The firm in the graph to whose name this one only adds a legal form of its country.

        None if a legal form of the firm is known already: `SoftBank Corp.` is a subsidiary of
        `SoftBank Group Corp.`
        """
        form = legal_form(spelling)
        firm_id = self._ids.get(names.key(without_legal_form(spelling))) if form else None
        firm = self._existing.get(firm_id or "")
        if not firm or not is_own_form(form, firm.get("country") or ""):
            return None
        spellings = (firm["name"], *firm["aliases"])
        return None if any(map(legal_form, spellings)) else firm_id

    def _known_parts(self, spelling: str) -> list[str]:
        """The parts of a name such as `SpaceX/xAI` if all of them are known firms."""
        parts = [part.strip() for part in PARTS.split(spelling)]
        is_known = len(parts) > 1 and all(part and names.key(part) in self._ids for part in parts)
        return parts if is_known else []

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all firms known so far."""
        return frozenset(self._ids.values())
