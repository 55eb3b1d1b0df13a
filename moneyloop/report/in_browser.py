"""A report as Neo4j Browser shows it: with amounts in short form, and drawn.

Browser shows either the rows of a query or what it draws, so both are in the rows: the drawing is a
column of its own, which only Browser gets. What follows the report is in `cypher/browser/`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from moneyloop.graph.compose import compose
from moneyloop.graph.queries import CYPHER
from moneyloop.graph.query_file import LANGUAGE_LINE
from moneyloop.report.cells import is_money
from moneyloop.report.columns import columns_of
from moneyloop.report.header import USED_PARAM, BadReport, Report, fragment_folders

FOLDER = CYPHER / "browser"
EACH = re.compile(r"/\* each column \*/ (.*?)(?: /\* if money \*/(.*?))? /\* end \*/")
IN_SHORT = "in_short"
"""The fragment for amounts, which a report without amounts does not use."""
COLUMN = re.compile(r"\bcolumn(?=\b|_)")


def text_in_browser(report: Report) -> str:
    """The query of a report, followed by what Browser gets beside its rows.

    It is the query alone if the names of its columns cannot be read from its text. Raises BadReport
    if its drawing uses a parameter that the report does not have.
    """
    columns = columns_of(report.text)
    drawing = report.composed.query.draws
    if columns is None or not (drawing or any(map(is_money, columns))):
        return report.text
    if not drawing:
        return f"{report.text}\n{_part(report, 'rows', columns)}"
    [(name, line)] = drawing.items()
    gathered = _part(report, "gathered", columns)
    drawn = _part(report, "drawn", columns, name)
    needed = set(USED_PARAM.findall(drawn)) - {one.name for one in report.parameters}
    if needed:
        raise BadReport(
            f"{report.composed.query.file}:{line}: {name} needs parameters that this report does "
            f"not have: {', '.join(sorted(needed))}"
        )
    return f"{report.text}\n{gathered}\n{drawn}"


def _part(report: Report, name: str, columns: Sequence[str], drawing: str | None = None) -> str:
    """What follows a report, for its columns, after the fragment that draws them."""
    file = FOLDER / f"{name}.cypher"
    text = EACH.sub(lambda part: _repeated(part, columns), file.read_text("utf-8"))
    title, rest = text.split("\n", 1)
    used = [drawing] if drawing else []
    used += [IN_SHORT] if f"{IN_SHORT}(" in text else []
    header = [title, *(f"// use {fragment}" for fragment in used), rest]
    composed = compose(file, "\n".join(header), fragment_folders(report.composed.query.file))
    if composed.problems:
        raise BadReport("\n".join(composed.problems))
    return composed.text.removeprefix(f"{LANGUAGE_LINE}\n")


def _repeated(part: re.Match[str], columns: Sequence[str]) -> str:
    each, if_money = part[1], part[2] or ""
    return ", ".join(
        COLUMN.sub(column, each + (if_money if is_money(column) else "")) for column in columns
    )
