"""Eight writers and four readers on one server: nothing is lost, written twice or read by halves.

contention.py has the workers. What the graph must hold follows from the log of imports, the files
that were imported, and the receipts; it is compared with an export. MONEYLOOP_CONTENTION sets the
seconds.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from loader.folder.read import read_folder
from moneyloop.graph import server
from moneyloop.graph.home import Home
from moneyloop.private import private_address
from tests.command import CHECKOUT, run
from tests.conftest import make_home, quiet
from tests.integration.contention import NAMES, PAIR, READERS, WRITERS

SECONDS = int(os.environ.get("MONEYLOOP_CONTENTION", "6"))
LATER = 240  # seconds that the last commands may take after that

pytestmark = pytest.mark.timeout(600 + 2 * SECONDS)

EXPLAINED = (
    r"there is no deal '[\w-]+'; (did you mean|`moneyloop report firm`)",
    r"later imports build on i-[\w-]+: i-[\w-]+",
    r"i-[\w-]+ has no deals left that could be removed",
)
"""The messages for a writer that came after another one."""

Pairs = dict[str, set[str]]


@dataclass
class Command:
    """A command that a worker ran."""

    worker: int
    words: list[str]
    code: int
    out: str
    err: str

    @property
    def written(self) -> dict[str, Any]:
        """The receipt of an import that wrote something; otherwise empty."""
        receipt: dict[str, Any] = json.loads(self.out or "{}") if self.code == 0 else {}
        return receipt if receipt.get("imports") else {}


@dataclass
class Expected:
    """What the graph must hold."""

    deals: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The names of payer and payee of each deal."""
    statements: dict[tuple[str, str], str] = field(default_factory=dict)
    """The amounts by deal and the address of the source."""

    def add(self, deal: str, parties: tuple[str, str], source: str, amount: str) -> None:
        self.deals[deal] = parties
        assert self.statements.setdefault((deal, source), amount) == amount

    def remove(self, deal: str) -> None:
        del self.deals[deal]
        self.statements = {key: one for key, one in self.statements.items() if key[0] != deal}


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def option(words: list[str], name: str) -> str:
    return words[words.index(name) + 1]


def lines_of(command: Command) -> Iterator[tuple[str, tuple[str, str], str, str]]:
    """What an import states: the deal, its parties, the source and the amount, line by line."""
    words = command.words
    if words[0] == "add":
        deal, source, amount = (option(words, name) for name in ("--deal", "--source", "--amount"))
        yield deal, (words[2], words[3]), source, amount
    else:
        for row in table(Path(words[1])):
            yield row["deal"], (row["payer"], row["payee"]), row["source"], row["amount"]


@dataclass
class Contention:
    """What the workers did, and the graph that they left."""

    commands: list[Command]
    log: list[dict[str, Any]]
    """The log of imports, oldest first."""
    export: Path

    def named(self, *names: str, code: int | None = None) -> list[Command]:
        return [one for one in self.commands if one.words[0] in names and code in (None, one.code)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, maven: Path) -> Iterator[Home]:
    """A server of its own, where no other test writes."""
    home = make_home(tmp_path_factory.mktemp("contention") / "home", maven)
    try:
        private_address(home, quiet)
        yield home
    finally:
        server.stop(home)


