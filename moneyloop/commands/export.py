"""`moneyloop export`: the graph as a knowledge folder."""

from __future__ import annotations

from pathlib import Path

import click

from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.words import say


@click.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Write over files that stand there.")
def command(folder: Path, overwrite: bool) -> None:
    """Write everything as a knowledge folder that loads back to the same graph.

    DIR is made where there is none. Text that a spreadsheet would take for a formula has a '
    before it, which loading takes off again.

    Example: moneyloop export my-copy
    """
    from loader.folder.export import existing_files, tables_of, write_folder
    from loader.store.exclusive import check_owner

    there = [] if overwrite else existing_files(folder)
    if there:
        raise click.UsageError(f"{there[0]} exists; name another folder, or say --overwrite")
    with open_graph() as graph:
        check_owner(graph, accept_foreign=True)
        tables = tables_of(graph)
    try:
        write_folder(folder, tables)
    except OSError as error:
        raise click.UsageError(
            f"{folder} cannot be written ({error.strerror}); name another folder"
        ) from error
    counts = {name: len(lines) for name, lines in tables.items()}
    if not any(counts.values()):
        say("the graph is empty; the files hold nothing but their header lines")
    say(
        f"Exported to {folder}: {counts['firms']} firms, {counts['deals']} deals"
        f"{receipts.figures(counts['figures'])} from {counts['sources']} sources "
        f"({counts['statements']} statements)."
    )
