"""What a page of the site holds, whatever it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moneyloop.publish.drawing.picture import Picture
from moneyloop.publish.pages.tables import Item, Table

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its heading, and notes below it."""

    heading: str
    table: Table
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A property of what the page is about: one or more items of text, which may be links."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page; `about` is one sentence, for search results and previews of links.

    `path` and `downloads` are below the site's folder; `embed` is the picture that others may show.
    """

    kind: str
    path: str
    title: str
    about: str
    lead: str = ""
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    picture: Picture | None = None
    downloads: tuple[str, ...] = ()
    embed: str = ""
    also: tuple[Item, ...] = field(default=())
    """Links to pages on the same subject, from the page."""
    body: Markup | None = None
    """A text that ships with the program, as HTML."""

    @property
    def root(self) -> str:
        """The way from the page to the site's folder."""
        return "../" * self.path.count("/")
