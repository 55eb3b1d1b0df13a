"""What reports mean, on small folders; each docstring works out the right value by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from moneyloop.graph.connection import Graph
from tests.integration import folders, graphs
from tests.integration.folders import B, Loader, Tables, figure, firm, source, states, states_figure
from tests.integration.graphs import ask

Row = dict[str, Any]


@pytest.fixture
def loads(empty: Graph, tmp_path: Path) -> Any:
    """A function that loads deals, each with an amount, and revenues of firms in billions."""

    def load(
        *deals: tuple[Row, str], revenues: Row | None = None, figures: tuple[Row, ...] = ()
    ) -> Graph:
        names = {one[side] for one, _ in deals for side in ("payer", "payee")}
        content: Tables = {
            "firms": [firm(name) for name in sorted(names)],
            "sources": [source("s", "filing", "2020-01-01")],
            "deals": [one for one, _ in deals],
            "statements": [states(one["id"], "s", amount) for one, amount in deals],
            "figures": [*figures],
        }
        for name, usd in (revenues or {}).items():
            content["figures"].append(
                figure(f"r-{name}", about=name, period="FY2025", starts="2025", ends="2025")
            )
            content["statements"].append(states_figure(f"r-{name}", "s", f"${usd} billion"))
        content["statements"] += [states_figure(one["id"], "s", "$12 billion") for one in figures]
        Loader(empty, tmp_path / "folder")(content)
        return empty

    return load


def deal(deal_id: str, edge: str, payer: str, payee: str, **more: str) -> Row:
    return folders.deal(deal_id, edge, payer, payee, announced="2026-01-01") | more


def row_of(rows: list[Row], **known: str) -> Row:
    [row] = [one for one in rows if known.items() <= one.items()]
    return row


def test_at_least_20_is_20_under_every_choice(loads: Any) -> None:
    """1: "at least $20B" is 20 under low, headline and high; "up to $8B" is 0, 8 and 8."""
    graph = loads(
        (deal("out", "INVESTS_IN", "amazon", "lab"), "at least $20 billion"),
        (deal("back", "BUYS_FROM", "lab", "amazon"), "up to $8 billion"),
    )
    for amount, back in (("low", 0), ("headline", 8), ("high", 8)):
        [row] = ask(graph, "direct", amount=amount)
        assert (row["capital_usd"], row["revenue_usd"]) == (20 * B, back * B)


def test_a_replaced_deal_is_counted_once(loads: Any) -> None:
    """2: 10 are replaced by 15 on 2026-06-01: 10 the day before, then 15, and never 25."""
    graph = loads(
        (deal("old", "LEASES_FROM", "lab", "cloud"), "$10 billion"),
        (
            deal("new", "LEASES_FROM", "lab", "cloud", announced="2026-06-01", supersedes="old"),
            "$15 billion",
        ),
    )
    for day, usd in ((date(2026, 5, 31), 10), (date(2026, 6, 1), 15), (date(2026, 12, 31), 15)):
        [row] = ask(graph, "concentration", as_of=day)
        assert row["inflow_usd"] == usd * B
    old = row_of(ask(graph, "firm", firm="lab"), deal="old")
    assert (old["ended"], old["superseded_by"]) == (date(2026, 6, 1), "new")
    assert [row["deal"] for row in ask(graph, "firm", firm="lab", in_force=True)] == ["new"]


def test_an_order_is_paid_down_over_its_term(loads: Any) -> None:
    """3: 36.5 billion over the 365 days from 2025-07-01 to 2026-06-30 are 0.1 a day.

    All before the term; after 2025-12-31 there are 181 days left, so 18.1; nothing from the last
    day on. Without paydown it is 36.5 until then, and what is due does not change.
    """
    order = deal("chips", "BUYS_FROM", "lab", "maker", announced="2025", starts="2025-07-01")
    graph = loads((order | {"ends": "2026-06-30"}, "$36.5 billion"))
    for day, even, none in (
        (date(2025, 6, 30), 36.5, 36.5),
        (date(2025, 12, 31), 18.1, 36.5),
        (date(2026, 6, 29), 0.1, 36.5),
        (date(2026, 6, 30), 0, 0),
        (date(2026, 11, 26), 0, 0),
    ):
        for paydown, usd in (("even", even), ("none", none)):
            [row] = ask(graph, "knock-out", firms=["lab"], as_of=day, paydown=paydown)
            assert (row["lost_usd"], row["lost_next_year_usd"]) == (usd * B, even * B)
    assert ask(graph, "commitment-gap", as_of=date(2026, 11, 26)) == []


def test_a_known_zero_is_not_unknown(loads: Any) -> None:
    """4: "up to $8B" is 0 under low, which is known, but there is nothing to share."""
    graph = loads((deal("order", "BUYS_FROM", "lab", "maker"), "up to $8 billion"))
    [row] = ask(graph, "concentration", amount="low")
    assert (row["inflow_usd"], row["without_usd"]) == (0, 0)
    assert (row["top_payer"], row["top_share"], row["hhi"]) == (None, None, None)


def test_a_terminated_deal_is_never_closed(loads: Any) -> None:
    """5: Announced on 2026-01-01 and given up by 2026-03-24, it was only announced in between."""
    graph = loads(
        (
            deal("stake", "INVESTS_IN", "disney", "lab", status="terminated", ended="2026-03-24"),
            "$1 billion",
        )
    )
    for day, status in ((date(2026, 1, 15), "announced"), (date(2026, 3, 24), "terminated")):
        for statuses, shown in (([status], [status]), (["closed"], [])):
            rows = ask(graph, "between", first="disney", second="lab", as_of=day, statuses=statuses)
            assert [row["status"] for row in rows] == shown
    assert ask(graph, "direct", statuses=["closed"]) == []


def test_a_round_is_closed_only_when_it_is_paid(loads: Any) -> None:
    """6: A round announced on 2025-03-31 and paid by 2025-12-26 is not paid in in April.

    Until then its 40 are promised, and lost if the fund defaults; then the fund is exposed to them.
    """
    graph = loads(
        (
            deal(
                *("round", "INVESTS_IN", "fund", "lab"),
                announced="2025-03-31",
                closed="2025-12-26",
                status="closed",
            ),
            "$40 billion",
        )
    )
    for day, status, lost, exposed in (
        (date(2025, 4, 15), "announced", 40, 0),
        (date(2025, 12, 25), "announced", 40, 0),
        (date(2025, 12, 26), "closed", 0, 40),
    ):
        [row] = ask(graph, "firm", firm="fund", as_of=day)
        assert row["status"] == status
        rows = ask(graph, "knock-out", channels=["capital"], as_of=day)
        assert row_of(rows, firm="fund")["lost_usd"] == lost * B
        assert row_of(rows, firm="lab")["exposed_usd"] == exposed * B


def test_a_stated_duration_is_the_term(loads: Any) -> None:
    """7: Ten years from 2027-01-01 are 3,653 days, with 2028, 2032 and 2036: 3.653 billion are a
    million a day.

    On 2026-12-31, 365 million are due in the next year, which is half of a revenue of 0.73 billion.
    Without the duration, it would be five years and 1,826 days: 3,653 / 1,826 * 365 = 730.2, all.
    """
    lease = deal("lease", "LEASES_FROM", "lab", "miner", announced="2026-12", starts="2027-01-01")
    for term, share in (("ten years", 0.5), ("", 1.0003)):
        graph = loads((lease | {"term": term}, "$3.653 billion"), revenues={"miner": 0.73})
        row = row_of(ask(graph, "cascade", firm="lab"), firm="miner")
        assert (row["lost_usd"], row["lost_share"]) == (3_653_000_000, share)


def test_new_money_is_promised_until_it_is_paid(loads: Any) -> None:
    """8: The fund pays 100, of which 25 are closed: 25 received, 75 promised.

    The lab passes on what it gets, and owes 40 more than that: new, promised, and unfunded, since
    its revenue is 10, and 140 * 365 / 1,826 = 28 are due. The fund's revenue is unknown, so its 75
    are unfunded, too; with a revenue of 75, which is due at once, they are not.
    """
    deals = [
        (deal("paid", "INVESTS_IN", "fund", "lab", status="closed"), "$25 billion"),
        (deal("promise", "INVESTS_IN", "fund", "lab", status="announced"), "$75 billion"),
        (deal("order", "BUYS_FROM", "lab", "maker", announced="2026-12-31"), "$140 billion"),
    ]
    for revenues, unfunded in (({"lab": 10}, 115), ({"lab": 10, "fund": 75}, 40)):
        [row] = ask(loads(*deals, revenues=revenues), "new-money")
        assert (row["gross_usd"], row["new_usd"]) == (240 * B, 140 * B)
        assert (row["received_usd"], row["promised_usd"]) == (25 * B, 115 * B)
        assert row["unfunded_usd"] == unfunded * B


def test_a_firm_falls_by_what_it_loses_next_year(loads: Any) -> None:
    """9: An order that starts in 2028 takes nothing from 2027, and no revenue known is no fall."""
    graph = loads(
        (deal("later", "LEASES_FROM", "lab", "cloud", starts="2028", ends="2029"), "$20 billion"),
        (deal("small", "BUYS_FROM", "lab", "maker", starts="2027", ends="2027"), "$1 billion"),
        revenues={"cloud": 10},
    )
    row = row_of(ask(graph, "knock-out"), firm="lab")
    assert (row["lost_usd"], row["lost_next_year_usd"]) == (21 * B, 1 * B)
    assert (row["hit"], row["unknown"]) == ([], ["maker"])
    assert row["lost_from"] == date(2027, 1, 1)
    found = graphs.answer(graph, "cascade", {"firm": "lab"})
    assert len(found.rows.rows) == 1
    assert any(note.endswith("whether they fall: 1 (maker)") for note in found.notes)
    row = row_of(ask(graph, "knock-out", basis="deals"), firm="lab")
    assert row["hit"] == ["cloud", "maker"]


def test_a_ranking_shows_how_far_it_rests_on_the_assumed_term(loads: Any) -> None:
    """10: Of 100, five years take 20 from the next, three 33.3 and four 25, of a revenue of 100.

    With a threshold of a quarter it falls only if the term is three or four years.
    """
    graph = loads(
        (deal("order", "LEASES_FROM", "lab", "cloud", announced="2026-12-31"), "$100 billion"),
        revenues={"cloud": 100},
    )
    found = graphs.answer(graph, "cascade-ranking", {"threshold": 0.25})
    row = row_of(found.rows.maps(), firm="lab")
    assert (row["firms_fallen"], row["fallen_low"], row["fallen_high"]) == (0, 0, 1)
    assert any("assumed to be 5 years: 1, $100B (order)" in note for note in found.notes)
    row = row_of(ask(graph, "cascade-ranking", default_years=3, threshold=0.25), firm="lab")
    assert (row["firms_fallen"], row["fallen_low"], row["fallen_high"]) == (1, 0, 1)


def test_a_seller_funds_no_more_than_it_provides(loads: Any) -> None:
    """11: Of orders of 280 by the lab and 5 by the shop, 18 and 5 can be the seller's own money.

    It invests 18 in the lab and lends 9 to the shop: 23 of 300 in orders, a share of 0.0767.
    """
    graph = loads(
        (deal("stake", "INVESTS_IN", "seller", "lab"), "$18 billion"),
        (deal("cloud", "LEASES_FROM", "lab", "seller"), "$280 billion"),
        (deal("loan", "LENDS_TO", "seller", "shop"), "$9 billion"),
        (deal("goods", "BUYS_FROM", "shop", "seller"), "$5 billion"),
        (deal("other", "BUYS_FROM", "stranger", "seller"), "$15 billion"),
    )
    [row] = ask(graph, "self-funded-revenue")
    assert (row["orders_usd"], row["self_funded_usd"]) == (300 * B, 285 * B)
    assert (row["capital_usd"], row["funded_usd"]) == (27 * B, 23 * B)
    assert row["share"] == 0.0767


def test_purchases_in_a_circle_are_circular_trades(loads: Any) -> None:
    """12: Two firms that buy from each other, as AOL and Veritas, and two that own each other.

    The purchases are in order from b, which buys first; the stakes contain no revenue.
    """
    graph = loads(
        (deal("b-a", "BUYS_FROM", "b", "a", announced="2026-01-01"), "$1 billion"),
        (deal("a-b", "BUYS_FROM", "a", "b", announced="2026-01-05"), "$2 billion"),
        (deal("c-d", "INVESTS_IN", "c", "d"), "$3 billion"),
        (deal("d-c", "INVESTS_IN", "d", "c"), "$4 billion"),
        (deal("d-a", "INVESTS_IN", "d", "a"), "$5 billion"),
        (deal("a-d", "LEASES_FROM", "a", "d", announced="2026-01-02"), "$6 billion"),
    )
    kinds = {"".join(row["firms"]): row["kind"] for row in ask(graph, "loops")}
    assert kinds == {"ab": "circular_trade", "ad": "round_trip", "cd": "circular_capital"}
    rows = ask(graph, "time-ordered")
    assert [(row["deals"], row["kind"], row["days"]) for row in rows] == [
        (["d-a", "a-d"], "round_trip", 1),
        (["b-a", "a-b"], "circular_trade", 4),
    ]
    assert ask(graph, "time-ordered", kinds=["circular_trade"]) == rows[1:]


def test_a_trade_on_one_day_is_shown_once(loads: Any) -> None:
    """12: In order from either firm, and shown from the first by id."""
    graph = loads(
        (deal("b-a", "BUYS_FROM", "b", "a"), "$1 billion"),
        (deal("a-b", "BUYS_FROM", "a", "b"), "$2 billion"),
    )
    [row] = ask(graph, "time-ordered")
    assert (row["firms"], row["deals"], row["days"]) == (["a", "b"], ["a-b", "b-a"], 0)


def test_terms_that_do_not_overlap_are_not_added_to_one_year(loads: Any) -> None:
    """13: Of 10 in 2027 and 10 in 2030, 10 are due in the year after 2026-12-31.

    The revenue is a run rate of September 2026 and is called that, and with its period.
    """
    september = figure(
        *("rate",),
        about="lab",
        kind="run_rate",
        period="September 2026, annualised",
        starts="2026-09",
        ends="2026-09",
    )
    graph = loads(
        (deal("first", "BUYS_FROM", "lab", "maker", starts="2027", ends="2027"), "$10 billion"),
        (deal("second", "BUYS_FROM", "lab", "maker", starts="2030", ends="2030"), "$10 billion"),
        figures=(september,),
    )
    found = graphs.answer(graph, "commitment-gap", {})
    [row] = found.rows.maps()
    assert (row["promised_usd"], row["revenue_usd"], row["gap_usd"]) == (10 * B, 12 * B, -2 * B)
    assert row["revenue_basis"] == "run_rate"
    assert row["revenue_period"] == "September 2026, annualised"
    assert any(note.endswith("is a run rate: 1, $12B (lab)") for note in found.notes)


def test_rows_say_how_many_amounts_are_unknown(loads: Any) -> None:
    """14: From a to b one deal of 5 and one unknown, back 7: the smallest known hop is 5.

    An amount of which only an upper bound is known counts as unknown, and `gaps` lists it.
    """
    graph = loads(
        (deal("known", "INVESTS_IN", "a", "b"), "$5 billion"),
        (deal("unknown", "LENDS_TO", "a", "b"), ""),
        (deal("back", "INVESTS_IN", "b", "a"), "$7 billion"),
    )
    [loop] = ask(graph, "loops")
    assert (loop["weakest_usd"], loop["hop_usd"]) == (5 * B, [5 * B, 7 * B])
    [circle] = ask(graph, "circular-ownership")
    [path] = ask(graph, "paths", first="a", second="b")
    assert [one["without_usd"] for one in (loop, circle, path)] == [1, 1, 1]


def test_an_upper_bound_alone_is_a_gap(empty: Graph, tmp_path: Path) -> None:
    """14: A warrant worth $9 billion only if a price is reached has no known amount."""
    content = folders.tables()
    content["statements"][0] = states("d1", "s1", "", ceiling="$9bn")
    content["statements"].pop(1)
    Loader(empty, tmp_path / "folder")(content)
    assert "amount" in row_of(ask(empty, "gaps"), deal="d1")["missing"]
    [row] = ask(empty, "direct")
    assert (row["capital_usd"], row["without_usd"]) == (None, 1)
    assert ask(empty, "direct", amount="high")[0]["capital_usd"] == 9 * B


def test_exposure_is_what_would_be_written_off(loads: Any) -> None:
    """15: If the lab defaults, 4 are written off: 1 paid in, 2 guaranteed, 1 in granted shares.

    Not the 8 that the fund has promised and not paid, nor the warrant that has not vested.
    """
    graph = loads(
        (deal("paid", "INVESTS_IN", "fund", "lab", status="closed"), "$1 billion"),
        (deal("promise", "INVESTS_IN", "fund", "lab", status="announced"), "$8 billion"),
        (deal("guarantee", "BACKSTOPS", "maker", "lab", status="contingent"), "$2 billion"),
        (deal("shares", "GRANTS_EQUITY_TO", "lab", "cloud", status="closed"), "$1 billion"),
        (deal("warrant", "GRANTS_EQUITY_TO", "lab", "cloud", status="contingent"), "$5 billion"),
        revenues={"fund": 2, "maker": 100, "cloud": 10},
    )
    row = row_of(ask(graph, "knock-out", channels=["exposure"]), firm="lab")
    assert (row["exposed_usd"], row["lost_usd"]) == (4 * B, 4 * B)
    assert (row["firms_hit"], row["hit"]) == (1, ["fund"])


def test_a_large_share_of_little_is_shown_as_little(loads: Any) -> None:
    """15: The only known order of a maker with a revenue of 100 brings it 1 in the next year."""
    graph = loads(
        (deal("order", "BUYS_FROM", "miner", "maker", starts="2027", ends="2027"), "$1 billion"),
        revenues={"maker": 100},
    )
    [row] = ask(graph, "concentration")
    assert (row["top_payer"], row["top_share"]) == ("miner", 1.0)
    assert (row["revenue_usd"], row["revenue_share"]) == (100 * B, 0.01)
    [row] = ask(graph, "choke-points")
    assert (row["firm"], row["choke_point"], row["revenue_share"]) == ("maker", "miner", 0.01)


def test_a_year_is_not_its_first_quarter(loads: Any) -> None:
    """16: "Since 2019" is in the row 2019, and only a dated deal in 2019Q1."""
    graph = loads(
        (deal("since", "INVESTS_IN", "a", "lab", announced="2019"), "$13 billion"),
        (deal("half", "INVESTS_IN", "a", "lab", announced="2019H1"), "$2 billion"),
        (deal("dated", "INVESTS_IN", "a", "lab", announced="2019-02"), "$1 billion"),
    )
    for by, periods in (
        ("month", ["2019", "2019-02", "2019H1"]),
        ("quarter", ["2019", "2019H1", "2019Q1"]),
        ("year", ["2019"]),
    ):
        rows = ask(graph, "timeline", by=by)
        assert [row["period"] for row in rows] == periods
        assert rows[-1]["cumulative_usd"] == 16 * B


def test_a_rate_with_a_term_has_a_total(loads: Any) -> None:
    """18: 920 million a month from October 2026 to June 2029 are 33 months and 30.36 billion.

    On 2026-12-31, 912 of the 1,004 days are left: 30.36 * 912 / 1,004 = 27.578 billion. A note says
    how much of the sums is derived.
    """
    lease = deal("lease", "LEASES_FROM", "lab", "cloud", announced="2026-09-01")
    graph = loads((lease | {"starts": "2026-10", "ends": "2029-06"}, "$920 million a month"))
    found = graphs.answer(graph, "knock-out", {"firms": ["lab"]})
    [row] = found.rows.maps()
    assert row["lost_usd"] == 27_578_007_968
    assert any(note.endswith("rate and term: 1, $30.36B (lease)") for note in found.notes)
    [row] = ask(graph, "concentration")
    assert row["inflow_usd"] == 30_360_000_000
