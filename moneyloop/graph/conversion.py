"""Converts what Neo4j's driver returns into plain Python values."""

from __future__ import annotations

from typing import Any

PLAIN = frozenset({str, int, bool, float, type(None)})


def to_python(value: Any) -> Any:
    """Neo4j's dates, nodes and paths as Python's dates, dicts and lists; other values unchanged."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is list:
        return [item if type(item) in PLAIN else to_python(item) for item in value]
    if kind is dict:
        return {name: to_python(item) for name, item in value.items()}
    from neo4j import graph as graph_types
    from neo4j import time as neo4j_time

    match value:
        case graph_types.Node():
            return {"labels": sorted(value.labels), "properties": to_python(dict(value))}
        case graph_types.Relationship():
            return {"type": value.type, "properties": to_python(dict(value))}
        case graph_types.Path():
            steps = zip(value.nodes[1:], value.relationships, strict=True)
            rest = [to_python(part) for node, edge in steps for part in (edge, node)]
            return [to_python(value.start_node), *rest]
        case neo4j_time.Date() | neo4j_time.DateTime() | neo4j_time.Time():
            return value.to_native()
        case neo4j_time.Duration():
            return value.iso_format()
    return value
