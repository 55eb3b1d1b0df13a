"""What Neo4j Browser shows: the style, the guide, the scripts, and the archive that holds them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest

from moneyloop.browser.archive import fingerprint, version_of, write_archive
from moneyloop.browser.guide import LEGEND, guide, placeholders
from moneyloop.browser.scripts import (
    as_csv,
    as_zip,
    guide_queries,
    report_script,
    scripts,
    value_in_scripts,
)
from moneyloop.browser.settings import settings
from moneyloop.browser.site import IN_BROWSER, seed, site
from moneyloop.browser.style import stored_style
from moneyloop.graph.queries import CYPHER
from moneyloop.graph.query_file import NOT_CODE
from moneyloop.report.header import Parameter, Type, read_report, substitute_parameters
from moneyloop.report.library import all_reports
from moneyloop.values.edges import EDGE_TYPES, EdgeType

REPORTS = [report for report in all_reports()[0] if not report.in_python]
STYLE = site()["moneyloop.grass"].decode()
RULES = stored_style()
PAPER = "#F9FCFF"
"""Browser's background, in its light theme."""


def written(pattern: str) -> set[str]:
    """The names that match the pattern in the queries that write."""
    texts = [file.read_text("utf-8") for file in (CYPHER / "write").glob("*.cypher")]
    return {name for text in texts for name in re.findall(pattern, text)}


# Style


def test_every_label_and_type_has_a_rule() -> None:
    labels = written(r"\(\w*:([A-Z][a-z]+)\b")
    types = written(r"\[\w*:([A-Z_]+)\]") | {edge.name for edge in EDGE_TYPES}
    assert {"Firm", "Deal", "Source", "Figure", "Import", "Moneyloop"} <= labels
    assert {"PAYER", "STATES", "SUMS", "TOUCHED"} <= types
    expected = {f"node.{name}" for name in labels} | {f"relationship.{name}" for name in types}
    assert expected == {selector for selector in RULES if "." in selector}


def test_the_style_is_stored_as_browser_would_read_it() -> None:
    assert len(RULES) == STYLE.count("{\n")
    assert sum(map(len, RULES.values())) == STYLE.count(";\n")
    assert RULES["relationship.INVESTS_IN"]["caption"] == "{caption}"
    assert RULES["relationship"]["caption"] == "<type>"
    assert RULES["node.Figure"]["caption"] == "{name} {period} {caption}"


def test_the_style_consists_of_rules_only() -> None:
    # Browser would take a stray brace for an empty rule and fail at the next drawing.
    rest = re.sub(
        r"^[\w.]+ \{\n(?:  [\w-]+: [^;{}]*(?:\"[^\"]*\")?;\n)+\}\n", "", STYLE, flags=re.M
    )
    assert rest == ""


