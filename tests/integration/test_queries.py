"""Every query of the project is understood by a real Neo4j, and says what it is."""

import re
from pathlib import Path

import pytest

from graph.connection import Graph
from graph.queries import CYPHER
from loader.folder import SHIPPED, read_folder
from loader.write import load
from report.header import FIRST_WORDS

FILES = sorted(CYPHER.rglob("*.cypher"))
COMMANDS = [file for file in FILES if file.parent.name == "schema"]
QUERIES = [file for file in FILES if file.parent.name != "schema"]


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
