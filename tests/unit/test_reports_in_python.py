"""Headers of reports in Python, and the values that they take for firms."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from moneyloop.report.arguments import BadArgument, value_of, values_of
from moneyloop.report.firm_amounts import LARGEST
from moneyloop.report.header import BadReport, Report, Type
from moneyloop.report.in_python import ANALYSIS, argument_names, read_python_report
from moneyloop.report.library import all_reports, find
from moneyloop.values.firm_values import FirmAmount, FirmShare

REPORTS = [report for report in all_reports()[0] if report.in_python]
SHARES, AMOUNTS = Type("firm_share", is_list=True), Type("firm_amounts")


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_a_report_uses_what_its_header_declares(report: Report) -> None:
    """Its own parameters are the arguments of its function, and columns with firms are columns."""
    file = report.composed.query.file
    module = import_module(f"moneyloop.analysis.{file.parent.name}.{file.stem}")
    own = re.findall(r"^param (\w+)", module.__doc__ or "", re.MULTILINE)
    assert argument_names(module.compute) == own
    assert {*report.firm_columns, *report.share_columns} <= {*module.Row._fields}
    of_lookups = {one.name for lookup in report.lookups for one in lookup.parameters}
    declared = {one.name for one in report.parameters}
    assert declared - {"all_of"} == (of_lookups | set(own)) - {"all_of"}


def test_files_in_the_folders_of_topics_are_reports() -> None:
    files = {file for file in ANALYSIS.glob("*/*.py") if file.stem != "__init__"}
    assert files == {report.composed.query.file for report in REPORTS}
    assert find("clearing").topic == "failure"
    assert find("Significance").topic == "round trips"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('"""Title\n\nWords.\n"""\n', ":1: the docstring needs a line with its queries"),
        ('"""Title\n\nreads parties, nothing\n"""\n', ":3: there is no query"),
        ("reads = parties\n", ":1: the docstring needs"),
        ('"""Title\n', ":1: unterminated"),
        ('"""\nreads parties\n"""\n', ":1: the first line should be the title"),
        ('"""T\n\nreads parties\nparam x thing = 1 -- x\n"""\n', ":4: 'thing' is not a type"),
    ],
)
def test_errors_name_the_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "own.py"
    file.write_text(text, "utf-8")
    with pytest.raises(BadReport, match=re.escape(f"{file}{message}")):
        read_python_report(file)


def test_shares_of_firms() -> None:
    assert values_of(["OpenAI=50%, A=B=0", "x = 12.5 %"], SHARES) == [
        FirmShare("OpenAI", 0.5),
        FirmShare("A=B", 0),
        FirmShare("x", 0.125),
    ]
    assert [str(one) for one in values_of(["x=0.07", "y=200%"], SHARES)] == ["x=7%", "y=200%"]


@pytest.mark.parametrize("text", ["OpenAI", "OpenAI=", "=5%", "a=50", "a=-1%", "a=nan", "a=inf%"])
def test_what_is_no_share(text: str) -> None:
    """50 without a sign could be 50% or 5,000%."""
    with pytest.raises(BadArgument, match="write it like OpenAI=50%"):
        values_of([text], SHARES)


def test_amounts_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "means.csv"
    file.write_bytes('﻿Source,Firm,Amount\r\n"a, b",OpenAI,$1.5bn\r\n\r\nc,Oracle,7\r\n'.encode())
    found = value_of(str(file), AMOUNTS)
    assert str(found) == str(file)
    assert found.amounts == (
        FirmAmount("OpenAI", 1_500_000_000, "a, b", 2),
        FirmAmount("Oracle", 7, "c", 4),
    )


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        (b"", [":1: the columns should be firm, amount, source, not none"]),
        (
            b"firm,amount\na,1\n",
            [":1: the columns should be firm, amount, source, not firm"],
        ),
        (
            b"firm,amount,source\na,much,s\nb,5 EUR,s\n,1,s\nc,1,s\nC,2,s\nd,$1bn a year,s\ne\n"
            b"f,1,a, b\n",
            [":2: ", ":3: '5 EUR'", ":4: firm is empty", ":6: 'C' is also in line 5", ":7: "]
            + [":8: amount is empty", ":9: there are too many cells"],
        ),
        (b'firm,amount,source\n"a,1,s\n', [": is not a CSV file"]),
        (b"\xff\xfe", [": cannot be read as UTF-8 text"]),
        (b"x" * (LARGEST + 1), [": is larger than 1,000,000 bytes"]),
    ],
    ids=["empty", "columns", "cells", "quote", "encoding", "size"],
)
def test_all_errors_in_a_file_are_reported(
    tmp_path: Path, content: bytes, messages: list[str]
) -> None:
    file = tmp_path / "means.csv"
    file.write_bytes(content)
    with pytest.raises(BadArgument) as error:
        value_of(str(file), AMOUNTS)
    lines = str(error.value).split("\n")
    assert len(lines) == len(messages)
    for line, message in zip(lines, messages, strict=True):
        assert line.startswith(f"{file}{message}")


def test_a_file_that_is_missing() -> None:
    with pytest.raises(BadArgument, match="cannot be read"):
        value_of("/nowhere/means.csv", AMOUNTS)


def test_a_number_within_bounds() -> None:
    share = Type("float", bounds=(0, 1))
    assert (value_of("0.5", share), value_of("1", share)) == (0.5, 1.0)
    with pytest.raises(BadArgument, match="is not between 0 and 1"):
        value_of("1.01", share)
