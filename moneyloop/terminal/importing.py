"""What the commands that import deals have in common: options, questions, plan and receipt."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from loader.problems import BadInput
from moneyloop.graph.connection import Graph, Rows
from moneyloop.graph.errors import Neo4jUnavailable, QueryTooLarge
from moneyloop.publish.formats import render
from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.words import print_problems, say

if TYPE_CHECKING:
    from loader.deals.importing import Lines, Options, Outcome


def import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What `import` and `add` have in common."""
    for option in (
        click.option(
            "--format",
            "-f",
            "format_name",
            default="text",
            show_default=True,
            type=click.Choice(["text", "json"], case_sensitive=False),
            help="How plan, receipt and problems are told.",
        ),
        click.option("--dry-run", is_flag=True, help="Show what would change; write nothing."),
        click.option("--allow-small", is_flag=True, help="Take bare numbers below a million."),
        click.option(
            "--new-firm",
            "new_firms",
            multiple=True,
            metavar="NAME",
            help="NAME is a firm of its own, however close to a known name.",
        ),
    ):
        command = option(command)
    return command


@contextmanager
def graph_for(lines: Lines) -> Iterator[Graph]:
    """The graph in which the names of the lines are looked up.

    Where it cannot be reached, what is wrong with the lines by themselves is told first.
    """
    from loader.store.exclusive import check_owner

    if lines.problems and not lines.said:
        raise BadInput(list(lines.problems))
    try:
        with open_graph() as graph:
            check_owner(graph, accept_foreign=False)
            yield graph
    except QueryTooLarge as error:
        raise QueryTooLarge(
            "the import needs more memory than the server gives one transaction. Write it in "
            "several with --batch 20000, or give the server more memory (MONEYLOOP_HEAP for the "
            "private one, then `moneyloop server stop`). What was being written was undone."
        ) from error
    except Neo4jUnavailable:
        if lines.problems:
            raise BadInput(list(lines.problems)) from None
        raise


@contextmanager
def problems_as(format_name: str) -> Iterator[None]:
    """As JSON all problems go to stdout, for programs."""
    try:
        yield
    except BadInput as error:
        if format_name == "json":
            problems = [asdict(problem) for problem in error.problems]
            click.echo(json.dumps({"written": False, "problems": problems}, ensure_ascii=False))
        raise


def carry_out_asking(
    graph: Graph,
    command: str,
    lines: Lines,
    options: Options,
    format_name: str,
    *,
    dry_run: bool,
    ask: bool,
) -> None:
    """Writes the lines; on asking, or instead on a dry run, the plan is told first."""
    from loader.deals.importing import carry_out, rehearse

    if dry_run or ask:
        planned = rehearse(graph, lines, options)
        tell_outcome(planned, lines, format_name, written=False)
        if dry_run or not planned.receipt.written:
            return
        if not click.confirm("Write this?", err=True):
            say("nothing was written")
            return
    tell_outcome(carry_out(graph, command, lines, options), lines, format_name, written=True)


def tell_outcome(outcome: Outcome, lines: Lines, format_name: str, *, written: bool) -> None:
    """The plan, or once it is written the receipt."""
    if format_name == "json":
        told = receipts.as_json(outcome, lines, written=written)
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    print_problems("warning", outcome.warnings)
    for part in receipts.imported(outcome, lines, written=written):
        if isinstance(part, Rows):
            click.echo(render(part, "table"), nl=False)
        else:
            click.echo(part)
