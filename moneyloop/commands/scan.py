"""`moneyloop scan`: the loops in a ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

import click

from moneyloop.graph.connection import Rows
from moneyloop.publish.formats import render
from moneyloop.scan.errors import NoFiles
from moneyloop.scan.request import MOST_LOOPS, MOST_ROWS
from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.output import FileToWrite, new_file
from moneyloop.terminal.progress import progress
from moneyloop.terminal.words import say
from moneyloop.values.names import slug
from moneyloop.values.shown import harmless

if TYPE_CHECKING:
    from moneyloop.scan.engine import Engine
    from moneyloop.scan.files import Files
    from moneyloop.scan.run import Found

REASONS_SHOWN = 3
"""For which most rows are bad; the file of them tells all."""


@click.command("scan")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--from-graph", is_flag=True, help="The deals that Neo4j holds, instead of files.")
@click.option("--payer", metavar="COLUMN", help="Who pays. [default: payer, from …]")
@click.option("--payee", metavar="COLUMN", help="Who is paid. [default: payee, to …]")
@click.option("--amount", metavar="COLUMN", help="How much. [default: amount, if there is one]")
@click.option("--date", "day", metavar="COLUMN", help="When. [default: date, if there is one]")
@click.option("--id", "id_column", metavar="COLUMN", help="Ids of payments; adds a column ids.")
@click.option(
    "--ledger",
    metavar="NAME",
    help="What the ledger is called in what is written. [default: as its file or folder]",
)
@click.option("--delimiter", metavar="CHAR", help="Of CSV. [default: , ; | or tab, as it is]")
@click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy"], case_sensitive=False),
    help="Of 29/06/2020 or 06/29/2020, which are no dates without it.",
)
@click.option("--decimal-comma", is_flag=True, help="Amounts are written as 1.234,56.")
@click.option(
    "--time-zone",
    metavar="NAME",
    help="Of times that name none, as Europe/Berlin. [default: UTC]",
)
@click.option(
    "--min-hops",
    type=click.IntRange(2, 6),
    default=2,
    show_default=True,
    help="Accounts on a loop, at least.",
)
@click.option(
    "--max-hops",
    type=click.IntRange(2, 6),
    default=3,
    show_default=True,
    help="Accounts on a loop, at most.",
)
@click.option("--min-amount", metavar="NUMBER", help="Leave out smaller payments.")
@click.option(
    "--in-time-order",
    is_flag=True,
    help="Follow single payments, none earlier than the one before.",
)
@click.option(
    "--within-days",
    metavar="N",
    type=click.IntRange(min=0),
    help="From the first payment to the last; implies --in-time-order.",
)
@click.option(
    "--keep",
    metavar="R",
    help="A part from 0 to 1: each payment is at least R of the "
    "one before, and at most the one before / R; implies --in-time-order.",
)
@click.option("--type-column", metavar="COLUMN", help="What a payment is; adds a column types.")
@click.option(
    "--starts-with",
    metavar="TYPES",
    help="Only loops that start with a payment of such a type, as loan,shares.",
)
@click.option(
    "--returns-as",
    metavar="TYPES",
    help="Only loops on which the money returns with such a type, as sale.",
)
@click.option(
    "--top",
    metavar="N",
    type=click.IntRange(min=1, max=MOST_ROWS),
    help="Only the N loops whose weakest hop is largest.",
)
@click.option(
    "--most",
    metavar="N",
    type=click.IntRange(min=1, max=MOST_ROWS),
    default=MOST_LOOPS,
    show_default=True,
    help="Give up where there are more loops of one length.",
)
@click.option(
    "--memory",
    metavar="SIZE",
    help="Such as 4GB; of Spark that of the driver. [default: 80 % of the machine's; Spark's own]",
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["duckdb", "spark"], case_sensitive=False),
    default="duckdb",
    show_default=True,
    help="What computes: DuckDB here, or Spark (pip install 'moneyloop[spark]').",
)
@click.option("--master", metavar="URL", help="Of Spark, as spark://HOST:7077. [default: local[*]]")
@click.option("--remote", metavar="URL", help="A server of Spark Connect, as sc://HOST:15002.")
@click.option(
    "--shared",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, writable=True),
    help="A folder that all workers of Spark see, for what is computed on the way.",
)
@click.option(
    "--bad-rows",
    metavar="FILE",
    type=FileToWrite(),
    help="For rows that are no payments, as CSV. [default: beside --output, else scan.bad.csv]",
)
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(["parquet", "csv", "jsonl"], case_sensitive=False),
    help="[default: as --output ends, else csv]",
)
@click.option(
    "--output",
    "-o",
    type=FileToWrite(),
    help="Write to this file: .parquet, .csv or .jsonl.",
)
def command(
    files: tuple[str, ...],
    from_graph: bool,
    payer: str | None,
    payee: str | None,
    amount: str | None,
    day: str | None,
    id_column: str | None,
    ledger: str | None,
    delimiter: str | None,
    date_order: Literal["dmy", "mdy"] | None,
    decimal_comma: bool,
    time_zone: str | None,
    min_hops: int,
    max_hops: int,
    min_amount: str | None,
    in_time_order: bool,
    within_days: int | None,
    keep: str | None,
    type_column: str | None,
    starts_with: str | None,
    returns_as: str | None,
    top: int | None,
    most: int,
    memory: str | None,
    engine_name: str,
    master: str | None,
    remote: str | None,
    shared: str | None,
    bad_rows: Path | None,
    format_name: str | None,
    output: Path | None,
) -> None:
    """Find loops in a ledger: CSV or Parquet files, folders of them, or patterns.

    The payments between two accounts count as one hop, unless they are followed in order of time.
    Each loop is told once, as accounts, hops, payments, amounts, weakest, first, last and days.
    No Neo4j is needed. A loop that is found is structure, not evidence of wrongdoing.

    With --from-graph the deals that Neo4j holds and that count today are the payments: amounts are
    in dollars, types are those of the graph, also as capital and revenue.

    Example: moneyloop scan transfers.csv --payer src --payee dst --max-hops 4 -o loops.parquet

    Example: moneyloop scan extract.csv --date-order dmy --decimal-comma

    Example: moneyloop scan --from-graph --within-days 90 --starts-with capital
    """
    from moneyloop.scan.request import memory_size, request

    _check_input(
        files,
        from_graph,
        {
            "--payer": payer,
            "--payee": payee,
            "--amount": amount,
            "--date": day,
            "--id": id_column,
            "--type-column": type_column,
            "--delimiter": delimiter,
            "--ledger": ledger,
            "--bad-rows": bad_rows,
            "--date-order": date_order,
            "--decimal-comma": decimal_comma or None,
            "--time-zone": time_zone,
        },
    )
    if min_hops > max_hops:
        raise click.UsageError(f"--min-hops {min_hops} is more than --max-hops {max_hops}")
    endings = {".parquet": "parquet", ".csv": "csv", ".jsonl": "jsonl"}
    if format_name is None:
        if output and output.suffix.lower() not in endings:
            raise click.UsageError(f"{output.name} ends in none of {', '.join(endings)}")
        format_name = endings[output.suffix.lower()] if output else "csv"
    if format_name == "parquet" and output is None:
        raise click.UsageError("parquet wants a file; say --output FILE")
    _check_spark(engine_name, master=master, remote=remote, shared=shared, memory=memory)
    try:
        if from_graph:
            from moneyloop.scan.from_graph import COLUMNS, types

            starts_with, returns_as = types(starts_with), types(returns_as)
        size = memory_size(memory) if memory else None
        wanted = request(
            payer=payer,
            payee=payee,
            amount=amount,
            date=day,
            min_hops=min_hops,
            max_hops=max_hops,
            min_amount=min_amount,
            in_time_order=in_time_order,
            within_days=within_days,
            keep=keep,
            top=top,
            most=most,
            type_column=type_column,
            id_column=id_column,
            starts_with=starts_with,
            returns_as=returns_as,
            date_order=date_order,
            decimal_comma=decimal_comma,
            time_zone=time_zone,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    from contextlib import closing

    from moneyloop.scan.run import scan
    from moneyloop.scan.summary import summary

    if from_graph:
        wanted = replace(wanted, columns=COLUMNS)
    with (
        _payments(files, delimiter, ledger) as found_files,
        closing(
            _spark(master, remote, shared, size) if engine_name == "spark" else _duck(size)
        ) as engine,
        progress() as tell,
    ):
        found = scan(engine, found_files, wanted, tell)
        tell("writing", 0, 0)
        _write_loops(engine, found, format_name, output)
        loops = summary(engine, found.table)
        if found.bad:
            aside = bad_rows or (output or Path("scan")).with_suffix(".bad.csv")
            _write_bad_rows(engine, found, aside)
    _tell_scan(found, loops, output)


def _check_input(files: tuple[str, ...], from_graph: bool, of_files: dict[str, Any]) -> None:
    if not files and not from_graph:
        raise click.UsageError(
            "name the files of a ledger; or say --from-graph for the deals that Neo4j holds"
        )
    if files and from_graph:
        raise click.UsageError(
            f"with --from-graph the deals that Neo4j holds are scanned, and no files; leave out "
            f"{', '.join(map(repr, files))}, or --from-graph"
        )
    delimiter = of_files["--delimiter"]
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise click.UsageError(
            f"--delimiter {delimiter!r} is not one character; of a tab: --delimiter $'\\t'"
        )
    if not slug(of_files["--ledger"] or "ledger"):
        raise click.UsageError("--ledger has no letter and no digit; name the ledger")
    said = [option for option, value in of_files.items() if value is not None]
    if from_graph and said:
        raise click.UsageError(
            f"{', '.join(said)}: of files only. With --from-graph it is known what a deal's payer, "
            "payee, amount, date and type are"
        )


@contextmanager
def _payments(files: tuple[str, ...], delimiter: str | None, ledger: str | None) -> Iterator[Files]:
    """The files of the ledger, or without any one of the graph's deals, for as long as needed."""
    if not files:
        from moneyloop.scan.from_graph import deals

        with TemporaryDirectory(prefix="moneyloop-deals-") as folder:
            with open_graph() as graph:
                made = deals(graph, Path(folder))
            yield made
        return
    from moneyloop.scan.files import find

    try:
        found = find(files, delimiter, ledger)
    except NoFiles as error:
        raise click.UsageError(str(error)) from error
    yield found


