"""`moneyloop picture`: a drawing of deals as a file for print, pages and designers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from moneyloop.report import library
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import say
from moneyloop.terminal.output import FileToWrite, write_file
from moneyloop.terminal.parameters import given_values, with_options_of


@click.command("picture")
@click.option(
    "--output",
    "-o",
    required=True,
    metavar="FILE",
    help="Write to this file, .svg or .png.",
    type=FileToWrite(),
)
@click.option("--title", metavar="TEXT", help="Use this heading.")
@click.option("--overwrite", is_flag=True, help="Replace a file that already exists.")
@with_options_of(library.graph_files())
def command(output: Path, title: str | None, overwrite: bool, **given: Any) -> None:
    """Draw who pays whom as an SVG or PNG file.

    The file stands alone: title, day, key, sources and licence are inside, and it loads nothing
    from elsewhere. Its text can be edited. Of several firms only the deals between them are drawn
    (--no-among adds their other deals); of one firm all its deals. Deals that have ended are left
    out.

    Example: moneyloop picture -o loop.svg --firms NVIDIA,OpenAI,Oracle
    """
    from loader.store.transaction import writers_waiting
    from moneyloop.publish.drawing.png_file import png_file
    from moneyloop.publish.picture_file import picture_file

    suffix = output.suffix.lower()
    if suffix not in (".svg", ".png"):
        raise click.UsageError(f"{output.name} does not end in .svg or .png")
    if output.exists() and not overwrite:
        raise click.UsageError(f"{output} exists; choose another name, or add --overwrite")
    with open_graph() as graph, writers_waiting(graph):
        content = picture_file(graph, given_values(given), title)
    write_file(output, png_file(content) if suffix == ".png" else content)
    say(f"Written to {output}.")
