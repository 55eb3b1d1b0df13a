"""Most tests run commands inside the test process: the results must be those of a real one."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from pathlib import Path

import pytest

from moneyloop import signals
from tests.command import Program, run_inside

CLOSED = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "x"}
QUERY = "RETURN '3000億' AS x, 'a\r\nb' AS y"


@pytest.mark.parametrize(
    ("code", "words", "more"),
    [
        (0, ["report", "--help"], {"COLUMNS": "60"}),
        (0, ["query", QUERY, "--format", "table"], {"COLUMNS": "40"}),
        (0, ["query", QUERY, "--format", "csv"], {}),
        (0, ["query", "-", "-f", "json"], {"stdin": QUERY}),
        (0, ["report", "direct", "--as-of", "1999"], {}),
        (0, [], {"_MONEYLOOP_COMPLETE": "bash_complete", "COMP_WORDS": "m re", "COMP_CWORD": "1"}),
        (1, ["query", "RETURN 1/0"], {}),
        (1, ["--verbose", "query", "RETURN $x"], {}),
        (2, [], {}),
        (2, ["query", "RETURN '\udcff'"], {}),
        (2, ["report", "loops", "--max-hops", "x"], {}),
        (3, ["--verbose", "query", "RETURN 1"], CLOSED),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else "",
)
@pytest.mark.usefixtures("shipped")
def test_a_command_gives_the_same_result_in_process_and_as_a_process(
    moneyloop: Program,
    moneyloop_process: Program,
    code: int,
    words: list[str],
    more: dict[str, str],
) -> None:
    inside, outside = moneyloop(*words, **more), moneyloop_process(*words, **more)
    assert (inside.returncode, inside.stdout, inside.stderr) == (
        outside.returncode,
        outside.stdout,
        outside.stderr,
    )
    assert outside.returncode == code


def test_a_command_leaves_its_process_unchanged() -> None:
    before = state_of_the_process()
    result = run_inside("query", "RETURN 1", NEO4J_URI=CLOSED["NEO4J_URI"], NEO4J_PASSWORD="x")
    assert result.returncode == 3
    assert state_of_the_process() == before


def state_of_the_process() -> tuple[object, ...]:
    return (
        *(dict(os.environ), Path.cwd(), sys.argv, sys.stdin, sys.stdout, sys.stderr),
        *(
            *map(signal.getsignal, signals.WORDS),
            gc.isenabled(),
            logging.getLogger("neo4j").handlers[:],
        ),
    )
