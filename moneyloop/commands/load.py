"""`moneyloop load`: knowledge folders into the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from loader.problems import BadInput, Problem
from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.progress import progress
from moneyloop.terminal.words import say

if TYPE_CHECKING:
    from loader.records import Knowledge


@click.command("load")
@click.argument("folders", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check the files alone; no database is needed.")
@click.option("--history", is_flag=True, help="Load known cases of the past, which ship as well.")
@click.option("--yes", is_flag=True, help="Load into a database that holds other data.")
@click.option(
    "--bulk", is_flag=True, help="Millions of deals, into a private server that holds nothing."
)
def command(folders: tuple[Path, ...], dry_run: bool, history: bool, yes: bool, bulk: bool) -> None:
    """Load knowledge folders (without PATH: the one that ships).

    All problems of all folders are told at once, and then nothing is written. A folder is written
    in one transaction; loading it again changes nothing.

    With --bulk one folder goes through Neo4j's own importer, which is many times quicker. It needs
    the private server, and nothing in it.

    Example: moneyloop load my-deals --dry-run
    """
    from loader.folder.read import HISTORY, SHIPPED, read_folder
    from loader.store.owner import check_owner
    from loader.store.write import load

    folders = (*folders, HISTORY) if history else folders or (SHIPPED,)
    for folder in folders:
        if not folder.is_dir():
            raise click.UsageError(
                f"there is no folder {str(folder)!r}; name one that holds deals.csv and the like, "
                "or none for the knowledge that ships"
            )
    if bulk:
        _load_in_bulk(folders, dry_run=dry_run, yes=yes)
        return
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
            counts = (len(knowledge.firms), len(knowledge.deals), len(knowledge.figures))
            _tell_checked(folder, *counts, len(knowledge.sources))
        return
    with open_graph() as graph:
        check_owner(graph, accept_foreign=yes)
        for folder, knowledge in zip(folders, read, strict=True):
            say(receipts.loaded(load(graph, knowledge, shipped=folder.resolve() == SHIPPED)))


def _load_in_bulk(folders: tuple[Path, ...], *, dry_run: bool, yes: bool) -> None:
    from loader.bulk.load import bulk_load, check
    from loader.folder.read import SHIPPED
    from moneyloop.graph.address import names_a_server
    from moneyloop.graph.home import home

    if len(folders) != 1:
        raise click.UsageError(
            "--bulk makes a database out of one folder; load the others afterwards, without it"
        )
    if yes:
        raise click.UsageError("--bulk never loads beside other data, so --yes has no meaning here")
    [folder] = folders
    if dry_run:
        with progress() as tell:
            found = check(folder, tell)
        counts = (found.firms, found.deals, found.figures, found.sources)
        _tell_checked(folder, *(count.new for count in counts))
        return
    if names_a_server():
        raise click.UsageError(
            "--bulk needs the files of the server, and only ever loads into the private one; unset "
            "NEO4J_URI, or load without --bulk"
        )
    with progress() as tell:
        receipt = bulk_load(home(), folder, tell, shipped=folder.resolve() == SHIPPED)
    say(receipts.loaded(receipt))


def _tell_checked(folder: Path, firms: int, deals: int, figures: int, sources: int) -> None:
    counts = f"{firms} firms, {deals} deals{receipts.figures(figures)}"
    say(f"{folder}: nothing wrong with {counts}, {sources} sources")
