"""Command line options for the parameters in a report's header."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from moneyloop.report import arguments
from moneyloop.report.header import Parameter

PLACEHOLDERS = {"firm_share": "firm=share", "firm_amounts": "file"}
"""What the help shows in place of a value, by type; by default the type itself."""


class _Typed(click.ParamType[Any]):
    """The type of a parameter, as a type of click."""

    def __init__(self, parameter: Parameter) -> None:
        self.type = parameter.type
        self.name = "|".join(self.type.choices) or PLACEHOLDERS.get(self.type.name, self.type.name)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            if self.type.is_list:
                return arguments.values_of([value], self.type)
            return arguments.value_of(value, self.type)
        except arguments.BadArgument as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        matching = (word for word in self.type.choices if word.startswith(incomplete.lower()))
        return [click.shell_completion.CompletionItem(word) for word in matching]


def option_for(parameter: Parameter) -> click.Option:
    """The option that gives this parameter its value."""
    declaration, attributes = _option(parameter)
    return click.Option([declaration], **attributes)


def with_option(parameter: Parameter) -> Callable[..., Any]:
    """A decorator that adds this option to a command."""
    declaration, attributes = _option(parameter)
    return click.option(declaration, **attributes)


def _option(parameter: Parameter) -> tuple[str, dict[str, Any]]:
    name = parameter.name.replace("_", "-")
    default = parameter.default
    if parameter.type.is_list:
        default = ",".join(map(str, default or []))
    shown = f"  [default: {default}]" if default not in (None, "", False) else ""
    text = (parameter.help[:1].upper() + parameter.help[1:]) + (
        "  [required]" if parameter.required else shown
    )
    if parameter.type.name == "bool" and not parameter.type.is_list:
        return f"--{name}/--no-{name}", {"default": None, "help": text}
    return f"--{name}", {
        "type": _Typed(parameter),
        "multiple": parameter.type.is_list,
        "help": text,
    }


def given_values(options: dict[str, Any]) -> dict[str, Any]:
    """The values of the options that were given; lists from a repeated option are joined."""
    joined = {
        name: [item for items in value for item in items] if isinstance(value, tuple) else value
        for name, value in options.items()
    }
    return {name: value for name, value in joined.items() if value not in (None, [])}
