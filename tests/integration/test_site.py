"""`moneyloop site`: every page is there and reachable, and nothing leads out unasked."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.publish.site.build import site_files
from moneyloop.publish.site.folder import write_site
from tests.command import Program
from tests.conftest import quiet
from tests.integration import graphs
from tests.integration.barriers import barriers
from tests.integration.graphs import fill
from tests.integration.test_pages_in_chromium import Watched, headless

DAY = date(2026, 11, 22)
BASE = "https://example.org/moneyloop/"


class Page(HTMLParser):
    """What a page refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.title = self.description = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(of["href"])
        elif "src" in of or (tag == "link" and of.get("rel") not in ("canonical", "alternate")):
            self.loaded.append(of.get("src") or of["href"])
        elif tag == "meta" and of.get("name") == "description":
            self.description = of["content"]
        elif tag == "meta" and of.get("property") == "og:title":
            self.title = of["content"]


def check_links(folder: Path) -> int:
    """Checks that all links within the site resolve, and that pages load nothing; counts links."""
    links = 0
    for file in folder.rglob("*.html"):
        page = Page(file.read_text("utf-8"))
        assert set(page.loaded) <= {"data:,"}, file
        assert page.title, file
        assert page.description, file
        assert not re.search(r"<(p|h1|li)>[^<]*\\n", file.read_text("utf-8")), file
        for link in page.links:
            if urlsplit(link).scheme in ("http", "https"):
                continue
            path, _, anchor = link.partition("#")
            target = (file.parent / unquote(path)).resolve() if path else file
            assert target.is_file(), (file, link)
            assert not anchor or f'id="{anchor}"' in target.read_text("utf-8"), (file, link)
            links += 1
    return links


@pytest.fixture(scope="module")
def site(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, read_folder(SHIPPED), shipped=True)
    folder = tmp_path_factory.mktemp("public") / "site"
    write_site(folder, site_files(graph, DAY, BASE, quiet))
    yield folder
    shutil.rmtree(folder)


def test_every_record_has_a_page_and_every_link_resolves(site: Path, graph: Graph) -> None:
    for kind, label in (
        ("firm", "Firm"),
        ("deal", "Deal"),
        ("source", "Source"),
        ("claim", "Claim"),
    ):
        [[count]] = graph.read((f"MATCH (n:{label}) RETURN count(n) AS n", {}))[0].rows
        assert len(list((site / kind).iterdir())) == count > 50
    assert check_links(site) > 5000
    assert all(ET.parse(file) for file in site.rglob("*.svg"))  # noqa: S314 - our own files


def test_a_page_has_its_data_its_picture_and_how_to_cite_it(site: Path) -> None:
    loop = (site / "loop" / "nvidia--openai--oracle.html").read_text("utf-8")
    for shown in (
        "NVIDIA → OpenAI → Oracle → NVIDIA",
        "../deal/openai-oracle-compute.html",
        "../method.html#loops",
        f"Cite as: moneyloop, “NVIDIA → OpenAI → Oracle → NVIDIA”, as of {DAY}, {BASE}loop/",
        f"&lt;img src=&#34;{BASE}loop/nvidia--openai--oracle.svg&#34;",
    ):
        assert shown in loop or shown.replace("&#34;", '"') in loop
    index = (site / "index.html").read_text("utf-8")
    found = re.search(r'<script id="index" type="application/json">(.*?)</script>', index)
    assert found
    entries = json.loads(found[1])
    assert {"kind": "firm", "title": "NVIDIA", "path": "firm/nvidia.html"} in entries
    assert all((site / entry["path"]).is_file() for entry in entries)
    rows = list(csv.DictReader(io.StringIO((site / "report" / "direct.csv").read_text("utf-8"))))
    assert rows == [
        {
            name: "" if cell is None else "; ".join(cell) if isinstance(cell, list) else str(cell)
            for name, cell in row.items()
        }
        for row in json.loads((site / "report" / "direct.json").read_text("utf-8"))
    ]


def test_two_runs_give_the_same_bytes_and_hostile_ids_are_files(
    empty: Graph, tmp_path: Path
) -> None:
    known = graphs.network([("a", "b"), ("b", "a"), ("b", "c")])
    hostile = '<script>alert("1")</script>&‹ אבג'
    firms = tuple(replace(one, name=hostile) if one.id == "c" else one for one in known.firms)
    odd = {"d0000": "../=x", "d0001": "CON", "d0002": "東京"}
    deals = tuple(replace(one, id=odd.get(one.id, one.id)) for one in known.deals)
    statements = tuple(replace(one, of=odd.get(one.of, one.of)) for one in known.statements)
    fill(empty, replace(known, firms=firms, deals=deals, statements=statements))
    made = [dict(site_files(empty, graphs.TODAY, "", quiet)) for _ in range(2)]
    assert made[0] == made[1]
    write_site(tmp_path / "site", iter(made[0].items()))
    assert check_links(tmp_path / "site") > 50
    assert "<script>alert" not in "".join(made[0].values())
    assert all(re.fullmatch(r"([a-z]+/)?[a-z0-9][a-z0-9.-]*", path) for path in made[0])


