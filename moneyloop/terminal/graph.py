"""The connection of a command to Neo4j."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from moneyloop.graph import server
from moneyloop.graph.address import named_address, names_a_server
from moneyloop.graph.connection import Graph, connect
from moneyloop.graph.credentials import USER
from moneyloop.graph.home import home
from moneyloop.graph.ports import DEFAULT_BOLT_PORT
from moneyloop.graph.queries import query
from moneyloop.graph.schema import is_old
from moneyloop.private import back_up_before_schema, private_address
from moneyloop.terminal.messages import say, stdin_is_terminal
from moneyloop.terminal.progress import progress


@contextmanager
def open_graph(*, to_write: bool = False) -> Iterator[Graph]:
    """A connection to the server that the environment names, otherwise to the private one.

    A graph of an older release on the private server is backed up before something writes to it.
    """
    if names_a_server():
        address = named_address(_ask_password if stdin_is_terminal() else None)
    else:
        before = server.find(home())
        with progress() as show:
            address = private_address(home(), show)
        running = server.find(home())
        if running and running != before and running.bolt != DEFAULT_BOLT_PORT:
            say(f"port {DEFAULT_BOLT_PORT} is taken; the private Neo4j uses {running.bolt}")
    with ExitStack() as stack:
        graph = stack.enter_context(connect(address))
        if to_write and address.home and _is_old(graph):
            stack.close()
            with progress() as show:
                file = back_up_before_schema(address.home, show)
                address = private_address(address.home, show)
            say(f"an older moneyloop wrote this graph, which is now updated; a backup is in {file}")
            graph = stack.enter_context(connect(address))
        if click.get_current_context().find_root().params["verbose"]:
            say(f"Neo4j {graph.version} at {address.uri}, database {address.database}")
        yield graph


def _is_old(graph: Graph) -> bool:
    [marker] = graph.read((query("lookup/marker"), {}))[0].maps()
    return is_old(marker["schemas"])


def _ask_password(question: str) -> str:
    return str(click.prompt(question, hide_input=True, err=True))


def print_browser_address(running: server.Running) -> None:
    """Prints the address of Neo4j Browser and how to log in."""
    click.echo(f"Neo4j Browser: {running.connect_url}")
    click.echo(f"  user {USER}, password in {home().password}")
