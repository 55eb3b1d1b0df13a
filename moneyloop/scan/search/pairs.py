"""Who pays whom: payments folded to pairs of accounts, without most that cannot be on a loop.

Accounts are represented by codes. A code is a rank, from 1 for the account with most neighbours:
numbers join faster than text, and with ranks few paths lead through hubs. If a large ledger has
integers as accounts, only its hubs, which a sample shows, get ranks; all others keep their own
numbers, shifted behind the ranks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis
from ibis import _

from moneyloop.scan.engines.base import Engine, Table, count

CODE_BITS = 31
MAX_ACCOUNTS = 1 << CODE_BITS
"""Two codes fit into one number of 64 bits, which joins faster than two numbers."""

MAX_ROUNDS = 50
"""A chain of pairs that leads nowhere loses one pair at each end per round of trimming."""

WORTH_A_ROUND = 0.01
"""The share of the pairs that a round must have removed for another round to pay off.

Pairs outside all strongly connected components may remain: on FinBench's transfers, and on ledgers
of up to ten million payments, not a single one did.
"""

LARGE = 5_000_000
"""The number of payments from which on a sample saves more time than it takes."""

SAMPLE_SHARE = 0.05
HUB_IN_SAMPLE = 4
"""An account that appears this often in the sample is a hub: it has about 80 payments or more."""

FEW_PARALLEL = 0.01
"""If less than this share of the sample has a parallel payment in it, folding does not pay off: for
100 million payments it would take a minute and leave nearly as many pairs."""

UNEVEN = 0.8
"""If the ratio of the number of payers to the number of payees in the sample, or its inverse, is
less than this, many accounts cannot be on a loop, and trimming pays off."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of accounts that may be on a loop.

    - `accounts`: kept; `account` and `code` of the accounts with a rank
    - `coded`: kept; the pairs, as the codes of `payer` and `payee`
    - `offset`: the code of an account without a rank is its own number plus this; None if all
      accounts have ranks
    - `folded`: whether each pair is there only once
    """

    accounts: Table
    coded: Table
    offset: int | None = None
    folded: bool = True

    def with_accounts(self, table: Table, **columns: str) -> Table:
        """The table with a new column of accounts for each named column of codes."""
        for name, code in columns.items():
            ranked = self.accounts.select(rank="code", ranked_account="account")
            joined = table.join(ranked, table[code] == ranked.rank, how="left")
            own_number = ibis.null() if self.offset is None else joined[code] - self.offset
            named = joined.mutate(**{name: ibis.coalesce(joined.ranked_account, own_number)})
            table = named.drop("rank", "ranked_account")
        return table


def fold(payments: Table, engine: Engine) -> Pairs:
    """The pairs of payer and payee that may be on a loop.

    Left out are payments to oneself and, round by round while it pays off, pairs whose payer is
    never paid or whose payee never pays. Pairs that are on no loop may remain.
    """
    pairs = payments.filter(_.payer != _.payee).select("payer", "payee")
    are_integers = pairs.payer.type().is_integer()
    if are_integers:
        # A copy of integers is small, and otherwise every step would read the file again.
        pairs = engine.keep(pairs)
    size = count(engine, pairs)
    sample = _sample(pairs, engine) if size >= LARGE else None
    if sample:
        by_own_number = _code_by_own_number(pairs, sample, engine) if are_integers else None
        folded = by_own_number or _code_by_row_number(pairs, sample, engine, size)
    else:
        folded = _code_by_rank(pairs, engine)
    if are_integers:
        engine.drop(pairs)
    return folded


def fold_fully(pairs: Pairs, engine: Engine) -> Pairs:
    """The same pairs, each once."""
    folded = engine.keep(pairs.coded.distinct())
    engine.drop(pairs.coded)
    return replace(pairs, coded=folded, folded=True)


def _code_by_rank(pairs: Table, engine: Engine) -> Pairs:
    pairs = engine.keep(pairs.distinct())
    paying = pairs.group_by(account="payer").aggregate(pays=_.count())
    paid = pairs.group_by(account="payee").aggregate(paid=_.count())
    accounts = engine.keep(_ranked(paying.join(paid, "account").mutate(weight=_.pays + _.paid)))
    coded = engine.keep(_coded(pairs, accounts))
    size = count(engine, pairs)
    engine.drop(pairs)
    return Pairs(accounts, _trimmed(coded, engine, size))


def _ranked(accounts: Table) -> Table:
    """Accounts with codes from 1, for the one with most `weight`."""
    rank = ibis.row_number().over(order_by=[_.weight.desc(), _.account.asc()])
    return accounts.select("account", code=(rank + 1).cast("int64"))


def _coded(pairs: Table, accounts: Table, offset: int | None = None) -> Table:
    """Pairs as codes. The code of an account that is not in `accounts` is its number plus
    `offset`; without an offset its pairs are left out."""
    for end in ("payer", "payee"):
        ranked = accounts.select(ranked="account", rank="code")
        how = "inner" if offset is None else "left"
        joined = pairs.join(ranked, pairs[end] == ranked.ranked, how=how)
        own_number = ibis.null() if offset is None else joined[end] + offset
        coded = joined.mutate(**{end: ibis.coalesce(joined.rank, own_number)})
        pairs = coded.select("payer", "payee")
    return pairs


@dataclass(frozen=True, slots=True)
class _Sample:
    """What a sample shows, in kept tables; the loops do not depend on it, only the time does.

    `parallel` are pairs that occur more than once in it, `hubs` are accounts with codes, and
    `is_uneven` is whether there are many more payers than payees, or the other way round.
    """

    parallel: Table
    hubs: Table
    is_uneven: bool


def _sample(pairs: Table, engine: Engine) -> _Sample | None:
    """A sample; None if many payments are parallel, so that they should be folded first."""
    drawn = engine.keep(pairs.sample(SAMPLE_SHARE))
    occurrences = drawn.group_by("payer", "payee").aggregate(times=_.count())
    parallel = engine.keep(occurrences.filter(_.times > 1))
    [total] = engine.rows(parallel.aggregate(payments=parallel.times.sum()))
    are_few = (total["payments"] or 0) <= FEW_PARALLEL * count(engine, drawn)
    ends = drawn.select(account="payer").union(drawn.select(account="payee"))
    hubs = ends.group_by("account").aggregate(weight=_.count()).filter(_.weight >= HUB_IN_SAMPLE)
    sample = None
    if are_few:
        sample = _Sample(parallel, engine.keep(_ranked(hubs)), _is_uneven(drawn, engine))
    engine.drop(drawn)
    return sample


def _is_uneven(pairs: Table, engine: Engine) -> bool:
    [found] = engine.rows(
        pairs.aggregate(payers=pairs.payer.approx_nunique(), payees=pairs.payee.approx_nunique())
    )
    fewer, more = sorted(found.values())
    return bool(fewer < UNEVEN * more)


def _fold_frequent(pairs: Table, sample: _Sample) -> Table:
    """Folds the pairs that occur often; otherwise their paths would be followed repeatedly."""
    frequent = sample.parallel.select("payer", "payee")
    return pairs.anti_join(frequent, ["payer", "payee"]).union(frequent)


def _code_by_own_number(pairs: Table, sample: _Sample, engine: Engine) -> Pairs | None:
    """Ranks for hubs, and for other accounts their own number; None if their range is too wide."""
    [summary] = engine.rows(
        pairs.aggregate(
            least=ibis.least(pairs.payer.min(), pairs.payee.min()),
            greatest=ibis.greatest(pairs.payer.max(), pairs.payee.max()),
        )
    )
    offset = count(engine, sample.hubs) + 1 - summary["least"]
    if summary["greatest"] + offset >= MAX_ACCOUNTS:
        return None
    coded = engine.keep(_coded(_fold_frequent(pairs, sample), sample.hubs, offset))
    if sample.is_uneven:
        coded = _trimmed(coded, engine)
    return Pairs(sample.hubs, coded, offset, folded=False)


def _code_by_row_number(pairs: Table, sample: _Sample, engine: Engine, size: int) -> Pairs:
    """Ranks for hubs, and for other accounts numbers in any order."""
    paying = pairs.select(account="payer").distinct()
    paid = pairs.select(account="payee").distinct()
    others = paying.semi_join(paid, "account").anti_join(sample.hubs, "account")
    first = count(engine, sample.hubs) + 1
    # The order does not matter, but Spark requires one.
    index = ibis.row_number().over(order_by=ibis.literal(0))
    code = (index + first).cast("int64")
    accounts = engine.keep(sample.hubs.union(others.select("account", code=code)))
    coded = engine.keep(_coded(_fold_frequent(pairs, sample), accounts))
    return Pairs(accounts, _trimmed(coded, engine, size), folded=False)


def _trimmed(coded: Table, engine: Engine, size_before: int | None = None) -> Table:
    """The pairs whose payer is paid and whose payee pays, trimmed in rounds while it pays off.

    `size_before` is the number of pairs before a first round that has already been done, if any.
    """
    size = count(engine, coded)
    for _round in range(MAX_ROUNDS):
        if size_before is not None and size_before - size <= size_before * WORTH_A_ROUND:
            break
        paid = coded.select(payer="payee").distinct()
        paying = coded.select(payee="payer").distinct()
        trimmed = engine.keep(coded.semi_join(paid, "payer").semi_join(paying, "payee"))
        engine.drop(coded)
        coded, size_before, size = trimmed, size, count(engine, trimmed)
    return coded
