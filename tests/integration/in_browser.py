"""The saved scripts of Neo4j Browser, run as Browser runs them."""

from __future__ import annotations

from typing import Any

from neo4j import Driver, GraphDatabase

from moneyloop.browser.scripts import GUIDE, scripts
from moneyloop.graph.connection import Graph
from moneyloop.report.arguments import EXAMPLES
from moneyloop.report.library import find

REPORT_SCRIPTS = [script for script in scripts() if script.folder != GUIDE.name]
DRAWN = [script for script in REPORT_SCRIPTS if find(script.name).composed.query.draws]


def driver_of(graph: Graph) -> Driver:
    """A driver whose answers hold nodes and relationships, as those in Browser do."""
    auth = (graph.address.user, graph.address.password)
    return GraphDatabase.driver(graph.address.uri, auth=auth)


def rows_in_browser(graph: Graph, text: str) -> list[dict[str, Any]]:
    """The rows as the driver returns them, with nodes and relationships."""
    with driver_of(graph) as driver:
        return [dict(row) for row in driver.execute_query(text, routing_="r").records]


def samples(name: str) -> dict[str, Any]:
    """The values that a script has for the parameters that a report requires."""
    return {one.name: EXAMPLES[one.name] for one in find(name).parameters if one.required}
