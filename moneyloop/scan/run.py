"""One scan, from the files of a ledger to a table of loops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import pyarrow as pa

from moneyloop.scan import loops
from moneyloop.scan.chains import chains
from moneyloop.scan.cycles import cycles, ways_held
from moneyloop.scan.engine import Engine, Table, count
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.files import Files
from moneyloop.scan.ledger import Ledger, read_ledger
from moneyloop.scan.pairs import MOST_ACCOUNTS, Pairs, fold, fold_wholly
from moneyloop.scan.request import MOST_ROWS, Wanted

PAIRS_AT_FIRST = 10_000
TIMES_MORE = 8

LONG = 5
"""From so many hops on the ways are counted before loops are made of them: of shorter loops there
are hardly fewer than of the ways."""

WAYS_A_LOOP = 10
"""So many ways may be gone through for each loop that may be told: by default 200 million, which
take some 5 GB."""

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """The loops, in the columns of the output, and what was read.

    `payments` counts those that could be read; of these `to_self` and `small` ones were left out.
    `bad_rows` are the others, `broken` lines of CSV that are no rows at all.
    """

    table: Table
    payments: int
    to_self: int
    small: int
    bad: int
    bad_rows: Table
    broken: list[tuple[str, int, str, str]]

    @property
    def schema(self) -> pa.Schema:
        """The types of the output's columns."""
        return self.table.schema().to_pyarrow()


def scan(engine: Engine, files: Files, wanted: Wanted, tell: Tell) -> Found:
    """Finds the loops. Raises ScanFailed."""
    tell("reading the ledger", 0, 0)
    raw = engine.read(files.paths, files.form, files.delimiter)
    ledger = read_ledger(raw, wanted, engine, name=files.ledger, gaps=files.gaps)
    _check(ledger, wanted)
    payments = ledger.payments
    [counted] = engine.rows(
        payments.aggregate(read=payments.count(), to_self=(payments.payer == payments.payee).sum())
    )
    small = 0
    if wanted.min_amount is not None:
        # As in the reports an amount that is not known may be large enough.
        enough = (payments.amount >= wanted.min_amount).fill_null(True)
        small = count(engine, payments.filter(~enough))
        payments = payments.filter(enough)
    if wanted.top is None:
        tables = _loops(engine, payments, ledger, wanted, tell)
        table = reduce(lambda one, other: one.union(other), tables)
    else:
        table = _largest(engine, payments, ledger, wanted, tell)
    broken = engine.broken_lines()
    return Found(
        table,
        counted["read"],
        counted["to_self"] or 0,
        small,
        count(engine, ledger.bad) + len(broken),
        ledger.bad,
        broken,
    )


def _check(ledger: Ledger, wanted: Wanted) -> None:
    order = wanted.order
    if order and not ledger.has_dates:
        raise ScanFailed("payments in order of time need dates; name their column with --date")
    if (wanted.roles.starts or wanted.roles.returns) and not ledger.has_types:
        raise ScanFailed(
            "--starts-with and --returns-as need types; name their column with --type-column"
        )
    for asked, option in (
        (wanted.min_amount is not None, "--min-amount"),
        (wanted.top is not None, "--top"),
        (order is not None and order.keep is not None, "--keep"),
    ):
        if asked and not ledger.has_amounts:
            raise ScanFailed(f"{option} needs amounts; name their column with --amount")


def _loops(
    engine: Engine, payments: Table, ledger: Ledger, wanted: Wanted, tell: Tell
) -> list[Table]:
    """A table of the output for each number of hops."""
    tell("folding payments to pairs", 0, 0)
    pairs = fold(payments, engine)
    if count(engine, pairs.accounts) >= MOST_ACCOUNTS:
        raise ScanFailed(f"the ledger has more than {MOST_ACCOUNTS:,} accounts; scan a part of it")
    walked: dict[int, Table] = {}
    for hops in range(wanted.min_hops, wanted.max_hops + 1):
        tell(f"loops of {hops}", 0, 0)
        pairs, walked[hops] = _walked(engine, pairs, hops, wanted)
    tell("what flows along them", 0, 0)
    on = loops.payments_on(payments, loops.hops_of(walked), pairs)
    on = loops.with_roles(on, wanted.roles)
    single = wanted.order is not None
    flowing = engine.keep(loops.numbered(on) if single else loops.flows(on, types=ledger.has_types))
    made = []
    for hops, found in walked.items():
        if wanted.order is None:
            table = loops.from_least(loops.along_pairs(found, hops, flowing), hops)
        else:
            along = loops.along_payments(chains(found, hops, flowing, wanted.order), hops)
            table = loops.once(along, hops, wanted.order)
            table = engine.keep(table.limit(wanted.most + 1))
            _check_count(count(engine, table), hops, wanted, engine, pairs)
        # Kept, since DuckDB 1.5 came to a standstill as it handed on large joins bit by bit.
        made.append(engine.keep(loops.told(table, hops, ledger, single=single)))
        engine.drop(found)
    engine.drop(flowing)
    return made


