"""`moneyloop remove`: removes deals from the graph."""

from __future__ import annotations

import click

from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import is_interactive, say


@click.command("remove")
@click.argument("deals", nargs=-1, required=True, metavar="DEAL...")
@click.option("--dry-run", is_flag=True, help="Show what would be removed; remove nothing.")
@click.option("--yes", "-y", is_flag=True, help="Remove without asking.")
def command(deals: tuple[str, ...], dry_run: bool, yes: bool) -> None:
    """Remove deals by id, with the statements about them.

    Firms and sources that something else needs stay. A shipped deal comes back with the next load.

    Example: moneyloop remove nvidia-openai-letter --dry-run
    """
    from loader.store.owner import check_owner
    from loader.store.remove import remove

    ask = is_interactive() and not yes
    with open_graph(to_write=True) as graph:
        check_owner(graph, accept_foreign=False)
        if dry_run or ask:
            say(f"Would remove: {receipts.changes(remove(graph, deals, keep=False))}.")
        if dry_run:
            return
        if ask and not click.confirm("Remove this?", err=True):
            say("nothing was removed")
            return
        say(f"Removed: {receipts.changes(remove(graph, deals, keep=True))}.")
