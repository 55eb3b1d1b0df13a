"""Exporting: the folder that is written loads back to the same graph."""

import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import networkx as nx
import pytest
from hypothesis import given

from loader.folder.export import ONLY_IF_NOT_EMPTY, existing_files, tables_of, write_folder
from loader.folder.read import SHIPPED, read_folder
from loader.folder.tables import TABLES
from loader.records import Figure, Knowledge, Statement
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.values.amounts import parse_amount
from moneyloop.values.dates import parse_period
from tests.integration import graphs
from tests.integration.graphs import HERE, everything, fill, made_graphs
from tests.integration.staged import staged

Program = Callable[..., subprocess.CompletedProcess[str]]


def exported(graph: Graph, folder: Path) -> dict[str, bytes]:
    """The content of the files."""
    write_folder(folder, tables_of(graph))
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def check_round_trip(graph: Graph, folder: Path) -> dict[str, bytes]:
    """Checks that the exported graph loads back unchanged, and exports to the same bytes."""
    before = everything(graph)
    files = exported(graph, folder / "first")
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, read_folder(folder / "first"), shipped=False)
    assert everything(graph) == before
    assert exported(graph, folder / "second") == files
    return files


def test_the_shipped_knowledge_is_kept(shipped: Graph, tmp_path: Path) -> None:
    files = check_round_trip(shipped, tmp_path)
    assert files.keys() == {f"{name}.csv" for name in TABLES}
    assert all(text.endswith(b"\n") and b"\r" not in text for text in files.values())
    # The records that were shipped are still marked.
    assert load(shipped, read_folder(SHIPPED), shipped=True).written == 0


@made_graphs
@given(chance=graphs.chances)
def test_generated_knowledge_is_kept(
    graph: Graph, tmp_path_factory: pytest.TempPathFactory, chance: Random
) -> None:
    fill(graph, staged(graphs.make(chance), chance))
    files = check_round_trip(graph, tmp_path_factory.mktemp("knowledge"))
    assert files.keys() == {f"{name}.csv" for name in TABLES if name not in ONLY_IF_NOT_EMPTY}


def test_shipped_records_stay_marked(empty: Graph, tmp_path: Path) -> None:
    load(empty, graphs.network([("a", "b"), ("b", "c")]), shipped=True)
    own = graphs.network([("a", "z")])
    mine = replace(own.deals[0], id="mine")
    statements = (replace(own.statements[0], of="mine"), graphs.a_statement("mine", "source", None))
    own = replace(own, deals=(mine,), statements=statements[:1])
    load(empty, own, shipped=False)
    before = everything(empty)
    files = check_round_trip(empty, tmp_path)
    assert b"deal,d0000,,,\n" in files["shipped.csv"]
    assert b"mine" not in files["shipped.csv"]
    # A release that ships nothing removes only what an earlier one shipped.
    load(empty, Knowledge((), (), (), (), ()), shipped=True)
    [[deals, firms]] = empty.read(
        (
            "RETURN COLLECT { MATCH (d:Deal) RETURN d.id } AS d, "
            "COLLECT { MATCH (f:Firm) RETURN f.id ORDER BY f.id } AS f",
            {},
        )
    )[0].rows
    assert (deals, firms) == (["mine"], ["a", "z"])
    load(empty, read_folder(tmp_path / "first"), shipped=False)
    assert everything(empty) == before


def a_statement(of: str, **texts: str) -> Statement:
    """A statement whose amounts are given as text."""
    parsed = {name: parse_amount(text, allow_negative=True) for name, text in texts.items()}
    words = {"as_stated": texts["amount"]} if "amount" in texts else {"as_stated": None}
    return replace(graphs.a_statement(of, "s"), **words, **parsed)  # type: ignore[arg-type]


AMOUNTS: list[tuple[dict[str, str], dict[str, str]]] = [
    # The columns of a statement, and those that the export writes for them.
    ({}, {}),
    ({"amount": "$5bn"}, {"amount": "5 billion USD"}),
    ({"amount": "up to £5bn a year"}, {"amount": "up to 5 billion GBP a year"}),
    ({"amount": "3000億円以上"}, {"amount": "more than 300 billion JPY"}),
    ({"amount": "$10-12 million"}, {"amount": "10 million to 12 million USD"}),
    (
        {"amount": "£5bn", "dollars": "$6bn"},
        {"amount": "5 billion GBP", "dollars": "6 billion USD"},
    ),
    ({"dollars": "$6bn a month"}, {"dollars": "6 billion USD a month"}),
    ({"ceiling": "$96bn"}, {"ceiling": "96 billion USD"}),
    (
        {"ceiling": "£96bn", "dollars": "up to $99bn"},
        {"ceiling": "96 billion GBP", "dollars": "up to 99 billion USD"},
    ),
    (
        {"ceiling": "$96bn", "dollars": "$1bn"},
        {"ceiling": "96 billion USD", "dollars": "1 billion USD"},
    ),
    # A ceiling is stored as the upper bound of a range, and is exported as such.
    ({"amount": "$34bn", "ceiling": "$96bn"}, {"amount": "34 billion to 96 billion USD"}),
    ({"amount": "more than $34bn", "ceiling": "$96bn"}, {"amount": "34 billion to 96 billion USD"}),
    (
        {"amount": "£34bn", "ceiling": "£96bn", "dollars": "$40bn"},
        {"amount": "34 billion to 96 billion GBP", "dollars": "40 billion USD"},
    ),
    ({"amount": "-$207.9 million"}, {"amount": "'-207.9 million USD"}),
    (
        {"amount": "-428.8 billion JPY", "dollars": "-$2.9bn"},
        {"amount": "'-428.8 billion JPY", "dollars": "'-2.9 billion USD"},
    ),
    (
        {"amount": "-$5bn", "ceiling": "$1bn"},
        {"amount": "'-5 billion USD", "ceiling": "1 billion USD"},
    ),
]


