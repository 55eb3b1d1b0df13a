"""`moneyloop import`: new deals from files."""

from __future__ import annotations

import os
import sys

import click

from terminal.importing import (
    carry_out_asking,
    graph_for,
    import_options,
    problems_as,
    tell_outcome,
)
from terminal.progress import progress
from terminal.words import say, somebody_answers


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--source", metavar="URL|ID", help="The source of all lines that name none.")
@click.option("--encoding", metavar="NAME", help="Of text that tells not by itself, as shift_jis.")
@click.option("--sheet", metavar="NAME|N", help="Of a workbook with several.")
@click.option(
    "--batch",
    metavar="N",
    type=click.IntRange(min=1),
    help="Write N lines at a time, each batch whole; for files too large for one.",
)
@import_options
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")  # fmt: skip
def command(
    files: tuple[str, ...], source: str | None, encoding: str | None, sheet: str | None,
    batch: int | None, format_name: str, dry_run: bool, allow_small: bool,
    new_firms: tuple[str, ...], yes: bool,
) -> None:  # fmt: skip
    """Import new deals: CSV, JSON, JSON lines, XLSX or Parquet files, or - for stdin.

    A line needs the columns type, payer, payee and source; it may have amount, currency,
    announced, starts, ends, status, instrument, settlement, source_title, publisher, published,
    source_kind, deal, bundle and note. All problems are told at once, and then nothing is written;
    else all is written, or nothing. On a terminal the plan is shown first.

    Example: moneyloop import deals.csv --dry-run
    """
    from loader.importing import MOST_LINES, Options, carry_out_in_batches, read_files

    if "-" in files and sys.stdin.isatty():
        raise click.UsageError("stdin is this terminal; name a file, or send one: … < deals.csv")
    missing = [file for file in files if file != "-" and not os.path.lexists(file)]
    if missing:
        raise click.UsageError(f"there is no file {', '.join(map(repr, missing))}")
    options = Options(source, encoding, sheet, allow_small, new_firms)
    with problems_as(format_name):
        lines = read_files(files, options)
        count = len(lines.said)
        if count > MOST_LINES and not batch and not lines.problems:
            raise click.UsageError(
                f"{count:,} lines are more than the {MOST_LINES:,} that one transaction takes; "
                "say --batch 50000 to write them in several"
            )
        with graph_for(lines) as graph:
            ask = somebody_answers() and not yes and format_name != "json"
            if batch and not dry_run:
                if ask and not click.confirm(
                    f"Write {count:,} lines, {batch:,} at a time?", err=True
                ):
                    say("nothing was written")
                    return
                with progress() as tell:
                    done = carry_out_in_batches(
                        graph, lines, options, batch,
                        lambda so_far, total: tell("writing", so_far, total),
                    )  # fmt: skip
                tell_outcome(done, lines, format_name, written=True)
                return
            carry_out_asking(graph, "import", lines, options, format_name, dry_run=dry_run, ask=ask)
