"""The command line, as a user meets it: what it prints where, and how it says what is wrong."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

import cli
from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph import server
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from moneyloop.report import library

Program = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(cli.__file__).parent
CLOSED = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "never-to-be-shown"}


@pytest.fixture(scope="module", autouse=True)
def loaded(graph: Graph) -> Graph:
    """The knowledge that ships, once for all tests here: none of them writes anything else."""
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, read_folder(SHIPPED), shipped=True)
    return graph


@pytest.fixture
def named(graph: Graph, test_home: Home) -> dict[str, str]:
    """The server of the tests, as a user would name a server of their own."""
    running = server.find(test_home)
    assert running
    return {"NEO4J_URI": running.uri, "NEO4J_PASSWORD": server.password(test_home)}


def fails(told: subprocess.CompletedProcess[str], code: int, *parts: str) -> None:
    """One message, nothing beside it."""
    assert (told.returncode, told.stdout) == (code, ""), told
    assert "Traceback" not in told.stderr
    assert "error of the program itself" not in told.stderr
    for part in parts:
        assert part in told.stderr
    # A wrong command line also tells the usage; all else is said once.
    messages = [
        line for line in told.stderr.splitlines() if line.startswith(("moneyloop: ", "Error: "))
    ]
    assert len(messages) == 1, told.stderr


# What is wrong with the command line itself: told before any server is asked.

WRONG_COMMANDS: list[tuple[list[str], list[str]]] = [
    (["qurey"], ["No such command 'qurey'. Did you mean 'query'?"]),
    (["--nonsense"], ["No such option '--nonsense'", "moneyloop --help"]),
    (["report", "lops"], ["there is no report 'lops'. Did you mean loops?", "`moneyloop report`"]),
    (["report", "xyz"], ["there is no report 'xyz'.", "`moneyloop report` lists all of them"]),
    (["report", "xyz", "--help"], ["there is no report 'xyz'."]),
    (["report", "loops", "--max-hop", "3"], ["No such option '--max-hop'", "--max-hops"]),
    (["report", "loops", "--max-hops"], ["'--max-hops' requires an argument"]),
    (["report", "loops", "--max-hops", "x"], ["'--max-hops': 'x' is not a whole number"]),
    (["report", "loops", "--max-hops", "9" * 400], ["is too large"]),
    (["report", "loops", "--as-of", "2025-13"], ["'--as-of': '2025-13': there is no month 13"]),
    (["report", "loops", "--amount", "most"], ["'most' is not one of low, headline, high"]),
    (["report", "loops", "--statuses", "signed,x"], ["'x' is not one of reported, announced"]),
    (["report", "loops", "--min-usd", "3bn EUR"], ["the text says EUR"]),
    (["report", "loops", "--min-usd", "-1"], ["cannot be negative"]),
    (["report", "loops", "extra"], ["unexpected extra argument (extra)"]),
    (["report", "knock-out", "--threshold", "nan"], ["'nan' is not a number"]),
    (["report", "firm"], ["report firm needs --firm; `moneyloop report firm --help`"]),
    (["report", "loops", "--format", "xml"], ["'xml' is not one of 'csv', 'html', 'json'"]),
    (["report", "loops", "--output", "/"], ["'/' is a directory"]),
    (["query"], ["Missing argument 'CYPHER'", "moneyloop query --help"]),
    (["query", " \n"], ["the query is empty"]),
    (["query", "-"], ["the query is empty"]),
    (["query", "RETURN 1", "--param", "x"], ["--param is written NAME=VALUE, not 'x'"]),
    (["query", "RETURN 1", "--param", "=1"], ["--param is written NAME=VALUE"]),
    (["query", "RETURN 1", "--param", "x=9223372036854775808"], ["--param x is a number too l"]),
    (["query", "RETURN 1", "--param", f"x=1{'0' * 400}.0"], ["--param x is a number too large"]),
    (["query", "RETURN 1", "--param", f"x={'[' * 20_000}"], ["--param x holds lists in lists"]),
    (["query", "RETURN 1", "--param", 'x={"a": ["\\ud800"]}'], ["--param x is not UTF-8 text"]),
    (["query", "RETURN '\udcff'"], ["the query is not UTF-8 text"]),
    (["load", "no-such-folder"], ["there is no folder 'no-such-folder'", "moneyloop load --help"]),
    (["load", __file__], ["there is no folder"]),
    (["import", "nothere.csv"], ["there is no file 'nothere.csv'; check", str(Path.cwd())]),
    (["load", "--dryrun"], ["No such option '--dryrun'. Did you mean '--dry-run'?"]),
    (["demo", "extra"], ["unexpected extra argument (extra)"]),
    (["server", "restart"], ["No such command 'restart'", "moneyloop server --help"]),
    (["server", "logs", "-n", "0"], ["0 is not in the range"]),
    (["server", "logs", "-n", "many"], ["'many' is not a valid integer"]),
    (["server", "status"], ["unset NEO4J_URI first"]),
    (["server", "stop"], ["unset NEO4J_URI first"]),
]


@pytest.mark.parametrize(("words", "parts"), WRONG_COMMANDS, ids=lambda value: " ".join(value)[:50])
def test_a_wrong_command_line(moneyloop: Program, words: list[str], parts: list[str]) -> None:
    # With a server that does not answer: whoever asked it would end with 3.
    fails(moneyloop(*words, **CLOSED), 2, *parts)


# What is wrong with the data, the query or the server.


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["report", "firm", "--firm", "nvidea"], ["knows no firm 'nvidea'. Did you mean nvidia?"]),
        (["report", "firm", "--firm", "zzz"], ["knows no firm 'zzz'. It knows a"]),
        (["report", "firm", "--firm", ""], ["knows no firm ''."]),
        (["report", "loops", "--firms", "amd,nvidea"], ["knows no firm 'nvidea'"]),
        (
            ["report", "loops", "--sources", "articel-ja"],
            ["knows no source 'articel-ja'. Did you mean article-ja"],
        ),
        (["query", "MATCH (n RETURN n"], ["Invalid input 'RETURN'", "line 1, column 10"]),
        (["query", "RETURN $x"], ["Expected parameter(s): x", "--param NAME=VALUE"]),
        (["query", "RETURN 1; RETURN 2"], ["exactly one statement"]),
        (["query", "RETURN 1/0"], ["/ by zero"]),
        (["query", "CREATE (n:Firm) RETURN n"], ["not allowed", "`moneyloop load` writes"]),
        (["query", "MATCH (n) DETACH DELETE n"], ["not allowed", "`moneyloop load` writes"]),
        (["query", "CREATE INDEX x FOR (n:X) ON (n.x)"], ["not allowed"]),
        (
            ["query", "LOAD CSV FROM 'file:///etc/hostname' AS r RETURN r"],
            ["Cannot load from URL 'file:///etc/hostname'"],
        ),
        (["query", "LOAD CSV FROM 'http://127.0.0.1/x' AS r RETURN r"], ["is blocked"]),
        (["query", "LOAD CSV FROM 'http://localhost/x' AS r RETURN r"], ["is blocked"]),
        (["query", "LOAD CSV FROM 'http://[::1]/x' AS r RETURN r"], ["is blocked"]),
    ],
    ids=lambda value: " ".join(value)[:50],
)
def test_wrong_data(moneyloop: Program, words: list[str], parts: list[str]) -> None:
    fails(moneyloop(*words), 1, *parts)


def test_a_broken_folder(moneyloop: Program, tmp_path: Path) -> None:
    fails(
        moneyloop("load", str(tmp_path), **CLOSED),
        1,
        "5 problems; nothing was written",
        f"{tmp_path}/firms.csv: there is no such file; a knowledge folder needs it",
    )
    for file in SHIPPED.glob("*.csv"):
        shutil.copy(file, tmp_path)
    firms = (tmp_path / "firms.csv").read_text("utf-8")
    (tmp_path / "firms.csv").write_text(firms + 'x,"X\n', "utf-8")
    where = f"firms.csv:{firms.count(chr(10)) + 1}: is not CSV"
    fails(moneyloop("load", str(tmp_path), **CLOSED), 1, where, "look for a quote")


def test_a_query_from_stdin_that_is_no_text(test_home: Home) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "cli", "query", "-"],
        input=b"RETURN '\xff'",
        capture_output=True,
        check=False,
        env=os.environ | CLOSED,
    )
    assert (told.returncode, told.stdout) == (1, b"")
    assert told.stderr == b"Error: stdin is not UTF-8; save the query as UTF-8\n"


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (
            {"NEO4J_URI": "bolt://127.0.0.1:1"},
            ["no Neo4j answers at bolt://127.0.0.1:1", "Start it"],
        ),
        ({"NEO4J_URI": "neo4j://127.0.0.1:1"}, ["no Neo4j answers at neo4j://127.0.0.1:1"]),
        ({"NEO4J_PASSWORD": "wrong"}, ["wrong user or password", "NEO4J_PASSWORD_FILE"]),
        ({"NEO4J_USERNAME": "somebody"}, ["refused user 'somebody'", "NEO4J_USERNAME"]),
        ({"NEO4J_DATABASE": "none"}, ["has no database 'none'", "NEO4J_DATABASE"]),
        ({"NEO4J_URI": "localhost:7687"}, ["is no address of a Neo4j", "like neo4j://host:7687"]),
        ({"NEO4J_URI": "ftp://localhost"}, ["is no address of a Neo4j", "like neo4j://host:7687"]),
    ],
    ids=str,
)
def test_a_server_that_does_not_let_us_in(
    moneyloop: Program, named: dict[str, str], change: dict[str, str], parts: list[str]
) -> None:
    told = moneyloop("query", "RETURN 1", **named | change)
    fails(told, 3, *parts)
    assert len(told.stderr.splitlines()) == 1


def test_a_password_is_needed_and_may_stand_in_a_file(
    moneyloop: Program, named: dict[str, str], test_home: Home, tmp_path: Path
) -> None:
    address = {"NEO4J_URI": named["NEO4J_URI"]}
    fails(moneyloop("query", "RETURN 1", **address), 3, "no password is given. Set NEO4J_PASSWORD")
    missing = str(tmp_path / "none")
    told = moneyloop("query", "RETURN 1", **address, NEO4J_PASSWORD_FILE=missing)
    fails(told, 3, f"NEO4J_PASSWORD_FILE names {missing}, which cannot be read")
    told = moneyloop("query", "RETURN 1", **address, NEO4J_PASSWORD_FILE=str(test_home.password))
    assert (told.returncode, told.stdout) == (0, "1\n1\n")


def test_a_password_is_never_shown(
    moneyloop: Program, named: dict[str, str], tmp_path: Path
) -> None:
    secrets = {named["NEO4J_PASSWORD"], CLOSED["NEO4J_PASSWORD"]}
    for words, environment in (
        (["--verbose", "browser"], {}),
        (["--verbose", "server", "status"], {}),
        (["--verbose", "query", "MATCH n"], named),
        (["--verbose", "load", str(tmp_path)], named),
        (["--verbose", "query", "RETURN 1"], CLOSED),
        (["--verbose", "query", "RETURN 1"], CLOSED | {"NEO4J_URI": named["NEO4J_URI"]}),
    ):
        told = moneyloop(*words, **environment)
        assert told.stdout + told.stderr
        assert not [one for one in secrets if one in told.stdout + told.stderr]


def test_verbose_tells_the_server_and_the_cause(moneyloop: Program, named: dict[str, str]) -> None:
    told = moneyloop("--verbose", "query", "RETURN 1", **named)
    assert told.stderr.endswith(f" at {named['NEO4J_URI']}, database neo4j\n")
    told = moneyloop("--verbose", "query", "RETURN 1", **CLOSED)
    assert "cause: ServiceUnavailable" in told.stderr


# Help, completion, spelling


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


def complete(moneyloop: Program, *words: str) -> list[str]:
    told = moneyloop(
        _MONEYLOOP_COMPLETE="bash_complete",
        COMP_WORDS=" ".join(["moneyloop", *words]),
        COMP_CWORD=str(len(words)),
    )
    assert (told.returncode, told.stderr) == (0, "")
    return [line.partition(",")[2] for line in told.stdout.splitlines()]


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


# Data on stdout, words on stderr


def test_data_goes_to_stdout_and_words_to_stderr(moneyloop: Program) -> None:
    told = moneyloop("report", "loops", "--as-of", "2026-06-30", "--format", "json")
    assert told.returncode == 0
    assert json.loads(told.stdout)
    assert "note: deals that had ended by 2026-06-30" in told.stderr
    nothing = moneyloop("report", "loops", "--as-of", "1999", "--format", "json")
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "[]\n", "no rows\n")


def test_the_article_alone_has_its_loops(moneyloop: Program) -> None:
    told = moneyloop(
        *["report", "loops", "--max-hops", "8", "--sources", "article-ja"],
        *["--as-of", "2025-10-19", "--format", "json"],
    )
    assert [row["firms"] for row in json.loads(told.stdout)] == [
        ["amd", "openai"],
        ["coreweave", "nvidia"],
        ["coreweave", "nvidia", "openai"],
        ["nvidia", "openai"],
        ["nvidia", "openai", "oracle"],
    ]


ROWS = "UNWIND [{a: 'x|y', b: null}, {a: '=1', b: [1, 2]}] AS row RETURN row.a AS a, row.b AS b"
AS_FORMATS = {
    "csv": "a,b\nx|y,\n'=1,1; 2\n",
    "json": '[{"a": "x|y", "b": null},\n {"a": "=1", "b": [1, 2]}]\n',
    "jsonl": '{"a": "x|y", "b": null}\n{"a": "=1", "b": [1, 2]}\n',
    "markdown": "| a | b |\n| --- | --- |\n| x\\|y |  |\n| =1 | 1; 2 |\n",
    "table": " a    b\n ──────\n x|y  –\n\n =1   1\n      2\n",
}


@pytest.mark.parametrize("name", AS_FORMATS)
def test_every_format(moneyloop: Program, tmp_path: Path, name: str) -> None:
    told = moneyloop("query", ROWS, "--format", name)
    assert (told.returncode, told.stdout, told.stderr) == (0, AS_FORMATS[name], "")
    ending = {"markdown": "md", "table": "txt"}.get(name, name)
    file = tmp_path / f"rows.{ending.upper()}"
    told = moneyloop("query", ROWS, "--output", str(file))
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    assert file.read_text("utf-8") == AS_FORMATS[name]


def test_the_format_asked_for_wins_over_the_ending(moneyloop: Program, tmp_path: Path) -> None:
    for name in ("rows.csv", "rows.dat"):
        assert moneyloop("query", ROWS, "-o", str(tmp_path / name), "-f", "json").returncode == 0
        assert (tmp_path / name).read_text("utf-8") == AS_FORMATS["json"]


def test_without_a_terminal_the_format_is_csv(moneyloop: Program) -> None:
    assert moneyloop("query", ROWS).stdout == AS_FORMATS["csv"]


def test_an_output_that_cannot_be_written(moneyloop: Program, tmp_path: Path) -> None:
    told = moneyloop("query", ROWS, "-o", str(tmp_path / "rows.doc"))
    fails(told, 2, "rows.doc ends in none of", ".csv", "say --format")
    assert not (tmp_path / "rows.doc").exists()
    told = moneyloop("query", ROWS, "-o", str(tmp_path / "none" / "rows.csv"))
    fails(told, 2, "there is no folder", "/none'", "--output")
    (tmp_path / "rows.csv").mkdir()
    told = moneyloop("query", ROWS, "-o", str(tmp_path / "rows.csv"))
    fails(told, 2, "is a directory", "--output")


def test_a_query_comes_from_stdin_too(moneyloop: Program) -> None:
    text = "\ufeff// a comment\nRETURN 'ドル' AS x,\n  $n AS n\n"
    told = moneyloop("query", "-", "--param", "n=1", "-f", "json", stdin=text)
    assert json.loads(told.stdout) == [{"x": "ドル", "n": 1}]


WRITTEN: list[tuple[str, object]] = [
    ("JP", "JP"),
    ('"5"', "5"),
    ("5", 5),
    ("-0.5", -0.5),
    ("true", True),
    ("null", None),
    ("", ""),
    ("a=b", "a=b"),
    ("NaN", "NaN"),
    ("-Infinity", "-Infinity"),
    ("{not json", "{not json"),
    ('["a", 1, null]', ["a", 1, None]),
    ('{"a": {"b": [1]}}', {"a": {"b": [1]}}),
    ("エヌビディア", "エヌビディア"),
    ("x'}) DETACH DELETE n //", "x'}) DETACH DELETE n //"),
]


def test_a_parameter_is_json_where_it_is_json(moneyloop: Program) -> None:
    words = [f"--param=p{index}={written}" for index, (written, _) in enumerate(WRITTEN)]
    text = "RETURN " + ", ".join(f"$p{index} AS p{index}" for index in range(len(WRITTEN)))
    told = moneyloop("query", text, *words, "-f", "json")
    [row] = json.loads(told.stdout)
    assert list(row.values()) == [value for _, value in WRITTEN]


EXPRESSIONS: dict[str, object] = {
    "duration('P1DT2H')": "P1DT2H",
    "date('2025-09-22')": "2025-09-22",
    "datetime('2025-09-22T07:05Z')": "2025-09-22T07:05:00+00:00",
    "localtime('07:05')": "07:05:00",
    "point({x: 1, y: 2})": [1.0, 2.0],
    "0.0 / 0": None,
    "[date('2025-01-01'), null]": ["2025-01-01", None],
    "{a: {b: date('2025-01-01')}}": {"a": {"b": "2025-01-01"}},
}


def test_every_kind_of_value_is_printed(moneyloop: Program) -> None:
    told = moneyloop("query", f"RETURN {', '.join(EXPRESSIONS)}", "-f", "json")
    [row] = json.loads(told.stdout)
    assert row == EXPRESSIONS


def test_nodes_and_paths_are_printed_as_maps(moneyloop: Program) -> None:
    text = (
        "MATCH path = (:Firm {id: 'meta'})-[e:INVESTS_IN]->(f:Firm {id: 'scale-ai'}) "
        "RETURN f AS node, e AS edge, path"
    )
    [row] = json.loads(moneyloop("query", text, "-f", "json").stdout)
    assert row["node"]["labels"] == ["Firm"]
    assert row["node"]["properties"]["name"] == "Scale AI"
    assert row["edge"]["type"] == "INVESTS_IN"
    assert row["edge"]["properties"]["announced"] == "2025-06-12"
    assert [part.get("type", part.get("labels")) for part in row["path"]] == [
        ["Firm"],
        "INVESTS_IN",
        ["Firm"],
    ]
    for name in ("csv", "table", "markdown", "jsonl"):
        assert "Scale AI" in moneyloop("query", text, "-f", name).stdout


def test_a_stream_that_knows_no_japanese_gets_escapes(moneyloop: Program) -> None:
    told = moneyloop("query", "RETURN '3000億' AS x", PYTHONIOENCODING="latin-1")
    assert (told.returncode, told.stdout) == (0, "x\n3000\\u5104\n")


def test_a_closed_stdout_is_no_error_of_the_program(test_home: Home) -> None:
    environment = os.environ | {"MONEYLOOP_HOME": str(test_home.root)}
    many = "UNWIND range(1, 50000) AS x RETURN x"
    told = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m cli query '{many}' | head -1"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert (told.stdout, told.stderr) == ("x\n", "")
    for closed in ("> /dev/full", ">&-"):
        told = subprocess.run(
            ["/bin/sh", "-c", f"{sys.executable} -m cli query 'RETURN 1' {closed}"],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        assert "Traceback" not in told.stderr
        assert "of the program itself" not in told.stderr
        if "full" in closed:
            assert told.returncode == 1
            assert "No space left on device" in told.stderr


# Long queries


def test_ctrl_c_ends_a_long_query_at_once(loaded: Graph, test_home: Home) -> None:
    long = "UNWIND range(1, 100000000000) AS x RETURN count(x) AS interrupted_count"
    running = subprocess.Popen(
        [sys.executable, "-m", "cli", "query", long],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"MONEYLOOP_HOME": str(test_home.root)},
    )
    asked = "SHOW TRANSACTIONS YIELD currentQuery AS q WHERE q CONTAINS 'interrupted_' RETURN q"

    def runs() -> bool:
        rows = loaded.read((asked, {}))[0].rows
        return any("SHOW" not in row[0] for row in rows)

    wait_until(runs)
    began = time.monotonic()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert time.monotonic() - began < 15
    assert (running.returncode, out, err.strip()) == (130, "", "interrupted")
    # Nor does the server go on working for nobody.
    wait_until(lambda: not runs())


def wait_until(happens: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_query_that_needs_too_much_memory_is_told_and_not_tried_again(
    moneyloop: Program, named: dict[str, str]
) -> None:
    # Strings of a mebibyte, gathered: the pool of the small test server is soon full.
    greedy = (
        "WITH reduce(s = 'x', i IN range(1, 20) | s + s) AS s "
        "UNWIND range(1, 100000) AS x RETURN collect(s + x) AS x"
    )
    began = time.monotonic()
    told = moneyloop("query", greedy, **named)
    took = time.monotonic() - began
    fails(told, 1, "needs more memory than the server gives a query", "Narrow it")
    # The driver would try again on a named server for half a minute, and each try as long.
    assert took < 25
    assert moneyloop("query", "RETURN 1").returncode == 0


# The demo, the browser, the server


def test_the_demo_tells_all_and_the_second_time_changes_nothing(
    loaded: Graph, moneyloop: Program, test_home: Home
) -> None:
    loaded.command("MATCH (n) DETACH DELETE n")
    first = moneyloop("demo")
    assert first.returncode == 0
    assert re.match(
        r"Loaded: \d+ firms, \d+ deals.* from \d+ sources \(\d+ statements\); firms",
        first.stdout,
    )
    for name in ("direct", "loops", "knock-out", "articulation"):
        title = library.find(name).title
        assert f"\n{title} (moneyloop report {name})\n" in first.stdout
    running = server.find(test_home)
    assert running
    assert f"Neo4j Browser: {running.browser}" in first.stdout
    assert f"user neo4j, password in {test_home.password}" in first.stdout
    assert "structure, not evidence of wrongdoing" in first.stdout
    second = moneyloop("demo")
    assert second.returncode == 0
    changed = "all of it stood there already, nothing changed."
    assert changed in second.stdout
    assert second.stdout.split("\n", 1)[1] == first.stdout.split("\n", 1)[1]


def test_browser_and_status_say_where_everything_is(
    moneyloop: Program, named: dict[str, str], test_home: Home
) -> None:
    running = server.find(test_home)
    assert running
    told = moneyloop("browser")
    assert (told.returncode, told.stderr) == (0, "")
    assert running.connect_url in told.stdout
    status = dict(
        line.split(maxsplit=1) for line in moneyloop("server", "status").stdout.splitlines()
    )
    assert status["state"] == "running"
    assert status["bolt"] == running.uri == named["NEO4J_URI"]
    assert status["process"] == str(running.pid)
    assert status["home"] == str(test_home.root)
    logs = moneyloop("server", "logs", "-n", "3")
    assert (logs.returncode, len(logs.stdout.splitlines())) == (0, 3)
    told = moneyloop("browser", **named)
    assert (told.returncode, told.stdout) == (0, "")
    assert "NEO4J_URI names a server" in told.stderr


def test_a_home_in_which_nothing_ever_ran(moneyloop: Program, tmp_path: Path) -> None:
    home = {"MONEYLOOP_HOME": str(tmp_path / "new")}
    told = moneyloop("server", "status", **home)
    assert (told.returncode, told.stderr) == (0, "")
    assert "state     stopped" in told.stdout
    told = moneyloop("server", "stop", **home)
    assert (told.returncode, told.stdout) == (0, "")
    assert "no private Neo4j was running" in told.stderr
    told = moneyloop("server", "logs", **home)
    assert (told.returncode, told.stdout) == (0, "")
    assert "there is no log yet" in told.stderr
    assert not (tmp_path / "new").exists()


# A report of one's own


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the program, into which a test may put files."""
    folder = tmp_path / "checkout"
    for name in (
        "commands",
        "cypher",
        "graph",
        "knowledge",
        "loader",
        "report",
        "scan",
        "terminal",
        "values",
    ):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "cli.py", folder)
    return folder


