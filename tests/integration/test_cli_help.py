"""Help, completion and spelling."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import cli
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from moneyloop.report import library
from tests.integration.command_line import (
    CLOSED,
    ROOT,
    Program,
    complete,
    load_shipped,
)


@pytest.fixture(scope="module", autouse=True)
def loaded(graph: Graph) -> Graph:
    return load_shipped(graph)


def commands(group: click.Group, context: click.Context) -> Iterator[click.Context]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        inner = click.Context(command, parent=context, info_name=name)
        yield inner
        if isinstance(command, click.Group):
            yield from commands(command, inner)


def all_commands() -> list[click.Context]:
    root = click.Context(cli.app, info_name="moneyloop", **cli.app.context_settings)
    return [root, *commands(cli.app, root)]


@pytest.mark.parametrize("context", all_commands(), ids=lambda context: context.command_path)
def test_every_command_is_described_in_one_sentence(context: click.Context) -> None:
    first, *more = (context.command.help or "").split("\n\n")
    assert re.fullmatch(r"[A-Z0-9][^\n]{10,98}", first)
    is_report = context.parent is not None and context.parent.command.name == "report"
    if is_report:
        assert len(" ".join(more)) > 80, "a report explains its rows"
    else:
        assert first.endswith(".")
        example = re.search(r"Example: (moneyloop .*)", context.command.help or "")
        assert example
        assert example[1].startswith(context.command_path)
    for parameter in context.command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


CHANGE_THE_SERVER = tuple(
    f"server {word}" for word in ("start", "stop", "backup", "restore", "remove")
)


@pytest.mark.timeout(900)  # dozens of commands in turn, a whole site among them
def test_every_example_in_the_help_runs(shipped: Graph, test_home: Home, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(
        "type,payer,payee,source\nbuys-from,OpenAI,Oracle,https://example.org/b\n"
    )
    (tmp_path / "transfers.csv").write_text("src,dst\na,b\nb,a\n")
    (tmp_path / "extract.csv").write_text("payer;payee;amount;date\na;b;1,50;29/06/2020\n")
    # Scan comes first, because an example of import reads the file that one of scan writes.
    for context in sorted(all_commands(), key=lambda item: item.info_name != "scan"):
        for words in re.findall(r"Example: moneyloop (.*)", context.command.help or ""):
            if words.startswith(("demo", "load my-deals", *CHANGE_THE_SERVER)):
                continue  # they have tests of their own, or would change the server of all tests
            if words.startswith(("add ", "import loops")):
                words += " --dry-run"  # noqa: PLW2901 -- it would change the graph for other tests
            result = subprocess.run(
                ["/bin/sh", "-c", f"{sys.executable} -m cli {words}"],
                capture_output=True,
                text=True,
                check=False,
                cwd=tmp_path,  # because some write files
                env=os.environ | {"MONEYLOOP_HOME": str(test_home.root), "PYTHONPATH": str(ROOT)},
            )
            assert result.returncode == 0, (words, result)


def test_help_is_available_everywhere(moneyloop: Program) -> None:
    for *words, option in (
        ["--help"],
        ["report", "-h"],
        ["report", "loops", "--HELP"],
        ["server", "--help"],
        ["server", "stop", "-h"],
        ["load", "--help"],
    ):
        result = moneyloop(*words, option, **CLOSED)
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout.startswith(f"Usage: {' '.join(['moneyloop', *words])} ")
    assert "--max-hops" in moneyloop("report", "loops", "-h").stdout


def test_without_a_command_the_help_is_an_error(moneyloop: Program) -> None:
    result = moneyloop()
    assert (result.returncode, result.stdout) == (2, "")
    assert "Commands:" in result.stderr


def test_without_a_name_report_lists_the_reports_by_topic(moneyloop: Program) -> None:
    result = moneyloop("report", **CLOSED)
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    for report in library.all_reports()[0]:
        line = next(line for line in lines if line.split()[:1] == [report.name])
        assert line.endswith(f"  {report.title}")
        assert report.topic in lines[: lines.index(line)]


def test_words_are_case_insensitive_and_may_have_underscores(moneyloop: Program) -> None:
    usual = moneyloop("report", "knock-out", "--as-of", "2025-10-19", "--format", "json")
    assert json.loads(usual.stdout)
    for words in (
        ["REPORT", "KNOCK_OUT", "--AS_OF", "2025-10-19", "--FORMAT", "JSON"],
        ["Report", "Knock-Out", "--as_of=2025-10-19", "-f", "Json"],
        ["report", "knock_out", "--Channels", "Orders", "--as-of", "19 Oct 2025", "-F", "json"],
    ):
        result = moneyloop(*words)
        assert (result.returncode, result.stdout) == (0, usual.stdout)


def test_a_shell_completes_words(moneyloop: Program) -> None:
    script = moneyloop(_MONEYLOOP_COMPLETE="bash_source")
    assert script.returncode == 0
    assert "complete -o nosort -F _moneyloop_completion moneyloop" in script.stdout
    assert complete(moneyloop, "re") == ["remove", "report"]
    assert complete(moneyloop, "report", "loo") == ["loop", "loops"]
    assert {"loops", "direct"} <= set(complete(moneyloop, "report", ""))
    assert complete(moneyloop, "report", "loops", "--max") == ["--max-hops"]
    assert complete(moneyloop, "report", "loops", "--amount", "h") == ["headline", "high"]
    assert complete(moneyloop, "report", "loops", "--amount", "L") == ["low"]
    assert complete(moneyloop, "report", "loops", "--statuses", "cl") == ["closed"]
    assert complete(moneyloop, "query", "--format", "js") == ["json", "jsonl"]


def test_after_a_wrong_word_nothing_is_completed_or_printed(moneyloop: Program) -> None:
    result = moneyloop(
        _MONEYLOOP_COMPLETE="bash_complete", COMP_WORDS="moneyloop report xyz --m", COMP_CWORD="3"
    )
    assert result.stderr == ""
