"""One value as text, the same in every format that has only text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from moneyloop.errors import WRONG_COMMAND, MoneyloopError


class CannotRender(MoneyloopError):
    """Rows for which a format has no room; the message says which to use."""

    exit_code = WRONG_COMMAND


def text_of(value: Any) -> str:
    """Empty for None; lists with `; ` between their items, `|` in an inner list; maps as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(value)
    if isinstance(value, dict):
        return json.dumps(plain(value), ensure_ascii=False)
    if isinstance(value, list):
        return "; ".join(
            "|".join(map(text_of, item)) if isinstance(item, list) else text_of(item)
            for item in value
        )
    return str(plain(value))


def are_figures(values: Iterable[Any]) -> bool:
    """Whether a column of these values holds numbers alone; yes and no are none."""
    return all(
        value is None or (isinstance(value, int | float) and not isinstance(value, bool))
        for value in values
    )


def in_dollars(column: str) -> bool:
    """Whether a column of that name holds US dollars, also where no row knows any."""
    return "usd" in column.split("_")


def plain(value: Any) -> Any:
    """What JSON can hold: days and times in ISO 8601, anything else unknown as its text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else None  # JSON knows neither NaN nor infinity
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")  # 0.00000001 and not 1E-8
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return str(value)
