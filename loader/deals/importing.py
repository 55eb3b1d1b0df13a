"""Imports lines of deals: all of them in one transaction, or, if so asked, in several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from loader import files as formats
from loader.deals.lines import DealLine, header, parse_line
from loader.deals.new_loops import ChangedDeals, NewLoops, find_new_loops, in_force
from loader.deals.plan import Named, Plan, names_deal, plan
from loader.deals.sources import told_of_sources, with_told
from loader.files.table import TableRow
from loader.ledgers.settle import settle
from loader.problems import BadInput, Problem
from loader.records import Firm, Place
from loader.store.exclusive import exclusive
from loader.store.log import File, enter
from loader.store.write import Count, Receipt, import_in, remove_in
from moneyloop.graph.connection import Graph, run
from moneyloop.graph.queries import query
from moneyloop.values import names
from moneyloop.values.shown import harmless, shown

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_LINES = 100_000
"""More lines than these need several transactions: the changes of one are held in memory.

Measured: about 18 kB of a server's heap a line, of which Neo4j gives 70 % to transactions; so many
fit into a heap of 4 GB, and 75,000 into one of 2 GB.
"""

COMMAND_LINE = "command line"
"""Stands where messages else name a file."""

OnProgress = Callable[[int, int], None]
"""Is told how many lines are written, and of how many."""


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read. `source` is that of lines that name none."""

    source: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    allow_small: bool = False
    new_firms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of all files of an import, and what is wrong with those of them that are."""

    files: tuple[File, ...]
    said: tuple[DealLine, ...]
    problems: tuple[Problem, ...] = ()
    from_scan: bool = False
    """Whether they are payments of loops that a scan found, made by accounts of a ledger."""
    named: frozenset[Named] = frozenset()
    """The deals that lines of other batches name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do."""

    receipt: Receipt
    new_firms: tuple[Firm, ...]
    warnings: tuple[Problem, ...]
    news: NewLoops


def read_files(names: Iterable[str], options: Options) -> Lines:
    """The lines of files of any format; `-` is stdin."""
    problems: list[Problem] = []
    files: list[File] = []
    said: list[DealLine] = []
    for name in names:
        sheet = formats.read(name, header, problems, encoding=options.encoding, sheet=options.sheet)
        if sheet is not None:
            files.append(File(sheet.name, sheet.sha256, len(sheet.rows)))
            said += [
                parse_line(row, source=options.source, allow_small=options.allow_small)
                for row in sheet.rows
            ]
    return Lines(tuple(files), tuple(said), tuple(problems))


def one_line(cells: dict[str, str], options: Options) -> Lines:
    """A deal whose cells were given as options of a command."""
    problems: list[Problem] = []
    row = TableRow(Place(COMMAND_LINE, 0), cells, problems, guarded=False)
    said = parse_line(row, source=options.source, allow_small=options.allow_small)
    return Lines((), (said,), tuple(problems))


def rehearse(graph: Graph, lines: Lines, options: Options) -> Outcome:
    """What importing the lines would do, found by doing it and rolling it back.

    Raises BadInput with every problem of every line, those beside the graph included.
    """

    def work(transaction: ManagedTransaction) -> Outcome:
        done = _write(transaction, "import", lines, options)
        return done.outcome(find_new_loops(transaction, done.touched))

    return exclusive(graph, work, keep=False)


def carry_out(graph: Graph, command: str, lines: Lines, options: Options) -> Outcome:
    """Imports the lines in one transaction and enters it into the log under the command's name.

    Raises BadInput with every problem of every line; then nothing was written.
    """
    done = exclusive(graph, partial(_write, command=command, lines=lines, options=options))
    # Looked for once others may write again: it reads alone.
    return done.outcome(graph.look(lambda transaction: find_new_loops(transaction, done.touched)))


def carry_out_in_batches(
    graph: Graph, lines: Lines, options: Options, size: int, tell: OnProgress
) -> Outcome:
    """Imports the lines in transactions of so many lines each, of which each is whole.

    The lines of one deal are written together, so a batch may be larger. Where it ends before its
    time, running it again completes it. Raises BadInput before anything is written, with every
    problem of every line.
    """
    told = told_of_sources(lines.said)
    lines = replace(lines, named=frozenset(map(names_deal, lines.said)))
    deals = exclusive(graph, partial(_check, lines=lines, options=options), keep=False)
    total = Receipt(Count(), Count(), Count(), Count(), Count())
    firms: list[Firm] = []
    touched = ChangedDeals()
    warnings: list[Problem] = []
    so_far = 0
    for said in _batches(deals, size):
        tell(so_far, len(lines.said))
        so_far += len(said)
        batch = replace(lines, said=with_told(said, told))
        done = exclusive(graph, partial(_write, command="import", lines=batch, options=options))
        total = total.plus(done.receipt)
        firms += done.plan.firms
        warnings += done.plan.warnings
        touched = touched.then(done.touched)
    tell(len(lines.said), len(lines.said))
    news = graph.look(lambda transaction: find_new_loops(transaction, touched))
    return Outcome(total, tuple(firms), tuple(warnings), news)


def _batches(deals: Iterable[Sequence[DealLine]], size: int) -> Iterator[list[DealLine]]:
    """The lines of so many deals at a time as have at least so many lines."""
    batch: list[DealLine] = []
    for lines in deals:
        batch += lines
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def remove(graph: Graph, deals: Sequence[str], *, keep: bool) -> Receipt:
    """Takes deals out and enters it into the log; without `keep` only to show what would be done.

    Raises BadInput where the graph does not hold one of them.
    """

    def work(transaction: ManagedTransaction) -> Receipt:
        if unknown := list(_unknown_deals(transaction, deals)):
            raise BadInput(unknown)
        receipt = remove_in(transaction, deals)
        enter(transaction, "remove", (), receipt, deals)
        return receipt

    return exclusive(graph, work, keep=keep)


@dataclass(frozen=True, slots=True)
class _Done:
    """What one transaction wrote."""

    plan: Plan
    receipt: Receipt
    touched: ChangedDeals

    def outcome(self, news: NewLoops) -> Outcome:
        return Outcome(self.receipt, self.plan.firms, tuple(self.plan.warnings), news)


def _write(transaction: ManagedTransaction, command: str, lines: Lines, options: Options) -> _Done:
    planned = _plan(transaction, lines, options)
    # A deal without a date begins when the first of its sources was published.
    redated = run(transaction, query("lookup/stated_by"), {"ids": planned.dated_sources}).rows
    # New deals have not counted before.
    counted = in_force(transaction, sorted(planned.held.deals.keys() | set().union(*redated)))
    receipt = import_in(
        transaction, planned.firms, planned.sources, planned.parts, there=planned.held
    )
    enter(transaction, command, lines.files, receipt)
    touched = frozenset((*receipt.new_deals, *receipt.changed_deals))
    return _Done(planned, receipt, ChangedDeals(touched, counted & touched))


def _plan(transaction: ManagedTransaction, lines: Lines, options: Options) -> Plan:
    if not lines.from_scan:
        return plan(transaction, lines.said, options.new_firms, lines.problems, named=lines.named)
    settled = settle(transaction, lines.said, options.new_firms)
    problems = (*lines.problems, *settled.problems)
    return plan(transaction, settled.said, (), problems, settled=settled)


def _check(
    transaction: ManagedTransaction, lines: Lines, options: Options
) -> Sequence[Sequence[DealLine]]:
    """The lines by their deals."""
    planned = _plan(transaction, lines, options)
    for _ in planned.parts:
        pass
    # What comes from a ledger is settled anew in each batch; each line of it is a deal.
    return [[line] for line in lines.said] if lines.from_scan else planned.deals


def _unknown_deals(transaction: ManagedTransaction, deals: Sequence[str]) -> Iterable[Problem]:
    """A problem for each id that no deal has."""
    known = [deal for (deal,) in run(transaction, query("lookup/deals"), {}).rows]
    for deal in sorted(set(deals).difference(known)):
        near = " or ".join(names.near(deal, known))
        hint = f"did you mean {near}?" if near else "`moneyloop report firm` has ids of deals"
        message = harmless(f"there is no deal {shown(deal)}; {hint}")
        yield Problem(COMMAND_LINE, 0, 0, "", message)
