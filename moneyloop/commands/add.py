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
from moneyloop.terminal.importing import carry_out_asking, graph_for, import_options, problems_as


class _FirmName(click.ParamType[Any]):
    """A firm by its id, name or alias; a shell completes what the graph knows."""

    name = "firm"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        try:
            # A shell waits for no server to start.
            if not names_a_server() and server.find(home()) is None:
                return []
            with connect(configured_address()) as graph:
                rows = graph.read((query("lookup/firms"), {}))[0].rows
        except (Neo4jUnavailable, QueryFailed):
            return []
        start = incomplete.casefold()
        return [
            click.shell_completion.CompletionItem(spelling)
            for firm_id, name, _ in rows
            for spelling in dict.fromkeys((firm_id, name))
            if spelling.casefold().startswith(start)
        ]


class _EdgeType(click.ParamType[Any]):
    """A type of edge, which `import` reads as its column `type`."""

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
@click.option("--source", required=True, metavar="URL|ID", help="Who says so.")
@click.option("--amount", help="As people write it: $100B, up to 3000億ドル, 10-12 billion EUR.")
@click.option("--currency", help="Of an amount that names none.")
@click.option("--announced", metavar="DATE", help="A day, month, quarter, half or year.")
@click.option("--starts", metavar="DATE", help="The first day of its term.")
@click.option("--ends", metavar="DATE", help="The last day of its term.")
@click.option("--status", help="reported (the default), announced, signed, closed, contingent …")
@click.option("--instrument", help="Such as warrants, or a convertible note.")
@click.option("--settlement", help="cash, credits, shares, contingent or secondary.")
@click.option("--source-title", help="What the source is called.")
@click.option("--publisher", help="Who published the source.")
@click.option("--published", metavar="DATE", help="Of the source.")
@click.option("--source-kind", help="filing, company, news (the default), analysis or blog.")
@click.option("--deal", metavar="ID", help="Of a deal that the graph holds, to correct it.")
@click.option("--bundle", help="Joins the legs of one bargain.")
@click.option("--note", help="Anything else to be known.")
@import_options
def command(
    edge_type: str,
    payer: str,
    payee: str,
    source: str,
    format_name: str,
    dry_run: bool,
    allow_small: bool,
    new_firms: tuple[str, ...],
    **cells: str | None,
) -> None:
    """Add one deal: PAYER is who pays, PAYEE who is paid.

    TYPE is invests-in, lends-to, grants-equity-to, backstops, buys-from or leases-from. Firms may
    be named by id, name or alias; one that is not known is made.

    Example: moneyloop add invests-in NVIDIA OpenAI --amount '$1B' --source https://example.org/a
    """
    from loader.deals.importing import Options, one_line

    options = Options(allow_small=allow_small, new_firms=new_firms)
    given = {"type": edge_type, "payer": payer, "payee": payee, "source": source, **cells}
    with problems_as(format_name):
        lines = one_line({name: text for name, text in given.items() if text}, options)
        with graph_for(lines) as graph:
            carry_out_asking(graph, "add", lines, options, format_name, dry_run=dry_run, ask=False)
