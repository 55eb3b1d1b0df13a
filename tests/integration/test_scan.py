"""Loops in ledgers, compared with brute force, with networkx, and with known answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
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

from moneyloop.scan.engines.base import Engine, count
from moneyloop.scan.engines.duckdb.engine import DuckDBEngine
from moneyloop.scan.errors import ScanFailed
from moneyloop.scan.reading.columns import ColumnNames
from moneyloop.scan.request import ChainRules, ScanRequest, TypeFilter
from tests.groups import SHARED_LEDGERS
from tests.integration import ledgers
from tests.integration.ledgers import Payment, as_loops, in_order, scanned, write

RULES = st.one_of(
    st.none(),
    st.builds(
        ChainRules,
        st.one_of(st.none(), st.integers(0, 12)),
        st.one_of(st.none(), st.sampled_from([Fraction(1), Fraction(4, 5), Fraction(1, 10)])),
    ),
)


LOANS, SALES = frozenset({"loan"}), frozenset({"sale"})
TYPE_FILTERS = st.builds(
    TypeFilter, st.sampled_from([frozenset(), LOANS]), st.sampled_from([frozenset(), SALES])
)
NOT_A_NUMBER = (
    "the amount is not a number with at most 18 digits before and after the decimal point"
)
TYPED = ColumnNames(type="type")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    duck = DuckDBEngine("2GB")
    yield duck
    duck.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledgers")


@settings(max_examples=12)
@given(
    payments=ledgers.ledgers(accounts=5),
    hops=st.sampled_from([(2, 3), (3, 4), (5, 5)]),
    types=TYPE_FILTERS,
)
def test_cycles_are_those_that_brute_force_finds(
    engine: Engine, folder: Path, payments: list[Payment], hops: tuple[int, int], types: TypeFilter
) -> None:
    file = write(payments, folder / "cycles.parquet")
    request = ScanRequest(TYPED, min_hops=hops[0], max_hops=hops[1], type_filter=types)
    _, rows = scanned(engine, file, request)
    assert as_loops(rows) == ledgers.cycles(payments, *hops, types)
    for row in rows:
        for at, types_of_hop in enumerate(row["types"]):
            hop = (row["accounts"][at], row["accounts"][(at + 1) % row["hops"]])
            assert types_of_hop == sorted({p.type for p in payments if (p.payer, p.payee) == hop})


def test_dense_graphs_have_all_cycles_up_to_eight_hops(engine: Engine, folder: Path) -> None:
    chance = Random(7)  # noqa: S311 - no secret
    names = "abcdefgh"
    payments = [
        Payment(payer, payee, Decimal(chance.randrange(100)), ledgers.START)
        for payer in names
        for payee in names
        if chance.random() < 0.6
    ]
    _, rows = scanned(engine, write(payments, folder / "dense.csv"), ScanRequest(max_hops=8))
    expected = ledgers.cycles(payments, 2, 8)
    assert as_loops(rows) == expected
    assert {len(loop[0]) for loop in expected} == {2, 3, 4, 5, 6, 7, 8}


@settings(max_examples=12)
@given(
    payments=ledgers.ledgers(accounts=4),
    rules=RULES.filter(bool),
    least=st.integers(0, 50),
    types=TYPE_FILTERS,
)
def test_chains_are_those_that_brute_force_finds(
    engine: Engine,
    folder: Path,
    *,
    payments: list[Payment],
    rules: ChainRules,
    least: int,
    types: TypeFilter,
) -> None:
    file = write(payments, folder / "chains.csv")
    request = ScanRequest(
        TYPED, max_hops=4, chain_rules=rules, min_amount=Decimal(least), type_filter=types
    )
    found, rows = scanned(engine, file, request)
    enough = [payment for payment in payments if payment.amount >= least]
    assert as_loops(rows) == ledgers.chains(enough, 2, 4, rules, types)
    assert (found.payments, found.bad) == (len(payments), 0)
    assert found.below_minimum == len(payments) - len(enough)


def long_ledger(seed: int) -> list[Payment]:
    """Payments of different days among twenty accounts, with many that pass most of it on."""
    chance = Random(seed)  # noqa: S311 - no secret
    names = [f"n{number:02}" for number in range(20)]
    payments, payer = [], names[0]
    for day in range(160):
        payee = chance.choice([name for name in names if name != payer])
        amount = Decimal(chance.randrange(9500, 10001)) / 100
        payments.append(Payment(payer, payee, amount, ledgers.START + timedelta(day)))
        payer = payee if chance.random() < 0.9 else chance.choice(names)
    return payments


@pytest.mark.parametrize("most_paths", [None, 10], ids=["cycles up to eight", "without cycles"])
@pytest.mark.parametrize(
    "rules",
    [
        ChainRules(within_days=25),
        ChainRules(60, Fraction(97, 100)),
        ChainRules(None, Fraction(98, 100)),
    ],
    ids=["days", "both", "keep"],
)
def test_long_chains_are_those_that_a_walk_finds(
    engine: Engine,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    rules: ChainRules,
    most_paths: int | None,
) -> None:
    if most_paths:
        # Cycles are too many from five hops on, so chains are found without them.
        monkeypatch.setattr("moneyloop.scan.search.limits.MAX_ROWS", most_paths)
    payments = long_ledger(0)
    file = write(payments, folder / "long.parquet")
    request = ScanRequest(min_hops=4, max_hops=12, chain_rules=rules)
    _, rows = scanned(engine, file, request)
    expected = ledgers.walked_chains(payments, 4, 12, rules)
    assert {len(chain) for chain in expected} >= set(range(5, 13))
    assert as_loops(rows) == ledgers.as_chain_loops(expected)


@settings(max_examples=6)
@given(payments=ledgers.ledgers(payments=24), rules=RULES, top=st.integers(1, 5))
def test_top_finds_the_loops_with_the_largest_weakest_hop(
    engine: Engine,
    folder: Path,
    payments: list[Payment],
    rules: ChainRules | None,
    top: int,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # Several attempts, in a small ledger too.
        patch.setattr("moneyloop.scan.search.find.FIRST_ATTEMPT", 2)
        patch.setattr("moneyloop.scan.search.find.GROWTH", 2)
        file = write(payments, folder / "top.parquet")
        _, rows = scanned(engine, file, ScanRequest(top=top, chain_rules=rules))
    if rules is None:
        expected = ledgers.cycles(payments, 2, 3)
    else:
        expected = ledgers.chains(payments, 2, 3, rules)
    assert set(as_loops(rows)) <= set(expected)
    weakest = sorted((min(loop[2]) for loop in expected), reverse=True)[:top]
    assert [row["weakest"] for row in rows] == weakest


def test_a_medium_ledger_has_the_cycles_that_networkx_finds(engine: Engine, folder: Path) -> None:
    chance = Random(3)  # noqa: S311 - no secret
    weights = [(rank + 1) ** -0.7 for rank in range(400)]
    ends = chance.choices(range(400), weights, k=4000)
    columns = {"from": pa.array(ends[::2]), "to": pa.array(ends[1::2])}
    pq.write_table(pa.table(columns), folder / "medium.parquet")
    found, rows = scanned(engine, folder / "medium.parquet", ScanRequest(max_hops=4))
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
        payer == payee for payer, payee in zip(ends[::2], ends[1::2], strict=True)
    )


LARGE_REQUESTS = (
    ScanRequest(max_hops=4),
    ScanRequest(min_hops=5, max_hops=5, min_amount=Decimal(200_000)),
    ScanRequest(max_hops=3, chain_rules=ChainRules(keep=Fraction(1, 2))),
    ScanRequest(max_hops=3, top=20),
)


@pytest.mark.parametrize("accounts", ["numbers", "numbers far apart", "text"])
def test_a_large_ledger_is_folded_with_a_sample(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, accounts: str
) -> None:
    apart = 1 if accounts == "numbers" else 1 << 29
    file = ledgers.write_large(folder / "large.parquet", apart, text=accounts == "text")
    usual = [in_order(scanned(engine, file, request)[1]) for request in LARGE_REQUESTS]
    exactly = sum(row["hops"] == 3 for row in scanned(engine, file, LARGE_REQUESTS[0])[1])
    folds = ledgers.sample_small_ledgers(monkeypatch)
    assert [in_order(scanned(engine, file, request)[1]) for request in LARGE_REQUESTS] == usual
    assert all(len(rows) > 10 for rows in usual)
    assert folds and not any(pairs.folded for pairs in folds)
    assert {pairs.offset is None for pairs in folds} == {accounts != "numbers"}
    # Parallel payments repeat a loop, so at first there seem to be too many.
    few = ScanRequest(min_hops=3, max_hops=3, max_loops=exactly)
    assert len(scanned(engine, file, few)[1]) == exactly
    with pytest.raises(ScanFailed, match=rf"more than {exactly - 1} loops of 3; .*\(-\d+ pays"):
        scanned(engine, file, replace(few, max_loops=exactly - 1))


def test_a_large_ledger_of_parallel_payments_is_folded_first(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ledgers.write_large(folder / "parallel.parquet")
    folds = ledgers.sample_small_ledgers(monkeypatch)
    monkeypatch.setattr("moneyloop.scan.search.pairs.FEW_PARALLEL", 0.01)
    assert scanned(engine, file, ScanRequest())[1]
    assert [pairs.folded for pairs in folds] == [True]


def test_accounts_that_only_pay_are_dropped_from_a_large_ledger(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "customers.parquet"
    ends = [(1, 2), (2, 3), (3, 1), *((customer, customer % 3 + 1) for customer in range(9, 99))]
    payers, payees = zip(*ends, strict=True)
    pq.write_table(pa.table({"payer": payers, "payee": payees}), file)
    folds = ledgers.sample_small_ledgers(monkeypatch)
    assert [row["accounts"] for row in scanned(engine, file, ScanRequest())[1]] == [[1, 2, 3]]
    [pairs] = folds
    assert count(engine, pairs.coded) == 3


@pytest.mark.group("ledgers")
@pytest.mark.parametrize(
    ("file", "columns", "counts"),
    [
        ("AccountTransferAccount", ColumnNames("fromId", "toId"), [120, 101, 238]),
        ("CompanyInvestCompany", ColumnNames("investorId", "companyId"), [3, 3, 5]),
    ],
)
def test_finbench_has_the_known_cycles(
    engine: Engine, file: str, columns: ColumnNames, counts: list[int]
) -> None:
    request = ScanRequest(columns, max_hops=4)
    found, rows = scanned(engine, SHARED_LEDGERS / f"{file}.csv", request)
    assert [sum(row["hops"] == hops for row in rows) for hops in (2, 3, 4)] == counts
    assert found.bad == 0


@pytest.mark.group("ledgers")
def test_finbench_has_the_known_cycles_in_time_order(engine: Engine) -> None:
    columns = ColumnNames("fromId", "toId", date="createTime")
    file = SHARED_LEDGERS / "AccountTransferAccount.csv"
    _, rows = scanned(engine, file, ScanRequest(columns, max_hops=4, chain_rules=ChainRules()))
    rings = {
        tuple((row["accounts"] * 2)[at:][: row["hops"]])
        for row in rows
        for at in [row["accounts"].index(min(row["accounts"]))]
    }
    assert [sum(len(ring) == hops for ring in rings) for hops in (2, 3, 4)] == [120, 69, 60]


def test_too_many_loops_are_refused_with_advice(engine: Engine, folder: Path) -> None:
    payments = [
        Payment(payer, payee, Decimal(1), ledgers.START)
        for payer in "abcdef"
        for payee in "abcdef"
        if payer != payee
    ]
    file = write(payments, folder / "many.parquet")
    with pytest.raises(ScanFailed, match=r"more than 39 loops of 3.*a pays 5.*--top 1000"):
        scanned(engine, file, ScanRequest(max_loops=39))
    assert len(scanned(engine, file, ScanRequest(max_loops=40))[1]) == 15 + 40
    # Paths of three from the account that ranks first: 5 * 4 * 3 + 4 * 3 * 2 + 3 * 2.
    with pytest.raises(ScanFailed, match=r"more than 80 paths that may lie on loops of 5; most"):
        scanned(engine, file, ScanRequest(min_hops=5, max_hops=5, max_loops=8))
    with pytest.raises(ScanFailed, match=r"more than 9 loops of 5;"):
        scanned(engine, file, ScanRequest(min_hops=5, max_hops=5, max_loops=9))


def test_bad_rows_have_a_reason(engine: Engine, folder: Path) -> None:
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
    found, rows = scanned(engine, file, ScanRequest())
    assert (found.payments, found.bad) == (2, 10)
    reasons = [row["reason"] for row in engine.rows(found.bad_rows)]
    assert sorted(reasons) == [
        "no amount",
        "no date",
        "no payee",
        "no payer",
        "the amount is negative; swap payer and payee",
        *[NOT_A_NUMBER] * 2,
        "the date is not a valid date such as 2025-09-22",
    ]
    assert [line for _, line, _, _ in found.broken_lines] == [12, 13]
    [row] = rows
    assert row["accounts"] == ["a", "b"]
    assert row["amounts"] == [Decimal("1250.50"), Decimal("0.10")]
    assert str(row["last"]) == "2025-01-02 08:00:00"


def test_accounts_keep_their_type_and_their_zeros(engine: Engine, folder: Path) -> None:
    numbers = {"payer": [7, 10], "payee": [10, 7], "amount": [2**53 + 1, 1]}
    pq.write_table(pa.table(numbers), folder / "numbers.parquet")
    [row] = scanned(engine, folder / "numbers.parquet", ScanRequest())[1]
    assert row["accounts"] == [7, 10]
    assert row["amounts"] == [2**53 + 1, 1]
    (folder / "zeros.csv").write_text("payer\tpayee\n007\t10\n10\t007\n7\t10\n", "utf-8")
    [row] = scanned(engine, folder / "zeros.csv", ScanRequest())[1]
    assert row["accounts"] == ["007", "10"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            ScanRequest(ColumnNames(payer="who")),
            r"no column 'who' \(set by --payer\).*are: payer, payee",
        ),
        (ScanRequest(ColumnNames("payer", "payer")), "payer and payee in the same column"),
        (ScanRequest(chain_rules=ChainRules()), "--date"),
        (ScanRequest(type_filter=TypeFilter(LOANS)), "--starts-with and --returns-as need types"),
        (ScanRequest(ColumnNames(type="kind")), r"no column 'kind' \(set by --type-column\)"),
        (ScanRequest(min_amount=Decimal(1)), "--min-amount needs amounts.*--amount"),
    ],
)
def test_missing_columns_are_reported(
    engine: Engine, folder: Path, wrong: ScanRequest, message: str
) -> None:
    (folder / "short.csv").write_text("payer,payee\na,b\n", "utf-8")
    with pytest.raises(ScanFailed, match=message):
        scanned(engine, folder / "short.csv", wrong)