def test_every_form_of_an_amount_is_kept(empty: Graph, tmp_path: Path) -> None:
    numbered = [f"f{n:02}" for n in range(len(AMOUNTS))]
    figures = [a_figure(figure_id) for figure_id in numbered]
    statements = [
        replace(a_statement(figure_id, **texts), what="figure")
        for figure_id, (texts, _) in zip(numbered, AMOUNTS, strict=True)
    ]
    fill(empty, Knowledge((), (graphs.a_source("s"),), (), tuple(figures), tuple(statements)))
    files = check_round_trip(empty, tmp_path)
    written = files["statements.csv"].decode().splitlines()
    columns = written[0].split(",")
    for line, (_, expected) in zip(written[1:], AMOUNTS, strict=True):
        cells = dict(zip(columns, line.split(","), strict=True))
        amounts = {name: cells[name] for name in ("amount", "dollars", "ceiling") if cells[name]}
        assert (amounts, cells["currency"]) == (expected, "")


def a_figure(figure_id: str, about: tuple[str, ...] = (), sums: tuple[str, ...] = ()) -> Figure:
    return Figure(figure_id, "revenue", "actual", about, sums, None, None, None, None, HERE)


@pytest.mark.parametrize("precision", ["2025-02-28", "2025-02", "2025Q1", "2025H2", "2024"])
def test_every_precision_is_kept(empty: Graph, tmp_path: Path, precision: str) -> None:
    period = parse_period(precision)
    knowledge = graphs.network([("a", "b")])
    deal = replace(knowledge.deals[0], announced=period, starts=period, ends=period, ended=period)
    figure = replace(a_figure("f"), starts=period, ends=period)
    source = replace(knowledge.sources[0], published=period)
    also = replace(knowledge.statements[0], what="figure", of="f")
    fill(
        empty,
        Knowledge(knowledge.firms, (source,), (deal,), (figure,), (*knowledge.statements, also)),
    )
    files = check_round_trip(empty, tmp_path)
    assert files["deals.csv"].decode().count(f",{precision}") == 4


def test_ids_that_look_like_formulas_are_kept(empty: Graph, tmp_path: Path) -> None:
    firms = ["=a", "-b", "@c", "'d", "+e", "東京", 'g,"h"']
    knowledge = graphs.network([(firms[0], firms[1]), (firms[2], firms[3]), (firms[4], firms[6])])
    known = {firm.id: firm for firm in knowledge.firms}
    of = {
        "=a": replace(known["=a"], part_of="-b", member_of=("'d", "@c"), aliases=("=A1", "'")),
        "@c": replace(known["@c"], country="+", note="=1"),
    }
    deals = [replace(deal, id=f"={deal.id}") for deal in knowledge.deals]
    olds = tuple(sorted(one.id for one in deals[1:]))
    deals[0] = replace(deals[0], supersedes=olds, announced=parse_period("2025"))
    statements = [replace(one, of=f"={one.of}") for one in knowledge.statements]
    figure = a_figure("-f", about=("=a", "'d"), sums=tuple(one.id for one in deals))
    statements.append(replace(statements[0], what="figure", of="-f"))
    rest = [graphs.a_firm(firm) for firm in firms if firm not in known]
    all_firms = (*(known | of).values(), *rest)
    fill(empty, Knowledge(all_firms, knowledge.sources, tuple(deals), (figure,), tuple(statements)))
    files = check_round_trip(empty, tmp_path)
    assert b"'=a,'=a,company,,'-b,''d;@c,,,,\n" in files["firms.csv"]


def test_an_empty_graph_gives_files_with_header_lines(empty: Graph, tmp_path: Path) -> None:
    files = exported(empty, tmp_path / "empty")
    assert all(text.count(b"\n") == 1 for text in files.values())
    assert len(files) == len(TABLES) - len(ONLY_IF_NOT_EMPTY)
    knowledge = read_folder(tmp_path / "empty")
    assert knowledge == Knowledge((), (), (), (), ())


