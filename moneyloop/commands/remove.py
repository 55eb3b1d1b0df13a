"""`moneyloop remove`: removes deals from the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import is_interactive, say

if TYPE_CHECKING:
    from loader.store.counts import Receipt
    from moneyloop.graph.connection import Graph


@click.command("remove")
@click.argument("deals", nargs=-1, metavar="[DEAL...]")
@click.option(
    "--import", "import_id", metavar="ID", help="Remove all deals that this import created."
)
@click.option("--dry-run", is_flag=True, help="Show what would be removed; remove nothing.")
@click.option("--yes", "-y", is_flag=True, help="Remove without asking.")
def command(deals: tuple[str, ...], import_id: str | None, dry_run: bool, yes: bool) -> None:
    """Remove deals by id, with the statements about them.

    Firms and sources that something else needs stay. A shipped deal comes back with the next load.
    With --import, a whole import is taken back, unless a later one builds on it; `moneyloop
    imports` lists them.

    Example: moneyloop remove nvidia-openai-letter --dry-run
    """
    from loader.store.owner import check_owner
    from loader.store.remove import remove, remove_import

    if bool(deals) == bool(import_id):
        raise click.UsageError("name the deals to be removed, or an import with --import ID")

    def removed(graph: Graph, *, keep: bool) -> Receipt:
        if import_id:
            return remove_import(graph, import_id, keep=keep)
        return remove(graph, deals, keep=keep)

    ask = is_interactive() and not yes
    with open_graph(to_write=True) as graph:
        check_owner(graph, accept_foreign=False)
        if dry_run or ask:
            say(f"Would remove: {receipts.changes(removed(graph, keep=False))}.")
        if dry_run:
            return
        if ask and not click.confirm("Remove this?", err=True):
            say("nothing was removed")
            return
        say(f"Removed: {receipts.changes(removed(graph, keep=True))}.")
