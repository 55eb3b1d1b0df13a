"""`moneyloop server`: the private Neo4j."""

from __future__ import annotations

import json
from pathlib import Path

import click

from moneyloop.graph import server
from moneyloop.graph.address import names_a_server
from moneyloop.graph.backup import remove
from moneyloop.graph.credentials import USER
from moneyloop.graph.home import home
from moneyloop.graph.ownership import check_possible
from moneyloop.graph.server_log import log_lines
from moneyloop.private import back_up, restore, start_server
from moneyloop.terminal.messages import is_interactive, say
from moneyloop.terminal.output import FileToWrite
from moneyloop.terminal.progress import progress

MEGABYTE = 1_000_000  # bytes


@click.group("server")
def command() -> None:
    """Start, stop, inspect, back up or remove the private Neo4j.

    Example: moneyloop server status
    """


def _check_private() -> None:
    if names_a_server():
        raise click.UsageError(
            "NEO4J_URI is set, so the private server is not used; unset it first"
        )


@command.command()
def start() -> None:
    """Start the private Neo4j, and fetch it first if necessary.

    Example: moneyloop server start
    """
    _check_private()
    with progress() as show:
        running = start_server(home(), show)
    say(f"the private Neo4j is running at {running.uri}")


@command.command()
def stop() -> None:
    """Stop the private Neo4j and keep its data.

    Example: moneyloop server stop
    """
    _check_private()
    say("stopped" if server.stop(home()) else "no private Neo4j was running")


@command.command()
@click.option(
    "--format",
    "-f",
    "format_name",
    default="text",
    show_default=True,
    type=click.Choice(["text", "json"], case_sensitive=False),
    help="Print text, or JSON with the address and login details.",
)
def status(format_name: str) -> None:
    """Show whether the private Neo4j is running, and where it and its files are.

    Example: moneyloop server status
    """
    _check_private()
    check_possible(home().root)
    running = server.find(home())
    state = "stopped"
    if running:
        state = "suspended" if running.is_suspended() else "running"
    if format_name == "json":
        details = {
            "state": state,
            "bolt": running.uri if running else None,
            "browser": running.browser if running else None,
            "user": USER,
            "password_file": str(home().password),
            "home": str(home().root),
            "log": str(home().log),
        }
        click.echo(json.dumps(details))
        return
    click.echo(f"state     {state}")
    if running:
        click.echo(f"process   {running.pid}")
        click.echo(f"bolt      {running.uri}")
        click.echo(f"browser   {running.browser}")
    click.echo(f"home      {home().root}")
    click.echo(f"data      {server.data_bytes(home()) / MEGABYTE:.1f} MB")
    click.echo(f"log       {home().log}")


@command.command()
@click.option(
    "--lines",
    "-n",
    default=50,
    show_default=True,
    type=click.IntRange(min=1),
    help="Print this many lines.",
)
def logs(lines: int) -> None:
    """Print the last lines of the private Neo4j's log.

    Example: moneyloop server logs -n 200
    """
    _check_private()
    found = log_lines(home(), lines)
    for line in found:
        click.echo(line)
    if not found:
        say("there is no log yet; `moneyloop server start` creates one")


@command.command("backup")
@click.argument("file", type=FileToWrite())
def write_backup(file: Path) -> None:
    """Write the private Neo4j's database to a new file.

    The server stops for some seconds. To keep a readable copy of the data, use `moneyloop export`.

    Example: moneyloop server backup moneyloop-2026-11-26.dump
    """
    _check_private()
    with progress() as show:
        back_up(home(), file, show)
    say(f"backed up {file.stat().st_size / MEGABYTE:.1f} MB to {file}")


@command.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", "-y", is_flag=True, help="Restore without asking.")
def restore_backup(file: Path, yes: bool) -> None:
    """Replace the private Neo4j's database by the one in a backup.

    The password stays. A file that is damaged, or that is not a backup of moneyloop's, changes
    nothing.

    Example: moneyloop server restore moneyloop-2026-11-26.dump
    """
    _check_private()
    _ask(yes, f"This replaces everything in the graph by what is in {file}. Go on?")
    with progress() as show:
        restore(home(), file, show)
    say(f"restored from {file}")


@command.command("remove")
@click.option("--yes", "-y", is_flag=True, help="Remove without asking.")
def remove_server(yes: bool) -> None:
    """Delete the private Neo4j, its data and all that was fetched for it. Backups stay.

    Example: moneyloop server remove
    """
    _check_private()
    if not home().neo4j.exists() and not home().maven.exists():
        say("there is no private Neo4j")
        return
    size = server.data_bytes(home()) / MEGABYTE
    _ask(yes, f"This deletes the private Neo4j in {home().root} with {size:.1f} MB of data. Go on?")
    remove(home())
    kept = f"; the backups in {home().backups} are still there" if home().backups.exists() else ""
    say(f"removed{kept}")


def _ask(yes: bool, question: str) -> None:
    """Raises click.Abort unless the user agrees, and UsageError if no one can be asked."""
    if yes:
        return
    if not is_interactive():
        raise click.UsageError("this deletes data; give --yes, since no one can be asked here")
    click.confirm(question, err=True, abort=True)
