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

SIMPLE_TYPES = (
    *("text", "int", "float", "bool", "date", "usd"),
    *("firm", "source", "deal", "figure"),  # ids, which only the graph knows
)
FIRST_WORDS = "CYPHER 25"

PARAM_LINE = re.compile(
    r"//\s*param\s+(?P<name>\w+)\s+(?P<type>(?:list\s+of\s+)?\w+(?:\([^)]*\))?)"
    r"(?:\s*=\s*(?P<default>.*?))?(?:\s+--\s*(?P<help>.*))?\s*"
)
# Strings, escaped names and comments may hold a dollar sign that is no parameter.
NO_CODE = re.compile(
    r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.DOTALL
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
    text: str = field(repr=False)


def read_report(file: Path) -> Report:
    """The report in a file. Raises BadReport with every problem of its header."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadReport(f"{file}: cannot be read as UTF-8 text: {error}") from error
    problems: list[str] = []
    lines = text.split("\n")  # as editors count; splitlines knows ten more ends of a line
    header = []
    for line in lines:
        if not line.startswith("//"):
            break
        header.append(line)
    body_line = len(header) + 1
    if not header or not header[0].removeprefix("//").strip():
        problems.append(f"{file}:1: the first line should be the title: // What the report finds")
    if len(lines) < body_line or lines[body_line - 1].strip() != FIRST_WORDS:
        problems.append(f"{file}:{body_line}: the line after the header should be: {FIRST_WORDS}")
    description, parameters = [], {}
    declared_in: dict[str, int] = {}
    for number, line in enumerate(header[1:], start=2):
        if not re.match(r"//\s*param\b", line):
            description.append(line.removeprefix("//").strip())
            continue
        try:
            parameter = _parameter(line)
        except ValueError as error:
            problems.append(f"{file}:{number}: {error}")
            continue
        if parameter.name in parameters:
            problems.append(f"{file}:{number}: parameter {parameter.name!r} is declared twice")
        parameters[parameter.name] = parameter
        declared_in[parameter.name] = number
    problems += _usage(file, lines[body_line - 1 :], body_line, declared_in)
    if problems:
        raise BadReport("\n".join(problems))
    return Report(
        file.stem.replace("_", "-"),
        file.parent.name.replace("_", " "),
        header[0].removeprefix("//").strip(),
        "\n".join(description).strip(),
        tuple(parameters.values()),
        text,
    )


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


def _usage(file: Path, body: list[str], first: int, declared: dict[str, int]) -> list[str]:
    """Parameters used without a declaration, with the line; and declared ones never used."""
    code = NO_CODE.sub(lambda gap: re.sub(r"[^\n]", " ", gap[0]), "\n".join(body))
    used = {
        name: first + number
        for number, line in reversed(list(enumerate(code.split("\n"))))
        for name in USED_PARAM.findall(line)
    }
    return [
        f"{file}:{line}: ${name} is used but not declared in the header"
        for name, line in sorted(used.items(), key=lambda item: item[1])
        if name not in declared
    ] + [
        f"{file}:{line}: parameter {name!r} is declared but not used"
        for name, line in declared.items()
        if name not in used
    ]
