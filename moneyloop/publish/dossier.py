"""The dossier: the headline reports and a drawing of the money, on one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from moneyloop.graph.connection import Graph, Rows
from moneyloop.publish.drawing.picture import Flow, picture
from moneyloop.publish.pages import page
from moneyloop.publish.pages.tables import Anchors, Table, table_of
from moneyloop.report import arguments, library
from moneyloop.report.about import command_of
from moneyloop.report.header import Report
from moneyloop.report.run import Answer, run_report

MOST_ROWS = 500
"""Rows of a report that the dossier shows; the page of the report itself has all of them."""

MOST_LOOPS = 1000
"""Loops that are drawn, the largest first."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A report of the dossier: what it answers, and how it is asked unless the reader says else."""

    report: str
    question: str
    given: Mapping[str, Any]


CHAPTERS = (
    Chapter("new-money", "How much of it is new money?", {}),
    Chapter("direct", "Who funds its own customer?", {}),
    Chapter("loops", "Along which circles does money flow?", {"order": "weakest"}),
    Chapter("self-funded-revenue", "Which part of its orders does a seller fund?", {}),
    Chapter("knock-out", "What does each firm's default take from others?", {}),
    Chapter("cascade-ranking", "Who falls after whom?", {}),
    Chapter("concentration", "Who depends on one other?", {}),
    Chapter("commitment-gap", "Can a firm pay what it promised?", {}),
    Chapter("articulation", "Whose removal splits the network?", {}),
    Chapter("contested", "Where do sources disagree?", {}),
    Chapter("gaps", "What is not known?", {}),
)
EVIDENCE = Chapter("statements", "Who says so, and where?", {})


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter with its answer."""

    anchor: str
    question: str
    report: Report
    table: Table
    rows: int
    shown: int
    command: str


def dossier(graph: Graph, given: Mapping[str, Any], tell: Callable[[str, int, int], None]) -> str:
    """The page. `given` are values of the parameters of `library.flows`, where it has no default.

    Raises BadArgument, UnknownName, and what `Graph.read` raises.
    """
    today = date.today()
    chapters = (*CHAPTERS, EVIDENCE)
    answers: dict[str, Answer] = {}
    reports = {chapter.report: library.find(chapter.report) for chapter in chapters}
    flows = run_report(graph, library.flows(), arguments.complete(library.flows(), given, today))
    for done, chapter in enumerate(chapters):
        tell("asking the reports", done, len(chapters))
        report = reports[chapter.report]
        known = {one.name for one in report.parameters}
        asked = dict(chapter.given) | {
            name: value for name, value in given.items() if name in known
        }
        answers[chapter.report] = run_report(
            graph, report, arguments.complete(report, asked, today)
        )
    anchors = _anchors(answers[EVIDENCE.report])
    names = _names(flows.rows)
    loops = [
        (tuple(row["firms"]), row["weakest_usd"])
        for row in answers["loops"].rows.maps()
        if row["has_capital"] and row["has_revenue"]
    ]
    drawn = picture([_flow(row) for row in flows.rows.maps()], names, loops[:MOST_LOOPS])
    shown = [row for row in flows.rows.maps() if row["is_shown"]]
    sections = [
        _section(chapter, reports[chapter.report], answers[chapter.report], anchors)
        for chapter in chapters
    ]
    tell("asking the reports", len(chapters), len(chapters))
    return page(
        "dossier",
        sections=sections,
        asked=tuple(
            (name, (", ".join(map(str, value)) or "all") if isinstance(value, list) else value)
            for name, value in flows.asked.items()
        ),
        as_of=flows.asked["as_of"],
        notes=list(dict.fromkeys(note for answer in answers.values() for note in answer.notes)),
        picture=drawn,
        deals=sum(len(row["deals"]) for row in shown),
        firms=len({row[party] for row in shown for party in ("payer", "payee")}),
        loops=len(loops),
    )


def _section(chapter: Chapter, report: Report, answer: Answer, anchors: Anchors) -> Section:
    rows = answer.rows.rows
    # What is stated of deals is where their links lead.
    here = Anchors(anchors.by_deal, here=True) if chapter == EVIDENCE else anchors
    shown = rows if chapter == EVIDENCE else rows[:MOST_ROWS]
    return Section(
        chapter.report,
        chapter.question,
        report,
        table_of(Rows(answer.rows.columns, shown), report.title, here),
        len(rows),
        len(shown),
        command_of(report, answer.asked),
    )


def _anchors(evidence: Answer) -> Anchors:
    deals = dict.fromkeys(row["deal"] for row in evidence.rows.maps())
    return Anchors({deal: f"stated-{number}" for number, deal in enumerate(deals)})


def _names(flows: Rows) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in flows.maps():
        for party in ("payer", "payee"):
            names[row[party]] = row[f"{party}_name"] or row[party]
    return names


def _flow(row: Mapping[str, Any]) -> Flow:
    return Flow(
        row["payer"],
        row["payee"],
        row["family"],
        row["usd"],
        tuple(row["types"]),
        tuple(row["deals"]),
        row["is_shown"],
    )
