"""Options of a scan: declared as fields, and turned into what to find."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import click
import pytest
from click.testing import CliRunner

from moneyloop.commands.scan.engine_options import EngineOptions
from moneyloop.commands.scan.option_fields import given, option, options
from moneyloop.commands.scan.options import (
    LedgerOptions,
    LoopOptions,
    OutputOptions,
)
from moneyloop.scan.engines.open import EngineSettings
from moneyloop.scan.reading.columns import ColumnNames
from moneyloop.scan.request import ChainRules, ScanRequest, TypeFilter


@dataclass(frozen=True)
class Limits:
    most: Annotated[int, option("--most", "Stop after N rows.", short="-n", metavar="N")] = 10
    quick: Annotated[bool, option("--quick", "Skip the checks.", is_flag=True)] = False


def test_a_command_receives_its_options_as_an_instance() -> None:
    received = []

    @click.command()
    @options(limits=Limits)
    def command(limits: Limits) -> None:
        received.append(limits)

    for words in ([], ["-n", "3", "--quick"]):
        assert CliRunner().invoke(command, words).exit_code == 0
    assert received == [Limits(), Limits(3, quick=True)]
    assert [given(limits) for limits in received] == [[], ["--most", "--quick"]]
    assert given(received[1], "most") == ["--quick"]
    text = CliRunner().invoke(command, ["--help"]).output
    assert text.index("-n, --most N") < text.index("Stop after N rows.") < text.index("--quick")


def test_options_become_a_request() -> None:
    assert LoopOptions().request(LedgerOptions()) == ScanRequest()
    loops = LoopOptions(keep="0.8", starts_with="Loan, shares", returns_as="sale", most=5)
    ledger = LedgerOptions(payer="src", id="ref", type="kind")
    assert loops.request(ledger) == ScanRequest(
        columns=ColumnNames(payer="src", id="ref", type="kind"),
        chain_rules=ChainRules(keep=Fraction(4, 5)),
        type_filter=TypeFilter(frozenset({"loan", "shares"}), frozenset({"sale"})),
        max_loops=5,
    )


@pytest.mark.parametrize(
    ("loops", "ledger", "message"),
    [
        (LoopOptions(min_hops=4), LedgerOptions(), "--min-hops 4 is more than --max-hops 3"),
        (
            LoopOptions(max_hops=9, in_time_order=True),
            LedgerOptions(),
            "--max-hops 9 is more than 8; longer loops can only be found with --within-days or",
        ),
        (LoopOptions(), LedgerOptions(id="ref"), "use it with --in-time-order"),
        (LoopOptions(keep="0"), LedgerOptions(), "--keep 0 is not a number greater than 0"),
        (LoopOptions(), LedgerOptions(time_zone="Berlin"), "did you mean Europe/Berlin?"),
    ],
)
def test_contradictory_options_are_refused(
    loops: LoopOptions, ledger: LedgerOptions, message: str
) -> None:
    with pytest.raises(ValueError) as raised:
        loops.request(ledger)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("engine", "message"),
    [
        (EngineOptions(master="yarn"), "--master needs --engine spark"),
        (EngineOptions(master="yarn", shared="."), "--master and --shared need --engine spark"),
        (EngineOptions(engine="spark", master="yarn", remote="sc://h"), "cannot be combined"),
        (EngineOptions(memory="4"), "--memory 4 is not a size; write it as 4GB or 800MB"),
    ],
)
def test_unusable_engine_options_are_refused(engine: EngineOptions, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        engine.settings()
    assert message in str(raised.value)


def test_an_engine_has_settings() -> None:
    assert EngineOptions(memory=" 4GB").settings() == EngineSettings("duckdb", "4GB")


@pytest.mark.parametrize(
    ("output", "format_name", "bad_rows"),
    [
        (OutputOptions(), "csv", "scan.bad.csv"),
        (OutputOptions(output=Path("a/loops.PARQUET")), "parquet", "a/loops.bad.csv"),
        (OutputOptions(output=Path("loops.x"), format="jsonl"), "jsonl", "loops.bad.csv"),
        (OutputOptions(bad_rows=Path("bad.csv"), format="csv"), "csv", "bad.csv"),
    ],
)
def test_the_output_has_a_format_and_a_file_for_bad_rows(
    output: OutputOptions, format_name: str, bad_rows: str
) -> None:
    assert output.format_name() == format_name
    assert output.bad_rows_file() == Path(bad_rows)


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (OutputOptions(output=Path("loops.pdf")), "loops.pdf must end in one of .parquet, .csv"),
        (OutputOptions(format="parquet"), "parquet needs a file; add --output FILE"),
    ],
)
def test_an_output_without_a_format_is_refused(output: OutputOptions, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        output.format_name()
    assert message in str(raised.value)
