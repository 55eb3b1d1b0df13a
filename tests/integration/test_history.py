"""Known cases of the past: the reports find what regulators and courts found, and nothing else."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from loader.folder.read import HISTORY, SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph.connection import Graph
from tests.groups import SHARED_FACTS
from tests.integration.graphs import ask

RECIPROCAL = {"H01", "H02", "H03", "H12", "H14", "H15", "H18", "H19"}
CIRCLES = {"H21", "H23", "H25"}
FUNDED = {"H05", "H07"}
# Side agreements, forged invoices, loans to customers, fictitious expenses: what the sources state
# forms no loop. If it is only alleged that the last firm of a chain pays the first, it does not.
NO_LOOP = {"H04", "H09", "H11", "H16", "H17"}
WITHOUT_SOURCE = {"H26"}


@pytest.fixture
def history(empty: Graph) -> Graph:
    load(empty, read_folder(HISTORY), shipped=False)
    return empty


def case(deal: str) -> str:
    return deal.split("-", maxsplit=1)[0].upper()


def cases_within(rows: list[dict[str, Any]], *columns: str) -> set[str]:
    """The cases whose own deals form a row by themselves."""
    found = set()
    for row in rows:
        cases = {case(deal) for column in columns for deal in row[column]}
        found |= cases if len(cases) == 1 else set()
    return found


def pairs(graph: Graph) -> dict[str, set[frozenset[str]]]:
    """The pairs of firms with a deal, by case."""
    found: dict[str, set[frozenset[str]]] = {}
    for deal in read_folder(HISTORY).deals:
        found.setdefault(case(deal.id), set()).add(frozenset((deal.payer, deal.payee)))
    return found


def test_reciprocal_purchases_are_found(history: Graph) -> None:
    rows = {frozenset(row["firms"]) for row in ask(history, "reciprocal_purchases")}
    by_case = pairs(history)
    assert {name for name, own in by_case.items() if own <= rows} == RECIPROCAL | {"H25"}
    [enron] = [
        row for row in ask(history, "reciprocal_purchases") if row["firms"] == ["enron", "qwest"]
    ]
    assert enron["matched_usd"] == 195_000_000


def test_circles_are_found(history: Graph) -> None:
    rows = ask(history, "loops", max_hops=8)
    found = cases_within(rows, "deals")
    assert found >= CIRCLES
    assert not found & NO_LOOP  # through their own deals
    assert {row["hops"] for row in rows if case(row["deals"][0]) == "H23"} == {4}


def test_funded_customers_are_found(history: Graph) -> None:
    rows = ask(history, "direct")
    assert cases_within(rows, "capital_deals", "revenue_deals") == FUNDED
    kinds = {case(row["capital_deals"][0]): row["kind"] for row in rows}
    assert kinds == {"H05": "vendor_financing", "H07": "equity_for_orders"}


def test_cases_without_a_loop_show_none(history: Graph) -> None:
    in_loops = {case(deal) for row in ask(history, "loops", max_hops=8) for deal in row["deals"]}
    # The alleged chain of H04 closes only through deals of other cases.
    assert in_loops & NO_LOOP == {"H04"}


def test_every_case_is_accounted_for() -> None:
    with (HISTORY / "records.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    recorded = {row["record"] for row in rows}
    assert recorded == RECIPROCAL | CIRCLES | FUNDED | NO_LOOP | WITHOUT_SOURCE
    assert {row["record"] for row in rows if not row["source"]} == WITHOUT_SOURCE
    assert all(row["note"] for row in rows if not row["source"])
    knowledge = read_folder(HISTORY)
    stated = {(one.of, one.source) for one in knowledge.statements}
    assert {
        (row["deal"] or row["figure"], row["source"]) for row in rows if row["source"]
    } <= stated


@pytest.mark.group("facts")
def test_the_cases_are_those_of_the_facts() -> None:
    facts = json.loads((SHARED_FACTS / "history.json").read_text("utf-8"))
    with (HISTORY / "records.csv").open(encoding="utf-8", newline="") as file:
        recorded = {row["record"] for row in csv.DictReader(file)}
    assert recorded == {one["id"] for one in facts}
    addresses = {source.url for source in read_folder(HISTORY).sources}
    assert {one["source_url"] for one in facts if one["source_url"]} <= addresses


def test_loading_history_changes_no_other_records(shipped: Graph) -> None:
    receipt = load(shipped, read_folder(HISTORY), shipped=False)
    for count in (receipt.firms, receipt.sources, receipt.deals, receipt.figures):
        assert (count.changed, count.removed) == (0, 0)
    again = load(shipped, read_folder(SHIPPED), shipped=True)
    assert again.written == 0


def test_history_is_loaded_only_on_request(moneyloop: Any, empty: Graph) -> None:
    assert moneyloop("load").returncode == 0
    query = ("query", "MATCH (f:Firm {id: 'qwest'}) RETURN count(f) AS n", "--format", "json")
    assert json.loads(moneyloop(*query).stdout) == [{"n": 0}]
    assert moneyloop("load", "--history").returncode == 0
    assert json.loads(moneyloop(*query).stdout) == [{"n": 1}]
