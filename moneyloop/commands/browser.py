"""`moneyloop browser`: Neo4j Browser, opened or made."""

from __future__ import annotations

import os
from pathlib import Path

import click

from moneyloop.graph import server
from moneyloop.graph.connection import names_a_server, private_address
from moneyloop.graph.home import home
from moneyloop.terminal.graph import tell_browser
from moneyloop.terminal.output import FileToWrite, write_file
from moneyloop.terminal.progress import progress
from moneyloop.terminal.words import say


@click.command("browser")
@click.option(
    "--scripts",
    metavar="FILE.zip",
    type=FileToWrite(),
    help="Write the saved scripts, to be dropped on any Neo4j Browser; no server is needed.",
)
@click.option(
    "--build",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Make the Browser that docker-compose.yml mounts; no server is needed.",
)
def command(scripts: Path | None, folder: Path | None) -> None:
    """Open Neo4j Browser, with a guide, a style and all reports as saved scripts.

    Without a display it tells where Browser is and how to log in.

    Example: moneyloop browser
    """
    if scripts:
        _write_scripts(scripts)
    if folder:
        _build_browser(folder)
    if scripts or folder:
        return
    if names_a_server():
        say(
            "NEO4J_URI names a server; where its Neo4j Browser is, its keeper knows. The reports as"
        )
        say("saved scripts for it: moneyloop browser --scripts FILE.zip")
        return
    from moneyloop.browser.opening import open_page
    from moneyloop.browser.place import archive_of, is_current

    with progress() as tell:
        private_address(home(), tell)
    running = server.find(home())
    if running is None:
        return
    tell_browser(running)
    if not is_current(archive_of(home())):
        say("it was started by another release of moneyloop, whose guide it shows;")
        say("`moneyloop server stop`, then `moneyloop browser` shows that of this one")
    if open_page(running.connect_url):
        say("opened in your web browser")


def _write_scripts(file: Path) -> None:
    from moneyloop.browser.scripts import as_zip, scripts

    if file.suffix.lower() != ".zip":
        raise click.UsageError(f"{file.name} does not end in .zip, and Browser takes no other")
    own = os.environ.get("MONEYLOOP_REPORTS")
    made = scripts(Path(own) if own else None)
    write_file(file, as_zip(made), "--scripts")
    say(f"{len(made)} scripts in {file}; drop it on the window of Neo4j Browser")


def _build_browser(folder: Path) -> None:
    from moneyloop.browser.archive import NAME
    from moneyloop.browser.place import place

    try:
        with progress() as tell:
            made = place(folder / NAME, home(), tell)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written ({error.strerror})") from error
    say(f"{folder / NAME} {'is made' if made else 'stands there already, as it should be'}")
