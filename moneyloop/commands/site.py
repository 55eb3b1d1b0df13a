"""`moneyloop site`: a static site with a page for each record and report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from moneyloop import clock
from moneyloop.report import library
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import say
from moneyloop.terminal.parameters import given_values, with_option
from moneyloop.terminal.progress import progress


def _as_of(command: Callable[..., Any]) -> Callable[..., Any]:
    [parameter] = (one for one in library.flows().parameters if one.name == "as_of")
    with_as_of: Callable[..., Any] = with_option(parameter)(command)
    return with_as_of


@click.command("site")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@_as_of
@click.option(
    "--url",
    "base",
    default="",
    metavar="URL",
    help="The address at which the site will be, for previews of links and for citing.",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace a site that is in the folder; other files there stay.",
)
def command(folder: Path, base: str, overwrite: bool, **given: Any) -> None:
    """Write a static site: a page for each firm, deal, loop, source, claim and report.

    Any web server can serve the folder, such as GitHub Pages, and it can be opened from the disk.
    Addresses of pages depend only on ids, so they stay. Pages have downloads, pictures to embed, a
    search field and a feed of changes, and load nothing from elsewhere.

    Example: moneyloop site public --url https://example.org/moneyloop
    """
    from loader.store.transaction import writers_waiting
    from moneyloop.publish.site.build import site_files
    from moneyloop.publish.site.folder import check_folder, write_site

    check_folder(folder, overwrite=overwrite)
    if base and not base.startswith(("http://", "https://")):
        raise click.UsageError(f"--url {base} does not start with https:// or http://")
    day = given_values(given).get("as_of", clock.today())
    with open_graph() as graph, writers_waiting(graph), progress() as show:
        files = site_files(graph, day, base, show)
        try:
            count, size = write_site(folder, files)
        except OSError as error:
            raise click.UsageError(
                f"{folder} cannot be written ({error.strerror}); choose another folder"
            ) from error
    say(f"Written to {folder}: {count:,} files, {size / 1e6:.1f} MB. Open {folder / 'index.html'}.")
