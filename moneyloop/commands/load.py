"""`moneyloop load`: loads knowledge folders into the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from loader.problems import BadInput, Problem
from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import say
from moneyloop.terminal.progress import progress

if TYPE_CHECKING:
    from loader.records import Knowledge


@click.command("load")
@click.argument("folders", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only check the files; needs no database.")
@click.option(
    "--history",
    is_flag=True,
    help="Load the historical cases that come with moneyloop, after any PATH.",
)
@click.option("--yes", is_flag=True, help="Allow a database that has other data in it.")
@click.option("--bulk", is_flag=True, help="Load millions of deals into the empty private server.")
def command(folders: tuple[Path, ...], dry_run: bool, history: bool, yes: bool, bulk: bool) -> None:
    """Load knowledge folders. The default is the knowledge that ships with the program.

    If there are problems, those of all folders are reported together and nothing is written. Each
    folder is written in one transaction; loading it again changes nothing.

    With --bulk, one folder is loaded by Neo4j's own importer, which is many times faster. This
    needs the private server, which must be empty.

    Example: moneyloop load my-deals --dry-run
    """
    from loader.folder.read import HISTORY, SHIPPED, read_folder
    from loader.store.owner import check_owner
    from loader.store.write import load

    folders = (*folders, HISTORY) if history else folders or (SHIPPED,)
    for folder in folders:
        if not folder.is_dir():
            raise click.UsageError(
                f"there is no folder {str(folder)!r}; name a folder with deals.csv and the other "
                "files, or omit it to load the shipped knowledge"
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
            tables = (knowledge.firms, knowledge.deals, knowledge.figures, knowledge.claims)
            _say_checked(folder, *map(len, (*tables, knowledge.sources)))
        return
    with open_graph(to_write=True) as graph:
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
            "--bulk loads exactly one folder; load the others afterwards, without --bulk"
        )
    if yes:
        raise click.UsageError(
            "--bulk only loads into an empty server, so --yes has no effect; omit it"
        )
    [folder] = folders
    if dry_run:
        with progress() as on_progress:
            found = check(folder, on_progress)
        counts = (found.firms, found.deals, found.figures, found.claims, found.sources)
        _say_checked(folder, *(count.new for count in counts))
        return
    if names_a_server():
        raise click.UsageError(
            "--bulk writes the files of the server, so it only works with the private one; unset "
            "NEO4J_URI, or load without --bulk"
        )
    with progress() as on_progress:
        receipt = bulk_load(home(), folder, on_progress, shipped=folder.resolve() == SHIPPED)
    say(receipts.loaded(receipt))


def _say_checked(
    folder: Path, firms: int, deals: int, figures: int, claims: int, sources: int
) -> None:
    counts = f"{firms} firms, {deals} deals{receipts.others(figures, claims)}"
    say(f"{folder}: no problems in {counts}, {sources} sources")
