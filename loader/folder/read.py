"""Turns the rows of a knowledge folder into checked records. No database is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from loader.files.table import TableRow
from loader.folder.checks import problems_of
from loader.folder.tables import TABLES, rows_of
from loader.problems import BadInput, Problem
from loader.records import (
    CLAIM_KINDS,
    FIGURE_KINDS,
    FIRM_KINDS,
    RECORD_KINDS,
    SETTLEMENTS,
    SOURCE_KINDS,
    STATUSES,
    Claim,
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
from moneyloop.values.identifiers import parse_cik, parse_lei, parse_wikidata
from moneyloop.values.terms import parse_term

SHIPPED = shipped_folder("knowledge")
"""The knowledge that comes with this program."""

HISTORY = SHIPPED / "history"
"""Known cases of the past, which also come with it but are loaded only on request."""


def read_folder(folder: Path) -> Knowledge:
    """The knowledge in a folder of CSV files. Raises BadInput with all problems in it."""
    problems: list[Problem] = []
    return knowledge_of({name: rows_of(folder, name, problems) for name in TABLES}, problems)


def knowledge_of(
    rows: Mapping[str, Sequence[TableRow]],
    problems: list[Problem],
    other_deals: Collection[str] = (),
) -> Knowledge:
    """The knowledge in the rows of the tables; `problems` are those found while reading them.

    `other_deals` are ids of valid deals whose rows are not among these but that these may refer to.
    Raises BadInput with all problems.
    """
    aliases = [(row.needed("firm"), row.needed("alias"), row.place) for row in rows["aliases"]]
    aliases_of: dict[str, list[str]] = {}
    for firm_id, alias, _ in aliases:
        aliases_of.setdefault(firm_id, []).append(alias)
    firms = [_firm(row, aliases_of) for row in rows["firms"]]
    sources = [_source(row) for row in rows["sources"]]
    deals = [_deal(row) for row in rows["deals"]]
    figures = [_figure(row) for row in rows["figures"]]
    statements = [_statement(row) for row in rows["statements"]]
    claims = [_claim(row) for row in rows["claims"]]
    shipped = [_shipped(row) for row in rows["shipped"]]
    knowledge = Knowledge(
        tuple(firms),
        tuple(sources),
        tuple(deals),
        tuple(figures),
        _numbered(statements),
        frozenset(record for record, _ in shipped),
        tuple(claims),
    )
    # If a row or a file is missing, these checks would mostly report the consequences of that.
    if all(problem.field for problem in problems):
        unread = frozenset((problem.file, problem.line) for problem in problems)
        problems += problems_of(knowledge, aliases, shipped, unread, other_deals)
    if problems:
        raise BadInput(problems)
    return knowledge


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
        lei=row.parsed("lei", parse_lei),
        cik=row.parsed("cik", parse_cik),
        wikidata=row.parsed("wikidata", parse_wikidata),
    )


def _source(row: TableRow) -> Source:
    for column in ("url", "archived"):
        address = row.needed("url") if column == "url" else row.text(column)
        if address and not is_address(address):
            row.problem(
                column,
                f"{address[:60]!r} is not an address; it should begin with https:// or http://",
            )
    return Source(
        row.needed("id"),
        row.text("url") or "",
        row.text("title"),
        row.text("publisher"),
        row.parsed("published", parse_period),
        row.needed_choice("kind", SOURCE_KINDS),
        row.text("note"),
        row.place,
        archived=row.text("archived"),
        accessed=row.parsed("accessed", parse_period),
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
        signed=row.parsed("signed", parse_period),
        closed=row.parsed("closed", parse_period),
        term=row.parsed("term", parse_term),
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
        supersedes=row.listed("supersedes"),
    )


def _claim(row: TableRow) -> Claim:
    return Claim(
        row.needed("id"),
        row.needed("source"),
        row.text("locator"),
        row.needed("claim"),
        row.needed_choice("kind", CLAIM_KINDS),
        row.parsed("date", parse_period),
        row.listed("deals"),
        row.listed("figures"),
        row.text("check"),
        row.place,
    )


def _statement(row: TableRow) -> Statement:
    deal, figure, currency = row.text("deal"), row.text("figure"), row.text("currency")
    if deal and figure:
        row.problem("figure", "names a figure as well as a deal; give each its own line")
    elif not (deal or figure):
        row.problem("deal", "is empty, and so is figure; one of them is needed")

    def amount(column: str, currency: str | None) -> Amount | None:
        # A figure may be a loss. A negative deal would be one in which the other party pays.
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
    """Numbers the statements of a source on the same measure, in the order of the lines."""
    counts: Counter[tuple[str, str, str]] = Counter()
    numbered = []
    for statement in statements:
        measure = (statement.source, statement.of, statement.per)
        counts[measure] += 1
        numbered.append(replace(statement, nth=counts[measure]))
    return tuple(numbered)


def _shipped(row: TableRow) -> tuple[Record, Place]:
    record_id, kind = row.needed("id"), row.needed_choice("kind", RECORD_KINDS)
    if kind != "statement":
        return (kind, record_id), row.place
    source, per = row.needed("source"), row.needed_choice("per", get_args(Per))
    return (kind, (source, record_id, per, row.parsed("nth", _ordinal) or 1)), row.place


def _ordinal(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(f"{text[:60]!r} is not an ordinal; write 1, 2, 3")
    return int(text)
