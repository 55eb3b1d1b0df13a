"""Checks that a graph is one that this program may write into."""

from __future__ import annotations

from loader.problems import NotOurs
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
from moneyloop.graph.schema import SCHEMA


def check_owner(graph: Graph, *, accept_foreign: bool) -> None:
    """Raises NotOurs if a newer release wrote this graph, or if it holds other data.

    Other data is accepted in the private server, which is ours, and with `accept_foreign`, which
    means that the user agreed.
    """
    [marker] = graph.read((query("lookup/marker"), {}))[0].maps()
    newest = max(marker["schemas"], default=None)
    if newest is not None and newest > SCHEMA:
        raise NotOurs(
            f"this graph was written by a newer moneyloop (its schema is {newest}, this release "
            f"knows {SCHEMA}). Upgrade moneyloop; nothing was written."
        )
    if newest is None and marker["has_nodes"] and not (graph.address.private or accept_foreign):
        raise NotOurs(
            f"database {graph.address.database!r} at {graph.address.uri} contains data that is not "
            "moneyloop's. Set NEO4J_DATABASE to an empty database, or use `moneyloop load --yes` "
            "to load into this one; nothing was written."
        )
