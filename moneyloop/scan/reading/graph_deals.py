"""The deals of the graph as a ledger, so that a scan finds in Neo4j what it finds in files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from moneyloop import clock
from moneyloop.graph.connection import Graph
from moneyloop.report.arguments import complete
from moneyloop.report.library import payments
from moneyloop.report.run import run_report
from moneyloop.scan.reading.columns import ColumnNames
from moneyloop.scan.reading.files import LedgerFiles
from moneyloop.values import names
from moneyloop.values.edges import EDGE_TYPES
from moneyloop.values.shown import shown

COLUMNS = ColumnNames("payer", "payee", "amount", "date", "type", "id")

SCHEMA = pa.schema(
    {
        "payer": pa.string(),
        "payee": pa.string(),
        "amount": pa.int64(),
        "date": pa.date32(),
        "type": pa.string(),
        "id": pa.string(),
    }
)


def edge_types(text: str) -> frozenset[str]:
    """The edge types in a list separated by commas, where `capital` and `revenue` mean all of
    their kind; in lower case, as TypeFilter expects them.

    Raises ValueError with a message for the user.
    """
    by_key: dict[str, list[str]] = {}
    for edge in EDGE_TYPES:
        by_key[names.key(edge.name)] = [edge.name]
        by_key.setdefault(edge.kind, []).append(edge.name)
    requested = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in requested if names.key(name) not in by_key]
    if unknown or not requested:
        known = ", ".join(edge.name.lower().replace("_", "-") for edge in EDGE_TYPES)
        wrong = ", ".join(map(shown, unknown)) or "an empty list"
        raise ValueError(f"{wrong} is not a type of the graph; types are {known}, capital, revenue")
    return frozenset(edge.lower() for name in requested for edge in by_key[names.key(name)])


def write_deals(graph: Graph, folder: Path, given: Mapping[str, Any]) -> LedgerFiles:
    """Writes deals into a folder, as files that every engine reads.

    `given` has values of the parameters of library.payments(): they choose the deals as in the
    reports, by default those in force today. Amounts are whole US dollars; a deal may lack its
    amount or its date. Raises BadArgument, UnknownName, and whatever `Graph.read` raises.
    """
    report = payments()
    rows = run_report(graph, report, complete(report, given, clock.today())).rows
    columns = {
        name: pa.array([row[at] for row in rows.rows], SCHEMA.field(name).type)
        for at, name in enumerate(rows.columns)
    }
    file = folder / "deals.parquet"
    pq.write_table(pa.table(columns, schema=SCHEMA), file)
    return LedgerFiles((str(file),), delimiter=None, allows_gaps=True)
