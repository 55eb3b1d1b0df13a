"""Options of the command line from the parameters in a query's header."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from moneyloop.report import arguments
from moneyloop.report.header import Parameter


class _Typed(click.ParamType[Any]):
    """An option whose type stands in a report's header."""

    def __init__(self, parameter: Parameter) -> None:
        self.kind = parameter.type
        self.name = "|".join(self.kind.choices) or self.kind.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            if self.kind.is_list:
                return arguments.values_of([value], self.kind)
            return arguments.value_of(value, self.kind)
        except arguments.BadArgument as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        matching = (word for word in self.kind.choices if word.startswith(incomplete.lower()))
        return [click.shell_completion.CompletionItem(word) for word in matching]


def option_for(parameter: Parameter) -> click.Option:
    """The option that gives this parameter a value."""
    declared, rest = _declared(parameter)
    return click.Option([declared], **rest)


def with_option(parameter: Parameter) -> Callable[..., Any]:
    """The same, as what decorates a command."""
    declared, rest = _declared(parameter)
    return click.option(declared, **rest)


def _declared(parameter: Parameter) -> tuple[str, dict[str, Any]]:
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


def given_of(options: dict[str, Any]) -> dict[str, Any]:
    """What was given; an option given several times has a list each time."""
    joined = {
        name: [item for items in value for item in items] if isinstance(value, tuple) else value
        for name, value in options.items()
    }
    return {name: value for name, value in joined.items() if value not in (None, [])}
