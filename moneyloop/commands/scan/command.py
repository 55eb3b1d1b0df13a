"""The command: from its options to the loops and a summary."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from moneyloop.commands.scan.engine_options import EngineOptions
from moneyloop.commands.scan.graph_options import graph_options, parameters_of
from moneyloop.commands.scan.option_fields import options
from moneyloop.commands.scan.options import (
    LedgerOptions,
    LoopOptions,
    OutputOptions,
)
from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import render
from moneyloop.scan.engines.open import open_engine
from moneyloop.scan.errors import NoFiles, ScanFailed
from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import say
from moneyloop.terminal.output import new_file
from moneyloop.terminal.parameters import given_values
from moneyloop.terminal.progress import progress
from moneyloop.values.shown import harmless

if TYPE_CHECKING:
    from moneyloop.scan.engines.base import Engine, Table
    from moneyloop.scan.output.summary import LengthSummary
    from moneyloop.scan.reading.files import LedgerFiles
    from moneyloop.scan.run import ScanResult

REASONS_SHOWN = 3
"""How many of the most frequent reasons for bad rows are printed; their file has all of them."""

SPELLINGS_SHOWN = 10
"""How many accounts with several spellings are printed, those with most payments."""


@click.command("scan")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@options(ledger=LedgerOptions, loops=LoopOptions, engine=EngineOptions, output=OutputOptions)
@graph_options
def command(
    files: tuple[str, ...],
    ledger: LedgerOptions,
    loops: LoopOptions,
    engine: EngineOptions,
    output: OutputOptions,
    **of_graph: Any,
) -> None:
    """Find loops in a ledger: CSV or Parquet files, folders of them, or patterns.

    All payments from one account to another are one hop, unless single payments are followed in
    time order. Each loop is listed once, with accounts, hops, payments, amounts, weakest, first,
    last and days. Neo4j is not needed. A loop is structure, not evidence of wrongdoing.

    With --from-graph the payments are the deals in Neo4j, chosen by the same options as in
    reports: amounts are in dollars, and types are those of the graph, or capital and revenue.

    Example: moneyloop scan transfers.csv --payer src --payee dst --max-hops 4 -o loops.parquet

    Example: moneyloop scan extract.csv --date-order dmy --decimal-comma

    Example: moneyloop scan --from-graph --within-days 90 --starts-with capital
    """
    for_graph = [f"--{name.replace('_', '-')}" for name in given_values(of_graph)]
    ledger.check(files, output, for_graph)
    try:
        format_name, settings = output.format_name(), engine.settings()
        request = loops.request(ledger)
    except ValueError as error:
        raise click.UsageError(str(error)) from error

    from moneyloop.scan.output.summary import summarize
    from moneyloop.scan.run import scan

    with (
        _ledger_files(files, ledger, of_graph) as ledger_files,
        open_engine(settings) as scan_engine,
        progress() as on_progress,
    ):
        result = scan(scan_engine, ledger_files, request, on_progress)
        on_progress("writing", 0, 0)
        if result.bad and not result.payments:
            _write_bad_rows(scan_engine, result, output.bad_rows_file())
            raise ScanFailed(
                "no row of the ledger is a payment; use the options that the reasons name, or "
                "choose other columns"
            )
        _write_loops(scan_engine, result.loops, format_name, output.output)
        summary = summarize(scan_engine, result.loops)
        if result.bad:
            _write_bad_rows(scan_engine, result, output.bad_rows_file())
    _say_spellings(result)
    _say_summary(result, summary)
    if output.output:
        say(f"written to {output.output}")


@contextmanager
def _ledger_files(
    files: tuple[str, ...], options: LedgerOptions, of_graph: dict[str, Any]
) -> Iterator[LedgerFiles]:
    """The files of the ledger; those with the graph's deals exist only within the block."""
    if options.from_graph:
        from moneyloop.scan.reading.graph_deals import write_deals

        chosen = parameters_of(of_graph, options.amount)
        with TemporaryDirectory(prefix="moneyloop-deals-") as folder:
            with open_graph() as graph:
                deals = write_deals(graph, Path(folder), chosen)
            yield deals
        return
    from moneyloop.scan.reading.files import find_files

    try:
        found = find_files(files, options.delimiter, options.ledger)
    except NoFiles as error:
        raise click.UsageError(str(error)) from error
    yield found


def _write_loops(engine: Engine, loops: Table, format_name: str, file: Path | None) -> None:
    from moneyloop.scan.output.files import write_loops

    if file is None:
        write_loops(engine, loops, format_name, sys.stdout.buffer)
        return
    with new_file(file) as stream:
        write_loops(engine, loops, format_name, stream)


def _write_bad_rows(engine: Engine, result: ScanResult, file: Path) -> None:
    from moneyloop.scan.output.files import write_bad_rows

    with new_file(file, "--bad-rows") as stream:
        reasons = write_bad_rows(engine.batches(result.bad_rows), result.broken_lines, stream)
    say(f"{receipts.counted(result.bad, 'row')} cannot be read as payments: see {file}")
    for reason, count in reasons.most_common(REASONS_SHOWN):
        say(f"  {receipts.counted(count, 'row')}: {harmless(reason)}")


def _say_spellings(result: ScanResult) -> None:
    """Names accounts that may be the same, since a loop through both of them would not be found."""
    if not result.spellings:
        return
    say(
        f"{receipts.counted(len(result.spellings), 'account')} may be written in several ways, "
        "which are different accounts here:"
    )
    for several in result.spellings[:SPELLINGS_SHOWN]:
        written = (
            f"{harmless(repr(one.account))} ({receipts.counted(one.payments, 'payment')})"
            for one in several
        )
        say(f"  {', '.join(written)}")
    more = len(result.spellings) - SPELLINGS_SHOWN
    if more > 0:
        say(f"  and {more:,} more")


def _say_summary(result: ScanResult, summary: Sequence[LengthSummary]) -> None:
    left_out = [
        f"{count:,} {what}"
        for count, what in (
            (result.to_self, "from an account to itself"),
            (result.below_minimum, "below --min-amount"),
        )
        if count
    ]
    note = f" (left out: {', '.join(left_out)})" if left_out else ""
    say(f"{receipts.counted(result.payments, 'payment')}{note}")
    columns = ("hops", "loops", "accounts", "largest weakest hop")
    say(click.unstyle(render(Rows(columns, tuple(summary)), "table")).rstrip("\n"))
