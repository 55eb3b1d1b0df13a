"""Data for the person: to stdout or into a file, in the format that is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import click

from moneyloop.atomic_file import atomic_write
from moneyloop.graph.connection import Rows
from moneyloop.publish.formats import contents, formats, is_page
from moneyloop.publish.metadata import Metadata
from moneyloop.report.cells import CannotRender
from moneyloop.terminal.words import say


class FileToWrite(click.Path):
    """A file in a folder that is there: found out before anything is asked, and not at the end."""

    def __init__(self, *, allow_dash: bool = False) -> None:
        super().__init__(dir_okay=False, allow_dash=allow_dash, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """See click.Path."""
        file = cast("Path", super().convert(value, param, ctx))
        if not file.absolute().parent.is_dir():
            self.fail(f"there is no folder {str(file.parent)!r}", param, ctx)
        return file


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--format` and `--output`, which `put_out` wants."""
    command = click.option(
        "--format",
        "-f",
        "format_name",
        type=click.Choice(formats(), case_sensitive=False),
        help="[default: table on a terminal, else csv]; html, parquet and xlsx want a file",
    )(command)
    return click.option(
        "--output",
        "-o",
        type=FileToWrite(),
        metavar="FILE",
        help="Write to this file; its ending chooses the format.",
    )(command)


def put_out(rows: Rows, format_name: str | None, output: Path | None, metadata: Metadata) -> None:
    """Rows as data, in the format that is named, or that the file or the terminal suggests."""
    if format_name is None:
        endings = {"md": "markdown", "txt": "table"} | {name: name for name in formats()}
        ending = output.suffix.removeprefix(".").lower() if output else ""
        if output and ending not in endings:
            known = ", ".join(f".{name}" for name in endings)
            raise click.UsageError(f"{output.name} ends in none of {known}; say --format")
        usual = "table" if sys.stdout and sys.stdout.isatty() else "csv"
        format_name = endings[ending] if output else usual
    try:
        made = contents(rows, format_name, metadata)
    except CannotRender as error:
        raise click.ClickException(str(error)) from error
    is_for_files = isinstance(made, bytes) or is_page(format_name)
    if output:
        write_file(output, click.unstyle(made) if isinstance(made, str) else made)
    elif is_for_files and sys.stdout and sys.stdout.isatty():
        raise click.UsageError(f"{format_name} is nothing for a terminal; say --output FILE")
    else:
        click.echo(made, nl=False)
    if not rows.rows:
        say("no rows")


def write_file(file: Path, made: str | bytes, option: str = "--output") -> None:
    """Writes a file as a whole, or not at all."""
    with new_file(file, option) as opened:
        opened.write(made.encode() if isinstance(made, str) else made)


@contextmanager
def new_file(file: Path, option: str = "--output") -> Iterator[IO[bytes]]:
    """A file that stands there once all of it is written; `option` is what named it."""
    try:
        with atomic_write(file) as opened:
            yield opened
    except OSError as error:
        raise click.UsageError(
            f"{file} cannot be written ({error.strerror}); name another file with {option}"
        ) from error
