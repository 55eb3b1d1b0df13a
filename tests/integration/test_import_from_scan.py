"""Importing the loops of a scan: each payment once, whichever scan and file has it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from loader.deals.importing import Outcome, carry_out, rehearse
from loader.deals.in_batches import carry_out_in_batches
from loader.deals.lines import Options, read_files
from loader.folder.export import tables_of, write_folder
from loader.folder.read import read_folder
from loader.ledgers.from_scan import FromScan, Types, read_loops, types_of
from loader.problems import BadInput
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.scan.engines.base import Engine
from moneyloop.scan.engines.duckdb.engine import DuckDBEngine
from moneyloop.scan.output.files import write_loops
from moneyloop.scan.reading.columns import ColumnNames
from moneyloop.scan.reading.files import find_files
from moneyloop.scan.request import ChainRules, ScanRequest
from moneyloop.scan.run import scan
from tests.conftest import quiet
from tests.integration import ledgers
from tests.integration.graphs import ask, everything
from tests.integration.imports import knowledge_in, line, log_of, write_csv
from tests.integration.ledgers import Payment

FORMATS = ("parquet", "csv", "jsonl")
DOLLARS = FromScan(Types("BUYS_FROM"), "USD")
IN_ORDER = ChainRules()
DAY = date(2025, 1, 1)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    duck = DuckDBEngine("1GB")
    yield duck
    duck.close()


class ScanImporter:
    """Scans ledgers, and imports the loops that were found."""

    def __init__(self, graph: Graph, engine: Engine, folder: Path) -> None:
        self.graph = graph
        self.engine = engine
        self.folder = folder
        self._files = 0

    def loops(
        self,
        payments: Sequence[Payment],
        request: ScanRequest,
        form: str = "csv",
        ledger: str = "books",
    ) -> str:
        """The file with the loops that a scan of these payments finds."""
        self._files += 1
        books = ledgers.write(payments, self.folder / f"books-{self._files}.parquet")
        found = scan(self.engine, find_files([str(books)], ledger=ledger), request, quiet)
        file = self.folder / f"loops-{self._files}.{form}"
        with file.open("wb") as opened:
            write_loops(self.engine, found.loops, form, opened)
        return str(file)

    def imports(
        self, *files: str, options: FromScan = DOLLARS, new_firms: tuple[str, ...] = ()
    ) -> Outcome:
        lines = read_loops(files, options)
        return carry_out(self.graph, "import", lines, Options(new_firms=new_firms))

    def refused(self, *files: str, options: FromScan = DOLLARS) -> list[str]:
        """The problems, without the folder of the files. The graph must be unchanged."""
        before = everything(self.graph)
        try:
            self.imports(*files, options=options)
        except BadInput as error:
            assert everything(self.graph) == before
            return [str(problem).replace(f"{self.folder}/", "") for problem in error.problems]
        raise AssertionError("the import was not refused")

    def paid(self) -> Counter[tuple[str, str, date, Decimal]]:
        """How often the graph has each payment: payer, payee, day and exact amount."""
        rows = self.graph.read(
            (
                "MATCH (a:Firm)-[deal]->(b:Firm) WHERE deal.deal IS NOT NULL "
                "RETURN a.name AS payer, b.name AS payee, deal.announced AS day, "
                "deal.as_stated AS stated, a.kind + ' ' + b.kind AS kinds",
                {},
            )
        )[0].maps()
        assert {row["kinds"] for row in rows} <= {"account account"}
        return Counter(
            (row["payer"], row["payee"], row["day"], Decimal(row["stated"])) for row in rows
        )


@pytest.fixture
def scan_importer(empty: Graph, engine: Engine, tmp_path: Path) -> ScanImporter:
    """An importer with an empty graph."""
    return ScanImporter(empty, engine, tmp_path)


def paid(payer: str, payee: str, amount: str, days: int = 0, type_: str = "x") -> Payment:
    return Payment(payer, payee, Decimal(amount), date.fromordinal(DAY.toordinal() + days), type_)


def identity(payment: Payment) -> tuple[str, str, date, Decimal]:
    return (payment.payer, payment.payee, payment.day, payment.amount)


ORDERS = st.builds(
    ChainRules,
    st.sampled_from([None, 0, 6]),
    st.sampled_from([None, Fraction(1, 2)]),
)
REQUESTS = st.builds(
    ScanRequest,
    chain_rules=ORDERS,
    max_hops=st.sampled_from([2, 3]),
    min_amount=st.sampled_from([None, Decimal(30)]),
    columns=st.sampled_from([ColumnNames(), ColumnNames(type="type"), ColumnNames(id="amount")]),
)


@settings(max_examples=3, phases=[Phase.generate])
@given(
    payments=ledgers.ledgers(accounts=3, payments=14),
    scans=st.lists(st.tuples(REQUESTS, st.sampled_from(FORMATS)), min_size=2, max_size=2),
)
def test_each_payment_of_a_loop_is_imported_once(
    graph: Graph,
    engine: Engine,
    tmp_path_factory: pytest.TempPathFactory,
    payments: list[Payment],
    scans: list[tuple[ScanRequest, str]],
) -> None:
    graph.command("MATCH (n) DETACH DELETE n")
    scan_importer = ScanImporter(graph, engine, tmp_path_factory.mktemp("scans"))
    # Some occur twice: equal payments are separate ones.
    payments = payments + payments[:3]
    files, expected = [], set()
    for request, form in scans:
        payments.reverse()
        files.append(scan_importer.loops(payments, request, form))
        large = [one for one in payments if one.amount >= (request.min_amount or 0)]
        assert request.chain_rules
        for chain in ledgers.chosen_payments(large, 2, request.max_hops, request.chain_rules):
            expected |= set(map(identity, chain))
    for file in files:
        scan_importer.imports(file)
    counts = Counter(map(identity, payments))
    assert scan_importer.paid() == {payment: counts[payment] for payment in expected}
    before = everything(graph)
    assert not scan_importer.imports(*reversed(files)).receipt.written
    assert everything(graph) == before


@settings(max_examples=3, phases=[Phase.generate])
@given(
    payments=ledgers.ledgers(accounts=4, payments=16),
    least=st.lists(st.sampled_from([None, 20, 60]), min_size=2, max_size=3),
)
def test_of_several_sums_the_one_of_most_payments_is_kept(
    graph: Graph,
    engine: Engine,
    tmp_path_factory: pytest.TempPathFactory,
    payments: list[Payment],
    least: list[int | None],
) -> None:
    graph.command("MATCH (n) DETACH DELETE n")
    scan_importer = ScanImporter(graph, engine, tmp_path_factory.mktemp("scans"))
    files = []
    sums: dict[tuple[str, str], tuple[int, Decimal, date]] = {}
    for number, minimum in enumerate(least):
        request = ScanRequest(min_amount=None if minimum is None else Decimal(minimum))
        files.append(scan_importer.loops(payments, request, FORMATS[number]))
        large = [one for one in payments if one.amount >= (minimum or 0)]
        for ring, *_ in ledgers.cycles(large, 2, 3):
            for pair in zip(ring, (*ring[1:], ring[0]), strict=True):
                hop = [one for one in large if (one.payer, one.payee) == pair]
                total = (
                    len(hop),
                    sum((one.amount for one in hop), Decimal(0)),
                    min(one.day for one in hop),
                )
                sums[pair] = max(sums.get(pair, total), total, key=lambda one: one[0])
    # In one import, or in several.
    for batch in [files] if len(files) == 2 else [[file] for file in files]:
        scan_importer.imports(*batch)
    assert scan_importer.paid() == {
        (*pair, first, amount): 1 for pair, (_, amount, first) in sums.items()
    }
    before = everything(graph)
    assert not scan_importer.imports(*reversed(files)).receipt.written
    assert everything(graph) == before


BOOKS = [
    paid("a", "b", "100.50", 0, "loan"),
    paid("a", "b", "100.50", 0, "loan"),
    paid("b", "a", "90.49", 4, "sale"),
    paid("b", "c", "1000000.5", 30, "sale"),
    paid("c", "a", "0.25", 60, "sale"),
]


def test_the_deal_of_a_payment(scan_importer: ScanImporter) -> None:
    request = ScanRequest(chain_rules=IN_ORDER, columns=ColumnNames(type="type", id="amount"))
    types = types_of(["Loan=lends-to", "sale=BUYS_FROM"], by_column=True)
    file = scan_importer.loops(BOOKS, request, "parquet")
    options = FromScan(types, "USD")
    planned = rehearse(scan_importer.graph, read_loops([file], options), Options())
    assert scan_importer.paid() == {}
    done = scan_importer.imports(file, options=options)
    assert planned == done
    assert (done.receipt.deals.new, done.receipt.firms.new, done.receipt.sources.new) == (5, 3, 1)
    assert [set(loop.firms) for loop in done.new_loops.loops] == [{"a", "b"}, {"a", "b", "c"}]
    assert all(loop.round_trip for loop in done.new_loops.loops)
    deals = scan_importer.graph.read(
        (
            "MATCH (source)-[states:STATES]->(deal:Deal)-[:PAYER]->(payer:Firm) "
            "RETURN payer.id AS payer, deal.type AS type, deal.usd AS usd, "
            "states.as_stated AS stated, toString(deal.announced) AS day, "
            "deal.status AS status, states.note AS note, source.url AS url, "
            "source.title AS title, source.kind AS kind "
            "ORDER BY day, payer, deal.id",
            {},
        )
    )[0].rows
    books = ("ledger:books", "books", "company")
    assert deals == (
        ("a", "LENDS_TO", 100, "100.50", "2025-01-01", "closed", "payment 100.50", *books),
        ("a", "LENDS_TO", 100, "100.50", "2025-01-01", "closed", "payment 100.50", *books),
        ("b", "BUYS_FROM", 90, "90.49", "2025-01-05", "closed", "payment 90.49", *books),
        # Rounded half to even. An amount below half a unit is stored only as text.
        (
            "b",
            "BUYS_FROM",
            1000000,
            "1000000.50",
            "2025-01-31",
            "closed",
            "payment 1000000.50",
            *books,
        ),
        ("c", "BUYS_FROM", None, "0.25", "2025-03-02", "closed", "payment 0.25", *books),
    )
    [entry] = log_of(scan_importer.graph)
    assert (entry["entry"]["deals_new"], len(entry["deals"])) == (5, 5)  # type: ignore[index, arg-type]


@pytest.mark.parametrize("order", [None, IN_ORDER])
def test_the_report_loops_finds_the_imported_loops(
    scan_importer: ScanImporter, order: ChainRules | None
) -> None:
    random = Random(7)  # noqa: S311 - repeatable
    payments = []
    for _ in range(40):
        payer, payee = random.sample("abcdefgh", 2)
        payments.append(paid(payer, payee, str(random.randrange(1, 90)), random.randrange(9)))
    file = scan_importer.loops(payments, ScanRequest(chain_rules=order), "jsonl")
    found = [json.loads(text) for text in Path(file).read_text("utf-8").splitlines()]
    rings = {tuple(row["accounts"]) for row in found}
    scan_importer.imports(file)
    rows = ask(scan_importer.graph, "loops", max_hops=3)
    # A scan starts a ring at its first payment, the report at its first firm.
    least = {ring[ring.index(min(ring)) :] + ring[: ring.index(min(ring))] for ring in rings}
    reported = {tuple(row["firms"]) for row in rows}
    assert least
    assert reported >= least
    if order is None:
        assert reported == least
        weakest = {tuple(row["accounts"]): int(Decimal(row["weakest"])) for row in found}
        assert {tuple(row["firms"]): row["weakest_usd"] for row in rows} == weakest


def test_a_sum_and_its_payments_are_not_both_imported(scan_importer: ScanImporter) -> None:
    sums = scan_importer.loops(BOOKS, ScanRequest(max_hops=2))
    single = scan_importer.loops(BOOKS, ScanRequest(chain_rules=IN_ORDER, max_hops=2))
    [one, other] = scan_importer.refused(sums, single)
    assert one.startswith("loops-2.csv:2:1 (accounts): 'a' → 'b' is a sum of payments in line 2 of")
    assert "'b' → 'a'" in other
    scan_importer.imports(sums)
    [one, other] = scan_importer.refused(single)
    assert "'a' → 'b' are in the graph as a sum" in one
    assert "moneyloop remove l-" in one
    scan_importer.graph.command("MATCH (n) DETACH DELETE n")
    scan_importer.imports(single)
    [one, other] = scan_importer.refused(sums)
    assert "are in the graph as single payments, and a sum would count them twice" in one
    # Another ledger is accepted, but it may be this one under another name.
    twice = scan_importer.imports(
        scan_importer.loops(BOOKS, ScanRequest(max_hops=2), ledger="other books")
    )
    assert sum("of another ledger" in one.message for one in twice.warnings) == 1
    again = scan_importer.loops(BOOKS, ScanRequest(max_hops=2), ledger="third")
    assert (
        sum("of another ledger" in one.message for one in scan_importer.imports(again).warnings)
        == 2
    )


def test_conflicts_with_the_graph_are_reported_for_all_pairs(scan_importer: ScanImporter) -> None:
    file = scan_importer.loops(BOOKS, ScanRequest(max_hops=2))
    scan_importer.imports(file)
    problems = scan_importer.refused(file, options=FromScan(Types("LENDS_TO"), "EUR"))
    assert len(problems) == 4
    assert "are BUYS_FROM in the graph, not LENDS_TO" in problems[0] + problems[1]
    assert "are in USD in the graph, but --currency is EUR" in problems[0] + problems[1]
    # Neither contains the other: only February was scanned, under the same name.
    later = [paid("a", "b", "500", 40), paid("b", "a", "1", 41)]
    [one, other] = scan_importer.refused(scan_importer.loops(later, ScanRequest()))
    assert "'b' → 'a' are one sum in the graph" in other
    assert "neither contains" in one + other
    # A scan of both contains both.
    scan_importer.imports(scan_importer.loops([*BOOKS, *later], ScanRequest(max_hops=2)))
    assert sum(amount for *_, amount in scan_importer.paid()) == Decimal("792.49")


def test_payments_with_and_without_amounts_are_not_mixed(scan_importer: ScanImporter) -> None:
    scan_importer.imports(scan_importer.loops(BOOKS, ScanRequest(chain_rules=IN_ORDER, max_hops=2)))
    bare = scan_importer.folder / "bare.csv"
    bare.write_text("payer;payee;date\na;b;2025-01-01\nb;a;2025-01-05\n", "utf-8")
    files = find_files([str(bare)], ledger="books")
    found = scan(scan_importer.engine, files, ScanRequest(chain_rules=IN_ORDER), quiet)
    loops = scan_importer.folder / "bare-loops.csv"
    with loops.open("wb") as opened:
        write_loops(scan_importer.engine, found.loops, "csv", opened)
    problems = scan_importer.refused(str(loops))
    assert len(problems) == 2
    assert "are in the graph with amounts" in problems[0]


def test_a_corrected_deal_is_kept(scan_importer: ScanImporter) -> None:
    file = scan_importer.loops(BOOKS, ScanRequest(max_hops=2))
    scan_importer.imports(file)
    correct = scan_importer.graph.read(("MATCH (d:Deal) RETURN min(d.id) AS id", {}))[0].rows[0][0]
    deal = next(one for one in read_loops([file], DOLLARS).lines if one.deal == correct)
    cells = line(
        "buys-from",
        deal.payer,
        deal.payee,
        "ledger:books",
        amount="$5 billion",
        status="terminated",
        deal=correct,
    )
    given = write_csv(scan_importer.folder / "correction.csv", [cells])
    carry_out(scan_importer.graph, "import", read_files([str(given)], Options()), Options())
    before = knowledge_in(scan_importer.graph)
    assert any('"usd": 5000000000' in one and "terminated" in one for one in before)
    assert not scan_importer.imports(file).receipt.written
    assert knowledge_in(scan_importer.graph) == before


def test_accounts_are_exact_and_known_firms_are_found(scan_importer: ScanImporter) -> None:
    lines = [line("invests-in", "NVIDIA", "OpenAI", amount="$1bn", announced="2025")]
    given = write_csv(scan_importer.folder / "deals.csv", lines)
    carry_out(scan_importer.graph, "import", read_files([str(given)], Options()), Options())
    names = ["nvidia", "1-1", "11", "111", "Open-AI", "openay"]
    payments = [
        paid(one, other, "5", at)
        for at, (one, other) in enumerate(zip(names, [*names[1:], names[0]], strict=True))
    ]
    file = scan_importer.loops(payments, ScanRequest(min_hops=6, max_hops=6), "csv")
    done = scan_importer.imports(file, new_firms=("Open-AI",))
    warnings = [warning.message for warning in done.warnings]
    assert (
        sum("account 'nvidia' is assumed to be the firm 'nvidia'" in one for one in warnings) == 1
    )
    assert (
        sum("differs from another only in case or punctuation" in one for one in warnings)
        == len(warnings) - 1
        == 2
    )
    accounts = dict(
        scan_importer.graph.read(("MATCH (f:Firm {kind: 'account'}) RETURN f.name, f.id", {}))[
            0
        ].rows
    )
    assert len(accounts) == 5
    plain = {name: one for name, one in accounts.items() if name == one}
    assert plain.keys() < {"1-1", "11", "111", "openay"}
    assert len(plain) == 3
    assert not scan_importer.imports(file, new_firms=("Open-AI",)).receipt.written
    assert not scan_importer.imports(file).receipt.written
    # A knowledge folder keeps this.
    before = knowledge_in(scan_importer.graph)
    write_folder(scan_importer.folder / "knowledge", tables_of(scan_importer.graph))
    scan_importer.graph.command("MATCH (n) DETACH DELETE n")
    load(scan_importer.graph, read_folder(scan_importer.folder / "knowledge"), shipped=False)
    assert knowledge_in(scan_importer.graph) == before


def test_several_transactions_write_the_same_graph(scan_importer: ScanImporter) -> None:
    file = scan_importer.loops(BOOKS, ScanRequest(chain_rules=IN_ORDER), "parquet")
    lines = read_loops([file], DOLLARS)
    carry_out_in_batches(scan_importer.graph, lines, Options(), 2, lambda done, total: None)
    assert scan_importer.paid() == Counter(map(identity, BOOKS))
    assert not scan_importer.imports(file).receipt.written


def test_another_source_for_the_same_ledger_adds_statements(scan_importer: ScanImporter) -> None:
    file = scan_importer.loops(BOOKS, ScanRequest(max_hops=2))
    scan_importer.imports(file)
    published = FromScan(Types("BUYS_FROM"), "USD", source="https://example.org/books")
    done = scan_importer.imports(file, options=published)
    assert (done.receipt.deals.new, done.receipt.statements.new) == (0, 2)
    assert not scan_importer.imports(file, options=published).receipt.written


def test_a_ledger_gets_its_title_from_a_later_import(scan_importer: ScanImporter) -> None:
    """Even if its first payment is already in the graph, from another source."""
    published = FromScan(Types("BUYS_FROM"), "USD", source="https://example.org/books")
    scan_importer.imports(scan_importer.loops(BOOKS, ScanRequest(max_hops=2)), options=published)
    scan_importer.imports(scan_importer.loops(BOOKS, ScanRequest(max_hops=3)))
    [kinds] = scan_importer.graph.read(
        ("MATCH (one:Source) WHERE one.url STARTS WITH 'ledger:' RETURN one.kind, one.title", {})
    )[0].rows
    assert kinds == ("company", "books")


def test_lines_that_no_scan_writes_are_reported_together(scan_importer: ScanImporter) -> None:
    file = Path(scan_importer.loops(BOOKS, ScanRequest(max_hops=2)))
    header, row = file.read_text("utf-8").splitlines()
    cells = dict(zip(header.split(","), next(csv.reader([row])), strict=True))
    broken = [
        {"accounts": "a"},
        {"accounts": "a; b; c"},
        {"amounts": "1; -2"},
        {"amounts": "1; NaN"},
        {"firsts": "2025-01-01; soon"},
        {"payments": "0; 1"},
        {"ledger": "***"},
        {"amounts": "1; 9223372036854775807"},
        {"lasts": "2025-01-01; 1066-10-14"},
    ]
    write_csv(file, [cells | one for one in broken])
    problems = scan_importer.refused(str(file))
    assert [one.split(":")[1] for one in problems] == [str(at + 2) for at in range(len(broken))]
    file.write_text("payer,payee\na,b\n", "utf-8")
    assert "was not written by `moneyloop scan`" in scan_importer.refused(str(file))[0]
    file.write_text("accounts,hops,payments,amounts,weakest,first,last,days\n", "utf-8")
    assert "has no column firsts, lasts, ledger" in scan_importer.refused(str(file))[0]


def test_unknown_types_are_reported_together(scan_importer: ScanImporter) -> None:
    request = ScanRequest(columns=ColumnNames(type="type"), max_hops=3)
    file = scan_importer.loops([*BOOKS, paid("c", "a", "7", 61, "buys_form")], request, "csv")
    problems = scan_importer.refused(
        file, options=FromScan(types_of(["sale=buys-from"], by_column=True), "USD")
    )
    assert len(problems) == 2
    assert any("'loan' is not a type; add --type loan=" in one for one in problems)
    assert any("add --type buys_form=buys-from" in one for one in problems)
    # Now both are known, but one hop has two types.
    given = ["sale=buys-from", "loan=lends-to", "buys_form=leases-from"]
    [one] = scan_importer.refused(file, options=FromScan(types_of(given, by_column=True), "USD"))
    assert "'c' → 'a' is one sum of payments of several types ('buys_form', 'sale')" in one
    bare = Path(
        scan_importer.loops(
            BOOKS, ScanRequest(columns=ColumnNames(type="type"), max_hops=2), "jsonl"
        )
    )
    rows = [json.loads(row) for row in bare.read_text("utf-8").splitlines()]
    for types in ([None, ["sale"]], [["loan", None], ["sale"]]):
        bare.write_text("".join(json.dumps(row | {"types": types}) + "\n" for row in rows), "utf-8")
        [one] = scan_importer.refused(
            str(bare), options=FromScan(types_of(given, by_column=True), "USD")
        )
        assert "should have a list of types for each hop" in one
    untyped = scan_importer.loops(BOOKS, ScanRequest())
    [one] = scan_importer.refused(untyped, options=FromScan(types_of(given, by_column=True), "USD"))
    assert "has no types; scan the ledger with --type-column" in one
