"""Reads a saved report: a Cypher file whose comment header describes it.

The header consists of a title line, a description, the fragments that the report uses
(moneyloop.graph.compose), the one that draws it in Neo4j Browser (moneyloop.report.in_browser), and
one line for each parameter of its own:

    // use NAME, NAME
    // draw NAME
    // firms COLUMN, COLUMN
    // shares COLUMN, COLUMN
    // param NAME TYPE = DEFAULT -- HELP

`firms` names the columns with ids of firms, or with lists of them, and `shares` those with
fractions: tables and pages show names of firms and percentages (moneyloop.report.shown).

Types are text, int, int(2..8), float, bool, date, usd, firm, source, deal, figure, choice(a|b),
and `list of` any of these; `list` means a list of text. A default is JSON, a bare word or
`today`. A parameter without a default is required.
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
from moneyloop.graph.queries import CLAIMS, FRAGMENTS
from moneyloop.graph.query_file import LANGUAGE_LINE, NOT_CODE, Line, code_of

SIMPLE_TYPES = (
    *("text", "int", "float", "bool", "date", "usd"),
    *("firm", "source", "deal", "figure"),  # ids, which only the graph can check
)
PARAM_LINE = re.compile(
    r"//\s*param\s+(?P<name>\w+)\s+(?P<type>(?:list\s+of\s+)?\w+(?:\([^)]*\))?)"
    r"(?:\s*=\s*(?P<default>.*?))?(?:\s+--\s*(?P<help>.*))?\s*"
)
USED_PARAM = re.compile(r"\$(\w+)")

TODAY = "today"

# Options that every report has besides its own.
RESERVED_NAMES = ("cypher", "drawn", "format", "output", "help", "ids", "zeros")


class BadReport(MoneyloopError):
    """A report file with errors; the message gives file and line of each."""


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a parameter.

    `choices` are the words of a choice, `bounds` the smallest and largest number allowed.
    """

    name: str
    is_list: bool = False
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None

    def __str__(self) -> str:
        """The type as a header writes it."""
        name = f"choice({'|'.join(self.choices)})" if self.choices else self.name
        if self.bounds:
            name += f"({self.bounds[0]}..{self.bounds[1]})"
        return f"list of {name}" if self.is_list else name


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a report; `default` is a JSON value or `today`, None if it is required."""

    name: str
    type: Type
    default: Any
    required: bool
    help: str


FIRMS, ALL_OF = "firms", "all_of"

ALL_OF_FIRMS = Parameter(
    ALL_OF, Type("bool"), False, False, "show only rows in which all of --firms appear"
)
"""A parameter of every report that has `firms` and names its columns with firms.

It applies to the rows of the query, see moneyloop.report.run. A report whose rows name no firms can
declare a parameter of this name for its query.
"""


@dataclass(frozen=True, slots=True)
class Report:
    """A saved report."""

    name: str
    topic: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    composed: Composed = field(repr=False)

    @property
    def text(self) -> str:
        """The query that Neo4j runs: the report with its fragments."""
        return self.composed.text

    @property
    def firm_columns(self) -> tuple[str, ...]:
        """The columns with ids of firms, or with lists of them."""
        return self.composed.query.firms

    @property
    def share_columns(self) -> tuple[str, ...]:
        """The columns with shares, as fractions."""
        return self.composed.query.shares

    @property
    def checks_all_of(self) -> bool:
        """Whether `all_of` applies to the rows and not to the query."""
        return any(parameter is ALL_OF_FIRMS for parameter in self.parameters)


def read_report(file: Path) -> Report:
    """The report in a file, with its fragments. Raises BadReport with all errors in its header."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadReport(f"{file}: cannot be read as UTF-8 text: {error}") from error
    composed = compose(file, text, fragment_folders(file))
    query, problems = composed.query, []
    first = query.body[0] if query.body else Line("", file, text.count("\n") + 2)
    if not query.title:
        problems.append(f"{file}:1: the first line should be the title: // What the report finds")
    if first.text.strip() != LANGUAGE_LINE:
        problems.append(
            f"{file}:{first.number}: the line after the header should be: {LANGUAGE_LINE}"
        )
    problems += composed.problems
    parameters, declared_in = _parameters(composed, problems)
    problems += _usage(composed, declared_in)
    if FIRMS in parameters and query.firms and ALL_OF not in parameters:
        after = list(parameters).index(FIRMS) + 1
        named = [*parameters.items()]
        parameters = dict([*named[:after], (ALL_OF, ALL_OF_FIRMS), *named[after:]])
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
    """The folders of a report's fragments: the user's own, then those that ship."""
    own = (file.parent / "fragments", file.parent.parent / "fragments")
    return tuple(dict.fromkeys((*(one for one in own if one.is_dir()), FRAGMENTS, CLAIMS)))


