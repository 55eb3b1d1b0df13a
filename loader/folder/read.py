"""Reads a knowledge folder into checked records, without a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from loader.files.table import TableRow, read_table
from loader.folder.checks import problems_of
from loader.problems import BadInput, Problem
from loader.records import (
    FIGURE_KINDS,
    FIRM_KINDS,
    RECORD_KINDS,
    SETTLEMENTS,
    SOURCE_KINDS,
    STATUSES,
    Deal,
    Figure,
    Firm,
    Knowledge,
    Place,
    Record,
    Source,
    Statement,
    is_address,
)
from moneyloop.shipped import shipped as shipped_folder
from moneyloop.values.amounts import Amount, Per, parse_amount
from moneyloop.values.dates import parse_period
from moneyloop.values.edges import EDGE_NAMES

SHIPPED = shipped_folder("knowledge")
"""The knowledge that comes with this program."""

HISTORY = SHIPPED / "history"
"""Known cases of the past, which come with it as well but are loaded only when asked for."""


def read_folder(folder: Path) -> Knowledge:
    """The knowledge in a folder of CSV files. Raises BadInput with every problem in it."""
    problems: list[Problem] = []
    return knowledge_of({name: rows_of(folder, name, problems) for name in TABLES}, problems)


def knowledge_of(
    rows: Mapping[str, Sequence[TableRow]],
    problems: list[Problem],
    other_deals: Collection[str] = (),
) -> Knowledge:
    """The knowledge in the rows of the tables, whose problems so far are given.

    `other_deals` are ids of deals of which nothing else stands here, and with which nothing is
    wrong. Raises BadInput with every problem.
    """
    aliases = [(row.needed("firm"), row.needed("alias"), row.place) for row in rows["aliases"]]
    aliases_of: dict[str, list[str]] = {}
    for firm_id, alias, _ in aliases:
        aliases_of.setdefault(firm_id, []).append(alias)
    firms = [_firm(row, aliases_of) for row in rows["firms"]]
    sources = [_source(row) for row in rows["sources"]]
    deals = [_deal(row) for row in rows["deals"]]
    figures = [_figure(row) for row in rows["figures"]]
    said = [_statement(row) for row in rows["statements"]]
    shipped = [_shipped(row) for row in rows["shipped"]]
    knowledge = Knowledge(
        tuple(firms),
        tuple(sources),
        tuple(deals),
        tuple(figures),
        _numbered(said),
        frozenset(record for record, _ in shipped),
    )
    # With rows missing, what follows would mostly tell of their consequences.
    if all(problem.field for problem in problems):
        unread = frozenset((problem.file, problem.line) for problem in problems)
        problems += problems_of(knowledge, aliases, shipped, unread, other_deals)
    if problems:
        raise BadInput(problems)
    return knowledge


Columns = tuple[tuple[str, ...], tuple[str, ...]]

FIRM_COLUMNS: Columns = (("id", "name", "kind"), ("country", "part_of", "member_of", "note"))
ALIAS_COLUMNS: Columns = (("firm", "alias"), ())
SOURCE_COLUMNS: Columns = (("id", "url", "kind"), ("title", "publisher", "published", "note"))
DEAL_COLUMNS: Columns = (
    ("id", "type", "payer", "payee", "status"),
    ("bundle", "announced", "starts", "ends", "ended", "supersedes")
    + ("instrument", "settlement", "note"),
)
FIGURE_COLUMNS: Columns = (
    ("id", "name", "kind"),
    ("about", "sums", "period", "starts", "ends", "note"),
)
STATEMENT_COLUMNS: Columns = (
    ("source",),
    ("deal", "figure", "amount", "currency", "dollars", "ceiling")
    + ("as_stated", "status", "locator", "note"),
)
SHIPPED_COLUMNS: Columns = (("kind", "id"), ("source", "per", "nth"))

TABLES = {
    "firms": FIRM_COLUMNS,
    "aliases": ALIAS_COLUMNS,
    "sources": SOURCE_COLUMNS,
    "deals": DEAL_COLUMNS,
    "figures": FIGURE_COLUMNS,
    "statements": STATEMENT_COLUMNS,
    "shipped": SHIPPED_COLUMNS,
}
"""The files of a knowledge folder, without their ending, and their columns."""

MAY_BE_MISSING = ("figures", "shipped")


def rows_of(folder: Path, name: str, problems: list[Problem]) -> list[TableRow]:
    """The rows of one of the tables; what is wrong with its file goes to `problems`."""
    file = folder / f"{name}.csv"
    return read_table(file, *TABLES[name], problems, may_be_missing=name in MAY_BE_MISSING)


def _firm(row: TableRow, aliases: Mapping[str, Sequence[str]]) -> Firm:
    firm_id = row.needed("id")
    return Firm(
        firm_id,
        row.needed("name"),
        row.needed_choice("kind", FIRM_KINDS),
        row.text("country"),
        row.text("part_of"),
        row.listed("member_of"),
        tuple(aliases.get(firm_id, ())),
        row.text("note"),
        row.place,
    )


def _source(row: TableRow) -> Source:
    url = row.needed("url")
    if url and not is_address(url):
        row.problem("url", f"{url[:60]!r} is no address; it should begin with https:// or http://")
    return Source(
        row.needed("id"),
        url,
        row.text("title"),
        row.text("publisher"),
        row.parsed("published", parse_period),
        row.needed_choice("kind", SOURCE_KINDS),
        row.text("note"),
        row.place,
    )


def _deal(row: TableRow) -> Deal:
    return Deal(
        row.needed("id"),
        row.needed_choice("type", EDGE_NAMES),
        row.needed("payer"),
        row.needed("payee"),
        row.text("bundle"),
        row.parsed("announced", parse_period),
        row.parsed("starts", parse_period),
        row.parsed("ends", parse_period),
        row.parsed("ended", parse_period),
        row.listed("supersedes"),
        row.needed_choice("status", STATUSES),
        row.text("instrument"),
        row.choice("settlement", SETTLEMENTS),
        row.text("note"),
        row.place,
    )


def _figure(row: TableRow) -> Figure:
    return Figure(
        row.needed("id"),
        row.needed("name"),
        row.needed_choice("kind", FIGURE_KINDS),
        row.listed("about"),
        row.listed("sums"),
        row.text("period"),
        row.parsed("starts", parse_period),
        row.parsed("ends", parse_period),
        row.text("note"),
        row.place,
    )


def _statement(row: TableRow) -> Statement:
    deal, figure, currency = row.text("deal"), row.text("figure"), row.text("currency")
    if deal and figure:
        row.problem("figure", "names a figure beside a deal; give each a line of its own")
    elif not (deal or figure):
        row.problem("deal", "is empty, and so is figure; one of the two is needed")

    def amount(column: str, currency: str | None) -> Amount | None:
        # A loss is a figure; a deal below zero would be one in which the other party pays.
        negative = figure is not None and column != "ceiling"
        return row.parsed(
            column, lambda text: parse_amount(text, currency, allow_negative=negative)
        )

    return Statement(
        "figure" if figure else "deal",
        figure or deal or "",
        row.needed("source"),
        row.text("as_stated") or row.text("amount"),
        amount("amount", currency),
        amount("dollars", "USD"),
        amount("ceiling", currency),
        row.choice("status", STATUSES),
        row.text("locator"),
        row.text("note"),
        row.place,
    )


def _numbered(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Counts what one source says of one measure: 1, 2, ... in the order of the lines."""
    so_far: Counter[tuple[str, str, str]] = Counter()
    numbered = []
    for one in statements:
        measure = (one.source, one.of, one.per)
        so_far[measure] += 1
        numbered.append(replace(one, nth=so_far[measure]))
    return tuple(numbered)


def _shipped(row: TableRow) -> tuple[Record, Place]:
    record_id, kind = row.needed("id"), row.needed_choice("kind", RECORD_KINDS)
    if kind != "statement":
        return (kind, record_id), row.place
    source, per = row.needed("source"), row.needed_choice("per", get_args(Per))
    return (kind, (source, record_id, per, row.parsed("nth", _counted) or 1)), row.place


def _counted(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(f"{text[:60]!r} is no number to count by; write 1, 2, 3")
    return int(text)
