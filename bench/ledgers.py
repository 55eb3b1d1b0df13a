"""Ledgers of any size: Parquet files of payments, and the same folded to pairs for Neo4j."""

from __future__ import annotations

from pathlib import Path

import duckdb

SKEW = 0.5
"""With it the busiest account makes five thousand of ten million payments; with 0.7 fifty thousand,
and there are more loops than anybody reads."""


def write_ledger(file: Path, payments: int, skew: float = SKEW, seed: int = 1) -> None:
    """So many payments between a tenth as many accounts.

    Both ends of a payment are drawn with about the weight rank ** -skew.
    """
    accounts = payments // 10
    # The rank below which a share u of all weights lies grows with u ** (1 / (1 - skew)).
    drawn = f"least({accounts - 1}, floor({accounts} * power(random(), {1 / (1 - skew)})))"
    with duckdb.connect() as db:
        db.execute("SET threads = 1")  # so that the seed decides
        db.execute("SELECT setseed(?)", [1 / (seed + 1)])
        db.sql(
            f"SELECT CAST({drawn} AS BIGINT) AS payer, CAST({drawn} AS BIGINT) AS payee, "  # noqa: S608
            "CAST(1 + 1000000 * random() AS BIGINT) AS amount "
            f"FROM range({payments})"
        ).write_parquet(str(file))


def write_pairs(ledger: Path, nodes: Path, ties: Path) -> None:
    """Its accounts and its pairs, as the importer of Neo4j takes them."""
    with duckdb.connect() as db:
        db.read_parquet(str(ledger)).create_view("ledger")
        accounts = 'SELECT payer AS ":ID", payer AS id FROM ledger'
        every = f"{accounts} UNION SELECT payee, payee FROM ledger"  # noqa: S608 - it is all ours
        db.sql(every).write_parquet(str(nodes))
        ends = 'payer AS ":START_ID", payee AS ":END_ID"'
        pairs = f"SELECT DISTINCT {ends} FROM ledger WHERE payer <> payee"  # noqa: S608
        db.sql(pairs).write_parquet(str(ties))