@pytest.fixture(scope="module")
def contention(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Contention:
    folder = tmp_path_factory.mktemp("workers")
    subprocess.run(
        [sys.executable, "-m", "tests.integration.contention", folder, str(SECONDS), "1"],
        check=True,
        cwd=CHECKOUT,
        timeout=SECONDS + LATER,
        env=os.environ | {"MONEYLOOP_HOME": str(home.root), "PYTHONPATH": str(CHECKOUT)},
    )
    commands = []
    for number in range(len(WRITERS) + len(READERS) + 1):
        text = (folder / f"worker-{number}.jsonl").read_text("utf-8")
        commands += [Command(number, **json.loads(one)) for one in text.splitlines()]
    export = folder / "exported"
    assert run("export", str(export), MONEYLOOP_HOME=str(home.root)).returncode == 0
    log = run(
        "query",
        "MATCH (entry:Import) RETURN properties(entry) AS entry ORDER BY entry.number",
        *("-f", "json"),
        MONEYLOOP_HOME=str(home.root),
    )
    entries = [row["entry"] for row in json.loads(log.stdout)]
    return Contention(commands, entries, export)


def test_every_command_ended_well_or_says_why(contention: Contention) -> None:
    counts: Counter[str] = Counter()
    for command in contention.commands:
        counts[f"{command.words[0]} {command.code}"] += 1
        assert "Traceback" not in command.err, command
        if command.code:
            assert (command.code, command.words[0]) == (1, "remove"), command
            assert all(
                any(re.search(one, text) for one in EXPLAINED)
                for text in command.err.splitlines()
                if "command line: " in text
            ), command
    # Each kind of command was there, and succeeded.
    for name in ("import", "add", "remove", "load", "report", "export", "imports", "query"):
        assert counts[f"{name} 0"], counts
    print(f"{SECONDS} s:", *(f"{name}: {count}," for name, count in sorted(counts.items())))


def test_the_log_has_each_change_once(contention: Contention) -> None:
    logged = Counter(entry["id"] for entry in contention.log)
    assert set(logged.values()) <= {1}
    receipts = [
        (one.words[0], import_id)
        for one in contention.named("import", "add")
        for import_id in one.written.get("imports", ())
    ]
    entries = [(one["command"], one["id"]) for one in contention.log if one["command"] != "remove"]
    assert sorted(entries) == sorted(receipts)
    removals = [one for one in contention.log if one["command"] == "remove"]
    assert len(removals) == len(contention.named("remove", code=0))
    assert [one["number"] for one in contention.log] == list(range(1, len(contention.log) + 1))


def replayed(contention: Contention) -> Expected:
    """What the graph holds after all changes in the log, and the last load."""
    by_id = {
        import_id: one
        for one in contention.named("import", "add")
        for import_id in one.written.get("imports", ())
    }
    expected = Expected()
    for entry in contention.log:
        if entry["command"] == "remove":
            for deal in entry["removed"]:
                expected.remove(deal)
            continue
        command = by_id[entry["id"]]
        new = [deal for deal, *_ in lines_of(command) if deal not in expected.deals]
        assert sorted(command.written["new_deals"]) == sorted(new), command
        for stated in lines_of(command):
            expected.add(*stated)
    [*_, last] = contention.named("load", code=0)
    names = {one["id"]: one["name"] for one in table(Path(last.words[1]) / "firms.csv")}
    parties = {
        one["id"]: (names[one["payer"]], names[one["payee"]])
        for one in table(Path(last.words[1]) / "deals.csv")
    }
    [source] = table(Path(last.words[1]) / "sources.csv")
    for one in table(Path(last.words[1]) / "statements.csv"):
        expected.add(one["deal"], parties[one["deal"]], source["url"], one["amount"])
    return expected


def test_the_graph_is_what_the_log_says(contention: Contention) -> None:
    expected = replayed(contention)
    assert len(expected.deals) > 2
    names = {one["id"]: one["name"] for one in table(contention.export / "firms.csv")}
    urls = {one["id"]: one["url"] for one in table(contention.export / "sources.csv")}
    deals = {
        one["id"]: (names[one["payer"]], names[one["payee"]])
        for one in table(contention.export / "deals.csv")
    }
    assert deals == expected.deals
    found = table(contention.export / "statements.csv")
    statements = {
        (one["deal"], urls[one["source"]]): one["as_stated"] or one["amount"] for one in found
    }
    assert statements == expected.statements
    assert len(found) == len(statements)
    # What only removed deals needed is gone, too.
    assert sorted(urls.values()) == sorted({source for _, source in expected.statements})
    assert sorted(names.values()) == sorted({one for two in expected.deals.values() for one in two})


def halves(deals: Iterable[str]) -> list[str]:
    """The ids of deals whose other half is missing."""
    found = {deal for deal in deals if deal.startswith(PAIR)}
    other = {"out": "back", "back": "out"}
    return [
        deal
        for deal in sorted(found)
        if f"{deal.rpartition('-')[0]}-{other[deal.rpartition('-')[2]]}" not in found
    ]


READ: Mapping[str, Callable[[Command], Iterable[str]]] = {
    "report": lambda one: (row["deal"] for row in json.loads(one.out) if "statements" in one.words),
    "query": lambda one: (row["deal"] for row in json.loads(one.out)),
    "export": lambda one: (row["id"] for row in table(Path(one.words[1]) / "deals.csv")),
}


@pytest.mark.parametrize("name", READ)
def test_no_reader_sees_half_of_an_import(contention: Contention, name: str) -> None:
    read = contention.named(name, code=0)
    wrong = [found for one in read if (found := halves(READ[name](one)))]
    assert not wrong, f"{len(wrong)} of {len(read)}"
    assert any(map(list, map(READ[name], read)))


def test_an_export_beside_imports_can_be_loaded(contention: Contention) -> None:
    """Each statement is about a deal of it, and each deal has a statement."""
    exported = contention.named("export", code=0)
    for command in exported:
        read_folder(Path(command.words[1]))


def test_the_log_only_grows(contention: Contention) -> None:
    before: list[str] = []
    for command in contention.named("imports", code=0):
        ids = [row["import"] for row in json.loads(command.out)][::-1]
        assert ids[: len(before)] == before
        before = ids
    assert before == [entry["id"] for entry in contention.log][: len(before)]


def test_the_workers_compete() -> None:
    """Two of them write the same deals, and one removes what others write."""
    assert (len(WRITERS), len(READERS), len(set(NAMES))) == (8, 4, len(NAMES))
