"""`moneyloop import`: new deals from files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moneyloop.terminal.importing import (
    carry_out_asking,
    graph_for,
    import_options,
    problems_as,
    tell_outcome,
)
from moneyloop.terminal.progress import progress
from moneyloop.terminal.words import is_interactive, say, stdin_is_terminal

if TYPE_CHECKING:
    from loader.deals.importing import Options
    from loader.ledgers.from_scan import FromScan


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
@click.option("--from-scan", is_flag=True, help="The files are loops that `moneyloop scan` found.")
@click.option(
    "--type",
    "types",
    metavar="TYPE|NAME=TYPE",
    multiple=True,
    help="With --from-scan: what all payments are, as buys-from; or what a name in the column "
    "types means, as loan=lends-to.",
)
@click.option(
    "--type-column",
    metavar="[types]",
    is_flag=False,
    flag_value="types",
    help="With --from-scan: what payments are stands in the column types.",
)
@click.option("--currency", help="With --from-scan: that of all amounts, as USD.")
@import_options
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def command(
    files: tuple[str, ...],
    source: str | None,
    encoding: str | None,
    sheet: str | None,
    batch: int | None,
    from_scan: bool,
    types: tuple[str, ...],
    type_column: str | None,
    currency: str | None,
    format_name: str,
    dry_run: bool,
    allow_small: bool,
    new_firms: tuple[str, ...],
    yes: bool,
) -> None:
    """Import new deals: CSV, JSON, JSON lines, XLSX or Parquet files, or - for stdin.

    A line needs the columns type, payer, payee and source; it may have amount, currency,
    announced, starts, ends, status, instrument, settlement, source_title, publisher, published,
    source_kind, deal, bundle and note. All problems are told at once, and then nothing is written;
    else all is written, or nothing. On a terminal the plan is shown first.

    With --from-scan the payments of loops that `moneyloop scan` found become deals, each once, of
    accounts whose ledger is the source. It needs --currency, and --type or --type-column.

    Example: moneyloop import deals.csv --dry-run

    Example: moneyloop import loops.parquet --from-scan --type buys-from --currency USD
    """
    from loader.deals.importing import MOST_LINES, Options, carry_out_in_batches, read_files
    from loader.ledgers.from_scan import read_loops

    if "-" in files and stdin_is_terminal():
        raise click.UsageError("stdin is this terminal; name a file, or send one: … < deals.csv")
    missing = [file for file in files if file != "-" and not os.path.lexists(file)]
    if missing:
        raise click.UsageError(
            f"there is no file {', '.join(map(repr, missing))}; check the name, which counts from "
            f"{Path.cwd()}"
        )
    options = Options(source, encoding, sheet, allow_small, new_firms)
    asked = None
    if from_scan:
        asked = _from_scan(types, type_column, currency, options)
    elif types or type_column or currency:
        raise click.UsageError(
            "--type, --type-column and --currency go with --from-scan; a file of deals has them in "
            "the columns type and currency"
        )
    with problems_as(format_name):
        lines = read_loops(files, asked) if asked else read_files(files, options)
        count = len(lines.said)
        if count > MOST_LINES and not batch and not lines.problems:
            raise click.UsageError(
                f"{count:,} lines are more than the {MOST_LINES:,} that one transaction takes; "
                "say --batch 50000 to write them in several"
            )
        with graph_for(lines) as graph:
            ask = is_interactive() and not yes and format_name != "json"
            if batch and not dry_run:
                if ask and not click.confirm(
                    f"Write {count:,} lines, {batch:,} at a time?", err=True
                ):
                    say("nothing was written")
                    return
                with progress() as tell:
                    done = carry_out_in_batches(
                        graph,
                        lines,
                        options,
                        batch,
                        lambda so_far, total: tell("writing", so_far, total),
                    )
                tell_outcome(done, lines, format_name, written=True)
                return
            carry_out_asking(graph, "import", lines, options, format_name, dry_run=dry_run, ask=ask)


def _from_scan(
    types: tuple[str, ...], type_column: str | None, currency: str | None, options: Options
) -> FromScan:
    """What the options say of loops; all that is wrong with them is told at once."""
    from loader.ledgers.from_scan import FromScan, Types, currency_of, types_of

    wrong = []
    made, code = Types(), ""
    if type_column not in (None, "types"):
        wrong.append(f"--type-column {type_column}: what a scan writes has its types in types")
    try:
        made = types_of(types, by_column=type_column is not None)
    except ValueError as error:
        wrong.append(str(error))
    if currency is None:
        wrong.append("--from-scan needs --currency, that of all amounts, as --currency USD")
    else:
        try:
            code = currency_of(currency)
        except ValueError as error:
            wrong.append(str(error))
    if options.sheet is not None:
        wrong.append("a scan writes no workbooks; leave out --sheet")
    if wrong:
        raise click.UsageError("; ".join(wrong))
    return FromScan(made, code, options.source, options.encoding)
