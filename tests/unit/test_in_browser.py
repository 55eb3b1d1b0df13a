"""Reports as Neo4j Browser shows them: columns, amounts in short form, and drawings."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneyloop.report.columns import columns_of
from moneyloop.report.header import BadReport, Report, read_report
from moneyloop.report.in_browser import text_in_browser
from moneyloop.report.library import all_reports


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("RETURN a, b.c AS d", ("a", "d")),
        ("RETURN DISTINCT a ORDER BY a, b LIMIT 3", ("a",)),
        ("MATCH (n) RETURN f(a, b) AS c, [x IN y | x] AS d SKIP 1", ("c", "d")),
        ("CALL () { RETURN 1 AS inner } RETURN inner AS outer", ("outer",)),
        ("RETURN CASE WHEN a THEN 'x, y AS z' END AS b // , c AS d", ("b",)),
        ("RETURN a AS b NEXT RETURN b AS c, 1 AS d", ("c", "d")),
        ("return a as b order by b", ("b",)),
        ("RETURN *", None),
        ("RETURN a.b", None),
        ("RETURN 1 AS `a b`", None),
        ("MATCH (n) DELETE n", None),
    ],
)
def test_columns_come_from_the_last_return(text: str, columns: tuple[str, ...] | None) -> None:
    assert columns_of(text) == columns


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """A report of a user's own, which draws with a fragment of the user's own."""
    fragments = tmp_path / "fragments"
    fragments.mkdir()
    (fragments / "my_drawing.cypher").write_text(
        "// Mine\n// gives drawing\n// needs rows\nLET drawing = [row IN rows | row.firm]\n"
    )
    file = tmp_path / "mine.cypher"
    file.write_text(
        "// Mine\n// draw my_drawing\nCYPHER 25\n"
        "MATCH (f:Firm)\nRETURN f.id AS firm, 5 AS lost_usd, 1 AS without_usd\n"
    )
    return read_report(file)


def test_a_report_is_followed_by_its_drawing(report: Report) -> None:
    text = text_in_browser(report)
    assert text.startswith(report.text)
    after = text.removeprefix(report.text)
    assert "collect({firm: firm, lost_usd: lost_usd, without_usd: without_usd})" in after
    assert "LET drawing = [row IN rows | row.firm]" in after
    # Only amounts have a short form, and without_usd is a number of deals.
    assert [after.count(f" AS {name}_short") for name in ("lost_usd", "without_usd")] == [1, 0]
    assert after.rstrip().endswith("AS drawn")
    assert "/* each" not in after


def test_only_reports_with_amounts_or_a_drawing_get_more(tmp_path: Path) -> None:
    file = tmp_path / "plain.cypher"
    file.write_text("// T\nCYPHER 25\nRETURN 1 AS a\n")
    assert text_in_browser(read_report(file)) == "CYPHER 25\nRETURN 1 AS a"
    file.write_text("// T\nCYPHER 25\nRETURN 1 AS usd\n")
    assert "AS usd_short" in text_in_browser(read_report(file))
    file.write_text("// T\nCYPHER 25\nMATCH (usd) RETURN *\n")
    assert text_in_browser(read_report(file)).endswith("RETURN *")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("draw missing_drawing", ":2: no fragment is named 'missing_drawing'; there are: "),
        ("draw in_force", ":2: in_force draws nothing; the header of a fragment that does has "),
        ("draw a, b", ":2: write it like: // draw NAME"),
        ("draw deals_drawn\n// draw parts_drawn", ":3: a report has only one line // draw NAME"),
    ],
)
def test_wrong_drawings_are_reported_with_file_and_line(
    tmp_path: Path, line: str, message: str
) -> None:
    file = tmp_path / "mine.cypher"
    file.write_text(f"// T\n// {line}\nCYPHER 25\nRETURN 1 AS deal\n")
    with pytest.raises(BadReport) as error:
        read_report(file)
    assert f"{file}{message}" in str(error.value)


def test_a_drawing_whose_parameters_the_report_lacks_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "mine.cypher"
    file.write_text("// T\n// draw customers_drawn\nCYPHER 25\nRETURN 'a' AS firm\n")
    with pytest.raises(BadReport) as error:
        text_in_browser(read_report(file))
    assert f"{file}:2: customers_drawn needs parameters that this report does not have" in str(
        error.value
    )
    assert "as_of" in str(error.value)


def test_reports_on_money_flows_are_drawn() -> None:
    reports = [report for report in all_reports()[0] if not report.in_python]
    drawn = {report.name for report in reports if report.composed.query.draws}
    of_topics = {one.name for one in reports if one.topic in ("round trips", "failure")}
    assert drawn >= of_topics | {"firm", "between", "paths", "deal", "loop"}
