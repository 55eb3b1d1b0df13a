"""The private server with moneyloop's Neo4j Browser on it, and the choice of the server to use.

`moneyloop.graph` starts a server and does not know what its Browser shows; `moneyloop.browser`
makes that and starts nothing. This module puts the two together.
"""

from __future__ import annotations

from moneyloop.browser.settings import settings
from moneyloop.graph import server
from moneyloop.graph.address import Address, named_address, names_a_server
from moneyloop.graph.credentials import USER, password
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home, home
from moneyloop.graph.ownership import own_root
from moneyloop.graph.progress import Progress, no_progress


def start_server(home: Home, progress: Progress = no_progress) -> server.Running:
    """The private server, started unless it runs already. Raises Neo4jUnavailable."""
    return server.start(home, progress, server.WebFiles(_install_browser, settings))


def private_address(home: Home, progress: Progress = no_progress) -> Address:
    """The address of the private server, started unless it runs. Raises Neo4jUnavailable."""
    if home.root.is_dir():
        # Before its files are believed: a folder of another user could name a server of theirs.
        own_root(home.root)
    running = server.find(home)
    if running and running.is_suspended():
        raise Neo4jUnavailable(
            f"the private Neo4j is suspended. Let it continue with `kill -CONT {running.pid}`, or "
            "end it with `moneyloop server stop`."
        )
    if running is None or not running.answers() or home.first_start.exists():
        running = start_server(home, progress)
    return Address(running.uri, USER, password(home), "neo4j", private=True, home=home)


def configured_address() -> Address:
    """The server that the environment names, otherwise the private one; never prompts.

    Raises Neo4jUnavailable.
    """
    return named_address(None) if names_a_server() else private_address(home())


def _install_browser(home: Home, progress: Progress) -> None:
    # Imported here: only a start needs the reports, from which the guide and the scripts are made.
    from moneyloop.browser.install import archive_path, install

    install(archive_path(home), home, progress)
