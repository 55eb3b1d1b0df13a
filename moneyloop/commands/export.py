"""`moneyloop export`: writes the graph as a knowledge folder."""

from __future__ import annotations

from pathlib import Path

import click

from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import say


@click.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace files that already exist.")
def command(folder: Path, overwrite: bool) -> None:
    """Write the whole graph as a knowledge folder that loads back to the same graph.

    DIR is created if it does not exist. Text that a spreadsheet would run as a formula gets a '
    before it, which loading removes again.

    Example: moneyloop export my-copy
    """
    from loader.folder.export import existing_files, tables_of, write_folder
    from loader.store.owner import check_owner

    existing = [] if overwrite else existing_files(folder)
    if existing:
        raise click.UsageError(f"{existing[0]} exists; choose another folder, or add --overwrite")
    with open_graph() as graph:
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
