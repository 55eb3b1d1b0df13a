"""`moneyloop dossier`: the headline reports on one page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from moneyloop.report import library
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import say
from moneyloop.terminal.output import FileToWrite, write_file
from moneyloop.terminal.parameters import given_values, with_option
from moneyloop.terminal.progress import progress


def _dossier_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options are the parameters of the query behind the drawing, which the reports share."""
    for parameter in reversed(library.flows().parameters):
        command = with_option(parameter)(command)
    return command


@click.command("dossier")
@click.option(
    "--output",
    "-o",
    required=True,
    metavar="FILE",
    help="Write to this file; - means stdout.",
    type=FileToWrite(allow_dash=True),
)
@_dossier_options
def command(output: Path, **given: Any) -> None:
    """Write a page with the headline reports and a drawing of who pays whom.

    The page is a self-contained HTML file, which makes no network requests: you can mail, print
    and archive it. Each deal links to the statements of its sources.

    Example: moneyloop dossier -o dossier.html --as-of 2025-10-19
    """
    from moneyloop.publish.dossier import dossier

    to_stdout = str(output) == "-"
    if not to_stdout and output.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"{output.name} does not end in .html")
    if to_stdout and sys.stdout and sys.stdout.isatty():
        raise click.UsageError("a page cannot be shown in a terminal; use --output FILE")
    with open_graph() as graph, progress() as on_progress:
        page = dossier(graph, given_values(given), on_progress)
    if to_stdout:
        click.echo(page, nl=False)
    else:
        write_file(output, page)
        say(f"Written to {output}.")
