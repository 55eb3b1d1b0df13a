"""`moneyloop export`: writes the graph as a knowledge folder, or as a file for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from moneyloop.report import library
from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import say
from moneyloop.terminal.output import FileToWrite, write_file
from moneyloop.terminal.parameters import given_values, with_options_of


@click.command("export")
@click.argument("target", metavar="DIR|FILE", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace files that already exist.")
@with_options_of(library.graph_files())
def command(target: Path, overwrite: bool, **given: Any) -> None:
    """Write the graph as a knowledge folder, or as a file for another program.

    A folder (a name without a suffix) has everything except the log of imports, and can be loaded
    again. It is created if it does not exist. Text that a spreadsheet would run as a formula gets a
    ' before it, which loading removes again.

    The suffix of a file chooses its kind: .graphml (yEd, Cytoscape, networkx), .gexf (Gephi, with
    times), .dot (Graphviz), .csv (source, target, value for Sankey diagrams) or .ftm.json
    (FollowTheMoney, for Aleph). A file has all deals unless options choose some. With --as-of it
    has those in force on that date.

    Example: moneyloop export deals.gexf --firms OpenAI
    """
    if target.suffix and not target.is_dir():
        _export_file(target, given_values(given), overwrite=overwrite)
        return
    if given_values(given):
        raise click.UsageError("a folder holds the whole graph; options choose deals for a file")
    _export_folder(target, overwrite=overwrite)


def _export_file(file: Path, given: dict[str, Any], *, overwrite: bool) -> None:
    from loader.store.transaction import writers_waiting
    from moneyloop.publish.graph_files import KINDS, suffix_of
    from moneyloop.publish.graph_files.model import firms_and_deals

    suffix = suffix_of(file.name)
    if suffix is None:
        raise click.UsageError(
            f"{file.name} does not end in a kind of file that can be written: {', '.join(KINDS)}. "
            "For a folder give a name without a suffix."
        )
    FileToWrite().convert(file, None, None)
    if file.exists() and not overwrite:
        raise click.UsageError(f"{file} exists; choose another name, or add --overwrite")
    if "as_of" in given:
        given.setdefault("in_force", True)
    with open_graph() as graph, writers_waiting(graph):
        content = firms_and_deals(graph, given)
    write_file(file, KINDS[suffix](content))
    unknown = sum(deal.usd is None for deal in content.deals)
    say(
        f"Exported to {file}: {len(content.firms)} firms, {len(content.deals)} deals, "
        f"{unknown} of them without a known amount."
    )


def _export_folder(folder: Path, *, overwrite: bool) -> None:
    from loader.folder.export import existing_files, tables_of, write_folder
    from loader.store.owner import check_owner
    from loader.store.transaction import writers_waiting

    if folder.is_file():
        raise click.UsageError(f"{folder} is a file; choose another folder")
    existing = [] if overwrite else existing_files(folder)
    if existing:
        raise click.UsageError(f"{existing[0]} exists; choose another folder, or add --overwrite")
    with open_graph() as graph, writers_waiting(graph):
        check_owner(graph, accept_foreign=True)
        tables = tables_of(graph)
    try:
        write_folder(folder, tables)
    except OSError as error:
        raise click.UsageError(
            f"{folder} cannot be written ({error.strerror}); choose another folder"
        ) from error
    counts = {name: len(lines) for name, lines in tables.items()}
    if not any(counts.values()):
        say("the graph is empty; the files have only header lines")
    say(
        f"Exported to {folder}: {counts['firms']} firms, {counts['deals']} deals"
        f"{receipts.others(counts['figures'], counts['claims'])} from {counts['sources']} sources "
        f"({counts['statements']} statements)."
    )
