"""Accounts that are probably the same, written differently: ACME and Acme, or with wide letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from ibis import _

from moneyloop.scan.engines.base import Engine, Table

MAX_SOUGHT = 10_000
"""How many plain spellings are looked up at most for accounts with other letters than ASCII."""


@dataclass(frozen=True, slots=True, order=True)
class Spelling:
    """An account as it is written, and the number of its payments."""

    account: str
    payments: int


def key(account: str) -> str:
    """What is equal for all spellings: the text after NFKC and case folding."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", account).casefold())


def spellings(payments: Table, engine: Engine) -> list[tuple[Spelling, ...]]:
    """The accounts that have several spellings, those with most payments first.

    The engine compares plain ASCII; all other text is folded here.
    """
    if not payments.payer.type().is_string():
        return []
    others = payments.filter(payments.payer != payments.payee)
    ends = payments.select(account="payer").union(others.select(account="payee"))
    accounts = engine.keep(ends.group_by("account").aggregate(payments=_.count()))
    is_plain = accounts.account.re_search("^[ -~]*$")
    plain = accounts.filter(is_plain).mutate(key=_.account.lower())
    repeated = plain.group_by("key").aggregate(times=_.count()).filter(_.times > 1)
    groups: dict[str, set[Spelling]] = {}
    for row in engine.rows(plain.semi_join(repeated, "key")):
        groups.setdefault(row["key"], set()).add(Spelling(row["account"], row["payments"]))
    folded = _folded(accounts.filter(~is_plain), engine)
    plain_keys = [each for each in folded if each.isascii()][:MAX_SOUGHT]
    if plain_keys:
        # A comparison with a list of literals is quick up to some thousands.
        for row in engine.rows(plain.filter(plain.key.isin(plain_keys))):
            folded[row["key"]].add(Spelling(row["account"], row["payments"]))
    for name, found in folded.items():
        groups.setdefault(name, set()).update(found)
    engine.drop(accounts)
    several = [tuple(sorted(found)) for found in groups.values() if len(found) > 1]
    return sorted(several, key=lambda found: (-sum(one.payments for one in found), found))


def _folded(accounts: Table, engine: Engine) -> dict[str, set[Spelling]]:
    """The accounts whose key is that of another, or plain ASCII, by their keys."""

    def read() -> Iterator[tuple[str, Spelling]]:
        for batch in engine.batches(accounts):
            for row in batch.to_pylist():
                yield key(row["account"]), Spelling(row["account"], row["payments"])

    # At first only hashes, since there may be many millions of accounts.
    hashes, times = np.unique(
        np.fromiter((hash(name) for name, _spelling in read()), np.int64), return_counts=True
    )
    repeated = set(hashes[times > 1].tolist())
    found: dict[str, set[Spelling]] = {}
    for name, spelling in read():
        if name.isascii() or hash(name) in repeated:
            found.setdefault(name, set()).add(spelling)
    return found
