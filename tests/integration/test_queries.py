"""A real Neo4j can plan every query of the project, and every query has a title."""

import re
from pathlib import Path

import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import CYPHER, query
from moneyloop.report.header import LANGUAGE_LINE
from moneyloop.values.edges import EDGE_TYPES

FILES = sorted(CYPHER.rglob("*.cypher"))
COMMANDS = [file for file in FILES if file.parent.name == "schema"]
QUERIES = [file for file in FILES if file.parent.name != "schema"]
REPORTS = [file for file in FILES if file.parts[-3] == "reports"]
SHARED_PARAMETERS = ("as_of", "statuses", "sources", "firms", "min_usd", "amount")
OVER_EDGES = [file for file in REPORTS if "AS in_force" in file.read_text("utf-8")]
GROUPS = """\
// With --by group, subsidiaries are merged into their parent
LET id = {firm: 'id', group: 'group'}[$by]
"""
SHOWN = "LET shown = COLLECT { MATCH (firm:Firm) WHERE firm.id IN $firms RETURN firm[id] }\n"
INDEXES = "// Who pays whom. Each firm is represented by its index in the order of ids"
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
    planned = text.replace(f"{LANGUAGE_LINE}\n", f"{LANGUAGE_LINE} EXPLAIN\n", 1)
    parameters = dict.fromkeys(re.findall(r"\$(\w+)", text))
    assert planned != text
    loaded.write(lambda transaction: transaction.run(planned, parameters).consume())


@pytest.mark.parametrize("file", COMMANDS, ids=stem)
def test_a_schema_command_can_be_repeated(graph: Graph, file: Path) -> None:
    graph.command(file.read_text("utf-8"))
    graph.command(file.read_text("utf-8"))


@pytest.mark.parametrize("file", FILES, ids=stem)
def test_a_query_begins_with_its_title_and_language(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    assert re.match(r"// \S", lines[0])
    assert next(line for line in lines if not line.startswith("//")) == LANGUAGE_LINE


@pytest.mark.parametrize("file", REPORTS, ids=stem)
def test_shared_parameters_are_declared_alike(file: Path) -> None:
    def shared(report: Path) -> dict[str, str]:
        lines = report.read_text("utf-8").splitlines()
        declared = {line.split()[2]: line for line in lines if line.startswith("// param")}
        return {name: declared[name] for name in SHARED_PARAMETERS if name in declared}

    model = max(map(shared, OVER_EDGES), key=len)
    if file in OVER_EDGES:
        assert shared(file).items() <= model.items()
        assert set(SHARED_PARAMETERS) - shared(file).keys() <= {"firms"}
    if re.search(r":(?:Deal|Figure|Source)\b|\bin_force\b", file.read_text("utf-8")):
        assert "sources" in shared(file)


@pytest.mark.parametrize("file", OVER_EDGES, ids=stem)
def test_reports_agree_on_the_deals_in_force(file: Path) -> None:
    def in_force(report: Path) -> str:
        match = re.search(r"LET usd = .*?AS in_force\n}", report.read_text("utf-8"), re.DOTALL)
        assert match is not None
        return match.group()

    assert in_force(file) == in_force(OVER_EDGES[0])


def test_reports_agree_on_what_is_not_cash() -> None:
    first_line = "// Capital that is not cash\n"
    texts = [file.read_text("utf-8") for file in REPORTS]
    blocks = [text.split(first_line)[1] for text in texts if first_line in text]
    assert len(blocks) > 1
    end = "LET counted = [edge IN in_force WHERE $noncash OR NOT edge IN noncash]\n"
    assert len({block[: block.index(end)] for block in blocks}) == 1


def test_reports_agree_on_what_a_group_is() -> None:
    """The text that merges groups is the same in every report, and so is who pays whom."""
    texts = {file.stem: file.read_text("utf-8") for file in OVER_EDGES}
    by = "// param by choice(firm|group) = firm "
    grouped = {name: text for name, text in texts.items() if by in text}
    assert texts.keys() - grouped.keys() == {"timeline"}
    for text in grouped.values():
        assert ("$firms" in text) == (SHOWN in text)
        assert f"AS in_force\n}}\n{GROUPS}" in text
    blocks = [text[text.index(INDEXES) :] for text in texts.values() if INDEXES in text]
    assert len(blocks) > 1
    assert len({block[: block.index("\n}) | ")] for block in blocks}) == 1


def test_queries_use_the_edge_types_of_the_table() -> None:
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
    # For collected deals, the types are compared with a list.
    for kind, first in (("capital", "INVESTS_IN"), ("revenue", "BUYS_FROM")):
        written = rf"type\(edge\) IN \[('{first}'[^]]*)\]"
        texts = [file.read_text("utf-8") for file in REPORTS]
        lists = [one for text in texts for one in re.findall(written, text)]
        assert ", ".join(f"'{name}'" for name in names[kind]) in lists


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
    plan = empty.look(lambda transaction: transaction.run(text, parameters).consume().plan)
    assert "UniqueIndexSeek" in str(plan)
    assert "IndexScan" not in str(plan)
