"""The connection of a command to Neo4j."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from moneyloop.graph import server
from moneyloop.graph.address import named_address, names_a_server
from moneyloop.graph.connection import Graph, connect
from moneyloop.graph.credentials import USER
from moneyloop.graph.home import home
from moneyloop.graph.ports import DEFAULT_BOLT_PORT
from moneyloop.private import private_address
from moneyloop.terminal.messages import say, stdin_is_terminal
from moneyloop.terminal.progress import progress


@contextmanager
def open_graph() -> Iterator[Graph]:
    """A connection to the server that the environment names, otherwise to the private one."""
    if names_a_server():
        address = named_address(_ask_password if stdin_is_terminal() else None)
    else:
        before = server.find(home())
        with progress() as show:
            address = private_address(home(), show)
        running = server.find(home())
        if running and running != before and running.bolt != DEFAULT_BOLT_PORT:
            say(f"port {DEFAULT_BOLT_PORT} is taken; the private Neo4j uses {running.bolt}")
    with connect(address) as graph:
        if click.get_current_context().find_root().params["verbose"]:
            say(f"Neo4j {graph.version} at {address.uri}, database {address.database}")
        yield graph


def _ask_password(question: str) -> str:
    return str(click.prompt(question, hide_input=True, err=True))


def print_browser_address(running: server.Running) -> None:
    """Prints the address of Neo4j Browser and how to log in."""
    click.echo(f"Neo4j Browser: {running.connect_url}")
    click.echo(f"  user {USER}, password in {home().password}")
