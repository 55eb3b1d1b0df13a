"""One scan, from the files of a ledger to a table of loops."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from moneyloop.scan.engines.base import BrokenLine, Engine, Table, count
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.reading.files import LedgerFiles
from moneyloop.scan.reading.ledger import Ledger, read_ledger
from moneyloop.scan.reading.spellings import Spelling, spellings
from moneyloop.scan.request import ScanRequest
from moneyloop.scan.search.find import OnProgress, find_largest_loops, find_loops


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The loops that were found, and what was read.

    - `loops`: one row for each loop, with search.columns.result_columns
    - `payments`: how many payments were read; of these `to_self` were payments of an account to
      itself and `below_minimum` less than the minimum, and both were left out
    - `bad`: how many rows and lines are not payments: `bad_rows`, and `broken_lines` of CSV
    - `spellings`: accounts that are written in several ways
    """

    loops: Table
    payments: int
    to_self: int
    below_minimum: int
    bad: int
    bad_rows: Table
    broken_lines: list[BrokenLine]
    spellings: list[tuple[Spelling, ...]]

    @property
    def schema(self) -> pa.Schema:
        """The types of the columns of `loops`."""
        return self.loops.schema().to_pyarrow()


def scan(
    engine: Engine, files: LedgerFiles, request: ScanRequest, on_progress: OnProgress
) -> ScanResult:
    """Finds the loops in a ledger. Raises ScanFailed."""
    on_progress("reading the ledger", 0, 0)
    ledger = read_ledger(files, request.columns, request.formats, engine)
    _check_columns(ledger, request)
    payments = ledger.payments
    [counts] = engine.rows(
        payments.aggregate(read=payments.count(), to_self=(payments.payer == payments.payee).sum())
    )
    # The graph's firms have ids.
    written = [] if ledger.name is None else spellings(payments, engine)
    below_minimum = 0
    if request.min_amount is not None:
        # As in the reports, an unknown amount may be large enough.
        is_enough = (payments.amount >= request.min_amount).fill_null(True)
        below_minimum = count(engine, payments.filter(~is_enough))
        payments = payments.filter(is_enough)
    if request.top is None:
        loops = find_loops(engine, payments, ledger, request, on_progress)
    else:
        loops = find_largest_loops(engine, payments, ledger, request, on_progress)
    broken_lines = engine.broken_lines()
    return ScanResult(
        loops,
        payments=counts["read"],
        to_self=counts["to_self"] or 0,
        below_minimum=below_minimum,
        bad=count(engine, ledger.bad_rows) + len(broken_lines),
        bad_rows=ledger.bad_rows,
        broken_lines=broken_lines,
        spellings=written,
    )


def _check_columns(ledger: Ledger, request: ScanRequest) -> None:
    """Refuses requests that need a column that the ledger lacks."""
    rules, types = request.chain_rules, request.type_filter
    if rules is not None and not ledger.has_dates:
        raise ScanFailed("time order needs dates; give their column with --date")
    if (types.starts_with or types.returns_as) and not ledger.has_types:
        raise ScanFailed(
            "--starts-with and --returns-as need types; give their column with --type-column"
        )
    for is_used, option in (
        (request.min_amount is not None, "--min-amount"),
        (request.top is not None, "--top"),
        (rules is not None and rules.keep is not None, "--keep"),
    ):
        if is_used and not ledger.has_amounts:
            raise ScanFailed(f"{option} needs amounts; give their column with --amount")
