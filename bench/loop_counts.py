"""Counts the loops of so many accounts with one library: `python -m bench.loop_counts HOW HOPS …`.

The file holds `payer` and `payee`. Parallel payments are one, those to oneself none; each loop
counts once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def by_networkx(hops: int, file: str) -> int:
    """Of networkx, which walks all shorter ones as well."""
    import networkx as nx

    cycles = nx.simple_cycles(nx.DiGraph(_pairs(file)), length_bound=hops)
    return sum(len(cycle) == hops for cycle in cycles)


def by_igraph(hops: int, file: str) -> int:
    """Of igraph."""
    import igraph

    graph = igraph.Graph.TupleList(_pairs(file), directed=True)
    return len(graph.simple_cycles(min=hops, max=hops))


def by_neo4j(hops: int, uri: str, password: str) -> int:
    """Of the pairs that a server holds already."""
    from neo4j import GraphDatabase

    text = (HERE / f"count_loops_{hops}.cypher").read_text("utf-8")
    with GraphDatabase.driver(uri, auth=("neo4j", Path(password).read_text().strip())) as driver:
        [record] = driver.execute_query(text, database_="neo4j").records
    return int(record["loops"])


def _pairs(file: str) -> list[tuple[int, int]]:
    from pyarrow import parquet

    table: Any = parquet.read_table(file, columns=["payer", "payee"])
    both = zip(table["payer"].to_pylist(), table["payee"].to_pylist(), strict=True)
    return list({(payer, payee) for payer, payee in both if payer != payee})


HOW: dict[str, Any] = {"networkx": by_networkx, "igraph": by_igraph, "neo4j": by_neo4j}

if __name__ == "__main__":
    how, hops, *rest = sys.argv[1:]
    print(HOW[how](int(hops), *rest))
