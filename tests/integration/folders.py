"""Knowledge folders in the tests: made of a few words, loaded, and read back from the graph."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from loader.folder.read import read_folder
from loader.store.counts import Receipt
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.values.edges import EDGE_NAMES

B = 10**9

Tables = dict[str, list[dict[str, str]]]

COLUMNS = {
    "firms": "id name kind country part_of member_of note",
    "aliases": "firm alias",
    "sources": "id url kind title publisher published note",
    "deals": "id type payer payee bundle announced signed closed starts ends term ended supersedes"
    " status instrument settlement note",
    "figures": "id name kind about sums period starts ends note",
    "statements": "deal figure source amount currency dollars ceiling as_stated status locator"
    " note",
    "shipped": "kind id source per nth",
}


def firm(firm_id: str, **more: str) -> dict[str, str]:
    return {"id": firm_id, "name": firm_id.upper(), "kind": "company"} | more


def source(source_id: str, kind: str = "news", published: str = "") -> dict[str, str]:
    url = f"https://example.com/{source_id}"
    return {"id": source_id, "url": url, "kind": kind, "published": published}


def deal(deal_id: str, edge: str, payer: str, payee: str, **more: str) -> dict[str, str]:
    row = {"id": deal_id, "type": edge, "payer": payer, "payee": payee, "status": "signed"}
    return row | more


def figure(figure_id: str, **more: str) -> dict[str, str]:
    return {"id": figure_id, "name": "revenue", "kind": "actual"} | more


def states(deal_id: str, source_id: str, amount: str = "", **more: str) -> dict[str, str]:
    return {"deal": deal_id, "source": source_id, "amount": amount} | more


def states_figure(figure_id: str, source_id: str, amount: str, **more: str) -> dict[str, str]:
    return {"figure": figure_id, "source": source_id, "amount": amount} | more


def tables() -> Tables:
    """Two firms that fund and pay each other, and a parent."""
    return {
        "firms": [firm("a", part_of="p"), firm("b", member_of="p"), firm("p")],
        "aliases": [{"firm": "a", "alias": "Alpha"}, {"firm": "a", "alias": "アルファ"}],
        "sources": [source("s1", "filing", "2025-05-01"), source("s2", "blog", "2025-03")],
        "deals": [
            deal("d1", "INVESTS_IN", "a", "b", announced="2025-02"),
            deal("d2", "BUYS_FROM", "b", "a", bundle="x", instrument="chips"),
        ],
        "statements": [
            states("d1", "s1", "$5bn"),
            states("d1", "s2", "$50bn"),
            states("d2", "s2", "up to $7bn"),
        ],
    }


def write(folder: Path, content: Tables) -> Path:
    folder.mkdir(exist_ok=True)
    for name, columns in COLUMNS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns.split())
            writer.writeheader()
            writer.writerows(content.get(name, []))
    return folder


class Loader:
    """Loads tables as a knowledge folder into a graph."""

    def __init__(self, graph: Graph, folder: Path) -> None:
        self._graph = graph
        self._folder = folder

    def __call__(self, content: Tables, *, shipped: bool = False) -> Receipt:
        return load(self._graph, read_folder(write(self._folder, content)), shipped=shipped)


def ask(graph: Graph, text: str, **parameters: Any) -> list[dict[str, Any]]:
    return graph.read((text, parameters))[0].maps()


def edges(graph: Graph) -> set[tuple[str, str, str, str]]:
    """Every typed edge: deal, payer, type, payee. Also checks that its Deal agrees."""
    rows = ask(
        graph,
        "MATCH (a:Firm)-[r]->(b:Firm) WHERE type(r) IN $types "
        "RETURN r.deal AS deal, a.id AS payer, type(r) AS type, b.id AS payee",
        types=EDGE_NAMES,
    )
    hubs = ask(
        graph,
        "MATCH (a:Firm)<-[:PAYER]-(d:Deal)-[:PAYEE]->(b:Firm) "
        "RETURN d.id AS deal, a.id AS payer, d.type AS type, b.id AS payee",
    )
    assert sorted(rows, key=str) == sorted(hubs, key=str)
    [count] = ask(graph, "RETURN COUNT { (:Deal) } AS deals")
    assert len(rows) == count["deals"]
    return {(row["deal"], row["payer"], row["type"], row["payee"]) for row in rows}


def of_deal(graph: Graph, deal_id: str, *names: str) -> tuple[Any, ...]:
    """Properties of a deal. Also checks that its node and its edge agree."""
    [row] = ask(
        graph,
        "MATCH (d:Deal {id: $id}) MATCH ()-[r {deal: $id}]->() "
        "RETURN properties(d) AS node, properties(r) AS edge",
        id=deal_id,
    )
    own = ("id", "type", "note", "shipped")
    assert row["edge"] == {"deal": deal_id} | {
        name: value for name, value in row["node"].items() if name not in own
    }
    return tuple(row["node"].get(name) for name in names)


def ids(graph: Graph, label: str) -> set[str]:
    rows = ask(graph, f"MATCH (n:{label}) RETURN n.id AS id")
    return {row["id"] for row in rows}


def doubtful(graph: Graph) -> set[tuple[str, str]]:
    rows = ask(
        graph,
        "MATCH (s)-[r:STATES]->(d) WHERE r.doubtful RETURN s.id AS source, d.id AS deal",
    )
    return {(row["source"], row["deal"]) for row in rows}


def with_figures() -> Tables:
    """The tables with a revenue, a loss, and a total of both deals."""
    content = tables()
    content["figures"] = [
        figure("f1", about="a;b", period="FY2025", starts="2024-02", ends="2025-01", note="n"),
        figure("f2", name="net income", about="p", kind="forecast"),
        figure("f3", name="total of deals", kind="total", sums="d1;d2"),
    ]
    content["statements"] += [
        states_figure("f1", "s1", "3000億円", dollars="$20bn", locator="p. 4"),
        states_figure("f1", "s2", "$2bn", locator="line 1"),
        states_figure("f1", "s2", "$30bn", locator="line 9"),
        states_figure("f2", "s2", "-428.8 billion JPY"),
        states_figure("f3", "s2", "up to $1tn"),
    ]
    return content


def of_figure(graph: Graph, figure_id: str, *names: str) -> tuple[Any, ...]:
    [row] = ask(graph, "MATCH (f:Figure {id: $id}) RETURN properties(f) AS node", id=figure_id)
    return tuple(row["node"].get(name) for name in names)


def ties(graph: Graph) -> set[tuple[str, str, str]]:
    rows = ask(
        graph,
        "MATCH (f:Figure)-[r]->(x) RETURN f.id AS f, type(r) AS type, x.id AS x, "
        "properties(r) AS properties",
    )
    assert all(row["properties"] == {} for row in rows)
    found = [(row["f"], row["type"], row["x"]) for row in rows]
    assert len(found) == len(set(found))
    return set(found)


def other_folder() -> Tables:
    """The folder of a user: a deal between two firms that ship."""
    return {
        "firms": [firm("a", part_of="p"), firm("p"), firm("own")],
        "aliases": [{"firm": "a", "alias": "Alpha"}, {"firm": "a", "alias": "アルファ"}],
        "sources": [source("mine", "blog", "2025-01-01")],
        "deals": [deal("my-deal", "BUYS_FROM", "own", "a")],
        "statements": [states("my-deal", "mine", "$1bn")],
    }
