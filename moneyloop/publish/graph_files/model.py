"""What every graph file shows: firms, and deals from a payer to a payee with their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from moneyloop import clock
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
from moneyloop.report.arguments import complete
from moneyloop.report.library import graph_files
from moneyloop.report.run import run_report
from moneyloop.values.dates import written_period


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm, or with `by` group a group under the name of its parent."""

    id: str
    name: str
    kind: str | None
    country: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source states of a deal, in its own words."""

    source: str
    url: str | None
    title: str | None
    publisher: str | None
    published: str | None
    as_stated: str | None


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal: value moves from the payer to the payee, both given by id.

    `usd` is in US dollars, None if it is not known. `since` and `until` are the first day on which
    the deal is in force and the first on which it no longer is. `starts` and `ends` are those of
    its term, in the form of `values.dates`: `2026-01-05`, `2026H2` or `2027`.
    """

    id: str
    type: str
    payer: str
    payee: str
    usd: int | None
    status: str
    announced: str | None
    since: date | None
    until: date | None
    starts: str | None
    ends: str | None
    instrument: str | None
    note: str | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class FirmsAndDeals:
    """The contents of a graph file, in the order of ids, and the day for which they were read."""

    firms: tuple[Firm, ...]
    deals: tuple[Deal, ...]
    as_of: date

    def name_of(self) -> dict[str, str]:
        """The names of the firms by id."""
        return {firm.id: firm.name for firm in self.firms}


def firms_and_deals(graph: Graph, given: Mapping[str, Any]) -> FirmsAndDeals:
    """Reads them. `given` has values of the parameters of `library.graph_files()`.

    If `given` chooses by them, firms without a deal are left out. Raises BadArgument, UnknownName,
    and whatever `Graph.read` raises.
    """
    report = graph_files()
    answer = run_report(graph, report, complete(report, given, clock.today()))
    deals = tuple(map(_deal, answer.rows.maps()))
    parties = {party for deal in deals for party in (deal.payer, deal.payee)}
    all_firms = map(_firm, graph.read((query("lookup/all_firms"), {}))[0].maps())
    firms = (firm for firm in all_firms if not given or firm.id in parties)
    by_id = sorted(firms, key=lambda firm: firm.id)
    return FirmsAndDeals(tuple(by_id), deals, answer.arguments["as_of"])


def _firm(row: Mapping[str, Any]) -> Firm:
    of = row["properties"]
    aliases = tuple(of.get("aliases", ()))
    return Firm(of["id"], of["name"], of.get("kind"), of.get("country"), aliases)


def _deal(row: Mapping[str, Any]) -> Deal:
    of = row["properties"]
    return Deal(
        row["id"],
        of["type"],
        row["payer"],
        row["payee"],
        row["usd"],
        row["status"],
        written_period(of, "announced"),
        of.get("since"),
        row["until"],
        written_period(of, "starts"),
        written_period(of, "ends"),
        of.get("instrument"),
        of.get("note"),
        tuple(map(_statement, row["statements"])),
    )


def _statement(row: Mapping[str, Any]) -> Statement:
    of = row["source"]
    published = written_period(of, "published")
    return Statement(
        of["id"], of.get("url"), of.get("title"), of.get("publisher"), published, row["as_stated"]
    )