def test_a_graph_of_any_shape_makes_a_site(empty: Graph, tmp_path: Path) -> None:
    for seed in range(2):
        fill(empty, graphs.make(Random(seed)))  # noqa: S311 - no secret
        folder = tmp_path / str(seed)
        write_site(folder, site_files(empty, graphs.TODAY, "", quiet))
        check_links(folder)


def test_only_a_site_is_replaced(moneyloop: Program, tmp_path: Path) -> None:
    (tmp_path / "own.txt").touch()
    for words, message in (
        ((str(tmp_path),), "holds something else; choose an empty folder or a new one"),
        ((str(tmp_path / "no" / "folder"),), "there is no folder"),
        ((str(tmp_path / "new"), "--url", "example.org"), "does not start with https://"),
    ):
        done = moneyloop("site", *words)
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr
    old = tmp_path / "old"
    old.mkdir()
    (old / "files.txt").touch()
    done = moneyloop("site", str(old))
    assert (done.returncode, "add --overwrite" in done.stderr) == (2, True)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["old", "own.txt"]


class Killed(BaseException):
    """The program is killed here."""


def list_of(site: Iterable[str]) -> str:
    """What files.txt says about the files of a site."""
    return "".join(f"{path}\n" for path in sorted({*site, "files.txt"}))


def _contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): file.read_text("utf-8")
        for file in folder.rglob("*")
        if file.is_file()
    }


OLD = {"index.html": "old", "firm/a.html": "a", "firm/b.html": "b"}
OWN = {".git/config": "own", "CNAME": "example.org", "own/firm.html": "own"}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder with a site, and with files of its owner's beside it."""
    folder = tmp_path / "site"
    for path, text in OWN.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    write_site(folder, OLD.items())
    return folder


def test_nothing_is_left_of_a_site_that_cannot_be_written(tmp_path: Path, published: Path) -> None:
    def failing() -> Iterator[tuple[str, str]]:
        yield "index.html", "x"
        raise KeyboardInterrupt

    before = _contents(published)
    for folder in (published, tmp_path / "new"):
        with pytest.raises(KeyboardInterrupt):
            write_site(folder, failing())
    assert _contents(published) == before
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_a_new_site_replaces_the_old_one_and_nothing_else(published: Path) -> None:
    new = {"index.html": "new", "firm/b.html": "b2", "deal/c.html": "c"}
    write_site(published, new.items())
    assert _contents(published) == {**OWN, **new, "files.txt": list_of(new)}


@pytest.mark.parametrize("moment", range(8))
def test_a_site_stays_readable_when_its_replacement_is_killed(
    published: Path, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before any change of the folder, the old pages or the new ones are there."""
    new = {"index.html": "new", "firm/b.html": "b2", "deal/c.html": "c"}
    changes = count()

    def until_killed(change: Callable[..., Any]) -> Callable[..., Any]:
        def checked(*arguments: Any, **options: Any) -> Any:
            if next(changes) == moment:
                raise Killed
            return change(*arguments, **options)

        return checked

    with monkeypatch.context() as patched:
        for name in ("replace", "unlink"):
            patched.setattr(Path, name, until_killed(getattr(Path, name)))
        patched.setattr(shutil, "rmtree", lambda *_, **__: None)  # as if nothing ran after it
        with suppress(Killed):
            write_site(published, new.items())
    left = _contents(published)
    assert {path: left[path] for path in OWN} == OWN
    assert left["index.html"] in ("old", "new")
    assert left["firm/b.html"] in ("b", "b2")
    write_site(published, OLD.items())
    assert _contents(published) == {**OWN, **OLD, "files.txt": list_of(OLD)}


def test_a_list_of_files_cannot_lead_out_of_the_folder(tmp_path: Path, published: Path) -> None:
    (tmp_path / "outside.txt").touch()
    (published / "files.txt").write_text(f"../outside.txt\n{tmp_path}/outside.txt\n.git/config\n")
    write_site(published, OLD.items())
    assert (tmp_path / "outside.txt").exists()
    assert (published / ".git" / "config").read_text() == "own"


@pytest.mark.group("chromium")
def test_a_reader_finds_a_firm_and_nothing_is_requested(site: Path, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    with headless() as chromium:
        watched = Watched(chromium.new_page(), site / "index.html")
        page = watched.page
        page.get_by_role("searchbox").fill("nvídia openai ORACLE")
        page.get_by_role("link", name="NVIDIA → OpenAI → Oracle → NVIDIA").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "NVIDIA → OpenAI → Oracle → NVIDIA"
        )
        page.screenshot(path=tmp_path / "loop.png")
        page.get_by_role("link", name="Oracle", exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Oracle")
        assert watched.messages == []
        assert all(url.startswith(("file:", "data:")) for url in watched.requests)


@pytest.mark.group("chromium")
def test_no_page_keeps_anyone_out(site: Path) -> None:
    """One page of each kind, in light and in dark colours."""
    with headless() as chromium:
        for path in (
            "index.html",
            "firms.html",
            "firm/openai.html",
            "deal/openai-oracle-compute.html",
            "loop/nvidia--openai--oracle.html",
            "source/article-en.html",
            "claim/article-15.html",
            "report/loops.html",
            "method.html",
            "changes.html",
        ):
            page = chromium.new_page(viewport={"width": 1280, "height": 900})
            page.goto((site / path).as_uri())
            assert barriers(page) == [], path
            page.set_viewport_size({"width": 390, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
            page.close()
