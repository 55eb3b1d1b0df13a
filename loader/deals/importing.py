"""Imports lines of deals in one transaction: resolve, match, plan, write, log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from loader.deals.firms import Firms
from loader.deals.lines import DealLine, Options, ParsedLines, Reconciled
from loader.deals.match import match
from loader.deals.new_loops import ChangedDeals, NewLoops, find_new_loops, in_force
from loader.deals.plan import make_records
from loader.deals.resolve import ResolvedLine, new_firms, resolve
from loader.deals.sources import Sources
from loader.deals.successors import check_successors, superseded_first
from loader.deals.unchanged import Unchanged, hashes, without_unchanged
from loader.problems import Findings, Problem
from loader.records import Firm, Part, Place, Source
from loader.store.change_log import Change, log_change
from loader.store.counts import Receipt
from loader.store.existing import Existing, all_sources, existing_deals, look_up
from loader.store.transaction import write_transaction
from loader.store.write import check_ids, write_import
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Transaction

MAX_LINES = 100_000
"""Most lines of one transaction, whose changes the server holds in memory.

Measured: a line takes about 18 kB of the server's heap, and Neo4j gives transactions 70 % of it. So
100,000 lines fit into a heap of 4 GB, and 75,000 into one of 2 GB.
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do."""

    receipt: Receipt
    new_firms: tuple[Firm, ...]
    warnings: tuple[Problem, ...]
    new_loops: NewLoops
    imports: tuple[str, ...] = field(default=(), compare=False)
    """The ids of the entries in the log; none of a rehearsal."""


def carry_out(graph: Graph, command: str, parsed: ParsedLines, options: Options) -> Outcome:
    """Imports the lines in one transaction, and logs it under the name of the command.

    Raises BadInput with every problem of every line; then nothing was written.
    """
    written = write_transaction(
        graph, lambda transaction: import_lines(transaction, command, parsed, options)
    )
    # After the transaction, so that others can write again: loops are only read.
    loops = graph.look(lambda transaction: find_new_loops(transaction, written.changed))
    return written.outcome(loops)


def rehearse(graph: Graph, parsed: ParsedLines, options: Options) -> Outcome:
    """What importing the lines would do, found by doing it and rolling it back.

    Raises BadInput with every problem of every line.
    """

    def work(transaction: Transaction) -> Outcome:
        written = import_lines(transaction, "import", parsed, options)
        return written.outcome(find_new_loops(transaction, written.changed))

    return replace(write_transaction(graph, work, keep=False), imports=())


@dataclass(frozen=True, slots=True)
class Written:
    """What one transaction wrote."""

    receipt: Receipt
    new_firms: tuple[Firm, ...]
    warnings: tuple[Problem, ...]
    changed: ChangedDeals
    import_id: str | None
    places: Mapping[str, Place]
    """The line of each deal, by id."""

    def outcome(self, loops: NewLoops) -> Outcome:
        """This result with the new loops added."""
        imports = (self.import_id,) if self.import_id else ()
        changed = self.changed.deals
        places = {deal: place for deal, place in self.places.items() if deal in changed}
        loops = loops.closed_by(places)
        return Outcome(self.receipt, self.new_firms, self.warnings, loops, imports)


def import_lines(
    transaction: Transaction, command: str, parsed: ParsedLines, options: Options
) -> Written:
    """The whole import within its transaction. Raises BadInput with every problem."""
    plan = make_plan(transaction, parsed, options)
    # A deal without a date is in force from the day when the first of its sources was published.
    redated = {row["id"] for row in look_up(transaction, "stated_by", plan.newly_dated)}
    superseded = {
        old for row in existing_deals(transaction, redated).values() for old in row["supersedes"]
    }
    # New deals were not in force before.
    before = in_force(
        transaction, plan.existing.deals.keys() | redated | superseded | plan.superseded
    )
    receipt = write_import(transaction, plan.firms, plan.sources, plan.parts, plan.existing)
    receipt = plan.unchanged.added_to(receipt)
    change = Change(command, parsed.files, (), plan.existing.deals.keys(), plan.hashes())
    check_ids(transaction, receipt.new_deals)
    import_id = log_change(transaction, change, receipt)
    changed = frozenset((*receipt.new_deals, *receipt.changed_deals))
    return Written(
        receipt,
        plan.firms,
        tuple(plan.findings.warnings),
        ChangedDeals(changed, before & changed),
        import_id,
        plan.places,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would write: new firms, all sources that it names, and deals.

    The deals are made while the parts are iterated, which can be done only once. Iterating may add
    warnings and problems; with problems it ends in BadInput.
    """

    firms: tuple[Firm, ...]
    sources: tuple[Source, ...]
    parts: Iterable[Part]
    findings: Findings
    newly_dated: Sequence[str]
    """Ids of sources in the graph that had no date of publication and get one."""
    existing: Existing
    """The existing records of the deals."""
    superseded: frozenset[str]
    """Ids of deals that deals of the import supersede, or superseded so far."""
    lines: Sequence[Sequence[DealLine]]
    """The lines by the deal that they are about; each deal comes after those that it supersedes."""
    places: Mapping[str, Place]
    """The line of each deal, by id."""
    unchanged: Unchanged
    """The lines that need not be compared with the graph."""
    compared: Sequence[ResolvedLine]
    """All others."""

    def hashes(self) -> Mapping[str, str]:
        """The hashes of the lines about each deal, once all warnings are known."""
        warned = {(one.file, one.line) for one in self.findings.warnings}
        about = {
            line.line.deal or line.key.deal
            for line in self.compared
            if (line.line.place.file, line.line.place.line) in warned
        }
        # A warning is repeated when the line is imported again.
        return {deal: one for deal, one in hashes(self.compared).items() if deal not in about}


def make_plan(transaction: Transaction, parsed: ParsedLines, options: Options) -> Plan:
    """Compares the lines with the graph. Raises BadInput if there is a problem so far."""
    reconcile = parsed.reconcile or _by_name
    reconciled = reconcile(transaction, parsed.lines, options.new_firms)
    findings = Findings([*parsed.problems, *reconciled.problems])
    findings.warnings += reconciled.warnings
    firms = reconciled.firms
    known_firms = firms.ids
    sources = Sources(all_sources(transaction), findings)
    resolved = resolve(reconciled.lines, firms, sources, findings)
    named = {(line.deal, line.source) for line in reconciled.lines if line.deal}
    compared, unchanged = without_unchanged(transaction, resolved, known_firms)
    deals, existing = match(transaction, compared, known_firms, named | parsed.named, findings)
    supersedes = check_successors(transaction, deals, sources, findings)
    parts = make_records(deals, sources, findings)
    if findings.problems:
        # Finds the remaining problems, and raises.
        list(parts)
    return Plan(
        tuple(new_firms(compared, firms)),
        tuple(sources.used()),
        parts,
        findings,
        sources.newly_dated(),
        existing,
        frozenset(old for row in existing.deals.values() for old in row["supersedes"])
        | frozenset(old for olds in supersedes.values() for old in olds),
        [[line.line for line in deal.lines] for deal in superseded_first(deals, supersedes)]
        + [[line.line for line in group] for group in unchanged.lines],
        {deal.id: deal.lines[-1].line.place for deal in deals},
        unchanged,
        compared,
    )


def _by_name(
    transaction: Transaction, lines: Sequence[DealLine], new_names: Iterable[str]
) -> Reconciled:
    """Lines of deals, whose firms are found by their names."""
    firms = Firms(transaction.run(query("lookup/firms"), {}).maps(), new_names)
    return Reconciled(tuple(lines), firms)
