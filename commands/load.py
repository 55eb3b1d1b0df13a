"""`moneyloop load`: knowledge folders into the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from loader import receipts
from loader.problems import BadInput, Problem
from terminal.graph import open_graph
from terminal.words import say

if TYPE_CHECKING:
    from loader.records import Knowledge


@click.command("load")
@click.argument("folders", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check the files alone; no database is needed.")
@click.option("--history", is_flag=True, help="Load known cases of the past, which ship as well.")
@click.option("--yes", is_flag=True, help="Load into a database that holds other data.")
def command(folders: tuple[Path, ...], dry_run: bool, history: bool, yes: bool) -> None:
    """Load knowledge folders (without PATH: the one that ships).

    All problems of all folders are told at once, and then nothing is written. A folder is written
    in one transaction; loading it again changes nothing.

    Example: moneyloop load my-deals --dry-run
    """
    from loader.folder import HISTORY, SHIPPED, read_folder
    from loader.write import check_owner, load

    folders = (*folders, HISTORY) if history else folders or (SHIPPED,)
    for folder in folders:
        if not folder.is_dir():
            raise click.UsageError(
                f"there is no folder {str(folder)!r}; name one that holds deals.csv and the like, "
                "or none for the knowledge that ships"
            )
    read: list[Knowledge] = []
    problems: list[Problem] = []
    for folder in folders:
        try:
            read.append(read_folder(folder))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    if dry_run:
        for folder, knowledge in zip(folders, read, strict=True):
            counts = f"{len(knowledge.firms)} firms, {len(knowledge.deals)} deals"
            counts += receipts.figures(len(knowledge.figures))
            say(f"{folder}: nothing wrong with {counts}, {len(knowledge.sources)} sources")
        return
    with open_graph() as graph:
        check_owner(graph, accept_foreign=yes)
        for folder, knowledge in zip(folders, read, strict=True):
            say(receipts.loaded(load(graph, knowledge, shipped=folder.resolve() == SHIPPED)))
