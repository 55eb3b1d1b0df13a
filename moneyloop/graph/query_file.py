"""Splits a file of Cypher into its header and its body.

The header is the comment at the top: a title, a description, and directives, a line each:

    // use NAME, NAME                        fragments that the query uses
    // gives NAME, NAME or NAME(ARGUMENT)    what a fragment gives to its users
    // needs NAME, NAME                      variables that must exist where a fragment is used
    // draw NAME                             the fragment that draws a report in Neo4j Browser
    // firms NAME, NAME                      columns with ids of firms, or with lists of them
    // shares NAME, NAME                     columns with shares, as fractions
    // key NAME, NAME                        columns that identify a row; none: one row
    // feed NAME                             the column with the day of a row, for feeds
    // param NAME TYPE = DEFAULT -- HELP     a parameter, read by moneyloop.report.header
"""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LANGUAGE_LINE = "CYPHER 25"

DIRECTIVES = {
    "use": re.compile(r"//\s*use\s+(\w+(?:\s*,\s*\w+)*)\s*"),
    "gives": re.compile(r"//\s*gives\s+(\w+(?:\s*,\s*\w+)*)(\(\s*\w+(?:\s*,\s*\w+)*\s*\))?\s*"),
    "needs": re.compile(r"//\s*needs\s+(\w+(?:\s*,\s*\w+)*)\s*"),
    "draw": re.compile(r"//\s*draw\s+(\w+)\s*"),
    "firms": re.compile(r"//\s*firms\s+(\w+(?:\s*,\s*\w+)*)\s*"),
    "shares": re.compile(r"//\s*shares\s+(\w+(?:\s*,\s*\w+)*)\s*"),
    "key": re.compile(r"//\s*key\s+(\w+(?:\s*,\s*\w+)*)\s*"),
    "feed": re.compile(r"//\s*feed\s+(\w+)\s*"),
}
EXAMPLES = {"use": "NAME, NAME", "gives": "NAME, NAME", "needs": "NAME, NAME", "draw": "NAME"}
# Prose may begin with one of these words, too; a directive has names after it, and nothing else.
LOOKS_LIKE = re.compile(r"//\s*(use|gives|needs|draw)\s+\w+\s*([,(].*)?")
PARAMETER = re.compile(r"//\s*param\b")

# Strings, escaped names and comments: what looks like code in them is none.
NOT_CODE = re.compile(
    r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file; numbers count from 1."""

    text: str
    file: Path
    number: int


@dataclass(frozen=True, slots=True)
class QueryFile:
    """A query or a fragment as its file states it."""

    file: Path
    title: str
    description: str
    uses: Mapping[str, int]
    """The fragments that the header names, and the line that names each."""
    gives: tuple[str, ...]
    arguments: tuple[str, ...]
    """Those of the expression that a fragment gives; empty for all other fragments."""
    needs: tuple[str, ...]
    draws: Mapping[str, int]
    """The fragment that draws it, if there is one, and the line that names it."""
    firms: tuple[str, ...]
    """The columns with ids of firms, or with lists of them."""
    shares: tuple[str, ...]
    """The columns with shares, as fractions."""
    key: tuple[str, ...]
    """The columns that identify a row, as the header has them."""
    feed: tuple[str, ...]
    """The column with the day of a row, if rows are entries of a feed."""
    parameters: tuple[Line, ...]
    body: tuple[Line, ...]
    problems: tuple[str, ...]

    @property
    def is_types(self) -> bool:
        """Whether it gives a set of types of relationships, whose name is in capitals."""
        return len(self.gives) == 1 and self.gives[0].isupper()

    @property
    def is_inline(self) -> bool:
        """Whether it is spliced in where its name is used, and not before the query."""
        return self.is_types or bool(self.arguments)

    @property
    def code(self) -> list[str]:
        """The lines of the body, with blanks in place of all that is not code."""
        return code_of("\n".join(line.text for line in self.body)).split("\n")[: len(self.body)]


def read_text(file: Path) -> str:
    """The text of a query file. Raises UnicodeDecodeError, and OSError if it is not a file.

    Reading a pipe or a device might never end.
    """
    if file.exists() and not file.is_file():
        raise OSError(errno.EINVAL, "is neither a file nor a link to one", str(file))
    return file.read_text("utf-8-sig")


def split(file: Path, text: str) -> QueryFile:
    """The header and the body of a file whose text is given."""
    lines = text.split("\n")  # as editors count; splitlines knows ten more line ends
    size = next((at for at, line in enumerate(lines) if not line.startswith("//")), len(lines))
    names: dict[str, tuple[str, ...]] = dict.fromkeys(DIRECTIVES, ())
    uses: dict[str, int] = {}
    draws: dict[str, int] = {}
    arguments: tuple[str, ...] = ()
    parameters, description, problems = [], [], []
    for number, line in enumerate(lines[1:size], start=2):
        kind, found = _directive(line)
        if kind == "use" and found:
            for name in words_of(found[1]):
                if name in uses:
                    problems.append(f"{file}:{number}: fragment {name!r} is named twice")
                uses.setdefault(name, number)
        elif kind == "draw" and found:
            if draws:
                problems.append(f"{file}:{number}: a report has only one line // draw NAME")
            draws.setdefault(found[1], number)
        elif kind and found:
            names[kind] = words_of(found[1])
            if kind == "gives":
                arguments = words_of(found[2] or "")
        elif kind:
            problems.append(f"{file}:{number}: write it like: // {kind} {EXAMPLES[kind]}")
        elif PARAMETER.match(line):
            parameters.append(Line(line, file, number))
        else:
            description.append(line.removeprefix("//").strip())
    body = [Line(line, file, number) for number, line in enumerate(lines[size:], start=size + 1)]
    while len(body) > 1 and not body[-1].text.strip():
        body.pop()
    return QueryFile(
        file,
        lines[0].removeprefix("//").strip() if size else "",
        "\n".join(description).strip(),
        uses,
        names["gives"],
        arguments,
        names["needs"],
        draws,
        names["firms"],
        names["shares"],
        names["key"],
        names["feed"],
        tuple(parameters),
        tuple(body),
        tuple(problems),
    )


def _directive(line: str) -> tuple[str | None, re.Match[str] | None]:
    for kind, pattern in DIRECTIVES.items():
        if found := pattern.fullmatch(line):
            return kind, found
    meant = LOOKS_LIKE.fullmatch(line)
    return (meant[1] if meant else None), None


def words_of(text: str) -> tuple[str, ...]:
    """The names in a list of names."""
    return tuple(re.findall(r"\w+", text))


def code_of(text: str) -> str:
    """The text with blanks in place of all that is not code, at the same length."""
    return NOT_CODE.sub(lambda gap: re.sub(r"[^\n]", " ", gap[0]), text)
