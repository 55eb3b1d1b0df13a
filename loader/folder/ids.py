"""Checks of the ids in a knowledge folder: each is given once, and each that is named exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from loader.problems import Problem, at
from loader.records import Place
from moneyloop.values import names

CheckId = Callable[[str, Place, str], Iterable[Problem]]
"""Takes an id, and the place and column that refer to it; gives a problem if it does not exist."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def place(self) -> Place: ...


Named = TypeVar("Named", bound=_Identified)


def unique(records: Iterable[Named], what: str) -> Iterable[Problem]:
    """A problem for each record whose id another has; `what` is what a record is called."""
    first: dict[str, Named] = {}
    for record in records:
        known = first.setdefault(record.id, record)
        if record.id and known is not record:
            line = known.place.line
            yield at(record.place, "id", f"{what} {record.id!r} is already in line {line}")


def id_check(known: Iterable[str], what: str, file: str) -> CheckId:
    """A check that an id is among the known ones, which are those of `what` in `file`."""
    ids = set(known)

    def check(id_: str, place: Place, column: str) -> Iterable[Problem]:
        # A record without an id may be the one referred to.
        if id_ and id_ not in ids and "" not in ids:
            near = names.near(id_, ids)
            hint = f"did you mean {' or '.join(near)}?" if near else f"add it to {file}"
            yield at(place, column, f"there is no {what} {id_!r}; {hint}")

    return check