def test_a_file_dropped_into_the_folder_is_a_report(checkout: Path, test_home: Home) -> None:
    topic = checkout / "cypher" / "reports" / "my_own"
    topic.mkdir()
    (topic / "firms_of.cypher").write_text(
        "// Firms of a country\n"
        "//\n"
        "// Every firm that has its seat there.\n"
        "//\n"
        "// param country choice(US|JP) = JP -- two letters\n"
        "// param letters list = [] -- with one of these in their ids\n"
        "// param longer int = 0 -- ids longer than this\n"
        "// param upper bool = false -- in capitals\n"
        "CYPHER 25\n"
        "MATCH (f:Firm {country: $country})\n"
        "WHERE f.id IN ['coreweave', 'oracle', 'softbank'] AND size(f.id) > $longer\n"
        "  AND ($letters = [] OR any(one IN $letters WHERE f.id CONTAINS one))\n"
        "RETURN CASE WHEN $upper THEN upper(f.id) ELSE f.id END AS firm ORDER BY firm\n",
        "utf-8",
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", "report", *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=checkout,
            env=os.environ | {"MONEYLOOP_HOME": str(test_home.root)},
        )

    assert "\nmy own\n  firms-of" in run().stdout
    told = run("firms-of", "--help").stdout
    for part in (
        "Firms of a country",
        "--country US|JP",
        "Two letters  [default: JP]",
        "--no-upper",
    ):
        assert part in told
    assert run("firms-of").stdout == "firm\nsoftbank\n"
    capitals = run("FIRMS_OF", "--country", "us", "--letters", "cor,rac", "--Upper")
    assert capitals.stdout == "firm\nCOREWEAVE\nORACLE\n"
    longer = run("firms-of", "--country=US", "--letters=cor", "--letters=rac", "--longer", "7")
    assert longer.stdout == "firm\ncoreweave\n"
    # A broken one is told with file and line, and takes nothing else with it.
    broken = topic / "broken.cypher"
    broken.write_text("// Broken\n// param x number = 1\nCYPHER 25\nRETURN $x, $y\n", "utf-8")
    for words in ((), ("broken",), ("broken", "--help")):
        told_wrong = run(*words)
        assert f"{broken}:2: 'number' is no type" in told_wrong.stderr
        assert f"{broken}:4: $y is used but not declared" in told_wrong.stderr
        assert told_wrong.returncode == (1 if words else 0)
    assert run("firms-of").returncode == run("--help").returncode == 0
    assert "firms-of" in run("--help").stdout


def test_a_password_in_the_address_is_refused_and_not_shown(moneyloop: Program) -> None:
    told = moneyloop("query", "RETURN 1", NEO4J_URI="bolt://neo4j:never-to-be-shown@127.0.0.1:1")
    fails(told, 3, "NEO4J_URI holds a user or a password", "NEO4J_PASSWORD_FILE")
    assert "never-to-be-shown" not in told.stderr