def _parameters(
    composed: Composed, problems: list[str]
) -> tuple[dict[str, Parameter], dict[str, Line]]:
    """The parameters by name, and the line that declares each.

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
                f"{parameter.type} in the fragment {line.file.stem}, so it cannot be "
                f"{parameters[parameter.name].type} here"
            )
    return parameters, declared_in


def substitute_parameters(query: str, values: Mapping[str, str]) -> str:
    """The query with each parameter in `values` replaced by the text given there.

    Strings, escaped names and comments stay unchanged.
    """

    def substitute(code: str) -> str:
        return USED_PARAM.sub(lambda used: values.get(used[1], used[0]), code)

    parts, end = [], 0
    for match in NOT_CODE.finditer(query):
        parts += [substitute(query[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*parts, substitute(query[end:])])


def _parameter(line: str) -> Parameter:
    match = PARAM_LINE.fullmatch(line)
    if match is None:
        raise ValueError("a parameter is declared like: // param NAME TYPE = DEFAULT -- HELP")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", match["name"]) or match["name"] in RESERVED_NAMES:
        raise ValueError(
            f"{match['name']!r} cannot be an option; a name starts with a lowercase letter, has "
            f"only lowercase letters, digits and _, and is not {' or '.join(RESERVED_NAMES)}"
        )
    kind = _type(match["type"])
    required = match["default"] is None
    default = None if required else _default(match["default"].strip(), kind)
    return Parameter(match["name"], kind, default, required, (match["help"] or "").strip())


def _type(text: str) -> Type:
    rest = re.sub(r"^list(\s+of\s+|$)", "", text)
    is_list, name = rest != text, rest or "text"
    if choice := re.fullmatch(r"choice\((.+)\)", name):
        return Type("choice", is_list, tuple(word.strip() for word in choice[1].split("|")))
    if bounds := re.fullmatch(r"int\((\d+)\.\.(\d+)\)", name):
        return Type("int", is_list, bounds=(int(bounds[1]), int(bounds[2])))
    if name not in SIMPLE_TYPES:
        raise ValueError(
            f"{text!r} is not a type; types are {', '.join(SIMPLE_TYPES)}, int(2..8), choice(a|b) "
            "and list of …"
        )
    return Type(name, is_list)


def _default(text: str, kind: Type) -> Any:
    if kind.name == "date" and text == TODAY:
        return TODAY
    try:
        value = json.loads(text)
    except ValueError:
        value = text  # a bare word: text, a choice, a date
    items = value if kind.is_list else [value]
    if not isinstance(items, list) or not all(_fits(item, kind) for item in items):
        raise ValueError(f"the default {text!r} does not fit the type {kind}")
    return value


def _fits(value: Any, kind: Type) -> bool:
    match kind.name:
        case "int" | "usd":
            low, high = kind.bounds or (-(2**63), 2**63 - 1)
            return type(value) is int and low <= value <= high
        case "float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "bool":
            return isinstance(value, bool)
        case "choice":
            return value in kind.choices
        case "date":
            return isinstance(value, str) and _is_iso_date(value)
        case _:
            return isinstance(value, str)


def _is_iso_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _usage(composed: Composed, declared_in: Mapping[str, Line]) -> list[str]:
    """Errors for parameters that are used but not declared, and declared but not used."""
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
