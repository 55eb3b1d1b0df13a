"""One value as text or JSON, the same in every format."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from moneyloop.errors import MoneyloopError


class Share(float):
    """A share, as a fraction, that its text shows as a percentage."""


class CannotRender(MoneyloopError):
    """Rows that a format cannot hold; the message says which format to use."""


def text_of(value: Any) -> str:
    """The value as text: None is empty, a map is JSON.

    The items of a list are separated by `; `, those of a list inside a list by `|`.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Share):
        return percentage(value)
    if isinstance(value, float):
        return str(value)
    if isinstance(value, dict):
        return json.dumps(json_value(value), ensure_ascii=False)
    if isinstance(value, list):
        return "; ".join(
            "|".join(map(text_of, item)) if isinstance(item, list) else text_of(item)
            for item in value
        )
    return str(json_value(value))


def percentage(share: float) -> str:
    """A share to a tenth of a percent: 0.583 is 58.3%."""
    text = f"{share:,.1%}"
    return "<0.1%" if share > 0 and text == "0.0%" else text


def are_numbers(values: Iterable[Any]) -> bool:
    """Whether all values of a column are numbers or None; a bool is not a number."""
    return all(
        value is None or (isinstance(value, int | float) and not isinstance(value, bool))
        for value in values
    )


def in_dollars(column: str) -> bool:
    """Whether the name of a column says that it holds US dollars, or counts deals without them."""
    return "usd" in column.split("_")


def is_money(column: str) -> bool:
    """Whether the numbers in a column of that name are amounts in US dollars."""
    return in_dollars(column) and column != "without_usd"  # the count of deals without an amount


def json_value(value: Any) -> Any:
    """The value as JSON can hold it: dates and times in ISO 8601, unknown types as their text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else None  # JSON has neither NaN nor infinity
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")  # 0.00000001, not 1E-8
    if isinstance(value, dict):
        return {str(name): json_value(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    return str(value)
