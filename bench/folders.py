"""Writes a knowledge folder of any size, in the form of an export."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from bench.power_law import DAYS, EXPONENT, FIRST_DAY, TYPES
from loader.folder.tables import TABLES
from moneyloop.values.amounts import Amount, format_amount


def write_folder(folder: Path, firms: int, deals: int, seed: int = 1) -> None:
    """Writes this many firms and deals, each deal stated by one of a thousand sources.

    Both firms of a deal are drawn with the weight rank ** EXPONENT; amounts are lognormal.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chance = Random(seed)  # noqa: S311 - a benchmark needs no secrets
    weights = list(accumulate((rank + 1) ** EXPONENT for rank in range(firms)))
    ends = chance.choices(range(firms), cum_weights=weights, k=2 * deals)
    types = chance.choices(list(TYPES), list(TYPES.values()), k=deals)
    days = [(FIRST_DAY + timedelta(day)).isoformat() for day in range(DAYS)]
    sources = min(1000, deals)
    _write(folder, "firms", ((f"f{n}", f"Firm {n}", "company") for n in range(firms)))
    _write(folder, "aliases", ())
    _write(
        folder,
        "sources",
        ((f"s{n}", f"https://example.org/{n}", "filing", "2026-01-01") for n in range(sources)),
        ("id", "url", "kind", "published"),
    )
    _write(
        folder,
        "deals",
        (
            (
                f"d{n}",
                type_,
                f"f{ends[2 * n]}",
                f"f{ends[2 * n + 1]}",
                "signed",
                chance.choice(days),
            )
            for n, type_ in enumerate(types)
        ),
        ("id", "type", "payer", "payee", "status", "announced"),
    )
    _write(
        folder,
        "statements",
        ((f"d{n}", f"s{n % sources}", _amount(chance)) for n in range(deals)),
        ("deal", "source", "amount"),
    )


def _amount(chance: Random) -> str:
    usd = max(1, round(chance.lognormvariate(18, 2)))
    return format_amount(Amount(usd, usd, "USD", "total"))


def _write(
    folder: Path, name: str, rows: Iterable[Sequence[str]], columns: Sequence[str] = ()
) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns or TABLES[name][0])
        writer.writerows(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--firms", type=int, default=100_000)
    parser.add_argument("--deals", type=int, default=1_000_000)
    arguments = parser.parse_args()
    write_folder(arguments.folder, arguments.firms, arguments.deals)
