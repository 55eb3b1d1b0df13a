"""`moneyloop query`: a query of the user's own."""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from moneyloop.graph.administration import check_reads_only
from moneyloop.publish.metadata import Metadata
from moneyloop.terminal.date_notes import notes_on_dates
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import say
from moneyloop.terminal.output import output_options, write_rows


@click.command("query")
@click.argument("cypher")
@click.option(
    "--param", "params", multiple=True, metavar="NAME=VALUE", help="Set the parameter $NAME."
)
@output_options
def command(
    cypher: str, params: tuple[str, ...], format_name: str | None, output: Path | None
) -> None:
    """Run a read-only query of your own, given as CYPHER or (with -) on stdin.

    A VALUE that is JSON is read as JSON, any other as text. On the private server, the query cannot
    administer it. On a server of your own, it can do whatever a read transaction of your user may.

    Example: moneyloop query 'MATCH (f:Firm) WHERE f.country = $c RETURN f.id' --param c=JP
    """
    values: dict[str, Any] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not (name and equals):
            raise click.UsageError(f"--param is written NAME=VALUE, not {param!r}")
        try:
            values[name] = json.loads(value, parse_constant=_not_json)
        except ValueError:
            values[name] = value
        except RecursionError as error:
            raise click.UsageError(f"--param {name} nests lists too deeply") from error
    text = _stdin() if cypher == "-" else cypher
    if not text.strip():
        raise click.UsageError("the query is empty")
    for name, value in (
        ("the query", text),
        *((f"--param {name}", value) for name, value in values.items()),
    ):
        if problem := _problem_with(value):
            raise click.UsageError(f"{name} {problem}")
    with open_graph() as graph:
        if graph.address.private:
            check_reads_only(graph, text, values)
        rows, notes = graph.read_noting(text, values)
    for note in (*notes, *notes_on_dates(text, values)):
        say(f"note: {note}")
    parameters = tuple(values.items())
    write_rows(rows, format_name, output, Metadata("A query", parameters=parameters, query=text))


def _stdin() -> str:
    if sys.stdin is None:
        raise click.UsageError("stdin is closed; give the query as an argument")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException("stdin is not UTF-8; save the query as UTF-8") from error


def _not_json(word: str) -> NoReturn:
    """Rejects NaN and infinities, which Python accepts although they are not JSON."""
    raise ValueError(word)


def _problem_with(value: Any) -> str | None:
    """Why this value cannot be sent to Neo4j; None if it can."""
    if isinstance(value, str) and re.search("[\ud800-\udfff]", value):
        return "is not UTF-8 text"
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return "is a number too large for Neo4j; write it as text or with a decimal point"
    if isinstance(value, float) and math.isinf(value):
        return "is a number too large for Neo4j; write it as text"
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return next(filter(None, map(_problem_with, parts if isinstance(parts, list) else [])), None)
