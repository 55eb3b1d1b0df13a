"""`moneyloop report`: the saved reports, each a subcommand."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from moneyloop.publish.formats import is_for_people
from moneyloop.publish.metadata import report_metadata
from moneyloop.report import arguments, library
from moneyloop.report.header import BadReport, Report
from moneyloop.report.in_browser import text_in_browser
from moneyloop.report.literals import with_literals
from moneyloop.report.run import needs_graph, resolve_names, run_report
from moneyloop.report.shown import as_shown
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import say
from moneyloop.terminal.output import format_for, output_options, write_rows
from moneyloop.terminal.parameters import given_values, option_for


class _Reports(click.Group):
    """A subcommand for every report that ships and every file in the user's own folder."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [report.name for report in library.all_reports(ctx.params.get("own"))[0]]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        try:
            report = library.find(cmd_name, ctx.params.get("own"))
        except (library.UnknownReport, BadReport):
            if ctx.resilient_parsing:  # shell completion must not print messages
                return None
            raise
        params: list[click.Parameter] = [option_for(parameter) for parameter in report.parameters]
        help_text = f"{report.title}\n\n{report.description}"
        command = click.Command(
            report.name,
            params=params,
            help=help_text,
            short_help=report.title,
            callback=partial(_report, report),
        )
        command = click.option(
            "--zeros",
            is_flag=True,
            help="In tables and pages, show firms with nothing in any column, too.",
        )(command)
        command = click.option(
            "--ids", is_flag=True, help="In tables and pages, show firms by id and not by name."
        )(command)
        command = click.option(
            "--drawn",
            is_flag=True,
            help="Like --cypher, but as Neo4j Browser's saved script has it, which also draws.",
        )(command)
        command = click.option(
            "--cypher",
            is_flag=True,
            help="Print the Cypher query, with the options as literals, and do not run it. For a "
            "report in Python these are the queries that it reads.",
        )(command)
        return output_options(command)  # type: ignore[return-value]


def _report(
    report: Report,
    *,
    format_name: str | None,
    output: Path | None,
    cypher: bool,
    drawn: bool,
    ids: bool,
    zeros: bool,
    **given: Any,
) -> None:
    if cypher or drawn:
        _print_query(report, given, drawn)
        return
    values = arguments.complete(report, given_values(given), date.today())
    chosen = format_name or format_for(output)
    with open_graph() as graph:
        answer = run_report(graph, report, values)
        if is_for_people(chosen):
            answer = as_shown(graph, report, answer, ids=ids, zeros=zeros)
    write_rows(answer.rows, chosen, output, report_metadata(report, answer))
    for note in answer.notes:
        say(f"note: {note}")


def _print_query(report: Report, given: dict[str, Any], drawn: bool) -> None:
    values = arguments.complete(report, given_values(given), date.today())
    if needs_graph(report, values):
        with open_graph() as graph:
            values = resolve_names(graph, report, values)
    if report.in_python:
        if drawn:
            raise arguments.BadArgument(
                f"{report.name} is computed in Python, so Neo4j Browser has no script of it; "
                "--cypher prints the queries that it reads"
            )
        read = (with_literals(one, one.text, values) for one in report.lookups)
        click.echo("\n".join(read), nl=False)
        return
    text = text_in_browser(report) if drawn else report.text
    click.echo(with_literals(report, text, values), nl=False)


@click.group("report", cls=_Reports, invoke_without_command=True)
@click.option(
    "--reports",
    "own",
    envvar="MONEYLOOP_REPORTS",
    show_envvar=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Add the reports in this folder of your own.",
)
@click.pass_context
def command(context: click.Context, own: Path | None) -> None:
    """Run a saved report, or list all reports if no name is given.

    Example: moneyloop report loops --max-hops 5 --format json
    """
    if context.invoked_subcommand:
        return
    reports, broken = library.all_reports(own)
    width = max((len(report.name) for report in reports), default=0)
    topic = ""
    for report in reports:
        if report.topic != topic:
            topic = report.topic
            click.echo(f"\n{topic}")
        click.echo(f"  {report.name:<{width}}  {report.title}")
    click.echo("\nmoneyloop report NAME --help shows what a report finds and its options.")
    for error in broken:
        say(str(error))
