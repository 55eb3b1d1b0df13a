"""The deals of the graph as a ledger: what a scan finds in files it finds in Neo4j as well."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
from moneyloop.scan.request import Columns
from moneyloop.values import names
from moneyloop.values.edges import EDGE_TYPES
from moneyloop.values.shown import shown

if TYPE_CHECKING:
    from moneyloop.scan.files import Files

COLUMNS = Columns("payer", "payee", "amount", "date", "type", "id")

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


def types(text: str | None) -> str | None:
    """Types of edges as `--starts-with` names them, separated by commas; also capital and revenue.

    Raises ValueError with words for the user.
    """
    if text is None:
        return None
    by_key: dict[str, list[str]] = {}
    for edge in EDGE_TYPES:
        by_key[names.key(edge.name)] = [edge.name]
        by_key.setdefault(edge.kind, []).append(edge.name)
    spelled = [one.strip() for one in text.split(",") if one.strip()]
    unknown = [one for one in spelled if names.key(one) not in by_key]
    if unknown or not spelled:
        known = ", ".join(edge.name.lower().replace("_", "-") for edge in EDGE_TYPES)
        what = ", ".join(map(shown, unknown)) or "nothing"
        raise ValueError(f"{what} is no type of the graph; types are {known}, capital, revenue")
    return ",".join(edge for one in spelled for edge in by_key[names.key(one)])


def deals(graph: Graph, folder: Path) -> Files:
    """The deals that count today, written into a folder as any engine reads them.

    Amounts are in whole US dollars; a deal may lack its amount or its date.
    """
    from moneyloop.scan.files import Files

    [found] = graph.read((query("lookup/payments"), {"as_of": date.today()}))
    columns = {
        name: pa.array([row[at] for row in found.rows], SCHEMA.field(name).type)
        for at, name in enumerate(found.columns)
    }
    file = folder / "deals.parquet"
    pq.write_table(pa.table(columns, schema=SCHEMA), file)
    return Files((str(file),), "parquet", None, gaps=True)
