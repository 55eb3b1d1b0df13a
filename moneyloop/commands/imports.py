"""`moneyloop imports`: the log of imports and removals."""

from __future__ import annotations

from pathlib import Path

import click

from moneyloop.graph.queries import query
from moneyloop.publish.metadata import Feed, Metadata
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.output import output_options, write_rows


@click.command("imports")
@output_options
def command(format_name: str | None, output: Path | None) -> None:
    """List what import, add and remove changed, newest first.

    With --format atom it is a feed.

    Example: moneyloop imports
    """
    with open_graph() as graph:
        rows = graph.read((query("lookup/imports"), {}))[0]
    feed = Feed("at", ("import",), title=("command", "files"))
    write_rows(rows, format_name, output, Metadata("Imports", feed=feed))