def luminance(colour: str) -> float:
    """Relative luminance, as defined by WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("selector", [name for name in RULES if name.startswith("node")])
def test_text_in_a_circle_is_legible(selector: str) -> None:
    rule = RULES[selector]
    assert contrast(rule["text-color-internal"], rule["color"]) >= 7
    assert contrast(rule["border-color"], PAPER) >= 3


@pytest.mark.parametrize("edge", EDGE_TYPES, ids=lambda edge: edge.name)
def test_an_arrow_contrasts_with_the_background(edge: EdgeType) -> None:
    rule = RULES[f"relationship.{edge.name}"]
    assert contrast(rule["color"], PAPER) >= 3
    assert contrast(rule["text-color-internal"], rule["color"]) >= 3
    assert rule["caption"] == "{caption}"


def test_arrows_can_be_distinguished_without_colour() -> None:
    """Arrows of one kind differ in width; those of different kinds also in hue."""
    for kind in ("capital", "revenue"):
        rules = [RULES[f"relationship.{edge.name}"] for edge in EDGE_TYPES if edge.kind == kind]
        for one, other in combinations(rules, 2):
            assert one["shaft-width"] != other["shaft-width"]
            assert one["color"] != other["color"]
        warm = [int(rule["color"][1:3], 16) > int(rule["color"][5:7], 16) for rule in rules]
        assert set(warm) == {kind == "capital"}


# Scripts


def test_every_report_is_a_script_in_the_folder_of_its_topic() -> None:
    texts = {(script.folder, script.name): script.text for script in scripts()}
    assert {(report.topic, report.name) for report in REPORTS} <= texts.keys()
    assert {("guide", name) for name in guide_queries()} <= texts.keys()
    assert len(texts) == len(REPORTS) + len(guide_queries())
    for (_, name), text in texts.items():
        assert text.startswith("// ")
        code = NOT_CODE.sub("", text)
        assert "$" not in code, name
        # Of several statements Browser shows only that they ran, and no rows.
        assert ";" not in code


def test_a_script_has_the_defaults_as_values(tmp_path: Path) -> None:
    file = tmp_path / "topic" / "my_own.cypher"
    file.parent.mkdir()
    file.write_text(
        "// Mine\n//\n// What it finds.\n//\n"
        "// param day date = today -- a day\n"
        "// param since date = 2025-01-31 -- a day\n"
        '// param firms list of firm = ["it\'s"] -- firms\n'
        "// param least usd = 5 -- dollars\n"
        "// param firm firm -- a firm\n"
        "// param unheard_of text -- a text\n"
        "CYPHER 25\nRETURN '$day', $day, $since, $firms, $least, $firm, $unheard_of // $day\n",
        "utf-8",
    )
    text = report_script(read_report(file))
    assert text.startswith("// Mine (my-own)\n//\n// What it finds.\n//\n")
    assert text.endswith(
        "\nCYPHER 25\nRETURN '$day', /* day */ date(), /* since */ date(\"2025-01-31\"), "
        '/* firms */ ["it\'s"], /* least */ 5, /* firm */ "openai", /* unheard_of */ null // $day\n'
    )
    own = [one.text for one in scripts(tmp_path) if one.name == "my-own"]
    assert own == [text]


def test_every_required_parameter_has_a_sample() -> None:
    needed = [one for report in REPORTS for one in report.parameters if one.required]
    assert needed
    for parameter in needed:
        assert value_in_scripts(parameter) != "null", parameter.name


def test_text_is_escaped_for_cypher() -> None:
    given = Parameter("t", Type("text"), "エ\n'\"\\", False, "")
    assert value_in_scripts(given) == '"エ\\n\'\\"\\\\"'


def test_values_replace_parameters_only_in_code() -> None:
    text = "RETURN $a + '$a' + \"$a\" + `$a` /* $a */ + $ab + $b // $a\n+ $a"
    filled_in = substitute_parameters(text, {"a": "1", "ab": "2"})
    assert filled_in == "RETURN 1 + '$a' + \"$a\" + `$a` /* $a */ + 2 + $b // $a\n+ 1"


def test_the_scripts_as_an_archive() -> None:
    with zipfile.ZipFile(io.BytesIO(as_zip(scripts()))) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert texts == {f"{one.folder}/{one.name}.cypher": one.text for one in scripts()}


def test_the_scripts_as_csv() -> None:
    """The columns of Neo4j's newer Browser; folders have rows of their own."""
    rows = list(csv.DictReader(io.StringIO(as_csv(scripts()).decode(), newline="")))
    assert list(rows[0]) == ["name", "description", "query", "id", "parentId", "isFolder"]
    assert len({row["id"] for row in rows}) == len(rows)
    folders = {row["id"]: row["name"] for row in rows if row["isFolder"] == "true"}
    assert all(row["query"] == row["parentId"] == "" for row in rows if row["id"] in folders)
    found = [
        (folders[row["parentId"]], row["name"], row["query"], row["description"])
        for row in rows
        if row["isFolder"] == "false"
    ]
    assert found == [(one.folder, one.name, one.text, one.title) for one in scripts()]


def test_the_page_has_the_scripts_under_our_ids() -> None:
    saved = seed()
    folders = {one["id"]: one["name"] for one in saved["folders"]}
    found = [(folders[one["folder"]], one["content"]) for one in saved["documents"]]
    assert found == [(one.folder, one.text) for one in scripts()]
    ids = [one["id"] for one in (*saved["folders"], *saved["documents"])]
    assert all(one.startswith("moneyloop-") for one in ids)
    assert len(set(ids)) == len(ids)


def test_the_seed_is_a_script_that_browser_can_run() -> None:
    text = site()["seed.js"].decode()
    before, value = text.split("const SEED = ")
    assert before == '"use strict";\n'
    assert json.loads(value.removesuffix(";\n")) == seed()
    assert set(IN_BROWSER) <= site().keys()
    # Browser runs the first query of the guide after login.
    assert seed()["settings"]["initCmd"] == guide_queries()[placeholders()[0]].rstrip()


