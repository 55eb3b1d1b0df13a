"""Counts loops of one length with another library: `python -m bench.loop_counts METHOD HOPS …`.

The file has columns `payer` and `payee`. Parallel payments are combined, payments to oneself are
ignored, and each loop is counted once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def by_networkx(hops: int, file: str) -> int:
    """Counts with networkx, which also finds all shorter loops."""
    import networkx as nx

    cycles = nx.simple_cycles(nx.DiGraph(_pairs(file)), length_bound=hops)
    return sum(len(cycle) == hops for cycle in cycles)


def by_igraph(hops: int, file: str) -> int:
    """Counts with igraph."""
    import igraph

    graph = igraph.Graph.TupleList(_pairs(file), directed=True)
    return len(graph.simple_cycles(min=hops, max=hops))


def by_neo4j(hops: int, uri: str, password: str) -> int:
    """Counts on a server that already has the pairs."""
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


METHODS: dict[str, Any] = {"networkx": by_networkx, "igraph": by_igraph, "neo4j": by_neo4j}

if __name__ == "__main__":
    method, hops, *rest = sys.argv[1:]
    print(METHODS[method](int(hops), *rest))
