"""The options of a scan of the graph: the parameters that its deals share with reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moneyloop.report.arguments import value_of
from moneyloop.report.library import payments
from moneyloop.terminal.parameters import given_values, with_option

AMOUNT = "amount"
"""With files, --amount names a column; with --from-graph it is this parameter."""


def graph_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds an option for each parameter of library.payments(), except --amount."""
    for parameter in reversed(payments().parameters):
        if parameter.name != AMOUNT:
            command = with_option(parameter)(command)
    return command


def parameters_of(options: dict[str, Any], amount: str | None) -> Mapping[str, Any]:
    """The parameters of library.payments() that these options give. Raises BadArgument."""
    given = given_values(options)
    if amount is not None:
        kind = next(one.type for one in payments().parameters if one.name == AMOUNT)
        given[AMOUNT] = value_of(amount, kind)
    return given
