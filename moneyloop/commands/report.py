"""`moneyloop report`: the saved reports, each a subcommand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from moneyloop.publish.metadata import report_metadata
from moneyloop.report import arguments, library
from moneyloop.report.header import BadReport, Report
from moneyloop.report.in_browser import text_in_browser
from moneyloop.report.literals import with_literals
from moneyloop.report.run import Answer, needs_graph, resolve_names, run_report
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import say
from moneyloop.terminal.output import output_options, write_rows
from moneyloop.terminal.parameters import given_values, option_for


class _Reports(click.Group):
    """A subcommand for every file under cypher/reports/ and in the user's own folder."""

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
            callback=lambda format_name, output, cypher, drawn, **given: (
                _print_query(report, given, drawn)
                if cypher or drawn
                else _run(report, given, format_name, output)
            ),
        )
        command = click.option(
            "--drawn",
            is_flag=True,
            help="Like --cypher, but as Neo4j Browser's saved script has it, which also draws.",
        )(command)
        command = click.option(
            "--cypher",
            is_flag=True,
            help="Print the Cypher query, with the options as literals, and do not run it.",
        )(command)
        return output_options(command)  # type: ignore[return-value]


def _print_query(report: Report, given: dict[str, Any], drawn: bool) -> None:
    values = arguments.complete(report, given_values(given), date.today())
    if needs_graph(report, values):
        with open_graph() as graph:
            values = resolve_names(graph, report, values)
    text = text_in_browser(report) if drawn else report.text
    click.echo(with_literals(report.title, text, values), nl=False)


def _run(report: Report, given: dict[str, Any], format_name: str | None, output: Any) -> None:
    values = arguments.complete(report, given_values(given), date.today())
    with open_graph() as graph:
        answer: Answer = run_report(graph, report, values)
    write_rows(answer.rows, format_name, output, report_metadata(report, answer))
    for note in answer.notes:
        say(f"note: {note}")


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
