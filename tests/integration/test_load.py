"""Loading knowledge: what is written, what a changed folder changes, and what is left alone."""

import csv
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.folder.read import SHIPPED, read_folder
from loader.problems import NotOurs
from loader.store.exclusive import SCHEMA, check_owner
from loader.store.write import Count, Receipt, load
from moneyloop.graph import server
from moneyloop.graph.connection import Graph
from moneyloop.graph.credentials import password
from moneyloop.graph.home import Home
from moneyloop.values.edges import EDGE_NAMES
from tests.integration.graphs import everything

B = 10**9

Program = Callable[..., subprocess.CompletedProcess[str]]

Tables = dict[str, list[dict[str, str]]]

COLUMNS = {
    "firms": "id name kind country part_of member_of note",
    "aliases": "firm alias",
    "sources": "id url kind title publisher published note",
    "deals": "id type payer payee bundle announced starts ends ended supersedes status instrument"
    " settlement note",
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


@pytest.fixture
def put(empty: Graph, tmp_path: Path) -> Callable[..., Receipt]:
    """Loads tables as a folder; the graph is empty before the first."""

    def put_in(content: Tables, *, shipped: bool = False) -> Receipt:
        return load(empty, read_folder(write(tmp_path / "folder", content)), shipped=shipped)

    return put_in


def ask(graph: Graph, text: str, **parameters: Any) -> list[dict[str, Any]]:
    return graph.read((text, parameters))[0].maps()


def edges(graph: Graph) -> set[tuple[str, str, str, str]]:
    """Every typed edge: deal, payer, type, payee. Also checks that its Deal says the same."""
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
    """Properties of a deal; its node and its edge hold the same."""
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
    """The same, with a revenue, a loss, and a total of both deals."""
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


# One folder


def test_a_folder_becomes_a_graph(put: Callable[..., Receipt], empty: Graph) -> None:
    receipt = put(tables())
    assert receipt == Receipt(
        Count(new=3), Count(new=2), Count(new=2), Count(), Count(new=3), new_deals=("d1", "d2")
    )
    assert edges(empty) == {("d1", "a", "INVESTS_IN", "b"), ("d2", "b", "BUYS_FROM", "a")}
    assert of_deal(empty, "d1", "usd", "sources", "contested") == (5 * B, ["s1", "s2"], False)
    assert of_deal(empty, "d2", "usd", "usd_low", "bundle", "instrument") == (
        7 * B,
        0,
        "x",
        "chips",
    )
    assert doubtful(empty) == {("s2", "d1")}
    assert [str(day) for day in of_deal(empty, "d1", "announced", "since")] == ["2025-02-01"] * 2
    assert [str(day) for day in of_deal(empty, "d2", "announced", "since")] == [
        "None",
        "2025-03-01",
    ]
    assert ask(
        empty,
        "MATCH (f:Firm) RETURN f.id AS id, f.group AS group, f.aliases AS aliases, "
        "[(f)-[:PART_OF]->(p) | p.id] AS part, [(f)-[:MEMBER_OF]->(p) | p.id] AS member "
        "ORDER BY id",
    ) == [
        {"id": "a", "group": "p", "aliases": ["Alpha", "アルファ"], "part": ["p"], "member": []},
        {"id": "b", "group": "b", "aliases": [], "part": [], "member": ["p"]},
        {"id": "p", "group": "p", "aliases": [], "part": [], "member": []},
    ]
    assert ask(empty, "MATCH (m:Moneyloop) RETURN m.schema AS schema") == [{"schema": SCHEMA}]


@pytest.mark.parametrize("shipped", [False, True])
def test_loading_twice_changes_nothing(
    put: Callable[..., Receipt], empty: Graph, shipped: bool
) -> None:
    put(tables(), shipped=shipped)
    before = everything(empty)
    receipt = put(tables(), shipped=shipped)
    assert receipt.written == 0
    assert receipt.deals == Count(unchanged=2)
    assert everything(empty) == before


def test_the_knowledge_that_ships_loads_to_one_edge_a_deal(shipped: Graph) -> None:
    knowledge = read_folder(SHIPPED)
    assert edges(shipped) == {(one.id, one.payer, one.type, one.payee) for one in knowledge.deals}
    stated = ask(
        shipped,
        "MATCH (s)-[r:STATES]->(d) "
        "RETURN s.id AS s, d.id AS d, r.per AS per, coalesce(r.nth, 1) AS nth",
    )
    assert {(row["s"], row["d"], row["per"], row["nth"]) for row in stated} == {
        one.key for one in knowledge.statements
    }
    assert load(shipped, knowledge, shipped=True).written == 0


@pytest.mark.parametrize("edge", EDGE_NAMES)
def test_every_type_of_edge_goes_from_payer_to_payee(
    put: Callable[..., Receipt], empty: Graph, edge: str
) -> None:
    content = tables()
    content["deals"] = [deal("d1", edge, "a", "b"), deal("d2", edge, "b", "b")]
    put(content)
    assert edges(empty) == {("d1", "a", edge, "b"), ("d2", "b", edge, "b")}


def test_text_from_files_is_never_read_as_cypher(put: Callable[..., Receipt], empty: Graph) -> None:
    odd = "x'}) DETACH DELETE n // \" ` $id \\ \n \u2028 🤖"
    content = tables()
    content["firms"][2]["name"] = odd
    content["deals"][0]["note"] = content["statements"][0]["locator"] = odd
    content["deals"].append(deal(odd, "BUYS_FROM", "a", "b"))
    content["statements"].append(states(odd, "s1"))
    put(content)
    assert (odd, "a", "BUYS_FROM", "b") in edges(empty)
    assert ask(empty, "MATCH (f:Firm {id: 'p'}) RETURN f.name AS name") == [{"name": odd}]
    assert of_deal(empty, "d1", "note") == (odd,)


def test_notes_of_firms_and_sources_are_kept(put: Callable[..., Receipt], empty: Graph) -> None:
    content = tables()
    content["firms"][0]["note"] = content["sources"][1]["note"] = "a note"
    put(content)
    rows = ask(empty, "MATCH (n:Firm|Source) WHERE n.note = 'a note' RETURN n.id AS id")
    assert {row["id"] for row in rows} == {"a", "s2"}
    assert put(tables()).written == 2


# Figures


def test_figures_are_weighed_as_deals_are(put: Callable[..., Receipt], empty: Graph) -> None:
    receipt = put(with_figures())
    assert (receipt.figures, receipt.statements) == (Count(new=3), Count(new=8))
    assert ties(empty) == {
        ("f1", "ABOUT", "a"),
        ("f1", "ABOUT", "b"),
        ("f2", "ABOUT", "p"),
        ("f3", "SUMS", "d1"),
        ("f3", "SUMS", "d2"),
    }
    amounts = ("amount", "amount_low", "amount_high", "currency", "usd", "usd_low", "usd_high")
    assert of_figure(empty, "f1", *amounts) == (20 * B, 20 * B, 20 * B, "USD", *[20 * B] * 3)
    loss = -428_800_000_000
    assert of_figure(empty, "f2", *amounts) == (loss, loss, loss, "JPY", None, None, None)
    assert of_figure(empty, "f3", *amounts) == (
        1000 * B,
        0,
        1000 * B,
        "USD",
        1000 * B,
        0,
        1000 * B,
    )
    words = ("name", "kind", "period", "starts_precision", "ends_precision", "note", "as_stated")
    assert of_figure(empty, "f1", *words) == (
        "revenue",
        "actual",
        "FY2025",
        "month",
        "month",
        "n",
        "3000億円",
    )
    assert [str(day) for day in of_figure(empty, "f1", "starts", "ends")] == [
        "2024-02-01",
        "2025-01-31",
    ]
    # The slip of the blog does not count, what it says elsewhere does.
    assert of_figure(empty, "f1", "sources", "contested") == (["s1", "s2"], True)
    assert doubtful(empty) == {("s2", "d1"), ("s2", "f1")}


@pytest.mark.parametrize("shipped", [False, True])
def test_figures_loaded_twice_change_nothing(
    put: Callable[..., Receipt], empty: Graph, shipped: bool
) -> None:
    put(with_figures(), shipped=shipped)
    before = everything(empty)
    receipt = put(with_figures(), shipped=shipped)
    assert (receipt.written, receipt.figures) == (0, Count(unchanged=3))
    assert everything(empty) == before


def test_what_a_source_repeats_is_numbered_from_two(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    numbers = (
        "MATCH (s:Source)-[r:STATES]->({id: 'f1'}) RETURN s.id AS s, r.nth AS nth, "
        "r.as_stated AS words, r.doubtful AS doubtful ORDER BY s, coalesce(nth, 1)"
    )
    put(with_figures())
    assert [tuple(row.values()) for row in ask(empty, numbers)] == [
        ("s1", None, "3000億円", False),
        ("s2", None, "$2bn", True),
        ("s2", 2, "$30bn", False),
    ]
    content = with_figures()
    content["statements"][4]["amount"], content["statements"][5]["amount"] = "$20bn", "$21bn"
    receipt = put(content)
    assert (receipt.statements, receipt.figures) == (
        Count(changed=2, unchanged=6),
        Count(changed=1, unchanged=2),
    )
    assert [tuple(row.values()) for row in ask(empty, numbers)][1:] == [
        ("s2", None, "$20bn", False),
        ("s2", 2, "$21bn", False),
    ]


def test_a_deal_may_be_stated_in_two_places_too(put: Callable[..., Receipt], empty: Graph) -> None:
    content = tables()
    content["statements"][1]["locator"] = "line 1"
    content["statements"].append(states("d1", "s2", "$6bn", locator="line 2"))
    put(content)
    assert of_deal(empty, "d1", "usd", "sources", "contested") == (5 * B, ["s1", "s2"], True)
    assert put(content).written == 0


def test_a_figure_follows_its_folder(put: Callable[..., Receipt], empty: Graph) -> None:
    put(with_figures())
    content = with_figures()
    content["figures"][0] |= {"about": "p", "note": "", "kind": "plan"}
    content["figures"][2] |= {"sums": "d2"}
    receipt = put(content)
    assert (receipt.figures, receipt.written) == (Count(changed=2, unchanged=1), 2)
    assert of_figure(empty, "f1", "note", "kind", "usd") == (None, "plan", 20 * B)
    assert ties(empty) == {
        ("f1", "ABOUT", "p"),
        ("f2", "ABOUT", "p"),
        ("f3", "SUMS", "d2"),
    }
    before = everything(empty)
    assert put(tables()).written == 0
    assert everything(empty) == before


def test_a_dropped_figure_goes_and_keeps_what_it_needs_until_then(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(with_figures(), shipped=True)
    content = with_figures()
    content["deals"], content["aliases"], content["firms"] = [], [], content["firms"][:1]
    content["firms"][0]["part_of"] = ""
    content["figures"] = [figure("f1", about="a")]
    content["statements"] = content["statements"][3:6]
    put(content, shipped=True)
    assert (ids(empty, "Figure"), ids(empty, "Firm")) == ({"f1"}, {"a"})
    assert (ids(empty, "Source"), ids(empty, "Deal")) == ({"s1", "s2"}, set())
    receipt = put({}, shipped=True)
    assert (receipt.figures.removed, receipt.firms.removed, receipt.sources.removed) == (1, 1, 2)
    assert everything(empty) == {line for line in everything(empty) if "Moneyloop" in line}


def test_a_firm_and_a_source_stay_that_the_figure_of_another_needs(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables(), shipped=True)
    own: Tables = {
        "firms": [firm("b", member_of="p"), firm("p")],
        "sources": [source("s2", "blog", "2025-03")],
        "figures": [figure("mine", about="b")],
        "statements": [states_figure("mine", "s2", "$1bn")],
    }
    put(own)
    put({}, shipped=True)
    assert (ids(empty, "Firm"), ids(empty, "Source")) == ({"b", "p"}, {"s2"})
    assert ties(empty) == {("mine", "ABOUT", "b")}


def test_a_dropped_figure_that_somebody_else_states_is_weighed_from_what_is_left(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(with_figures(), shipped=True)
    own: Tables = {
        "firms": [firm("p")],
        "sources": [source("mine", "blog", "2024")],
        "figures": [figure("f2", name="net income", about="p", kind="forecast")],
        "statements": [states_figure("f2", "mine", "-$3bn")],
    }
    put(own)
    assert of_figure(empty, "f2", "usd", "sources") == (-3 * B, ["s2", "mine"])
    receipt = put(tables(), shipped=True)
    assert (receipt.figures.removed, receipt.figures.changed) == (2, 1)
    assert of_figure(empty, "f2", "usd", "currency", "sources") == (-3 * B, "USD", ["mine"])
    assert ties(empty) == {("f2", "ABOUT", "p")}
    assert put(tables(), shipped=True).written == 0


@pytest.mark.parametrize("figure_first", [False, True])
def test_a_deal_and_a_figure_of_two_folders_cannot_share_an_id(
    put: Callable[..., Receipt], empty: Graph, figure_first: bool
) -> None:
    own: Tables = {
        "sources": [source("mine")],
        "figures": [figure("d1")],
        "statements": [states_figure("d1", "mine", "$1bn")],
    }
    one, other = (own, tables()) if figure_first else (tables(), own)
    put(one)
    before = everything(empty)
    with pytest.raises(NotOurs, match="'d1' would be the id of a deal and of a figure"):
        put(other)
    assert everything(empty) == before


# A folder that changed


def test_only_what_changed_is_written(put: Callable[..., Receipt], empty: Graph) -> None:
    put(tables())
    content = tables()
    content["deals"][1] |= {"status": "terminated", "ended": "2026-01", "instrument": ""}
    receipt = put(content)
    assert receipt.deals == Count(changed=1, unchanged=1)
    assert receipt.written == 1
    status, ended, instrument, usd = of_deal(empty, "d2", "status", "ended", "instrument", "usd")
    assert (status, str(ended), instrument, usd) == ("terminated", "2026-01-31", None, 7 * B)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "LENDS_TO"},
        {"payer": "b", "payee": "a"},
        {"payer": "p"},
        {"payee": "p"},
        {"payee": "a"},
        {"type": "BACKSTOPS", "payer": "p", "payee": "a"},
    ],
)
def test_a_deal_with_other_parties_or_type_moves_its_edge(
    put: Callable[..., Receipt], empty: Graph, change: dict[str, str]
) -> None:
    put(tables())
    content = tables()
    moved = content["deals"][0] | change
    content["deals"][0] = moved
    assert put(content).deals == Count(changed=1, unchanged=1)
    assert edges(empty) == {
        ("d1", moved["payer"], moved["type"], moved["payee"]),
        ("d2", "b", "BUYS_FROM", "a"),
    }
    assert of_deal(empty, "d1", "usd", "sources") == (5 * B, ["s1", "s2"])
    assert put(content).written == 0
    put(tables())
    assert edges(empty) == {("d1", "a", "INVESTS_IN", "b"), ("d2", "b", "BUYS_FROM", "a")}


def test_a_changed_amount_moves_the_headline_and_the_doubts(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables())
    content = tables()
    content["statements"][0]["amount"] = "$48bn"
    receipt = put(content)
    # The other statement is no longer doubtful, so it changed too.
    assert (receipt.statements, receipt.deals) == (
        Count(changed=2, unchanged=1),
        Count(changed=1, unchanged=1),
    )
    assert of_deal(empty, "d1", "usd") == (48 * B,)
    assert doubtful(empty) == set()


def test_a_source_that_gains_standing_gives_the_headline(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables())
    content = tables()
    content["sources"][0]["kind"], content["sources"][1]["kind"] = "blog", "filing"
    put(content)
    assert of_deal(empty, "d1", "usd", "sources") == (50 * B, ["s2", "s1"])
    assert doubtful(empty) == {("s1", "d1")}


def test_what_a_source_states_elsewhere_is_weighed_again_when_its_standing_changes(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(with_figures())
    # A folder that knows the same sources, the blog better than before, and nothing they state.
    own: Tables = {
        "sources": [source("s1", "blog", "2025-02"), source("s2", "filing", "2025-03")],
    }
    receipt = put(own)
    assert (receipt.sources, receipt.deals.changed) == (Count(changed=2), 1)
    assert receipt.figures.changed == 1
    assert of_deal(empty, "d1", "usd", "sources") == (50 * B, ["s2", "s1"])
    assert of_figure(empty, "f1", "usd", "sources") == (2 * B, ["s2", "s1"])
    assert doubtful(empty) == {("s1", "d1"), ("s1", "f1")}
    assert put(own).written == 0
    dated = {"sources": [source("s1", "blog", "2025-02"), source("s2", "filing", "2024")]}
    put(dated)
    assert str(*of_deal(empty, "d2", "since")) == "2024-01-01"
    # A title decides nothing.
    dated["sources"][0]["title"] = "a title"
    assert put(dated).written == 1


def test_names_and_places_of_firms_follow_the_folder(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables())
    content = tables()
    content["aliases"].pop()
    content["firms"][0] |= {"part_of": "", "member_of": "p;b"}
    assert put(content).firms == Count(changed=1, unchanged=2)
    assert ask(
        empty,
        "MATCH (f:Firm {id: 'a'})-[r:PART_OF|MEMBER_OF]->(p) "
        "RETURN f.aliases AS aliases, f.group AS group, type(r) AS type, p.id AS id ORDER BY id",
    ) == [
        {"aliases": ["Alpha"], "group": "a", "type": "MEMBER_OF", "id": one} for one in ("b", "p")
    ]


def test_a_new_parent_moves_the_whole_line_to_its_group(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables())
    content = tables()
    content["firms"][2]["part_of"] = "b"
    assert put(content).firms == Count(changed=2, unchanged=1)
    rows = ask(empty, "MATCH (f:Firm) RETURN f.id AS id, f.group AS group ORDER BY id")
    assert [row["group"] for row in rows] == ["b", "b", "b"]


def test_a_new_parent_moves_firms_of_other_folders_to_its_group(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put({"firms": [firm("a", part_of="p"), firm("p"), firm("c", part_of="a"), firm("z")]})
    own: Tables = {"firms": [firm("p", part_of="top"), firm("top")]}
    assert put(own).firms == Count(new=1, changed=3)
    groups = "MATCH (f:Firm) RETURN f.id AS id, f.group AS group"
    assert {tuple(row.values()) for row in ask(empty, groups)} == {
        ("a", "top"),
        ("c", "top"),
        ("p", "top"),
        ("top", "top"),
        ("z", "z"),
    }
    assert put(own).written == 0
    own["firms"][0]["part_of"] = ""
    assert put(own).firms == Count(changed=3, unchanged=1)
    assert ("c", "p") in {tuple(row.values()) for row in ask(empty, groups)}


def test_records_that_a_folder_names_as_shipped_are(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    content = tables() | {
        "shipped": [
            {"kind": "firm", "id": "a"},
            {"kind": "source", "id": "s1"},
            {"kind": "deal", "id": "d1"},
            {"kind": "statement", "id": "d1", "source": "s1", "per": "total"},
        ]
    }
    put(content)
    assert put(content).written == 0
    marked = (
        "MATCH (n) WHERE n.shipped RETURN n.id AS id "
        "UNION MATCH ()-[r:STATES]->(n) WHERE r.shipped RETURN 'states ' + n.id AS id"
    )
    assert {row["id"] for row in ask(empty, marked)} == {"a", "s1", "d1", "states d1"}
    # The rest of it is marked as well once it is the folder that ships.
    assert put(tables(), shipped=True).written == 6


def test_superseded_deals_are_tied_and_untied(put: Callable[..., Receipt], empty: Graph) -> None:
    content = tables()
    content["deals"][0]["supersedes"] = "d2"
    put(content)
    ties = "MATCH (new)-[:SUPERSEDES]->(old) RETURN new.id AS new, old.id AS old"
    assert ask(empty, ties) == [{"new": "d1", "old": "d2"}]
    assert of_deal(empty, "d2", "superseded_by") == ("d1",)
    assert put(content).written == 0
    content["deals"][0]["supersedes"], content["deals"][1]["supersedes"] = "", "d1"
    put(content)
    assert ask(empty, ties) == [{"new": "d2", "old": "d1"}]
    assert of_deal(empty, "d1", "superseded_by") == ("d2",)
    assert of_deal(empty, "d2", "superseded_by") == (None,)
    put(tables())
    assert ask(empty, ties) == []


def test_a_deal_of_another_folder_goes_on_superseding(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables())
    own = tables()
    own["deals"] = [own["deals"][0], deal("mine", "LENDS_TO", "a", "b", supersedes="d1")]
    own["statements"] = [states("d1", "s1", "$5bn"), states("mine", "s1", "$6bn")]
    put(own)
    assert of_deal(empty, "d1", "superseded_by") == ("mine",)
    assert put(tables()).written == 0
    # Until it no longer does, though the folder that says so does not name the old one.
    del own["deals"][0], own["statements"][0]
    own["deals"][0]["supersedes"] = ""
    receipt = put(own)
    assert (receipt.deals, receipt.written) == (Count(changed=2), 2)
    assert of_deal(empty, "d1", "superseded_by") == (None,)


def test_a_deal_that_is_dropped_supersedes_nothing(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    content = tables()
    content["deals"].append(deal("new", "LENDS_TO", "a", "b", supersedes="d1"))
    content["statements"].append(states("new", "s1", "$6bn"))
    put(content, shipped=True)
    put(tables())
    assert of_deal(empty, "d1", "superseded_by") == ("new",)
    put(tables(), shipped=True)
    assert of_deal(empty, "d1", "superseded_by") == (None,)


def test_what_a_folder_no_longer_names_stays_unless_it_ships(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables())
    before = everything(empty)
    content = tables()
    del content["deals"][1], content["statements"][2]
    assert put(content).written == 0
    assert everything(empty) == before


# A release that dropped something


def other_folder() -> Tables:
    """Somebody's own folder: a deal between two firms of the one that ships."""
    return {
        "firms": [firm("a", part_of="p"), firm("p"), firm("own")],
        "aliases": [{"firm": "a", "alias": "Alpha"}, {"firm": "a", "alias": "アルファ"}],
        "sources": [source("mine", "blog", "2025-01-01")],
        "deals": [deal("my-deal", "BUYS_FROM", "own", "a")],
        "statements": [states("my-deal", "mine", "$1bn")],
    }


def test_a_dropped_deal_goes_with_its_edge_and_statements(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables(), shipped=True)
    content = tables()
    del content["deals"][1], content["statements"][2]
    receipt = put(content, shipped=True)
    assert (receipt.deals, receipt.statements) == (
        Count(unchanged=1, removed=1),
        Count(unchanged=2, removed=1),
    )
    assert edges(empty) == {("d1", "a", "INVESTS_IN", "b")}
    assert put(content, shipped=True).written == 0


def test_a_dropped_statement_leaves_the_deal_to_the_others(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables(), shipped=True)
    content = tables()
    del content["statements"][0], content["sources"][0]
    receipt = put(content, shipped=True)
    assert (receipt.sources.removed, receipt.statements.removed) == (1, 1)
    assert ids(empty, "Source") == {"s2"}
    assert of_deal(empty, "d1", "usd", "sources") == (50 * B, ["s2"])
    assert doubtful(empty) == set()


def test_a_dropped_firm_goes_once_nothing_is_tied_to_it(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables(), shipped=True)
    content = tables()
    content["firms"].pop()
    content["firms"][0]["part_of"] = content["firms"][1]["member_of"] = ""
    assert put(content, shipped=True).firms == Count(changed=2, removed=1)
    assert ids(empty, "Firm") == {"a", "b"}


def test_dropped_firms_go_though_they_belong_to_each_other(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables(), shipped=True)
    put({name: [] for name in COLUMNS}, shipped=True)
    assert ids(empty, "Firm") == ids(empty, "Deal") == ids(empty, "Source") == set()


def test_what_another_folder_loaded_stays(put: Callable[..., Receipt], empty: Graph) -> None:
    content = tables()
    content["firms"][1]["member_of"] = ""
    put(content, shipped=True)
    put(other_folder())
    nothing: Tables = {name: [] for name in COLUMNS}
    receipt = put(nothing, shipped=True)
    assert (receipt.deals.removed, receipt.sources.removed, receipt.firms.removed) == (2, 2, 1)
    assert edges(empty) == {("my-deal", "own", "BUYS_FROM", "a")}
    assert ids(empty, "Source") == {"mine"}
    # The parent of a firm that is in use is in use.
    assert ids(empty, "Firm") == {"own", "a", "p"}
    assert of_deal(empty, "my-deal", "usd", "sources") == (1 * B, ["mine"])
    assert put(nothing, shipped=True).written == 0


def test_a_dropped_deal_that_somebody_else_states_is_weighed_from_what_is_left(
    put: Callable[..., Receipt], empty: Graph
) -> None:
    put(tables(), shipped=True)
    own = other_folder()
    own["firms"].append(firm("b"))
    own["sources"].append(source("mine-too", "filing", "2024-12-01"))
    own["deals"] = [deal("d2", "BUYS_FROM", "b", "a", bundle="x", instrument="chips")]
    own["statements"] = [states("d2", "mine", "$71bn"), states("d2", "mine-too", "$90bn a year")]
    put(own)
    assert of_deal(empty, "d2", "usd", "usd_low") == (7 * B, 0)
    # Of two blogs the newer is right, until it is gone.
    assert doubtful(empty) == {("s2", "d1"), ("mine", "d2")}
    content = tables()
    del content["deals"][1], content["statements"][2]
    receipt = put(content, shipped=True)
    assert (receipt.deals, receipt.statements.removed) == (Count(changed=1, unchanged=1), 1)
    assert ("d2", "b", "BUYS_FROM", "a") in edges(empty)
    assert of_deal(empty, "d2", "usd", "usd_low", "sources", "bundle", "instrument") == (
        71 * B,
        71 * B,
        ["mine-too", "mine"],
        "x",
        "chips",
    )
    assert str(*of_deal(empty, "d2", "since")) == "2024-12-01"
    assert doubtful(empty) == {("s2", "d1")}
    assert put(content, shipped=True).written == 0


# What ships may change in any way: afterwards the graph is as if only the last had been loaded.


@st.composite
def releases(draw: st.DrawFn) -> Tables:
    firms = draw(st.lists(st.sampled_from("abcd"), min_size=2, unique=True))
    sources = draw(st.lists(st.sampled_from("stu"), min_size=1, unique=True))
    deals: list[dict[str, str]] = []
    statements: list[dict[str, str]] = []
    for deal_id in draw(st.lists(st.sampled_from("123"), unique=True)):
        payer, payee = draw(st.sampled_from(firms)), draw(st.sampled_from(firms))
        edge = draw(st.sampled_from(["INVESTS_IN", "BUYS_FROM"]))
        old = draw(st.sampled_from(["", *[one["id"] for one in deals]]))
        announced = draw(st.sampled_from(["", "2025"]))
        deals.append(deal(deal_id, edge, payer, payee, supersedes=old, announced=announced))
        for said_by in draw(st.lists(st.sampled_from(sources), min_size=1, unique=True)):
            amount = draw(st.sampled_from(["", "$5bn", "$50bn", "$6bn a year", "£5bn"]))
            statements.append(states(deal_id, said_by, amount))
    figures: list[dict[str, str]] = []
    for figure_id in draw(st.lists(st.sampled_from("fg"), unique=True)):
        about = draw(st.lists(st.sampled_from(firms), unique=True))
        sums = [one["id"] for one in deals if draw(st.booleans())]
        figures.append(figure(figure_id, about=";".join(about), sums=";".join(sums)))
        for said_by in draw(st.lists(st.sampled_from(sources), min_size=1)):
            amount = draw(st.sampled_from(["$5bn", "$50bn", "-$6bn", "£5bn"]))
            locator = f"line {len(statements)}"
            statements.append(states_figure(figure_id, said_by, amount, locator=locator))
    kinds = st.sampled_from(["filing", "blog"])
    days = st.sampled_from(["", "2025-01", "2026"])
    return {
        # A firm's place may change, but none is dropped together with the one it belongs to.
        "firms": [firm(one, country=draw(st.sampled_from(["", "US"]))) for one in firms],
        "aliases": [
            {"firm": one, "alias": f"alias of {one}"} for one in firms if draw(st.booleans())
        ],
        "sources": [source(one, draw(kinds), draw(days)) for one in sources],
        "deals": deals,
        "figures": figures,
        "statements": statements,
    }


@settings(max_examples=12)
@given(st.lists(releases(), min_size=2, max_size=3))
def test_releases_one_after_the_other_are_as_the_last_alone(
    graph: Graph, tmp_path_factory: pytest.TempPathFactory, versions: list[Tables]
) -> None:
    def after(some: list[Tables]) -> set[str]:
        graph.command("MATCH (n) DETACH DELETE n")
        for version in some:
            folder = write(tmp_path_factory.mktemp("release"), version)
            load(graph, read_folder(folder), shipped=True)
            edges(graph)
        return everything(graph)

    assert after(versions) == after(versions[-1:])


# Whose database it is


def test_a_graph_of_a_newer_release_is_left_alone(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    empty.command(f"CREATE (:Moneyloop {{schema: {SCHEMA + 1}}})")
    before = everything(empty)
    with pytest.raises(NotOurs, match=rf"its schema is {SCHEMA + 1}, this release knows {SCHEMA}"):
        check_owner(empty, accept_foreign=True)
    for words in (["demo"], ["load"], ["load", str(write(tmp_path / "f", tables())), "--yes"]):
        told = moneyloop(*words)
        assert (told.returncode, told.stdout) == (1, "")
        assert "written by a newer moneyloop" in told.stderr
        assert "Upgrade moneyloop; nothing was written." in told.stderr
    assert everything(empty) == before


@pytest.fixture
def named(graph: Graph, test_home: Home) -> dict[str, str]:
    """The server of the tests, as a user would name a server of their own."""
    running = server.find(test_home)
    assert running
    return {"NEO4J_URI": running.uri, "NEO4J_PASSWORD": password(test_home)}


def test_a_database_with_other_data_is_not_written_into_unasked(
    empty: Graph, moneyloop: Program, named: dict[str, str], tmp_path: Path
) -> None:
    empty.command("CREATE (:Person {name: 'somebody'})-[:KNOWS]->(:Firm {id: 'not-ours'})")
    before = everything(empty)
    folder = str(write(tmp_path / "f", tables()))
    for words in (["load", folder], ["demo"]):
        told = moneyloop(*words, **named)
        assert (told.returncode, told.stdout) == (1, "")
        assert "holds nodes that are not moneyloop's" in told.stderr
        assert "NEO4J_DATABASE" in told.stderr
        assert "--yes" in told.stderr
    assert everything(empty) == before
    assert moneyloop("load", folder, "--yes", **named).returncode == 0
    assert ids(empty, "Deal") == {"d1", "d2"}
    assert ask(empty, "MATCH (:Person)-[:KNOWS]->(f) RETURN f.id AS id") == [{"id": "not-ours"}]
    # Now that the marker is there, nobody needs to say it again.
    assert moneyloop("load", folder, **named).returncode == 0


def test_an_empty_database_of_ones_own_needs_no_agreement(
    empty: Graph, moneyloop: Program, named: dict[str, str]
) -> None:
    told = moneyloop("load", **named)
    assert (told.returncode, told.stdout) == (0, "")
    assert ids(empty, "Deal") == {one.id for one in read_folder(SHIPPED).deals}


# From the command line


def test_the_receipt_says_what_became_of_the_records(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    folder = write(tmp_path / "f", tables())
    first = moneyloop("load", str(folder))
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr == (
        "Loaded: 3 firms, 2 deals from 2 sources (3 statements); "
        "firms 3 new; deals 2 new; sources 2 new; statements 3 new.\n"
    )
    assert (
        "all of it stood there already, nothing changed." in moneyloop("load", str(folder)).stderr
    )
    content = tables()
    content["deals"][0]["status"] = "closed"
    write(folder, content)
    assert "; deals 1 changed.\n" in moneyloop("load", str(folder)).stderr


def test_the_receipt_counts_figures_where_there_are_any(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    folder = str(write(tmp_path / "f", with_figures()))
    closed = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "x"}
    checked = moneyloop("load", "--dry-run", folder, **closed)
    assert f"{folder}: nothing wrong with 3 firms, 2 deals, 3 figures, 2 sources" in checked.stderr
    assert moneyloop("load", folder).stderr == (
        "Loaded: 3 firms, 2 deals, 3 figures from 2 sources (8 statements); "
        "firms 3 new; deals 2 new; figures 3 new; sources 2 new; statements 8 new.\n"
    )


def test_a_dry_run_needs_no_database_and_writes_nothing(moneyloop: Program, tmp_path: Path) -> None:
    folder = write(tmp_path / "f", tables())
    closed = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "x"}
    told = moneyloop("load", "--dry-run", str(folder), str(SHIPPED), **closed)
    assert (told.returncode, told.stdout) == (0, "")
    assert f"{folder}: nothing wrong with 3 firms, 2 deals, 2 sources" in told.stderr


def test_problems_of_several_folders_are_told_at_once_and_nothing_is_written(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    good = write(tmp_path / "good", tables())
    bad = []
    for name in ("one", "two"):
        content = tables()
        content["deals"][0]["payer"] = "x"
        bad.append(write(tmp_path / name, content))
    told = moneyloop("load", str(good), *map(str, bad))
    assert (told.returncode, told.stdout) == (1, "")
    assert "2 problems; nothing was written" in told.stderr
    for folder in bad:
        assert f"{folder}/deals.csv:2:3 (payer): there is no firm 'x'" in told.stderr
    assert everything(empty) == set()


def test_of_very_many_problems_some_are_told_and_the_rest_counted(
    moneyloop: Program, tmp_path: Path
) -> None:
    content = tables()
    content["deals"] = [deal(str(number), "BUYS_FROM", "a", "x") for number in range(50)]
    content["statements"] = [states(str(number), "s1") for number in range(50)]
    told = moneyloop("load", "--dry-run", str(write(tmp_path / "f", content)))
    assert told.returncode == 1
    assert "50 problems; nothing was written" in told.stderr
    assert told.stderr.count("there is no firm 'x'") == 20
    assert "… and 30 more" in told.stderr


def test_loads_at_the_same_time_end_as_one(
    empty: Graph, test_home: Home, moneyloop: Program, tmp_path: Path
) -> None:
    folder = write(tmp_path / "f", other_folder())
    for words in (["load"], ["load", str(folder)]):
        assert moneyloop(*words).returncode == 0
    alone = everything(empty)
    empty.command("MATCH (n) DETACH DELETE n")
    # Without indexes too, as before the very first load: the schema is made at the same moment.
    for row in ask(empty, "SHOW CONSTRAINTS YIELD name"):
        empty.command(f"DROP CONSTRAINT {row['name']}")
    empty.command("DROP INDEX firm_names IF EXISTS")
    all_at_once: list[list[str]] = [["load"], ["load", str(folder)]] * 2
    with ThreadPoolExecutor(len(all_at_once)) as pool:
        ended = list(pool.map(lambda words: moneyloop(*words), all_at_once))
    assert [(one.returncode, one.stdout) for one in ended] == [(0, "")] * 4, ended
    assert everything(empty) == alone
