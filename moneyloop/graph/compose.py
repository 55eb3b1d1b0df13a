"""Composes a query from its own text and the fragments that it uses.

A line `// use NAME` in a header names a file `NAME.cypher` among the fragments. What the fragment
gives decides how it is spliced in:

- `// gives deals, firms`: variables. Its lines come before those of the query, once.
- `// gives in_force(edge)`: an expression. `in_force(deal)` in the query becomes that expression,
  in parentheses, with `deal` for `edge`. Arguments are names of variables, or parameters: `$as_of`.
- `// gives CAPITAL`: types of relationships. `:CAPITAL` becomes `:(INVESTS_IN|LENDS_TO|…)`.

The file stays valid Cypher for an editor, and each of its lines becomes one line: where Neo4j
reports an error in the composed text, `Composed.origin` gives the file, line and column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from moneyloop.graph.query_file import (
    LANGUAGE_LINE,
    NOT_CODE,
    Line,
    QueryFile,
    code_of,
    read_text,
    split,
    words_of,
)

ARGUMENTS = re.compile(r"\s*\(\s*(\$?[a-z_]\w*(?:\s*,\s*\$?[a-z_]\w*)*)\s*\)")
ARGUMENT = re.compile(r"\$?\w+")
# Neither a property nor a parameter, nor the name of a function or of its namespace; but after two
# dots it is the end of a slice.
VARIABLE = re.compile(r"(?<![\w$])(?<!(?<!\.)\.)[a-z_]\w*(?!\w)(?!\s*\()(?!\.\w+\s*\()")
# Where Neo4j says that an error is, and the line that it repeats.
PLACE = re.compile(r'\s*\(line (\d+), column (\d+) \(offset: \d+\)\)(?:\n".*"\n\s*\^)?')
LINE_END = re.compile(r"\s*\n\s*")
LITERALS = ("true", "false", "null")
DRAWING = "drawing"
"""The variable that a fragment gives which draws the rows of a report."""


@dataclass(frozen=True, slots=True)
class Splice:
    """What was expanded in a line: its columns in the composed line, and those it had before."""

    begins: int
    ends: int
    began: int
    ended: int


@dataclass(frozen=True, slots=True)
class ComposedLine:
    """A line of a composed query, the line it came from, and what was expanded in it."""

    text: str
    source: Line
    splices: tuple[Splice, ...] = ()

    def column(self, composed: int) -> int:
        """The column in the file of a column in the composed line; both count from 1."""
        moved = 0
        for splice in self.splices:
            if composed < splice.begins:
                break
            if composed < splice.ends:
                return splice.began
            moved = splice.ended - splice.ends
        return composed + moved


@dataclass(frozen=True, slots=True)
class Composed:
    """A query that Neo4j can run, made of a file and its fragments."""

    query: QueryFile
    lines: tuple[ComposedLine, ...]
    parameters: tuple[Line, ...]
    """The lines that declare parameters: those of the file, then those of its fragments, in which
    a fragment comes before those that it uses."""
    problems: tuple[str, ...]
    """What is wrong with the use of fragments, each with file and line."""

    @property
    def text(self) -> str:
        """The composed text, without the header."""
        return "\n".join(line.text for line in self.lines)

    def origin(self, line: int, column: int) -> tuple[Path, int, int]:
        """The file, line and column that a place in the text came from; all count from 1."""
        found = self.lines[min(max(line, 1), len(self.lines)) - 1]
        return found.source.file, found.source.number, found.column(column)

    def located(self, message: str) -> str:
        """An error message of Neo4j with the place in the file instead of that in the text."""
        place = PLACE.search(message)
        if place is None:
            return message
        file, line, column = self.origin(int(place[1]), int(place[2]))
        source = next(
            one.source.text
            for one in self.lines
            if (one.source.file, one.source.number) == (file, line)
        )
        shown = f"\n  {source}\n  {' ' * (column - 1)}^"
        return f"{file}:{line}:{column}: {PLACE.sub('', message, count=1)}{shown}"


def compose(file: Path, text: str, folders: tuple[Path, ...]) -> Composed:
    """The query in a file, with fragments from the first of the folders that has them."""
    query = split(file, text)
    starts = query.body and query.body[0].text.strip() == LANGUAGE_LINE
    composition = _Composition(fragments_in(folders))
    composition.splice_in(query)
    composition.check_drawing(query)
    lines = composition.expanded(query)
    return Composed(
        query,
        (*lines[:1], *composition.before, *lines[1:]) if starts else (*composition.before, *lines),
        (*query.parameters, *composition.parameters),
        tuple(dict.fromkeys((*query.problems, *composition.problems))),
    )


@cache
def fragments_in(folders: tuple[Path, ...]) -> Mapping[str, QueryFile]:
    """Every fragment by its name; of two with one name, that of the first folder."""
    return {
        file.stem: split(file, read_text(file))
        for folder in reversed(folders)
        for file in sorted(folder.glob("*.cypher"))
    }


class _Composition:
    """One query being composed."""

    def __init__(self, fragments: Mapping[str, QueryFile]) -> None:
        self._fragments = fragments
        self._inline: dict[str, str] = {}
        self._done: set[str] = set()
        self.before: list[ComposedLine] = []
        self.parameters: list[Line] = []
        self.problems: list[str] = []

    def splice_in(self, query: QueryFile, users: tuple[str, ...] = ()) -> None:
        """Makes the fragments of a query ready, those that they use themselves first."""
        for name, number in query.uses.items():
            place = f"{query.file}:{number}"
            fragment = self._fragments.get(name)
            if fragment is None:
                self._unknown(name, place)
            elif name in users:
                circle = " uses ".join((*users[users.index(name) :], name))
                self.problems.append(f"{place}: fragments use each other in a circle: {circle}")
            elif name not in self._done:
                self.splice_in(fragment, (*users, name))
                self._add(name, fragment)
                self._done.add(name)
        self._check(query)

    def check_drawing(self, query: QueryFile) -> None:
        """Reports a drawing that is none."""
        for name, number in query.draws.items():
            place, fragment = f"{query.file}:{number}", self._fragments.get(name)
            if fragment is None:
                self._unknown(name, place)
            elif fragment.gives != (DRAWING,):
                self.problems.append(
                    f"{place}: {name} draws nothing; "
                    f"the header of a fragment that does has a line: // gives {DRAWING}"
                )

    def _unknown(self, name: str, place: str) -> None:
        known = ", ".join(sorted(self._fragments)) or "none"
        self.problems.append(f"{place}: no fragment is named {name!r}; there are: {known}")

    def _add(self, name: str, fragment: QueryFile) -> None:
        self.problems += fragment.problems
        self.parameters[:0] = fragment.parameters
        if not fragment.gives or (fragment.is_inline and fragment.gives != (name,)):
            self.problems.append(
                f"{fragment.file}:1: the header of a fragment needs a line: // gives {name}"
            )
        elif fragment.is_inline:
            self._inline[name] = self._on_one_line(name, fragment)
        else:
            self.before += self.expanded(fragment)

    def _check(self, query: QueryFile) -> None:
        """Reports fragments that are declared and not used, or used and not declared."""
        code = query.code
        words = set(words_of("\n".join(code)))
        words |= {need for name in query.uses if name in self._done for need in self._needs(name)}
        for name, number in query.uses.items():
            if name in self._done and words.isdisjoint(self._fragments[name].gives):
                self.problems.append(f"{query.file}:{number}: fragment {name!r} is not used below")
        undeclared = self._fragments.keys() - query.uses.keys() - {query.file.stem}
        for name in sorted(name for name in undeclared if self._fragments[name].is_inline):
            for line, text in zip(query.body, code, strict=True):
                if self._where(name).search(text):
                    self.problems.append(
                        f"{line.file}:{line.number}: {name} is a fragment; "
                        f"add it to the header: // use {name}"
                    )

    def _variables(self, name: str) -> set[str]:
        """The variables of the query that a fragment reads or gives, by itself or by others."""
        fragment = self._fragments[name]
        used = [self._variables(other) for other in fragment.uses if other in self._done]
        given = () if fragment.is_inline else fragment.gives
        return set().union(fragment.needs, given, *used)

    def _needs(self, name: str) -> tuple[str, ...]:
        return self._fragments[name].needs

    def _where(self, name: str) -> re.Pattern[str]:
        """Where the name of an inline fragment means the fragment."""
        if self._fragments[name].is_types:
            return re.compile(rf"(?:[:|&!(]\s*|\bIS\s+(?:NOT\s+)?)\b({name})\b")
        return re.compile(rf"(?<![.\w$])({name})(?=\s*\()")

    def expanded(self, query: QueryFile) -> list[ComposedLine]:
        """The body of a query, with its inline fragments expanded."""
        names = [name for name in query.uses if name in self._inline]
        return [
            self._expand(line, code, names)
            for line, code in zip(query.body, query.code, strict=True)
        ]

    def _expand(self, line: Line, code: str, names: Sequence[str]) -> ComposedLine:
        found = sorted(
            (use.start(1), *self._replacement(name, code, use, line))
            for name in names
            for use in self._where(name).finditer(code)
        )
        parts, splices, end, size = [], [], 0, 0
        for begins, ends, text in found:
            if begins < end:
                continue  # inside the arguments of a call that was refused
            parts += [line.text[end:begins], text]
            size += begins - end + len(text)
            splices.append(Splice(size - len(text) + 1, size + 1, begins + 1, ends + 1))
            end = ends
        return ComposedLine("".join([*parts, line.text[end:]]), line, tuple(splices))

    def _replacement(self, name: str, code: str, use: re.Match[str], line: Line) -> tuple[int, str]:
        """Where the use of an inline fragment ends, and what it becomes."""
        wanted = self._fragments[name].arguments
        if not wanted:
            return use.end(1), self._inline[name]
        call = ARGUMENTS.match(code, use.end(1))
        given = ARGUMENT.findall(call[1]) if call else ()
        if call is None or len(given) != len(wanted):
            variables = "one variable" if len(wanted) == 1 else f"{len(wanted)} variables"
            self.problems.append(
                f"{line.file}:{line.number}:{use.start(1) + 1}: {name} takes {variables}, "
                f"like {name}({', '.join(wanted)})"
            )
            return use.end(1), name
        return call.end(), _renamed(self._inline[name], dict(zip(wanted, given, strict=True)).get)

    def _on_one_line(self, name: str, fragment: QueryFile) -> str:
        """An inline fragment in parentheses, with variables of its own that hide no others."""
        text = "\n".join(line.text for line in self.expanded(fragment))
        code = NOT_CODE.sub(lambda gap: " " if gap[0].startswith(("//", "/*")) else gap[0], text)
        outer = {*fragment.arguments, *self._variables(name)}
        own = _renamed(code, lambda word: None if word in outer else f"{word}_of_{name}")
        return f"({LINE_END.sub(' ', own.strip())})"


def _renamed(text: str, new_name: Callable[[str], str | None]) -> str:
    """The text with its variables renamed where there is a new name for them."""
    code = code_of(text)
    parts, end = [], 0
    for found in VARIABLE.finditer(code):
        before, after = code[: found.start()].rstrip()[-1:], code[found.end() :].lstrip()[:1]
        is_key = after == ":" and before in ("{", ",")
        if found[0] not in LITERALS and not is_key and (name := new_name(found[0])):
            parts += [text[end : found.start()], name]
            end = found.end()
    return "".join([*parts, text[end:]])
