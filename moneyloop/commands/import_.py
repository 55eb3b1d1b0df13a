"""`moneyloop import`: new deals from files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moneyloop.terminal.fixed import write_fixed_file
from moneyloop.terminal.importing import graph_for, import_options, problems_as, show_outcome
from moneyloop.terminal.messages import is_interactive, print_problems, say, stdin_is_terminal
from moneyloop.terminal.progress import progress

if TYPE_CHECKING:
    from loader.deals.lines import Options, ParsedLines
    from loader.ledgers.from_scan import FromScan
    from moneyloop.graph.connection import Graph


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--source", metavar="URL|ID", help="Use this source for lines without one.")
@click.option(
    "--encoding",
    metavar="NAME",
    help="Use this encoding, such as shift_jis, if it cannot be detected.",
)
@click.option("--sheet", metavar="NAME|N", help="Read this sheet of a workbook.")
@click.option(
    "--header-row",
    metavar="N",
    type=click.IntRange(min=1),
    help="Take the names of the columns from this row, if it is not found.",
)
@click.option(
    "--map",
    "maps",
    metavar="NAME=COLUMN",
    multiple=True,
    help="Read the column NAME as COLUMN; with nothing after the =, leave it out.",
)
@click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy", "ymd"], case_sensitive=False),
    help="Read dates such as 9/10/26 in this order of day, month and year.",
)
@click.option(
    "--decimal",
    type=click.Choice(["comma", "point"], case_sensitive=False),
    help="Read amounts such as 1.500 with this decimal mark.",
)
@click.option(
    "--write-fixed",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the deals as they were understood, with a column problem, into a CSV or XLSX file "
    "to be corrected and imported; write nothing into the graph.",
)
@click.option(
    "--batch",
    metavar="N",
    type=click.IntRange(min=1),
    help="Write N lines per transaction, for files too large for one.",
)
@click.option("--from-scan", is_flag=True, help="Import loops that `moneyloop scan` found.")
@click.option(
    "--type",
    "types",
    metavar="TYPE|NAME=TYPE",
    multiple=True,
    help="With --from-scan: set the type of all payments, such as buys-from, or of a name in the "
    "column types, such as loan=lends-to.",
)
@click.option(
    "--type-column",
    metavar="[types]",
    is_flag=False,
    flag_value="types",
    help="With --from-scan: read the type of each payment from the column types.",
)
@click.option(
    "--currency",
    help="Set the currency, such as USD, of amounts without one; with --from-scan of all amounts.",
)
@import_options
@click.option("--yes", "-y", is_flag=True, help="Write without asking.")
def command(
    files: tuple[str, ...],
    source: str | None,
    encoding: str | None,
    sheet: str | None,
    header_row: int | None,
    maps: tuple[str, ...],
    date_order: str | None,
    decimal: str | None,
    write_fixed: Path | None,
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
    """Import new deals from CSV, JSON, JSON lines, XLSX or Parquet files, or from stdin (-).

    A line needs the columns type, payer, payee and source; it may have amount, currency,
    announced, signed, closed, starts, ends, term, ended, supersedes, status, instrument,
    settlement, source_title, publisher, published, source_kind, deal, bundle and note. Common names
    of these columns, and words and dates as people write them, are understood; notes show how.

    All problems are reported together, and then nothing is written; otherwise everything is written
    in one transaction. On a terminal, the plan is shown first.

    With --from-scan, each payment of the loops that `moneyloop scan` found becomes one deal between
    accounts, and the ledger is its source. This needs --currency, and --type or --type-column.

    Example: moneyloop import deals.csv --dry-run

    Example: moneyloop import loops.parquet --from-scan --type buys-from --currency USD
    """
    from loader.deals.importing import MAX_LINES, carry_out, rehearse
    from loader.deals.lines import Options, read_files
    from loader.ledgers.from_scan import read_loops

    _check_files(files)
    options = Options(
        source,
        encoding,
        sheet,
        allow_small,
        new_firms,
        None if from_scan else _currency(currency),
        date_order,
        decimal,
        header_row,
        _mapping(maps),
    )
    scanned = None
    if from_scan:
        if header_row or maps or date_order or decimal or write_fixed:
            raise click.UsageError(
                "--header-row, --map, --date-order, --decimal and --write-fixed are for files of "
                "deals, not for those of a scan"
            )
        scanned = _from_scan(types, type_column, currency, options)
    elif types or type_column:
        raise click.UsageError(
            "--type and --type-column need --from-scan; in a file of deals, use the column type"
        )
    with problems_as(format_name):
        parsed = read_loops(files, scanned) if scanned else read_files(files, options)
        if format_name != "json":
            print_problems("note", parsed.notes)
        count = len(parsed.lines)
        if count > MAX_LINES and not batch and not parsed.problems:
            raise click.UsageError(
                f"{count:,} lines are more than the {MAX_LINES:,} that one transaction can hold; "
                "add --batch 50000 to write them in several"
            )
        if write_fixed:
            write_fixed_file(write_fixed, parsed, options)
            return
        with graph_for(parsed) as graph:
            ask = is_interactive() and not yes and format_name != "json"
            if batch and not dry_run:
                question = f"Write {count:,} lines, {batch:,} at a time?"
                if ask and not _confirmed(question):
                    return
                _write_in_batches(graph, parsed, options, batch, format_name)
                return
            if dry_run or ask:
                plan = rehearse(graph, parsed, options)
                show_outcome(plan, parsed, format_name, written=False)
                if dry_run or not plan.receipt.written or not _confirmed("Write this?"):
                    return
            outcome = carry_out(graph, "import", parsed, options)
            show_outcome(outcome, parsed, format_name, written=True)


def _mapping(maps: tuple[str, ...]) -> dict[str, str]:
    from loader.deals.as_written.column_names import mapping_of

    try:
        return mapping_of(maps)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _currency(text: str | None) -> str | None:
    from loader.ledgers.from_scan import currency_of

    try:
        return currency_of(text) if text else None
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _check_files(files: tuple[str, ...]) -> None:
    if "-" in files and stdin_is_terminal():
        raise click.UsageError(
            "stdin is this terminal; name a file, or redirect one: … < deals.csv"
        )
    missing = [file for file in files if file != "-" and not os.path.lexists(file)]
    if missing:
        raise click.UsageError(
            f"there is no file {', '.join(map(repr, missing))}; check the name, which is relative "
            f"to {Path.cwd()}"
        )


def _confirmed(question: str) -> bool:
    confirmed = click.confirm(question, err=True)
    if not confirmed:
        say("nothing was written")
    return confirmed


def _write_in_batches(
    graph: Graph, parsed: ParsedLines, options: Options, size: int, format_name: str
) -> None:
    from loader.deals.in_batches import carry_out_in_batches

    with progress() as show:
        outcome = carry_out_in_batches(
            graph, parsed, options, size, lambda done, total: show("writing", done, total)
        )
    show_outcome(outcome, parsed, format_name, written=True)


def _from_scan(
    types: tuple[str, ...], type_column: str | None, currency: str | None, options: Options
) -> FromScan:
    """The options of an import from a scan; all errors in them are reported together."""
    from loader.ledgers.from_scan import FromScan, Types, currency_of, types_of

    wrong = []
    found_types, code = Types(), ""
    if type_column not in (None, "types"):
        wrong.append(f"--type-column {type_column}: a scan writes types into the column types")
    try:
        found_types = types_of(types, by_column=type_column is not None)
    except ValueError as error:
        wrong.append(str(error))
    if currency is None:
        wrong.append("--from-scan needs --currency, such as --currency USD")
    else:
        try:
            code = currency_of(currency)
        except ValueError as error:
            wrong.append(str(error))
    if options.sheet is not None:
        wrong.append("a scan does not write workbooks; leave out --sheet")
    if wrong:
        raise click.UsageError("; ".join(wrong))
    return FromScan(found_types, code, options.source, options.encoding)
