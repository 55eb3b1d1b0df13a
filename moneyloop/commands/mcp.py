"""`moneyloop mcp`: reports as tools for assistants."""

from __future__ import annotations

import click


@click.command("mcp")
def command() -> None:
    """Serve the reports as tools to an assistant, over stdin and stdout.

    The assistant starts this command itself, by the Model Context Protocol (MCP): give it the
    command `moneyloop mcp`. Each report is a tool. Tools only read, take no Cypher, return a
    limited number of rows, and name the sources of each deal. This needs the extra mcp.

    Example: moneyloop mcp
    """
    try:
        import anyio

        from moneyloop.mcp_server import serve
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"`moneyloop mcp` needs {error.name}: pip install 'moneyloop[mcp]'"
        ) from error
    anyio.run(serve)
