"""Imports a large file, and writes the same nodes and relationships with simple scripts."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.power_law import power_law
from moneyloop.graph.batches import batches
from moneyloop.graph.connection import Graph, connect
from moneyloop.graph.home import Home
from moneyloop.graph.queries import query
from moneyloop.private import private_address
from moneyloop.values.dates import format_period

HERE = Path(__file__).parent
SOURCES = 1_000
COLUMNS = ("type", "payer", "payee", "amount", "currency", "announced", "source", "bundle")

Rows = dict[str, list[dict[str, Any]]]
"""Rows for the queries bare_firms, bare_sources and so on, by the ends of these names."""


def write_file(file: Path, firms: int, deals: int, seed: int = 1) -> int:
    """Writes deals as in a large network of payments to a file; returns their number."""
    knowledge = power_law(firms, deals, seed)
    lines = [
        (
            deal.type,
            deal.payer,
            deal.payee,
            statement.amount.stated if statement.amount else "",
            "USD",
        )
        + (format_period(deal.announced) if deal.announced else "",)
        + (f"https://example.org/{number % SOURCES}", f"bundle-{seed}-{number}")
        for number, (deal, statement) in enumerate(
            zip(knowledge.deals, knowledge.statements, strict=True)
        )
        if deal.payer != deal.payee
    ]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(lines)
    return len(lines)


def by_command(root: Path, file: Path) -> int:
    """Imports with the command, including its start."""
    words = [sys.executable, "-m", "cli", "import", str(file), "--allow-small", "--yes"]
    environment = os.environ | {"MONEYLOOP_HOME": str(root)}
    subprocess.run(words, check=True, capture_output=True, env=environment)
    return 0


def by_bare_loop(root: Path, rows: Rows) -> int:
    """Writes with the driver and five queries, ten thousand rows at a time."""
    from neo4j import GraphDatabase

    with _connected(root) as graph:
        uri = graph.address.uri
        auth = (graph.address.user, graph.address.password)
    with GraphDatabase.driver(uri, auth=auth) as driver:
        for name, rows_of_name in rows.items():
            text = (HERE / f"bare_{name}.cypher").read_text("utf-8")
            for batch in batches(rows_of_name):
                driver.execute_query(text, rows=batch, database_="neo4j")
    return 0


def by_py2neo(root: Path, rows: Rows) -> int:
    """Writes with py2neo's bulk merge, which takes one relationship type at a time."""
    from py2neo import Graph as Py2neoGraph
    from py2neo.bulk import merge_nodes, merge_relationships

    with _connected(root) as graph:
        uri = graph.address.uri
        auth = (graph.address.user, graph.address.password)
    target = Py2neoGraph(uri, auth=auth)
    for name, label in (("firms", "Firm"), ("sources", "Source"), ("deals", "Deal")):
        for batch in batches(rows[name]):
            merge_nodes(target.auto(), [row["properties"] for row in batch], (label, "id"))
    deal, firm, source = ("Deal", "id"), ("Firm", "id"), ("Source", "id")
    for batch in batches(rows["deals"]):
        for end in ("payer", "payee"):
            relationships: list[Any] = [(row["properties"]["id"], {}, row[end]) for row in batch]
            merge_relationships(target.auto(), relationships, end.upper(), deal, firm)
        for edge_type in sorted({row["type"] for row in batch}):
            edges = [
                (row["payer"], row["edge"], row["payee"])
                for row in batch
                if row["type"] == edge_type
            ]
            merge_relationships(target.auto(), edges, (edge_type, "deal"), firm, firm)
    for batch in batches(rows["statements"]):
        stated = [(row["source"], row["properties"], row["of"]) for row in batch]
        merge_relationships(target.auto(), stated, "STATES", source, deal)
    merge_nodes(target.auto(), [{"id": "i-py2neo"}], ("Import", "id"))
    for batch in batches(rows["log"]):
        touched: list[Any] = [("i-py2neo", {}, row["deal"]) for row in batch]
        merge_relationships(target.auto(), touched, "TOUCHED", ("Import", "id"), deal)
    return 0


def written_rows(graph: Graph) -> Rows:
    """Everything that an import wrote, as rows to write again."""
    names = ("all_firms", "all_sources", "all_deals", "all_statements")
    answers = graph.read(*((query(f"lookup/{name}"), {}) for name in names))
    firms, sources, deals, statements = (answer.maps() for answer in answers)
    return {
        "firms": [_node(row) for row in firms],
        "sources": [_node(row) for row in sources],
        "deals": [_deal(row) for row in deals],
        "statements": [
            {"source": row["source"], "of": row["deal"], "properties": row["properties"]}
            for row in statements
        ],
        "log": [{"import": "i-bare", "deal": row["properties"]["id"]} for row in deals],
    }


def _node(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["properties"]["id"], "properties": row["properties"]}


def _deal(row: dict[str, Any]) -> dict[str, Any]:
    properties = row["properties"]
    shared = {name: value for name, value in properties.items() if name not in ("id", "type")}
    return {
        "properties": properties,
        "payer": row["payer"],
        "payee": row["payee"],
        "type": properties["type"],
        "edge": shared | {"deal": properties["id"]},
    }


def _connected(root: Path) -> Any:
    return connect(private_address(Home(root)))
