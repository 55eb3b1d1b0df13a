"""Loops in ledgers, against trying everything, against networkx, and against known answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import networkx as nx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneyloop.scan.duck import Duck
from moneyloop.scan.engine import Engine, count
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.request import Columns, Order, Roles, Wanted
from tests.groups import SHARED_LEDGERS
from tests.integration import ledgers
from tests.integration.ledgers import Payment, as_loops, by_all, scanned, write

ORDERS = st.one_of(
    st.none(),
    st.builds(
        Order,
        st.one_of(st.none(), st.integers(0, 12)),
        st.one_of(st.none(), st.sampled_from([Fraction(1), Fraction(4, 5), Fraction(1, 10)])),
    ),
)


LOANS, SALES = frozenset({"loan"}), frozenset({"sale"})
ROLES = st.builds(
    Roles, st.sampled_from([frozenset(), LOANS]), st.sampled_from([frozenset(), SALES])
)
TYPED = Columns(type="type")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    duck = Duck("2GB")
    yield duck
    duck.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledgers")


@settings(max_examples=12)
@given(
    payments=ledgers.ledgers(accounts=5),
    hops=st.sampled_from([(2, 3), (3, 4), (5, 5)]),
    roles=ROLES,
)
def test_cycles_are_those_that_trying_everything_finds(
    engine: Engine, folder: Path, payments: list[Payment], hops: tuple[int, int], roles: Roles
) -> None:
    file = write(payments, folder / "cycles.parquet")
    wanted = Wanted(TYPED, min_hops=hops[0], max_hops=hops[1], roles=roles)
    _, rows = scanned(engine, file, wanted)
    assert as_loops(rows) == ledgers.cycles(payments, *hops, roles)
    for row in rows:
        for at, types in enumerate(row["types"]):
            hop = (row["accounts"][at], row["accounts"][(at + 1) % row["hops"]])
            assert types == sorted({p.type for p in payments if (p.payer, p.payee) == hop})


def test_dense_graphs_have_all_cycles_up_to_six_hops(engine: Engine, folder: Path) -> None:
    chance = Random(7)  # noqa: S311 - no secret
    names = "abcdefg"
    payments = [
        Payment(one, other, Decimal(chance.randrange(100)), ledgers.START)
        for one in names
        for other in names
        if chance.random() < 0.8
    ]
    _, rows = scanned(engine, write(payments, folder / "dense.csv"), Wanted(max_hops=6))
    expected = ledgers.cycles(payments, 2, 6)
    assert as_loops(rows) == expected
    assert {len(loop[0]) for loop in expected} == {2, 3, 4, 5, 6}


@settings(max_examples=12)
@given(
    payments=ledgers.ledgers(accounts=4),
    order=ORDERS.filter(bool),
    least=st.integers(0, 50),
    roles=ROLES,
)
def test_chains_are_those_that_trying_everything_finds(
    engine: Engine,
    folder: Path,
    *,
    payments: list[Payment],
    order: Order,
    least: int,
    roles: Roles,
) -> None:
    file = write(payments, folder / "chains.csv")
    wanted = Wanted(TYPED, max_hops=4, order=order, min_amount=Decimal(least), roles=roles)
    found, rows = scanned(engine, file, wanted)
    enough = [one for one in payments if one.amount >= least]
    assert as_loops(rows) == ledgers.chains(enough, 2, 4, order, roles)
    assert (found.payments, found.bad) == (len(payments), 0)
    assert found.small == len(payments) - len(enough)


@settings(max_examples=6)
@given(payments=ledgers.ledgers(payments=24), order=ORDERS, top=st.integers(1, 5))
def test_top_takes_the_largest_by_their_weakest_hop(
    engine: Engine,
    folder: Path,
    payments: list[Payment],
    order: Order | None,
    top: int,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # So that it looks through more and more payments in a small ledger too.
        patch.setattr("moneyloop.scan.run.PAIRS_AT_FIRST", 2)
        patch.setattr("moneyloop.scan.run.TIMES_MORE", 2)
        file = write(payments, folder / "top.parquet")
        _, rows = scanned(engine, file, Wanted(top=top, order=order))
    if order is None:
        expected = ledgers.cycles(payments, 2, 3)
    else:
        expected = ledgers.chains(payments, 2, 3, order)
    assert set(as_loops(rows)) <= set(expected)
    weakest = sorted((min(loop[2]) for loop in expected), reverse=True)[:top]
    assert [row["weakest"] for row in rows] == weakest


def test_a_medium_ledger_has_the_cycles_that_networkx_finds(engine: Engine, folder: Path) -> None:
    chance = Random(3)  # noqa: S311 - no secret
    weights = [(rank + 1) ** -0.7 for rank in range(400)]
    ends = chance.choices(range(400), weights, k=4000)
    columns = {"from": pa.array(ends[::2]), "to": pa.array(ends[1::2])}
    pq.write_table(pa.table(columns), folder / "medium.parquet")
    found, rows = scanned(engine, folder / "medium.parquet", Wanted(max_hops=4))
    pairs = {pair for pair in zip(ends[::2], ends[1::2], strict=True) if len(set(pair)) == 2}
    network: nx.DiGraph[int] = nx.DiGraph(pairs)
    expected = {
        tuple(cycle[(at := cycle.index(min(cycle))) :] + cycle[:at])
        for cycle in nx.simple_cycles(network, length_bound=4)
        if len(cycle) > 1
    }
    assert {tuple(row["accounts"]) for row in rows} == expected
    assert len(rows) == len(expected) > 1000
    assert {row["weakest"] for row in rows} == {None}
    assert found.to_self == sum(
        one == other for one, other in zip(ends[::2], ends[1::2], strict=True)
    )


LARGE_WAYS = (
    Wanted(max_hops=4),
    Wanted(min_hops=5, max_hops=5, min_amount=Decimal(200_000)),
    Wanted(max_hops=3, order=Order(keep=Fraction(1, 2))),
    Wanted(max_hops=3, top=20),
)


@pytest.mark.parametrize("accounts", ["numbers", "numbers far apart", "text"])
def test_a_large_ledger_is_folded_by_a_sample(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, accounts: str
) -> None:
    apart = 1 if accounts == "numbers" else 1 << 29
    file = ledgers.write_large(folder / "large.parquet", apart, text=accounts == "text")
    usual = [by_all(scanned(engine, file, wanted)[1]) for wanted in LARGE_WAYS]
    exactly = sum(row["hops"] == 3 for row in scanned(engine, file, LARGE_WAYS[0])[1])
    folds = ledgers.by_sample(monkeypatch)
    assert [by_all(scanned(engine, file, wanted)[1]) for wanted in LARGE_WAYS] == usual
    assert all(len(rows) > 10 for rows in usual)
    assert folds and not any(one.folded for one in folds)
    assert {one.own is None for one in folds} == {accounts != "numbers"}
    # With each of its payments a loop is found more than once, and so there seem to be too many.
    few = Wanted(min_hops=3, max_hops=3, most=exactly)
    assert len(scanned(engine, file, few)[1]) == exactly
    with pytest.raises(ScanFailed, match=rf"more than {exactly - 1} loops of 3; .*\(-\d+ pays"):
        scanned(engine, file, replace(few, most=exactly - 1))


def test_a_ledger_of_many_parallel_payments_is_folded_first(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ledgers.write_large(folder / "parallel.parquet")
    folds = ledgers.by_sample(monkeypatch)
    monkeypatch.setattr("moneyloop.scan.pairs.FEW", 0.01)
    assert scanned(engine, file, Wanted())[1]
    assert [one.folded for one in folds] == [True]


def test_accounts_that_only_pay_are_left_out_of_a_large_ledger(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "customers.parquet"
    ends = [(1, 2), (2, 3), (3, 1), *((customer, customer % 3 + 1) for customer in range(9, 99))]
    payers, payees = zip(*ends, strict=True)
    pq.write_table(pa.table({"payer": payers, "payee": payees}), file)
    folds = ledgers.by_sample(monkeypatch)
    assert [row["accounts"] for row in scanned(engine, file, Wanted())[1]] == [[1, 2, 3]]
    [pairs] = folds
    assert count(engine, pairs.coded) == 3


@pytest.mark.group("ledgers")
@pytest.mark.parametrize(
    ("file", "columns", "counts"),
    [
        ("AccountTransferAccount", Columns("fromId", "toId"), [120, 101, 238]),
        ("CompanyInvestCompany", Columns("investorId", "companyId"), [3, 3, 5]),
    ],
)
def test_finbench_has_the_known_cycles(
    engine: Engine, file: str, columns: Columns, counts: list[int]
) -> None:
    wanted = Wanted(columns, max_hops=4)
    found, rows = scanned(engine, SHARED_LEDGERS / f"{file}.csv", wanted)
    assert [sum(row["hops"] == hops for row in rows) for hops in (2, 3, 4)] == counts
    assert found.bad == 0


@pytest.mark.group("ledgers")
def test_finbench_has_the_known_cycles_in_order_of_time(engine: Engine) -> None:
    columns = Columns("fromId", "toId", date="createTime")
    file = SHARED_LEDGERS / "AccountTransferAccount.csv"
    _, rows = scanned(engine, file, Wanted(columns, max_hops=4, order=Order()))
    rings = {
        tuple((row["accounts"] * 2)[at:][: row["hops"]])
        for row in rows
        for at in [row["accounts"].index(min(row["accounts"]))]
    }
    assert [sum(len(ring) == hops for ring in rings) for hops in (2, 3, 4)] == [120, 69, 60]


def test_too_many_loops_are_refused_with_what_to_do(engine: Engine, folder: Path) -> None:
    payments = [
        Payment(one, other, Decimal(1), ledgers.START)
        for one in "abcdef"
        for other in "abcdef"
        if one != other
    ]
    file = write(payments, folder / "many.parquet")
    with pytest.raises(ScanFailed, match=r"more than 39 loops of 3.*a pays 5.*--top 1000"):
        scanned(engine, file, Wanted(most=39))
    assert len(scanned(engine, file, Wanted(most=40))[1]) == 15 + 40
    # From its first account, which outranks the rest: 5 * 4 * 3 + 4 * 3 * 2 + 3 * 2 ways of three.
    with pytest.raises(ScanFailed, match=r"more than 80 ways on which loops of 5 may lie; acc"):
        scanned(engine, file, Wanted(min_hops=5, max_hops=5, most=8))
    with pytest.raises(ScanFailed, match=r"more than 9 loops of 5;"):
        scanned(engine, file, Wanted(min_hops=5, max_hops=5, most=9))


def test_rows_that_are_no_payments_are_set_aside_with_the_reason(
    engine: Engine, folder: Path
) -> None:
    file = folder / "bad.csv"
    file.write_text(
        "payer,payee,amount,date\n"
        'a,b,"1,250.50",2025-01-01\n'
        " b ,a,0.1,2025-01-02T10:00:00+02:00\n"
        ",b,1,2025-01-01\n"
        "a,,1,2025-01-01\n"
        "a,b,,2025-01-01\n"
        "a,b,many,2025-01-01\n"
        "a,b,-0.5,2025-01-01\n"
        "a,b,0.1234567890123456789,2025-01-01\n"
        "a,b,1,\n"
        "a,b,1,2025-02-30\n"
        "a,b,1,2025-01-01,and more\n"
        "a,b\n",
        "utf-8",
    )
    found, rows = scanned(engine, file, Wanted())
    assert (found.payments, found.bad) == (2, 10)
    reasons = [row["reason"] for row in engine.rows(found.bad_rows)]
    assert sorted(reasons) == [
        "no amount",
        "no date",
        "no payee",
        "no payer",
        "the amount is negative; swap payer and payee",
        *["the amount is no number with at most 18 digits before and after the point"] * 2,
        "the date is none such as 2025-09-22",
    ]
    assert [line for _, line, _, _ in found.broken] == [12, 13]
    [row] = rows
    assert row["accounts"] == ["a", "b"]
    assert row["amounts"] == [Decimal("1250.50"), Decimal("0.10")]
    assert str(row["last"]) == "2025-01-02 08:00:00"


def test_ids_keep_their_type_and_text_its_zeros(engine: Engine, folder: Path) -> None:
    numbers = {"payer": [7, 10], "payee": [10, 7], "amount": [2**53 + 1, 1]}
    pq.write_table(pa.table(numbers), folder / "numbers.parquet")
    [row] = scanned(engine, folder / "numbers.parquet", Wanted())[1]
    assert row["accounts"] == [7, 10]
    assert row["amounts"] == [2**53 + 1, 1]
    (folder / "zeros.csv").write_text("payer\tpayee\n007\t10\n10\t007\n7\t10\n", "utf-8")
    [row] = scanned(engine, folder / "zeros.csv", Wanted())[1]
    assert row["accounts"] == ["007", "10"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Wanted(Columns(payer="who")), "no column 'who', which --payer names.*are: payer, payee"),
        (Wanted(Columns("payer", "payer")), "the same column"),
        (Wanted(order=Order()), "--date"),
        (Wanted(roles=Roles(LOANS)), "--starts-with and --returns-as need types"),
        (Wanted(Columns(type="kind")), "no column 'kind', which --type-column names"),
        (Wanted(min_amount=Decimal(1)), "--min-amount needs amounts.*--amount"),
    ],
)
def test_columns_that_are_missing_are_told(
    engine: Engine, folder: Path, wanted: Wanted, message: str
) -> None:
    (folder / "short.csv").write_text("payer,payee\na,b\n", "utf-8")
    with pytest.raises(ScanFailed, match=message):
        scanned(engine, folder / "short.csv", wanted)
