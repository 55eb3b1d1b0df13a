"""`moneyloop remove`: deals out of the graph again."""

from __future__ import annotations

import click

from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.words import is_interactive, say


@click.command("remove")
@click.argument("deals", nargs=-1, required=True, metavar="DEAL...")
@click.option("--dry-run", is_flag=True, help="Show what would go; take nothing out.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def command(deals: tuple[str, ...], dry_run: bool, yes: bool) -> None:
    """Take deals out again, by their ids, with all that is stated of them.

    Firms and sources that something else needs stay. A deal that ships comes back with the next
    load.

    Example: moneyloop remove nvidia-openai-letter --dry-run
    """
    from loader.deals.importing import remove
    from loader.store.exclusive import check_owner

    ask = is_interactive() and not yes
    with open_graph() as graph:
        check_owner(graph, accept_foreign=False)
        if dry_run or ask:
            say(f"Would take out: {receipts.changes(remove(graph, deals, keep=False))}.")
        if dry_run:
            return
        if ask and not click.confirm("Take this out?", err=True):
            say("nothing was taken out")
            return
        say(f"Taken out: {receipts.changes(remove(graph, deals, keep=True))}.")
