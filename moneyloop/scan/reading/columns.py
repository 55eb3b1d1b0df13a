"""Finds the columns of a ledger: by the names that the user gives, or by their usual names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from moneyloop.scan.errors import ScanFailed
from moneyloop.values import names
from moneyloop.values.column_synonyms import SYNONYMS

Role = Literal["payer", "payee", "amount", "date", "type", "id"]

OPTIONS = {"type": "--type-column"}
"""Options that are not called like the role of their column."""

ONLY_IF_NAMED: tuple[Role, ...] = ("type", "id")
"""Roles whose column is used only if the user names it."""


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """The names of the columns as the user gives them; None means to look for the usual names."""

    payer: str | None = None
    payee: str | None = None
    amount: str | None = None
    date: str | None = None
    type: str | None = None
    id: str | None = None


USUAL_COLUMNS = ColumnNames()


def find_columns(existing: Sequence[str], requested: ColumnNames) -> dict[Role, str]:
    """The column for each role. Raises ScanFailed with all errors together."""
    by_key = {names.key(name): name for name in reversed(existing)}
    found: dict[Role, str] = {}
    errors = []
    for role in get_args(Role):
        name = getattr(requested, role)
        if name is not None:
            exact = name if name in existing else by_key.get(names.key(name))
            if exact is None:
                errors.append(f"no column {name!r}, which {_option(role)} names")
            else:
                found[role] = exact
            continue
        if role in ONLY_IF_NAMED:
            continue
        usual = next((by_key[key] for key in map(names.key, _usual(role)) if key in by_key), None)
        if usual is not None:
            found[role] = usual
        elif role in ("payer", "payee"):
            errors.append(f"no column {role}; name it with {_option(role)}")
    if not errors and found["payer"] == found["payee"]:
        errors.append(f"payer and payee in the same column, {found['payer']!r}")
    if errors:
        raise ScanFailed(
            f"the ledger has {'; '.join(errors)}. Its columns are: {', '.join(existing)}"
        )
    return found


def _option(role: Role) -> str:
    return OPTIONS.get(role, f"--{role}")


def _usual(role: Role) -> tuple[str, ...]:
    synonyms = {"date": SYNONYMS["announced"]}.get(role, SYNONYMS.get(role, ()))
    return (role, *synonyms)
