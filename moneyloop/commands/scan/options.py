"""The options of a scan in groups, and what each group means for the scan.

A new option is a field here, and a use of it in the method that turns its group into the scan's
own terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import click

from moneyloop.commands.scan import parse
from moneyloop.commands.scan.option_fields import Option, given, option
from moneyloop.scan.reading import date_formats
from moneyloop.scan.reading.columns import ColumnNames
from moneyloop.scan.reading.formats import (
    DATE_ORDERS,
    DateOrder,
    NumberAndDateFormats,
    find_time_zone,
)
from moneyloop.scan.request import (
    DEFAULT_MAX_LOOPS,
    MAX_BOUNDED_HOPS,
    MAX_HOPS,
    MAX_ROWS,
    ChainRules,
    ScanRequest,
    TypeFilter,
)
from moneyloop.terminal.output import FileToWrite
from moneyloop.values.names import slug


def column(name: str, help_text: str) -> Option:
    """An option that names a column of the ledger."""
    return option(name, help_text, metavar="COLUMN")


FORMATS = ("parquet", "csv", "jsonl")


@dataclass(frozen=True)
class LedgerOptions:
    """Which payments to scan, and how they are written."""

    from_graph: Annotated[
        bool, option("--from-graph", "Scan the deals in Neo4j instead of files.", is_flag=True)
    ] = False
    payer: Annotated[
        str | None, column("--payer", "Use this column for the payer. [default: payer, from …]")
    ] = None
    payee: Annotated[
        str | None, column("--payee", "Use this column for the payee. [default: payee, to …]")
    ] = None
    amount: Annotated[
        str | None,
        column(
            "--amount",
            "Use this column for the amount [default: amount, if there is one]; with --from-graph, "
            "this bound of a range: low, headline or high. [default: headline]",
        ),
    ] = None
    date: Annotated[
        str | None,
        column("--date", "Use this column for the date. [default: date, if there is one]"),
    ] = None
    id: Annotated[
        str | None,
        column("--id", "Use this column for payment ids; the output then has a column ids."),
    ] = None
    type: Annotated[
        str | None,
        column(
            "--type-column",
            "Use this column for payment types; the output then has a column types.",
        ),
    ] = None
    ledger: Annotated[
        str | None,
        option("--ledger", "Set the ledger's name. [default: that of its file]", metavar="NAME"),
    ] = None
    delimiter: Annotated[
        str | None,
        option(
            "--delimiter",
            "Split lines of CSV at this character. [default: , ; | or tab, whichever fits]",
            metavar="CHAR",
        ),
    ] = None
    date_order: Annotated[
        DateOrder | None,
        option(
            "--date-order",
            "Read dates such as 29/06/2020 (dmy) or 06/29/2020 (mdy); without this option they are "
            "bad rows.",
            type=click.Choice(DATE_ORDERS, case_sensitive=False),
        ),
    ] = None
    date_format: Annotated[
        str | None,
        option(
            "--date-format",
            "Read all dates in this form, in the words of strptime, such as %d.%m.%y or %Y%m%d.",
            metavar="FORM",
        ),
    ] = None
    decimal_comma: Annotated[
        bool, option("--decimal-comma", "Read amounts written as 1.234,56.", is_flag=True)
    ] = False
    time_zone: Annotated[
        str | None,
        option(
            "--time-zone",
            "Read times without a zone as local times in this one, such as Europe/Berlin. "
            "[default: UTC]",
            metavar="NAME",
        ),
    ] = None

    def check(
        self, files: tuple[str, ...], output: OutputOptions, for_graph: Sequence[str]
    ) -> None:
        """Refuses options that contradict each other. Raises click.UsageError."""
        if not files and not self.from_graph:
            raise click.UsageError(
                "name the files of a ledger, or use --from-graph to scan the deals in Neo4j"
            )
        if files and self.from_graph:
            raise click.UsageError(
                f"--from-graph scans the deals in Neo4j and no files; leave out "
                f"{', '.join(map(repr, files))}, or --from-graph"
            )
        delimiter = self.delimiter
        if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
            raise click.UsageError(
                f"--delimiter {delimiter!r} is not a single character; for a tab write "
                "--delimiter $'\\t'"
            )
        if not slug(self.ledger or "ledger"):
            raise click.UsageError("--ledger needs a name with a letter or a digit")
        if for_graph and not self.from_graph:
            raise click.UsageError(f"{', '.join(for_graph)} can only be used with --from-graph")
        for_files = [*given(self, "from_graph", "amount"), *given(output, "format", "output")]
        if self.from_graph and for_files:
            raise click.UsageError(
                f"{', '.join(for_files)} can only be used with files; with --from-graph, payer, "
                "payee, amount, date and type of each deal are already known"
            )

    def columns(self) -> ColumnNames:
        """The columns of the ledger."""
        if self.from_graph:
            from moneyloop.scan.reading.graph_deals import COLUMNS

            return COLUMNS
        return ColumnNames(self.payer, self.payee, self.amount, self.date, self.type, self.id)

    def formats(self) -> NumberAndDateFormats:
        """How its text is written. Raises ValueError."""
        if self.date_format is not None and self.date_order is not None:
            raise ValueError("--date-format states the order of dates; omit --date-order")
        return NumberAndDateFormats(
            date_order=self.date_order,
            date_format=None if self.date_format is None else date_formats.parse(self.date_format),
            decimal_comma=self.decimal_comma,
            time_zone=None if self.time_zone is None else find_time_zone(self.time_zone),
        )

    def parse_types(self, text: str | None) -> frozenset[str]:
        """Types of payments, as the ledger calls them. Raises ValueError."""
        if self.from_graph and text is not None:
            from moneyloop.scan.reading.graph_deals import edge_types

            return edge_types(text)
        return parse.types(text)


@dataclass(frozen=True)
class LoopOptions:
    """Which loops to find."""

    min_hops: Annotated[
        int,
        option(
            "--min-hops",
            "Find loops of at least this many accounts.",
            type=click.IntRange(2, MAX_BOUNDED_HOPS),
            show_default=True,
        ),
    ] = 2
    max_hops: Annotated[
        int,
        option(
            "--max-hops",
            f"Find loops of at most this many accounts; more than {MAX_HOPS} need --within-days or "
            "--keep.",
            type=click.IntRange(2, MAX_BOUNDED_HOPS),
            show_default=True,
        ),
    ] = 3
    min_amount: Annotated[
        str | None,
        option("--min-amount", "Leave out payments smaller than this.", metavar="NUMBER"),
    ] = None
    in_time_order: Annotated[
        bool,
        option(
            "--in-time-order",
            "Follow single payments, none earlier than the one before.",
            is_flag=True,
        ),
    ] = False
    within_days: Annotated[
        int | None,
        option(
            "--within-days",
            "Allow at most N days from the first payment to the last; implies --in-time-order.",
            metavar="N",
            type=click.IntRange(min=0),
        ),
    ] = None
    keep: Annotated[
        str | None,
        option(
            "--keep",
            "Follow only payments of at least R (from 0 to 1) times the one before, and at most "
            "the one before / R; implies --in-time-order.",
            metavar="R",
        ),
    ] = None
    starts_with: Annotated[
        str | None,
        option(
            "--starts-with",
            "Find only loops that start with a payment of these types, such as loan,shares.",
            metavar="TYPES",
        ),
    ] = None
    returns_as: Annotated[
        str | None,
        option(
            "--returns-as",
            "Find only loops on which the money returns as one of these types, such as sale.",
            metavar="TYPES",
        ),
    ] = None
    top: Annotated[
        int | None,
        option(
            "--top",
            "Find only the N loops whose weakest hop is largest.",
            metavar="N",
            type=click.IntRange(min=1, max=MAX_ROWS),
        ),
    ] = None
    most: Annotated[
        int,
        option(
            "--most",
            "Stop if there are more than N loops of one length.",
            metavar="N",
            type=click.IntRange(min=1, max=MAX_ROWS),
            show_default=True,
        ),
    ] = DEFAULT_MAX_LOOPS

    def request(self, ledger: LedgerOptions) -> ScanRequest:
        """What to find in this ledger. Raises ValueError with a message for the user."""
        if self.min_hops > self.max_hops:
            raise ValueError(f"--min-hops {self.min_hops} is more than --max-hops {self.max_hops}")
        formats, rules = ledger.formats(), self._chain_rules()
        if self.max_hops > MAX_HOPS and not (rules and rules.bound):
            raise ValueError(
                f"--max-hops {self.max_hops} is more than {MAX_HOPS}; longer loops can only be "
                "found with --within-days or --keep, such as --within-days 30 --keep 0.9"
            )
        if rules is None and ledger.id is not None:
            raise ValueError("--id identifies single payments; use it with --in-time-order")
        return ScanRequest(
            columns=ledger.columns(),
            formats=formats,
            min_hops=self.min_hops,
            max_hops=self.max_hops,
            min_amount=(
                None if self.min_amount is None else parse.min_amount(self.min_amount, formats)
            ),
            chain_rules=rules,
            type_filter=TypeFilter(
                ledger.parse_types(self.starts_with), ledger.parse_types(self.returns_as)
            ),
            top=self.top,
            max_loops=self.most,
        )

    def _chain_rules(self) -> ChainRules | None:
        if not self.in_time_order and self.within_days is None and self.keep is None:
            return None
        return ChainRules(self.within_days, None if self.keep is None else parse.share(self.keep))


@dataclass(frozen=True)
class OutputOptions:
    """Where the loops and the bad rows go."""

    bad_rows: Annotated[
        Path | None,
        option(
            "--bad-rows",
            "Write rows that are not payments to this CSV file. [default: beside --output, "
            "otherwise scan.bad.csv]",
            metavar="FILE",
            type=FileToWrite(),
        ),
    ] = None
    format: Annotated[
        str | None,
        option(
            "--format",
            "Write in this format. [default: by the suffix of --output, otherwise csv]",
            type=click.Choice(FORMATS, case_sensitive=False),
            short="-f",
        ),
    ] = None
    output: Annotated[
        Path | None,
        option(
            "--output",
            "Write to this file: .parquet, .csv or .jsonl.",
            type=FileToWrite(),
            short="-o",
        ),
    ] = None

    def format_name(self) -> str:
        """The format of the loops. Raises ValueError with a message for the user."""
        name = self.format
        if name is None and self.output is not None:
            name = self.output.suffix.lower().removeprefix(".")
            if name not in FORMATS:
                endings = ", ".join(f".{each}" for each in FORMATS)
                raise ValueError(f"{self.output.name} must end in one of {endings}")
        if name == "parquet" and self.output is None:
            raise ValueError("parquet needs a file; add --output FILE")
        return name or "csv"

    def bad_rows_file(self) -> Path:
        """The file for bad rows."""
        return self.bad_rows or (self.output or Path("scan")).with_suffix(".bad.csv")
