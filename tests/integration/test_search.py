"""`search` on the firms that ship: every spelling finds its firm, even with a typing error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.folder.read import SHIPPED, read_folder
from moneyloop.graph.connection import Graph
from moneyloop.values import names
from tests.integration.graphs import ask

FIRMS = read_folder(SHIPPED).firms
SPELLINGS = [(spelling, firm.id) for firm in FIRMS for spelling in (firm.name, *firm.aliases)]


def test_every_spelling_finds_its_firm_before_others(shipped: Graph) -> None:
    for spelling, firm in SPELLINGS:
        best = ask(shipped, "search", text=spelling)[0]
        assert (best["firm"], names.key(best["matched"])) == (firm, names.key(spelling))


def test_a_wrong_letter_is_tolerated(shipped: Graph) -> None:
    words = [(name, firm) for name, firm in SPELLINGS if name.isascii() and name.isalpha()]
    long = [(name, firm) for name, firm in words if len(name) > 4]
    assert len(long) > 20
    for name, firm in long:
        misspelled = name[:2] + ("x" if name[2] != "x" else "y") + name[3:]
        assert firm in {row["firm"] for row in ask(shipped, "search", text=misspelled)}, misspelled


def test_the_beginning_of_a_word_is_enough(shipped: Graph) -> None:
    assert next(row["firm"] for row in ask(shipped, "search", text="nvid")) == "nvidia"
    assert {"microsoft"} == {row["firm"] for row in ask(shipped, "search", text="マイクロ")}


@pytest.mark.parametrize("text", ["", "   ", '+-&|!(){}[]^"~*?:/\\', "zzzzqqqq"])
def test_text_without_words_finds_nothing(shipped: Graph, text: str) -> None:
    assert ask(shipped, "search", text=text) == []


def test_the_limit_is_kept(shipped: Graph) -> None:
    assert len(ask(shipped, "search", text="corporation inc corp", limit=2)) == 2


@settings(max_examples=50)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_is_a_valid_search(graph: Graph, text: str) -> None:
    ask(graph, "search", text=text)
