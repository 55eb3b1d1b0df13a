"""CSV by RFC 4180, read one character after the other: what engines are compared with."""

from __future__ import annotations

from typing import NamedTuple


class Read(NamedTuple):
    """Rows, each with the number of its first line; and the numbers of the lines that are bad."""

    rows: list[tuple[int, list[str]]]
    bad: list[int]


def read(text: str, delimiter: str = ",", max_quoted: int = 1_000_000) -> Read:
    """All rows. The first line of a row that breaks the rules is bad; reading goes on after it."""
    rows, bad = [], []
    at, line = 0, 1
    while at < len(text):
        cells, end = _row(text, at, delimiter, max_quoted)
        if cells is None:
            bad.append(line)
            end = text.find("\n", at) + 1 or len(text)
        elif text[at:end].strip("\r\n"):
            rows.append((line, cells))
        line += text.count("\n", at, end)
        at = end
    return Read(rows, bad)


def _row(text: str, at: int, delimiter: str, max_quoted: int) -> tuple[list[str] | None, int]:
    """The cells of a row and where the next begins; no cells if the row breaks the rules."""
    cells: list[str] = []
    while True:
        cell = ""
        if text[at : at + 1] == '"':
            begin = at
            at += 1
            while text[at : at + 1] != '"' or text[at : at + 2] == '""':
                if at >= len(text):
                    return None, 0
                cell += text[at]
                at += 2 if text[at] == '"' else 1
            if at - begin > max_quoted:
                return None, 0
            at += 1
        else:
            while at < len(text) and text[at] not in f'{delimiter}"\r\n':
                cell += text[at]
                at += 1
        cells.append(cell)
        following = text[at : at + 1]
        if following == delimiter:
            at += 1
        elif following in {"", "\n"} or text[at:] == "\r":
            return cells, at + 1
        elif text[at : at + 2] == "\r\n":
            return cells, at + 2
        else:
            return None, 0


def expected(text: str, columns: int, delimiter: str = ",", max_quoted: int = 1_000_000) -> Read:
    """The rows below the header with the right number of cells; all other lines are bad.

    Empty cells too many at the end of a line are left out, as DuckDB does.
    """
    found = read(text.removeprefix("\ufeff"), delimiter, max_quoted)
    rows, bad = [], list(found.bad)
    for number, cells in found.rows[1:]:
        if len(cells) >= columns and not any(cells[columns:]):
            rows.append((number, cells[:columns]))
        else:
            bad.append(number)
    return Read(rows, sorted(bad))
