"""Who pays whom: payments folded to pairs of accounts, and of these what may be on a loop.

Accounts are numbered by rank, from 1 for the one with the most neighbours: numbers join quicker
than text, and rank keeps the ways through hubs few. In large ledgers of whole numbers a sample
tells the hubs, and the others keep their own numbers, moved behind them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis
from ibis import _

from moneyloop.scan.engine import Engine, Table, count

BITS = 31
MOST_ACCOUNTS = 1 << BITS
"""So many numbers fit two by two into one of 64 bits, which joins quicker than two."""

MOST_ROUNDS = 50
"""A chain of payments that leads nowhere is shortened by one at each end in a round."""

WORTH_A_ROUND = 0.01
"""The share of pairs that a round must have dropped for another one to pay.

What then still lies outside every strongly connected part is not looked for: measured on FinBench's
transfers and on ledgers of up to ten million payments it was not one pair.
"""

LARGE = 5_000_000
"""From so many payments on a sample is worth its time."""

SAMPLE = 0.05
OFTEN = 4
"""An account that stands so often in the sample is a hub: of some 80 payments or more."""

FEW = 0.01
"""A smaller share of the sample with its like in it says that hardly any payment is parallel to
another: folding 100 million of them would take a minute and leave nearly as many."""

UNEVEN = 0.8
"""Where there are fewer accounts that pay for each that is paid, or the other way round, many
cannot be on a loop."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """`coded` is kept, with `payer` and `payee` by their codes, and so is `accounts`, with
    `account` and `code`. An account that is not in it has for its code its own number and `own`
    more, where that is given. Where they are not `folded`, some pairs stand more than once."""

    accounts: Table
    coded: Table
    own: int | None = None
    folded: bool = True

    def named(self, table: Table, **columns: str) -> Table:
        """A table with new columns that name the accounts whose codes stand in others."""
        for name, code in columns.items():
            known = self.accounts.select(known_code="code", known="account")
            joined = table.join(known, table[code] == known.known_code, how="left")
            other = ibis.null() if self.own is None else joined[code] - self.own
            named = joined.mutate(**{name: ibis.coalesce(joined.known, other)})
            table = named.drop("known_code", "known")
        return table


def fold(payments: Table, engine: Engine) -> Pairs:
    """One row for each payer and payee that may be on a loop.

    Left out are payments to oneself, and again and again pairs whose payer is never paid or whose
    payee never pays, where that pays. What stays need not be on a loop.
    """
    pairs = payments.filter(_.payer != _.payee).select("payer", "payee")
    whole = pairs.payer.type().is_integer()
    if whole:
        # Of numbers a copy is small; the file would be read again for each of the steps.
        pairs = engine.keep(pairs)
    size = count(engine, pairs)
    sample = _sample(pairs, engine) if size >= LARGE else None
    if sample:
        numbered = _by_own_number(pairs, sample, engine) if whole else None
        folded = numbered or _by_number(pairs, sample, engine, size)
    else:
        folded = _by_rank(pairs, engine)
    if whole:
        engine.drop(pairs)
    return folded


def fold_wholly(pairs: Pairs, engine: Engine) -> Pairs:
    """The same pairs, each once."""
    folded = engine.keep(pairs.coded.distinct())
    engine.drop(pairs.coded)
    return replace(pairs, coded=folded, folded=True)


def _by_rank(pairs: Table, engine: Engine) -> Pairs:
    pairs = engine.keep(pairs.distinct())
    paying = pairs.group_by(account="payer").aggregate(pays=_.count())
    paid = pairs.group_by(account="payee").aggregate(paid=_.count())
    ranked = _ranked(paying.join(paid, "account").mutate(weight=_.pays + _.paid))
    accounts = engine.keep(ranked)
    coded = engine.keep(_coded(pairs, accounts))
    before = count(engine, pairs)
    engine.drop(pairs)
    return Pairs(accounts, _trimmed(coded, engine, before))


def _ranked(accounts: Table) -> Table:
    """Accounts with codes from 1, for the one with most `weight`."""
    rank = ibis.row_number().over(order_by=[_.weight.desc(), _.account.asc()])
    return accounts.select("account", code=(rank + 1).cast("int64"))


def _coded(pairs: Table, accounts: Table, own: int | None = None) -> Table:
    """Pairs by the codes of accounts, without those of others, or with their own number and `own`
    more as codes."""
    for end in ("payer", "payee"):
        known = accounts.select(known="account", known_code="code")
        how = "inner" if own is None else "left"
        joined = pairs.join(known, pairs[end] == known.known, how=how)
        other = ibis.null() if own is None else joined[end] + own
        coded = joined.mutate(**{end: ibis.coalesce(joined.known_code, other)})
        pairs = coded.select("payer", "payee")
    return pairs


@dataclass(frozen=True, slots=True)
class _Sample:
    """Whatever a sample holds, the loops are the same, and only the time to find them is another.

    Both tables are kept: pairs that stand `again` and again, and `hubs` with their codes.
    """

    again: Table
    hubs: Table


def _sample(pairs: Table, engine: Engine) -> _Sample | None:
    """None where many payments are parallel, and should be folded first."""
    some = engine.keep(pairs.sample(SAMPLE))
    times = some.group_by("payer", "payee").aggregate(times=_.count())
    again = engine.keep(times.filter(_.times > 1))
    [alike] = engine.rows(again.aggregate(payments=again.times.sum()))
    few = (alike["payments"] or 0) <= FEW * count(engine, some)
    ends = some.select(account="payer").union(some.select(account="payee"))
    seen = ends.group_by("account").aggregate(weight=_.count()).filter(_.weight >= OFTEN)
    sample = _Sample(again, engine.keep(_ranked(seen))) if few else None
    engine.drop(some)
    return sample


def _once(pairs: Table, sample: _Sample) -> Table:
    """Those that stand often are folded, or their ways would be gone again and again."""
    again = sample.again.select("payer", "payee")
    return pairs.anti_join(again, ["payer", "payee"]).union(again)


def _by_own_number(pairs: Table, sample: _Sample, engine: Engine) -> Pairs | None:
    """Hubs by rank, and the others by the whole numbers that they are; None if these are too wide
    apart."""
    [there] = engine.rows(
        pairs.aggregate(
            least=ibis.least(pairs.payer.min(), pairs.payee.min()),
            greatest=ibis.greatest(pairs.payer.max(), pairs.payee.max()),
            payers=pairs.payer.approx_nunique(),
            payees=pairs.payee.approx_nunique(),
        )
    )
    own = count(engine, sample.hubs) + 1 - there["least"]
    if there["greatest"] + own >= MOST_ACCOUNTS:
        return None
    coded = engine.keep(_coded(_once(pairs, sample), sample.hubs, own))
    fewer, more = sorted((there["payers"], there["payees"]))
    if fewer < UNEVEN * more:
        coded = _trimmed(coded, engine)
    return Pairs(sample.hubs, coded, own, folded=False)


def _by_number(pairs: Table, sample: _Sample, engine: Engine, size: int) -> Pairs:
    """Hubs by rank, and the others as they come."""
    paying = pairs.select(account="payer").distinct()
    paid = pairs.select(account="payee").distinct()
    others = paying.semi_join(paid, "account").anti_join(sample.hubs, "account")
    after = count(engine, sample.hubs) + 1
    # In no order; Spark wants one.
    place = ibis.row_number().over(order_by=ibis.literal(0))
    number = (place + after).cast("int64")
    accounts = engine.keep(sample.hubs.union(others.select("account", code=number)))
    coded = engine.keep(_coded(_once(pairs, sample), accounts))
    return Pairs(accounts, _trimmed(coded, engine, size), folded=False)


def _trimmed(coded: Table, engine: Engine, before: int | None = None) -> Table:
    """`before` are the pairs of which a first round left these, if there was one."""
    left = count(engine, coded)
    for _round in range(MOST_ROUNDS):
        if before is not None and before - left <= before * WORTH_A_ROUND:
            break
        paid = coded.select(payer="payee").distinct()
        paying = coded.select(payee="payer").distinct()
        fewer = engine.keep(coded.semi_join(paid, "payer").semi_join(paying, "payee"))
        engine.drop(coded)
        coded, before, left = fewer, left, count(engine, fewer)
    return coded
