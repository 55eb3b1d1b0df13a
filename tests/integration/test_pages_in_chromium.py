"""The pages in a web browser: sorting, the drawing, no network requests, no injected code."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.graph.transaction import Rows
from moneyloop.publish.dossier import EVIDENCE, PRINTED, dossier
from moneyloop.publish.formats import contents
from moneyloop.publish.metadata import Metadata
from tests.conftest import quiet
from tests.integration.barriers import barriers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.group("chromium")

ATTACK = "</title></script><img src=https://example.org/x onerror='window.caught=1'>"
EVIL_FIRM = (
    "MERGE (evil:Firm {id: 'evil'}) SET evil.name = $name, evil.group = 'evil' WITH evil "
    "MATCH (openai:Firm {id: 'openai'}) "
    "MERGE (evil)-[:INVESTS_IN {deal: 'evil-1', status: 'closed', usd: 5, sources: []}]->(openai) "
    "MERGE (openai)-[:BUYS_FROM {deal: 'evil-2', status: 'closed', usd: 5, sources: []}]->(evil)"
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Watched:
    """A page of the browser, with its requests and messages."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.messages: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.goto(file.as_uri())


@contextmanager
def headless() -> Iterator[Browser]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS, timeout=60_000
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with headless() as started:
        yield started


@pytest.fixture(scope="module")
def dossier_file(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier of the knowledge that ships and a firm whose name is an attack."""
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, read_folder(SHIPPED), shipped=True)
    graph.write(lambda transaction: transaction.run(EVIL_FIRM, {"name": ATTACK}))
    file = tmp_path_factory.mktemp("pages") / "dossier.html"
    file.write_text(dossier(graph, {}, quiet), "utf-8")
    graph.command("MATCH (n) DETACH DELETE n")
    return file


@pytest.fixture
def shown(browser: Browser, dossier_file: Path) -> Iterator[Watched]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield Watched(page, dossier_file)
    page.close()


def test_the_page_makes_no_requests_and_logs_no_errors(shown: Watched) -> None:
    assert shown.requests == [shown.page.url]
    assert shown.messages == []


def test_a_name_that_is_an_attack_stays_text(shown: Watched) -> None:
    page = shown.page
    assert page.evaluate("window.caught") is None
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert page.get_by_role("button", name=ATTACK, exact=True).count() == 1


def test_the_graph_is_drawn_and_no_label_is_cut_off(shown: Watched) -> None:
    page = shown.page
    assert page.locator("#drawing [data-firm]").count() > 40
    heads = page.locator("#drawing .arrow polygon")
    assert heads.count() == page.locator("#drawing .arrow path.line").count() > 60
    cut = page.evaluate(
        """() => {
          const view = document.getElementById("drawing").viewBox.baseVal;
          return Array.from(document.querySelectorAll("#drawing text"), (text) => {
            const box = text.getBBox();
            return [text.textContent, box.x >= 0 && box.x + box.width <= view.width
              && box.y >= 0 && box.y + box.height <= view.height];
          }).filter(([, inside]) => !inside).map(([text]) => text);
        }"""
    )
    assert cut == []
    overlapping = page.evaluate(
        """() => {
          const amounts = Array.from(document.querySelectorAll("#drawing .amount"),
            (text) => [text.textContent, text.getBBox()]);
          return amounts.flatMap(([one, a], at) => amounts.slice(at + 1)
            .filter(([, b]) => a.x < b.x + b.width && b.x < a.x + a.width
              && a.y < b.y + b.height && b.y < a.y + a.height)
            .map(([other]) => `${one} ${other}`));
        }"""
    )
    assert overlapping == []
    over = page.evaluate(
        """() => Array.from(document.querySelectorAll("#drawing :is(.ring, .middle)"), (firm) => {
          const box = firm.querySelector("rect").getBBox();
          return Array.from(firm.querySelectorAll("text"), (text) => text.getBBox().width)
            .every((width) => width <= box.width) ? null : firm.textContent;
        }).filter(Boolean)"""
    )
    assert over == []


def test_capital_and_revenue_differ_in_more_than_colour(shown: Watched) -> None:
    looks = [
        shown.page.locator(f"#drawing .arrow path.{family}:not(.unknown)").first.evaluate(
            "(line) => [getComputedStyle(line).stroke, getComputedStyle(line).strokeDasharray]"
        )
        for family in ("capital", "revenue")
    ]
    assert looks[0][0] != looks[1][0]
    assert looks[0][1] != looks[1][1]


def test_a_chosen_round_trip_is_highlighted(shown: Watched) -> None:
    page = shown.page
    page.get_by_label("Show a round trip").select_option(
        label="NVIDIA → OpenAI → Oracle → NVIDIA (at least $30B)"
    )
    on = page.locator("#drawing .firm.on")
    assert sorted(on.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")) == [
        "NVIDIA",
        "OpenAI",
        "Oracle",
    ]
    # The flows along its three hops, and none in the other direction.
    ends = page.locator("#drawing .arrow.on").evaluate_all(
        "all => all.map(one => `${one.dataset.from} ${one.dataset.to}`)"
    )
    assert len(set(ends)) == 3
    # Its deals are listed along the way of the money, with links to their evidence.
    listed = page.locator("#chosen li:visible")
    assert [text.partition(":")[0] for text in listed.all_inner_texts()] == [
        "NVIDIA → OpenAI",
        "OpenAI → Oracle",
        "Oracle → NVIDIA",
    ]
    link = listed.get_by_role("link", name="openai-oracle-compute").get_attribute("href") or "#"
    assert page.locator(link).count() == 1
    assert page.evaluate("location.hash") == "#loop=nvidia--openai--oracle"
    page.get_by_label("Show a round trip").select_option(index=0)
    assert page.locator("#drawing .on").count() == 0
    assert not page.locator("#chosen").is_visible()
    assert page.evaluate("location.hash") == ""


def test_a_round_trip_has_an_address(shown: Watched) -> None:
    page = shown.page
    # From whichever of its firms the address begins.
    page.evaluate("location.hash = '#loop=oracle--nvidia--openai'")
    page.wait_for_function("document.querySelectorAll('#drawing .firm.on').length === 3")
    assert page.locator("#chosen li:visible").count() == 3
    page.get_by_label("Show a round trip").select_option(index=0)


def test_an_arrow_can_be_chosen(shown: Watched) -> None:
    page = shown.page
    arrow = page.locator("#drawing .arrow[aria-label^='OpenAI → Oracle']")
    arrow.focus()
    page.keyboard.press("Enter")
    assert arrow.get_attribute("aria-pressed") == "true"
    assert page.locator("#drawing .arrow.on").count() == 1
    assert "openai-oracle-compute" in page.locator("#chosen li:visible").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#drawing .on").count() == 0
    arrow.locator(".reach").dispatch_event("click")
    assert page.locator("#drawing .arrow.on").count() == 1
    page.keyboard.press("Escape")


def test_a_phone_shows_the_round_trips_first(shown: Watched) -> None:
    page = shown.page
    page.set_viewport_size({"width": 390, "height": 800})
    page.reload()
    seen = page.locator("#drawing .firm.middle").evaluate(
        "(firm) => { const box = firm.getBoundingClientRect(); return [box.left, box.right]; }"
    )
    assert 0 <= seen[0] < seen[1] <= 390
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()


def test_a_phone_shows_the_first_amounts_beside_the_firms(shown: Watched) -> None:
    page = shown.page
    page.set_viewport_size({"width": 390, "height": 800})
    for name in ("weakest usd", "capital usd"):
        header = page.locator("th.number", has_text=name).first
        assert header.evaluate("(cell) => cell.getBoundingClientRect().right") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_firm_can_be_chosen_with_the_keyboard(shown: Watched) -> None:
    firm = shown.page.get_by_role("button", name="Oracle", exact=True)
    firm.focus()
    shown.page.keyboard.press("Enter")
    assert firm.get_attribute("aria-pressed") == "true"
    assert 1 < shown.page.locator("#drawing .firm.on").count() < 10
    shown.page.keyboard.press("Enter")
    assert firm.get_attribute("aria-pressed") == "false"
    assert shown.page.locator("#drawing .on").count() == 0


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_never_scrolls_sideways(shown: Watched, width: int, scheme: str) -> None:
    page = shown.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    light = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(253, 253, 252)"
    assert light == (scheme == "light")


def test_the_dossier_keeps_no_one_out(shown: Watched) -> None:
    assert barriers(shown.page) == []


def test_the_check_finds_barriers(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<style>p { color: #999; background: #fff }</style><p>pale</p><img src=x>")
    found = " ".join(barriers(page))
    assert all(rule in found for rule in ("color-contrast", "document-title", "image-alt"))
    page.close()


def test_paper_has_what_is_worth_printing(shown: Watched) -> None:
    page = shown.page
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    # There are 9, where there were 61.
    assert 5 < sheets <= 14
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 without its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    for hidden in ("nav", "details", "select", "a[download]", f"#{EVIDENCE.report}"):
        assert page.locator(hidden).count()
        assert not any(one.is_visible() for one in page.locator(hidden).all()), hidden
    assert page.locator("#claims tbody tr").count() > PRINTED
    rows = page.locator("section:visible tbody").evaluate_all(
        "all => all.map((body) => Array.from(body.rows).filter((row) => row.offsetHeight).length)"
    )
    assert max(rows) == PRINTED
    assert "are printed" in page.locator("#claims .for-print").inner_text()


def test_a_page_prints_the_headers_of_its_table_on_every_sheet(browser: Browser) -> None:
    """And has no barriers."""
    text = contents(
        Rows(("firm", "lost_usd"), tuple((f"F{number}", number) for number in range(200))),
        "html",
        Metadata("Losses", name="losses"),
    )
    assert isinstance(text, str)
    page = browser.new_page()
    page.set_content(text)
    page.emulate_media(media="print")
    # A button would be missing from the second sheet on.
    button = page.get_by_text("lost usd")
    assert button.evaluate("(one) => getComputedStyle(one).display") == "contents"
    assert page.locator("tbody tr").last.is_visible()
    page.emulate_media(media="screen")
    assert barriers(page) == []
    page.close()


def test_a_table_sorts_by_click_and_by_key(browser: Browser, tmp_path: Path) -> None:
    # As floats the first two would be equal.
    usds = [2**62 + 1, 2**62, None, 5, -3]
    rows = Rows(("firm", "lost_usd"), tuple(zip("bAcde", usds, strict=True)))
    file = tmp_path / "page.html"
    text = contents(rows, "html", Metadata(title=ATTACK))
    assert isinstance(text, str)
    file.write_text(text, "utf-8")
    page = browser.new_page()
    watched = Watched(page, file)
    assert page.title() == ATTACK

    def firms() -> str:
        return "".join(page.locator("tbody td:first-child").all_inner_texts())

    amounts = page.get_by_role("button", name="lost usd")
    header = page.locator("th", has=amounts)
    assert firms() == "bAcde"
    amounts.click()
    assert (firms(), header.get_attribute("aria-sort")) == ("bAdec", "descending")
    amounts.press("Enter")
    assert (firms(), header.get_attribute("aria-sort")) == ("edAbc", "ascending")
    amounts.press("Space")
    assert (firms(), header.get_attribute("aria-sort")) == ("bAcde", None)
    page.get_by_role("button", name="firm").click()
    assert firms() == "Abcde"
    assert (watched.requests, watched.messages) == ([page.url], [])
    page.close()
