"""The reports on flows compared with brute force and networkx, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from math import floor
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given

from loader.records import Deal, Knowledge
from moneyloop.graph.connection import Graph
from moneyloop.values.amounts import Amount
from moneyloop.values.dates import Period
from tests.integration import defaults, graphs, oracle
from tests.integration.chains import CHAINS, time_ordered
from tests.integration.defaults import Defaults, Terms, known_sum
from tests.integration.graphs import ask, fill, made_graphs
from tests.integration.oracle import Edge, Options, known_usd, sum_usd

pytestmark = pytest.mark.timeout(900)

TYPES = graphs.CAPITAL + graphs.REVENUE
NO_LIMIT = 100_000


@made_graphs
@given(chance=graphs.chances)
def test_flows(graph: Graph, chance: Random) -> None:
    compare(graph, defaults.make(chance), chance)


@pytest.mark.parametrize("size", [(0, 0), (3, 0)], ids=["no firms", "no deals"])
def test_flows_without_deals(graph: Graph, size: tuple[int, int]) -> None:
    chance = Random(1)  # noqa: S311 - not for security
    compare(graph, graphs.make(chance, size), chance)


def compare(graph: Graph, knowledge: Knowledge, chance: Random) -> None:
    fill(graph, knowledge)
    noncash_deals = {deal.id for deal in knowledge.deals if is_noncash(deal)}
    for options in oracle.variations(knowledge, chance, Options()):
        by = oracle.some_by(chance)
        heads = oracle.heads_of(knowledge, by)
        edges = oracle.edges_of(oracle.merged(knowledge, by))
        in_force = [edge for edge in oracle.in_force(edges, options) if edge.payer != edge.payee]
        known = sorted(set(heads.values()))
        chosen = graphs.none_or_few([*heads], chance)
        firms = sorted({heads[firm] for firm in chosen})
        shared = options.as_arguments() | {"firms": chosen, "by": by}
        compare_time_ordered(
            graph, knowledge, in_force, options, firms, shared=shared, chance=chance
        )
        compare_circles(graph, in_force, options, firms, shared=shared, chance=chance)
        assert ask(graph, "lease-back", **shared) == lease_back(in_force, options, firms)
        expected = reciprocal_purchases(in_force, options, firms)
        assert ask(graph, "reciprocal-purchases", **shared) == expected
        expected = self_funded_revenue(in_force, options, firms)
        assert ask(graph, "self-funded-revenue", **shared) == expected
        noncash = chance.choice([True, False])
        counted = (
            in_force if noncash else [edge for edge in in_force if edge.deal not in noncash_deals]
        )
        rows = ask(graph, "gross-and-new-money", noncash=noncash, **shared)
        assert rows == gross_and_new_money(counted, noncash_deals, options, firms or known)
        years = chance.choice([1, 5])
        given = {"noncash": noncash, "by": by, "default_years": years}
        rows = ask(graph, "new-money", **given, **options.as_arguments())
        found = Defaults(oracle.merged(knowledge, by), options, Terms(default_years=years))
        assert rows == [new_money(counted, noncash_deals, options, found)]
        if heads:
            compare_paths(graph, in_force, options, heads, by=by, chance=chance)


def of(edges: Iterable[Edge], payer: str, payee: str, types: Sequence[str] = TYPES) -> list[Edge]:
    return [
        edge for edge in edges if (edge.payer, edge.payee) == (payer, payee) and edge.type in types
    ]


def without_usd(edges: Sequence[Edge], options: Options) -> int:
    return len(edges) - len(known_usd(edges, options))


def smaller(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else min(first, second)


def deals_of(edges: Iterable[Edge]) -> list[str]:
    return sorted(edge.deal for edge in edges)


def share(part: int | None, whole: int | None) -> float | None:
    """The share rounded to four digits, halves up."""
    if part is None or not whole:
        return None
    return floor(Fraction(part, whole) * 10_000 + Fraction(1, 2)) / 10_000


# Chronological order


def compare_time_ordered(
    graph: Graph,
    knowledge: Knowledge,
    in_force: Sequence[Edge],
    options: Options,
    firms: Sequence[str],
    *,
    shared: Mapping[str, Any],
    chance: Random,
) -> None:
    announced = {deal.id: deal.announced for deal in knowledge.deals}
    periods = {
        edge.deal: announced[edge.deal] or Period(edge.since, edge.since, "day")
        for edge in in_force
        if edge.since
    }
    longest = chance.choice([2, 3, 3, 4])
    within = chance.choice([NO_LIMIT, NO_LIMIT, 0, 73, 74, 200])
    chains = time_ordered(in_force, periods, options, longest)
    expected = [
        row
        for row in chains
        if row["days"] <= within and (not firms or set(firms) & set(row["firms"]))
    ]
    kinds = chance.choice([CHAINS, CHAINS, CHAINS[:1], CHAINS[1:]])
    expected = [row for row in expected if row["kind"] in kinds]
    limit = chance.choice([1, 3, 10, 100_000])
    at_most = {"max_hops": longest, "within_days": within, "limit": limit, "kinds": list(kinds)}
    found = graphs.answer(graph, "time-ordered", at_most | dict(shared))
    assert found.rows.maps() == expected[:limit]
    notes = [note for note in found.notes if note.startswith("there are more than ")]
    assert len(notes) == (limit < len(expected))


@pytest.mark.parametrize(
    ("announced", "days"),
    [
        (["2025-09-10", "2025-09-10"], 0),
        (["2025-09-11", "2025-09-10"], None),
        (["2025-09", "2025-09-01"], 0),
        (["2025-09", "2025-08-31"], None),
        (["2025-09-30", "2025-09"], 0),
        (["2025-10-01", "2025-09"], None),
        (["2025-09", "2025-11"], 32),
        (["2024-02", "2024-03-01"], 1),
        (["2025Q3", "2025-10-02"], 2),
        (["2025-10-01", "2025Q3"], None),
        (["2025H1", "2025-07-01"], 1),
        (["2025-12-31", "2025H2"], 0),
        (["2024", "2025"], 1),
        (["2025", "2024"], None),
        (["2025", "2025Q1", "2025-03"], 0),
        (["2025-01-10", "2025", "2025-01-12"], 2),
        # Each can follow the one before it, but the third cannot follow the first.
        (["2025-03-15", "2025", "2025-03-14"], None),
        (["2025-06", "2025", "2025Q2", "2025-06-03"], 0),
        (["2025-06-04", "2025", "2025Q2", "2025-06-03"], None),
        (["2025-06-04", "2025", "2025-06-03", "2025"], None),
        (["2025-09-30", "2025-09", "2025-10-01"], 1),
        (["2025-06", "2025-08-10", "2025-08"], 41),
        (["2025-06-04", "2025", "2025-06", "2025-07-01"], 27),
        (["2025-06", "2025", "2025-06-05", "2025-06-10"], 5),
        (["2025-06", "2025-06-05", "2025", "2025-06-10"], 5),
    ],
)
def test_a_chain_is_in_order_if_its_dates_allow_it(
    graph: Graph, announced: list[str], days: int | None
) -> None:
    ring = "abcd"[: len(announced)]
    types = ["INVESTS_IN", *["LEASES_FROM"] * (len(ring) - 1)]
    deals = [
        graphs.a_deal(f"d{n}", type_, ring[n], (ring[1:] + ring[0])[n], announced=day)
        for n, (type_, day) in enumerate(zip(types, announced, strict=True))
    ]
    fill(graph, of_deals(deals, [5, 3, 4, 6]))
    row = {
        "firms": list(ring),
        "deals": [deal.id for deal in deals],
        "announced": announced,
        "days": days,
        "weakest_usd": 3,
        "kind": "round_trip",
    }
    assert ask(graph, "time-ordered", max_hops=4) == ([row] if days is not None else [])
    for within in (days, days - 1) if days else ():
        rows = ask(graph, "time-ordered", max_hops=4, within_days=within)
        assert len(rows) == (within == days)


def test_deals_without_a_date_are_left_out(graph: Graph) -> None:
    deals = [
        graphs.a_deal("funds", "LENDS_TO", "a", "b", announced="2025"),
        graphs.a_deal("buys", "BUYS_FROM", "b", "a"),
    ]
    fill(graph, of_deals(deals, [1, 1]))
    found = graphs.answer(graph, "time-ordered", {})
    assert found.rows.maps() == []
    assert any("neither a date" in note and note.endswith(": 1") for note in found.notes)


def of_deals(deals: Sequence[Deal], usd: Iterable[int]) -> Knowledge:
    """The deals with these amounts, stated by a source without a date."""
    plain = graphs.network([(deal.payer, deal.payee) for deal in deals])
    statements = tuple(
        graphs.a_statement(deal.id, "source", Amount(amount, amount, "USD", "total"))
        for deal, amount in zip(deals, usd, strict=False)
    )
    return replace(plain, deals=tuple(deals), statements=statements)


# Two firms


def lease_back(
    in_force: Sequence[Edge], options: Options, firms: Sequence[str]
) -> list[dict[str, Any]]:
    rows = []
    for seller, customer in permutations(sorted({edge.payee for edge in in_force}), 2):
        sales = of(in_force, customer, seller, ["BUYS_FROM"])
        leases = of(in_force, seller, customer, ["LEASES_FROM"])
        if sales and leases and (not firms or {seller, customer} & set(firms)):
            rows.append(
                {
                    "seller": seller,
                    "customer": customer,
                    "sold_usd": sum_usd(sales, options),
                    "leased_usd": sum_usd(leases, options),
                    "deals": deals_of(sales + leases),
                    "without_usd": without_usd(sales + leases, options),
                }
            )
    return sorted(
        rows,
        key=lambda row: (
            oracle.descending(row["sold_usd"]),
            oracle.descending(row["leased_usd"]),
            row["seller"],
            row["customer"],
        ),
    )


def reciprocal_purchases(
    in_force: Sequence[Edge], options: Options, firms: Sequence[str]
) -> list[dict[str, Any]]:
    rows = []
    for first, second in combinations(sorted({edge.payer for edge in in_force}), 2):
        forth = of(in_force, first, second, graphs.REVENUE)
        back = of(in_force, second, first, graphs.REVENUE)
        if forth and back and (not firms or {first, second} & set(firms)):
            sums = (sum_usd(forth, options), sum_usd(back, options))
            rows.append(
                {
                    "firms": [first, second],
                    "first_usd": sums[0],
                    "second_usd": sums[1],
                    "matched_usd": smaller(*sums),
                    "deals": deals_of(forth + back),
                    "without_usd": without_usd(forth + back, options),
                }
            )
    return sorted(rows, key=lambda row: (oracle.descending(row["matched_usd"]), row["firms"]))


def self_funded_revenue(
    in_force: Sequence[Edge], options: Options, firms: Sequence[str]
) -> list[dict[str, Any]]:
    rows = []
    orders = [edge for edge in in_force if not edge.is_capital]
    for seller, booked in oracle.by(lambda edge: edge.payee, orders).items():
        funded = sorted(
            {edge.payer for edge in booked if of(in_force, seller, edge.payer, graphs.CAPITAL)}
        )
        if firms and not {seller, *funded} & set(firms):
            continue
        from_funded = [edge for edge in booked if edge.payer in funded]
        total = sum_usd(booked, options)
        part = sum_usd(from_funded, options) if from_funded else 0
        capital = [edge for buyer in funded for edge in of(in_force, seller, buyer, graphs.CAPITAL)]
        own = [
            smaller(
                sum_usd([edge for edge in booked if edge.payer == buyer], options),
                sum_usd(of(in_force, seller, buyer, graphs.CAPITAL), options),
            )
            for buyer in funded
        ]
        covered = known_sum(own)
        rows.append(
            {
                "seller": seller,
                "orders_usd": total,
                "self_funded_usd": part,
                "share": share(covered, total),
                "without_usd": without_usd(booked, options),
                "funded_buyers": funded,
                "capital_usd": sum_or_nothing(capital, options),
                "funded_usd": covered,
            }
        )
    return sorted(
        rows,
        key=lambda row: (
            1 if row["self_funded_usd"] is None else -row["self_funded_usd"],
            oracle.descending(row["orders_usd"]),
            row["seller"],
        ),
    )


def test_what_two_firms_sell_and_lease_to_each_other(graph: Graph) -> None:
    """b buys from a twice and a leases from b twice; a and c just sell to each other."""
    types = {"ba": ["BUYS_FROM"] * 2, "ab": ["LEASES_FROM"] * 2 + ["INVESTS_IN"]}
    types |= {"ac": ["BUYS_FROM"], "ca": ["BUYS_FROM"], "aa": ["BUYS_FROM", "LEASES_FROM"]}
    deals = [
        graphs.a_deal(f"{pair}{n}", type_, *pair)
        for pair, of_pair in types.items()
        for n, type_ in enumerate(of_pair)
    ]
    fill(graph, of_deals(deals, [10, 20, 3, 4, 100, 7, 8, 1, 1]))
    [row] = ask(graph, "lease-back")
    assert row["deals"] == ["ab0", "ab1", "ba0", "ba1"]
    assert [*row.values()][:4] == ["a", "b", 30, 7]
    rows = ask(graph, "reciprocal-purchases")
    assert [[*row.values()][:4] for row in rows] == [[["a", "b"], 7, 30, 7], [["a", "c"], 7, 8, 7]]
    [row] = ask(graph, "self-funded-revenue", firms=["a"])
    assert [*row.values()][:3] == ["a", 38, 30]


# Circles and paths


def compare_circles(
    graph: Graph,
    in_force: Sequence[Edge],
    options: Options,
    firms: Sequence[str],
    *,
    shared: Mapping[str, Any],
    chance: Random,
) -> None:
    types = chance.choice([graphs.CAPITAL, chance.sample(graphs.CAPITAL, 2)])
    longest = chance.choice([2, 3, 4, 5, 6, 6])
    owning = [edge for edge in in_force if edge.type in types]
    expected = [
        along([*cycle, cycle[0]], owning, options)
        for cycle in oracle.cycles_in(oracle.folded(owning), longest)
        if not firms or set(firms) & set(cycle)
    ]
    narrowed = {"max_hops": longest, "types": list(types)}
    rows = ask(graph, "circular-ownership", **narrowed, **shared)
    assert rows == [
        {
            "firms": row["firms"][:-1],
            "hops": len(row["types"]),
            "weakest_usd": row["weakest_usd"],
            "deals": row["deals"],
            "without_usd": row["without_usd"],
        }
        for row in expected
    ]


def along(path: list[str], edges: Sequence[Edge], options: Options) -> dict[str, Any]:
    hops = [of(edges, *hop) for hop in pairwise(path)]
    in_hops = [sum_usd(hop, options) for hop in hops]
    known = [usd for usd in in_hops if usd is not None]
    return {
        "firms": path,
        "types": [sorted({edge.type for edge in hop}) for hop in hops],
        "weakest_usd": min(known) if len(known) == len(hops) else None,
        "deals": [deal for hop in hops for deal in deals_of(hop)],
        "without_usd": sum(without_usd(hop, options) for hop in hops),
    }


def compare_paths(
    graph: Graph,
    in_force: Sequence[Edge],
    options: Options,
    heads: Mapping[str, str],
    *,
    by: str,
    chance: Random,
) -> None:
    ends = {"first": chance.choice([*heads]), "second": chance.choice([*heads])}
    first, second = heads[ends["first"]], heads[ends["second"]]
    longest, limit = chance.choice([1, 2, 3, 4, 4, 8]), chance.choice([1, 2, 3, 10, 1000])
    network = oracle.folded(in_force)
    paths: Iterable[list[str]] = []
    if first != second and first in network and second in network:
        paths = nx.all_simple_paths(network, first, second, cutoff=longest)
    expected = [along(path, in_force, options) for path in paths]
    expected.sort(
        key=lambda row: (
            len(row["firms"]),
            1 if row["weakest_usd"] is None else -row["weakest_usd"],
            row["firms"],
        )
    )
    rows = ask(
        graph, "paths", **ends, max_hops=longest, limit=limit, by=by, **options.as_arguments()
    )
    assert rows == expected[:limit]


def test_circles_where_every_firm_owns_every_other(graph: Graph) -> None:
    pairs = list(permutations("abcdefg", 2))
    fill(graph, graphs.network(pairs))
    for longest in range(2, 7):
        found = [row["firms"] for row in ask(graph, "circular-ownership", max_hops=longest)]
        assert found == oracle.cycles_in(nx.DiGraph(pairs), longest)


def test_a_path_of_eight_hops(graph: Graph) -> None:
    fill(graph, graphs.network(pairwise("abcdefghi")))
    ends = {"first": "a", "second": "i"}
    assert ask(graph, "paths", max_hops=7, **ends) == []
    [row] = ask(graph, "paths", max_hops=8, **ends)
    assert row["firms"] == list("abcdefghi")
    assert ask(graph, "paths", first="i", second="a", max_hops=8) == []


def test_the_shortest_paths_come_first_and_then_the_largest(graph: Graph) -> None:
    usd = {"ab": 1, "ac": 5, "cb": 6, "ad": 9, "db": 8, "ae": 3, "ef": 3, "fb": 3}
    deals = [graphs.a_deal(f"d{pair}", "LENDS_TO", *pair) for pair in [*usd, "ab"]]
    deals[-1] = replace(deals[-1], id="again")
    fill(graph, of_deals(deals, [*usd.values(), 1]))
    found = ask(graph, "paths", first="a", second="b")
    assert [("".join(row["firms"]), row["weakest_usd"]) for row in found] == [
        *(("ab", 2), ("adb", 8), ("acb", 5), ("aefb", 3))
    ]
    for limit in (1, 2, 3):
        assert ask(graph, "paths", first="a", second="b", limit=limit) == found[:limit]


# Sums over all deals


def is_noncash(deal: Deal) -> bool:
    """Whether the deal is capital but not cash, as warrants and guarantees are by default."""
    if deal.settlement is None:
        return deal.type in ("GRANTS_EQUITY_TO", "BACKSTOPS")
    return deal.type in graphs.CAPITAL and deal.settlement not in ("cash", "secondary")


def sum_or_nothing(edges: Sequence[Edge], options: Options) -> int | None:
    """The sum: 0 without deals, None if no amount is known."""
    return sum_usd(edges, options) if edges else 0


def gross_and_new_money(
    counted: Sequence[Edge], noncash_deals: set[str], options: Options, firms: Sequence[str]
) -> list[dict[str, Any]]:
    rows = []
    for firm in firms:
        into = [edge for edge in counted if edge.payee == firm]
        out = [edge for edge in counted if edge.payer == firm]
        if not into + out:
            continue
        in_usd, out_usd = sum_or_nothing(into, options), sum_or_nothing(out, options)
        rows.append(
            {
                "firm": firm,
                "in_usd": in_usd,
                "out_usd": out_usd,
                "net_usd": None if in_usd is None or out_usd is None else in_usd - out_usd,
                "without_usd": without_usd(into + out, options),
                "noncash_usd": sum_or_nothing(
                    [edge for edge in into + out if edge.deal in noncash_deals], options
                ),
            }
        )
    return sorted(
        rows, key=lambda row: (row["net_usd"] is None, -(row["net_usd"] or 0), row["firm"])
    )


def new_money(
    counted: Sequence[Edge], noncash_deals: set[str], options: Options, found: Defaults
) -> dict[str, Any]:
    gross = sum_usd(counted, options)
    row = dict.fromkeys(("new", "noncash", "received", "promised", "unfunded"))
    if gross is not None:
        noncash = [edge for edge in counted if edge.deal in noncash_deals]
        row = {"noncash": sum_or_nothing(noncash, options)} | outside_money(counted, found)
    return {
        "gross_usd": gross,
        "new_usd": row["new"],
        "ratio": share(row["new"], gross),
        "without_usd": without_usd(counted, options),
        "noncash_usd": row["noncash"],
        "received_usd": row["received"],
        "promised_usd": row["promised"],
        "unfunded_usd": row["unfunded"],
    }


def outside_money(counted: Sequence[Edge], found: Defaults) -> dict[str, int | None]:
    """What firms pay beyond what they are paid, by how far that is paid and can be paid."""
    new = received = unfunded = 0
    nets = []
    for firm in {firm for edge in counted for firm in (edge.payer, edge.payee)}:
        paying = [edge for edge in counted if edge.payer == firm]
        paid = [edge for edge in counted if edge.payee == firm]
        out = sum(known_usd(paying, found.options))
        nets.append(out - sum(known_usd(paid, found.options)))
        if nets[-1] <= 0:
            continue
        closed = [edge for edge in paying if edge.status_on(found.options.as_of) == "closed"]
        part = Fraction(nets[-1] * sum(known_usd(closed, found.options)), out)
        own_received = floor(part + Fraction(1, 2))
        owed = sum(found.due(edge) or 0 for edge in paying if found.is_unpaid(edge))
        revenue = found.revenue(firm)
        new += nets[-1]
        received += own_received
        if revenue is None or revenue < owed:
            unfunded += nets[-1] - own_received
    # The net payments of some firms are the net receipts of the others.
    assert sum(nets) == 0
    return {"new": new, "received": received, "promised": new - received, "unfunded": unfunded}


@pytest.mark.parametrize(
    ("deals", "gross", "new", "ratio"),
    [
        pytest.param([("INVESTS_IN", "ab"), ("BUYS_FROM", "ba")], 200, 0, 0.0, id="a circle"),
        pytest.param(
            [("INVESTS_IN", "ab"), ("LEASES_FROM", "bc"), ("BUYS_FROM", "cd")],
            *(300, 100, 0.3333),
            id="money passed on",
        ),
        pytest.param(
            [("INVESTS_IN", "ab"), ("LENDS_TO", "cb"), ("BUYS_FROM", "bd")],
            *(300, 200, 0.6667),
            id="two firms bring it",
        ),
        pytest.param([("INVESTS_IN", "aa")], None, None, None, id="to itself"),
    ],
)
def test_new_money_of_known_shapes(
    graph: Graph,
    deals: list[tuple[str, str]],
    gross: int | None,
    new: int | None,
    ratio: float | None,
) -> None:
    records = [graphs.a_deal(f"d{n}", type_, *pair) for n, (type_, pair) in enumerate(deals)]
    fill(graph, of_deals(records, [100] * len(records)))
    [row] = ask(graph, "new-money")
    assert (row["gross_usd"], row["new_usd"], row["ratio"]) == (gross, new, ratio)


def test_money_without_guarantees(graph: Graph) -> None:
    deals = [
        graphs.a_deal("d0", "BACKSTOPS", "a", "b"),
        graphs.a_deal("d1", "BUYS_FROM", "b", "c"),
    ]
    fill(graph, of_deals(deals, [100, 40]))
    for noncash, new, nets in (
        (True, (140, 100, 0.7143, 100), [("b", 60, 100), ("c", 40, 0), ("a", -100, 100)]),
        (False, (40, 40, 1.0, 0), [("c", 40, 0), ("b", -40, 0)]),
    ):
        [row] = ask(graph, "new-money", noncash=noncash)
        assert (row["gross_usd"], row["new_usd"], row["ratio"], row["noncash_usd"]) == new
        rows = ask(graph, "gross-and-new-money", noncash=noncash)
        assert [(row["firm"], row["net_usd"], row["noncash_usd"]) for row in rows] == nets
