"""Imports in the tests: files made of a few words, and what the graph then holds."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from loader.deals.importing import Outcome, carry_out, rehearse
from loader.deals.lines import Options, ParsedLines, read_files
from loader.problems import BadInput
from moneyloop.graph.connection import Graph
from tests.integration.graphs import everything

Cells = Mapping[str, str]

A, B, C = (f"https://example.org/{name}" for name in "abc")
"""Addresses of sources."""


def line(type_: str, payer: str, payee: str, source: str = A, **more: str) -> dict[str, str]:
    """One line of an import, by column."""
    return {"type": type_, "payer": payer, "payee": payee, "source": source} | more


def write_csv(file: Path, lines: Iterable[Cells]) -> Path:
    """Writes the lines to a file with all of their columns."""
    lines = list(lines)
    columns = list(dict.fromkeys(column for one in lines for column in one))
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns)
        writer.writeheader()
        writer.writerows(lines)
    return file


@dataclass
class Desk:
    """A user who imports into a graph."""

    graph: Graph
    folder: Path
    _numbers: Iterable[int] = count()

    def file(self, *lines: Cells) -> Path:
        """A new file of the lines."""
        return write_csv(self.folder / f"deals-{next(iter(self._numbers))}.csv", lines)

    def read(self, *lines: Cells, options: Options | None = None) -> ParsedLines:
        """The lines as read from a file, which messages call `deals.csv`."""
        file = write_csv(self.folder / "deals.csv", lines)
        return read_files([str(file)], options or Options())

    def imports(self, *lines: Cells, options: Options | None = None) -> Outcome:
        """Imports the lines for good."""
        options = options or Options()
        return carry_out(self.graph, "import", self.read(*lines, options=options), options)

    def would(self, *lines: Cells, options: Options | None = None) -> Outcome:
        """What importing them would do; the graph stays as it is."""
        options = options or Options()
        return rehearse(self.graph, self.read(*lines, options=options), options)

    def refused(self, *lines: Cells, options: Options | None = None) -> list[str]:
        """The problems for which an import of these lines is refused: `line:field message`.

        The graph stays as it is.
        """
        before = everything(self.graph)
        try:
            self.imports(*lines, options=options)
        except BadInput as error:
            assert everything(self.graph) == before
            prefix = f"{self.folder / 'deals.csv'}:"
            messages = [str(problem) for problem in error.problems]
            assert all(one.startswith(prefix) for one in messages), messages
            return [one.removeprefix(prefix) for one in messages]
        raise AssertionError("it was imported")


def messages(outcome: Outcome) -> list[str]:
    """The warnings: `line:field message`."""
    return [str(replace(one, file="")).removeprefix(":") for one in outcome.warnings]


def knowledge_in(graph: Graph) -> set[str]:
    """Everything in the graph except the log."""
    return {
        row
        for row, parsed in ((row, json.loads(row)) for row in everything(graph))
        if "Import" not in parsed.get("labels", ()) and parsed.get("type") != "TOUCHED"
    }


def log_of(graph: Graph) -> list[dict[str, object]]:
    """The entries of the log, oldest first, with the deals that changed."""
    return graph.read(
        (
            "MATCH (import:Import) RETURN properties(import) AS entry, "
            "COLLECT { MATCH (import)-[:TOUCHED]->(deal) RETURN deal.id ORDER BY deal.id } "
            "AS deals ORDER BY import.at",
            {},
        )
    )[0].maps()


def rows(graph: Graph, text: str, **parameters: Any) -> list[tuple[Any, ...]]:
    return list(graph.read((text, parameters))[0].rows)


def deals(graph: Graph) -> dict[str, tuple[Any, ...]]:
    """Edges by deal, in the order of payers: type, payer, payee, announced, dollars, sources."""
    found = rows(
        graph,
        "MATCH (a:Firm)-[e]->(b:Firm) WHERE e.deal IS NOT NULL RETURN e.deal, type(e), a.id, b.id, "
        "toString(e.announced), e.usd, e.sources ORDER BY a.id, e.deal",
    )
    return {deal: tuple(rest) for deal, *rest in found}


def source_id(address: str) -> str:
    return "u-" + hashlib.sha256(address.encode()).hexdigest()[:12]


def some_lines() -> list[Cells]:
    """Lines that exercise everything that an import can find."""
    return [
        line("INVESTS_IN", "Acme", "Zeta", A, announced="2025-09-22", amount="$10bn"),
        line("INVESTS_IN", "ACME", "Zeta", B, announced="2025-09-22", amount="$20bn"),
        line("INVESTS_IN", "Acme", "Zeta", C, announced="2025-09-22", amount="$1bn a year"),
        line("BUYS_FROM", "Zeta", "Acme", A, amount="80兆円", published="2025-10"),
        line("LEASES_FROM", "Zeta", "東京", A, bundle="x", starts="2026", ends="2H 2026"),
        line("BACKSTOPS", "東京", "Acme", A, status="closed", note="=1+1", deal="own"),
        line("BUYS_FROM", "Zeta", "Acme", A, amount="80兆円", published="2025-10"),
    ]
