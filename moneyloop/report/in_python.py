"""Reads and runs reports in Python: what Cypher is wrong for, such as random graphs.

A report is one file in a topic's folder under `moneyloop/analysis/`. Its docstring is a header as
in a file of Cypher (moneyloop.report.header), without the slashes, and with a line of its own:

    reads NAME, NAME

These queries under `cypher/lookup/` fetch what the report is about; their parameters are parameters
of the report, too. The file has a function `compute`, which takes the rows of each query as dicts,
and by name the parameters that it declares, and a class `Row`, whose fields are the columns. The
function returns the rows and notes.

Only reports that ship can be in Python: a user's folder of reports holds queries, which cannot
write or run programs, so that it can be passed on like data."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from inspect import Parameter as Argument
from inspect import signature
from pathlib import Path
from typing import Any

from moneyloop.graph.compose import Composed, compose
from moneyloop.graph.queries import CYPHER, FRAGMENTS
from moneyloop.graph.query_file import Line, words_of
from moneyloop.graph.transaction import Rows
from moneyloop.report.header import BadReport, Report, read_report, report_of, text_of
from moneyloop.shipped import PACKAGE

ANALYSIS = PACKAGE / "analysis"

READS = re.compile(r"reads\s+(\w+(?:\s*,\s*\w+)*)\s*")


def read_python_report(file: Path) -> Report:
    """The report in a file of Python, which is not run. Raises BadReport with all errors in it."""
    text = text_of(file)
    header, lookups = [], []
    for number, line in enumerate(_docstring(file, text).split("\n"), start=1):
        reads = READS.fullmatch(line)
        for name in words_of(reads[1]) if reads else ():
            lookups.append(_lookup(name, f"{file}:{number}"))
        header.append("//" if reads else f"// {line}".rstrip())
    if not lookups:
        raise BadReport(f"{file}:1: the docstring needs a line with its queries: reads NAME, NAME")
    composed = compose(file, "\n".join(header), (FRAGMENTS,))
    declared = [composed, *(lookup.composed for lookup in lookups)]
    return report_of(replace(composed, parameters=_parameter_lines(declared)), tuple(lookups))


def run_python_report(
    report: Report, values: Mapping[str, Any], answers: Sequence[Rows]
) -> tuple[Rows, tuple[str, ...]]:
    """The rows and the notes of a report, from the answers of its lookups in their order."""
    file = report.composed.query.file
    module = import_module(f"moneyloop.analysis.{file.parent.name}.{file.stem}")
    given = {name: values[name] for name in argument_names(module.compute)}
    rows, notes = module.compute(*(answer.maps() for answer in answers), **given)
    return Rows(module.Row._fields, tuple(map(tuple, rows))), tuple(notes)


def argument_names(compute: Any) -> list[str]:
    """The parameters that the function of a report takes: its arguments that have to be named."""
    arguments = signature(compute).parameters.values()
    return [one.name for one in arguments if one.kind is Argument.KEYWORD_ONLY]


def _docstring(file: Path, text: str) -> str:
    try:
        found = ast.get_docstring(ast.parse(text, str(file)), clean=False)
    except SyntaxError as error:
        raise BadReport(f"{file}:{error.lineno}: {error.msg}") from error
    return found or ""


@cache
def _lookup(name: str, place: str) -> Report:
    file = CYPHER / "lookup" / f"{name}.cypher"
    if not file.exists():
        raise BadReport(f"{place}: there is no query {file}")
    return read_report(file)


def _parameter_lines(declared: Sequence[Composed]) -> tuple[Line, ...]:
    """Lines that declare parameters; those of a fragment of several queries only once."""
    return tuple(dict.fromkeys(line for one in declared for line in one.parameters))
