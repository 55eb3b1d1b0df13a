"""What `import` and `add` share: their options, the connection, and how they print results."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from loader.problems import BadInput
from moneyloop.graph.connection import Graph
from moneyloop.graph.errors import Neo4jUnavailable, QueryTooLarge
from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import render
from moneyloop.terminal import receipts
from moneyloop.terminal.graph import open_graph
from moneyloop.terminal.messages import print_problems

if TYPE_CHECKING:
    from loader.deals.importing import Outcome
    from loader.deals.lines import ParsedLines


def import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that `import` and `add` have in common."""
    for option in (
        click.option(
            "--format",
            "-f",
            "format_name",
            default="text",
            show_default=True,
            type=click.Choice(["text", "json"], case_sensitive=False),
            help="Set the format of the plan, the summary and the problems.",
        ),
        click.option("--dry-run", is_flag=True, help="Show what would change; write nothing."),
        click.option("--allow-small", is_flag=True, help="Accept bare numbers below a million."),
        click.option(
            "--new-firm",
            "new_firms",
            multiple=True,
            metavar="NAME",
            help="Treat NAME as a new firm, however close it is to a known name.",
        ),
    ):
        command = option(command)
    return command


@contextmanager
def graph_for(parsed: ParsedLines) -> Iterator[Graph]:
    """Connects to the graph that the lines are to be written into.

    If it cannot be reached, the problems in the lines are reported instead, as BadInput.
    """
    from loader.store.owner import check_owner

    if parsed.problems and not parsed.lines:
        raise BadInput(parsed.problems)
    try:
        with open_graph(to_write=True) as graph:
            check_owner(graph, accept_foreign=False)
            yield graph
    except QueryTooLarge as error:
        raise QueryTooLarge(
            "the import needs more memory than the server allows for one transaction. Write it in "
            "several with --batch 20000, or give the server more memory (MONEYLOOP_HEAP for the "
            "private one, then `moneyloop server stop`). Nothing of the transaction was kept."
        ) from error
    except Neo4jUnavailable:
        if parsed.problems:
            raise BadInput(parsed.problems) from None
        raise


@contextmanager
def problems_as(format_name: str) -> Iterator[None]:
    """With the format json, prints all problems of a BadInput to stdout before it is raised."""
    try:
        yield
    except BadInput as error:
        if format_name == "json":
            problems = [asdict(problem) for problem in error.problems]
            click.echo(json.dumps({"written": False, "problems": problems}, ensure_ascii=False))
        raise


def show_outcome(outcome: Outcome, parsed: ParsedLines, format_name: str, *, written: bool) -> None:
    """Prints the plan of an import, or its receipt once it is written."""
    if format_name == "json":
        receipt = receipts.as_json(outcome, parsed, written=written)
        click.echo(json.dumps(receipt, ensure_ascii=False))
        return
    print_problems("warning", outcome.warnings)
    for part in receipts.imported(outcome, parsed, written=written):
        if isinstance(part, Rows):
            click.echo(render(part, "table"), nl=False)
        else:
            click.echo(part)
