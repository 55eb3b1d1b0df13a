"""The commands import, add, remove and imports, as users and programs call them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from loader.deals.importing import carry_out
from loader.deals.lines import Options, read_files
from loader.store.remove import remove
from moneyloop.graph import server
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from tests.integration.command_line import CLOSED, complete, fails
from tests.integration.graphs import everything
from tests.integration.imports import A, B, C, Cells, Importer, knowledge_in, line, log_of, rows

Program = Callable[..., subprocess.CompletedProcess[str]]

SECONDS = 120
PROBLEMS_SHOWN = 20


def json_of(program: subprocess.CompletedProcess[str]) -> Any:
    """The JSON that a command printed, and nothing else."""
    assert (program.returncode, program.stderr) == (0, ""), program
    return json.loads(program.stdout)


LINES = [
    line("invests-in", "NVIDIA", "Acme", amount="$10bn", announced="2025-09-22"),
    line("buys-from", "acme", "エヌビディア", amount="$8bn"),
    line("invests-in", "NVIDIA", "Acme", B, amount="$20bn", announced="2025-09-22"),
    line("lends-to", "NVIDIA", "Acme", announced="2024"),
    line("lends-to", "NVIDIA", "Acme", announced="2025"),
]


def test_plan_import_add_log_and_remove(shipped: Graph, moneyloop: Program, tmp_path: Path) -> None:
    file = str(Importer(shipped, tmp_path).file(*LINES))
    before = everything(shipped)
    planned = json_of(moneyloop("import", file, "--dry-run", "--format", "json"))
    assert everything(shipped) == before
    done = json_of(moneyloop("import", file, "--format", "json"))
    assert planned["imports"] == []
    [import_id] = done["imports"]
    assert done == planned | {"written": True, "imports": [import_id]}
    assert not planned["written"]
    assert (done["problems"], done["loops_complete"]) == ([], True)
    assert [one["name"] for one in done["files"]] == [file]
    assert done["firms"] == {"new": 1, "changed": 0, "unchanged": 0, "removed": 0}
    assert done["deals"]["new"] == len(done["new_deals"]) == 4
    assert len(done["contested_deals"]) == 1
    assert done["new_firms"] == [{"id": "acme", "name": "Acme"}]
    [loop] = [one for one in done["loops"] if len(one["firms"]) == 2]
    assert loop["firms"] == ["acme", "nvidia"]
    assert loop["edge_types"] == [["BUYS_FROM"], ["INVESTS_IN", "LENDS_TO"]]
    assert (loop["round_trip"], loop["weakest_usd"]) == (True, 8 * 10**9)
    [warning] = done["warnings"]
    assert (warning["file"], warning["line"], warning["column"]) == (file, 6, "announced")

    again = moneyloop("import", file)
    assert (again.returncode, again.stdout) == (
        0,
        "5 lines: everything is already in the graph, nothing to change.\n",
    )
    # Without a terminal there is no question.
    added = moneyloop(
        *("add", "BUYS_FROM", "Acme", "Zeta & Söhne", "--amount", "$2bn", "--source", C)
    )
    assert (added.returncode, added.stderr) == (0, "")
    second, first = json_of(moneyloop("imports", "--format", "json"))
    [[new]] = rows(shipped, "MATCH (deal:Deal)-[:PAYEE]->({id: 'zeta-söhne'}) RETURN deal.id")
    assert added.stdout == (
        "Imported 1 line: firms 1 new; deals 1 new; sources 1 new; statements 1 new.\n"
        f"New deals: {new}\n"
        "New firms: Zeta & Söhne (zeta-söhne)\n"
        "This closes no loops of up to 4 firms.\n"
        f"Import {second['import']}; to take it back: moneyloop remove --import "
        f"{second['import']}\n"
    )
    assert (first["command"], first["files"], first["deals_new"]) == ("import", [file], 4)
    assert (second["command"], second["files"], second["deals_new"]) == ("add", [], 1)
    assert second["at"] > first["at"]

    planned_out = moneyloop("remove", new, *done["new_deals"], "--dry-run")
    assert planned_out.stderr.startswith("Would remove: firms 2 removed; deals 5 removed")
    out = moneyloop("remove", new, *done["new_deals"])
    assert (out.returncode, out.stdout) == (0, "")
    assert out.stderr.replace("Removed", "Would remove") == planned_out.stderr
    assert knowledge_in(shipped) == before
    assert len(log_of(shipped)) == 3
    fails(moneyloop("remove", "nvidia-openai-leter"), 1, "did you mean nvidia-openai-letter")


def test_the_plan_as_text(importer: Importer, moneyloop: Program) -> None:
    lines = [line("invests-in", "a", "b"), line("buys-from", "b", "a"), line("lends-to", "b", "a")]
    result = moneyloop("import", "--dry-run", str(importer.file(*lines)))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(
        "Would import 3 lines: firms 2 new; deals 3 new; sources 1 new; statements 3 new.\n"
        "New firms: a (a), b (b)\n"
        "This would close 1 round trip:\n\n"
    )
    assert everything(importer.graph) == set()


def test_problems_are_counted_and_json_has_all_of_them(
    importer: Importer, moneyloop: Program
) -> None:
    bad = str(importer.file(*(line("BUYS_FROM", "a", "b", amount="lots") for _ in range(15))))
    worse = str(importer.file(*(line("BUYS_FROM", "a", "A") for _ in range(15))))
    before = everything(importer.graph)
    result = moneyloop("import", bad, worse, "--format", "json")
    assert result.returncode == 1
    answer = json.loads(result.stdout)
    assert not answer["written"]
    where = [(one["file"], one["line"], one["field"], one["column"]) for one in answer["problems"]]
    assert where == sorted(
        [(bad, n, 5, "amount") for n in range(2, 17)]
        + [(worse, n, 3, "payee") for n in range(2, 17)]
    )
    in_words = moneyloop("import", bad, worse)
    fails(in_words, 1, "moneyloop: 30 problems; nothing was written\n", f"\n  {bad}:2:5 (amount): ")
    assert in_words.stderr == result.stderr
    assert len(in_words.stderr.splitlines()) == 1 + PROBLEMS_SHOWN + 1
    assert in_words.stderr.endswith(f"… and {30 - PROBLEMS_SHOWN} more\n")
    assert everything(importer.graph) == before


def test_lines_from_stdin(importer: Importer, moneyloop: Program) -> None:
    text = json.dumps([line("buys from", "a", "b", ""), line("lends to", "b", "a", "")])
    done = json_of(moneyloop("import", "-", "--source", A, "-f", "json", stdin=text))
    assert done["files"][0]["name"] == "stdin"
    assert done["deals"]["new"] == 2
    [entry] = log_of(importer.graph)
    assert entry["entry"]["files"] == ["stdin"]  # type: ignore[index]


def test_a_name_declared_as_new_is_a_new_firm(shipped: Graph, moneyloop: Program) -> None:
    words = ("add", "buys-from", "Nvidea", "openai", "--source", A, "--dry-run")
    fails(moneyloop(*words), 1, "command line (payer): there is no firm 'Nvidea'; did you mean")
    assert "New firms: Nvidea (nvidea)" in moneyloop(*words, "--new-firm", "nvidea").stdout


# A server that does not answer


def test_a_server_that_is_down_or_refuses_access(
    importer: Importer, moneyloop: Program, test_home: Home
) -> None:
    file = str(importer.file(*LINES))
    running = server.find(test_home)
    assert running
    refused = {"NEO4J_URI": running.uri, "NEO4J_PASSWORD": "wrong"}
    for words in (["import", file], ["remove", "x"]):
        result = moneyloop(*words, **CLOSED)
        fails(result, 3, "no Neo4j server answers at bolt://127.0.0.1:1. Start it or fix NEO4J_URI")
        assert len(result.stderr.splitlines()) == 1
    result = moneyloop("import", file, "--format", "json", **refused)
    fails(result, 3, "refused user 'neo4j': wrong user or password")
    # What is wrong with the lines needs no server to be reported.
    bad = str(importer.file(line("BUYS_FROM", "a", "b", amount="lots")))
    fails(moneyloop("import", bad, **CLOSED), 1, "1 problem; nothing was written", "'lots'")


# A terminal


def on_a_terminal(home: Home, words: Sequence[str], answer: str) -> tuple[int, str, str]:
    """Runs a command whose stdin and stderr are a terminal: exit code, stdout, the terminal."""
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "cli", *words],
            stdin=theirs,
            stderr=theirs,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"MONEYLOOP_HOME": str(home.root), "TERM": "dumb"},
        ) as program:
            seen = ""
            while "[y/N]" not in seen:
                assert program.poll() is None, seen
                seen += os.read(ours, 4096).decode()
            os.write(ours, f"{answer}\n".encode())
            stdout, _ = program.communicate(timeout=SECONDS)
        os.set_blocking(ours, False)
        seen += os.read(ours, 65536).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    return program.returncode, stdout, seen


def test_a_terminal_shows_the_plan_and_asks(importer: Importer, test_home: Home) -> None:
    file = str(importer.file(*LINES))
    code, stdout, seen = on_a_terminal(test_home, ["import", file], "n")
    assert code == 0
    assert stdout.startswith("Would import 5 lines: ")
    assert "Imported" not in stdout
    assert seen.endswith("nothing was written\r\n")
    assert everything(importer.graph) == set()
    code, stdout, seen = on_a_terminal(test_home, ["import", file], "y")
    assert code == 0
    assert "\nImported 5 lines: " in stdout
    [entry] = log_of(importer.graph)
    deals: Any = entry["deals"]
    before = everything(importer.graph)
    code, stdout, seen = on_a_terminal(test_home, ["remove", *deals], "n")
    assert (code, stdout) == (0, "")
    assert "Would remove: firms 3 removed; deals 4 removed" in seen
    assert seen.endswith("nothing was removed\r\n")
    assert everything(importer.graph) == before


# Completion


def test_a_shell_completes_types_and_firms(
    importer: Importer, moneyloop: Program, test_home: Home, tmp_path: Path
) -> None:
    importer.imports(line("BUYS_FROM", "Zeta AI", "東京"), line("BUYS_FROM", "Zürich", "東京"))
    assert complete(moneyloop, "add", "b") == ["backstops", "buys-from"]
    assert complete(moneyloop, "add", "GRANTS_") == ["grants-equity-to"]
    assert set(complete(moneyloop, "add", "buys-from", "z")) == {
        "zeta-ai",
        "Zeta AI",
        "zürich",
        "Zürich",
    }
    assert complete(moneyloop, "add", "buys-from", "zeta-ai", "東") == ["東京"]
    # Completion starts no server.
    elsewhere = tmp_path / "new"
    for environment in ({"MONEYLOOP_HOME": str(elsewhere)}, CLOSED):
        result = moneyloop(
            _MONEYLOOP_COMPLETE="bash_complete",
            COMP_WORDS="moneyloop add buys-from z",
            COMP_CWORD="3",
            **environment,
        )
        assert (result.returncode, result.stdout.strip(), result.stderr) == (0, "", "")
    assert not elsewhere.exists()


# Concurrent imports

TOGETHER = 8


def overlapping(firms: Sequence[str]) -> list[list[Cells]]:
    """Files with many lines in common; lines about the same deal agree."""
    draw = Random(8)  # noqa: S311
    pool: list[Cells] = []
    for n in range(60):
        payer, payee = draw.sample(firms, 2)
        deal = line(
            draw.choice(["BUYS_FROM", "INVESTS_IN", "LEASES_FROM"]),
            payer,
            payee,
            f"{A}/{n % 7}",
            amount=f"${draw.randint(1, 99)}bn",
            announced=f"2025-01-{n % 28 + 1:02}",
            bundle=f"bundle {n}",
            published="2025",
            status="signed",
        )
        pool += [deal, deal | {"source": f"{A}/{n % 7 + 1}", "amount": f"${n + 1}bn"}]
    files = [draw.sample(pool, 45) for _ in range(TOGETHER)]
    assert len({json.dumps(one) for file in files for one in file}) > 110
    return files


def one_after_the_other(importer: Importer, files: Sequence[Path]) -> set[str]:
    for file in files:
        carry_out(importer.graph, "import", read_files([str(file)], Options()), Options())
    return knowledge_in(importer.graph)


def test_eight_concurrent_imports_into_an_empty_graph(
    importer: Importer, moneyloop: Program
) -> None:
    files = [importer.file(*lines) for lines in overlapping([f"Firm {n}" for n in range(9)])]
    expected = one_after_the_other(importer, files)
    for name in importer.graph.read(("SHOW CONSTRAINTS YIELD name", {}))[0].rows:
        importer.graph.command(f"DROP CONSTRAINT {name[0]}")
    importer.graph.command("MATCH (n) DETACH DELETE n")
    with ThreadPoolExecutor(TOGETHER) as pool:
        results = [*pool.map(lambda file: moneyloop("import", str(file)), files)]
    assert [one for one in results if one.returncode or "moneyloop: " in one.stderr] == []
    assert knowledge_in(importer.graph) == expected
    assert 1 <= len(log_of(importer.graph)) <= TOGETHER


def test_eight_concurrent_imports_into_the_shipped_graph(shipped: Graph, tmp_path: Path) -> None:
    importer = Importer(shipped, tmp_path)
    firms = ["NVIDIA", "OpenAI", "Oracle", "CoreWeave", "Newcomer", "新顔", "AMD"]
    files = [importer.file(*lines) for lines in overlapping(firms)]

    def carry(file: Path) -> None:
        carry_out(shipped, "import", read_files([str(file)], Options()), Options())

    before = knowledge_in(shipped)
    with ThreadPoolExecutor(TOGETHER) as pool:
        assert [*pool.map(carry, files)] == [None] * TOGETHER
    at_once = knowledge_in(shipped)
    made = {deal for entry in log_of(shipped) for deal in entry["deals"]}  # type: ignore[attr-defined]
    remove(shipped, sorted(made), keep=True)
    assert knowledge_in(shipped) == before
    assert one_after_the_other(importer, files) == at_once
