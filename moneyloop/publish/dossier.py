"""The dossier: the headline reports and a drawing of who pays whom, on one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from moneyloop import clock
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Rows
from moneyloop.publish.drawing.arrows import Flow
from moneyloop.publish.drawing.picture import Picture, picture
from moneyloop.publish.headline import headline, new_money
from moneyloop.publish.metadata import command_line, shown_parameters
from moneyloop.publish.pages import page
from moneyloop.publish.pages.downloads import Download, downloads_of
from moneyloop.publish.pages.tables import Anchors, Table, are_deals, table_of
from moneyloop.report import arguments, library
from moneyloop.report.firms import ids_in
from moneyloop.report.header import Report
from moneyloop.report.run import Answer, NotesRead, run_report
from moneyloop.report.shown import as_shown

MOST_ROWS = 500
"""The most rows of a report in the dossier; the page of the report itself has all of them."""

PRINTED = 20
"""The most rows of a table on paper, as page.css has it."""

MOST_LOOPS = 1000
"""The most loops that can be drawn; the largest come first."""

MOST_SAVED = 1_000
"""Only a table with at most so many rows can be saved from the page."""

LARGE = 5_000
"""A graph with more deals is large: its dossier leaves out what would not be there in seconds."""

FEW = 500
"""The most deals of which a thousand random graphs are drawn in seconds."""

MOST_STATED = 2_000
"""Of a large graph, the most deals whose statements are in the dossier."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A report of the dossier: the question that it answers, and its default arguments.

    `in_large` has the arguments that differ in a large graph. With more than `most_deals` in the
    graph the report is left out.
    """

    report: str
    question: str
    arguments: Mapping[str, Any]
    in_large: Mapping[str, Any] = field(default_factory=dict)
    most_deals: int | None = None

    def is_in(self, deals: int) -> bool:
        """Whether the dossier of a graph with so many deals has this chapter."""
        return self.most_deals is None or deals <= self.most_deals


CLAIMS = Chapter("claims", "What does an article claim, and is it right?", {})
"""Only where the graph has claims."""

CHAPTERS = (
    CLAIMS,
    Chapter("new-money", "How much of it is new money?", {}),
    Chapter("direct", "Who funds its own customer?", {}),
    Chapter("loops", "In which circles does money flow?", {"order": "weakest"}, {"max_hops": 2}),
    Chapter("significance", "Are there more round trips than by chance?", {}, most_deals=FEW),
    Chapter("self-funded-revenue", "How much of its own orders does a seller fund?", {}),
    Chapter("knock-out", "What would others lose if a firm defaulted?", {}, most_deals=LARGE),
    Chapter(
        "cascade-ranking",
        "How many firms would each firm's default bring down?",
        {},
        most_deals=LARGE,
    ),
    Chapter("concentration", "Who depends on a single customer?", {}),
    Chapter("commitment-gap", "Can firms pay what they have promised?", {}),
    Chapter("clearing", "If all means went into what is due, who could pay?", {}, most_deals=LARGE),
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

    @property
    def is_printed(self) -> bool:
        """Whether it is of use on paper; evidence is for following links."""
        return self.anchor != EVIDENCE.report


def dossier(
    graph: Graph, given: Mapping[str, Any], on_progress: Callable[[str, int, int], None]
) -> str:
    """The page as HTML. `given` has values of the parameters of `library.flows()`.

    Raises BadArgument, UnknownName, and whatever `Graph.read` raises.
    """
    today = clock.today()
    [counts] = graph.read((query("lookup/counts"), {}))[0].maps()
    is_large = counts["deals"] > LARGE
    chapters = [
        one
        for one in CHAPTERS
        if one.is_in(counts["deals"]) and (one != CLAIMS or counts["claims"])
    ]
    reports = {chapter.report: library.find(chapter.report) for chapter in (*CHAPTERS, EVIDENCE)}
    answers: dict[str, Answer] = {}
    notes_read: NotesRead = {}

    def run(chapter: Chapter, **more: Any) -> None:
        on_progress("running the reports", len(answers), len(chapters) + 1)
        report = reports[chapter.report]
        known = {parameter.name for parameter in report.parameters}
        chosen = {
            **chapter.arguments,
            **(chapter.in_large if is_large else {}),
            **{name: value for name, value in given.items() if name in known},
            **more,
        }
        answers[chapter.report] = run_report(
            graph, report, arguments.complete(report, chosen, today), notes_read
        )

    flows = run_report(graph, library.flows(), arguments.complete(library.flows(), given, today))
    for chapter in chapters:
        run(chapter)
    loops = [
        (tuple(row["firms"]), row["weakest_usd"])
        for row in answers["loops"].rows.maps()
        if row["has_capital"] and row["has_revenue"]
    ]
    drawing = picture(
        [_flow(row) for row in flows.rows.maps()], _names(flows.rows), loops[:MOST_LOOPS]
    )
    named = list(islice(_deals_named(drawing, answers.values()), MOST_STATED)) if is_large else []
    run(EVIDENCE, **({"deals": named} if named else {}))
    anchors = _anchors(answers[EVIDENCE.report])
    shown = [row for row in flows.rows.maps() if row["is_shown"]]
    sections = [
        _section(graph, chapter, reports[chapter.report], answers[chapter.report], anchors)
        for chapter in (*chapters, EVIDENCE)
    ]
    on_progress("running the reports", len(answers), len(answers))
    return page(
        "dossier",
        sections=sections,
        printed=PRINTED,
        parameters=shown_parameters(flows.arguments),
        as_of=flows.arguments["as_of"],
        notes=list(dict.fromkeys(note for answer in answers.values() for note in answer.notes)),
        left_out=list(_left_out(counts["deals"], len(named), sections)),
        picture=drawing,
        links=anchors,
        headline=headline(
            len(loops),
            sum(len(row["deals"]) for row in shown),
            len({row[party] for row in shown for party in ("payer", "payee")}),
            flows.arguments["as_of"],
            answers["loops"].arguments["max_hops"],
        ),
        new_money=" ".join(map(new_money, answers["new-money"].rows.maps())),
    )


def _left_out(deals: int, stated: int, sections: Iterable[Section]) -> Iterator[str]:
    """What the dossier does not have because the graph is large, a sentence each.

    `stated` is the number of deals to which the statements are limited, or 0 if all are there.
    """
    if any(not chapter.is_in(deals) for chapter in CHAPTERS):
        yield f"What takes longer than seconds with {deals:,} deals. A command for each question:"
    if deals > LARGE:
        yield "Loops of more than two firms: moneyloop report loops --max-hops 4"
    for chapter in CHAPTERS:
        if not chapter.is_in(deals):
            yield f"{chapter.question} moneyloop report {chapter.report}"
    if stated:
        yield (
            f"Statements about other deals than {stated:,} that the page names: "
            f"moneyloop report {EVIDENCE.report}"
        )
    if any(section.rows > MOST_SAVED for section in sections):
        yield (
            f"Files to save of tables with more than {MOST_SAVED:,} rows: the line under each "
            "table is the command that writes them, with -o FILE."
        )


def _deals_named(drawing: Picture, answers: Iterable[Answer]) -> Iterator[str]:
    """The deals that the drawing and the shown rows of the reports name, each once."""
    seen = dict.fromkeys(deal for arrow in drawing.arrows for deal in arrow.deals)
    for answer in answers:
        places = [at for at, column in enumerate(answer.rows.columns) if are_deals(column)]
        for row in answer.rows.rows[:MOST_ROWS]:
            for at in places:
                seen |= dict.fromkeys(ids_in(row[at]))
    yield from seen


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
        downloads_of(answer.rows, chapter.report) if len(rows) <= MOST_SAVED else (),
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
