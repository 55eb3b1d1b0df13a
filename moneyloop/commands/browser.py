"""`moneyloop browser`: opens Neo4j Browser, or writes its files."""

from __future__ import annotations

import os
from pathlib import Path

import click

from moneyloop.graph import server
from moneyloop.graph.address import names_a_server
from moneyloop.graph.home import home
from moneyloop.private import private_address
from moneyloop.terminal.graph import print_browser_address
from moneyloop.terminal.messages import say
from moneyloop.terminal.output import FileToWrite, write_file
from moneyloop.terminal.progress import progress


@click.command("browser")
@click.option(
    "--scripts",
    metavar="FILE.zip|FILE.csv",
    type=FileToWrite(),
    help=(
        "Write the saved scripts to a file: a .zip that you can drop on any Neo4j Browser, or a "
        ".csv that Aura's Query and Neo4j's newer Browser import; needs no server."
    ),
)
@click.option(
    "--build",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Build the Browser that docker-compose.yml mounts; needs no server.",
)
def command(scripts: Path | None, folder: Path | None) -> None:
    """Open Neo4j Browser, with a guide, a style and the Cypher reports as saved scripts.

    Without a display, print its address and how to log in.

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
            "NEO4J_URI is set to a server of your own; "
            "ask its administrator for the address of its Neo4j Browser."
        )
        say("Write the reports as saved scripts for it: moneyloop browser --scripts FILE.zip")
        say("(or FILE.csv, for Aura's Query and Neo4j's newer Browser)")
        return
    from moneyloop.browser.install import archive_path, is_current
    from moneyloop.browser.open_page import open_page

    with progress() as show:
        private_address(home(), show)
    running = server.find(home())
    if running is None:
        return
    print_browser_address(running)
    if not is_current(archive_path(home())):
        say("a different release of moneyloop started this server, so Browser shows that release's")
        say("guide; to see this release's, run `moneyloop server stop`, then `moneyloop browser`")
    if open_page(running.connect_url):
        say("opened in your web browser")


def _write_scripts(file: Path) -> None:
    from moneyloop.browser.scripts import as_csv, as_zip, scripts

    own_reports = os.environ.get("MONEYLOOP_REPORTS")
    all_scripts = scripts(Path(own_reports) if own_reports else None)
    match file.suffix.lower():
        case ".zip":
            content, next_step = as_zip(all_scripts), "drop it on the Neo4j Browser window"
        case ".csv":
            content, next_step = as_csv(all_scripts), "import it as saved queries"
        case _:
            raise click.UsageError(
                f"{file.name} ends in neither .zip (for Neo4j Browser) nor .csv (for Aura's Query "
                "and Neo4j's newer Browser)"
            )
    write_file(file, content, "--scripts")
    say(f"wrote {len(all_scripts)} scripts to {file}; {next_step}")


def _build_browser(folder: Path) -> None:
    from moneyloop.browser.archive import NAME
    from moneyloop.browser.install import install

    try:
        with progress() as show:
            written = install(folder / NAME, home(), show)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written ({error.strerror})") from error
    say(f"{folder / NAME} {'was built' if written else 'is already up to date'}")
