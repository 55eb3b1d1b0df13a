"""A graph of firms and deals as large networks of payments are: few firms with many deals."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from loader.records import Deal, Firm, Knowledge, Place, Source, Statement
from moneyloop.values.amounts import Amount
from moneyloop.values.dates import Period

EXPONENT = -0.7
"""Both ends of a deal are drawn with the weight rank ** EXPONENT."""

TYPES = {"INVESTS_IN": 20, "BUYS_FROM": 50, "LEASES_FROM": 30}  # in percent
FIRST_DAY, DAYS = date(2020, 1, 1), 2000
HERE = Place("bench", 1)


def power_law(firms: int, deals: int, seed: int = 1) -> Knowledge:
    """So many firms and deals; amounts lognormal, days uniform, one source that states them all."""
    chance = Random(seed)  # noqa: S311 - a test of speed guards nothing
    ids = [f"f{number:06}" for number in range(firms)]
    weights = [(rank + 1) ** EXPONENT for rank in range(firms)]
    ends = chance.choices(ids, weights, k=2 * deals)
    types = chance.choices(list(TYPES), list(TYPES.values()), k=deals)
    made, said = [], []
    for number, type_ in enumerate(types):
        day = FIRST_DAY + timedelta(chance.randrange(DAYS))
        usd = max(1, round(chance.lognormvariate(18, 2)))
        deal = f"d{number:07}"
        made.append(
            Deal(
                deal,
                type_,
                ends[2 * number],
                ends[2 * number + 1],
                None,
                Period(day, day, "day"),
                None,
                None,
                None,
                (),
                "signed",
                None,
                None,
                None,
                HERE,
            )
        )
        amount = Amount(usd, usd, "USD", "total")
        said.append(
            Statement("deal", deal, "ledger", None, amount, None, None, None, None, None, HERE)
        )
    return Knowledge(
        tuple(Firm(one, one, "company", None, None, (), (), None, HERE) for one in ids),
        (Source("ledger", "https://example.org/ledger", None, None, None, "filing", None, HERE),),
        tuple(made),
        (),
        tuple(said),
    )
