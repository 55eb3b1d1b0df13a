"""A real Neo4j can plan every query of the project, and every query has a title."""

import re
from pathlib import Path

import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph.compose import compose
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import CLAIMS, CYPHER, FRAGMENTS, query
from moneyloop.graph.query_file import LANGUAGE_LINE, split
from moneyloop.report import library
from moneyloop.values.edges import EDGE_TYPES

FILES = sorted(CYPHER.rglob("*.cypher"))
COMMANDS = [file for file in FILES if file.parent.name == "schema"]
# Fragments and the checks of claims, which are composed alike, are planned with what uses them.
PARTS = ("schema", "fragments", "claims", "browser")
QUERIES = [file for file in FILES if file.parent.name not in PARTS]
# What follows a report in Browser is planned with it, by the tests that run the saved scripts.
TEMPLATES = [file for file in FILES if file.parent.name == "browser"]
TYPES = {"CAPITAL": ["capital"], "REVENUE": ["revenue"], "PAYS": ["capital", "revenue"]}


@pytest.fixture(scope="module")
def loaded(graph: Graph) -> Graph:
    load(graph, read_folder(SHIPPED), shipped=True)
    return graph


def stem(file: Path) -> str:
    return str(file.relative_to(CYPHER).with_suffix(""))


@pytest.mark.parametrize("file", QUERIES, ids=stem)
def test_a_query_can_be_planned(loaded: Graph, file: Path) -> None:
    composed = compose(file, file.read_text("utf-8"), (FRAGMENTS, CLAIMS))
    assert composed.problems == ()
    planned = composed.text.replace(f"{LANGUAGE_LINE}\n", f"{LANGUAGE_LINE} EXPLAIN\n", 1)
    parameters = dict.fromkeys(re.findall(r"\$(\w+)", planned))
    assert planned != composed.text
    loaded.write(lambda transaction: transaction.run(planned, parameters))


@pytest.mark.parametrize("file", COMMANDS, ids=stem)
def test_a_schema_command_can_be_repeated(graph: Graph, file: Path) -> None:
    graph.command(file.read_text("utf-8"))
    graph.command(file.read_text("utf-8"))


@pytest.mark.parametrize("file", [*QUERIES, *TEMPLATES, *COMMANDS], ids=stem)
def test_a_query_begins_with_its_title_and_language(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    assert re.match(r"// \S", lines[0])
    assert next(line for line in lines if not line.startswith("//")) == LANGUAGE_LINE


@pytest.mark.parametrize("file", QUERIES, ids=stem)
def test_a_query_can_be_read_in_a_minute(file: Path) -> None:
    body = split(file, file.read_text("utf-8")).body
    assert len(body) - 1 <= 60


def test_half_of_the_reports_are_short() -> None:
    reports, _ = library.all_reports()
    in_cypher = [report for report in reports if not report.in_python]
    sizes = sorted(len(report.composed.query.body) - 1 for report in in_cypher)
    assert sizes[len(sizes) // 2] < 25


@pytest.mark.parametrize(
    ("text", "file"),
    [
        (r"\buntil > day, deal\.status", "in_force_on"),
        (r"\.since <= day", "begun_on"),
        (r"^status_on\(\w+\) IN \$statuses", "has_status"),
        (r"\bIN \w+\.sources", "stated"),
        (r">= \$min_usd", "passes"),
        (r"\$amount\b", "usd"),
    ],
)
def test_a_filter_is_stated_once(text: str, file: str) -> None:
    """Only in a fragment; the deals that a figure is about need no filter."""
    found = [
        one for one in FILES if re.search(text, one.read_text("utf-8").split("CYPHER 25")[-1], re.M)
    ]
    assert [one.stem for one in found if one.parent.name != "evidence"] == [file]


@pytest.mark.parametrize(("name", "kinds"), TYPES.items())
def test_the_sets_of_edge_types_are_those_of_the_table(name: str, kinds: list[str]) -> None:
    file = FRAGMENTS / f"{name}.cypher"
    [body] = [line.text for line in split(file, file.read_text("utf-8")).body]
    assert body == "|".join(edge.name for edge in EDGE_TYPES if edge.kind in kinds)


def test_every_edge_type_has_a_constraint() -> None:
    assert {f"{edge.name.lower()}_deal" for edge in EDGE_TYPES} <= {file.stem for file in COMMANDS}


@pytest.mark.parametrize("file", COMMANDS, ids=stem)
def test_a_schema_command_creates_what_its_file_is_named_after(file: Path) -> None:
    assert f" {file.stem} IF NOT EXISTS" in file.read_text("utf-8")


@pytest.mark.parametrize("name", ["in_force", "new_loops"])
def test_deals_are_found_by_index_even_right_after_a_large_import(empty: Graph, name: str) -> None:
    text = query(f"lookup/{name}").replace(
        LANGUAGE_LINE, f"{LANGUAGE_LINE} replan=force EXPLAIN", 1
    )
    parameters = dict.fromkeys(re.findall(r"\$(\w+)", text)) | {"ids": [], "deals": []}
    for file in COMMANDS:
        empty.command(file.read_text("utf-8"))
    # The statistics do not include any deals, as right after a large import.
    empty.command("CALL db.prepareForReplanning(60)")
    empty.command("UNWIND range(1, 50000) AS n CREATE (:Deal {id: 'd-large-' + n})")
    plan = empty.look(lambda transaction: transaction.plan(text, parameters))
    assert "UniqueIndexSeek" in str(plan)
    assert "IndexScan" not in str(plan)