# Guide


def test_the_guide_has_every_query_once() -> None:
    assert sorted(placeholders()) == sorted([*guide_queries(), LEGEND])
    text = guide()
    blocks = re.findall(r'<pre class="pre-scrollable code runnable">(.*?)</pre>', text, re.DOTALL)
    queries = guide_queries()
    expected = [queries[name].rstrip() for name in placeholders() if name != LEGEND]
    assert [unescape(block) for block in blocks] == expected
    assert not any(set(block) & set("<>") for block in blocks)


def test_the_guide_names_scripts_that_exist() -> None:
    named = set(re.findall(r"<em>([a-z-]+)</em>", guide()))
    assert named
    assert named <= {report.name for report in REPORTS}


def test_the_legend_has_the_colours_of_the_style() -> None:
    for edge in EDGE_TYPES:
        rule = RULES[f"relationship.{edge.name}"]
        row = next(line for line in guide().split("<tr>") if f"{edge.name}<" in line)
        assert rule["color"] in row
        assert edge.kind in row
        assert edge.meaning in unescape(row)


# Settings and archive


def test_the_policy_allows_requests_only_to_this_machine() -> None:
    policy = settings("127.0.0.1", 7001, 7002)[
        "dbms.security.http_static_content_security_policy_header"
    ]
    rules = dict(rule.split(maxsplit=1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["script-src"] == "'self'"
    hosts = re.findall(r"\w+://([\w.]+):(\d+)", policy)
    assert {host for host, _ in hosts} == {"127.0.0.1", "localhost"}
    assert {port for _, port in hosts} == {"7001", "7002"}
    assert "*" not in policy
    assert "unsafe-eval" not in policy


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    file = tmp_path / "neo4j-browser.jar"
    with zipfile.ZipFile(file, "w") as made:
        for name in ("META-INF/", "META-INF/MANIFEST.MF", "browser/", "browser/app.js"):
            made.writestr(name, "" if name.endswith("/") else name)
        made.writestr("browser/index.html", "<head><title>B</title></head>")
        made.writestr("browser/preview/", "")
        made.writestr("browser/preview/index.html", "newer")
    return file


def test_the_archive_is_browser_and_our_files(tmp_path: Path, jar: Path) -> None:
    archive = tmp_path / "web" / "neo4j-browser.zip"
    assert version_of(archive) is None
    files = {"a.js": b"a", "b.js": b"b"}
    write_archive(archive, jar, files, "v1", ("b.js", "a.js"))
    with zipfile.ZipFile(archive) as made:
        assert made.namelist() == [
            "browser/",
            "browser/app.js",
            "browser/index.html",
            "browser/moneyloop/",
            "browser/moneyloop/a.js",
            "browser/moneyloop/b.js",
            "browser/moneyloop/version.txt",
        ]
        assert made.read("browser/app.js") == b"browser/app.js"
        assert made.read("browser/moneyloop/a.js") == b"a"
        assert made.read("browser/index.html").decode() == (
            '<head><title>B</title><script src="moneyloop/b.js"></script>'
            '<script src="moneyloop/a.js"></script></head>'
        )
    assert version_of(archive) == "v1"
    assert [file.name for file in archive.parent.iterdir()] == [archive.name]
    again = archive.with_name("again.zip")
    write_archive(again, jar, files, "v1", ("b.js", "a.js"))
    assert again.read_bytes() == archive.read_bytes()


def test_a_file_that_is_not_an_archive_has_no_version(tmp_path: Path) -> None:
    file = tmp_path / "neo4j-browser.zip"
    file.write_bytes(b"not an archive")
    assert version_of(file) is None


def test_a_fingerprint_changes_with_all_that_is_served() -> None:
    files = {"a": b"1", "b": b"2"}
    prints = [
        fingerprint(files, "jar"),
        fingerprint(files, "another"),
        fingerprint({**files, "b": b"3"}, "jar"),
        fingerprint({"a": b"12", "b": b""}, "jar"),
        fingerprint({"a": b"1", "c": b"2"}, "jar"),
    ]
    assert len(set(prints)) == len(prints)
    assert fingerprint(dict(reversed(files.items())), "jar") == prints[0]
