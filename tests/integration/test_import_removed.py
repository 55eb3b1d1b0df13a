"""The log of imports, and removing deals again."""

from __future__ import annotations

from typing import Any

import pytest

from loader.deals.importing import carry_out
from loader.deals.lines import Options
from loader.folder.export import tables_of, write_folder
from loader.folder.read import read_folder
from loader.problems import BadInput
from loader.store.counts import Count
from loader.store.remove import remove, remove_import
from loader.store.write import load
from moneyloop.terminal import receipts
from tests.integration.graphs import everything
from tests.integration.imports import (
    A,
    B,
    Importer,
    deals,
    knowledge_in,
    line,
    log_of,
    rows,
    some_lines,
    source_id,
)


def test_the_log_shows_what_each_import_changed(importer: Importer) -> None:
    lines = importer.read(line("BUYS_FROM", "a", "b"), line("BUYS_FROM", "b", "c"))
    carry_out(importer.graph, "import", lines, Options())
    importer.imports(line("BUYS_FROM", "a", "b", B))
    [first, second] = log_of(importer.graph)
    entry: dict[str, Any] = first["entry"]  # type: ignore[assignment]
    file = importer.folder / "deals.csv"
    assert (entry["command"], entry["files"]) == ("import", [str(file)])
    assert entry["sha256"] == [lines.files[0].sha256]
    counted = {name: value for name, value in entry.items() if isinstance(value, int)}
    assert counted == {
        "number": 1,
        "firms_new": 3,
        "sources_new": 1,
        "deals_new": 2,
        "deals_changed": 0,
        "deals_removed": 0,
        "statements_new": 2,
    }
    assert len(first["deals"]) == 2  # type: ignore[arg-type]
    assert len(second["deals"]) == 1  # type: ignore[arg-type]
    assert second["entry"]["deals_changed"] == 1  # type: ignore[index]


def test_removing_a_deal_keeps_what_others_use(importer: Importer) -> None:
    importer.imports(
        line("BUYS_FROM", "a", "b", A, deal="stays"),
        line("BUYS_FROM", "b", "c", A, deal="goes"),
        line("BUYS_FROM", "b", "c", B, deal="goes"),
    )
    before = everything(importer.graph)
    planned = remove(importer.graph, ["goes"], keep=False)
    assert everything(importer.graph) == before
    done = remove(importer.graph, ["goes"], keep=True)
    assert planned == done
    assert (done.deals, done.statements) == (Count(removed=1), Count(removed=2))
    assert (done.firms, done.sources) == (Count(removed=1), Count(removed=1))
    assert deals(importer.graph).keys() == {"stays"}
    assert rows(importer.graph, "MATCH (n:Firm|Source) RETURN n.id ORDER BY n.id") == [
        ("a",),
        ("b",),
        (source_id(A),),
    ]
    *_, entry = log_of(importer.graph)
    assert entry["entry"]["removed"] == ["goes"]  # type: ignore[index]
    assert entry["entry"]["deals_removed"] == 1  # type: ignore[index]
    with pytest.raises(BadInput, match="there is no deal 'goes'"):
        remove(importer.graph, ["stays", "goes"], keep=True)
    assert deals(importer.graph).keys() == {"stays"}


def test_importing_and_removing_restores_the_graph(full: Importer) -> None:
    before = knowledge_in(full.graph)
    done = full.imports(*some_lines(), line("BUYS_FROM", "Acme", "NVIDIA", "article-ja"))
    assert knowledge_in(full.graph) != before
    remove(full.graph, done.receipt.new_deals, keep=True)
    assert knowledge_in(full.graph) == before


def test_a_deal_whose_successor_is_removed_is_weighed_again(full: Importer) -> None:
    def successor() -> list[tuple[Any, ...]]:
        return rows(
            full.graph,
            "MATCH (d:Deal {id: 'nvidia-openai-letter'}) "
            "MATCH ()-[e {deal: d.id}]->() RETURN d.superseded_by, e.superseded_by",
        )

    assert successor() == [("nvidia-openai-shares",) * 2]
    done = remove(full.graph, ["nvidia-openai-shares"], keep=True)
    assert done.changed_deals == ("nvidia-openai-letter",)
    assert done.deals == Count(changed=1, removed=1)
    assert successor() == [(None, None)]
    assert rows(full.graph, "MATCH (f:Firm {id: 'nvidia'}) RETURN count(*)") == [(1,)]


