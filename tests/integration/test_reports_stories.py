"""One loop, one deal, and what changed: compared with plain Python on small random graphs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.records import Knowledge
from moneyloop.graph.connection import Graph
from tests.integration import graphs, oracle, stories
from tests.integration.graphs import a_deal, a_firm, a_source, a_statement, answer, ask, fill
from tests.integration.terms import with_terms

pytestmark = pytest.mark.timeout(900)


@settings(graphs.made_graphs, max_examples=graphs.EXAMPLES // 2)
@given(knowledge=graphs.knowledges(), data=st.data())
def test_stories_on_random_graphs(graph: Graph, knowledge: Knowledge, data: st.DataObject) -> None:
    chance = data.draw(graphs.chances)
    knowledge = with_terms(knowledge, chance)
    fill(graph, knowledge)
    edges = oracle.edges_of(knowledge)
    options = data.draw(oracle.some_options(knowledge))
    firms = [firm.id for firm in knowledge.firms]
    for _ in range(3 if firms else 0):
        view, longest = oracle.some_by(chance), chance.choice([2, 4, 6, 8])
        asked = [chance.choice(firms) for _ in range(chance.randint(1, 4))]
        heads = oracle.heads_of(knowledge, view)
        merged = oracle.in_force(oracle.edges_of(oracle.merged(knowledge, view)), options)
        given_options = options.as_arguments() | {"by": view, "longest": longest}
        assert ask(graph, "loop", firms=asked, **given_options) == stories.loop(
            knowledge, merged, [heads[firm] for firm in asked], longest, options
        )
    days = [day for edge in edges for day in oracle.turning_points(edge.timing) if day]
    day = chance.choice(days or [graphs.TODAY])
    since, until = sorted([chance.choice(days or [day]), day])
    some = data.draw(oracle.chosen_firms(knowledge))
    given_options = options.as_arguments()
    for name in ("as_of", "statuses"):
        del given_options[name]
    for first, limit in ((date(2000, 1, 1), []), (since, some)):
        rows = ask(graph, "changes", since=first, until=until, firms=limit, **given_options)
        assert rows == stories.changes(edges, first, until, limit, options)
    by_id = {edge.deal: edge for edge in edges}
    for edge in chance.sample(edges, min(3, len(edges))):
        rows = ask(graph, "deal", deal=edge.deal, as_of=day)
        assert rows[0]["what"] == "Is it true today?"
        found = {row["what"]: row["value"] for row in rows}
        for what, value in stories.about(knowledge, edge, by_id, day):
            assert found.get(what) == value, what
        stated = [one.source for one in knowledge.statements if one.of == edge.deal]
        assert sorted(stated) == sorted(r["source"] for r in rows if r["what"] == "statement")
        older = next(deal.supersedes for deal in knowledge.deals if deal.id == edge.deal)
        superseded = [row["value"].split(",")[0] for row in rows if row["what"] == "supersedes"]
        assert sorted(superseded) == sorted(older)


def two_loops() -> Knowledge:
    """On January 2 two deals open a → b → a together; a third makes a → b → c → a.

    b → a is superseded on March 1 by a deal with c, which closes the first loop.
    """
    deals = (
        a_deal("ab", "INVESTS_IN", "a", "b", announced="2025-01-02"),
        a_deal("ba", "BUYS_FROM", "b", "a", announced="2025-01-02"),
        a_deal("ca", "BUYS_FROM", "c", "a", announced="2025-02"),
        replace(a_deal("bc", "BUYS_FROM", "b", "c", announced="2025-03-01"), supersedes=("ba",)),
        a_deal("ab-more", "LENDS_TO", "a", "b", announced="2025-02-03"),
    )
    statements = tuple(a_statement(deal.id, "s") for deal in deals)
    firms = tuple(a_firm(id_) for id_ in "abc")
    return Knowledge(firms, (a_source("s"),), deals, (), statements)


def test_deals_of_one_day_that_open_a_loop_together_each_name_it(graph: Graph) -> None:
    fill(graph, two_loops())
    rows = ask(graph, "changes", since=date(2025, 1, 1), until=date(2025, 12, 31))
    assert [tuple(row.values())[:3] + (row["by"], row["opens"], row["closes"]) for row in rows] == [
        (date(2025, 1, 2), "announced", "ab", None, [["a", "b"]], []),
        (date(2025, 1, 2), "announced", "ba", None, [["a", "b"]], []),
        (date(2025, 2, 1), "announced", "ca", None, [], []),
        (date(2025, 2, 3), "announced", "ab-more", None, [], []),
        (date(2025, 3, 1), "superseded", "ba", "bc", [], [["a", "b"]]),
        (date(2025, 3, 1), "announced", "bc", None, [["a", "b", "c"]], []),
    ]


def test_a_loop_that_is_none_says_which_hop_is_missing(graph: Graph) -> None:
    fill(graph, two_loops())
    found = answer(graph, "loop", {"firms": ["a", "c", "b"]})
    assert found.notes[-1] == "these firms are a loop in another order: a → b → c → a"
    assert [row["payer"] for row in found.rows.maps()] == ["a", "a", "b", "c"]
    found = answer(graph, "loop", {"firms": ["a", "b"], "as_of": date(2025, 6, 1)})
    assert found.notes[-1] == (
        "these firms alone are no loop: no deal goes from b to a; the shortest loop through all of "
        "them is a → b → c → a"
    )
    first, *rest = found.rows.maps()
    assert (first["hop"], first["payer"], first["payee"], first["deal"]) == (2, "b", "a", None)
    assert [row["deal"] for row in rest] == ["ab", "ab-more", "bc", "ca"]
    found = answer(graph, "loop", {"firms": ["c", "b"], "longest": 2})
    assert found.notes[-1] == (
        "these firms alone are no loop: no deal goes from c to b; no loop of up to 2 firms goes "
        "through all of them"
    )


def test_a_month_after_since_is_its_first_day(graph: Graph) -> None:
    fill(graph, two_loops())
    rows = ask(graph, "changes", since=date(2025, 2, 1), until=date(2025, 2, 1) + timedelta(27))
    assert [row["deal"] for row in rows] == ["ca", "ab-more"]
