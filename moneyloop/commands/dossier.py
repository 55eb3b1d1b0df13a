"""`moneyloop dossier`: the headline reports on one page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from moneyloop.report import library
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import say
from moneyloop.terminal.output import FileToWrite, write_file
from moneyloop.terminal.parameters import given_values, with_options_of
from moneyloop.terminal.progress import progress


@click.command("dossier")
@click.option(
    "--output",
    "-o",
    required=True,
    metavar="FILE",
    help="Write to this file; - means stdout.",
    type=FileToWrite(allow_dash=True),
)
@with_options_of(library.flows())
def command(output: Path, **given: Any) -> None:
    """Write a page with the headline reports and a drawing of who pays whom.

    The page is a self-contained HTML file, which makes no network requests: you can mail, print
    and archive it. Each deal links to the statements of its sources.

    Example: moneyloop dossier -o dossier.html --as-of 2025-10-19
    """
    from loader.store.transaction import writers_waiting
    from moneyloop.publish.dossier import dossier

    to_stdout = str(output) == "-"
    if not to_stdout and output.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"{output.name} does not end in .html")
    if to_stdout and sys.stdout and sys.stdout.isatty():
        raise click.UsageError("a page cannot be shown in a terminal; use --output FILE")
    with open_graph() as graph, writers_waiting(graph), progress() as on_progress:
        page = dossier(graph, given_values(given), on_progress)
    if to_stdout:
        click.echo(page, nl=False)
    else:
        write_file(output, page)
        say(f"Written to {output}.")
