"""A day that changes while a command runs, and a clock that is set back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import moneyloop as library
from loader.problems import BadInput
from loader.store.remove import remove_import
from moneyloop import clock, mcp_server
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from tests.integration.clocks import FIRST, Clock, going_by
from tests.integration.imports import A, B, C, Importer, deals, line

Program = Callable[..., CompletedProcess[str]]

NEXT_DAYS = re.compile(r"2026-12-(2[5-9]|3[01])")


@pytest.fixture
def midnights() -> Iterator[Clock]:
    """Between two readings of this clock there is always a midnight."""
    with going_by(timedelta(days=1)) as ticking:
        yield ticking


@pytest.fixture
def set_back() -> Iterator[Clock]:
    """Whoever reads this clock again finds that it was set back by an hour."""
    with going_by(timedelta(hours=-1)) as ticking:
        yield ticking


@pytest.mark.parametrize(
    "words",
    [
        ("picture", "-o", "picture.svg"),
        ("report", "loops", "--against", "today", "-o", "loops.html"),
        ("report", "direct", "--cypher"),
        ("report", "changes", "--since", "today", "-f", "atom"),
    ],
    ids=" ".join,
)
def test_a_command_has_one_day(
    shipped: Graph, moneyloop: Program, midnights: Clock, tmp_path: Path, words: tuple[str, ...]
) -> None:
    ran = moneyloop(*words, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert midnights.readings == 1
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    texts = [ran.stdout, *(file.read_text("utf-8") for file in files)]
    assert any(FIRST.date().isoformat() in text for text in texts)
    for text in texts:
        assert not NEXT_DAYS.search(text)


def test_an_import_looks_for_loops_on_one_day(
    importer: Importer, moneyloop: Program, midnights: Clock
) -> None:
    """The deal begins on the day after the import, so that it closes no loop yet."""
    tomorrow = (FIRST.date() + timedelta(1)).isoformat()
    importer.imports(line("BUYS_FROM", "b", "a", announced="2025-01-01"))
    midnights.moment = FIRST - timedelta(1)
    file = importer.file(line("INVESTS_IN", "a", "b", announced=tomorrow))
    ran = moneyloop("import", str(file), "-f", "json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["loops"] == []


def test_each_call_of_a_long_lived_program_has_its_own_day(
    shipped: Graph, test_home: Home, midnights: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONEYLOOP_HOME", str(test_home.root))
    with clock.one_day():  # as in `moneyloop mcp`, which goes on for days
        for readings in (2, 3):
            assert not mcp_server._call("direct", {"as_of": "today"}).is_error
            assert midnights.readings == readings
        assert clock.today() == FIRST.date()
    for readings in (4, 5):
        library.frame("direct")
        assert midnights.readings == readings
    assert clock.today() != clock.today()


def test_a_day_is_one_of_this_time_zone() -> None:
    assert clock.today() in (date.today(), date.today() - timedelta(1))


def logged(moneyloop: Program) -> list[str]:
    """The ids of the log, newest first."""
    ran = moneyloop("imports", "-f", "json")
    assert ran.returncode == 0, ran.stderr
    return [entry["import"] for entry in json.loads(ran.stdout)]


def test_the_log_is_in_order_after_the_clock_was_set_back(
    importer: Importer, moneyloop: Program, set_back: Clock
) -> None:
    done = [importer.imports(line("BUYS_FROM", "a", f"b{n}")).imports[0] for n in range(4)]
    assert sorted(done, reverse=True) == done  # the ids have the times
    assert logged(moneyloop) == done[::-1]
    with pytest.raises(BadInput, match=", ".join(done[::-1])):
        remove_import(importer.graph, "nothing like it", keep=True)


def test_entries_of_older_releases_come_first(
    importer: Importer, moneyloop: Program, set_back: Clock
) -> None:
    """They have no numbers, and came in the order of their times."""
    old = [importer.imports(line("BUYS_FROM", "a", f"b{n}")).imports[0] for n in range(3)]
    importer.graph.command("MATCH (import:Import) REMOVE import.number")
    new = [importer.imports(line("BUYS_FROM", "a", f"c{n}")).imports[0] for n in range(2)]
    assert logged(moneyloop) == [*new[::-1], *old]


def test_no_import_is_taken_back_that_others_build_on_after_the_clock_was_set_back(
    importer: Importer, moneyloop: Program, set_back: Clock
) -> None:
    [first] = importer.imports(line("BUYS_FROM", "a", "b", A, deal="x")).imports
    [second] = importer.imports(line("BUYS_FROM", "a", "b", B, deal="x")).imports
    ran = moneyloop("remove", "--import", first)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert f"later imports build on {first}: {second}" in ran.stderr
    assert deals(importer.graph).keys() == {"x"}


def test_an_import_is_taken_back_after_the_clock_was_set_back(
    importer: Importer, moneyloop: Program, set_back: Clock
) -> None:
    importer.imports(line("BUYS_FROM", "a", "b", A, deal="x"))
    [second] = importer.imports(line("BUYS_FROM", "a", "b", C, deal="y")).imports
    ran = moneyloop("remove", "--import", second)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert deals(importer.graph).keys() == {"x"}
    assert logged(moneyloop)[1] == second


def test_imports_at_the_same_moment_have_different_ids(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: FIRST)
    lines = [line("BUYS_FROM", "a", f"b{n}") for n in range(30)]
    ids = [importer.imports(one).imports[0] for one in lines]
    assert len(set(ids)) == len(ids)
    # Four hex digits would be the same for two of 300 imports about every other time.
    assert all(re.fullmatch(r"i-20261224-120000-[0-9a-f]{8}", one) for one in ids)
