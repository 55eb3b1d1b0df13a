"""What the tests of the command line share."""

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
    """The knowledge that ships and nothing else, for a module whose tests do not write."""
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, read_folder(SHIPPED), shipped=True)
    return graph


def named_server(test_home: Home) -> dict[str, str]:
    """The server of the tests, as a user would name a server of their own."""
    running = server.find(test_home)
    assert running
    return {"NEO4J_URI": running.uri, "NEO4J_PASSWORD": password(test_home)}


def fails(told: subprocess.CompletedProcess[str], code: int, *parts: str) -> None:
    """One message, nothing beside it."""
    assert (told.returncode, told.stdout) == (code, ""), told
    assert "Traceback" not in told.stderr
    assert "this is a bug" not in told.stderr
    for part in parts:
        assert part in told.stderr
    # A wrong command line also tells the usage; all else is said once.
    messages = [
        line for line in told.stderr.splitlines() if line.startswith(("moneyloop: ", "Error: "))
    ]
    assert len(messages) == 1, told.stderr


def complete(moneyloop: Program, *words: str) -> list[str]:
    told = moneyloop(
        _MONEYLOOP_COMPLETE="bash_complete",
        COMP_WORDS=" ".join(["moneyloop", *words]),
        COMP_CWORD=str(len(words)),
    )
    assert (told.returncode, told.stderr) == (0, "")
    return [line.partition(",")[2] for line in told.stdout.splitlines()]
