"""`moneyloop mcp`: a client of the same library lists the reports as tools and calls them."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.types import CallToolResult

from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from moneyloop.mcp_server import MOST_ROWS, ROWS, tools
from moneyloop.report.arguments import complete
from moneyloop.report.library import all_reports, find
from moneyloop.report.run import run_report
from tests.integration.test_method import T

ROOT = Path(__file__).resolve().parents[2]


def with_client(home: Home, work: Callable[[Client], Awaitable[None]]) -> None:
    """Starts the real program and talks to it over stdin and stdout."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "cli", "mcp"],
        env={"MONEYLOOP_HOME": str(home.root), "PYTHONPATH": str(ROOT)},
    )

    async def main() -> None:
        async with Client(server, read_timeout_seconds=120) as client:
            await work(client)

    anyio.run(main)


def content(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, result.content
    found = result.structured_content
    assert isinstance(found, dict)
    return found


def test_every_report_is_a_tool_that_only_reads() -> None:
    reports, problems = all_reports()
    assert not problems
    made = {tool.name: tool for tool in tools()}
    assert made.keys() == {report.name for report in reports}
    for report in reports:
        tool = made[report.name]
        assert tool.annotations
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        properties = tool.input_schema["properties"]
        assert properties.keys() == {one.name for one in report.parameters} | {"rows"}
        assert tool.input_schema["required"] == [p.name for p in report.parameters if p.required]
        assert not {"cypher", "query"} & properties.keys()
    hops = made["loops"].input_schema["properties"]["max_hops"]
    assert (hops["type"], hops["minimum"], hops["maximum"]) == ("integer", 2, 8)
    assert made["loops"].input_schema["properties"]["firms"]["items"] == {"type": "string"}


def test_a_client_lists_and_calls_them(shipped: Graph, test_home: Home) -> None:
    async def work(client: Client) -> None:
        listed = await client.list_tools()
        assert {tool.name for tool in listed.tools} == {tool.name for tool in tools()}

        day = {"as_of": T.isoformat()}
        found = content(await client.call_tool("direct", day))
        report = find("direct")
        expected = run_report(shipped, report, complete(report, {"as_of": T}, T)).rows
        assert found["rows_in_all"] == len(expected.rows)
        assert [row["round_trip_usd"] for row in found["rows"]] == [
            row["round_trip_usd"] for row in expected.maps()
        ][:ROWS]
        assert any("not evidence of wrongdoing" in note for note in found["notes"])

        asked = day | {"firms": ["NVIDIA", "OpenAI", "Oracle"]}
        loop = content(await client.call_tool("loop", asked))
        deals = {row["deal"] for row in loop["rows"]}
        assert loop["sources"].keys() == deals >= {"openai-oracle-compute"}
        assert all(url.startswith("http") for urls in loop["sources"].values() for url in urls)

        few = content(await client.call_tool("statements", {"rows": 3}))
        assert (len(few["rows"]), few["rows_in_all"] > 400) == (3, True)

        # What is wrong is said in the words of the command line, and the server goes on.
        for name, given, message in (
            ("firm", {"firm": "Opnai"}, "the graph has no firm 'Opnai'"),
            ("firm", {}, "--firm"),
            ("direct", {"as_off": "today"}, "has no parameter 'as_off'"),
            ("direct", {"as_of": "soon"}, "soon"),
            ("no-such-report", {}, "no-such-report"),
            ("statements", {"rows": MOST_ROWS * 2}, ""),
        ):
            result = await client.call_tool(name, given)
            assert isinstance(result, CallToolResult)
            text = str(result.content)
            assert message in text
            assert "Traceback" not in text
            assert result.is_error == bool(message)

    with_client(test_home, work)


@pytest.mark.usefixtures("shipped")
def test_stdout_has_nothing_but_the_protocol(test_home: Home) -> None:
    """Otherwise the client would report a line that is not JSON."""

    async def work(client: Client) -> None:
        for _ in range(2):
            assert content(await client.call_tool("new-money", {}))["rows_in_all"] == 1

    with_client(test_home, work)
