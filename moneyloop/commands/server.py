"""`moneyloop server`: the private Neo4j."""

from __future__ import annotations

import json

import click

from moneyloop.graph import server
from moneyloop.graph.address import names_a_server
from moneyloop.graph.credentials import USER
from moneyloop.graph.home import home
from moneyloop.graph.ownership import check_possible
from moneyloop.graph.server_log import log_lines
from moneyloop.private import start_server
from moneyloop.terminal.messages import say
from moneyloop.terminal.progress import progress


@click.group("server")
def command() -> None:
    """Start, stop or inspect the private Neo4j.

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
    click.echo(f"data      {server.data_bytes(home()) / 1_000_000:.1f} MB")
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
