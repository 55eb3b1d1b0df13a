"""Reads a saved report: one file of Cypher whose comment header says what it is.

The header is a title line, a description, and one line for each parameter:

    // param NAME TYPE = DEFAULT -- HELP

Types are text, int, int(2..8), float, bool, date, usd, firm, source, deal, figure, choice(a|b),
and `list of` any of these; `list` alone is a list of text. A default is JSON, a bare word or
`today`; a parameter without a default must be given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from moneyloop.errors import MoneyloopError
from moneyloop.graph.compose import Composed, compose
from moneyloop.graph.queries import FRAGMENTS
from moneyloop.graph.query_file import FIRST_WORDS, NO_CODE, Line, code_of

SIMPLE_TYPES = (
    *("text", "int", "float", "bool", "date", "usd"),
    *("firm", "source", "deal", "figure"),  # ids, which only the graph knows
)
PARAM_LINE = re.compile(
    r"//\s*param\s+(?P<name>\w+)\s+(?P<type>(?:list\s+of\s+)?\w+(?:\([^)]*\))?)"
    r"(?:\s*=\s*(?P<default>.*?))?(?:\s+--\s*(?P<help>.*))?\s*"
)
USED_PARAM = re.compile(r"\$(\w+)")

TODAY = "today"

# Options that every report has, beside its own.
TAKEN = ("format", "output", "help")


class BadReport(MoneyloopError):
    """A report file that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a parameter: its name, whether it is a list of such, the words of a choice, and
    the smallest and largest number that is allowed."""

    name: str
    is_list: bool = False
    choices: tuple[str, ...] = ()
    between: tuple[int, int] | None = None

    def __str__(self) -> str:
        """As it is written in a header."""
        name = f"choice({'|'.join(self.choices)})" if self.choices else self.name
        if self.between:
            name += f"({self.between[0]}..{self.between[1]})"
        return f"list of {name}" if self.is_list else name


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: `default` is its JSON value or `today`; `needed` where there is none."""

    name: str
    type: Type
    default: Any
    needed: bool
    help: str


@dataclass(frozen=True, slots=True)
class Report:
    """A saved report, ready to be run."""

    name: str
    topic: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    composed: Composed = field(repr=False)

    @property
    def text(self) -> str:
        """What Neo4j runs: the query with its fragments."""
        return self.composed.text


def read_report(file: Path) -> Report:
    """The report in a file. Raises BadReport with every problem of its header."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadReport(f"{file}: cannot be read as UTF-8 text: {error}") from error
    composed = compose(file, text, fragment_folders(file))
    query, problems = composed.query, []
    first = query.body[0] if query.body else Line("", file, text.count("\n") + 2)
    if not query.title:
        problems.append(f"{file}:1: the first line should be the title: // What the report finds")
    if first.text.strip() != FIRST_WORDS:
        problems.append(
            f"{file}:{first.number}: the line after the header should be: {FIRST_WORDS}"
        )
    problems += composed.problems
    parameters, declared_in = _parameters(composed, problems)
    problems += _usage(composed, declared_in)
    if problems:
        raise BadReport("\n".join(problems))
    return Report(
        file.stem.replace("_", "-"),
        file.parent.name.replace("_", " "),
        query.title,
        query.description,
        tuple(parameters.values()),
        composed,
    )


def fragment_folders(file: Path) -> tuple[Path, ...]:
    """Where the fragments of a report are: in the user's own folder, then those that ship."""
    own = (file.parent / "fragments", file.parent.parent / "fragments")
    return tuple(dict.fromkeys((*(one for one in own if one.is_dir()), FRAGMENTS)))


