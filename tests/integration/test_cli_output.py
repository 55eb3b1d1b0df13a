"""Data on stdout in every format, messages on stderr, and the values of queries."""

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


def test_data_goes_to_stdout_and_messages_to_stderr(moneyloop: Program) -> None:
    result = moneyloop("report", "loops", "--as-of", "2026-06-30", "--format", "json")
    assert result.returncode == 0
    assert json.loads(result.stdout)
    assert "note: deals that had ended by 2026-06-30" in result.stderr
    nothing = moneyloop("report", "loops", "--as-of", "1999", "--format", "json")
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "[]\n", "no rows\n")


def test_the_loops_of_the_article(moneyloop: Program) -> None:
    result = moneyloop(
        *["report", "loops", "--max-hops", "8", "--sources", "article-ja"],
        *["--as-of", "2025-10-19", "--format", "json"],
    )
    assert [row["firms"] for row in json.loads(result.stdout)] == [
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
    result = moneyloop("query", ROWS, "--format", name)
    assert (result.returncode, result.stdout, result.stderr) == (0, AS_FORMATS[name], "")
    suffix = {"markdown": "md", "table": "txt"}.get(name, name)
    file = tmp_path / f"rows.{suffix.upper()}"
    result = moneyloop("query", ROWS, "--output", str(file))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert file.read_text("utf-8") == AS_FORMATS[name]


def test_the_chosen_format_overrides_the_suffix(moneyloop: Program, tmp_path: Path) -> None:
    for name in ("rows.csv", "rows.dat"):
        assert moneyloop("query", ROWS, "-o", str(tmp_path / name), "-f", "json").returncode == 0
        assert (tmp_path / name).read_text("utf-8") == AS_FORMATS["json"]


def test_without_a_terminal_the_format_is_csv(moneyloop: Program) -> None:
    assert moneyloop("query", ROWS).stdout == AS_FORMATS["csv"]


def test_an_output_that_cannot_be_written(moneyloop: Program, tmp_path: Path) -> None:
    result = moneyloop("query", ROWS, "-o", str(tmp_path / "rows.doc"))
    fails(result, 2, "rows.doc does not end in any of", ".csv", "choose the format with --format")
    assert not (tmp_path / "rows.doc").exists()
    result = moneyloop("query", ROWS, "-o", str(tmp_path / "none" / "rows.csv"))
    fails(result, 2, "there is no folder", "/none'", "--output")
    (tmp_path / "rows.csv").mkdir()
    result = moneyloop("query", ROWS, "-o", str(tmp_path / "rows.csv"))
    fails(result, 2, "is a directory", "--output")


def test_a_query_on_stdin(moneyloop: Program) -> None:
    text = "\ufeff// a comment\nRETURN 'ドル' AS x,\n  $n AS n\n"
    result = moneyloop("query", "-", "--param", "n=1", "-f", "json", stdin=text)
    assert json.loads(result.stdout) == [{"x": "ドル", "n": 1}]


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


def test_a_parameter_is_json_if_it_can_be(moneyloop: Program) -> None:
    words = [f"--param=p{index}={written}" for index, (written, _) in enumerate(WRITTEN)]
    text = "RETURN " + ", ".join(f"$p{index} AS p{index}" for index in range(len(WRITTEN)))
    result = moneyloop("query", text, *words, "-f", "json")
    [row] = json.loads(result.stdout)
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
    result = moneyloop("query", f"RETURN {', '.join(EXPRESSIONS)}", "-f", "json")
    [row] = json.loads(result.stdout)
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


def test_a_stream_without_japanese_gets_escapes(moneyloop: Program) -> None:
    result = moneyloop("query", "RETURN '3000億' AS x", PYTHONIOENCODING="latin-1")
    assert (result.returncode, result.stdout) == (0, "x\n3000\\u5104\n")


def test_a_closed_or_full_stdout_is_not_a_bug(test_home: Home) -> None:
    environment = os.environ | {"MONEYLOOP_HOME": str(test_home.root)}
    many = "UNWIND range(1, 50000) AS x RETURN x"
    result = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m cli query '{many}' | head -1"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert (result.stdout, result.stderr) == ("x\n", "")
    for closed in ("> /dev/full", ">&-"):
        result = subprocess.run(
            ["/bin/sh", "-c", f"{sys.executable} -m cli query 'RETURN 1' {closed}"],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        assert "Traceback" not in result.stderr
        assert "this is a bug" not in result.stderr
        if "full" in closed:
            assert result.returncode == 1
            assert "No space left on device" in result.stderr
