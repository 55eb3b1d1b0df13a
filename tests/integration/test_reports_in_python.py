"""The reports in Python: what they read from the graph, and how they are run like all others."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

import moneyloop as public
from loader.folder.read import SHIPPED, read_folder
from loader.records import Knowledge
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from moneyloop.report.arguments import complete
from moneyloop.report.library import find
from moneyloop.report.run import Answer, run_report
from moneyloop.values.dates import parse_period
from moneyloop.values.firm_values import FirmAmount, FirmAmounts, FirmShare
from tests.command import Program
from tests.integration import defaults, graphs, oracle, terms
from tests.integration.defaults import Defaults, Terms
from tests.integration.graphs import REVENUE, ask, fill, made_graphs
from tests.integration.oracle import Options

DAY = date(2026, 11, 22)


# clearing


@dataclass(frozen=True)
class Owed:
    """An obligation; `usd` is None if its amount is not known."""

    debtor: str
    creditor: str
    usd: int | None


def owed_within_a_year(found: Defaults) -> list[Owed]:
    day, owed = found.options.as_of, []
    for edge in found.in_force:
        if edge.payer == edge.payee or found.is_noncash(edge):
            continue
        if edge.type == "LENDS_TO" and edge.status_on(day) == "closed":
            ends = edge.timing.term_to
            if ends and day < ends <= terms.months_later(day, 12):
                owed.append(Owed(edge.payee, edge.payer, found.usd(edge)))
        elif found.is_unpaid(edge):
            owed.append(Owed(edge.payer, edge.payee, found.due(edge)))
    return owed


def from_outside(found: Defaults, firm: str) -> tuple[int | None, str, str | None]:
    """What a firm takes in from firms that are not in the graph; its basis and its figure."""
    figure = found.revenue_figure(firm)
    if figure is None:
        return None, "assumed", None
    stated, revenue = figure
    assert stated.ends
    last = stated.ends.last
    if stated.kind == "actual":
        assert stated.starts
        first, basis = stated.starts.first, "full_year"
    else:
        first, basis = terms.months_later(last, -12) + terms.DAY, "run_rate"
    day, years = found.options.as_of, found.terms.default_years
    orders = sum(
        terms.in_days(found.usd(edge) or 0, first, last, terms.term_on(edge.timing, day, years))
        for edge in found.in_force
        if edge.type in REVENUE
        and edge.payee == firm != edge.payer
        and edge.status_on(day) != "contingent"
    )
    return max(0, revenue - orders), basis, stated.id


def payments(
    owed: list[Owed], means: dict[str, float], alpha: float, beta: float
) -> tuple[dict[str, float], dict[str, float]]:
    """What each firm pays and receives: all begin by paying in full, and pay less and less."""
    due: Counter[str] = Counter()
    for one in owed:
        due[one.debtor] += one.usd or 0
    paid: dict[str, float] = {firm: due[firm] for firm in means}
    while True:
        received = defaultdict[str, float](float)
        for one in owed:
            if due[one.debtor]:
                received[one.creditor] += (one.usd or 0) * paid[one.debtor] / due[one.debtor]
        following = {
            firm: due[firm]
            if means[firm] + received[firm] >= due[firm] - 1e-6
            else alpha * means[firm] + beta * received[firm]
            for firm in means
        }
        if all(abs(following[firm] - paid[firm]) < 1e-9 * (1 + due[firm]) for firm in paid):
            return following, received
        paid = following


def check_clearing(
    rows: list[dict[str, Any]],
    found: Defaults,
    costs: tuple[float, float],
    firms: set[str],
    changed: dict[str, tuple[int | None, str, str | None]],
) -> None:
    owed = owed_within_a_year(found)
    parties = {firm for one in owed for firm in (one.debtor, one.creditor)}
    has = {firm: changed.get(firm) or from_outside(found, firm) for firm in parties}
    means = {firm: float("inf") if usd is None else float(usd) for firm, (usd, _, _) in has.items()}
    paid, received = payments(owed, means, *costs)
    assert {row["firm"] for row in rows} == {one for one in parties if not firms or one in firms}
    for row in rows:
        firm = row["firm"]
        assert (row["means_usd"], row["basis"], row["source"]) == has[firm]
        due = defaults.known_sum([one.usd for one in owed if one.debtor == firm])
        claims = defaults.known_sum([one.usd for one in owed if one.creditor == firm])
        assert (row["due_usd"], row["owed_usd"]) == (due, claims)
        if due is None:
            assert row["paid_usd"] is row["shortfall_usd"] is row["paid_share"] is None
        else:
            assert row["paid_usd"] == pytest.approx(paid[firm], abs=1)
            assert row["paid_usd"] + row["shortfall_usd"] == due
            share = round(row["paid_usd"] / due, 4) if due else None
            assert row["paid_share"] == share
        if claims is None:
            assert row["received_usd"] is row["lost_usd"] is None
        else:
            assert row["received_usd"] == pytest.approx(received[firm], abs=1)
            assert row["received_usd"] + row["lost_usd"] == claims
    order = [(-(row["shortfall_usd"] or 0), -(row["lost_usd"] or 0), row["firm"]) for row in rows]
    assert order == sorted(order)


@settings(made_graphs, max_examples=graphs.EXAMPLES // 4)
@given(chance=graphs.chances)
def test_clearing(graph: Graph, chance: Random) -> None:
    knowledge = owing(chance)
    fill(graph, knowledge)
    for options in [Options(), *chance.sample(defaults.variations(knowledge, chance), 2)]:
        compare_clearing(graph, knowledge, options, chance)


def owing(chance: Random) -> Knowledge:
    """A random graph with loans that end soon, and firms that have too little to pay."""
    knowledge = defaults.make(chance, (chance.randint(3, 6), chance.randint(6, 14)))
    ends = [parse_period(day) for day in ("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01")]
    deals = tuple(
        replace(
            deal,
            type="LENDS_TO",
            status="closed",
            signed=None,
            closed=None,
            starts=None,
            ends=chance.choice(ends),
            term=None,
            settlement=chance.choice(["cash", None]),
        )
        if chance.random() < 0.3
        else deal
        for deal in knowledge.deals
    )
    poor = [firm.id for firm in knowledge.firms if chance.random() < 0.8]
    return replace(
        knowledge,
        deals=deals,
        figures=(
            *knowledge.figures,
            *(defaults.of_a_year(f"poor-{firm}", firm, "2026") for firm in poor),
        ),
        statements=(
            *knowledge.statements,
            *(
                defaults.a_plain_statement(
                    f"poor-{firm}", knowledge.sources[0].id, chance.randint(1, 60)
                )
                for firm in poor
            ),
        ),
    )


def compare_clearing(graph: Graph, knowledge: Knowledge, options: Options, chance: Random) -> None:
    by, years = oracle.some_by(chance), chance.choice([1, 5])
    heads = oracle.heads_of(knowledge, by)
    found = Defaults(oracle.merged(knowledge, by), options, Terms(default_years=years))
    alpha, beta = (chance.choice([0.0, 0.5, 1.0]) for _ in range(2))
    # One firm's means are in a file, those of another are halved or gone.
    ids = chance.sample([*heads], min(2, len(heads)))
    firms = graphs.none_or_few([*heads], chance)
    changed: dict[str, tuple[int | None, str, str | None]] = {}
    own: dict[str, Any] = {"alpha": alpha, "beta": beta, "default_years": years, "by": by}
    if ids:
        own["means"] = FirmAmounts("m.csv", (FirmAmount(ids[0], 50, "a page", 2),))
        changed[heads[ids[0]]] = (50, "file", "a page")
    if len(ids) == 2 and heads[ids[0]] != heads[ids[1]]:
        share = chance.choice([0, 0.5])
        own["shock"] = [FirmShare(ids[1], share)]
        usd, basis, figure = from_outside(found, heads[ids[1]])
        if usd is not None:
            changed[heads[ids[1]]] = (round(usd * share), basis, figure)
        elif share == 0:
            changed[heads[ids[1]]] = (0, "shock", None)
    rows = ask(graph, "clearing", **own, firms=firms, **options.as_arguments())
    shown = {heads[firm] for firm in firms}
    check_clearing(rows, found, (alpha, beta), shown, changed)


def test_clearing_of_the_shipped_knowledge(shipped: Graph) -> None:
    rows = on_the_day(shipped, "clearing", {}).rows.maps()
    assert rows[0]["firm"] == "openai"
    check_clearing(rows, Defaults(read_folder(SHIPPED), Options(as_of=DAY)), (1, 1), set(), {})


def on_the_day(graph: Graph, name: str, given: dict[str, Any]) -> Answer:
    report = find(name)
    return run_report(graph, report, complete(report, given, DAY))


# debtrank


def buffers(knowledge: Knowledge) -> dict[str, int]:
    """The latest market value of each firm; the shipped knowledge states no equity."""
    latest: dict[str, tuple[date, int]] = {}
    for figure in sorted(knowledge.figures, key=lambda figure: figure.id, reverse=True):
        claims = oracle.claims_of(figure, knowledge)
        usd = oracle.headline_usd(claims)["headline"]
        is_value = figure.name == "market value" and figure.kind == "actual"
        if is_value and usd and len(figure.about) == 1 and not oracle.disagree(claims):
            [firm] = figure.about
            assert figure.ends
            if figure.ends.last <= DAY and figure.ends.last >= latest.get(firm, (date.min, 0))[0]:
                latest[firm] = figure.ends.last, usd
    return {firm: usd for firm, (_, usd) in latest.items()}


@pytest.mark.parametrize("variant", ["2015", "2012"])
def test_debtrank_of_the_shipped_knowledge(shipped: Graph, variant: str) -> None:
    """Round by round, firm by firm, in dicts."""
    knowledge = read_folder(SHIPPED)
    buffer = buffers(knowledge)
    exposed: dict[tuple[str, str], int] = defaultdict(int)
    for edge in Defaults(knowledge, Options(as_of=DAY)).in_force:
        is_closed = edge.type in ("INVESTS_IN", "LENDS_TO") and edge.status_on(DAY) == "closed"
        if edge.payer != edge.payee and (is_closed or edge.type == "BACKSTOPS"):
            exposed[edge.payer, edge.payee] += edge.usd["headline"] or 0
    firms = {firm for pair in exposed for firm in pair}
    at_stake = sum(buffer.get(firm, 0) for firm in firms)

    def losses(first: dict[str, float]) -> dict[str, float]:
        lost = dict.fromkeys(firms, 0.0) | first
        further, passed = dict(first), set[str]()
        while any(share > 1e-12 for share in further.values()):
            passed |= {firm for firm, share in further.items() if share}
            before = dict(lost)
            for (creditor, debtor), usd in exposed.items():
                if creditor in buffer and debtor in further:
                    impact = usd / buffer[creditor]
                    impact = min(impact, 1) if variant == "2012" else impact
                    lost[creditor] = min(1, lost[creditor] + impact * further[debtor])
            further = {
                firm: lost[firm] if variant == "2012" else lost[firm] - before[firm]
                for firm in firms
                if lost[firm] > before[firm] and not (variant == "2012" and firm in passed)
            }
        return lost

    rows = on_the_day(shipped, "debtrank", {"variant": variant}).rows.maps()
    assert {row["firm"] for row in rows} == firms
    stress = losses({firm: 0.1 for firm in firms if firm in buffer})
    for row in rows:
        firm = row["firm"]
        lost = losses({firm: 1.0})
        others = sum(lost[one] * buffer[one] for one in firms if one != firm and one in buffer)
        assert row["debtrank"] == pytest.approx(others / at_stake, abs=1e-6)
        assert row["buffer_usd"] == buffer.get(firm)
        assert row["basis"] == ("market_value" if firm in buffer else "unknown")
        expected = pytest.approx(stress[firm], abs=1e-6) if firm in buffer else None
        assert row["stress"] == expected


# significance


@pytest.mark.parametrize(
    "given", [{"by": "group"}, {"firms": ["nvidia", "openai"], "all_of": True}]
)
def test_the_observed_round_trips_are_those_of_loops(shipped: Graph, given: dict[str, Any]) -> None:
    loops = on_the_day(shipped, "loops", given | {"max_hops": 4}).rows.maps()
    hops = Counter(loop["hops"] for loop in loops if loop["kind"] == "round_trip")
    few = {"max_hops": 4, "draws": 20}
    rows = on_the_day(shipped, "significance", given | few).rows.maps()
    expected = [hops[2], hops[3], hops[4], hops.total()]
    assert [(row["hops"], row["observed"]) for row in rows] == list(
        zip(["2", "3", "4", "all"], expected, strict=True)
    )
    for row in rows:
        assert 1 / 21 <= row["p_more"] <= 1
        assert 1 / 21 <= row["p_fewer"] <= 1
        assert row["p_more"] + row["p_fewer"] >= 1
    again = on_the_day(shipped, "significance", given | few).rows.maps()
    assert again == rows


# Like any other report


@pytest.mark.usefixtures("shipped")
def test_it_takes_means_from_a_file_and_shocks(moneyloop: Program, tmp_path: Path) -> None:
    file = tmp_path / "means.csv"
    file.write_text("Firm,Amount,Source\nSB Energy,$1bn,https://example.org/1\n", "utf-8")
    words = ("--means", str(file), "--shock", "OpenAI=50%", "--shock", "Fluidstack=0%")
    ran = moneyloop("report", "clearing", "--as-of", "2026-11-22", *words, "--format", "json")
    rows = {row["firm"]: row for row in json.loads(ran.stdout)}
    assert rows["sb-energy"]["means_usd"] == 10**9
    assert (rows["sb-energy"]["basis"], rows["sb-energy"]["source"]) == (
        "file",
        "https://example.org/1",
    )
    assert rows["openai"]["means_usd"] == 65 * 10**8  # half of its revenue of $13B
    assert (rows["fluidstack"]["means_usd"], rows["fluidstack"]["basis"]) == (0, "shock")
    page = tmp_path / "page.html"
    moneyloop("report", "clearing", "--as-of", "2026-11-22", *words, "-o", str(page))
    assert "openai=50%,fluidstack=0%" in page.read_text("utf-8")


@pytest.mark.usefixtures("shipped")
def test_all_errors_in_a_file_of_means_are_reported(moneyloop: Program, tmp_path: Path) -> None:
    file = tmp_path / "means.csv"
    file.write_text("firm,amount,source\nOpenAI,lots,me\nOracle,$1bn,\nopen AI,5,me\n", "utf-8")
    ran = moneyloop("report", "clearing", "--means", str(file))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"{file}:2: 'lots'" in ran.stderr
    assert f"{file}:3: source is empty" in ran.stderr
    file.write_text("firm,amount,source\nNobody,5,me\nOpenAI,5,me\nNoone,5,me\n", "utf-8")
    ran = moneyloop("report", "clearing", "--means", str(file))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert f"{file}:2: the graph has no firm 'Nobody'" in ran.stderr
    assert f"{file}:4: the graph has no firm 'Noone'" in ran.stderr


def test_a_frame_has_its_rows_and_notes(
    shipped: Graph, test_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONEYLOOP_HOME", str(test_home.root))
    frame = public.frame("clearing", as_of=DAY, shock=["OpenAI=0%"])
    assert list(frame.columns) == list(on_the_day(shipped, "clearing", {}).rows.columns)
    assert str(frame["means_usd"].dtype) == "Int64"
    # What it receives from other firms in the graph.
    assert frame[frame.firm == "openai"]["paid_usd"].item() == 10**10
    assert any("taken as able to pay" in note for note in frame.attrs["notes"])


def test_cypher_prints_what_it_reads(moneyloop: Program) -> None:
    ran = moneyloop("report", "clearing", "--cypher", "--as-of", "2026-11-22")
    assert ran.stdout.count("CYPHER 25") == 3
    assert 'date("2026-11-22")' in ran.stdout
    assert "$as_of" not in ran.stdout
    ran = moneyloop("report", "clearing", "--drawn")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "computed in Python" in ran.stderr


def test_python_in_a_folder_of_reports_is_not_run(moneyloop: Program, tmp_path: Path) -> None:
    """A folder of reports is passed on like data, so that it must not run programs."""
    (tmp_path / "topic").mkdir()
    for folder in (tmp_path, tmp_path / "topic"):
        (folder / "own.py").write_text("raise SystemExit('was run')\n", "utf-8")
    ran = moneyloop("report", "--reports", str(tmp_path))
    assert (ran.returncode, ran.stderr) == (0, "")
    ran = moneyloop("report", "--reports", str(tmp_path), "own")
    assert "there is no report 'own'" in ran.stderr
