"""Data on stdout and words on stderr, in every format."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from tests.integration.command_line import (
    Program,
    fails,
    load_shipped,
)


@pytest.fixture(scope="module", autouse=True)
def loaded(graph: Graph) -> Graph:
    return load_shipped(graph)


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
    fails(told, 2, "rows.doc does not end in any of", ".csv", "name the format with --format")
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
        assert "this is a bug" not in told.stderr
        if "full" in closed:
            assert told.returncode == 1
            assert "No space left on device" in told.stderr
