"""docs/method.md as a page of the site: what each measure is, its formula, and its limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from moneyloop.shipped import shipped

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markupsafe import Markup

PATH = "method.html"

REPORTS = "Reports:"
"""A paragraph that begins so names the reports that its part is about."""

PAGES = {"reports.md": "reports.html", "method.md": ""}
"""The page of the site for each document that has one; links to other documents become text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: its heading, the anchor of this, and the reports that it is about."""

    heading: str
    anchor: str
    reports: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where it is, below the site's folder."""
        return f"{PATH}#{self.anchor}"


@dataclass(frozen=True, slots=True)
class Method:
    """The document as HTML, without its title, and its parts."""

    title: str
    html: Markup
    parts: tuple[Part, ...]

    def part_about(self, report: str) -> Part | None:
        """The part that defines what the report measures."""
        return next((part for part in self.parts if report in part.reports), None)

    def part(self, heading: str) -> Part:
        """The part with this heading. Raises StopIteration if there is none."""
        return next(part for part in self.parts if part.heading == heading)


@cache
def method() -> Method:
    """The document that ships with the program."""
    return rendered((shipped("docs") / "method.md").read_text("utf-8"))


def rendered(text: str) -> Method:
    """Markdown that begins with a title as HTML: markup in the text is shown as text."""
    from markupsafe import Markup

    markdown = _markdown()
    tokens = markdown.parse(text)
    parts = tuple(_parts(tokens))
    for token in tokens:
        if token.children:
            token.children = list(_with_links_of_the_site(token.children))
    # The first three tokens are the title.
    html = markdown.renderer.render(tokens[3:], markdown.options, {})
    # Safe: it is made from Markdown without HTML, whose text the renderer escapes.
    return Method(_text(tokens[1]), Markup(html), parts)  # noqa: S704


def slug(heading: str) -> str:
    """The anchor of a heading, such as `derived-totals`, as web pages of Markdown have them."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    # On a narrow screen a table scrolls in a box that the keyboard reaches.
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", lambda *_: "</table>\n</div>\n")
    return markdown


def _table_open(renderer: object, tokens: Sequence[Token], at: int, *_: object) -> str:
    label = tokens[at].meta["label"]
    return f'<div class="scroll" role="region" aria-label="{label}" tabindex="0">\n<table>\n'


def _parts(tokens: Sequence[Token]) -> Iterator[Part]:
    """The parts under headings of the second level; gives headings their ids and tables labels."""
    heading, reports, tables = "", tuple[str, ...](), 0
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            if heading:
                yield Part(heading, slug(heading), reports)
            heading, reports, tables = _text(tokens[at + 1]), (), 0
            token.attrSet("id", slug(heading))
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.type == "table_open":
            tables += 1
            token.meta["label"] = f"{slug(heading).replace('-', ' ')}, table {tables}"
        elif _text(token).startswith(REPORTS):
            reports = tuple(
                child.content for child in token.children or () if child.type == "code_inline"
            )
    if heading:
        yield Part(heading, slug(heading), reports)


def _text(token: Token) -> str:
    """The text of a heading or a paragraph without its markup."""
    return "".join(child.content for child in token.children or ())


def _with_links_of_the_site(tokens: Sequence[Token]) -> Iterator[Token]:
    """Makes links to documents lead to their pages, and removes links to documents without one."""
    is_dropped = False
    for token in tokens:
        if token.type == "link_open":
            address = _address(str(token.attrGet("href")))
            is_dropped = address is None
            if address is not None:
                token.attrSet("href", address)
        if token.type in ("link_open", "link_close") and is_dropped:
            continue
        yield token


def _address(address: str) -> str | None:
    """Where a link leads in the site; None if it leads to nothing there."""
    if re.match(r"https?://|#", address):
        return address
    document, hash_, anchor = address.partition("#")
    page = PAGES.get(document)
    return None if page is None else f"{page}{hash_}{anchor}" or "#"
