"""Where the pages of a site are. An address depends only on the id of a record, so it stays."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from moneyloop.publish.pages.tables import are_deals

_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]*")
LONGEST = 100


def file_stem(id_: str) -> str:
    """The id as the name of a file that every file system and web server takes.

    An id of lower-case letters, digits and hyphens stays as it is; another one gets a hash, so that
    no two are the same.
    """
    if _PLAIN.fullmatch(id_) and len(id_) <= LONGEST:
        return id_
    plain = re.sub(r"[^a-z0-9]+", "-", id_.lower()).strip("-")[:LONGEST]
    digest = hashlib.sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{plain or 'id'}.{digest}"


def path_of(kind: str, id_: str) -> str:
    """The path of a page below the site's folder, such as `firm/openai.html`."""
    return f"{kind}/{file_stem(id_)}.html"


def loop_id(firms: Iterable[str]) -> str:
    """The id of a loop: its firms from the least one on."""
    around = list(firms)
    start = around.index(min(around))
    return "--".join([*around[start:], *around[:start]])


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """The links in the tables of a page; `root` leads from the page to the site's folder.

    `firms` maps the names that tables show to ids.
    """

    root: str
    firms: Mapping[str, str]
    deals: frozenset[str]
    sources: frozenset[str]
    claims: frozenset[str]

    def link(self, column: str, value: str) -> str:
        """See tables.Links."""
        if column in ("source", "sources") and value in self.sources:
            return self.root + path_of("source", value)
        if column in ("claim", "claims") and value in self.claims:
            return self.root + path_of("claim", value)
        if (are_deals(column) or column in ("value", "by")) and value in self.deals:
            return self.root + path_of("deal", value)
        if column not in ("source", "what") and value in self.firms:
            return self.root + path_of("firm", self.firms[value])
        return ""

    def anchor(self, column: str, value: str) -> str:
        """See tables.Links."""
        return ""
