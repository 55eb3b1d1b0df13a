"""Data on a terminal cannot control it; in a pipe and in a file they are exactly what is stored."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import CHECKOUT

# A change of colour, the same with a C1 control, a reversal of the text, and a bell.
STORED = "a\x1b[31mred\x9b1m\u202egnp.exe\x07"
SHOWN = r"a\x1b[31mred\x9b1m\u202egnp.exe\x07"
WRITES = f"""
import sys
from pathlib import Path
from moneyloop.graph.transaction import Rows
from moneyloop.publish.metadata import Metadata
from moneyloop.terminal.output import write_rows
rows = Rows(("firm",), (({STORED!r},),))
write_rows(rows, sys.argv[1], Path(sys.argv[2]) if sys.argv[2:] else None, Metadata("x"))
"""


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", WRITES, *words]


ENVIRONMENT = os.environ | {"PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1"}


def on_a_terminal(*words: str) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen(command(*words), stdout=theirs, env=ENVIRONMENT) as program:
        os.close(theirs)
        output = b""
        try:
            while block := os.read(ours, 65536):
                output += block
        except OSError:  # how Linux reports that the other end was closed
            pass
    os.close(ours)
    assert program.returncode == 0
    return output.decode()


@pytest.mark.parametrize("format_name", ["csv", "markdown", "table"])
def test_a_terminal_gets_escapes(format_name: str) -> None:
    text = on_a_terminal(format_name)
    plain = text.replace("\x1b[1m", "").replace("\x1b[0m", "")  # the styles of a table
    assert SHOWN in plain.replace(r"\[", "[")  # which Markdown escapes
    assert not set(plain) & set("\x1b\x9b\u202e\x07")


@pytest.mark.parametrize("format_name", ["json", "jsonl"])
def test_json_on_a_terminal_is_still_json(format_name: str) -> None:
    text = on_a_terminal(format_name)
    assert not set(text) & set("\x1b\x9b\u202e\x07")
    found = json.loads(text)
    [row] = found if format_name == "json" else [found]
    assert row == {"firm": STORED}


def test_a_pipe_and_a_file_get_exactly_what_is_stored(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    subprocess.run(command("csv", str(file)), check=True, env=ENVIRONMENT)
    piped = subprocess.run(command("csv"), check=True, capture_output=True, env=ENVIRONMENT)
    assert file.read_bytes() == piped.stdout == f"firm\n{STORED}\n".encode()
