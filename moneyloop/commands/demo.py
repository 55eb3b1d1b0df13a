"""`moneyloop demo`: a first look at everything."""

from __future__ import annotations

import sys
from shutil import which
from typing import Any

import click

from moneyloop import clock
from moneyloop.graph import server
from moneyloop.graph.address import names_a_server
from moneyloop.graph.home import home
from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import render
from moneyloop.publish.metadata import NOT_EVIDENCE
from moneyloop.report import arguments, library
from moneyloop.report.run import run_report
from moneyloop.report.shown import as_shown
from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph, print_browser_address
from moneyloop.terminal.messages import say

DEMO_REPORTS: dict[str, dict[str, Any]] = {
    "direct": {},
    "loops": {"order": "weakest"},
    "knock-out": {},
    "articulation": {},
}
DEMO_ROWS = 10


@click.command("demo")
def command() -> None:
    """Start Neo4j, load the knowledge that ships, and run the headline reports.

    You can run it again: it then takes seconds and changes nothing.

    Example: moneyloop demo
    """
    from loader.folder.read import SHIPPED, read_folder
    from loader.store.owner import check_owner
    from loader.store.write import load

    knowledge = read_folder(SHIPPED)
    with open_graph(to_write=True) as graph:
        check_owner(graph, accept_foreign=False)
        receipt = load(graph, knowledge, shipped=True)
        click.echo(receipts.loaded(receipt))
        for name, given in DEMO_REPORTS.items():
            report = library.find(name)
            values = arguments.complete(report, given, clock.today())
            answer = as_shown(graph, report, run_report(graph, report, values))
            click.echo(f"\n{report.title} (moneyloop report {report.name})\n")
            rows = answer.rows.rows
            click.echo(render(Rows(answer.rows.columns, rows[:DEMO_ROWS]), "table"), nl=False)
            if len(rows) > DEMO_ROWS:
                click.echo(f"… and {len(rows) - DEMO_ROWS} more")
        for note in answer.notes:
            say(f"\nnote: {note}")
    click.echo(f"\n{NOT_EVIDENCE}\n")
    if running := None if names_a_server() else server.find(home()):
        print_browser_address(running)
    click.echo(f"\nTo see the loop drawn and explained: {_program()} browser")


def _program() -> str:
    """The program as the user called it, for the command to type next."""
    program = sys.argv[0]
    return program if program.endswith("/moneyloop") and not which("moneyloop") else "moneyloop"
