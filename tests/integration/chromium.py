"""Drives Neo4j Browser in a headless Chromium, and records requests to other machines."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Request, expect, sync_playwright

from moneyloop.graph import server
from moneyloop.graph.credentials import USER
from moneyloop.graph.home import Home

SECONDS = 60
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-features=AutofillServerCommunication,OptimizationHints,MediaRouter,Translate",
)

# Hosts that Chromium itself contacts, whatever the page; no option prevents it.
OF_CHROMIUM = {"accounts.google.com", "content-autofill.googleapis.com", "update.googleapis.com"}


@dataclass
class BlockingProxy:
    """A proxy for all other machines, which answers nothing and records the requests."""

    port: int
    requests: list[bytes] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """The hosts that a page tried to reach."""
        text = b"".join(self.requests).decode("latin-1")
        return set(re.findall(r"\r\nHost: ([^:\r]+)", text)) - OF_CHROMIUM


@contextmanager
def blocking_proxy() -> Iterator[BlockingProxy]:
    """A proxy that runs inside the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        guard = BlockingProxy(listening.getsockname()[1])

        def watch() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(1)
                    try:
                        guard.requests.append(connection.recv(200))
                    except OSError:
                        guard.requests.append(b"?")

        thread = Thread(target=watch, daemon=True)
        thread.start()
        yield guard
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(SECONDS)


@dataclass
class Visitor:
    """A user of Browser: the page, and the requests that it sends to other machines."""

    page: Page
    guard: BlockingProxy
    running: server.Running
    errors: list[str] = field(default_factory=list)
    blocked: dict[str, str | None] = field(default_factory=dict)
    """Requests to other machines, by URL, and why they failed (None if they did not)."""

    def record(self, request: Request) -> None:
        """Records a request to another machine, when it is sent and when it fails."""
        if urlsplit(request.url).hostname not in ("127.0.0.1", "localhost", None):
            self.blocked[request.url] = request.failure

    def part(self, name: str) -> Locator:
        """The part of Browser with this test id."""
        return self.page.get_by_test_id(name)

    def log_in(self, password: str) -> None:
        """Enters the password and connects; server and user are filled in already."""
        self.part("password").fill(password)
        expect(self.part("boltaddress")).to_have_value(f"127.0.0.1:{self.running.bolt}")
        expect(self.part("username")).to_have_value(USER)
        self.part("connect").click()
        expect(self.guide().first).to_be_visible()

    def guide(self) -> Locator:
        """The queries on the guide's current slide."""
        return self.page.locator("pre.runnable:visible")

    def frame(self) -> Locator:
        """The newest result."""
        return self.part("frame").first

    def run(self, query: Locator) -> None:
        """Clicks a query of the guide, then runs what is in the editor."""
        text = query.inner_text().strip().splitlines()[0].strip()
        query.click()
        expect(self.part("activeEditor")).to_contain_text(text.removeprefix("//").split()[0])
        self.page.keyboard.press("Control+Enter")
        expect(self.frame()).to_contain_text(text.removeprefix("// ")[:20])

    def run_script(self, folder: str, title: str) -> None:
        """Runs a script from the favourites, whose folders it unfolds if need be."""
        script = self.part("savedScriptListItem").filter(has=self.part(f"scriptTitle-{title}"))
        if not self.part(f"savedScriptsFolder-{folder}").is_visible():
            self.part("navigationFavorites").click()
        if not script.is_visible():
            self.part(f"expandFolder-{folder}").click()
        script.hover()
        script.get_by_test_id("savedScriptsButton-Run").click()
        expect(self.frame()).to_contain_text(title[:20])

    def show(self, view: Literal["Visualization", "Table"]) -> None:
        """Shows the newest result in this view, once it is there."""
        self.frame().get_by_test_id(f"cypherFrameSidebar{view}").click()

    def drawn(self) -> tuple[list[str], list[str]]:
        """The captions of the nodes and of the edges in the newest result, sorted."""
        picture = self.frame().locator("svg.neod3viz")
        expect(picture.locator("g.node").first).to_be_visible()
        expect(picture.locator("g.relationship text").first).to_be_visible()
        nodes = [node.text_content() or "" for node in picture.locator("g.node").all()]
        edges = [edge.text_content() or "" for edge in picture.locator("g.relationship").all()]
        return sorted(map(str.strip, nodes)), sorted(map(str.strip, edges))

    def stored(self, name: str) -> str:
        """The value in local storage. Waits for it, because Browser stores values with a delay."""
        is_stored = "name => ![null, 'null'].includes(localStorage.getItem(name))"
        self.page.wait_for_function(is_stored, arg=name)
        return str(self.page.evaluate("name => localStorage.getItem(name)", name))


@contextmanager
def visitor(home: Home, screen: tuple[int, int] = (1500, 950)) -> Iterator[Visitor]:
    """A new user, whose Chromium can only talk to this machine."""
    running = server.find(home)
    program = shutil.which("chromium")
    assert running
    assert program
    with blocking_proxy() as guard, sync_playwright() as playwright:
        proxy = f"--proxy-server=127.0.0.1:{guard.port}"
        loopback = "--proxy-bypass-list=127.0.0.1;localhost"
        chromium = playwright.chromium.launch(
            executable_path=program, args=[*QUIET, proxy, loopback], timeout=SECONDS * 1000
        )
        width, height = screen
        context = chromium.new_context(viewport={"width": width, "height": height})
        context.set_default_timeout(SECONDS * 1000)
        expect.set_options(timeout=SECONDS * 1000)
        page = context.new_page()
        found = Visitor(page, guard, running)
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.on("request", found.record)
        page.on("requestfailed", found.record)
        yield found
        chromium.close()


def picture(visitor: Visitor, folder: Path, name: str) -> None:
    """Saves a screenshot, to look into a failure."""
    visitor.page.screenshot(path=folder / f"{name}.png")
