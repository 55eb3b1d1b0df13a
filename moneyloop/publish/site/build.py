"""Builds the pages of a site from a graph."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from moneyloop.graph.connection import Graph
from moneyloop.graph.transaction import Rows
from moneyloop.publish.drawing.of_rows import picture_of
from moneyloop.publish.drawing.svg_file import svg_file
from moneyloop.publish.formats import render
from moneyloop.publish.formats.atom import feed
from moneyloop.publish.headline import headline, new_money
from moneyloop.publish.metadata import NOT_EVIDENCE, report_metadata
from moneyloop.publish.pages import page
from moneyloop.publish.pages.tables import Item, table_of, web_address
from moneyloop.publish.picture_file import (
    picture_of_deals,
    sources_of,
)
from moneyloop.publish.site.addresses import file_stem, loop_id, path_of
from moneyloop.publish.site.data import Site
from moneyloop.publish.site.entries import Entry, Fact, Section
from moneyloop.publish.site.method import PATH as METHOD
from moneyloop.publish.site.method import method
from moneyloop.report.library import all_reports
from moneyloop.report.shown import as_shown
from moneyloop.values.dates import written_period
from moneyloop.values.money import money

OnProgress = Callable[[str, int, int], None]

MENU = (
    ("index.html", "moneyloop"),
    ("firms.html", "Firms"),
    ("deals.html", "Deals"),
    ("loops.html", "Loops"),
    ("claims.html", "Claims"),
    ("sources.html", "Sources"),
    ("reports.html", "Reports"),
    ("changes.html", "Changes"),
    (METHOD, "Method"),
)

ALL = "all.svg"
"""The picture of all deals in force."""

DOWNLOADS = ("csv", "json")

FIRST_DAY = date(1990, 1, 1)
"""Changes since this day are all changes."""


def site_files(
    graph: Graph, day: date, base: str, on_progress: OnProgress
) -> Iterator[tuple[str, str]]:
    """The path of each file below the site's folder, and its text.

    Raises whatever `Graph.read` raises.
    """
    site = Site(graph, day, base)
    entries: list[Entry] = []
    for making in (_firms, _deals, _loops, _sources, _claims, _reports, _changes, _method):
        on_progress(f"pages of {making.__name__.strip('_')}", 0, 0)
        for made in making(site):
            if isinstance(made, Entry):
                entries.append(made)
            else:
                yield made
    entries += _lists(site, entries)
    index = _index(site)
    search = [
        {"kind": one.kind, "title": one.title, "path": one.path}
        for one in entries
        if one.kind != "list"
    ]
    if site.drawn.deals:
        yield ALL, _everything_svg(site)
    for entry in (index, *entries):
        is_index = entry.kind == "index"
        yield (
            entry.path,
            page(
                "site",
                entry=entry,
                links=site.links(entry.root),
                menu=MENU,
                base=site.base,
                as_of=day.isoformat(),
                search=_json(search) if is_index else "",
            ),
        )


def _json(value: Any) -> Any:
    """JSON for a script element of a page, which no text in it can end."""
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Safe: nothing that a parser of HTML looks for in a script element is left.
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704


Made = Iterator[Entry | tuple[str, str]]


def _firms(site: Site) -> Made:
    figures_report, figures = site.answer("figures", {})
    place = figures.rows.columns.index("firms")
    for id_, of in site.firms.items():
        path = path_of("firm", id_)
        root = "../"
        report, answer = site.answer("firm", {"firm": id_})
        sections = [site.section("Deals", report, answer, root)]
        about = Rows(
            figures.rows.columns, tuple(row for row in figures.rows.rows if id_ in row[place])
        )
        if about.rows:
            chosen = replace(figures, rows=about, notes=())
            sections.append(site.section("Figures", figures_report, chosen, root))
        name = site.names.get(id_, id_)
        own = [one for one in site.drawn.deals if id_ in (one.payer, one.payee)]
        pairs = [loop for loop in site.drawn.loops if id_ in loop[0] and len(loop[0]) == 2]
        yield Entry(
            "firm",
            path,
            name,
            f"{len(answer.rows.rows)} deals of {name}, with amounts, days and sources.",
            facts=tuple(_firm_facts(of)),
            sections=tuple(sections),
            picture=picture_of_deals(own, site.names, pairs, id_) if own else None,
            also=tuple(
                Item(site.loop_name(firms), root + path_of("loop", loop_id(firms)))
                for firms in site.loops_of.get(id_, ())
            ),
        )


def _firm_facts(of: Mapping[str, Any]) -> Iterator[Fact]:
    for key, name in (("kind", "kind"), ("country", "country"), ("aliases", "also called")):
        value = of.get(key)
        if value:
            texts = value if isinstance(value, list) else [value]
            yield Fact(name, tuple(Item(str(text)) for text in texts))
    for key in ("lei", "cik", "wikidata"):
        if of.get(key):
            yield Fact(key.upper() if key != "wikidata" else "Wikidata", (Item(str(of[key])),))


def _deals(site: Site) -> Made:
    usd_of = {deal.id: deal.usd for deal in site.drawn.content.deals}
    for id_, row in site.deals.items():
        report, answer = site.answer("deal", {"deal": id_})
        payer, payee = (site.names.get(row[party], row[party]) for party in ("payer", "payee"))
        title = f"{payer} {row['properties']['type'].lower().replace('_', ' ')} {payee}"
        usd = usd_of.get(id_)
        amount = f", {money(usd)}" if usd is not None else ""
        is_true = f" {answer.rows.rows[0][1]}." if answer.rows.rows else ""
        yield Entry(
            "deal",
            path_of("deal", id_),
            f"{title} ({id_})",
            f"{title}{amount}.{is_true}",
            sections=(site.section("Evidence", report, answer, "../"),),
            also=(_defined("Evidence"),),
        )


def _loops(site: Site) -> Made:
    for firms, usd in site.drawn.loops:
        report, answer = site.answer("loop", {"firms": list(firms)})
        name, stem = site.loop_name(firms), file_stem(loop_id(firms))
        shown = as_shown(site.graph, report, answer)
        drawing = picture_of(shown.rows)
        svg = f"loop/{stem}.svg"
        if drawing:
            between = {*zip(firms, (*firms[1:], firms[0]), strict=True)}
            deals = [one for one in site.drawn.deals if (one.payer, one.payee) in between]
            yield svg, svg_file(drawing, name, sources_of(deals, site.names), site.day)
        least = f" Its weakest hop is {money(usd)}." if usd is not None else ""
        yield Entry(
            "loop",
            f"loop/{stem}.html",
            name,
            f"A round trip of {len(firms)} firms, deal by deal.{least}",
            lead=f"Money that leaves as capital can come back as revenue.{least} {NOT_EVIDENCE}",
            sections=(site.section("Deals", report, answer, "../"),),
            also=(_defined("Loops"),),
            picture=drawing,
            downloads=(svg,) if drawing else (),
            embed=svg if drawing else "",
        )


def _sources(site: Site) -> Made:
    places = {name: at for at, name in enumerate(site.statements.columns)}
    by_source = defaultdict(list)
    for row in site.statements.rows:
        by_source[row[places["source"]]].append(row)
    claims = defaultdict(list)
    for claim, made in site.claim_of.items():
        claims[made["source"]].append(claim)
    for id_, of in site.sources.items():
        rows = Rows(site.statements.columns, tuple(by_source[id_]))
        title = of.get("title") or of.get("publisher") or id_
        published = written_period(of, "published")
        facts = [
            Fact(name, (Item(str(value), web_address(str(value))),))
            for name, value in (
                ("publisher", of.get("publisher")),
                ("published", published),
                ("kind", of.get("kind")),
                ("address", of.get("url")),
                ("archived", of.get("archived")),
            )
            if value
        ]
        yield Entry(
            "source",
            path_of("source", id_),
            title,
            f"{len(rows.rows)} statements of {of.get('publisher') or id_} about deals and figures.",
            facts=tuple(facts),
            sections=(Section("Statements", table_of(rows, "Statements", site.links("../"))),),
            also=tuple(Item(claim, "../" + path_of("claim", claim)) for claim in claims[id_]),
        )


def _claims(site: Site) -> Made:
    for row in site.claims.maps():
        one = Rows(site.claims.columns, (tuple(row.values()),))
        yield Entry(
            "claim",
            path_of("claim", row["claim"]),
            row["states"],
            f"{row['verdict']}: {row['why']}",
            lead=f"{str(row['verdict']).capitalize()}: {row['why']}.",
            facts=tuple(_claim_facts(site, row["claim"])),
            sections=(Section("Evidence", table_of(one, "Evidence", site.links("../"))),),
            also=(_defined("Claims"),),
        )


def _claim_facts(site: Site, claim: str) -> Iterator[Fact]:
    made = site.claim_of[claim]
    source = site.sources[made["source"]]
    address = "../" + path_of("source", source["id"])
    yield Fact("claimed by", (Item(source.get("title") or source["id"], address),))
    for key, name in (("locator", "place"), ("kind", "kind")):
        if value := made["properties"].get(key):
            yield Fact(name, (Item(str(value)),))


def _reports(site: Site) -> Made:
    reports, _ = all_reports()
    for report in reports:
        if any(parameter.required for parameter in report.parameters):
            continue  # its answers are the pages of firms, deals, loops and changes
        _, answer = site.answer(report.name, {})
        paths = tuple(f"report/{report.name}.{suffix}" for suffix in DOWNLOADS)
        for path, suffix in zip(paths, DOWNLOADS, strict=True):
            yield path, render(answer.rows, suffix)
        yield Entry(
            "report",
            f"report/{report.name}.html",
            report.title,
            f"{report.title}: {len(answer.rows.rows)} rows.",
            lead=report.description,
            sections=(site.section("Rows", report, answer, "../"),),
            also=_defined_for(report.name),
            downloads=paths,
        )


def _changes(site: Site) -> Made:
    report, answer = site.answer("changes", {"since": FIRST_DAY})
    shown = as_shown(site.graph, report, answer)
    yield "changes.atom", feed(shown.rows, report_metadata(report, answer))
    yield Entry(
        "list",
        "changes.html",
        "Changes",
        "What was announced, signed, closed or ended, and which loops that opened or closed.",
        lead=report.description,
        sections=(site.section("Changes, the newest last", report, answer, ""),),
        also=(_defined("Changes", root=""),),
        downloads=("changes.atom",),
    )


def _method(site: Site) -> Made:
    text = method()
    yield Entry(
        "method",
        METHOD,
        text.title,
        "What each measure is: its formula, a worked example, its limits, and what it is not for.",
        body=text.html,
    )


def _defined(heading: str, root: str = "../") -> Item:
    """A link to the part of the method with this heading."""
    return Item(f"Method: {heading}", root + method().part(heading).path)


def _defined_for(report: str) -> tuple[Item, ...]:
    """A link to the part of the method that names the report."""
    part = method().part_about(report)
    return (Item(f"Method: {part.heading}", f"../{part.path}"),) if part else ()


def _lists(site: Site, entries: Sequence[Entry]) -> Iterator[Entry]:
    for kind, title in (
        ("firm", "Firms"),
        ("deal", "Deals"),
        ("loop", "Loops"),
        ("claim", "Claims"),
        ("source", "Sources"),
        ("report", "Reports"),
    ):
        found = [entry for entry in entries if entry.kind == kind]
        yield Entry(
            "list",
            f"{kind}s.html",
            title,
            f"{len(found)} {title.lower()}.",
            also=tuple(Item(entry.title, entry.path) for entry in found),
        )


def _index(site: Site) -> Entry:
    _, answer = site.answer("new-money", {})
    [money_row] = answer.rows.maps()
    found = site.drawn
    first = headline(len(found.loops), len(found.deals), len(found.content.firms), site.day)
    return Entry(
        "index",
        "index.html",
        "Who pays whom in the AI boom",
        first,
        lead=f"{first} {new_money(money_row)}\n\n{NOT_EVIDENCE}",
        picture=site.drawn.picture if site.drawn.deals else None,
        downloads=(ALL, "changes.atom") if site.drawn.deals else ("changes.atom",),
        embed=ALL if site.drawn.deals else "",
    )


def _everything_svg(site: Site) -> str:
    return svg_file(
        site.drawn.picture,
        "Who pays whom in the AI boom",
        sources_of(site.drawn.deals, site.names),
        site.day,
    )
