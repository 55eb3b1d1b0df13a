"""Reports as tools of the Model Context Protocol (MCP), for assistants that a person asks in words.

Each report is a tool, made from its header. Tools only read and take no Cypher. An answer has at
most MOST_ROWS rows, the notes of the report, and the sources of the deals in these rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import anyio.to_thread
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    TextContent,
    Tool,
    ToolAnnotations,
)

from moneyloop import clock
from moneyloop.errors import MoneyloopError
from moneyloop.graph.connection import Graph, connect
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Rows
from moneyloop.private import configured_address
from moneyloop.publish.metadata import NOT_EVIDENCE, release
from moneyloop.report.arguments import complete, from_python
from moneyloop.report.cells import json_value
from moneyloop.report.header import Parameter, Report
from moneyloop.report.library import all_reports, find
from moneyloop.report.run import run_report

ROWS, MOST_ROWS = 50, 500
"""How many rows an answer has, and how many can be asked for."""

MOST_SOURCES = 100
"""Of how many deals an answer names the sources."""

LIMIT = "rows"
"""The name of the argument of every tool that sets the number of rows."""

INSTRUCTIONS = (
    "moneyloop holds announced deals between firms of the AI boom, each with its sources. Cite the "
    f"addresses in `sources`. Amounts are in US dollars; null means not known, not zero. "
    f"{NOT_EVIDENCE}"
)

JSON_TYPES = {"int": "integer", "float": "number", "bool": "boolean"}


def tools() -> list[Tool]:
    """A tool for each report that ships."""
    reports, _ = all_reports()
    return [_tool(report) for report in reports]


def _tool(report: Report) -> Tool:
    limit = {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_ROWS,
        "default": ROWS,
        "description": "how many rows to return, the first ones",
    }
    return Tool(
        name=report.name,
        title=report.title,
        description=f"{report.title}.\n\n{report.description}",
        input_schema={
            "type": "object",
            "properties": {one.name: _schema(one) for one in report.parameters} | {LIMIT: limit},
            "required": [one.name for one in report.parameters if one.required],
            "additionalProperties": False,
        },
        annotations=ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _schema(parameter: Parameter) -> dict[str, Any]:
    """The JSON schema of a parameter. Dates and amounts are text, as on the command line."""
    kind = parameter.type
    one: dict[str, Any] = {"type": JSON_TYPES.get(kind.name, "string")}
    if kind.choices:
        one["enum"] = list(kind.choices)
    if kind.bounds:
        one["minimum"], one["maximum"] = kind.bounds
    described = {"description": f"{parameter.help} ({kind})"}
    return ({"type": "array", "items": one} if kind.is_list else one) | described


def answer(graph: Graph, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a tool returns: `rows`, how many there are in all, `notes` and `sources` by deal.

    Raises UnknownReport, TypeError, BadArgument, UnknownName, and whatever `Graph.read` raises.
    """
    asked = dict(given)
    limit = max(1, min(MOST_ROWS, int(asked.pop(LIMIT, ROWS))))
    report = find(name)
    found = run_report(graph, report, complete(report, from_python(report, asked), clock.today()))
    shown = Rows(found.rows.columns, found.rows.rows[:limit])
    rows = [json_value(row) for row in shown.maps()]
    return {
        "report": report.name,
        "rows": rows,
        "rows_in_all": len(found.rows.rows),
        "notes": [*found.notes, NOT_EVIDENCE],
        "sources": _sources(graph, list(dict.fromkeys(_deals_in(rows)))[:MOST_SOURCES]),
    }


def _deals_in(rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """The ids of deals in the columns that hold some."""
    for row in rows:
        for column in ("deal", "deals"):
            cell = row.get(column)
            # A list of lists has the deals of each hop.
            for item in cell if isinstance(cell, list) else [cell]:
                yield from (one for one in (item if isinstance(item, list) else [item]) if one)


def _sources(graph: Graph, deals: list[str]) -> dict[str, list[str]]:
    """The addresses of the sources of each deal or figure, the best source first."""
    [found] = graph.read((query("lookup/addresses"), {"ids": deals}))
    return {row["id"]: row["urls"] for row in found.maps()}


# The server runs for days; each answer has the day on which it was asked for.
@clock.one_day()
def _call(name: str, given: Mapping[str, Any]) -> CallToolResult:
    try:
        with connect(configured_address()) as graph:
            found = answer(graph, name, given)
    except (MoneyloopError, TypeError, ValueError) as error:
        return CallToolResult(content=[TextContent(type="text", text=str(error))], is_error=True)
    text = json.dumps(found, ensure_ascii=False)
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=found)


async def _on_list(context: Any, params: Any) -> ListToolsResult:
    return ListToolsResult(tools=tools())


async def _on_call(context: Any, params: CallToolRequestParams) -> CallToolResult:
    return await anyio.to_thread.run_sync(_call, params.name, params.arguments or {})


async def serve() -> None:
    """Answers on stdin and stdout until stdin ends."""
    server = Server(
        "moneyloop",
        version=release(),
        instructions=INSTRUCTIONS,
        on_list_tools=_on_list,
        on_call_tool=_on_call,
    )
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
