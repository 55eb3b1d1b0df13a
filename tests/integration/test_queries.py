"""Every query of the project is understood by a real Neo4j, and says what it is."""

import re
from pathlib import Path

import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import CYPHER, query
from moneyloop.report.header import FIRST_WORDS
from moneyloop.values.edges import EDGE_TYPES

FILES = sorted(CYPHER.rglob("*.cypher"))
COMMANDS = [file for file in FILES if file.parent.name == "schema"]
QUERIES = [file for file in FILES if file.parent.name != "schema"]
REPORTS = [file for file in FILES if file.parts[-3] == "reports"]
SHARED_PARAMETERS = ("as_of", "statuses", "sources", "firms", "min_usd", "amount")
OVER_EDGES = [file for file in REPORTS if "AS standing" in file.read_text("utf-8")]
GROUPS = """\
// With --by group a parent stands for all that belongs to it
LET id = {firm: 'id', group: 'group'}[$by]
"""
SHOWN = "LET shown = COLLECT { MATCH (firm:Firm) WHERE firm.id IN $firms RETURN firm[id] }\n"
PLACES = "// Who pays whom. Firms are their places in the order of ids"
KINDS = ("capital", "revenue")


@pytest.fixture(scope="module")
def loaded(graph: Graph) -> Graph:
    load(graph, read_folder(SHIPPED), shipped=True)
    return graph


def stem(file: Path) -> str:
    return str(file.relative_to(CYPHER).with_suffix(""))


@pytest.mark.parametrize("file", QUERIES, ids=stem)
def test_a_query_can_be_planned(loaded: Graph, file: Path) -> None:
    text = file.read_text("utf-8")
    planned = text.replace(f"{FIRST_WORDS}\n", f"{FIRST_WORDS} EXPLAIN\n", 1)
    parameters = dict.fromkeys(re.findall(r"\$(\w+)", text))
    assert planned != text
    loaded.write(lambda transaction: transaction.run(planned, parameters).consume())


@pytest.mark.parametrize("file", COMMANDS, ids=stem)
def test_a_schema_command_may_run_again(graph: Graph, file: Path) -> None:
    graph.command(file.read_text("utf-8"))
    graph.command(file.read_text("utf-8"))


@pytest.mark.parametrize("file", FILES, ids=stem)
def test_a_query_begins_with_its_title_and_its_language(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    assert re.match(r"// \S", lines[0])
    assert next(line for line in lines if not line.startswith("//")) == FIRST_WORDS


@pytest.mark.parametrize("file", REPORTS, ids=stem)
def test_what_reports_share_is_written_alike(file: Path) -> None:
    def shared(report: Path) -> dict[str, str]:
        lines = report.read_text("utf-8").splitlines()
        declared = {line.split()[2]: line for line in lines if line.startswith("// param")}
        return {name: declared[name] for name in SHARED_PARAMETERS if name in declared}

    model = max(map(shared, OVER_EDGES), key=len)
    if file in OVER_EDGES:
        assert shared(file).items() <= model.items()
        assert set(SHARED_PARAMETERS) - shared(file).keys() <= {"firms"}
    if re.search(r":(?:Deal|Figure|Source)\b|\bstanding\b", file.read_text("utf-8")):
        assert "sources" in shared(file)


@pytest.mark.parametrize("file", OVER_EDGES, ids=stem)
def test_reports_agree_on_the_deals_that_count(file: Path) -> None:
    def deals_that_count(report: Path) -> str:
        match = re.search(r"LET usd = .*?AS standing\n}", report.read_text("utf-8"), re.DOTALL)
        assert match is not None
        return match.group()

    assert deals_that_count(file) == deals_that_count(OVER_EDGES[0])


def test_reports_agree_on_what_is_not_cash() -> None:
    first_line = "// Capital that is not cash\n"
    texts = [file.read_text("utf-8") for file in REPORTS]
    blocks = [text.split(first_line)[1] for text in texts if first_line in text]
    assert len(blocks) > 1
    end = "LET counted = [edge IN standing WHERE $noncash OR NOT edge IN noncash]\n"
    assert len({block[: block.index(end)] for block in blocks}) == 1


def test_reports_agree_on_what_a_group_is() -> None:
    """A parent stands for its group in the same way everywhere, and so does who pays whom."""
    texts = {file.stem: file.read_text("utf-8") for file in OVER_EDGES}
    by = "// param by choice(firm|group) = firm -- group: subsidiaries count as their parent\n"
    grouped = {name: text for name, text in texts.items() if by in text}
    assert texts.keys() - grouped.keys() == {"timeline"}
    for text in grouped.values():
        assert ("$firms" in text) == (SHOWN in text)
        assert f"AS standing\n}}\n{GROUPS}" in text
    places = [text[text.index(PLACES) :] for text in texts.values() if PLACES in text]
    assert len(places) > 1
    assert len({block[: block.index("\n}) | ")] for block in places}) == 1


def test_queries_name_the_edge_types_of_the_one_table() -> None:
    names = {kind: [edge.name for edge in EDGE_TYPES if edge.kind == kind] for kind in KINDS}
    known = {"|".join(group) for group in (*names.values(), [*names["capital"], *names["revenue"]])}
    used = {
        types
        for file in FILES
        for types in re.findall(r":([A-Z_]+(?:\|[A-Z_]+)+)[*\]\s]", file.read_text("utf-8"))
        if types.split("|")[0] in [edge.name for edge in EDGE_TYPES]
    }
    assert used <= known
    assert "|".join([*names["capital"], *names["revenue"]]) in used
    # Of deals that are collected the types are asked for in a list.
    for kind, first in (("capital", "INVESTS_IN"), ("revenue", "BUYS_FROM")):
        written = rf"type\(edge\) IN \[('{first}'[^]]*)\]"
        texts = [file.read_text("utf-8") for file in REPORTS]
        lists = [one for text in texts for one in re.findall(written, text)]
        assert ", ".join(f"'{name}'" for name in names[kind]) in lists


def test_every_edge_type_has_a_constraint() -> None:
    assert {f"{edge.name.lower()}_deal" for edge in EDGE_TYPES} <= {file.stem for file in COMMANDS}


@pytest.mark.parametrize("file", COMMANDS, ids=stem)
def test_a_schema_command_makes_what_its_file_is_named_for(file: Path) -> None:
    assert f" {file.stem} IF NOT EXISTS" in file.read_text("utf-8")


@pytest.mark.parametrize("name", ["in_force", "new_loops"])
def test_deals_are_sought_by_index_even_right_after_a_large_import(empty: Graph, name: str) -> None:
    text = query(f"lookup/{name}").replace(FIRST_WORDS, f"{FIRST_WORDS} replan=force EXPLAIN", 1)
    parameters = dict.fromkeys(re.findall(r"\$(\w+)", text)) | {"ids": [], "deals": []}
    for file in COMMANDS:
        empty.command(file.read_text("utf-8"))
    # The statistics know of no deal, as when a large import has only just ended.
    empty.command("CALL db.prepareForReplanning(60)")
    empty.command("UNWIND range(1, 50000) AS n CREATE (:Deal {id: 'd-large-' + n})")
    plan = empty.look(lambda transaction: transaction.run(text, parameters).consume().plan)
    assert "UniqueIndexSeek" in str(plan)
    assert "IndexScan" not in str(plan)
