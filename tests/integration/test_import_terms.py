"""Stages, terms and successors in imports."""

from __future__ import annotations

from datetime import date
from typing import Any

from loader.deals.importing import rehearse
from loader.deals.in_batches import carry_out_in_batches
from loader.deals.lines import Options
from loader.store.counts import DerivedTotal, EndedDeal
from moneyloop.terminal.receipts import imported
from tests.integration.graphs import everything
from tests.integration.imports import A, B, Importer, line, messages, rows

OLD = line("INVESTS_IN", "a", "b", deal="old", announced="2025-01-10", amount="$5bn")
NEW = line("INVESTS_IN", "a", "b", deal="new", announced="2025-06", supersedes="old")
BACK = line("BUYS_FROM", "b", "a", deal="back")


def of_deal(importer: Importer, deal: str, *names: str) -> tuple[Any, ...]:
    """Properties of a deal, dates as text; its node and its edge agree."""
    [(node, edge)] = rows(
        importer.graph,
        "MATCH (d:Deal {id: $id}) MATCH ()-[e {deal: $id}]->() RETURN properties(d), properties(e)",
        id=deal,
    )
    assert all(node.get(name) == edge.get(name) for name in names)
    return tuple(
        str(value) if isinstance(value := node.get(name), date) else value for name in names
    )


def test_the_columns_of_stages_and_terms(importer: Importer) -> None:
    """Eighteen months from July 2025 end on 2026-12-31; the deal ended on 2026-03-31 at the
    latest. 18 payments of 100 million dollars are 1.8 billion."""
    done = importer.imports(
        line("LEASES_FROM", "a", "b", deal="d", announced="2025-05", amount="$100 million a month")
        | {"signed": "2025-05-02", "closed": "June 2025", "status": "closed", "starts": "2025-07"}
        | {"term": "18か月", "ended": "2026Q1"}
    )
    assert done.receipt.derived_totals == (DerivedTotal("d", "$1.8B"),)
    assert done.receipt.ended_deals == (EndedDeal("d", date(2026, 3, 31), None),)
    assert of_deal(importer, "d", "signed", "closed", "term", "ended", "until") == (
        *("2025-05-02", "2025-06-30", "18 months", "2026-03-31", "2026-03-31"),
    )
    assert of_deal(importer, "d", "term_from", "term_to", "usd", "derived") == (
        *("2025-07-01", "2026-12-31", 1_800_000_000, True),
    )


def test_a_replaced_deal_counts_once(importer: Importer) -> None:
    """Deal new replaces deal old on 2025-06-01; both are of 5 billion dollars, together 10."""
    importer.imports(OLD, BACK)
    new = NEW | {"amount": "$5bn"}
    planned = rehearse(importer.graph, importer.read(new), Options())
    assert planned.receipt.ended_deals == (EndedDeal("old", date(2025, 6, 1), "new"),)
    done = importer.imports(new)
    assert done.receipt == planned.receipt
    assert done.new_loops.loops == ()
    assert of_deal(importer, "old", "until", "superseded_by") == ("2025-06-01", "new")
    text = list(imported(done, importer.read(new), written=True))
    assert "No longer in force: old (from 2025-06-01, replaced by new)" in text
    before = everything(importer.graph)
    assert not importer.imports(new, OLD, BACK).receipt.written
    assert everything(importer.graph) == before


def test_a_line_adds_a_successor_to_a_deal_in_the_graph(importer: Importer) -> None:
    importer.imports(OLD, {**NEW, "supersedes": ""})
    importer.imports({**NEW, "deal": "new"})
    assert of_deal(importer, "old", "superseded_by") == ("new",)
    # A deal that is identified by its parties and its date, by another source.
    importer.imports(line("LENDS_TO", "a", "b", A, announced="2025-07-01"))
    importer.imports(line("LENDS_TO", "a", "b", B, announced="2025-07-01", supersedes="new"))
    until, successor = of_deal(importer, "new", "until", "superseded_by")
    assert (until, successor[:2]) == ("2025-07-01", "d-")


