"""Writes ledgers of any size as Parquet, and their pairs for Neo4j's importer."""

from __future__ import annotations

from pathlib import Path

import duckdb

SKEW = 0.5
"""With this the busiest account makes five thousand of ten million payments. With 0.7 it makes
fifty thousand, and there are more loops than anyone could read."""


def write_ledger(file: Path, payments: int, skew: float = SKEW, seed: int = 1) -> None:
    """Writes this many payments between a tenth as many accounts.

    Both accounts of a payment are drawn with approximately the weight rank ** -skew.
    """
    accounts = payments // 10
    # The rank below which a share u of all weights lies is proportional to u ** (1 / (1 - skew)).
    drawn = f"least({accounts - 1}, floor({accounts} * power(random(), {1 / (1 - skew)})))"
    with duckdb.connect() as db:
        db.execute("SET threads = 1")  # so that the seed determines the result
        db.execute("SELECT setseed(?)", [1 / (seed + 1)])
        db.sql(
            f"SELECT CAST({drawn} AS BIGINT) AS payer, CAST({drawn} AS BIGINT) AS payee, "  # noqa: S608
            "CAST(1 + 1000000 * random() AS BIGINT) AS amount "
            f"FROM range({payments})"
        ).write_parquet(str(file))


def write_pairs(ledger: Path, nodes: Path, relationships: Path) -> None:
    """Writes the accounts and the pairs of a ledger in the form that Neo4j's importer expects."""
    with duckdb.connect() as db:
        db.read_parquet(str(ledger)).create_view("ledger")
        accounts = 'SELECT payer AS ":ID", payer AS id FROM ledger'
        all_accounts = f"{accounts} UNION SELECT payee, payee FROM ledger"  # noqa: S608 - constants
        db.sql(all_accounts).write_parquet(str(nodes))
        ends = 'payer AS ":START_ID", payee AS ":END_ID"'
        pairs = f"SELECT DISTINCT {ends} FROM ledger WHERE payer <> payee"  # noqa: S608
        db.sql(pairs).write_parquet(str(relationships))
