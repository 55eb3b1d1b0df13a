"""Importing again, rehearsing, and importing in batches."""

from __future__ import annotations

import pytest

from loader.deals.importing import Outcome
from loader.deals.in_batches import carry_out_in_batches
from loader.deals.lines import Options
from loader.problems import BadInput
from loader.store.counts import Count
from loader.store.remove import remove
from tests.integration.graphs import everything
from tests.integration.imports import (
    A,
    B,
    C,
    Cells,
    Importer,
    deals,
    knowledge_in,
    line,
    log_of,
    rows,
    some_lines,
)

D = "https://example.org/d"


def test_importing_again_changes_nothing_and_is_not_logged(importer: Importer) -> None:
    lines = some_lines()
    done = importer.imports(*lines)
    assert len(done.receipt.new_deals) == 4
    before = everything(importer.graph)
    again = importer.imports(*lines)
    assert again.receipt.written == 0
    assert again.receipt.deals == Count(unchanged=4)
    assert again.new_loops.loops == ()
    assert again.new_firms == ()
    assert again.receipt.contested_deals == ()
    assert everything(importer.graph) == before
    assert len(log_of(importer.graph)) == 1
    # Whatever the order of the lines.
    backwards = importer.imports(*reversed(lines))
    assert backwards.receipt.written == 0


SINCE = {
    "another source": line("INVESTS_IN", "Acme", "Zeta", D, announced="2025-09-22", amount="$11bn"),
    "the same source, corrected": line("BACKSTOPS", "東京", "Acme", A, status="signed", deal="own"),
    "a kind of source": line("BUYS_FROM", "x", "y", A, source_kind="filing"),
    "a successor": line("BACKSTOPS", "東京", "Acme", A, announced="2026-01", supersedes="own"),
    "nothing about these deals": line("BUYS_FROM", "x", "y", D),
}


@pytest.mark.parametrize("between", SINCE)
def test_what_changed_since_is_compared_again(importer: Importer, between: str) -> None:
    """With the hashes of lines, an import does what it does without them."""

    def again() -> Outcome | list[str]:
        try:
            return importer.would(*some_lines())
        except BadInput as error:
            return [str(problem) for problem in error.problems]

    importer.imports(*some_lines())
    hashed = "MATCH ()-[touched:TOUCHED]->() RETURN count(touched.lines)"
    assert rows(importer.graph, hashed) == [(4,)]
    importer.imports(SINCE[between])
    with_hashes = again()
    importer.graph.command("MATCH ()-[touched:TOUCHED]->() REMOVE touched.lines")
    assert with_hashes == again()


def test_a_removed_deal_is_superseded_again_after_the_next_import(importer: Importer) -> None:
    """Otherwise both deals would be in force, and their amounts counted twice."""
    old = line("BUYS_FROM", "x", "y", A, announced="2025-01", deal="old")
    new = line("BUYS_FROM", "x", "y", B, announced="2026-01", deal="new", supersedes="old")
    importer.imports(old, new)
    remove(importer.graph, ["old"], keep=True)
    importer.imports(old, new)
    ended = "MATCH (:Deal)-[:SUPERSEDES]->(deal:Deal) RETURN deal.id, toString(deal.until)"
    assert rows(importer.graph, ended) == [("old", "2026-01-01")]


def test_a_rehearsal_reports_what_the_import_does_and_writes_nothing(full: Importer) -> None:
    lines = [*some_lines(), line("BUYS_FROM", "nvidia", "openai"), line("LENDS_TO", "zeta", "amd")]
    before = everything(full.graph)
    planned = full.would(*lines)
    assert everything(full.graph) == before
    assert planned == full.imports(*lines)
    assert planned.new_loops.loops
    assert everything(full.graph) != before


def test_on_an_empty_graph_a_rehearsal_leaves_nothing(importer: Importer) -> None:
    importer.would(*some_lines())
    assert everything(importer.graph) == set()


def test_batches_write_the_same_graph(importer: Importer) -> None:
    lines, progress = some_lines(), []
    whole = importer.imports(*lines)
    graph = knowledge_in(importer.graph)
    importer.graph.command("MATCH (n) DETACH DELETE n")
    done = carry_out_in_batches(
        importer.graph, importer.read(*lines), Options(), 2, lambda *so_far: progress.append(so_far)
    )
    assert knowledge_in(importer.graph) == graph
    # Three lines speak of the first deal.
    assert progress == [(0, 7), (3, 7), (5, 7), (7, 7)]
    assert done.new_loops == whole.new_loops
    assert sorted(done.receipt.new_deals) == sorted(whole.receipt.new_deals)
    assert (done.receipt.deals.new, done.receipt.statements.new) == (
        4,
        whole.receipt.statements.new,
    )
    assert len(log_of(importer.graph)) == 3
    # What is wrong with the last line is found before the first is written.
    before = everything(importer.graph)
    with pytest.raises(BadInput):
        carry_out_in_batches(
            importer.graph,
            importer.read(line("BUYS_FROM", "q", "r"), line("BUYS_FROM", "q", "Q")),
            Options(),
            1,
            lambda *so_far: None,
        )
    assert everything(importer.graph) == before


def in_batches(importer: Importer, size: int, *lines: Cells) -> None:
    outcome = carry_out_in_batches(
        importer.graph, importer.read(*lines), Options(), size, lambda *so_far: None
    )
    assert outcome.receipt


def test_facts_about_sources_and_deals_apply_across_batches(importer: Importer) -> None:
    lines = [
        line("BUYS_FROM", "a", "b", A, amount="$1bn"),
        line("BUYS_FROM", "c", "d", A, source_kind="filing", source_title="Filed"),
        line("BUYS_FROM", "a", "b", B, amount="$2bn", source_kind="company", status="signed"),
        line("BUYS_FROM", "c", "d", C, status="closed"),
        line("BUYS_FROM", "a", "b", C, amount="$3bn", status="closed"),
    ]
    importer.imports(*lines)
    graph = knowledge_in(importer.graph)
    for size in (1, 2, 3):
        importer.graph.command("MATCH (n) DETACH DELETE n")
        in_batches(importer, size, *lines)
        assert knowledge_in(importer.graph) == graph


def test_two_deals_of_one_day_from_one_source_stay_two(importer: Importer) -> None:
    lines = [
        line("INVESTS_IN", "a", "b", amount="$1bn", announced="2025-01", deal="own"),
        line("INVESTS_IN", "a", "b", amount="$2bn", announced="2025-01"),
    ]
    importer.imports(*lines)
    graph, made = knowledge_in(importer.graph), deals(importer.graph)
    assert len(made) == 2
    assert made["own"][4] == 10**9
    assert not importer.imports(*lines).receipt.written
    for size in (1, 2):
        importer.graph.command("MATCH (n) DETACH DELETE n")
        in_batches(importer, size, *lines)
        assert knowledge_in(importer.graph) == graph
        in_batches(importer, size, *lines)
        assert knowledge_in(importer.graph) == graph
    # Without an id it could mean either.
    [message] = importer.refused(line("INVESTS_IN", "a", "b", B, announced="2025-01"))
    assert "the graph has several such deals on that day" in message


def test_a_contradicted_upper_bound_is_reported_in_words(full: Importer) -> None:
    [message] = full.refused(
        line(
            "LEASES_FROM",
            "Meta",
            "CoreWeave",
            "bisnow-meta-coreweave",
            amount="$20B",
            announced="2025-09-30",
        )
    )
    assert "states up to 14.2 billion USD for deal" in message
