"""Values nested in JSON: the options that name the columns which they may mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loader.deals.as_written.column_names import column_named_exactly
from moneyloop.values import names
from moneyloop.values.shown import shown

_STEPS = re.compile(r"\.|\[\d+\]")
_OF_THEIR_OBJECT = frozenset(("name", "value", "text", "id", "label", "legalname", "amount"))
"""The keys of values that mean what the object around them means."""


def top_of(path: str) -> str:
    """The key of the object that holds a nested value; the whole path if that key is empty."""
    return re.split(r"[.\[]", path, maxsplit=1)[0] or path


def options_for(paths: Sequence[str]) -> tuple[str, set[str]]:
    """Options `--map` that name a column for the values that may mean one, and leave out others;
    and these columns.
    """
    meanings = {path: column for path in paths if (column := _meaning(path))}
    # Of several values that may mean a column the first one is suggested, but names before ids.
    by_column: dict[str, str] = {}
    for path in sorted(meanings, key=lambda one: names.key(one).endswith("id")):
        by_column.setdefault(meanings[path], path)
    wanted = [path for path in paths if by_column.get(meanings.get(path, "")) == path]
    tops = {top_of(path) for path in wanted}
    left_out = [top for top in dict.fromkeys(map(top_of, paths)) if top not in tops]
    options = [f"{path}={meanings[path]}" for path in wanted] + [f"{top}=" for top in left_out]
    return " ".join(f"--map {shown(option)}" for option in options), set(by_column)


def _meaning(path: str) -> str | None:
    """The column that a nested value may mean; of values in a list only the first may mean one."""
    if any(index != "[0]" for index in re.findall(r"\[\d+\]", path)):
        return None
    steps = [step for step in _STEPS.split(path) if step]
    if not steps:
        return None
    *above, last = steps
    if (
        above
        and names.key(last) in _OF_THEIR_OBJECT
        and (column := column_named_exactly(above[-1]))
    ):
        return column
    return column_named_exactly(f"{above[-1]} {last}" if above else last) or (
        column_named_exactly(last)
    )
