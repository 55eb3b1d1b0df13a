"""Importing deals: what lines become, how they match the graph, and what is refused."""

from __future__ import annotations

import re
from datetime import date

import pytest

from loader.deals.lines import Options
from loader.store.counts import Count
from tests.integration.imports import (
    A,
    B,
    C,
    Importer,
    deals,
    knowledge_in,
    line,
    log_of,
    messages,
    rows,
    source_id,
)

NONE = Count()
ONE_NEW = Count(new=1)


# One line


def test_a_line_becomes_firms_a_source_a_deal_and_a_statement(importer: Importer) -> None:
    done = importer.imports(
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
    graph = importer.graph
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
        "term_from": date(2025, 10, 1),
        "term_to": date(2030, 12, 31),
        "derived": False,
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


def test_empty_cells_stay_unknown(importer: Importer) -> None:
    importer.imports(line("BUYS_FROM", "a", "b"))
    [(deal, source)] = rows(
        importer.graph, "MATCH (s:Source)-->(d:Deal) RETURN properties(d), properties(s)"
    )
    assert deal.keys() == {"id", "type", "status", "sources", "contested", "derived", "caption"}
    assert deal["status"] == "reported"
    assert source == {"id": source_id(A), "url": A, "kind": "news"}


def test_the_id_of_a_deal_comes_from_its_key_alone(importer: Importer) -> None:
    def new_id(*args: str, **more: str) -> str:
        [made] = importer.would(line(*args, **more)).receipt.new_deals
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


def test_an_address_is_one_source_whatever_its_fragment(importer: Importer) -> None:
    done = importer.imports(
        line("BUYS_FROM", "a", "b", f"{A}#first", amount="$1bn"),
        line("BUYS_FROM", "b", "c", A),
        line("BUYS_FROM", "c", "d", f"{A}#"),
        line("BUYS_FROM", "d", "e", f"{A}?x=1#first"),
    )
    assert done.receipt.sources == Count(new=2)
    found = rows(importer.graph, "MATCH (s:Source) RETURN s.id, s.url ORDER BY s.url")
    assert found == [(source_id(url), url) for url in (A, f"{A}?x=1")]
    # The next import finds it by address and by id.
    again = importer.imports(
        line("BUYS_FROM", "x", "y", f"{A}#x"), line("LENDS_TO", "x", "y", source_id(A))
    )
    assert again.receipt.sources == Count(unchanged=1)


def test_a_source_that_ships_is_found_by_address_and_by_id(full: Importer) -> None:
    url = "https://telborg.com/thread/44876621"
    for spelled in (url, f"{url}#x", "telborg-openai-nvidia"):
        planned = full.would(line("BUYS_FROM", "openai", "xai", spelled))
        assert planned.receipt.sources == Count(unchanged=1)
    [message] = full.refused(line("BUYS_FROM", "openai", "xai", "telborg-openai-nvidi"))
    assert message == (
        "2:4 (source): the graph has no source 'telborg-openai-nvidi'; "
        "did you mean telborg-openai-nvidia?"
    )


def test_one_source_for_the_whole_file(importer: Importer) -> None:
    cells = [line("BUYS_FROM", "a", "b", ""), line("BUYS_FROM", "b", "c", B)]
    assert importer.refused(*cells) == [
        "2:4 (source): is empty; give the address of the source, or --source for all lines"
    ]
    importer.imports(*cells, options=Options(source=A))
    assert [row[-1] for row in deals(importer.graph).values()] == [[source_id(A)], [source_id(B)]]
    assert importer.refused(cells[0], options=Options(source="nowhere")) == [
        "2:4 (source): the graph has no source 'nowhere'; give its address instead"
    ]


def test_a_source_is_completed_but_not_changed(importer: Importer) -> None:
    importer.imports(line("BUYS_FROM", "a", "b", source_kind="company"))
    done = importer.imports(
        line("BUYS_FROM", "a", "b", source_kind="blog", published="2025", source_title="T")
    )
    assert rows(
        importer.graph, "MATCH (s:Source) RETURN s.kind, s.title, s.published_precision"
    ) == [("company", "T", "year")]
    where = f"2:5 (source_kind): source '{source_id(A)}' keeps its source_kind 'company'"
    assert messages(done) == [f"{where}; the line says 'blog'"]


# The same deal again


def test_a_default_status_is_replaced(importer: Importer) -> None:
    first = line("INVESTS_IN", "a", "b", A, announced="2025-09-22")
    signed = line("INVESTS_IN", "a", "b", B, announced="2025-09-22", status="signed")
    closed = line("INVESTS_IN", "a", "b", C, announced="2025-09-22", status="closed")
    importer.imports(first)
    assert rows(importer.graph, "MATCH (d:Deal) RETURN d.status") == [("reported",)]
    assert messages(importer.imports(signed)) == []
    assert rows(importer.graph, "MATCH (d:Deal) RETURN d.status") == [("signed",)]
    [message] = messages(importer.imports(closed))
    assert re.search(r"says 'closed'; to change it, put d-\S+ in the column deal$", message)
    assert rows(importer.graph, "MATCH (d:Deal) RETURN d.status") == [("signed",)]


def test_another_source_adds_a_statement_to_a_deal(importer: Importer) -> None:
    first = line("INVESTS_IN", "a", "b", A, announced="2025-09-22", amount="$10bn")
    [deal] = importer.imports(first).receipt.new_deals
    second = line(
        "INVESTS_IN",
        "A",
        "B",
        B,
        announced="22 September 2025",
        amount="$10.2bn",
        source_kind="filing",
    )
    done = importer.imports(second)
    assert (done.receipt.deals, done.receipt.statements.new) == (Count(changed=1), 1)
    # A filing is the most reliable.
    assert deals(importer.graph) == {
        deal: (
            *("INVESTS_IN", "a", "b", "2025-09-22", 10_200_000_000),
            [source_id(B), source_id(A)],
        )
    }
    assert done.receipt.contested_deals == ()
    # In one file they are one deal as well.
    both = knowledge_in(importer.graph)
    importer.graph.command("MATCH (n) DETACH DELETE n")
    assert importer.imports(first, second).receipt.deals == ONE_NEW
    assert knowledge_in(importer.graph) == both


def test_another_source_adds_a_statement_to_a_shipped_deal(full: Importer) -> None:
    cells = line("INVESTS_IN", "NVIDIA", "オープンAI", B, announced="2026-02-27", amount="$30bn")
    planned = full.would(cells | {"payee": "OpenAI"})
    assert planned.receipt.changed_deals == ("nvidia-openai-shares",)
    assert planned.receipt.deals == Count(changed=1)
    assert planned.receipt.statements.new == 1
    assert planned.warnings == ()


def test_one_of_several_deals_with_the_same_key_must_be_named(importer: Importer) -> None:
    twins = [line("BUYS_FROM", "a", "b", A, deal=name) for name in ("one", "two")]
    importer.imports(*twins)
    [message] = importer.refused(line("BUYS_FROM", "a", "b", B))
    assert message.startswith("2:1 (type): the graph has several such deals")
    assert "one, two; name the right one in the column deal" in message
    assert importer.imports(line("BUYS_FROM", "a", "b", B, deal="two")).receipt.changed_deals == (
        "two",
    )


@pytest.mark.parametrize(
    ("column", "before", "after"),
    [("amount", "$10bn", "$12bn"), ("status", "announced", "closed"), ("note", "old", "new")],
)
def test_a_source_that_contradicts_itself_needs_an_id(
    importer: Importer, column: str, before: str, after: str
) -> None:
    first = line("INVESTS_IN", "a", "b", announced="2025", **{column: before})
    other = first | {column: after}
    [message] = importer.refused(first, other)
    assert message == (
        f"3 (deal): line 2 of {importer.folder}/deals.csv states something different about "
        "the same deal, and has the same source; if these are two deals, give each its own id in "
        "the column deal"
    )
    [deal] = importer.imports(first).receipt.new_deals
    [message] = importer.refused(other)
    assert message.startswith(f"2:6 ({column}): in the graph, source {source_id(A)!r} states ")
    assert f"to correct it, put {deal} in the column deal; for a different deal" in message
    # With its id it corrects the deal; with another id it is another deal.
    assert importer.would(other | {"deal": "another"}).receipt.new_deals == ("another",)
    done = importer.imports(other | {"deal": deal})
    changed = Count(unchanged=1) if column == "note" else Count(changed=1)
    assert (done.receipt.deals, done.receipt.statements) == (changed, Count(changed=1))
    [(state,)] = rows(importer.graph, "MATCH (:Source)-[s:STATES]->() RETURN properties(s)")
    stored = {"amount": "as_stated"}.get(column, column)
    assert state[stored] == after
    assert importer.imports(other | {"deal": deal}).receipt.written == 0


def test_a_line_that_names_the_deal_corrects_its_date(importer: Importer) -> None:
    [deal] = importer.imports(
        line("INVESTS_IN", "a", "b", announced="2025-09-22")
    ).receipt.new_deals
    corrected = line("INVESTS_IN", "a", "b", announced="2025-09-25", deal=deal)
    assert importer.imports(corrected).receipt.changed_deals == (deal,)
    assert deals(importer.graph)[deal][3] == "2025-09-25"
    # It now has a new key; a line with the old key, which gave it its id, is refused.
    stated = importer.would(line("INVESTS_IN", "a", "b", B, announced="2025-09-25"))
    assert stated.receipt.changed_deals == (deal,)
    [message] = importer.refused(line("INVESTS_IN", "a", "b", B, announced="2025-09-22"))
    assert "had this date and bundle before they were corrected; put " in message


def test_an_id_belongs_to_one_deal(importer: Importer) -> None:
    importer.imports(line("INVESTS_IN", "a", "b", deal="mine"))
    [message] = importer.refused(line("LENDS_TO", "a", "b", B, deal="mine"))
    assert message == (
        "2:5 (deal): deal 'mine' is a INVESTS_IN b in the graph, not a LENDS_TO b; "
        "use a different id for this line"
    )
    [message] = importer.refused(
        line("BUYS_FROM", "a", "b", deal="x"), line("BUYS_FROM", "b", "a", deal="x")
    )
    assert "deal 'x' is a BUYS_FROM b in line 2 of" in message


def test_a_deal_cannot_have_the_id_of_a_figure(full: Importer) -> None:
    [message] = full.refused(line("BUYS_FROM", "openai", "amd", deal="openai-coreweave-total"))
    assert message == (
        "2:5 (deal): 'openai-coreweave-total' is the id of a figure; give the deal a different id"
    )


def test_a_contradicting_line_gets_a_warning(importer: Importer) -> None:
    importer.imports(line("INVESTS_IN", "a", "b", announced="2025", settlement="cash"))
    done = importer.imports(line("INVESTS_IN", "a", "b", B, announced="2025", settlement="shares"))
    [message] = messages(done)
    assert message.startswith("2:6 (settlement): deal 'd-")
    assert "keeps its settlement 'cash'; the line says 'shares'; to change it, put d-" in message
    assert rows(importer.graph, "MATCH (d:Deal) RETURN d.settlement") == [("cash",)]


def test_a_different_date_is_a_different_deal_and_the_nearest_is_shown(importer: Importer) -> None:
    for day, name in (("2020-01-01", "old"), ("2025-09-22", "near"), ("2029", "later")):
        importer.imports(line("INVESTS_IN", "a", "b", announced=day, deal=name))
    done = importer.imports(line("INVESTS_IN", "a", "b", announced="2025-09-29"))
    assert done.receipt.deals == ONE_NEW
    [message] = messages(done)
    assert message.startswith(
        "2:5 (announced): is treated as a different deal from 'near' (2025-09-22)"
    )
    assert "put near in the column deal" in message
    in_one = importer.imports(
        line("LENDS_TO", "a", "b", announced="2025-09-22"), line("LENDS_TO", "a", "b")
    )
    [message] = messages(in_one)
    assert message.startswith(
        "3:5 (announced): is treated as a different deal from the one in line 2"
    )
    # With an id of its own there is no warning.
    assert importer.imports(line("INVESTS_IN", "a", "b", deal="own")).warnings == ()


def test_sources_that_disagree_make_a_deal_contested_once(importer: Importer) -> None:
    importer.imports(line("INVESTS_IN", "a", "b", A, amount="$10bn"))
    other = line("INVESTS_IN", "a", "b", B, amount="$15bn")
    planned, done = importer.would(other), importer.imports(other)
    assert planned == done
    assert done.receipt.contested_deals == done.receipt.changed_deals
    assert len(done.receipt.contested_deals) == 1
    third = importer.imports(line("INVESTS_IN", "a", "b", C, amount="$16bn"))
    assert third.receipt.contested_deals == ()
    assert third.receipt.deals == Count(changed=1)


# Firms


def test_a_name_close_to_a_known_one_is_a_problem(full: Importer) -> None:
    cells = line("BUYS_FROM", "Nvidea", "OpenAI")
    assert full.refused(cells) == [
        "2:2 (payer): there is no firm 'Nvidea'; did you mean nvidia? "
        "If it is a different firm, add --new-firm 'Nvidea'"
    ]
    meant = full.would(cells, options=Options(new_firms=("NVIDEA",)))
    assert [(firm.id, firm.name) for firm in meant.new_firms] == [("nvidea", "Nvidea")]
    assert meant.receipt.firms.new == 1


def test_a_firm_that_ships_is_found_by_all_its_names(full: Importer) -> None:
    spellings = ["Nvidia", "nvidia", "ＮＶＩＤＩＡ", " N.V.I.D.I.A. ", "エヌビディア", "NVDA"]
    planned = full.would(*(line("BUYS_FROM", "openai", one) for one in spellings))
    assert planned.receipt.firms == NONE
    assert planned.receipt.deals.new == 1


def test_payer_and_payee_must_differ(full: Importer) -> None:
    assert full.refused(line("BUYS_FROM", "NVIDIA", "エヌビディア")) == [
        "2:3 (payee): payer and payee are the same firm, 'nvidia'"
    ]


def test_all_problems_are_reported_together(full: Importer) -> None:
    problems = full.refused(
        line("SELLS", "Nvidea", "Orakle", "nowhere", amount="12", announced="2025-02-30"),
        line("BUYS_FROM", "amd", "AMD", amount="$1bn", announced="FY2025"),
        line("BUYS_FROM", "amd", "", "ftp://x", amount="lots", announced=""),
    )
    assert [one.split(" ", 2)[:2] for one in problems] == [
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
