"""Broken files of every format go through the whole import: refused, or written as receipts say.

MONEYLOOP_FUZZ sets the number of files.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from loader.deals.importing import carry_out
from loader.deals.lines import Options, read_files
from loader.folder.export import tables_of, write_folder
from loader.folder.read import read_folder
from loader.problems import BadInput
from loader.store.counts import Receipt
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.graph.transaction import Rows
from moneyloop.publish.formats import contents
from tests.command import Program
from tests.integration.graphs import everything
from tests.integration.imports import knowledge_in
from tests.unit.test_files_fuzz import broken, repaired, unpacked

FILES = int(os.environ.get("MONEYLOOP_FUZZ", "40"))
FILES_IN_A_GRAPH = 50
COMMANDS = 10  # every tenth file goes through the command line, which is slower

pytestmark = pytest.mark.timeout(120 + 5 * FILES)

COLUMNS = ("type", "payer", "payee", "amount", "announced", "note", "source")


def deals(chance: Random) -> list[tuple[str, ...]]:
    """Deals between firms of new names, so that each file that is whole writes something."""
    a, b, c, d = ("".join(chance.choices("bcdfghklmnprstvwz", k=9)) for _ in range(4))
    return [
        ("INVESTS_IN", a, b, "$100B", "2025-09-22", "été", "https://example.org/a"),
        ("BUYS_FROM", b, a, "€3bn", "2025-09", 'two, "quoted"', "https://example.org/b"),
        ("LENDS_TO", c, d, "80 billion yen", "2025Q3", "=1+1", "https://example.org/a"),
        ("LEASES_FROM", d, a, "up to $5bn", "2026", "", "https://example.org/c"),
        ("BACKSTOPS", c, b, "", "", "", "https://example.org/b"),
    ]


def in_format(name: str, chance: Random) -> bytes:
    content = contents(Rows(COLUMNS, tuple(deals(chance))), name)
    return content.encode() if isinstance(content, str) else content


GOOD: dict[str, Callable[[Random], bytes]] = {
    name: partial(in_format, name) for name in ("csv", "json", "jsonl", "xlsx", "parquet")
} | {
    "csv in Windows-1252": lambda chance: in_format("csv", chance).decode().encode("cp1252"),
    "csv in UTF-16": lambda chance: in_format("csv", chance).decode().encode("utf-16"),
    "xlsx without compression": lambda chance: unpacked(in_format("xlsx", chance)),
}

Found = dict[tuple[str, ...], str]
"""What a graph holds: the properties, as JSON, by what identifies a node or a relationship."""


def found_in(graph: Graph) -> Found:
    found: Found = {}
    for row in everything(graph):
        one = json.loads(row)
        if "labels" in one:
            identity = (*one["labels"], str(one["properties"].get("id")))
        else:
            deal = one["properties"].get("deal", "")
            per = (one["properties"].get("per", ""), one["properties"].get("nth", ""))
            identity = (one["type"], str(one["id1"]), str(one["id2"]), deal, *map(str, per))
        assert identity not in found, f"twice: {identity}"
        found[identity] = row
    return found


def check_receipt(receipt: Receipt, before: Found, after: Found) -> None:
    """Whether what changed is what the receipt says."""
    new, gone = after.keys() - before.keys(), before.keys() - after.keys()
    changed = {one for one in after.keys() & before.keys() if after[one] != before[one]}
    assert not {one for one in gone if one[0] in ("Deal", "Firm", "Source", "STATES", "Import")}
    assert {one[1] for one in new if one[0] == "Deal"} == set(receipt.new_deals)
    assert {one[1] for one in changed if one[0] == "Deal"} == set(receipt.changed_deals)
    counts = Counter(one[0] for one in new)
    assert counts["Deal"] == receipt.deals.new
    assert counts["Firm"] == receipt.firms.new
    assert counts["Source"] == receipt.sources.new
    assert counts["STATES"] == receipt.statements.new
    assert counts["PAYER"] == counts["PAYEE"] == receipt.deals.new
    assert counts["Import"] == (1 if receipt.written else 0)


@dataclass
class Tally:
    """What became of the files."""

    of: Counter[str] = field(default_factory=Counter)
    deals: int = 0


def import_one(graph: Graph, file: Path, before: Found, tally: Tally) -> Found:
    """Imports a file and checks what that did; returns what the graph holds now."""
    options = Options(source="https://example.org/z")
    try:
        done = carry_out(graph, "import", read_files([str(file)], options), options)
    except BadInput as error:
        assert error.problems
        after = found_in(graph)
        assert after == before
        tally.of["refused"] += 1
        return before
    after = found_in(graph)
    check_receipt(done.receipt, before, after)
    tally.of["written" if done.receipt.written else "nothing to write"] += 1
    tally.deals += done.receipt.deals.new
    return after


def run_import(moneyloop: Program, graph: Graph, file: Path, before: Found, tally: Tally) -> Found:
    """The same by the command line."""
    ran = moneyloop("import", str(file), "--source", "https://example.org/z", "-f", "json")
    assert "Traceback" not in ran.stderr, ran.stderr
    assert "bug in moneyloop" not in ran.stderr, ran.stderr
    after = found_in(graph)
    receipt: dict[str, Any] = json.loads(ran.stdout)
    assert (ran.returncode, bool(receipt["problems"])) in ((0, False), (1, True)), ran
    new = {one[1] for one in after.keys() - before.keys() if one[0] == "Deal"}
    assert new == set(receipt.get("new_deals", ()))
    if not receipt["written"]:
        assert after == before
    tally.of[f"command ended with {ran.returncode}"] += 1
    return after


def check_export(graph: Graph, folder: Path) -> None:
    """Whether an export of the graph can be loaded, and is the same."""
    before = knowledge_in(graph)
    write_folder(folder, tables_of(graph))
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, read_folder(folder), shipped=False)
    assert knowledge_in(graph) == before
    graph.command("MATCH (n) DETACH DELETE n")


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_file_is_written(empty: Graph, tmp_path: Path, kind: str) -> None:
    tally = Tally()
    file = tmp_path / "deals"
    file.write_bytes(GOOD[kind](Random(kind)))  # noqa: S311
    import_one(empty, file, found_in(empty), tally)
    assert (tally.of, tally.deals) == ({"written": 1}, 5)


def test_a_broken_file_is_refused_or_written_as_its_receipt_says(
    empty: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    chance = Random(FILES)  # noqa: S311 -- nothing here is secret
    tally = Tally()
    file = tmp_path / "deals"
    found = found_in(empty)
    kinds = list(GOOD)
    for number in range(FILES):
        kind = kinds[number % len(kinds)]
        data = broken(GOOD[kind](chance), chance)
        file.write_bytes(repaired(data) if "without compression" in kind else data)
        try:
            if number % COMMANDS:
                found = import_one(empty, file, found, tally)
            else:
                found = run_import(moneyloop, empty, file, found, tally)
        except BaseException:
            print(f"file {number}, {kind}: {data!r}")
            raise
        if number % FILES_IN_A_GRAPH == FILES_IN_A_GRAPH - 1:
            check_export(empty, tmp_path / f"export-{number}")
            found = found_in(empty)
            print(f"{number + 1} files: {dict(tally.of)}, {tally.deals} deals", flush=True)
    if FILES % FILES_IN_A_GRAPH:
        check_export(empty, tmp_path / "export")
    print(f"{FILES} files: {dict(tally.of)}, {tally.deals} deals")
    assert tally.of["refused"] > FILES / 10
    assert tally.of["written"] > FILES / 40