def test_an_import_survives_export_and_load(importer: Importer) -> None:
    importer.imports(*some_lines())
    remove(importer.graph, ["own"], keep=True)
    before = knowledge_in(importer.graph)
    folder = importer.folder / "exported"
    write_folder(folder, tables_of(importer.graph))
    importer.graph.command("MATCH (n) DETACH DELETE n")
    load(importer.graph, read_folder(folder), shipped=False)
    assert everything(importer.graph) == before
    # And the same lines are still the same deals.
    again = importer.imports(*(one for one in some_lines() if "deal" not in one))
    assert again.receipt.written == 0


def test_a_whole_import_is_taken_back(full: Importer) -> None:
    before = knowledge_in(full.graph)
    done = full.imports(*some_lines(), line("BUYS_FROM", "Acme", "NVIDIA", "article-ja"))
    [import_id] = done.imports
    planned = remove_import(full.graph, import_id, keep=False)
    assert remove_import(full.graph, import_id, keep=True) == planned
    assert planned.deals.removed == len(done.receipt.new_deals)
    assert knowledge_in(full.graph) == before
    with pytest.raises(BadInput, match="no deals left"):
        remove_import(full.graph, import_id, keep=True)


def test_an_import_that_later_ones_build_on_is_kept(importer: Importer) -> None:
    [first] = importer.imports(line("BUYS_FROM", "a", "b", A, deal="x")).imports
    [second] = importer.imports(line("BUYS_FROM", "a", "b", B, deal="x")).imports
    before = everything(importer.graph)
    with pytest.raises(BadInput, match=f"later imports build on {first}: {second}"):
        remove_import(importer.graph, first, keep=True)
    with pytest.raises(BadInput, match=f"{second} also changed deals that were there before: x"):
        remove_import(importer.graph, second, keep=True)
    with pytest.raises(BadInput, match=f"there is no import 'i-1'; did you mean {second}, {first}"):
        remove_import(importer.graph, "i-1", keep=True)
    assert everything(importer.graph) == before


def test_an_import_whose_deals_were_replaced_is_kept(importer: Importer) -> None:
    old = line("BUYS_FROM", "a", "b", A, deal="x", announced="2026-01-01")
    new = line("BUYS_FROM", "a", "b", A, deal="y", announced="2026-02-01", supersedes="x")
    [first] = importer.imports(old).imports
    before = knowledge_in(importer.graph)
    [second] = importer.imports(new).imports
    with pytest.raises(BadInput, match="superseded by y"):
        remove_import(importer.graph, first, keep=True)
    # The replaced deal is only weighed again, so taking the second import back restores it.
    remove_import(importer.graph, second, keep=True)
    assert knowledge_in(importer.graph) == before


def test_a_receipt_has_the_lines_that_closed_loops(importer: Importer) -> None:
    """Lines 2 and 3 close a loop of 10 and 9 billion; line 3 came last."""
    lines = importer.read(
        line("INVESTS_IN", "a", "b", amount="$10bn", announced="2025-01-01"),
        line("BUYS_FROM", "b", "a", amount="$9bn", announced="2025-01-01"),
        line("BUYS_FROM", "b", "c", amount="¥9bn", announced="2025-01-01"),
    )
    done = carry_out(importer.graph, "import", lines, Options())
    [loop] = done.new_loops.loops
    assert (loop.hop_usd, loop.kind) == ((10 * 10**9, 9 * 10**9), "round_trip")
    assert loop.closed_by == f"{lines.files[0].name}:3"
    text = "\n".join(str(part) for part in receipts.imported(done, lines, written=True))
    assert all(deal in text for deal in done.receipt.new_deals)
    assert f"moneyloop remove --import {done.imports[0]}" in text
    assert "have no dollars, so reports do not add them up: JPY 1" in text