def _walked(engine: Engine, pairs: Pairs, hops: int, wanted: Wanted) -> tuple[Pairs, Table]:
    """Cycles of so many pairs, each once, and the pairs, which may have had to be folded for it."""
    if not pairs.folded and hops < LONG:
        some = engine.keep(cycles(pairs.coded, hops).limit(wanted.most + 1))
        if count(engine, some) <= wanted.most:
            found = engine.keep(some.distinct())
            engine.drop(some)
            return pairs, found
        engine.drop(some)
    if not pairs.folded:
        pairs = fold_wholly(pairs, engine)
    _check_ways(engine, pairs, hops, wanted)
    found = engine.keep(cycles(pairs.coded, hops).limit(wanted.most + 1))
    _check_count(count(engine, found), hops, wanted, engine, pairs)
    return pairs, found


def _check_ways(engine: Engine, pairs: Pairs, hops: int, wanted: Wanted) -> None:
    """Tells that a search would not end, or not fit into memory, before it is begun."""
    if hops < LONG:
        return
    most = min(wanted.most * WAYS_A_LOOP, MOST_ROWS)
    if count(engine, ways_held(pairs.coded, hops).limit(most + 1)) > most:
        raise _too_many(f"{most:,} ways on which loops of {hops} may lie", engine, pairs)


def _check_count(found: int, hops: int, wanted: Wanted, engine: Engine, pairs: Pairs) -> None:
    if found > wanted.most:
        raise _too_many(f"{wanted.most:,} loops of {hops}", engine, pairs)


def _too_many(what: str, engine: Engine, pairs: Pairs) -> ScanFailed:
    coded = pairs.coded
    paying = coded.group_by(code="payer").aggregate(pays=coded.count())
    named = pairs.named(paying, account="code")
    hubs = named.order_by(named.pays.desc(), named.account).limit(3)
    named = ", ".join(f"{row['account']} pays {row['pays']:,}" for row in engine.rows(hubs))
    return ScanFailed(
        f"there are more than {what}; accounts with many others make most "
        f"of them ({named}). Ask for the largest with --top 1000, or for fewer with a greater "
        "--min-amount, fewer --max-hops, --within-days or --keep; --most says how many may be"
    )


def _largest(engine: Engine, payments: Table, ledger: Ledger, wanted: Wanted, tell: Tell) -> Table:
    """The loops whose weakest hop is largest.

    They lie among the largest flows, of which more are looked through until that holds enough
    loops: so hubs with many small payments cost nothing.
    """
    top = wanted.top or 0
    if wanted.order is None:
        sums = payments.group_by("payer", "payee").aggregate(size=loops.sum_of(payments.amount))
    else:
        sums = payments.select("payer", "payee", size="amount")
    sums = engine.keep(sums.filter(sums.payer != sums.payee))
    total, taken = count(engine, sums), max(PAIRS_AT_FIRST, TIMES_MORE * top)
    while True:
        large = payments
        if taken < total:
            least = sums.order_by(sums["size"].desc()).limit(taken)
            [row] = engine.rows(least.aggregate(least=least["size"].min()))
            if wanted.order is None:
                enough = sums.filter(sums["size"] >= row["least"])
                large = payments.semi_join(enough, ["payer", "payee"])
            else:
                large = payments.filter(payments.amount >= row["least"])
        tables = _loops(engine, large, ledger, wanted, tell)
        table = reduce(lambda one, other: one.union(other), tables)
        ranked = engine.keep(
            table.order_by(table.weakest.desc(), table.hops, table.accounts).limit(top)
        )
        if taken >= total or count(engine, ranked) >= top:
            return ranked
        taken *= TIMES_MORE