def _check_spark(engine_name: str, **given: str | None) -> None:
    named = [f"--{name}" for name, value in given.items() if value and name != "memory"]
    if named and engine_name != "spark":
        raise click.UsageError(f"{' and '.join(named)} want --engine spark")
    for one, why in (
        ("master", "both name a Spark"),
        ("memory", "how much that server has is said where it is started"),
    ):
        if given["remote"] and given[one]:
            raise click.UsageError(f"--remote and --{one} do not go together: {why}")


def _duck(memory: str | None) -> Engine:
    from moneyloop.scan.duck import Duck

    return Duck(memory)


def _spark(
    master: str | None, remote: str | None, shared: str | None, memory: str | None
) -> Engine:
    from moneyloop.scan.spark import Spark
    from moneyloop.scan.spark_session import Session

    return Spark(Session(master or "local[*]", remote=remote, memory=memory, shared=shared))


def _write_loops(engine: Engine, found: Found, format_name: str, output: Path | None) -> None:
    from moneyloop.scan.output import write

    if output is None:
        write(engine, found.table, format_name, sys.stdout.buffer)
        return
    with new_file(output) as opened:
        write(engine, found.table, format_name, opened)


def _write_bad_rows(engine: Engine, found: Found, aside: Path) -> None:
    from moneyloop.scan.output import write_bad_rows

    with new_file(aside, "--bad-rows") as opened:
        reasons = write_bad_rows(engine.batches(found.bad_rows), found.broken, opened)
    say(f"{receipts.counted(found.bad, 'row')} cannot be read as payments: see {aside}")
    for reason, count in reasons.most_common(REASONS_SHOWN):
        say(f"  {receipts.counted(count, 'row')}: {harmless(reason)}")


def _tell_scan(
    found: Found, loops: Sequence[tuple[int, int, int, Any]], output: Path | None
) -> None:
    left_out = [
        f"{count:,} {what}"
        for count, what in ((found.to_self, "to oneself"), (found.small, "below --min-amount"))
        if count
    ]
    more = f" (left out: {', '.join(left_out)})" if left_out else ""
    say(f"{receipts.counted(found.payments, 'payment')}{more}")
    columns = ("hops", "loops", "accounts", "largest weakest hop")
    say(click.unstyle(render(Rows(columns, tuple(loops)), "table")).rstrip("\n"))
    if output:
        say(f"written to {output}")
