"""The dossier: the headline reports and a drawing of who pays whom, on one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from moneyloop import clock
from moneyloop.graph.connection import Graph, Rows
from moneyloop.publish.drawing.arrows import Flow
from moneyloop.publish.drawing.picture import picture
from moneyloop.publish.headline import headline, new_money
from moneyloop.publish.metadata import command_line, shown_parameters
from moneyloop.publish.pages import page
from moneyloop.publish.pages.downloads import Download, downloads_of
from moneyloop.publish.pages.tables import Anchors, Table, table_of
from moneyloop.report import arguments, library
from moneyloop.report.header import Report
from moneyloop.report.run import Answer, run_report
from moneyloop.report.shown import as_shown

MOST_ROWS = 500
"""The most rows of a report in the dossier; the page of the report itself has all of them."""

MOST_LOOPS = 1000
"""The most loops that can be drawn; the largest come first."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A report of the dossier: the question that it answers, and its default arguments."""

    report: str
    question: str
    arguments: Mapping[str, Any]


CHAPTERS = (
    Chapter("claims", "What does an article claim, and is it right?", {}),
    Chapter("new-money", "How much of it is new money?", {}),
    Chapter("direct", "Who funds its own customer?", {}),
    Chapter("loops", "In which circles does money flow?", {"order": "weakest"}),
    Chapter("significance", "Are there more round trips than by chance?", {}),
    Chapter("self-funded-revenue", "How much of its own orders does a seller fund?", {}),
    Chapter("knock-out", "What would others lose if a firm defaulted?", {}),
    Chapter("cascade-ranking", "How many firms would each firm's default bring down?", {}),
    Chapter("concentration", "Who depends on a single customer?", {}),
    Chapter("commitment-gap", "Can firms pay what they have promised?", {}),
    Chapter("clearing", "If all means went into what is due, who could pay?", {}),
    Chapter("articulation", "Whose removal would split the network?", {}),
    Chapter("contested", "Where do sources disagree?", {}),
    Chapter("gaps", "What is unknown?", {}),
)
EVIDENCE = Chapter("statements", "What does each source state?", {})


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter with its report's rows; the table shows the first `shown` of them.

    `note` says how many rows that say nothing are left out. The downloads have all rows.
    """

    anchor: str
    question: str
    report: Report
    table: Table
    rows: int
    shown: int
    note: str
    command: str
    downloads: tuple[Download, ...]


def dossier(
    graph: Graph, given: Mapping[str, Any], on_progress: Callable[[str, int, int], None]
) -> str:
    """The page as HTML. `given` has values of the parameters of `library.flows()`.

    Raises BadArgument, UnknownName, and whatever `Graph.read` raises.
    """
    today = clock.today()
    chapters = (*CHAPTERS, EVIDENCE)
    answers: dict[str, Answer] = {}
    reports = {chapter.report: library.find(chapter.report) for chapter in chapters}
    flows = run_report(graph, library.flows(), arguments.complete(library.flows(), given, today))
    for done, chapter in enumerate(chapters):
        on_progress("running the reports", done, len(chapters))
        report = reports[chapter.report]
        known = {parameter.name for parameter in report.parameters}
        chosen = dict(chapter.arguments) | {
            name: value for name, value in given.items() if name in known
        }
        answers[chapter.report] = run_report(
            graph, report, arguments.complete(report, chosen, today)
        )
    anchors = _anchors(answers[EVIDENCE.report])
    names = _names(flows.rows)
    loops = [
        (tuple(row["firms"]), row["weakest_usd"])
        for row in answers["loops"].rows.maps()
        if row["has_capital"] and row["has_revenue"]
    ]
    drawing = picture([_flow(row) for row in flows.rows.maps()], names, loops[:MOST_LOOPS])
    shown = [row for row in flows.rows.maps() if row["is_shown"]]
    sections = [
        _section(graph, chapter, reports[chapter.report], answers[chapter.report], anchors)
        for chapter in chapters
    ]
    on_progress("running the reports", len(chapters), len(chapters))
    return page(
        "dossier",
        sections=sections,
        parameters=shown_parameters(flows.arguments),
        as_of=flows.arguments["as_of"],
        notes=list(dict.fromkeys(note for answer in answers.values() for note in answer.notes)),
        picture=drawing,
        links=anchors,
        headline=headline(
            len(loops),
            sum(len(row["deals"]) for row in shown),
            len({row[party] for row in shown for party in ("payer", "payee")}),
            flows.arguments["as_of"],
        ),
        new_money=" ".join(map(new_money, answers["new-money"].rows.maps())),
    )


def _section(
    graph: Graph, chapter: Chapter, report: Report, answer: Answer, anchors: Anchors
) -> Section:
    shown_answer = as_shown(graph, report, answer)
    rows = shown_answer.rows.rows
    # Deals in other tables link to the table of statements, so it must be complete.
    if chapter == EVIDENCE:
        anchors = Anchors(anchors.by_deal, is_target=True)
    shown = rows if chapter == EVIDENCE else rows[:MOST_ROWS]
    return Section(
        chapter.report,
        chapter.question,
        report,
        table_of(Rows(answer.rows.columns, shown), report.title, anchors),
        len(rows),
        len(shown),
        "; ".join(shown_answer.notes[len(answer.notes) :]),
        command_line(report, answer.arguments),
        downloads_of(answer.rows, chapter.report),
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