def _parameters(
    composed: Composed, problems: list[str]
) -> tuple[dict[str, Parameter], dict[str, Line]]:
    """The parameters by name, and the line that declares each: that of the report, if it does.

    A report may restate a parameter of a fragment to change its default and its help.
    """
    parameters: dict[str, Parameter] = {}
    declared_in: dict[str, Line] = {}
    for line in composed.parameters:
        place = f"{line.file}:{line.number}"
        try:
            parameter = _parameter(line.text)
        except ValueError as error:
            problems.append(f"{place}: {error}")
            continue
        known = declared_in.get(parameter.name)
        if known is None:
            parameters[parameter.name] = parameter
            declared_in[parameter.name] = line
        elif known.file == line.file:
            problems.append(f"{place}: parameter {parameter.name!r} is declared twice")
        elif parameters[parameter.name].type != parameter.type:
            problems.append(
                f"{known.file}:{known.number}: parameter {parameter.name!r} is "
                f"{parameter.type} in the fragment {line.file.stem}, and cannot be "
                f"{parameters[parameter.name].type} here"
            )
    return parameters, declared_in


def with_values(query: str, values: Mapping[str, str]) -> str:
    """A query with the text of a value in place of each parameter that has one.

    What stands in strings, escaped names and comments is left alone.
    """

    def put(code: str) -> str:
        return USED_PARAM.sub(lambda used: values.get(used[1], used[0]), code)

    made, end = [], 0
    for gap in NO_CODE.finditer(query):
        made += [put(query[end : gap.start()]), gap[0]]
        end = gap.end()
    return "".join([*made, put(query[end:])])


def _parameter(line: str) -> Parameter:
    match = PARAM_LINE.fullmatch(line)
    if match is None:
        raise ValueError("a parameter is declared like: // param NAME TYPE = DEFAULT -- HELP")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", match["name"]) or match["name"] in TAKEN:
        raise ValueError(
            f"{match['name']!r} can be no option; a name has small letters, digits and _, and is "
            f"none of {', '.join(TAKEN)}"
        )
    kind = _type(match["type"])
    needed = match["default"] is None
    default = None if needed else _default(match["default"].strip(), kind)
    return Parameter(match["name"], kind, default, needed, (match["help"] or "").strip())


def _type(text: str) -> Type:
    rest = re.sub(r"^list(\s+of\s+|$)", "", text)
    is_list, name = rest != text, rest or "text"
    if choice := re.fullmatch(r"choice\((.+)\)", name):
        return Type("choice", is_list, tuple(word.strip() for word in choice[1].split("|")))
    if bounds := re.fullmatch(r"int\((\d+)\.\.(\d+)\)", name):
        return Type("int", is_list, between=(int(bounds[1]), int(bounds[2])))
    if name not in SIMPLE_TYPES:
        raise ValueError(
            f"{text!r} is no type; there are {', '.join(SIMPLE_TYPES)}, int(2..8), choice(a|b) "
            "and list of …"
        )
    return Type(name, is_list)


def _default(text: str, kind: Type) -> Any:
    if kind.name == "date" and text == TODAY:
        return TODAY
    try:
        value = json.loads(text)
    except ValueError:
        value = text  # a bare word: text, a choice, a day
    items = value if kind.is_list else [value]
    if not isinstance(items, list) or not all(_fits(item, kind) for item in items):
        raise ValueError(f"the default {text!r} is no {kind}")
    return value


def _fits(value: Any, kind: Type) -> bool:
    match kind.name:
        case "int" | "usd":
            low, high = kind.between or (-(2**63), 2**63 - 1)
            return type(value) is int and low <= value <= high
        case "float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "bool":
            return isinstance(value, bool)
        case "choice":
            return value in kind.choices
        case "date":
            return isinstance(value, str) and _is_day(value)
        case _:
            return isinstance(value, str)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _usage(composed: Composed, declared_in: Mapping[str, Line]) -> list[str]:
    """Parameters used without a declaration, with the line; and declared ones never used."""
    code = code_of(composed.text).split("\n")
    used: dict[str, Line] = {}
    for line, text in zip(composed.lines, code, strict=False):
        for name in USED_PARAM.findall(text):
            used.setdefault(name, line.source)
    return [
        f"{line.file}:{line.number}: ${name} is used but not declared in the header"
        for name, line in used.items()
        if name not in declared_in
    ] + [
        f"{line.file}:{line.number}: parameter {name!r} is declared but not used"
        for name, line in declared_in.items()
        if name not in used
    ]
