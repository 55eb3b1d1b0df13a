"""Writes the deals of files as they were understood, to be corrected by a person and imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loader.deals.as_written.column_names import COLUMNS, PROBLEM
from loader.problems import BadInput, Problem
from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import contents
from moneyloop.terminal.importing import graph_for
from moneyloop.terminal.messages import say
from moneyloop.terminal.output import write_file

if TYPE_CHECKING:
    from loader.deals.lines import Options, ParsedLines

FORMATS = {".csv": "csv", ".xlsx": "xlsx"}


def write_fixed_file(file: Path, parsed: ParsedLines, options: Options) -> None:
    """Writes a row for each deal, and for each line that could not be read.

    Raises BadInput with all problems after the file is written.
    """
    if file.suffix.lower() not in FORMATS:
        raise click.UsageError(f"--write-fixed {file}: the name must end in .csv or .xlsx")
    write_rows_with_problems(file, parsed, options, _problems(parsed, options))


def write_rows_with_problems(
    file: Path, parsed: ParsedLines, options: Options, problems: Sequence[Problem]
) -> None:
    """Writes the file with these problems. Raises BadInput with them if there are any."""
    rows = tuple(_rows(parsed, options, problems))
    table = Rows((*COLUMNS, PROBLEM), rows)
    write_file(file, contents(table, FORMATS[file.suffix.lower()]), "--write-fixed")
    count = len([row for row in rows if row[-1]])
    advice = "correct its rows with a problem, then import it" if count else "import it now"
    say(f"wrote {len(rows):,} rows to {file}, {count:,} with a problem; {advice}")
    if problems:
        raise BadInput(problems)


def _problems(parsed: ParsedLines, options: Options) -> Sequence[Problem]:
    """All problems of the lines, also those that are found only by comparing with the graph."""
    from loader.deals.importing import rehearse

    try:
        with graph_for(parsed) as graph:
            rehearse(graph, parsed, options)
    except BadInput as error:
        return error.problems
    return ()


def _rows(
    parsed: ParsedLines, options: Options, problems: Sequence[Problem]
) -> Iterator[tuple[str, ...]]:
    by_line: dict[tuple[str, int], list[str]] = {}
    for problem in problems:
        text = f"{problem.column}: {problem.message}" if problem.column else problem.message
        by_line.setdefault((problem.file, problem.line), []).append(text)
    for row in parsed.rows:
        wrong = by_line.pop((row.place.file, row.place.line), [])
        cells = {column: row.text(column) or "" for column in COLUMNS}
        cells["source"] = cells["source"] or options.source or ""
        yield (*cells.values(), "; ".join(wrong))
    for (name, line), wrong in by_line.items():
        if line:
            yield (*("" for _ in COLUMNS), f"line {line} of {name}: {'; '.join(wrong)}")
