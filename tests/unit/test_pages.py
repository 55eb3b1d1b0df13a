"""Pages: no data becomes markup, and tables sort by their values."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import contents, is_page
from moneyloop.publish.metadata import Metadata
from moneyloop.publish.pages.tables import Anchors, table_of

ATTACKS = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>*{display:none}",
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "\u202eevil\u2066",
    "\x00\x1b[31m\x07",
    "شركة الذكاء",
)
TEXT = st.text() | st.sampled_from(ATTACKS)
VALUES = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | TEXT
CELLS = VALUES | st.lists(VALUES, max_size=3) | st.dates() | st.dictionaries(TEXT, TEXT, max_size=2)


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def links_of(found: list[tuple[str, dict[str, str | None]]]) -> list[dict[str, str | None]]:
    """The attributes of links, without those to the downloads inside the page."""
    return [ones for tag, ones in found if tag == "a" and "download" not in ones]


def page(rows: Rows, metadata: Metadata = Metadata()) -> str:  # noqa: B008
    text = contents(rows, "html", metadata)
    assert isinstance(text, str)
    return text


@settings(max_examples=50)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4), TEXT, TEXT)
@example([(ATTACKS[0], ATTACKS[1])], ATTACKS[0], ATTACKS[3])
def test_no_data_becomes_an_element(rows: list[tuple[Any, Any]], title: str, note: str) -> None:
    metadata = Metadata(title, note, (("firms", title),), (note, title), note, title)
    found = Elements(page(Rows((title, note), tuple(rows)), metadata)).found
    allowed = {
        "html",
        "head",
        "meta",
        "link",
        "title",
        "style",
        "body",
        "header",
        "h1",
        "p",
        "pre",
        "dl",
        "div",
        "dt",
        "dd",
        "bdi",
        "main",
        "table",
        "thead",
        "tr",
        "th",
        "button",
        "tbody",
        "td",
        "span",
        "ul",
        "li",
        "h2",
        "code",
        "footer",
        "script",
        "a",
    }
    assert {tag for tag, _ in found} <= allowed
    names = [tag for tag, _ in found]
    assert names.count("script") == names.count("style") == 1
    attributes = {name for _, ones in found for name in ones}
    assert not {name for name in attributes if name.startswith("on") or name in ("style", "src")}
    links = [ones["href"] or "" for ones in links_of(found)]
    assert all(link.startswith(("http://", "https://")) for link in links)


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_in_the_data_is_shown_as_text(attack: str) -> None:
    shown = Elements(page(Rows(("x",), ((attack,),)))).text
    visible = [char for char in attack if char.isprintable()]
    assert "".join(visible)[:12].split("\u202e")[0] in shown
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", shown)


def test_the_policy_allows_only_the_script_and_style_of_the_page() -> None:
    made = page(Rows(("x",), ((1,),)))
    [policy] = [
        ones["content"] or ""
        for tag, ones in Elements(made).found
        if tag == "meta" and ones.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for tag in ("script", "style"):
        [text] = re.findall(f"<{tag}>(.*?)</{tag}>", made, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("https://example.org/a?b=c&d=1#e", True),
        ("http://例え.jp/", True),
        ("HTTPS://example.org", False),
        ("https://", False),
        ("https://[::1", False),
        ("https://a b", False),
        ("javascript:alert(1)//https://", False),
        ("data:text/html,x", False),
        ("ftp://example.org", False),
        ("//example.org", False),
        ("see https://example.org", False),
    ],
)
def test_only_web_urls_become_links(text: str, is_link: bool) -> None:
    found = Elements(page(Rows(("url",), ((text,),)))).found
    links = links_of(found)
    assert [ones["href"] for ones in links] == ([text] if is_link else [])
    assert all("noopener" in (ones["rel"] or "") for ones in links)


@given(st.lists(st.tuples(st.none() | st.integers(), st.text()), max_size=4))
def test_the_data_can_be_saved_from_the_page(rows: list[tuple[int | None, str]]) -> None:
    data = Rows(("usd", "note"), tuple(rows))
    found = Elements(page(data, Metadata("T", name="loops"))).found
    saved = {ones["download"]: ones["href"] or "" for tag, ones in found if "download" in ones}
    assert saved.keys() == {"loops.csv", "loops.json"}
    for name, address in saved.items():
        content = base64.b64decode(address.partition(",")[2]).decode("utf-8", "surrogatepass")
        assert content == contents(data, (name or "").rpartition(".")[2])


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats()))
def test_numbers_sort_exactly(values: list[float | None]) -> None:
    table = table_of(Rows(("usd",), tuple((value,) for value in values)), "t")
    ranked = [(row[0].rank, value) for row, value in zip(table.rows, values, strict=True)]
    known = [(rank, value) for rank, value in ranked if rank is not None and value is not None]
    assert len(known) == sum(value is not None and value == value for value in values)  # noqa: PLR0124
    for rank, value in known:
        for other_rank, other in known:
            assert (rank < other_rank) == (value < other)


def test_text_sorts_without_regard_to_case() -> None:
    values = ("beta", "Alpha", None, "alpha", ["a", "b"], date(2025, 1, 2))
    table = table_of(Rows(("x",), tuple((value,) for value in values)), "t")
    ranks = [row[0].rank for row in table.rows]
    known = sorted(
        (rank, value) for rank, value in zip(ranks, values, strict=True) if rank is not None
    )
    assert [value for _, value in known] == [date(2025, 1, 2), ["a", "b"], "Alpha", "alpha", "beta"]
    assert ranks[2] is None


def test_money_is_rounded_with_the_exact_amount_as_a_title() -> None:
    made = page(Rows(("lost_usd", "without_usd"), ((6_300_000_000, 3), (None, 0))))
    assert 'title="6,300,000,000 US dollars"' in made
    assert "$6.3B" in made
    assert "$3" not in made
    assert Elements(made).text.count("–") == 1


def test_a_list_has_one_element_per_item() -> None:
    rows = Rows(("firms", "types"), ((["a", "b"], [["X", "Y"], ["Z"]]), ([], ["c"])))
    found = Elements(page(rows))
    assert sum(tag == "li" for tag, _ in found.found) == 4
    assert "X + Y" in found.text


def test_deals_link_to_their_statements() -> None:
    by_deal = {"d<1>": "stated-0", "d2": "stated-1"}
    rows = Rows(("deal", "usd"), (("d<1>", 1), ("d2", 2), ("d2", 3), ("d3", 4)))
    linking = table_of(rows, "t", Anchors(by_deal))
    links = [row[0].items[0].link for row in linking.rows]
    assert links == ["#stated-0", "#stated-1", "#stated-1", ""]
    statements = table_of(rows, "t", Anchors(by_deal, is_target=True))
    assert [row[0].anchor for row in statements.rows] == ["stated-0", "stated-1", "", ""]
    assert not any(row[0].items[0].link for row in statements.rows)


def test_a_page_shows_its_parameters_and_notes() -> None:
    metadata = Metadata(
        "Loops", "One.\n\nTwo.", (("max_hops", 4), ("firms", "all")), ("a note",), "cmd"
    )
    shown = Elements(page(Rows(("firm",), ()), metadata)).text
    for word in ("Loops", "One.", "Two.", "max-hops", "all", "a note", "cmd", "No rows", "0 rows"):
        assert word in shown
    assert "structure, not evidence" in shown
    assert date.today().isoformat() in shown
    assert "moneyloop 0" in shown


def test_only_html_is_a_page() -> None:
    assert is_page("html")
    assert not is_page("table")
