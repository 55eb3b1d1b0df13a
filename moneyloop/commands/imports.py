"""`moneyloop imports`: what changed the graph, and when."""

from __future__ import annotations

from pathlib import Path

import click

from moneyloop.graph.queries import query
from moneyloop.publish.metadata import Metadata
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.output import output_options, put_out


@click.command("imports")
@output_options
def command(format_name: str | None, output: Path | None) -> None:
    """List what import, add and remove changed, the newest first.

    Example: moneyloop imports
    """
    with open_graph() as graph:
        rows = graph.read((query("lookup/imports"), {}))[0]
    put_out(rows, format_name, output, Metadata("Imports"))
