"""A person at Neo4j Browser, in a Chromium without a window."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Request, expect, sync_playwright

from moneyloop.graph import server
from moneyloop.graph.credentials import USER
from moneyloop.graph.home import Home

SECONDS = 60
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *(
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-domain-reliability",
    ),
    "--disable-features=AutofillServerCommunication,OptimizationHints,MediaRouter,Translate",
)


# What Chromium asks for itself, whatever it shows, and cannot be told not to.
OF_CHROMIUM = {
    *("accounts.google.com", "content-autofill.googleapis.com", "update.googleapis.com"),
}


@dataclass
class Sentry:
    """A proxy for all but this machine, which lets nobody through and keeps what they asked."""

    port: int
    wanted: list[bytes] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """Whom a page wanted to reach."""
        asked = b"".join(self.wanted).decode("latin-1")
        return set(re.findall(r"\r\nHost: ([^:\r]+)", asked)) - OF_CHROMIUM


@contextmanager
def sentry() -> Iterator[Sentry]:
    """Stands guard until the end."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        guard = Sentry(listening.getsockname()[1])

        def watch() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(1)
                    try:
                        guard.wanted.append(connection.recv(200))
                    except OSError:
                        guard.wanted.append(b"?")

        thread = Thread(target=watch, daemon=True)
        thread.start()
        yield guard
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(SECONDS)


@dataclass
class Visitor:
    """Somebody who looks at Browser: the page, and what was asked of anyone."""

    page: Page
    guard: Sentry
    running: server.Running
    errors: list[str] = field(default_factory=list)
    stopped: dict[str, str | None] = field(default_factory=dict)
    """Requests that went to other machines or would have, and why they failed."""

    def look_at(self, asked: Request) -> None:
        """Keeps what goes elsewhere; its failure is known once it has failed."""
        if urlsplit(asked.url).hostname not in ("127.0.0.1", "localhost", None):
            self.stopped[asked.url] = asked.failure

    def part(self, name: str) -> Locator:
        """Parts of Browser go by names of their own."""
        return self.page.get_by_test_id(name)

    def log_in(self, password: str) -> None:
        """As a person does; server and user are filled in already."""
        self.part("password").fill(password)
        expect(self.part("boltaddress")).to_have_value(f"127.0.0.1:{self.running.bolt}")
        expect(self.part("username")).to_have_value(USER)
        self.part("connect").click()
        expect(self.guide().first).to_be_visible()

    def guide(self) -> Locator:
        """The queries of the slide in the side bar."""
        return self.page.locator("pre.runnable:visible")

    def frame(self) -> Locator:
        """The newest answer."""
        return self.part("frame").first

    def run(self, query: Locator) -> None:
        """Clicks a query of the guide, then runs what stands in the editor."""
        text = query.inner_text().strip().splitlines()[0].strip()
        query.click()
        expect(self.part("activeEditor")).to_contain_text(text.removeprefix("//").split()[0])
        self.page.keyboard.press("Control+Enter")
        expect(self.frame()).to_contain_text(text.removeprefix("// ")[:20])

    def run_script(self, folder: str, title: str) -> None:
        """Opens the favourites, unfolds a folder and runs a script in it."""
        self.part("navigationFavorites").click()
        self.part(f"expandFolder-{folder}").click()
        script = self.part("savedScriptListItem").filter(has=self.part(f"scriptTitle-{title}"))
        script.hover()
        script.get_by_test_id("savedScriptsButton-Run").click()
        expect(self.frame()).to_contain_text(title[:20])

    def drawn(self) -> tuple[list[str], list[str]]:
        """The captions of the nodes and of the edges in the newest answer, in order."""
        picture = self.frame().locator("svg.neod3viz")
        expect(picture.locator("g.node").first).to_be_visible()
        expect(picture.locator("g.relationship text").first).to_be_visible()
        nodes = [one.text_content() or "" for one in picture.locator("g.node").all()]
        edges = [one.text_content() or "" for one in picture.locator("g.relationship").all()]
        return sorted(map(str.strip, nodes)), sorted(map(str.strip, edges))

    def stored(self, name: str) -> str:
        """What Browser keeps under a name, once it keeps something: it does so when it has time."""
        kept = "name => ![null, 'null'].includes(localStorage.getItem(name))"
        self.page.wait_for_function(kept, arg=name)
        return str(self.page.evaluate("name => localStorage.getItem(name)", name))


@contextmanager
def visitor(home: Home, screen: tuple[int, int] = (1500, 950)) -> Iterator[Visitor]:
    """Somebody new, whose Chromium may talk to this machine alone."""
    running = server.find(home)
    program = shutil.which("chromium")
    assert running
    assert program
    with sentry() as guard, sync_playwright() as playwright:
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
        page.on("request", found.look_at)
        page.on("requestfailed", found.look_at)
        yield found
        chromium.close()


def picture(visitor: Visitor, folder: Path, name: str) -> None:
    """Keeps what is seen, for those who look into a failure."""
    visitor.page.screenshot(path=folder / f"{name}.png")
