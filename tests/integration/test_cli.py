"""What the command line refuses, with which message and which exit code."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loader.folder.read import SHIPPED
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from tests.integration.command_line import (
    CLOSED,
    Program,
    fails,
    load_shipped,
    named_server,
)


@pytest.fixture(scope="module", autouse=True)
def loaded(graph: Graph) -> Graph:
    return load_shipped(graph)


@pytest.fixture
def named(graph: Graph, test_home: Home) -> dict[str, str]:
    return named_server(test_home)


# Wrong command lines: refused before any server is contacted.

WRONG_COMMANDS: list[tuple[list[str], list[str]]] = [
    (["qurey"], ["No such command 'qurey'. Did you mean 'query'?"]),
    (["--nonsense"], ["No such option '--nonsense'", "moneyloop --help"]),
    (
        ["report", "lops"],
        ["there is no report 'lops'. Did you mean loops or loop?", "`moneyloop report`"],
    ),
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
    (["report", "new-money", "extra"], ["unexpected extra argument (extra)"]),
    (["report", "firm", "nvidia", "--firm", "openai"], ["give --firm once: as a word or as an"]),
    (["loops"], ["No such command 'loops'. Did you mean `moneyloop report loops`?"]),
    (["knock_out"], ["No such command 'knock-out'. Did you mean `moneyloop report knock-out`?"]),
    (["timline"], ["No such command 'timline'. Did you mean `moneyloop report timeline`?"]),
    (["xyz"], ["No such command 'xyz'."]),
    (["report", "loops", "--against", "no.json"], ["no such file, and it is not a day such as"]),
    (["report", "gaps", "--against", "2025"], ["gaps has no --as-of, so it cannot be run on"]),
    (["report", "loops", "--exit-code"], ["--exit-code needs --against"]),
    (["report", "loops", "--cypher", "--against", "2025"], ["leave out --against"]),
    (["report", "knock-out", "--threshold", "nan"], ["'nan' is not a number"]),
    (["report", "firm"], ["report firm needs --firm; see `moneyloop report firm --help`"]),
    (["report", "loops", "--format", "xml"], ["'xml' is not one of 'atom', 'csv', 'html', 'json'"]),
    (["report", "loops", "--output", "/"], ["'/' is a directory"]),
    (["query"], ["Missing argument 'CYPHER'", "moneyloop query --help"]),
    (["query", " \n"], ["the query is empty"]),
    (["query", "-"], ["the query is empty"]),
    (["query", "RETURN 1", "--param", "x"], ["--param is written NAME=VALUE, not 'x'"]),
    (["query", "RETURN 1", "--param", "=1"], ["--param is written NAME=VALUE"]),
    (["query", "RETURN 1", "--param", "x=9223372036854775808"], ["--param x is a number too l"]),
    (["query", "RETURN 1", "--param", f"x=1{'0' * 400}.0"], ["--param x is a number too large"]),
    (["query", "RETURN 1", "--param", f"x={'[' * 20_000}"], ["--param x nests lists too deeply"]),
    (["query", "RETURN 1", "--param", 'x={"a": ["\\ud800"]}'], ["--param x is not UTF-8 text"]),
    (["query", "RETURN '\udcff'"], ["the argument 'RETURN '\\xff'' is not UTF-8"]),
    (["load", "no-such-folder"], ["there is no folder 'no-such-folder'", "moneyloop load --help"]),
    (["load", __file__], ["there is no folder"]),
    (["import", "nothere.csv"], ["there is no file 'nothere.csv'; check", str(Path.cwd())]),
    (["load", "--dryrun"], ["No such option '--dryrun'. Did you mean '--dry-run'?"]),
    (["demo", "extra"], ["unexpected extra argument (extra)"]),
    (["server", "restart"], ["No such command 'restart'", "moneyloop server --help"]),
    (["server", "logs", "-n", "0"], ["0 is not in the range"]),
    (["server", "logs", "-n", "many"], ["'many' is not a valid integer"]),
    (["server", "status"], ["unset it first"]),
    (["server", "stop"], ["unset it first"]),
]


@pytest.mark.parametrize(("words", "parts"), WRONG_COMMANDS, ids=lambda value: " ".join(value)[:50])
def test_a_wrong_command_line(moneyloop: Program, words: list[str], parts: list[str]) -> None:
    # With a server that does not answer: a command that contacted it would exit with 3.
    fails(moneyloop(*words, **CLOSED), 2, *parts)


# Wrong data, queries and servers.


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["report", "firm", "--firm", "nvidea"], ["has no firm 'nvidea'. Did you mean nvidia?"]),
        (["report", "firm", "--firm", "zzz"], ["has no firm 'zzz'. None is similar. It has a"]),
        (["report", "firm", "--firm", ""], ["has no firm ''."]),
        (["report", "loops", "--firms", "amd,nvidea"], ["has no firm 'nvidea'"]),
        (
            ["report", "loops", "--sources", "articel-ja"],
            ["has no source 'articel-ja'. Did you mean article-ja"],
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
    fails(moneyloop("load", str(tmp_path), **CLOSED), 1, where, "look for an unclosed quote")


def test_a_query_on_stdin_that_is_not_text(test_home: Home) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "cli", "query", "-"],
        input=b"RETURN '\xff'",
        capture_output=True,
        check=False,
        env=os.environ | CLOSED,
    )
    assert (result.returncode, result.stdout) == (1, b"")
    assert result.stderr == b"Error: stdin is not UTF-8; save the query as UTF-8\n"


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (
            {"NEO4J_URI": "bolt://127.0.0.1:1"},
            ["no Neo4j server answers at bolt://127.0.0.1:1", "Start it"],
        ),
        ({"NEO4J_URI": "neo4j://127.0.0.1:1"}, ["no Neo4j server answers at neo4j://127.0.0.1:1"]),
        ({"NEO4J_PASSWORD": "wrong"}, ["wrong user or password", "NEO4J_PASSWORD_FILE"]),
        ({"NEO4J_USERNAME": "somebody"}, ["refused user 'somebody'", "NEO4J_USERNAME"]),
        ({"NEO4J_DATABASE": "none"}, ["has no database 'none'", "NEO4J_DATABASE"]),
        (
            {"NEO4J_URI": "localhost:7687"},
            ["is not the address of a Neo4j server", "like neo4j://host:7687"],
        ),
        (
            {"NEO4J_URI": "ftp://localhost"},
            ["is not the address of a Neo4j server", "like neo4j://host:7687"],
        ),
    ],
    ids=str,
)
def test_a_server_that_cannot_be_used(
    moneyloop: Program, named: dict[str, str], change: dict[str, str], parts: list[str]
) -> None:
    result = moneyloop("query", "RETURN 1", **named | change)
    fails(result, 3, *parts)
    assert len(result.stderr.splitlines()) == 1


def test_a_password_is_needed_and_can_be_in_a_file(
    moneyloop: Program, named: dict[str, str], test_home: Home, tmp_path: Path
) -> None:
    address = {"NEO4J_URI": named["NEO4J_URI"]}
    fails(moneyloop("query", "RETURN 1", **address), 3, "no password is set. Set NEO4J_PASSWORD")
    missing = str(tmp_path / "none")
    result = moneyloop("query", "RETURN 1", **address, NEO4J_PASSWORD_FILE=missing)
    fails(result, 3, f"NEO4J_PASSWORD_FILE is {missing}, which cannot be read")
    result = moneyloop("query", "RETURN 1", **address, NEO4J_PASSWORD_FILE=str(test_home.password))
    assert (result.returncode, result.stdout) == (0, "1\n1\n")


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
        result = moneyloop(*words, **environment)
        assert result.stdout + result.stderr
        assert not [secret for secret in secrets if secret in result.stdout + result.stderr]


def test_verbose_shows_the_server_and_the_cause(moneyloop: Program, named: dict[str, str]) -> None:
    result = moneyloop("--verbose", "query", "RETURN 1", **named)
    assert result.stderr.endswith(f" at {named['NEO4J_URI']}, database neo4j\n")
    result = moneyloop("--verbose", "query", "RETURN 1", **CLOSED)
    assert "cause: ServiceUnavailable" in result.stderr


def test_a_password_in_the_address_is_refused_and_not_shown(moneyloop: Program) -> None:
    result = moneyloop("query", "RETURN 1", NEO4J_URI="bolt://neo4j:never-to-be-shown@127.0.0.1:1")
    fails(result, 3, "NEO4J_URI contains a user name or a password", "NEO4J_PASSWORD_FILE")
    assert "never-to-be-shown" not in result.stderr
