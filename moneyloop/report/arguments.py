"""Turns the text that a person typed for a parameter into the value that the query gets."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from moneyloop import clock
from moneyloop.errors import WRONG_COMMAND, MoneyloopError
from moneyloop.report.firm_amounts import firm_amounts, firm_share
from moneyloop.report.header import ALL_OF, FIRMS, TODAY, Parameter, Report, Type
from moneyloop.values import names
from moneyloop.values.amounts import parse_amount
from moneyloop.values.dates import parse_period

T = TypeVar("T")

YES = ("true", "yes", "on", "1")
NO = ("false", "no", "off", "0")

EXAMPLES: Mapping[str, Any] = {
    "firm": "openai",
    "first": "nvidia",
    "second": "openai",
    "text": "nvidea",
    "deals": ["nvidia-openai-letter"],
    "deal": "nvidia-openai-letter",
    "firms": ["nvidia", "openai", "oracle"],
    "since": date(2026, 2, 1),
}
"""Values for parameters without a default, by name: for documentation and saved scripts."""


class BadArgument(MoneyloopError, ValueError):
    """A value that does not fit its parameter; the message says what would fit."""

    exit_code = WRONG_COMMAND


def value_of(text: str, kind: Type) -> Any:
    """The value of one item typed for a parameter of that type. Raises BadArgument.

    A firm, source, deal or figure is returned as typed: only the graph can resolve it. So are the
    firms in a `FirmShare` and in `FirmAmounts`.
    """
    match kind.name:
        case "int":
            return _within(_number(text, int, "a whole number"), text, kind)
        case "float":
            return _within(_number(text, float, "a number"), text, kind)
        case "bool":
            return _truth(text)
        case "date":
            return _day(text, kind.begins)
        case "usd":
            return _dollars(text)
        case "choice":
            return _choice(text, kind.choices)
        case "firm_share":
            return _checked(firm_share, text)
        case "firm_amounts":
            return _checked(firm_amounts, text)
        case _:
            return text


def values_of(texts: Iterable[str], kind: Type) -> list[Any]:
    """The items of a list, each given on its own or separated by commas. Raises BadArgument."""
    items = [item.strip() for text in texts for item in text.split(",")]
    values = [value_of(item, kind) for item in items if item]
    if items and not values:
        # An empty list usually means "all", which is not what an empty word means.
        raise BadArgument("the list is empty; name at least one, or leave out the option")
    return values


def complete(report: Report, given: Mapping[str, Any], today: date) -> dict[str, Any]:
    """A value for each parameter: the given one, or else its default. Raises BadArgument."""
    missing = [
        parameter.name
        for parameter in report.parameters
        if parameter.required and given.get(parameter.name) is None
    ]
    if missing:
        options = ", ".join("--" + name.replace("_", "-") for name in missing)
        raise BadArgument(
            f"report {report.name} needs {options}; see `moneyloop report {report.name} --help`"
        )
    has_firms = any(parameter.name == FIRMS for parameter in report.parameters)
    if has_firms and given.get(ALL_OF) and not given.get(FIRMS):
        raise BadArgument("--all-of needs --firms with the firms that have to appear")
    return {
        parameter.name: _default(parameter, today)
        if given.get(parameter.name) is None
        else given[parameter.name]
        for parameter in report.parameters
    }


def from_python(report: Report, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The values of parameters given by name, as Python values or as text on the command line.

    None stands for the default. Raises TypeError for a parameter that the report does not have,
    and BadArgument.
    """
    known = {names.key(parameter.name): parameter for parameter in report.parameters}
    given: dict[str, Any] = {}
    for name, value in parameters.items():
        parameter = known.get(names.key(name))
        if parameter is None:
            valid = ", ".join(parameter.name for parameter in report.parameters)
            raise TypeError(f"report {report.name} has no parameter {name!r}; it has {valid}")
        if value is None:
            continue
        if parameter.type.is_list:
            items = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
            given[parameter.name] = values_of(map(_typed, items), parameter.type)
        else:
            given[parameter.name] = value_of(_typed(value), parameter.type)
    return given


def _typed(value: Any) -> str:
    """The value as typed on the command line, so that the same parsers check it."""
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


def _default(parameter: Parameter, today: date) -> Any:
    if parameter.type.name == "date" and isinstance(parameter.default, str):
        return today if parameter.default == TODAY else date.fromisoformat(parameter.default)
    return parameter.default


def _within(number: int | float, text: str, kind: Type) -> int | float:
    low, high = kind.bounds or (number, number)
    if not low <= number <= high:
        raise BadArgument(f"{text!r} is not between {low} and {high}")
    return number


def _checked(read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except ValueError as error:
        raise BadArgument(str(error)) from error


def _number(text: str, kind: type[int] | type[float], expected: str) -> int | float:
    try:
        number = kind(text.replace("_", ""))
    except ValueError as error:
        raise BadArgument(f"{text!r} is not {expected}") from error
    if abs(number) >= 2**63:
        raise BadArgument(f"{text!r} is too large")
    if math.isnan(number):
        raise BadArgument(f"{text!r} is not {expected}")
    return number


def _truth(text: str) -> bool:
    word = text.lower()
    if word not in YES + NO:
        raise BadArgument(f"{text!r} is neither yes nor no")
    return word in YES


def _day(text: str, begins: bool) -> date:
    if text.lower() == TODAY:
        return clock.today()
    try:
        period = parse_period(text)
    except ValueError as error:
        raise BadArgument(str(error)) from error
    # "As of 2025-09" and "since 2025-09" both include all of September.
    return period.first if begins else period.last


def _dollars(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    try:
        amount = parse_amount(text, "USD", allow_small=True)
    except ValueError as error:
        raise BadArgument(str(error)) from error
    if amount.stated is None or amount.per != "total":
        raise BadArgument(f"{text!r} is not a single amount; write 10000000000 or $10B")
    return amount.stated


def _choice(text: str, choices: tuple[str, ...]) -> str:
    by_key = {names.key(choice): choice for choice in choices}
    if names.key(text) not in by_key:
        raise BadArgument(f"{text!r} is not one of {', '.join(choices)}")
    return by_key[names.key(text)]
