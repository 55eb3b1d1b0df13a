"""Who pays whom: payments folded to pairs of accounts, and of these what may be on a loop.

Accounts are numbered by rank, from 1 for the one with the most neighbours: numbers join quicker
than text, and rank keeps the ways through hubs few. In large ledgers of whole numbers a sample
tells the hubs, and the others keep their own numbers, moved behind them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis
from ibis import _

from scan.engine import Engine, Table, count

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
            name_of = (
                joined.known
                if self.own is None
                else joined.known.fill_null(joined[code] - self.own)
            )
            table = joined.mutate(**{name: name_of}).drop("known_code", "known")
        return table


def fold(payments: Table, engine: Engine) -> Pairs:
    """One row for each payer and payee that may be on a loop.

    Left out are payments to oneself, and again and again pairs whose payer is never paid or whose
    payee never pays. What stays need not be on a loop.
    """
    pairs = payments.filter(_.payer != _.payee).select("payer", "payee")
    if not pairs.payer.type().is_integer():
        return _by_rank(pairs, engine)
    # The file would be read again for each of the steps.
    pairs = engine.keep(pairs)
    sampled = _by_sample(pairs, engine) if count(engine, pairs) >= LARGE else None
    found = sampled or _by_rank(pairs, engine)
    engine.drop(pairs)
    return found


def fold_wholly(pairs: Pairs, engine: Engine) -> Pairs:
    """The same pairs, each once."""
    folded = engine.keep(pairs.coded.distinct())
    engine.drop(pairs.coded)
    return replace(pairs, coded=folded, folded=True)


def _by_rank(pairs: Table, engine: Engine) -> Pairs:
    pairs = engine.keep(pairs.distinct())
    paying = pairs.group_by(account="payer").aggregate(pays=_.count())
    paid = pairs.group_by(account="payee").aggregate(paid=_.count())
    between = paying.join(paid, "account")
    rank = ibis.row_number().over(order_by=[(_.pays + _.paid).desc(), _.account.asc()])
    accounts = engine.keep(between.select("account", code=(rank + 1).cast("int64")))
    payer = accounts.select(payer="account", payer_code="code")
    payee = accounts.select(payee="account", payee_code="code")
    coded = engine.keep(
        pairs.join(payer, "payer").join(payee, "payee")
        .select(payer="payer_code", payee="payee_code")
    )  # fmt: skip
    before = count(engine, pairs)
    engine.drop(pairs)
    return Pairs(accounts, _trimmed(coded, engine, before))


def _by_sample(pairs: Table, engine: Engine) -> Pairs | None:
    """Pairs of accounts that are whole numbers; None where a sample does not serve.

    Whatever it holds, the loops are the same, and only the time to find them is another.
    """
    some = engine.keep(pairs.sample(SAMPLE))
    times = some.group_by("payer", "payee").aggregate(times=_.count())
    again = engine.keep(times.filter(_.times > 1))
    [like] = engine.rows(again.aggregate(payments=again.times.sum()))
    ends = some.select(account="payer").union(some.select(account="payee"))
    seen = ends.group_by("account").aggregate(seen=_.count()).filter(_.seen >= OFTEN)
    rank = ibis.row_number().over(order_by=[_.seen.desc(), _.account.asc()])
    hubs = engine.keep(seen.select("account", code=(rank + 1).cast("int64")))
    [there] = engine.rows(
        pairs.aggregate(
            least=ibis.least(pairs.payer.min(), pairs.payee.min()),
            greatest=ibis.greatest(pairs.payer.max(), pairs.payee.max()),
            payers=pairs.payer.approx_nunique(),
            payees=pairs.payee.approx_nunique(),
        )
    )
    own = count(engine, hubs) + 1 - there["least"]
    few = (like["payments"] or 0) <= FEW * count(engine, some)
    engine.drop(some)
    if not few or there["greatest"] + own >= MOST_ACCOUNTS:
        return None
    # Those that do stand often are folded, or their ways would be gone again and again.
    once = pairs.anti_join(again, ["payer", "payee"]).union(again.select("payer", "payee"))
    for end in ("payer", "payee"):
        hub = hubs.select(hub="account", hub_code="code")
        joined = once.join(hub, once[end] == hub.hub, how="left")
        code = joined.hub_code.fill_null(joined[end] + own)
        once = joined.mutate(**{end: code}).drop("hub", "hub_code")
    coded = engine.keep(once)
    fewer, more = sorted((there["payers"], there["payees"]))
    if fewer < UNEVEN * more:
        coded = _trimmed(coded, engine)
    return Pairs(hubs, coded, own, folded=False)


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
