"""Graph files are read back as the graph that was written, whatever the names are."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from datetime import date

import networkx as nx
import pytest

from moneyloop.publish.graph_files import KINDS, suffix_of
from moneyloop.publish.graph_files.dot import dot
from moneyloop.publish.graph_files.follow_the_money import follow_the_money
from moneyloop.publish.graph_files.model import Deal, Firm, FirmsAndDeals, Statement
from moneyloop.publish.graph_files.sankey import sankey
from moneyloop.publish.graph_files.xml_files import gexf, graphml

HOSTILE = [
    '‹&"',
    "エヌビディア",
    "שלום عالم",
    "=cmd|' /C calc'!A0",
    "<a>\\N\\",
    "a -> b; }",
    "\x01bell",
]

STATEMENT = Statement(
    "s1", "https://example.org/1", None, "The Paper", "2025-09-22", "$100 billion"
)


def deal(id_: str, payer: str, payee: str, usd: int | None, **values: object) -> Deal:
    given = {
        "type": "INVESTS_IN",
        "status": "closed",
        "announced": "2025-09-22",
        "since": date(2025, 9, 22),
        "until": None,
        "starts": None,
        "ends": None,
        "instrument": None,
        "note": None,
        "statements": (STATEMENT,),
    } | values
    return Deal(id_, payer=payer, payee=payee, usd=usd, **given)  # type: ignore[arg-type]


FIRMS = tuple(Firm(f"f{n}", name, "company", "US", ()) for n, name in enumerate(HOSTILE))
GRAPH = FirmsAndDeals(
    FIRMS,
    (
        deal("d1", "f0", "f1", 100_000_000_000, until=date(2026, 2, 1), note='"quoted" & <tag>'),
        deal("d2", "f0", "f1", 5_000_000, type="BUYS_FROM", status="signed", ends="2026H2"),
        deal("d3", "f1", "f2", None),
        deal("d4", "f3", "f4", 7, type="LENDS_TO", starts="2026-01"),
        deal("d5", "f5", "f5", 1, type="LEASES_FROM"),
    ),
    date(2026, 11, 26),
)
EDGES = Counter((one.payer, one.payee, one.type, one.usd) for one in GRAPH.deals)


@pytest.mark.parametrize(("kind", "read"), [(".graphml", nx.read_graphml), (".gexf", nx.read_gexf)])
def test_networkx_reads_back_the_same_graph(
    kind: str, read: Callable[[io.BytesIO], nx.MultiDiGraph[str]]
) -> None:
    text = KINDS[kind](GRAPH)
    network = read(io.BytesIO(text.encode()))
    assert set(network.nodes) == {firm.id for firm in FIRMS}
    labels = {id_: values["label"] for id_, values in network.nodes(data=True)}
    assert labels == {firm.id: firm.name.replace("\x01", "\ufffd") for firm in FIRMS}
    found = Counter(
        (payer, payee, values["deal_type"], values.get("usd"))
        for payer, payee, values in network.edges(data=True)
    )
    assert found == EDGES


def test_gexf_has_the_time_and_the_weight_of_each_edge() -> None:
    """A deal that is no longer in force on 2026-02-01 exists until 2026-01-31."""
    space = "{http://www.gexf.net/1.2draft}"
    root = ET.fromstring(gexf(GRAPH))  # noqa: S314 - it was written here
    edges = {edge.get("id"): edge.attrib for edge in root.iter(f"{space}edge")}
    assert (edges["d1"]["start"], edges["d1"]["end"]) == ("2025-09-22", "2026-01-31")
    assert (edges["d1"]["weight"], edges["d2"]["weight"]) == ("100.0", "0.005")
    assert "weight" not in edges["d3"]
    assert "end" not in edges["d2"]
    assert "lastmodifieddate" not in gexf(GRAPH)


def test_the_graph_of_a_gexf_file_has_only_attributes_of_its_schema() -> None:
    [graph] = ET.fromstring(gexf(GRAPH)).iter("{http://www.gexf.net/1.2draft}graph")  # noqa: S314
    assert graph.attrib == {"defaultedgetype": "directed", "mode": "dynamic", "timeformat": "date"}


def test_the_values_of_a_deal_are_in_graphml() -> None:
    read = nx.read_graphml(io.BytesIO(graphml(GRAPH).encode()), force_multigraph=True)
    [values] = [data for *_, data in read.edges(data=True) if data["deal"] == "d2"]
    assert values["term_ends"] == "2026H2"
    assert values["sources"] == "https://example.org/1"


def test_sankey_adds_the_known_amounts_of_each_pair() -> None:
    """100,005,000,000 from f0 to f1; nothing from f1 to f2, whose amount is not known."""
    rows = list(csv.reader(io.StringIO(sankey(GRAPH))))
    assert rows[:2] == [
        ["source", "target", "value"],
        ['‹&"', "エヌビディア", "100005000000"],
    ]
    assert rows[2][:2] == ["'=cmd|' /C calc'!A0", "<a>\\N\\"]
    assert len(rows) == 4


def test_names_end_no_string_of_dot() -> None:
    lines = dot(GRAPH).splitlines()
    assert len(lines) == 3 + len(FIRMS) + len(GRAPH.deals)
    assert '  "f4" [label="<a>\\\\N\\\\"];' in lines
    assert '  "f0" [label="‹&\\""];' in lines
    [unknown] = [line for line in lines if '"d3"' in line]
    assert "style=dotted" in unknown


def test_follow_the_money_keeps_what_its_dates_cannot_hold() -> None:
    entities = [json.loads(line) for line in follow_the_money(GRAPH).splitlines()]
    by_record = {e["properties"].get("recordId", [None])[0]: e for e in entities}
    assert by_record["d1"]["schema"] == "Ownership"
    assert by_record["d1"]["properties"]["sharesValue"] == ["100000000000"]
    assert by_record["d2"]["schema"] == "Payment"
    assert "endDate" not in by_record["d2"]["properties"]
    assert "ends 2026H2" in by_record["d2"]["properties"]["summary"]
    assert by_record["d4"]["schema"] == "Debt"
    assert by_record["d4"]["properties"]["startDate"] == ["2026-01"]
    ids = {entity["id"] for entity in entities}
    assert len(ids) == len(entities)
    for entity in by_record.values():
        for name in ("payer", "beneficiary", "owner", "asset", "creditor", "debtor", "proof"):
            assert set(entity["properties"].get(name, [])) <= ids


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.gexf", ".gexf"), ("A.FTM.JSON", ".ftm.json"), ("a.json", None), ("a.csv.zip", None)],
)
def test_the_suffix_is_the_kind(name: str, suffix: str | None) -> None:
    assert suffix_of(name) == suffix
