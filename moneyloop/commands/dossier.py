"""`moneyloop dossier`: one page of the headline reports."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from moneyloop.report import library
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.output import FileToWrite, write_file
from moneyloop.terminal.parameters import given_values, with_option
from moneyloop.terminal.progress import progress
from moneyloop.terminal.words import say


def _dossier_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Those of the query behind its drawing, which its reports have, too."""
    for parameter in reversed(library.flows().parameters):
        command = with_option(parameter)(command)
    return command


@click.command("dossier")
@click.option(
    "--output",
    "-o",
    required=True,
    metavar="FILE",
    help="Write to this file; - is stdout.",
    type=FileToWrite(allow_dash=True),
)
@_dossier_options
def command(output: Path, **given: Any) -> None:
    """Write one page with the headline reports and a drawing of who pays whom.

    The page is one HTML file that asks nobody for anything: it can be mailed, printed and kept.
    From each deal in it a link leads to what sources state of it.

    Example: moneyloop dossier -o dossier.html --as-of 2025-10-19
    """
    from moneyloop.publish.dossier import dossier

    to_stdout = str(output) == "-"
    if not to_stdout and output.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"{output.name} does not end in .html, as a page does")
    if to_stdout and sys.stdout and sys.stdout.isatty():
        raise click.UsageError("a page is nothing for a terminal; say --output FILE")
    with open_graph() as graph, progress() as tell:
        made = dossier(graph, given_values(given), tell)
    if to_stdout:
        click.echo(made, nl=False)
    else:
        write_file(output, made)
        say(f"Written to {output}.")
