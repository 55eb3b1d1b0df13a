"""Reads a saved report: a Cypher file whose comment header describes it.

The header consists of a title line, a description, the fragments that the report uses
(moneyloop.graph.compose), the one that draws it in Neo4j Browser (moneyloop.report.in_browser), and
one line for each parameter of its own:

    // use NAME, NAME
    // draw NAME
    // firms COLUMN, COLUMN
    // shares COLUMN, COLUMN
    // key COLUMN, COLUMN
    // feed COLUMN
    // param NAME TYPE = DEFAULT -- HELP

`firms` names the columns with ids of firms, or with lists of them, and `shares` those with
fractions: tables and pages show names of firms and percentages (moneyloop.report.shown). `key`
names the columns that identify a row, or is `none` if there is only one, so that two runs can be
compared (moneyloop.report.compare). `feed` names the column with the day of a row, which makes the
rows entries of a feed (moneyloop.publish.formats.atom).

Types are text, int, int(2..8), float, float(0..1), bool, date, date(first), usd, firm, source,
deal, figure, choice(a|b), and `list of` any of these; `list` means a list of text. If only a month
or a year is given, a date is its last day, and a date(first) its first. Reports in Python
(moneyloop.report.in_python) also have firm_share (OpenAI=50%) and firm_amounts (the path of a CSV
file). A default is JSON, a bare word or `today`. A parameter without a default is required.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from moneyloop.errors import MoneyloopError
from moneyloop.graph.compose import Composed, compose
from moneyloop.graph.queries import CLAIMS, FRAGMENTS
from moneyloop.graph.query_file import LANGUAGE_LINE, NOT_CODE, Line, code_of, read_text
from moneyloop.values.shown import BIDIRECTIONAL, CONTROL, harmless

FOR_FIRMS = ("firm_share", "firm_amounts")
"""Types whose values are for firms (moneyloop.values.firm_values), only for reports in Python."""

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
RESERVED_NAMES = (
    *("against", "cypher", "drawn", "exit_code", "format", "output", "help", "ids", "zeros"),
)

NO_KEY = ("none",)
"""The key of a report that has only one row."""


class BadReport(MoneyloopError):
    """A report file with errors; the message gives file and line of each."""


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a parameter.

    `choices` are the words of a choice, `bounds` the smallest and largest number allowed, and
    `begins` is whether a month or a year means its first day, and not its last.
    """

    name: str
    is_list: bool = False
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None
    begins: bool = False

    def __str__(self) -> str:
        """The type as a header writes it."""
        name = f"choice({'|'.join(self.choices)})" if self.choices else self.name
        if self.bounds:
            name += f"({self.bounds[0]}..{self.bounds[1]})"
        if self.begins:
            name += "(first)"
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
"""A parameter of every report that can be limited to `firms` and names its columns with firms.

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
    lookups: tuple[Report, ...] = field(default=(), repr=False)
    """What a report in Python reads from the graph; empty for a report in Cypher."""

    @property
    def in_python(self) -> bool:
        """Whether Python computes the rows, so that there is no query that Neo4j could run."""
        return bool(self.lookups)

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
    def key_columns(self) -> tuple[str, ...] | None:
        """The columns that identify a row: none if there is one row, None if it is not known."""
        key = self.composed.query.key
        return () if key == NO_KEY else key or None

    @property
    def feed_column(self) -> str | None:
        """The column with the day of a row, if the rows are entries of a feed."""
        return next(iter(self.composed.query.feed), None)

    @property
    def checks_all_of(self) -> bool:
        """Whether `all_of` applies to the rows and not to the query."""
        return any(parameter is ALL_OF_FIRMS for parameter in self.parameters)


def read_report(file: Path) -> Report:
    """The report in a file, with its fragments. Raises BadReport with all errors in its header."""
    text = text_of(file)
    composed = compose(file, text, fragment_folders(file))
    body = composed.query.body
    first = body[0] if body else Line("", file, text.count("\n") + 2)
    problems = _controls(file, text)
    if first.text.strip() != LANGUAGE_LINE:
        problems.append(
            f"{file}:{first.number}: the line after the header should be: {LANGUAGE_LINE}"
        )
    return report_of(composed, problems=problems)


def text_of(file: Path) -> str:
    """The text of a file of a report. Raises BadReport."""
    try:
        return read_text(file)
    except (OSError, UnicodeDecodeError) as error:
        raise BadReport(f"{file}: cannot be read as UTF-8 text: {error}") from error


def report_of(
    composed: Composed, lookups: tuple[Report, ...] = (), problems: Iterable[str] = ()
) -> Report:
    """The report with this header, and with a query of its own unless it has lookups.

    Raises BadReport with all errors in its header, and those that are given.
    """
    query, file = composed.query, composed.query.file
    problems = [*problems, *composed.problems]
    if not query.title:
        what = f"{file}:1: the first line should be the title: // What the report finds"
        problems.insert(0, what)
    types = (*SIMPLE_TYPES, *FOR_FIRMS) if lookups else SIMPLE_TYPES
    parameters, declared_in = _parameters(composed, types, problems)
    if not lookups:
        problems += _usage(composed, declared_in)
    can_limit = FIRMS in parameters and not parameters[FIRMS].required
    if can_limit and query.firms and ALL_OF not in parameters:
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
        lookups,
    )


def _controls(file: Path, text: str) -> list[str]:
    """A problem for each line with characters that a terminal might obey when it shows the line."""
    return [
        f"{file}:{number}: contains {harmless(found[0])}; in a query, write an escape instead"
        for number, line in enumerate(text.split("\n"), start=1)
        for found in [CONTROL.search(line.replace("\t", " ").removesuffix("\r"))]
        + [BIDIRECTIONAL.search(line)]
        if found
    ]


def fragment_folders(file: Path) -> tuple[Path, ...]:
    """The folders of a report's fragments: the user's own, then those that ship."""
    own = (file.parent / "fragments", file.parent.parent / "fragments")
    return tuple(dict.fromkeys((*(one for one in own if one.is_dir()), FRAGMENTS, CLAIMS)))


def _parameters(
    composed: Composed, types: Sequence[str], problems: list[str]
) -> tuple[dict[str, Parameter], dict[str, Line]]:
    """The parameters by name, and the line that declares each.

    A report may restate a parameter of a fragment to change its default and its help.
    """
    parameters: dict[str, Parameter] = {}
    declared_in: dict[str, Line] = {}
    for line in composed.parameters:
        place = f"{line.file}:{line.number}"
        try:
            parameter = _parameter(line.text, types)
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


def _parameter(line: str, types: Sequence[str]) -> Parameter:
    match = PARAM_LINE.fullmatch(line)
    if match is None:
        raise ValueError("a parameter is declared like: // param NAME TYPE = DEFAULT -- HELP")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", match["name"]) or match["name"] in RESERVED_NAMES:
        raise ValueError(
            f"{match['name']!r} cannot be an option; a name starts with a lowercase letter, has "
            f"only lowercase letters, digits and _, and is not {' or '.join(RESERVED_NAMES)}"
        )
    kind = _type(match["type"], types)
    required = match["default"] is None
    default = None if required else _default(match["default"].strip(), kind)
    return Parameter(match["name"], kind, default, required, (match["help"] or "").strip())


def _type(text: str, types: Sequence[str]) -> Type:
    rest = re.sub(r"^list(\s+of\s+|$)", "", text)
    is_list, name = rest != text, rest or "text"
    if choice := re.fullmatch(r"choice\((.+)\)", name):
        return Type("choice", is_list, tuple(word.strip() for word in choice[1].split("|")))
    if bounds := re.fullmatch(r"(int|float)\((\d+)\.\.(\d+)\)", name):
        return Type(bounds[1], is_list, bounds=(int(bounds[2]), int(bounds[3])))
    if name == "date(first)":
        return Type("date", is_list, begins=True)
    if name not in types:
        raise ValueError(
            f"{text!r} is not a type; types are {', '.join(types)}, date(first), int(2..8), "
            "float(0..1), choice(a|b) and list of …"
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
            least, most = kind.bounds or (-math.inf, math.inf)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return is_number and least <= value <= most
        case "firm_amounts":
            return value is None
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
