"""The loops that an import reports as new."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from loader.deals.new_loops import Loop
from loader.records import STATUSES, Knowledge
from moneyloop.graph.connection import Graph
from tests.integration import graphs
from tests.integration.graphs import CAPITAL, REVENUE, ask, fill
from tests.integration.imports import (
    A,
    B,
    Cells,
    Importer,
    line,
)

LATER = (date.today() + timedelta(30)).isoformat()


def loop_rows(graph: Graph) -> dict[tuple[str, ...], dict[str, Any]]:
    found = ask(graph, "loops", max_hops=4, as_of=date.today())
    return {tuple(row["firms"]): row for row in found}


def is_round_trip(row: dict[str, Any]) -> bool:
    return bool(row["has_capital"] and row["has_revenue"])


def kind(row: dict[str, Any]) -> str:
    if is_round_trip(row):
        return "round_trip"
    return "circular_capital" if row["has_capital"] else "circular_trade"


def new_loops(
    before: dict[tuple[str, ...], dict[str, Any]], after: dict[tuple[str, ...], dict[str, Any]]
) -> dict[tuple[str, ...], Loop]:
    """The loops that exist only afterwards, or have become round trips."""
    return {
        firms: Loop(
            firms,
            tuple(map(tuple, row["edge_types"])),
            row["weakest_usd"],
            is_round_trip(row),
            tuple(row["deals"]),
            kind(row),
        )
        for firms, row in after.items()
        if firms not in before or (is_round_trip(row) and not is_round_trip(before[firms]))
    }


def a_line(knowledge: Knowledge, number: int, chance: Random) -> Cells:
    """A new or an existing deal, mostly between existing firms."""
    firms = [firm.id for firm in knowledge.firms] + ["Newcomer", "新顔"]
    more: dict[str, str] = {}
    if knowledge.deals and chance.random() < 0.4:
        known = chance.choice(knowledge.deals)
        ends = known.type, known.payer, known.payee
        more["deal"] = known.id
        # Another date could contradict the end of a deal, or its successor.
        more["announced"] = ""
    else:
        payer, payee = chance.sample(firms, 2)
        ends = chance.choice(CAPITAL + REVENUE), payer, payee
        more["deal"] = f"n{number}"
        dated = [deal.id for deal in knowledge.deals if deal.announced]
        if dated and chance.random() < 0.3:
            more |= {"supersedes": chance.choice(dated), "announced": "2026-03-15"}
    if ends[1] == ends[2]:  # the graph may hold such a deal, a line may not
        return a_line(knowledge, number, chance)
    source = chance.choice([A, B, *(one.id for one in knowledge.sources)])
    return line(
        *ends,
        source,
        published=chance.choice(["", "", "2024-03", LATER]),
        status=chance.choice(["", "", *STATUSES]),
        settlement=chance.choice(["", "", "cash", "secondary"]),
        amount=chance.choice(["", "$1bn", "$3bn"]),
        **{"announced": chance.choice(["", "", "2025-01-01", LATER])} | more,
    )


@settings(graphs.made_graphs, max_examples=12)
@given(chance=graphs.chances)
def test_new_loops_are_those_that_were_not_there_before(
    graph: Graph, tmp_path_factory: pytest.TempPathFactory, chance: Random
) -> None:
    made = graphs.make(chance, chance.choice([(2, 6), (4, 9), (6, 10), (8, 16)]))
    # The report judges later days by what is known today, and a source may be published later.
    fill(graph, made)
    importer = Importer(graph, tmp_path_factory.mktemp("loops"))
    for turn in range(2):
        lines = {
            one["deal"]: one
            for one in (a_line(made, 10 * turn + n, chance) for n in range(chance.randint(1, 5)))
        }
        before = loop_rows(graph)
        done = importer.imports(*lines.values())
        assert done.new_loops.complete
        expected = new_loops(before, loop_rows(graph))
        assert {loop.firms: loop for loop in done.new_loops.loops} == expected
        assert len(done.new_loops.loops) == len(expected)


def test_a_deal_that_replaces_another_closes_no_new_loop(importer: Importer) -> None:
    importer.imports(
        line("INVESTS_IN", "a", "b", deal="out"), line("BUYS_FROM", "b", "a", deal="back")
    )
    done = importer.imports(
        line("INVESTS_IN", "a", "b", deal="out", settlement="secondary"),
        line("INVESTS_IN", "a", "b", deal="instead"),
    )
    assert done.receipt.new_deals == ("instead",)
    assert done.new_loops.loops == ()


def test_dating_a_source_reports_no_old_loops(importer: Importer) -> None:
    first = [line("INVESTS_IN", "a", "b", deal="out"), line("BUYS_FROM", "b", "a", deal="back")]
    assert [loop.firms for loop in importer.imports(*first).new_loops.loops] == [("a", "b")]
    done = importer.imports(line("BUYS_FROM", "x", "y", published="2025-01"))
    assert len(done.receipt.changed_deals) == 2
    assert done.new_loops.loops == ()


def test_dating_a_source_brings_old_deals_into_force(importer: Importer) -> None:
    importer.imports(
        line("INVESTS_IN", "a", "b", A, deal="out", published=LATER),
        line("INVESTS_IN", "a", "b", B, deal="out"),
        line("BUYS_FROM", "b", "a", B, deal="back"),
    )
    assert loop_rows(importer.graph) == {}
    done = importer.imports(line("BUYS_FROM", "x", "y", B, published="2025-01"))
    assert [loop.firms for loop in done.new_loops.loops] == [("a", "b")]


def test_a_loop_that_becomes_a_round_trip_is_new(importer: Importer) -> None:
    importer.imports(line("INVESTS_IN", "a", "b"), line("LENDS_TO", "b", "a"))
    done = importer.imports(line("BUYS_FROM", "b", "a", amount="$1bn"))
    assert [(loop.firms, loop.round_trip) for loop in done.new_loops.loops] == [(("a", "b"), True)]
    assert importer.imports(line("LEASES_FROM", "b", "a")).new_loops.loops == ()


def test_the_largest_round_trips_come_first(importer: Importer) -> None:
    lines = [
        line(type_, *ends, amount=amount)
        for ends, amount in ((("a", "b"), "$1bn"), (("c", "d"), "$3bn"), (("e", "f"), ""))
        for type_, ends in (("INVESTS_IN", ends), ("BUYS_FROM", ends[::-1]))
    ]
    lines += [line("LENDS_TO", "y", "z", amount="$9bn"), line("LENDS_TO", "z", "y", amount="$9bn")]
    lines += [line("BUYS_FROM", "v", "w", amount="$8bn"), line("LEASES_FROM", "w", "v")]
    assert [(loop.firms, loop.kind) for loop in importer.imports(*lines).new_loops.loops] == [
        (("c", "d"), "round_trip"),
        (("a", "b"), "round_trip"),
        (("e", "f"), "round_trip"),
        (("v", "w"), "circular_trade"),
        (("y", "z"), "circular_capital"),
    ]