def test_only_a_line_with_the_id_changes_which_deal_is_replaced(importer: Importer) -> None:
    importer.imports(OLD, NEW, BACK | {"announced": "2025-02"})
    other = {**NEW, "supersedes": "back"}
    del other["deal"]
    done = importer.imports(other)
    assert messages(done) == [
        "2:6 (supersedes): deal 'new' keeps its supersedes 'old'; the line says 'back'; to change "
        "it, put new in the column deal"
    ]
    importer.imports({**NEW, "supersedes": "back"})
    assert of_deal(importer, "old", "until", "superseded_by") == (None, None)
    assert of_deal(importer, "back", "until", "superseded_by") == ("2025-06-01", "new")


def test_successors_that_cannot_be_are_refused_together(importer: Importer) -> None:
    importer.imports(OLD)
    assert importer.refused(
        {**NEW, "announced": "2024"},
        {**NEW, "deal": "n2", "announced": ""},
        {**NEW, "deal": "n3", "supersedes": "odl"},
        {**NEW, "deal": "n4", "supersedes": "n4"},
        {**NEW, "deal": "n5", "supersedes": "n6"},
        {**NEW, "deal": "n6", "supersedes": "n5"},
    ) == [
        "2:7 (supersedes): deal 'new' is of 2024-12-31 at the latest, and 'old', which it "
        "supersedes, of 2025-01-10 at the earliest; correct one of the dates, or swap the two "
        "deals",
        "3:7 (supersedes): deal 'n2' has no date, so it is not known when 'old' ended; fill in "
        "announced, or published of a source that states it",
        "4:7 (supersedes): there is no deal 'odl'; give the id of a known deal",
        "5:7 (supersedes): deal 'n4' supersedes itself; name the deal that it replaces",
        "6:7 (supersedes): deals cannot supersede each other in a circle: n5 -> n6 -> n5",
    ]


def test_a_corrected_date_must_still_fit_the_successor(importer: Importer) -> None:
    importer.imports(OLD, NEW)
    [problem] = importer.refused({**OLD, "announced": "2025-07-01"})
    assert problem.startswith("2 (supersedes): deal 'new' is of 2025-06-30 at the latest")


def test_dates_that_contradict_each_other_are_refused_together(importer: Importer) -> None:
    """A term of five years from 2026 ends between 2030-12-31 and 2031-12-30, not in 2034."""
    lease = line("LEASES_FROM", "a", "b", deal="d", announced="2025-05")
    wrong = lease | {"status": "announced", "signed": "2025-07", "closed": "2025-04"}
    wrong |= {"starts": "2026", "ends": "2034", "term": "5 years", "ended": "2025-01"}
    found = importer.refused(wrong)
    assert [problem.partition(";")[0] for problem in found] == [
        "2:8 (signed): deal 'd' has a date here, but its status is announced",
        "2:9 (closed): deal 'd' has a date here, but its status is announced",
        "2:9 (closed): deal 'd' was closed before it was announced (2025-04, announced 2025-05)",
        "2:9 (closed): deal 'd' was closed before it was signed (2025-04, signed 2025-07)",
        "2:12 (term): deal 'd' starts 2026, so 5 years end between 2030-12-31 and 2031-12-30, and "
        "not 2034",
        "2:13 (ended): deal 'd' ended before it was announced (2025-01, announced 2025-05)",
        "2:13 (ended): deal 'd' ended before it was closed (2025-01, closed 2025-04)",
        "2:13 (ended): deal 'd' ended before it was signed (2025-01, signed 2025-07)",
    ]


def test_the_status_in_the_graph_is_named_where_it_contradicts_a_date(importer: Importer) -> None:
    importer.imports(OLD | {"status": "announced"})
    stated = {name: cell for name, cell in OLD.items() if name != "deal"}
    [problem] = importer.refused(stated | {"source": B, "status": "closed", "closed": "2025-03"})
    assert problem.endswith("to change the status in the graph, put old in the column deal")


def test_batches_write_a_deal_before_the_one_that_replaces_it(importer: Importer) -> None:
    lines = [NEW | {"deal": "newer", "announced": "2026-01", "supersedes": "new"}, NEW, OLD]
    parsed = importer.read(*lines)
    done = carry_out_in_batches(importer.graph, parsed, Options(), 1, lambda *_: None)
    assert done.receipt.new_deals == ("old", "new", "newer")
    assert of_deal(importer, "old", "until", "superseded_by") == ("2025-06-01", "new")
    assert of_deal(importer, "new", "until", "superseded_by") == ("2026-01-01", "newer")
