"""What the README shows is what the program prints."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from moneyloop.graph.connection import Graph

README = Path(__file__).resolve().parents[2] / "README.md"
LEFT_OUT = "…"
SAMPLES = re.findall(r"```\n\$ moneyloop (.*?)\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize(("words", "shown"), SAMPLES, ids=[words for words, _ in SAMPLES])
def test_a_sample_is_what_the_command_prints(
    shipped: Graph,
    moneyloop: Callable[..., CompletedProcess[str]],
    words: str,
    shown: str,
) -> None:
    ran = moneyloop(*shlex.split(words), "--format", "table", COLUMNS="120")
    printed = [line.rstrip() for line in ran.stdout.splitlines()]
    for line in shown.splitlines():
        assert line.strip() in ("", LEFT_OUT) or line.rstrip() in printed


def test_there_are_samples() -> None:
    assert SAMPLES
