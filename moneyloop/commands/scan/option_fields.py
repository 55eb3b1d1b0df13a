"""Options of a command as fields of dataclasses, so that each is declared in one place.

@dataclass(frozen=True)
class Limits:
    most: Annotated[int, option("--most", "Stop after N rows.", metavar="N")] = 10

@click.command()
@options(limits=Limits)
def command(limits: Limits) -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any, get_type_hints

import click


@dataclass(frozen=True, slots=True)
class Option:
    """How an option is declared; its default is that of its field."""

    names: tuple[str, ...]
    settings: dict[str, Any]


def option(name: str, help_text: str, *, short: str | None = None, **settings: Any) -> Option:
    """Declares the option of a field; the rest are arguments of click.option."""
    return Option((name, short) if short else (name,), {"help": help_text, **settings})


def options(**groups: type[Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the options of dataclasses to a command, which receives an instance of each."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def with_instances(**values: Any) -> Any:
            instances = {
                name: group(**{field: values.pop(field) for field, _, _ in _options_of(group)})
                for name, group in groups.items()
            }
            return function(**instances, **values)

        decorated: Callable[..., Any] = with_instances
        declared = [each for group in groups.values() for each in _options_of(group)]
        # The help lists first what is applied last.
        for field, default, declaration in reversed(declared):
            decorated = click.option(
                *declaration.names, field, default=default, **declaration.settings
            )(decorated)
        return decorated

    return decorate


def given(group: Any, *without: str) -> list[str]:
    """The options of an instance whose values are not the defaults, without some of its fields."""
    return [
        declaration.names[0]
        for field, default, declaration in _options_of(type(group))
        if field not in without and getattr(group, field) != default
    ]


def _options_of(group: type[Any]) -> Iterator[tuple[str, Any, Option]]:
    """The name of each field, its default, and its option."""
    hints = get_type_hints(group, include_extras=True)
    for each in fields(group):
        yield each.name, each.default, hints[each.name].__metadata__[0]
