"""Helpers for the tests of the command line."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import cli
from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph import server
from moneyloop.graph.connection import Graph
from moneyloop.graph.credentials import password
from moneyloop.graph.home import Home

Program = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(cli.__file__).parent
CLOSED = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "never-to-be-shown"}


def load_shipped(graph: Graph) -> Graph:
    """Leaves only the knowledge that ships in the graph, for modules whose tests do not write."""
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, read_folder(SHIPPED), shipped=True)
    return graph


def named_server(test_home: Home) -> dict[str, str]:
    """The server of the tests, as a user would name a server of their own."""
    running = server.find(test_home)
    assert running
    return {"NEO4J_URI": running.uri, "NEO4J_PASSWORD": password(test_home)}


def fails(result: subprocess.CompletedProcess[str], code: int, *parts: str) -> None:
    """Asserts that a command failed with this code and one message that holds these parts."""
    assert (result.returncode, result.stdout) == (code, ""), result
    assert "Traceback" not in result.stderr
    assert "this is a bug" not in result.stderr
    for part in parts:
        assert part in result.stderr
    # A wrong command line prints the usage as well.
    messages = [
        line for line in result.stderr.splitlines() if line.startswith(("moneyloop: ", "Error: "))
    ]
    assert len(messages) == 1, result.stderr


def complete(moneyloop: Program, *words: str) -> list[str]:
    """How a shell would complete the last word."""
    result = moneyloop(
        _MONEYLOOP_COMPLETE="bash_complete",
        COMP_WORDS=" ".join(["moneyloop", *words]),
        COMP_CWORD=str(len(words)),
    )
    assert (result.returncode, result.stderr) == (0, "")
    return [line.partition(",")[2] for line in result.stdout.splitlines()]
