"""Writes data to stdout or into a file, in the format that the user chose."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import click

from moneyloop.atomic_file import atomic_write
from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import contents, formats, is_page
from moneyloop.publish.metadata import Metadata
from moneyloop.terminal.messages import say
from moneyloop.values.shown import harmless_lines


class FileToWrite(click.Path):
    """A file in an existing folder, checked before the command does any work."""

    def __init__(self, *, allow_dash: bool = False) -> None:
        super().__init__(dir_okay=False, allow_dash=allow_dash, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """See click.Path."""
        file = cast("Path", super().convert(value, param, ctx))
        if not file.absolute().parent.is_dir():
            self.fail(f"there is no folder {str(file.parent)!r}", param, ctx)
        return file


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--format` and `--output`, for `write_rows`."""
    command = click.option(
        "--format",
        "-f",
        "format_name",
        type=click.Choice(formats(), case_sensitive=False),
        help="Print in this format; html, parquet and xlsx need --output.  "
        "[default: table on a terminal, otherwise csv]",
    )(command)
    return click.option(
        "--output",
        "-o",
        type=FileToWrite(),
        metavar="FILE",
        help="Write to this file; its suffix determines the format.",
    )(command)


def write_rows(
    rows: Rows, format_name: str | None, output: Path | None, metadata: Metadata
) -> None:
    """Writes rows in the given format, otherwise in the one for the file's suffix or for stdout."""
    format_name = format_name or format_for(output)
    content = contents(rows, format_name, metadata)
    needs_file = isinstance(content, bytes) or is_page(format_name)
    if output:
        write_file(output, _unstyled(content, format_name))
    elif needs_file and sys.stdout and sys.stdout.isatty():
        raise click.UsageError(
            f"{format_name} cannot be shown on a terminal; name a file with --output FILE"
        )
    elif isinstance(content, str) and sys.stdout and sys.stdout.isatty():
        click.echo(_for_terminal(content, format_name), nl=False)
    else:
        # With colour, click removes nothing: the data are exact.
        click.echo(_unstyled(content, format_name), nl=False, color=True)
    if not rows.rows:
        say("no rows")


def _unstyled(content: str | bytes, format_name: str) -> str | bytes:
    """Without the styles of a table, which has escaped all others."""
    if isinstance(content, str) and format_name == "table":
        return click.unstyle(content)
    return content


def _for_terminal(content: str, format_name: str) -> str:
    """With escapes for what a terminal might obey; a table has them already."""
    if format_name == "table":
        return content
    return harmless_lines(content, is_json=format_name in ("json", "jsonl"))


def format_for(output: Path | None) -> str:
    """The format for the suffix of a file, or for stdout. Raises UsageError."""
    if output is None:
        return "table" if sys.stdout and sys.stdout.isatty() else "csv"
    by_suffix = {"md": "markdown", "txt": "table", "xml": "atom"} | {
        name: name for name in formats()
    }
    suffix = output.suffix.removeprefix(".").lower()
    if suffix not in by_suffix:
        known = ", ".join(f".{name}" for name in by_suffix)
        raise click.UsageError(
            f"{output.name} does not end in any of {known}; choose the format with --format"
        )
    return by_suffix[suffix]


def write_file(file: Path, content: str | bytes, option: str = "--output") -> None:
    """Writes the whole file or nothing. Raises UsageError, naming the option, if it cannot."""
    with new_file(file, option) as opened:
        opened.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def new_file(file: Path, option: str = "--output") -> Iterator[IO[bytes]]:
    """A file to write into, which appears under its name once it is complete.

    Raises UsageError, with the option that named the file, if it cannot be written.
    """
    try:
        with atomic_write(file) as opened:
            yield opened
    except OSError as error:
        raise click.UsageError(
            f"{file} cannot be written ({error.strerror}); name another file with {option}"
        ) from error