# Existing files


def test_files_are_replaced_completely_or_not_at_all(shipped: Graph, tmp_path: Path) -> None:
    fill(shipped, graphs.network([("a", "b")]))
    before = exported(shipped, tmp_path)
    fill(shipped, graphs.network([("a", "b"), ("b", "c")]))
    in_the_way = tmp_path / "statements.csv.part"
    in_the_way.mkdir()
    with pytest.raises(OSError, match="Is a directory"):
        write_folder(tmp_path, tables_of(shipped))
    in_the_way.rmdir()
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    assert exported(shipped, tmp_path) != before


def test_existing_files_are_replaced_only_on_request(
    shipped: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "folder"
    first = moneyloop("export", str(folder))
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr.startswith(f"Exported to {folder}: ")
    assert " deals" in first.stderr
    (folder / "notes.txt").write_text("mine", "utf-8")
    before = {file: file.read_bytes() for file in folder.iterdir()}
    again = moneyloop("export", str(folder), NEO4J_URI="bolt://127.0.0.1:1", NEO4J_PASSWORD="x")
    assert (again.returncode, again.stdout) == (2, "")
    assert f"{folder}/firms.csv exists; choose another folder, or add --overwrite" in again.stderr
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    fill(shipped, graphs.network([("a", "b")]))
    done = moneyloop("export", str(folder), "--overwrite")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "",
        f"Exported to {folder}: 2 firms, 1 deals from 1 sources (1 statements).\n",
    )
    # There are no claims any more, and no shipped records.
    left = {file.name for file in folder.iterdir()}
    assert left == {
        "notes.txt",
        *(f"{name}.csv" for name in TABLES if name not in ONLY_IF_NOT_EMPTY),
    }
    assert moneyloop("load", "--dry-run", str(folder)).returncode == 0


def test_a_single_existing_file_is_enough_to_refuse(tmp_path: Path) -> None:
    assert existing_files(tmp_path / "none") == []
    (tmp_path / "shipped.csv").touch()
    (tmp_path / "other.csv").touch()
    assert existing_files(tmp_path) == [tmp_path / "shipped.csv"]


def test_an_empty_graph_is_reported(empty: Graph, moneyloop: Program, tmp_path: Path) -> None:
    done = moneyloop("export", str(tmp_path / "f"))
    assert (done.returncode, done.stdout) == (0, "")
    assert "the graph is empty; the files have only header lines" in done.stderr
    assert moneyloop("load", str(tmp_path / "f")).returncode == 0


def test_a_folder_that_cannot_be_written(empty: Graph, moneyloop: Program, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder, why in ((file, "is a file"), (file / "folder", "(Not a directory)")):
        done = moneyloop("export", str(folder))
        assert (done.returncode, done.stdout) == (2, "")
        assert why in done.stderr
        assert "Traceback" not in done.stderr


def test_a_graph_of_a_newer_release_is_not_exported(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    empty.command("CREATE (:Moneyloop {schema: 99})")
    done = moneyloop("export", str(tmp_path / "f"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "written by a newer moneyloop" in done.stderr
    assert not (tmp_path / "f").exists()


def test_graph_files_have_every_firm_and_deal(
    shipped: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    knowledge = read_folder(SHIPPED)
    deals = Counter((one.payer, one.payee, one.type) for one in knowledge.deals)
    for suffix, read in ((".graphml", nx.read_graphml), (".gexf", nx.read_gexf)):
        file = tmp_path / f"all{suffix}"
        result = moneyloop("export", str(file))
        assert result.returncode == 0, result.stderr
        network = read(file)
        assert set(network.nodes) == {firm.id for firm in knowledge.firms}
        found = Counter((a, b, edge["deal_type"]) for a, b, edge in network.edges(data=True))
        assert found == deals
    # On 2025-10-19 the letter of NVIDIA was in force; it has ended since.
    for day, is_there in (("2025-10-19", True), ("2026-11-26", False)):
        file = tmp_path / f"{day}.graphml"
        assert moneyloop("export", str(file), "--as-of", day, "--firms", "OpenAI").returncode == 0
        ids = {edge["deal"] for *_, edge in nx.read_graphml(file).edges(data=True)}
        assert ("nvidia-openai-letter" in ids) == is_there
        assert all("openai" in edge for edge in nx.read_graphml(file).edges())
    refused = moneyloop("export", str(tmp_path / "all.xyz"))
    assert refused.returncode == 2
    assert ".csv, .dot, .ftm.json, .gexf, .graphml" in refused.stderr
    again = moneyloop("export", str(tmp_path / "all.gexf"))
    assert "exists; choose another name, or add --overwrite" in again.stderr
    folder = moneyloop("export", str(tmp_path / "folder"), "--firms", "OpenAI")
    assert "a folder holds the whole graph" in folder.stderr
