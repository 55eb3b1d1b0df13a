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
    root = click.Context(cli.app, info_name="moneyloop")
    return [root, *commands(cli.app, root)]


@pytest.mark.parametrize("context", all_commands(), ids=lambda context: context.command_path)
def test_every_command_says_in_one_sentence_what_it_does(context: click.Context) -> None:
    first, *more = (context.command.help or "").split("\n\n")
    assert re.fullmatch(r"[A-Z0-9][^\n]{10,98}", first)
    is_report = context.parent is not None and context.parent.command.name == "report"
    if is_report:
        assert len(" ".join(more)) > 80, "a report says what its rows mean"
    else:
        assert first.endswith(".")
        example = re.search(r"Example: (moneyloop .*)", context.command.help or "")
        assert example
        assert example[1].startswith(context.command_path)
    for parameter in context.command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_every_example_in_the_help_is_a_right_command_line(
    shipped: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    (tmp_path / "deals.csv").write_text(
        "type,payer,payee,source\nbuys-from,OpenAI,Oracle,https://example.org/b\n"
    )
    (tmp_path / "transfers.csv").write_text("src,dst\na,b\nb,a\n")
    (tmp_path / "extract.csv").write_text("payer;payee;amount;date\na;b;1,50;29/06/2020\n")
    # What another example writes, one of import reads.
    for context in sorted(all_commands(), key=lambda one: one.info_name != "scan"):
        for words in re.findall(r"Example: moneyloop (.*)", context.command.help or ""):
            if words in ("demo", "load my-deals --dry-run", "server start", "server stop"):
                continue  # tested by themselves, or would change the server of all tests
            if words.startswith(("add ", "import loops")):
                words += " --dry-run"  # noqa: PLW2901 -- it would change the graph of other tests
            told = subprocess.run(
                ["/bin/sh", "-c", f"{sys.executable} -m cli {words}"],
                capture_output=True,
                text=True,
                check=False,
                cwd=tmp_path,  # for those that write files
                env=os.environ
                | {"MONEYLOOP_HOME": str(home_of(moneyloop)), "PYTHONPATH": str(ROOT)},
            )
            assert told.returncode == 0, (words, told)


def home_of(moneyloop: Program) -> Path:
    """The home that the program of the tests uses."""
    status = moneyloop("server", "status").stdout
    found = re.search(r"^home +(.*)$", status, re.MULTILINE)
    assert found
    return Path(found[1])


def test_help_is_help_wherever_it_is_asked(moneyloop: Program) -> None:
    for *words, ask in (
        ["--help"],
        ["report", "-h"],
        ["report", "loops", "--HELP"],
        ["server", "--help"],
        ["server", "stop", "-h"],
        ["load", "--help"],
    ):
        told = moneyloop(*words, ask, **CLOSED)
        assert (told.returncode, told.stderr) == (0, "")
        assert told.stdout.startswith(f"Usage: {' '.join(['moneyloop', *words])} ")
    assert "--max-hops" in moneyloop("report", "loops", "-h").stdout


def test_no_words_at_all_print_the_help_as_an_error(moneyloop: Program) -> None:
    told = moneyloop()
    assert (told.returncode, told.stdout) == (2, "")
    assert "Commands:" in told.stderr


def test_without_a_name_the_reports_are_listed_by_topic(moneyloop: Program) -> None:
    told = moneyloop("report", **CLOSED)
    assert (told.returncode, told.stderr) == (0, "")
    lines = told.stdout.splitlines()
    for report in library.all_reports()[0]:
        line = next(line for line in lines if line.split()[:1] == [report.name])
        assert line.endswith(f"  {report.title}")
        assert report.topic in lines[: lines.index(line)]


def test_spelling_is_blind_to_case_dash_and_underscore(moneyloop: Program) -> None:
    usual = moneyloop("report", "knock-out", "--as-of", "2025-10-19", "--format", "json")
    assert json.loads(usual.stdout)
    for words in (
        ["REPORT", "KNOCK_OUT", "--AS_OF", "2025-10-19", "--FORMAT", "JSON"],
        ["Report", "Knock-Out", "--as_of=2025-10-19", "-f", "Json"],
        ["report", "knock_out", "--Channels", "Orders", "--as-of", "19 Oct 2025", "-F", "json"],
    ):
        told = moneyloop(*words)
        assert (told.returncode, told.stdout) == (0, usual.stdout)


def test_a_shell_completes_words(moneyloop: Program) -> None:
    script = moneyloop(_MONEYLOOP_COMPLETE="bash_source")
    assert script.returncode == 0
    assert "complete -o nosort -F _moneyloop_completion moneyloop" in script.stdout
    assert complete(moneyloop, "re") == ["remove", "report"]
    assert complete(moneyloop, "report", "loo") == ["loops"]
    assert {"loops", "direct"} <= set(complete(moneyloop, "report", ""))
    assert complete(moneyloop, "report", "loops", "--max") == ["--max-hops"]
    assert complete(moneyloop, "report", "loops", "--amount", "h") == ["headline", "high"]
    assert complete(moneyloop, "report", "loops", "--amount", "L") == ["low"]
    assert complete(moneyloop, "report", "loops", "--statuses", "cl") == ["closed"]
    assert complete(moneyloop, "query", "--format", "js") == ["json", "jsonl"]


def test_a_wrong_word_on_the_line_completes_to_nothing_without_a_word(moneyloop: Program) -> None:
    told = moneyloop(
        _MONEYLOOP_COMPLETE="bash_complete", COMP_WORDS="moneyloop report xyz --m", COMP_CWORD="3"
    )
    assert told.stderr == ""
