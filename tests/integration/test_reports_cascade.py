"""`cascade` and `cascade_ranking` compared with plain Python, row by row, and with `knock_out`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given

from loader.records import Knowledge
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import CYPHER
from tests.integration import defaults, graphs, oracle
from tests.integration.defaults import Defaults, Loss, Taken, known_sum, rounded
from tests.integration.graphs import ask, fill, made_graphs
from tests.integration.oracle import Options

pytestmark = pytest.mark.timeout(900)

FAILURE = CYPHER / "reports" / "failure"
Fall = tuple[int, Loss]
SAME = ("lost_usd", "lost_next_year_usd", "without_usd", "unknown")


@made_graphs
@given(chance=graphs.chances)
def test_cascades(graph: Graph, chance: Random) -> None:
    compare(graph, defaults.make(chance), chance)


@pytest.mark.parametrize("size", [(0, 0), (3, 0)], ids=["no firms", "no deals"])
def test_cascades_without_deals(graph: Graph, size: tuple[int, int]) -> None:
    chance = Random(1)  # noqa: S311 - not for security
    compare(graph, defaults.make(chance, size), chance)


def compare(graph: Graph, knowledge: Knowledge, chance: Random) -> None:
    fill(graph, knowledge)
    days = defaults.variations(knowledge, chance)
    for options in [Options(), *chance.sample(days, 5)]:
        by = oracle.some_by(chance)
        heads, merged = oracle.heads_of(knowledge, by), oracle.merged(knowledge, by)
        terms = defaults.some_terms(chance)
        longest = chance.choice([1, 2, 10, 10])
        found = Defaults(merged, options, terms)
        given = graphs.none_or_few([*heads], chance)
        chosen = {heads[firm] for firm in given}
        shared = (
            terms.as_arguments()
            | {"max_rounds": longest, "firms": given, "by": by}
            | options.as_arguments()
        )
        shown = chosen or set(heads.values())
        rows = [ranked(firm, longest, found) for firm in shown]
        rows.sort(key=by_fallen)
        assert ask(graph, "cascade-ranking", **shared) == rows
        for firm in graphs.few([*heads], chance):
            start = heads[firm]
            all_rows = [
                row(start, 0, None, found),
                *fallen_rows(falls(start, found, longest), found),
            ]
            rows = [one for one in all_rows if not chosen or one["firm"] in chosen]
            assert ask(graph, "cascade", firm=firm, **shared) == rows


def falls(start: str, found: Defaults, longest: int) -> list[Fall]:
    """The firms that fall, each with its round."""
    fallen: list[Fall] = []
    for now in range(1, longest + 1):
        gone = [start, *(loss.firm for _, loss in fallen)]
        new = [loss for loss in found.losses(gone).values() if found.falls(loss)]
        fallen += [(now, loss) for loss in new]
    return fallen


def fallen_rows(fallen: list[Fall], found: Defaults) -> list[dict[str, Any]]:
    ordered = sorted(fallen, key=lambda one: (one[0], -one[1].usd, one[1].firm))
    return [row(loss.firm, now, loss, found) for now, loss in ordered]


def row(firm: str, now: int, loss: Loss | None, found: Defaults) -> dict[str, Any]:
    days = [one.lost_from for one in loss.taken if one.lost_from] if loss else []
    return {
        "round": now,
        "firm": firm,
        "lost_usd": loss.usd if loss else None,
        "lost_share": rounded(loss.share or Fraction(), 4) if loss else None,
        "basis": loss.basis if loss else None,
        "without_usd": without_usd(loss.taken) if loss else None,
        "noncash_usd": noncash_usd(loss.taken, found) if loss else None,
        "lost_next_year_usd": loss.next_year if loss else None,
        "revenue_usd": found.revenue(firm) if loss else None,
        "lost_from": min(days, default=None),
    }


def without_usd(taken: Sequence[Taken]) -> int:
    return sum(one.usd is None for one in taken)


def noncash_usd(taken: Sequence[Taken], found: Defaults) -> int | None:
    return known_sum([one.usd for one in taken if found.is_noncash(one.edge)])


def ranked(start: str, longest: int, found: Defaults) -> dict[str, Any]:
    fallen = falls(start, found, longest)
    survivors = found.losses([start, *(loss.firm for _, loss in fallen)]).values()
    taken = [one for loss in (*survivors, *(loss for _, loss in fallen)) for one in loss.taken]
    by_term = [
        len(falls(start, found.assuming(years), longest))
        for years in ((3, 4, 5, 6, 7) if found.rests_on_terms else [found.terms.default_years])
    ]
    return {
        "firm": start,
        "rounds": max((now for now, _ in fallen), default=0),
        "firms_fallen": len(fallen),
        "lost_usd": known_sum([one.usd for one in taken]),
        "without_usd": without_usd(taken),
        "noncash_usd": noncash_usd(taken, found),
        "lost_next_year_usd": known_sum([one.next_year for one in taken]),
        "fallen_low": min(by_term),
        "fallen_high": max(by_term),
        "unknown": sorted(loss.firm for loss in survivors if loss.is_unknown),
    }


def by_fallen(row: dict[str, Any]) -> tuple[int, float, str]:
    return (-row["firms_fallen"], oracle.descending(row["lost_usd"]), row["firm"])


@made_graphs
@given(chance=graphs.chances)
def test_the_first_round_takes_the_firms_that_a_default_hits(graph: Graph, chance: Random) -> None:
    knowledge = defaults.make(chance)
    fill(graph, knowledge)
    terms = defaults.some_terms(chance).as_arguments()
    hits = {one["firm"]: one for one in ask(graph, "knock-out", **terms)}
    for one in ask(graph, "cascade-ranking", max_rounds=1, **terms):
        hit = hits[one["firm"]]
        assert one["firms_fallen"] == hit["firms_hit"]
        if not one["firms_fallen"]:
            assert all(one[name] == hit[name] for name in SAME)
    for firm in list(hits)[:3]:
        rows = ask(graph, "cascade", firm=firm, **terms)
        assert sum(one["round"] == 1 for one in rows) == hits[firm]["firms_hit"]


def test_several_losses_together_can_bring_a_firm_down(graph: Graph) -> None:
    """From a alone d loses 15 of 100, which is not enough; b and c fall too, and d loses 25."""
    pairs = {"ab": 10, "ac": 10, "bd": 5, "cd": 5, "ad": 15, "ed": 75, "df": 7, "gf": 28}
    knowledge = graphs.network([(pair[0], pair[1]) for pair in pairs], "BUYS_FROM")
    statements = tuple(
        graphs.a_statement(deal.id, "source", defaults.dollars(usd))
        for deal, usd in zip(knowledge.deals, pairs.values(), strict=True)
    )
    fill(graph, Knowledge(knowledge.firms, knowledge.sources, knowledge.deals, (), statements))
    rows = ask(graph, "cascade", firm="a", basis="deals")
    assert [(one["round"], one["firm"], one["lost_usd"], one["lost_share"]) for one in rows] == [
        (0, "a", None, None),
        (1, "b", 10, 1.0),
        (1, "c", 10, 1.0),
        (2, "d", 25, 0.25),
        (3, "f", 7, 0.2),
    ]
    [start] = ask(graph, "cascade-ranking", firms=["a"], basis="deals")
    assert (start["rounds"], start["firms_fallen"], start["lost_usd"]) == (3, 4, 52)


def test_a_subsidiary_selects_its_group(shipped: Graph) -> None:
    start = ask(shipped, "cascade", firm="xai", by="group")[0]
    assert start["firm"] == "spacex"
    rows = ask(shipped, "gross-and-new-money", firms=["xai"], by="group")
    assert [one["firm"] for one in rows] == ["spacex"]
    firms = {one["firm"] for one in ask(shipped, "knock-out", by="group")}
    assert firms & {"japan", "softbank", "spacex"} == {"japan", "softbank", "spacex"}
    assert not firms & {"nexi", "jbic", "sb-energy", "xai"}
