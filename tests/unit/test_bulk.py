"""Reading by column gives the same nodes, relationships and problems as an ordinary load."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.folder.read import SHIPPED, read_folder
from loader.folder.tables import TABLES
from loader.problems import BadInput
from moneyloop.values.amounts import Amount, format_amount
from tests import bulk

FIRMS = [("f1", "One", "company"), ("f2", "Two", "company"), ("ｆ３", "三", "fund")]
DATED = [
    {"id": "s1", "url": "https://example.org/1", "kind": "news", "published": "2025-03-04"},
    {"id": "s2", "url": "https://example.org/2", "kind": "filing"},
]

units = st.one_of(
    st.integers(1, 10**15 + 10**9),
    st.sampled_from([999, 1000, 999_994_999, 999_995_000, 999_995_001, 999_994_999_999]),
    st.sampled_from([10**6 - 1, 10**9 - 1, 10**12 - 1, 999_995 * 10**6, 10**15 - 1, 10**15]),
)
amounts = st.one_of(
    units.map(lambda one: format_amount(Amount(one, one, "USD", "total"))),
    units.map(lambda one: format_amount(Amount(one, one, "JPY", "total"))),
    units.map(lambda one: format_amount(Amount(0, one, "EUR", "total"))),
    units.map(str),
    units.map(lambda one: f"${one / 1000:.3f} million"),
    st.sampled_from(["", "$3bn", "3000億ドル", "10-12 billion USD", "more than 2 million GBP"]),
    st.sampled_from(["5 billion USD a year", "12", "0.0 million USD", "1.5 million ABC", "many"]),
    st.sampled_from(["1.23456789 million USD", "007 million USD", "'5 million USD", "1 000 000"]),
)
currencies = st.sampled_from(["", "", "USD", "JPY", "dollar", " USD", "XYZ"])
days = st.sampled_from(["", "", "2025-09-22", "2025-09", "2025Q3", "2H 2026", "2027", "2025-02-30"])
texts = st.sampled_from(["", "", "a", " a", "a\u3000", "'=a", "'a", "a,b", 'a "b"', "a\nb", "a|b"])
ids = st.sampled_from(["d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", " d1", "d9", ""])
deals = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["INVESTS_IN", "buys-from", "BUYS_FROM", "LENDS_TO", "GIFT"]),
        "payer": st.sampled_from(["f1", "f2", "ｆ３", "f1", "f4"]),
        "payee": st.sampled_from(["f1", "f2", "ｆ３", " f2"]),
        "status": st.sampled_from(["signed", "Closed", "terminated", "signed"]),
        "bundle": texts,
        "announced": days,
        "starts": days,
        "ends": days,
        "ended": days,
        "signed": days,
        "closed": days,
        "term": st.sampled_from(["", "", "18 months", "ten years", "5 years", "5 days"]),
        "supersedes": st.sampled_from(["", "", "", "", "d1", "d2;d3"]),
        "settlement": st.sampled_from(["", "", "cash", "Shares", "beans"]),
        "note": texts,
    }
)
statements = st.fixed_dictionaries(
    {
        "deal": ids,
        "source": st.sampled_from(["s1", "s2", "s1", "s3"]),
        "amount": amounts,
        "currency": currencies,
        "dollars": st.sampled_from(["", "", "", "$2 million"]),
        "ceiling": st.sampled_from(["", "", "", "$9 million"]),
        "as_stated": texts,
        "status": st.sampled_from(["", "", "closed", "never"]),
        "locator": texts,
    }
)


def written(folder: Path, **tables: Sequence[Any]) -> Path:
    folder.mkdir()
    for name, (needed, optional) in TABLES.items():
        rows = tables.get(name, ())
        if not rows and name in ("figures", "shipped"):
            continue
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [*needed, *optional], lineterminator="\n")
            writer.writeheader()
            columns = (*needed, *optional)
            for row in rows:
                cells = row if isinstance(row, dict) else dict(zip(columns, row, strict=False))
                writer.writerow(cells)
    return folder


def both(folder: Path) -> tuple[Any, Any, int]:
    """The rows or problems read by column and line by line, and the number of plain deals."""
    plain = 0
    answers: list[Any] = []
    for line_by_line in (False, True):
        try:
            rows, deals = bulk.importer_rows(
                folder, folder / f"{line_by_line}", line_by_line=line_by_line
            )
            plain = max(plain, deals)
            answers.append(rows)
        except BadInput as error:
            answers.append([str(problem) for problem in error.problems])
    return answers[0], answers[1], plain


def assert_node_numbers_are_unique(rows: list[Any]) -> None:
    cells = [cell.partition("=") for row in rows for cell in row]
    nodes = [number for name, _, number in cells if name == ":ID"]
    assert nodes
    assert len(set(nodes)) == len(nodes)
    assert {number for name, _, number in cells if name in (":START_ID", ":END_ID")} <= {*nodes}


@settings(max_examples=40)
@given(
    st.lists(st.tuples(ids, deals), max_size=6, unique_by=lambda pair: pair[0]),
    st.lists(statements, max_size=8),
)
def test_a_random_folder_gives_the_same_by_column_and_line_by_line(
    tmp_path_factory: pytest.TempPathFactory, deals: Any, statements: Any
) -> None:
    root = tmp_path_factory.mktemp("bulk")
    lines = [{"id": deal_id, **deal} for deal_id, deal in deals]
    # Most deals need a statement to be valid.
    statements += [{"deal": one["id"], "source": "s1", "amount": "$5 million"} for one in lines[2:]]
    folder = written(
        root / "folder", firms=FIRMS, sources=DATED, deals=lines, statements=statements
    )
    by_column, by_line, _ = both(folder)
    assert by_column == by_line
    if all(isinstance(row, tuple) for row in by_line):
        assert_node_numbers_are_unique(by_column)


# Few of these have problems, so that rows are compared and not messages.
VALID_DEAL = {"type": "BUYS_FROM", "payer": "f1", "payee": "f2", "status": "signed"}
valid_texts = texts.filter(lambda text: "\n" not in text)
valid_deals = st.fixed_dictionaries(
    {
        "bundle": valid_texts,
        "announced": days.filter(lambda day: day != "2025-02-30"),
        "starts": days.filter(lambda day: day != "2025-02-30"),
        "ends": st.sampled_from(["", "2030", "2030-02-28"]),
        "term": st.sampled_from(["", "", "3 years", "18か月"]),
        "supersedes": st.sampled_from(["", "", "", "d0"]),
        "note": valid_texts,
    }
)
valid_statements = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["s1", "s2"]),
        "amount": units.map(lambda one: f"{one} thousand USD"),
        "as_stated": valid_texts,
        "locator": valid_texts,
    }
)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(valid_deals, valid_statements), min_size=1, max_size=12),
    st.lists(st.integers(0, 12), max_size=2, unique=True),
)
def test_a_valid_folder_gives_the_rows_of_an_ordinary_load(
    tmp_path_factory: pytest.TempPathFactory, pairs: Any, twice: list[int]
) -> None:
    root = tmp_path_factory.mktemp("bulk")
    lines = [{"id": f"d{n}", **VALID_DEAL, **deal} for n, (deal, _) in enumerate(pairs)]
    lines[0] |= {"supersedes": "", "announced": "2001"}
    for line in lines:
        if line["term"]:
            line["ends"] = ""  # it might contradict the term
        if line["supersedes"]:
            line["announced"] = "2029"
    stated = [{"deal": f"d{n}", **one} for n, (_, one) in enumerate(pairs)]
    others = ({"deal": f"d{n}", "source": "s3", "amount": "€5bn"} for n in twice if n < len(pairs))
    folder = written(
        root / "folder",
        firms=FIRMS,
        sources=[*DATED, ("s3", "https://example.org/3", "blog")],
        deals=lines,
        statements=[*stated, *others],
    )
    by_column, by_line, _ = both(folder)
    assert by_column == by_line
    assert any(row[0] == "BUYS_FROM" for row in by_line)
    assert_node_numbers_are_unique(by_column)


@settings(max_examples=8)
@given(
    st.lists(
        st.tuples(units, st.sampled_from(["USD", "JPY", "EUR", "CHF"])), min_size=50, max_size=200
    )
)
def test_amounts_in_their_canonical_form_are_read_by_column(
    tmp_path_factory: pytest.TempPathFactory, amounts: list[tuple[int, str]]
) -> None:
    root = tmp_path_factory.mktemp("bulk")
    texts = [format_amount(Amount(one, one, code, "total")) for one, code in amounts]
    folder = written(
        root / "folder",
        firms=FIRMS,
        sources=[("s1", "https://example.org/1", "news")],
        deals=[(f"d{n}", "BUYS_FROM", "f1", "f2", "signed") for n in range(len(texts))],
        statements=[
            {"deal": f"d{n}", "source": "s1", "amount": one} for n, one in enumerate(texts)
        ],
    )
    by_column, by_line, plain = both(folder)
    assert by_column == by_line
    assert plain > len(texts) * 0.6
    assert all(isinstance(row, tuple) for row in by_line)


def test_the_shipped_knowledge_has_plain_and_other_deals(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("history", "records.csv"))
    by_column, by_line, plain = both(folder)
    assert by_column == by_line
    assert 0 < plain < len(read_folder(folder).deals)
    assert_node_numbers_are_unique(by_column)


@pytest.mark.parametrize(
    "spoiled",
    ["id,type\n", "", "id,type,payer,payee,status\nd1,BUYS_FROM,f1\n", 'id,"type\n', "a\0b\n"],
)
def test_an_unreadable_file_is_reported_as_in_an_ordinary_load(
    tmp_path: Path, spoiled: str
) -> None:
    folder = written(tmp_path / "folder", firms=FIRMS)
    (folder / "deals.csv").write_text(spoiled, "utf-8")
    by_column, by_line, _ = both(folder)
    assert by_column == by_line
    assert by_column


def test_lines_are_counted_as_in_an_editor(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "folder",
        firms=FIRMS,
        sources=[("s1", "https://example.org/1", "news")],
        deals=[
            {"id": "d1", "type": "BUYS_FROM", "payer": "f1", "payee": "f2", "status": "signed"}
            | {"note": "two\nlines"},
            ("d2", "BUYS_FROM", "f1", "nobody", "signed"),
        ],
        statements=[{"deal": one, "source": "s1"} for one in ("d1", "d2")],
    )
    by_column, by_line, _ = both(folder)
    assert by_column == by_line
    assert [problem.partition(":")[2].split()[0] for problem in by_column] == ["2:17", "4:4"]
