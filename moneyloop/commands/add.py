"""`moneyloop add`: one new deal from the command line."""

from __future__ import annotations

from typing import Any

import click

from moneyloop.graph import server
from moneyloop.graph.address import names_a_server
from moneyloop.graph.connection import connect
from moneyloop.graph.errors import Neo4jUnavailable, QueryFailed
from moneyloop.graph.home import home
from moneyloop.graph.queries import query
from moneyloop.private import configured_address
from moneyloop.terminal.importing import graph_for, import_options, problems_as, show_outcome


class _FirmName(click.ParamType[Any]):
    """A firm by its id, name or alias; the shell completes ids and names from the graph."""

    name = "firm"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        try:
            # Completion must not wait for a server to start.
            if not names_a_server() and server.find(home()) is None:
                return []
            with connect(configured_address()) as graph:
                rows = graph.read((query("lookup/firms"), {}))[0].rows
        except (Neo4jUnavailable, QueryFailed):
            return []
        start = incomplete.casefold()
        return [
            click.shell_completion.CompletionItem(spelling)
            for firm_id, name, *_ in rows
            for spelling in dict.fromkeys((firm_id, name))
            if spelling.casefold().startswith(start)
        ]


class _EdgeType(click.ParamType[Any]):
    """A type of edge, spelled as in the column `type` of an import."""

    name = "type"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        from moneyloop.values.edges import EDGE_TYPES

        words = {edge.name.lower().replace("_", "-"): edge.meaning for edge in EDGE_TYPES}
        start = incomplete.lower().replace("_", "-")
        return [
            click.shell_completion.CompletionItem(word, help=meaning)
            for word, meaning in words.items()
            if word.startswith(start)
        ]


@click.command("add")
@click.argument("edge_type", metavar="TYPE", type=_EdgeType())
@click.argument("payer", type=_FirmName())
@click.argument("payee", type=_FirmName())
@click.option(
    "--source",
    required=True,
    metavar="URL|ID",
    help="Set the source: an address, or the id of a known source.",
)
@click.option(
    "--amount", help="Set the amount, such as $100B, up to 3000億ドル, 10-12 billion EUR."
)
@click.option("--currency", help="Set the currency, if the amount has none.")
@click.option(
    "--announced",
    metavar="DATE",
    help="Set the date of the announcement: a day, month, quarter, half or year.",
)
@click.option("--signed", metavar="DATE", help="Set the date on which the deal was signed.")
@click.option("--closed", metavar="DATE", help="Set the date on which the deal was closed.")
@click.option("--starts", metavar="DATE", help="Set the first day of the term.")
@click.option("--ends", metavar="DATE", help="Set the last day of the term.")
@click.option("--term", metavar="DURATION", help="Set the term, such as 10 years or 18 months.")
@click.option("--ended", metavar="DATE", help="Set the date on which the deal was terminated.")
@click.option(
    "--supersedes",
    metavar="ID",
    help="Set the deal that this one replaces; separate several ids with ;.",
)
@click.option(
    "--status",
    help="Set the status: reported (the default), announced, signed, closed, contingent or "
    "terminated.",
)
@click.option("--instrument", help="Set the instrument, such as warrants or a convertible note.")
@click.option(
    "--settlement", help="Set the settlement: cash, credits, shares, contingent or secondary."
)
@click.option("--source-title", help="Set the title of the source.")
@click.option("--publisher", help="Set the publisher of the source.")
@click.option("--published", metavar="DATE", help="Set the date of the source.")
@click.option(
    "--source-kind",
    help="Set the kind of source: filing, company, news (the default), analysis or blog.",
)
@click.option(
    "--deal", metavar="ID", help="Correct the deal with this id, or give the new deal this id."
)
@click.option("--bundle", help="Group the deals of one transaction under this name.")
@click.option("--note", help="Add a note to the statement.")
@import_options
@click.option("--yes", "-y", is_flag=True, help="Has no effect: `add` never asks for confirmation.")
def command(
    edge_type: str,
    payer: str,
    payee: str,
    source: str,
    format_name: str,
    dry_run: bool,
    allow_small: bool,
    new_firms: tuple[str, ...],
    yes: bool,
    **cells: str | None,
) -> None:
    """Add one deal, in which PAYER pays PAYEE.

    TYPE is invests-in, lends-to, grants-equity-to, backstops, buys-from or leases-from. Name firms
    by id, name or alias; an unknown name becomes a new firm.

    Example: moneyloop add invests-in NVIDIA OpenAI --amount '$1B' --source https://example.org/a
    """
    from loader.deals.importing import carry_out, rehearse
    from loader.deals.lines import Options, one_line

    options = Options(allow_small=allow_small, new_firms=new_firms)
    cells = {"type": edge_type, "payer": payer, "payee": payee, "source": source, **cells}
    with problems_as(format_name):
        parsed = one_line({name: text for name, text in cells.items() if text}, options)
        with graph_for(parsed) as graph:
            outcome = (
                rehearse(graph, parsed, options)
                if dry_run
                else carry_out(graph, "add", parsed, options)
            )
            show_outcome(outcome, parsed, format_name, written=not dry_run)
