"""CSV with any of the usual delimiters."""

from __future__ import annotations

import re

from loader.files.source import Source, Unreadable
from loader.files.table import DELIMITERS, CsvText, Header, TableRow, csv_rows

# Excel's own way to say what stands between cells.
SAID = re.compile(r"\s*sep=([,;\t|])[ \t,;|]*(\r\n|\r|\n)", re.IGNORECASE)
BLANK = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))*")
LINE_END = re.compile(r"\r\n|\r|\n")
QUOTED = re.compile(r'"(?:[^"]|"")*"')


def rows_of_csv(text: str, source: Source, header: Header) -> list[TableRow]:
    """The rows of CSV; its first line that is not blank names the columns."""
    said = SAID.match(text)
    blank = BLANK.match(text, said.end() if said else 0)
    begins = blank.end() if blank else 0
    body = text[begins:]
    csv_text = CsvText(
        body,
        said[1] if said else _delimiter(body),
        starts=len(LINE_END.findall(text, 0, begins)) + 1,
        skips_blank=True,
    )
    rows = csv_rows(csv_text, source.name, header, source.problems)
    if rows is None:
        raise Unreadable("is empty; its first line should name the columns")
    return rows


def _delimiter(text: str) -> str:
    """What parts the names of the columns: what stands most often in the first line."""
    line = LINE_END.split(QUOTED.sub("", text[:100_000]), maxsplit=1)[0]
    return max(DELIMITERS, key=line.count)
