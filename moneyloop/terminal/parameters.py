"""Command line options for the parameters in a report's header."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from moneyloop.report import arguments
from moneyloop.report.header import Parameter, Report

NAMED = ("firm", "deal", "source", "figure", "text")
LISTED = ("firm", "deal")
"""Types of parameters that can be given as a word: if the report needs them, and if it does not."""

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


WORD = "_"
"""What precedes the name of a parameter in that of the argument that can give its value, too."""


def words_for(report: Report) -> list[click.Argument]:
    """Arguments for the parameters of a report that can be given without their options.

    These are the firms, deals and the like that it needs, or else the first list of firms or deals
    to which it can be limited. After a list there is no other, since a list takes all words.
    """
    named = [one for one in report.parameters if one.type.name in NAMED]
    needed = [one for one in named if one.required]
    taken = needed or [one for one in named if one.type.is_list and one.type.name in LISTED][:1]
    lists = [at for at, parameter in enumerate(taken) if parameter.type.is_list]
    taken = taken[: lists[0] + 1] if lists else taken
    return [
        click.Argument(
            [f"{WORD}{parameter.name}"],
            type=_Typed(parameter),
            required=False,
            # The last takes all words that are left: a list, or a name of several words.
            nargs=-1 if parameter is taken[-1] else 1,
            metavar=f"[{_metavar(parameter)}]" + ("..." if parameter.type.is_list else ""),
        )
        for parameter in taken
    ]


def _metavar(parameter: Parameter) -> str:
    return parameter.name.replace("_", "-").upper()


def with_words(options: dict[str, Any]) -> dict[str, Any]:
    """The options, with the values of those that were given as words. Raises UsageError."""
    merged = {name: value for name, value in options.items() if not name.startswith(WORD)}
    for name, value in options.items():
        parameter = name.removeprefix(WORD)
        if parameter == name or value in (None, ()):
            continue
        if merged.get(parameter) not in (None, ()):
            option = parameter.replace("_", "-")
            raise click.UsageError(f"give --{option} once: as a word or as an option, not as both")
        is_name = isinstance(value, tuple) and isinstance(value[0], str)
        merged[parameter] = " ".join(value) if is_name else value
    return merged


def with_option(parameter: Parameter) -> Callable[..., Any]:
    """A decorator that adds this option to a command."""
    declaration, attributes = _option(parameter)
    return click.option(declaration, **attributes)


def with_options_of(report: Report) -> Callable[..., Any]:
    """A decorator that adds all parameters of a query to a command as options, in their order."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for parameter in reversed(report.parameters):
            command = with_option(parameter)(command)
        return command

    return add


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
