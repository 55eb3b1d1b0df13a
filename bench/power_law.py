"""A graph of firms and deals that resembles large payment networks: few firms have many deals."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from loader.records import Deal, Firm, Knowledge, Place, Source, Statement
from moneyloop.values.amounts import Amount
from moneyloop.values.dates import Period

EXPONENT = -0.7
"""Both firms of a deal are drawn with the weight rank ** EXPONENT."""

TYPES = {"INVESTS_IN": 20, "BUYS_FROM": 50, "LEASES_FROM": 30}  # in percent
FIRST_DAY, DAYS = date(2020, 1, 1), 2000
HERE = Place("bench", 1)


def power_law(firms: int, deals: int, seed: int = 1) -> Knowledge:
    """This many firms and deals, all stated by one source; amounts are lognormal, days uniform."""
    chance = Random(seed)  # noqa: S311 - a benchmark needs no secrets
    ids = [f"f{number:06}" for number in range(firms)]
    weights = [(rank + 1) ** EXPONENT for rank in range(firms)]
    ends = chance.choices(ids, weights, k=2 * deals)
    types = chance.choices(list(TYPES), list(TYPES.values()), k=deals)
    deals_made, statements = [], []
    for number, type_ in enumerate(types):
        day = FIRST_DAY + timedelta(chance.randrange(DAYS))
        usd = max(1, round(chance.lognormvariate(18, 2)))
        deal = f"d{number:07}"
        deals_made.append(
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
        statements.append(
            Statement("deal", deal, "ledger", None, amount, None, None, None, None, None, HERE)
        )
    return Knowledge(
        tuple(Firm(one, one, "company", None, None, (), (), None, HERE) for one in ids),
        (Source("ledger", "https://example.org/ledger", None, None, None, "filing", None, HERE),),
        tuple(deals_made),
        (),
        tuple(statements),
    )
