"""Importing deals: what lines mean beside what the graph holds, and what is refused."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from loader.deals.importing import Options, carry_out, carry_out_in_batches, remove
from loader.deals.new_loops import Loop
from loader.folder.export import tables_of, write_folder
from loader.folder.read import read_folder
from loader.problems import BadInput
from loader.records import STATUSES, Knowledge
from loader.store.write import Count, load
from moneyloop.graph.connection import Graph
from tests.integration import graphs
from tests.integration.graphs import CAPITAL, REVENUE, ask, everything, fill
from tests.integration.imports import (
    A,
    B,
    C,
    Cells,
    Desk,
    knowledge_in,
    line,
    log_of,
    messages,
)

NOBODY = Count()
ONE_NEW = Count(new=1)


@pytest.fixture
def desk(empty: Graph, tmp_path: Path) -> Desk:
    """On an empty graph."""
    return Desk(empty, tmp_path)


@pytest.fixture
def full(shipped: Graph, tmp_path: Path) -> Desk:
    """On the graph with what ships."""
    return Desk(shipped, tmp_path)


def rows(graph: Graph, text: str, **parameters: Any) -> list[tuple[Any, ...]]:
    return list(graph.read((text, parameters))[0].rows)


def deals(graph: Graph) -> dict[str, tuple[Any, ...]]:
    """The typed edges by deal: type, payer, payee, announced, dollars, sources."""
    found = rows(
        graph,
        "MATCH (a:Firm)-[e]->(b:Firm) WHERE e.deal IS NOT NULL RETURN e.deal, type(e), a.id, b.id, "
        "toString(e.announced), e.usd, e.sources",
    )
    return {deal: tuple(rest) for deal, *rest in found}


def source_id(address: str) -> str:
    return "u-" + hashlib.sha256(address.encode()).hexdigest()[:12]


# What one line becomes


def test_a_line_becomes_firms_a_source_a_deal_and_a_statement(desk: Desk) -> None:
    done = desk.imports(
        line(
            "invests in",
            "Rio Tinto plc",
            "東京 AI株式会社",
            "https://example.org/a#part",
            amount="up to $2bn",
            announced="Sept 2025",
            starts="2025Q4",
            ends="2030",
            status="Signed",
            instrument="shares",
            settlement="cash",
            source_title="NewLoops",
            publisher="Paper",
            published="2025-09-03",
            source_kind="filing",
            bundle="both",
            note="a note",
        )
    )
    [deal] = done.receipt.new_deals
    graph = desk.graph
    assert {firm.id: firm.name for firm in done.new_firms} == {
        "rio-tinto-plc": "Rio Tinto plc",
        "東京-ai株式会社": "東京 AI株式会社",
    }
    assert rows(graph, "MATCH (f:Firm) RETURN f.id, f.kind, f.group ORDER BY f.id") == [
        ("rio-tinto-plc", "company", "rio-tinto-plc"),
        ("東京-ai株式会社", "company", "東京-ai株式会社"),
    ]
    assert rows(graph, "MATCH (s:Source) RETURN properties(s)") == [
        (
            {
                "id": source_id(A),
                "url": A,
                "title": "NewLoops",
                "publisher": "Paper",
                "published": date(2025, 9, 3),
                "published_precision": "day",
                "kind": "filing",
            },
        )
    ]
    [(edge,)] = rows(graph, "MATCH (:Firm)-[e:INVESTS_IN]->(:Firm) RETURN properties(e)")
    assert edge == {
        "deal": deal,
        "bundle": "both",
        "status": "signed",
        "instrument": "shares",
        "settlement": "cash",
        "announced": date(2025, 9, 1),
        "announced_precision": "month",
        "starts": date(2025, 10, 1),
        "starts_precision": "quarter",
        "ends": date(2030, 12, 31),
        "ends_precision": "year",
        "since": date(2025, 9, 1),
        "usd": 2 * 10**9,
        "usd_low": 0,
        "usd_high": 2 * 10**9,
        "currency": "USD",
        "as_stated": "up to $2bn",
        "caption": "up to $2B",
        "sources": [source_id(A)],
        "contested": False,
    }
    assert rows(graph, "MATCH (:Source)-[s:STATES]->(:Deal) RETURN s.as_stated, s.status, s.note")
    [entry] = log_of(graph)
    assert entry["deals"] == [deal]
    assert done.receipt.firms == Count(new=2)
    assert (done.receipt.sources, done.receipt.deals, done.receipt.statements) == (ONE_NEW,) * 3


def test_what_a_line_does_not_say_stays_unknown(desk: Desk) -> None:
    desk.imports(line("BUYS_FROM", "a", "b"))
    [(deal, source)] = rows(
        desk.graph, "MATCH (s:Source)-->(d:Deal) RETURN properties(d), properties(s)"
    )
    assert deal.keys() == {"id", "type", "status", "sources", "contested", "caption"}
    assert deal["status"] == "reported"
    assert source == {"id": source_id(A), "url": A, "kind": "news"}


def test_the_id_of_a_deal_comes_from_its_key_alone(desk: Desk) -> None:
    def new_id(*args: str, **more: str) -> str:
        [made] = desk.would(line(*args, **more)).receipt.new_deals
        return made

    first = new_id("INVESTS_IN", "Acme", "Zeta", announced="2025-09-22")
    assert first == new_id(
        "Invests-In", "ACME", "zeta", B, announced="22 Sep 2025", amount="$1bn", status="closed"
    )
    different = {
        new_id("LENDS_TO", "Acme", "Zeta", announced="2025-09-22"),
        new_id("INVESTS_IN", "Zeta", "Acme", announced="2025-09-22"),
        new_id("INVESTS_IN", "Acme", "Zeta", announced="2025-09"),
        new_id("INVESTS_IN", "Acme", "Zeta"),
        new_id("INVESTS_IN", "Acme", "Zeta", announced="2025-09-22", bundle="x"),
        first,
    }
    assert len(different) == 6
    assert new_id("INVESTS_IN", "Acme", "Zeta", deal="my own") == "my own"


# Sources


def test_an_address_is_one_source_whatever_its_fragment(desk: Desk) -> None:
    done = desk.imports(
        line("BUYS_FROM", "a", "b", f"{A}#first", amount="$1bn"),
        line("BUYS_FROM", "b", "c", A),
        line("BUYS_FROM", "c", "d", f"{A}#"),
        line("BUYS_FROM", "d", "e", f"{A}?x=1#first"),
    )
    assert done.receipt.sources == Count(new=2)
    found = rows(desk.graph, "MATCH (s:Source) RETURN s.id, s.url ORDER BY s.url")
    assert found == [(source_id(url), url) for url in (A, f"{A}?x=1")]
    # And so it is in the next import; the id may be named as well.
    again = desk.imports(
        line("BUYS_FROM", "x", "y", f"{A}#x"), line("LENDS_TO", "x", "y", source_id(A))
    )
    assert again.receipt.sources == Count(unchanged=1)


def test_a_source_that_ships_is_found_by_address_and_by_id(full: Desk) -> None:
    url = "https://telborg.com/thread/44876621"
    for spelled in (url, f"{url}#x", "telborg-openai-nvidia"):
        planned = full.would(line("BUYS_FROM", "openai", "xai", spelled))
        assert planned.receipt.sources == Count(unchanged=1)
    [told] = full.refused(line("BUYS_FROM", "openai", "xai", "telborg-openai-nvidi"))
    assert told == (
        "2:4 (source): the graph knows no source 'telborg-openai-nvidi'; "
        "did you mean telborg-openai-nvidia?"
    )


def test_one_source_for_the_whole_file(desk: Desk) -> None:
    cells = [line("BUYS_FROM", "a", "b", ""), line("BUYS_FROM", "b", "c", B)]
    assert desk.refused(*cells) == [
        "2:4 (source): is empty; give the address of the source, or --source for all lines"
    ]
    desk.imports(*cells, options=Options(source=A))
    assert [row[-1] for row in deals(desk.graph).values()] == [[source_id(A)], [source_id(B)]]
    assert desk.refused(cells[0], options=Options(source="nowhere")) == [
        "2:4 (source): the graph knows no source 'nowhere'; give its address instead"
    ]


def test_what_is_known_of_a_source_is_filled_in_and_not_changed(desk: Desk) -> None:
    desk.imports(line("BUYS_FROM", "a", "b", source_kind="company"))
    done = desk.imports(
        line("BUYS_FROM", "a", "b", source_kind="blog", published="2025", source_title="T")
    )
    assert rows(desk.graph, "MATCH (s:Source) RETURN s.kind, s.title, s.published_precision") == [
        ("company", "T", "year")
    ]
    where = f"2:5 (source_kind): source '{source_id(A)}' keeps source_kind 'company'"
    assert messages(done) == [f"{where}; the line says 'blog'"]


# The same deal again


def test_a_status_that_nobody_gave_gives_way(desk: Desk) -> None:
    first = line("INVESTS_IN", "a", "b", A, announced="2025-09-22")
    signed = line("INVESTS_IN", "a", "b", B, announced="2025-09-22", status="signed")
    closed = line("INVESTS_IN", "a", "b", C, announced="2025-09-22", status="closed")
    desk.imports(first)
    assert rows(desk.graph, "MATCH (d:Deal) RETURN d.status") == [("reported",)]
    assert messages(desk.imports(signed)) == []
    assert rows(desk.graph, "MATCH (d:Deal) RETURN d.status") == [("signed",)]
    [told] = messages(desk.imports(closed))
    assert told.endswith("unless the column deal names it; the line says 'closed'")
    assert rows(desk.graph, "MATCH (d:Deal) RETURN d.status") == [("signed",)]


def test_another_source_states_a_deal_further(desk: Desk) -> None:
    first = line("INVESTS_IN", "a", "b", A, announced="2025-09-22", amount="$10bn")
    [deal] = desk.imports(first).receipt.new_deals
    second = line(
        "INVESTS_IN",
        "A",
        "B",
        B,
        announced="22 September 2025",
        amount="$10.2bn",
        source_kind="filing",
    )
    done = desk.imports(second)
    assert (done.receipt.deals, done.receipt.statements.new) == (Count(changed=1), 1)
    # A filing's word weighs most.
    assert deals(desk.graph) == {
        deal: (
            *("INVESTS_IN", "a", "b", "2025-09-22", 10_200_000_000),
            [source_id(B), source_id(A)],
        )
    }
    assert done.receipt.contested_deals == ()
    # Both in one file are one deal just so.
    both = knowledge_in(desk.graph)
    desk.graph.command("MATCH (n) DETACH DELETE n")
    assert desk.imports(first, second).receipt.deals == ONE_NEW
    assert knowledge_in(desk.graph) == both


def test_another_source_states_a_deal_that_ships(full: Desk) -> None:
    cells = line("INVESTS_IN", "NVIDIA", "オープンAI", B, announced="2026-02-27", amount="$30bn")
    planned = full.would(cells | {"payee": "OpenAI"})
    assert planned.receipt.changed_deals == ("nvidia-openai-shares",)
    assert planned.receipt.deals == Count(changed=1)
    assert planned.receipt.statements.new == 1
    assert planned.warnings == ()


def test_several_deals_of_one_key_must_be_named(desk: Desk) -> None:
    twins = [line("BUYS_FROM", "a", "b", A, deal=name) for name in ("one", "two")]
    desk.imports(*twins)
    [told] = desk.refused(line("BUYS_FROM", "a", "b", B))
    assert told.startswith("2:1 (type): the graph knows several such deals")
    assert "one, two; name the one that is meant in the column deal" in told
    assert desk.imports(line("BUYS_FROM", "a", "b", B, deal="two")).receipt.changed_deals == (
        "two",
    )


@pytest.mark.parametrize(
    ("column", "before", "after"),
    [("amount", "$10bn", "$12bn"), ("status", "announced", "closed"), ("note", "old", "new")],
)
def test_a_source_that_says_something_else_needs_an_id(
    desk: Desk, column: str, before: str, after: str
) -> None:
    first = line("INVESTS_IN", "a", "b", announced="2025", **{column: before})
    other = first | {column: after}
    [told] = desk.refused(first, other)
    assert told == (
        f"3 (deal): line 2 of {desk.folder}/deals.csv says something else of the same deal, from "
        "the same source; if they are two deals, give each an id of its own in the column deal"
    )
    [deal] = desk.imports(first).receipt.new_deals
    [told] = desk.refused(other)
    assert told.startswith(f"2:6 ({column}): source {source_id(A)!r} states ")
    assert f"to correct that, put {deal} in the column deal; for another deal" in told
    # With the id it corrects, with another id it is another deal.
    assert desk.would(other | {"deal": "another"}).receipt.new_deals == ("another",)
    done = desk.imports(other | {"deal": deal})
    changed = Count(unchanged=1) if column == "note" else Count(changed=1)
    assert (done.receipt.deals, done.receipt.statements) == (changed, Count(changed=1))
    [(state,)] = rows(desk.graph, "MATCH (:Source)-[s:STATES]->() RETURN properties(s)")
    said = {"amount": "as_stated"}.get(column, column)
    assert state[said] == after
    assert desk.imports(other | {"deal": deal}).receipt.written == 0


def test_a_line_that_names_the_deal_corrects_its_date(desk: Desk) -> None:
    [deal] = desk.imports(line("INVESTS_IN", "a", "b", announced="2025-09-22")).receipt.new_deals
    corrected = line("INVESTS_IN", "a", "b", announced="2025-09-25", deal=deal)
    assert desk.imports(corrected).receipt.changed_deals == (deal,)
    assert deals(desk.graph)[deal][3] == "2025-09-25"
    # Its key is now the new one; the old one would give its id, and is told apart.
    stated = desk.would(line("INVESTS_IN", "a", "b", B, announced="2025-09-25"))
    assert stated.receipt.changed_deals == (deal,)
    [told] = desk.refused(line("INVESTS_IN", "a", "b", B, announced="2025-09-22"))
    assert "had this key once, and has another date or bundle now" in told


def test_an_id_belongs_to_one_deal(desk: Desk) -> None:
    desk.imports(line("INVESTS_IN", "a", "b", deal="mine"))
    [told] = desk.refused(line("LENDS_TO", "a", "b", B, deal="mine"))
    assert told == (
        "2:5 (deal): deal 'mine' is a INVESTS_IN b in the graph, not a LENDS_TO b; "
        "give this one another id"
    )
    [told] = desk.refused(
        line("BUYS_FROM", "a", "b", deal="x"), line("BUYS_FROM", "b", "a", deal="x")
    )
    assert "deal 'x' is a BUYS_FROM b in line 2 of" in told


def test_the_id_of_a_figure_is_none_for_a_deal(full: Desk) -> None:
    [told] = full.refused(line("BUYS_FROM", "openai", "amd", deal="openai-coreweave-total"))
    assert told == (
        "2:5 (deal): 'openai-coreweave-total' is the id of a figure; give the deal another one"
    )


def test_what_another_line_says_otherwise_is_kept_with_a_warning(desk: Desk) -> None:
    desk.imports(line("INVESTS_IN", "a", "b", announced="2025", settlement="cash"))
    done = desk.imports(line("INVESTS_IN", "a", "b", B, announced="2025", settlement="shares"))
    [told] = messages(done)
    assert told.startswith("2:6 (settlement): deal 'd-")
    assert "keeps settlement 'cash', unless the column deal names it; the line says" in told
    assert rows(desk.graph, "MATCH (d:Deal) RETURN d.settlement") == [("cash",)]


def test_another_date_is_another_deal_and_the_nearest_is_named(desk: Desk) -> None:
    for day, name in (("2020-01-01", "old"), ("2025-09-22", "near"), ("2029", "later")):
        desk.imports(line("INVESTS_IN", "a", "b", announced=day, deal=name))
    done = desk.imports(line("INVESTS_IN", "a", "b", announced="2025-09-29"))
    assert done.receipt.deals == ONE_NEW
    [told] = messages(done)
    assert told.startswith("2:5 (announced): is taken for another deal than 'near' (2025-09-22)")
    assert "put near in the column deal" in told
    in_one = desk.imports(
        line("LENDS_TO", "a", "b", announced="2025-09-22"), line("LENDS_TO", "a", "b")
    )
    [told] = messages(in_one)
    assert told.startswith("3:5 (announced): is taken for another deal than that of line 2")
    # With an id of its own it is meant so.
    assert desk.imports(line("INVESTS_IN", "a", "b", deal="own")).warnings == ()


def test_sources_that_disagree_make_a_deal_contested_once(desk: Desk) -> None:
    desk.imports(line("INVESTS_IN", "a", "b", A, amount="$10bn"))
    other = line("INVESTS_IN", "a", "b", B, amount="$15bn")
    planned, done = desk.would(other), desk.imports(other)
    assert planned == done
    assert done.receipt.contested_deals == done.receipt.changed_deals
    assert len(done.receipt.contested_deals) == 1
    third = desk.imports(line("INVESTS_IN", "a", "b", C, amount="$16bn"))
    assert third.receipt.contested_deals == ()
    assert third.receipt.deals == Count(changed=1)


# Firms


def test_a_name_close_to_a_known_one_is_a_problem(full: Desk) -> None:
    cells = line("BUYS_FROM", "Nvidea", "OpenAI")
    assert full.refused(cells) == [
        "2:2 (payer): no firm is called 'Nvidea'; did you mean nvidia? "
        "If it is another firm, say --new-firm 'Nvidea'"
    ]
    meant = full.would(cells, options=Options(new_firms=("NVIDEA",)))
    assert [(firm.id, firm.name) for firm in meant.new_firms] == [("nvidea", "Nvidea")]
    assert meant.receipt.firms.new == 1


def test_a_firm_that_ships_is_found_by_all_its_names(full: Desk) -> None:
    spellings = ["Nvidia", "nvidia", "ＮＶＩＤＩＡ", " N.V.I.D.I.A. ", "エヌビディア", "NVDA"]
    planned = full.would(*(line("BUYS_FROM", "openai", one) for one in spellings))
    assert planned.receipt.firms == NOBODY
    assert planned.receipt.deals.new == 1


def test_payer_and_payee_are_two_firms(full: Desk) -> None:
    assert full.refused(line("BUYS_FROM", "NVIDIA", "エヌビディア")) == [
        "2:3 (payee): payer and payee are one firm, 'nvidia'"
    ]


def test_all_problems_are_told_at_once(full: Desk) -> None:
    told = full.refused(
        line("SELLS", "Nvidea", "Orakle", "nowhere", amount="12", announced="2025-02-30"),
        line("BUYS_FROM", "amd", "AMD", amount="$1bn", announced="FY2025"),
        line("BUYS_FROM", "amd", "", "ftp://x", amount="lots", announced=""),
    )
    assert [one.split(" ", 2)[:2] for one in told] == [
        ["2:1", "(type):"],
        ["2:2", "(payer):"],
        ["2:3", "(payee):"],
        ["2:4", "(source):"],
        ["2:5", "(amount):"],
        ["2:6", "(announced):"],
        ["3:3", "(payee):"],
        ["3:6", "(announced):"],
        ["4:3", "(payee):"],
        ["4:4", "(source):"],
        ["4:5", "(amount):"],
    ]


# Again, and not at all


def some_lines() -> list[Cells]:
    """Lines in which a second look finds everything that an import may find."""
    return [
        line("INVESTS_IN", "Acme", "Zeta", A, announced="2025-09-22", amount="$10bn"),
        line("INVESTS_IN", "ACME", "Zeta", B, announced="2025-09-22", amount="$20bn"),
        line("INVESTS_IN", "Acme", "Zeta", C, announced="2025-09-22", amount="$1bn a year"),
        line("BUYS_FROM", "Zeta", "Acme", A, amount="80兆円", published="2025-10"),
        line("LEASES_FROM", "Zeta", "東京", A, bundle="x", starts="2026", ends="2H 2026"),
        line("BACKSTOPS", "東京", "Acme", A, status="closed", note="=1+1", deal="own"),
        line("BUYS_FROM", "Zeta", "Acme", A, amount="80兆円", published="2025-10"),
    ]


def test_importing_again_changes_nothing_and_is_not_logged(desk: Desk) -> None:
    lines = some_lines()
    done = desk.imports(*lines)
    assert len(done.receipt.new_deals) == 4
    before = everything(desk.graph)
    again = desk.imports(*lines)
    assert again.receipt.written == 0
    assert again.receipt.deals == Count(unchanged=4)
    assert again.news.loops == ()
    assert again.new_firms == ()
    assert again.receipt.contested_deals == ()
    assert everything(desk.graph) == before
    assert len(log_of(desk.graph)) == 1
    # Whatever the order of the lines.
    backwards = desk.imports(*reversed(lines))
    assert backwards.receipt.written == 0


def test_a_rehearsal_tells_what_the_import_does_and_writes_nothing(full: Desk) -> None:
    lines = [*some_lines(), line("BUYS_FROM", "nvidia", "openai"), line("LENDS_TO", "zeta", "amd")]
    before = everything(full.graph)
    planned = full.would(*lines)
    assert everything(full.graph) == before
    assert planned == full.imports(*lines)
    assert planned.news.loops
    assert everything(full.graph) != before


def test_on_an_empty_graph_a_rehearsal_leaves_nothing(desk: Desk) -> None:
    desk.would(*some_lines())
    assert everything(desk.graph) == set()


def test_batches_come_to_the_same(desk: Desk) -> None:
    lines, told = some_lines(), []
    whole = desk.imports(*lines)
    graph = knowledge_in(desk.graph)
    desk.graph.command("MATCH (n) DETACH DELETE n")
    done = carry_out_in_batches(
        desk.graph, desk.read(*lines), Options(), 2, lambda *so_far: told.append(so_far)
    )
    assert knowledge_in(desk.graph) == graph
    # Three lines speak of the first deal.
    assert told == [(0, 7), (3, 7), (5, 7), (7, 7)]
    assert done.news == whole.news
    assert sorted(done.receipt.new_deals) == sorted(whole.receipt.new_deals)
    assert (done.receipt.deals.new, done.receipt.statements.new) == (
        4,
        whole.receipt.statements.new,
    )
    assert len(log_of(desk.graph)) == 3
    # What is wrong with the last line is found before the first is written.
    before = everything(desk.graph)
    with pytest.raises(BadInput):
        carry_out_in_batches(
            desk.graph,
            desk.read(line("BUYS_FROM", "q", "r"), line("BUYS_FROM", "q", "Q")),
            Options(),
            1,
            lambda *so_far: None,
        )
    assert everything(desk.graph) == before


def in_batches(desk: Desk, size: int, *lines: Cells) -> None:
    told = carry_out_in_batches(
        desk.graph, desk.read(*lines), Options(), size, lambda *so_far: None
    )
    assert told.receipt


def test_what_lines_tell_of_a_source_or_a_deal_holds_in_whatever_batch(desk: Desk) -> None:
    lines = [
        line("BUYS_FROM", "a", "b", A, amount="$1bn"),
        line("BUYS_FROM", "c", "d", A, source_kind="filing", source_title="Filed"),
        line("BUYS_FROM", "a", "b", B, amount="$2bn", source_kind="company", status="signed"),
        line("BUYS_FROM", "c", "d", C, status="closed"),
        line("BUYS_FROM", "a", "b", C, amount="$3bn", status="closed"),
    ]
    desk.imports(*lines)
    graph = knowledge_in(desk.graph)
    for size in (1, 2, 3):
        desk.graph.command("MATCH (n) DETACH DELETE n")
        in_batches(desk, size, *lines)
        assert knowledge_in(desk.graph) == graph


def test_two_deals_of_one_day_from_one_source_stay_two(desk: Desk) -> None:
    lines = [
        line("INVESTS_IN", "a", "b", amount="$1bn", announced="2025-01", deal="own"),
        line("INVESTS_IN", "a", "b", amount="$2bn", announced="2025-01"),
    ]
    desk.imports(*lines)
    graph, made = knowledge_in(desk.graph), deals(desk.graph)
    assert len(made) == 2
    assert made["own"][4] == 10**9
    assert not desk.imports(*lines).receipt.written
    for size in (1, 2):
        desk.graph.command("MATCH (n) DETACH DELETE n")
        in_batches(desk, size, *lines)
        assert knowledge_in(desk.graph) == graph
        in_batches(desk, size, *lines)
        assert knowledge_in(desk.graph) == graph
    # By itself nobody can tell which of the two it means.
    [told] = desk.refused(line("INVESTS_IN", "a", "b", B, announced="2025-01"))
    assert "the graph knows several such deals of that day" in told


def test_a_source_that_knows_an_upper_end_alone_is_contradicted_in_words(full: Desk) -> None:
    [told] = full.refused(
        line(
            "BUYS_FROM",
            "Meta",
            "AMD",
            "wokv-meta-amd",
            amount="$60B",
            announced="2026-02-24",
            bundle="meta-amd-2026-02",
        )
    )
    assert "states up to 100 billion USD of deal" in told


# The log, and taking out


def test_the_log_says_who_changed_what(desk: Desk) -> None:
    lines = desk.read(line("BUYS_FROM", "a", "b"), line("BUYS_FROM", "b", "c"))
    carry_out(desk.graph, "import", lines, Options())
    desk.imports(line("BUYS_FROM", "a", "b", B))
    [first, second] = log_of(desk.graph)
    entry: dict[str, Any] = first["entry"]  # type: ignore[assignment]
    file = desk.folder / "deals.csv"
    assert (entry["command"], entry["files"]) == ("import", [str(file)])
    assert entry["sha256"] == [lines.files[0].sha256]
    counted = {name: value for name, value in entry.items() if isinstance(value, int)}
    assert counted == {
        "firms_new": 3,
        "sources_new": 1,
        "deals_new": 2,
        "deals_changed": 0,
        "deals_removed": 0,
        "statements_new": 2,
    }
    assert len(first["deals"]) == 2  # type: ignore[arg-type]
    assert len(second["deals"]) == 1  # type: ignore[arg-type]
    assert second["entry"]["deals_changed"] == 1  # type: ignore[index]


def test_what_is_removed_leaves_what_others_use(desk: Desk) -> None:
    desk.imports(
        line("BUYS_FROM", "a", "b", A, deal="stays"),
        line("BUYS_FROM", "b", "c", A, deal="goes"),
        line("BUYS_FROM", "b", "c", B, deal="goes"),
    )
    before = everything(desk.graph)
    planned = remove(desk.graph, ["goes"], keep=False)
    assert everything(desk.graph) == before
    done = remove(desk.graph, ["goes"], keep=True)
    assert planned == done
    assert (done.deals, done.statements) == (Count(removed=1), Count(removed=2))
    assert (done.firms, done.sources) == (Count(removed=1), Count(removed=1))
    assert deals(desk.graph).keys() == {"stays"}
    assert rows(desk.graph, "MATCH (n:Firm|Source) RETURN n.id ORDER BY n.id") == [
        ("a",),
        ("b",),
        (source_id(A),),
    ]
    *_, entry = log_of(desk.graph)
    assert entry["entry"]["removed"] == ["goes"]  # type: ignore[index]
    assert entry["entry"]["deals_removed"] == 1  # type: ignore[index]
    with pytest.raises(BadInput, match="there is no deal 'goes'"):
        remove(desk.graph, ["stays", "goes"], keep=True)
    assert deals(desk.graph).keys() == {"stays"}


def test_to_import_and_to_remove_leaves_the_graph_as_it_was(full: Desk) -> None:
    before = knowledge_in(full.graph)
    done = full.imports(*some_lines(), line("BUYS_FROM", "Acme", "NVIDIA", "article-ja"))
    assert knowledge_in(full.graph) != before
    remove(full.graph, done.receipt.new_deals, keep=True)
    assert knowledge_in(full.graph) == before


def test_a_deal_whose_successor_is_removed_is_weighed_anew(full: Desk) -> None:
    def successor() -> list[tuple[Any, ...]]:
        return rows(
            full.graph,
            "MATCH (d:Deal {id: 'nvidia-openai-letter'}) "
            "MATCH ()-[e {deal: d.id}]->() RETURN d.superseded_by, e.superseded_by",
        )

    assert successor() == [("nvidia-openai-shares",) * 2]
    done = remove(full.graph, ["nvidia-openai-shares"], keep=True)
    assert done.changed_deals == ("nvidia-openai-letter",)
    assert done.deals == Count(changed=1, removed=1)
    assert successor() == [(None, None)]
    assert rows(full.graph, "MATCH (f:Firm {id: 'nvidia'}) RETURN count(*)") == [(1,)]


def test_what_was_imported_exports_and_loads_back(desk: Desk) -> None:
    desk.imports(*some_lines())
    remove(desk.graph, ["own"], keep=True)
    before = knowledge_in(desk.graph)
    folder = desk.folder / "exported"
    write_folder(folder, tables_of(desk.graph))
    desk.graph.command("MATCH (n) DETACH DELETE n")
    load(desk.graph, read_folder(folder), shipped=False)
    assert everything(desk.graph) == before
    # And the same lines are still the same deals.
    again = desk.imports(*(one for one in some_lines() if "deal" not in one))
    assert again.receipt.written == 0


# What the news means

LATER = (date.today() + timedelta(30)).isoformat()


def loop_rows(graph: Graph) -> dict[tuple[str, ...], dict[str, Any]]:
    found = ask(graph, "loops", max_hops=4, as_of=date.today())
    return {tuple(row["firms"]): row for row in found}


def is_round_trip(row: dict[str, Any]) -> bool:
    return bool(row["has_capital"] and row["has_revenue"])


def new_loops(
    before: dict[tuple[str, ...], dict[str, Any]], after: dict[tuple[str, ...], dict[str, Any]]
) -> dict[tuple[str, ...], Loop]:
    """The rows that are there only after, and those that have become round trips."""
    return {
        firms: Loop(
            firms,
            tuple(map(tuple, row["edge_types"])),
            row["weakest_usd"],
            is_round_trip(row),
            tuple(row["deals"]),
        )
        for firms, row in after.items()
        if firms not in before or (is_round_trip(row) and not is_round_trip(before[firms]))
    }


def a_line(knowledge: Knowledge, number: int, chance: Random) -> Cells:
    """A deal that is new or known, between firms that are mostly known."""
    firms = [firm.id for firm in knowledge.firms] + ["Newcomer", "新顔"]
    more: dict[str, str] = {}
    if knowledge.deals and chance.random() < 0.4:
        known = chance.choice(knowledge.deals)
        ends = known.type, known.payer, known.payee
        more["deal"] = known.id
    else:
        payer, payee = chance.sample(firms, 2)
        ends = chance.choice(CAPITAL + REVENUE), payer, payee
        more["deal"] = f"n{number}"
    if ends[1] == ends[2]:  # the graph may hold such a deal, a line may not
        return a_line(knowledge, number, chance)
    source = chance.choice([A, B, *(one.id for one in knowledge.sources)])
    return line(
        *ends,
        source,
        **more,
        published=chance.choice(["", "", "2024-03", LATER]),
        announced=chance.choice(["", "", "2025-01-01", LATER]),
        status=chance.choice(["", "", *STATUSES]),
        settlement=chance.choice(["", "", "cash", "secondary"]),
        amount=chance.choice(["", "$1bn", "$3bn"]),
    )


@settings(graphs.made_graphs, max_examples=12)
@given(chance=graphs.chances)
def test_the_loops_told_are_those_that_were_not_there_before(
    graph: Graph, tmp_path_factory: pytest.TempPathFactory, chance: Random
) -> None:
    made = graphs.make(chance, chance.choice([(2, 6), (4, 9), (6, 10), (8, 16)]))
    # The report counts later days by what is told today, and a source may be published later.
    fill(graph, made)
    desk = Desk(graph, tmp_path_factory.mktemp("loops"))
    for turn in range(2):
        lines = {
            one["deal"]: one
            for one in (a_line(made, 10 * turn + n, chance) for n in range(chance.randint(1, 5)))
        }
        before = loop_rows(graph)
        done = desk.imports(*lines.values())
        assert done.news.complete
        expected = new_loops(before, loop_rows(graph))
        assert {loop.firms: loop for loop in done.news.loops} == expected
        assert len(done.news.loops) == len(expected)


def test_a_deal_that_takes_the_place_of_another_closes_nothing_new(desk: Desk) -> None:
    desk.imports(line("INVESTS_IN", "a", "b", deal="out"), line("BUYS_FROM", "b", "a", deal="back"))
    done = desk.imports(
        line("INVESTS_IN", "a", "b", deal="out", settlement="secondary"),
        line("INVESTS_IN", "a", "b", deal="instead"),
    )
    assert done.receipt.new_deals == ("instead",)
    assert done.news.loops == ()


def test_a_source_that_gets_its_date_brings_no_old_loops_back(desk: Desk) -> None:
    first = [line("INVESTS_IN", "a", "b", deal="out"), line("BUYS_FROM", "b", "a", deal="back")]
    assert [loop.firms for loop in desk.imports(*first).news.loops] == [("a", "b")]
    done = desk.imports(line("BUYS_FROM", "x", "y", published="2025-01"))
    assert len(done.receipt.changed_deals) == 2
    assert done.news.loops == ()


def test_a_source_that_gets_its_date_makes_old_deals_count(desk: Desk) -> None:
    desk.imports(
        line("INVESTS_IN", "a", "b", A, deal="out", published=LATER),
        line("INVESTS_IN", "a", "b", B, deal="out"),
        line("BUYS_FROM", "b", "a", B, deal="back"),
    )
    assert loop_rows(desk.graph) == {}
    done = desk.imports(line("BUYS_FROM", "x", "y", B, published="2025-01"))
    assert [loop.firms for loop in done.news.loops] == [("a", "b")]


def test_a_loop_that_becomes_a_round_trip_is_news(desk: Desk) -> None:
    desk.imports(line("INVESTS_IN", "a", "b"), line("LENDS_TO", "b", "a"))
    done = desk.imports(line("BUYS_FROM", "b", "a", amount="$1bn"))
    assert [(loop.firms, loop.round_trip) for loop in done.news.loops] == [(("a", "b"), True)]
    assert desk.imports(line("LEASES_FROM", "b", "a")).news.loops == ()


def test_the_largest_round_trips_are_told_first(desk: Desk) -> None:
    lines = [
        line(type_, *ends, amount=amount)
        for ends, amount in ((("a", "b"), "$1bn"), (("c", "d"), "$3bn"), (("e", "f"), ""))
        for type_, ends in (("INVESTS_IN", ends), ("BUYS_FROM", ends[::-1]))
    ]
    lines += [line("LENDS_TO", "y", "z", amount="$9bn"), line("LENDS_TO", "z", "y", amount="$9bn")]
    assert [loop.firms for loop in desk.imports(*lines).news.loops] == [
        ("c", "d"),
        ("a", "b"),
        ("e", "f"),
        ("y", "z"),
    ]
