"""Writes the whole graph as a knowledge folder that loads back to the same graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from loader.folder.tables import TABLES
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import query
from moneyloop.values.amounts import Amount, Per, format_amount
from moneyloop.values.dates import written_period
from moneyloop.values.spreadsheets import csv_line, guarded

Cells = dict[str, str | None]
"""A line of a table: its cells by column, None if empty."""

ONLY_IF_NOT_EMPTY = ("claims", "shipped")
"""Tables that have a file only if they have lines."""

PART = ".part"
"""The suffix of a file that is still incomplete."""


def tables_of(graph: Graph) -> dict[str, list[Cells]]:
    """The whole graph as the tables of a folder, in their order, read in one transaction."""
    names = ("firms", "sources", "deals", "figures", "statements", "claims")
    lookups = (*(f"all_{name}" for name in names), "shipped")
    answers = graph.read(*((query(f"lookup/{name}"), {}) for name in lookups))
    firms, sources, deals, figures, statements, claims, shipped = (rows.maps() for rows in answers)
    return {
        "firms": sorted(map(_firm, firms), key=_by("id")),
        "aliases": sorted(_aliases(firms), key=_by("firm", "alias")),
        "sources": sorted(map(_source, sources), key=_by("id")),
        "deals": sorted(map(_deal, deals), key=_by("id")),
        "figures": sorted(map(_figure, figures), key=_by("id")),
        "statements": [_statement(row) for row in sorted(statements, key=_order_of_statements)],
        "claims": sorted(map(_claim, claims), key=_by("id")),
        "shipped": sorted(map(_shipped, shipped), key=_by("kind", "id", "source", "per", "nth")),
    }


def existing_files(folder: Path) -> list[Path]:
    """The files of a knowledge folder that already exist."""
    files = (folder / f"{name}.csv" for name in TABLES)
    return [file for file in files if file.exists()]


def write_folder(folder: Path, tables: Mapping[str, list[Cells]]) -> None:
    """Writes the tables to files that replace the old ones only when all are complete.

    Raises OSError, and then leaves the previous files in place, and no new folder.
    """
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [name for name in TABLES if tables[name] or name not in ONLY_IF_NOT_EMPTY]
    parts = {folder / f"{name}.csv{PART}": name for name in chosen}
    try:
        for part, name in parts.items():
            part.write_text(_csv(name, tables[name]), "utf-8", newline="")
        for part, name in parts.items():
            part.replace(folder / f"{name}.csv")
    finally:
        for part in parts:
            with suppress(OSError):  # the earlier error is the one to report
                part.unlink(missing_ok=True)
        if is_new and not any(folder.iterdir()):
            folder.rmdir()
    for name in TABLES.keys() - set(chosen):
        (folder / f"{name}.csv").unlink(missing_ok=True)


def _csv(name: str, lines: Iterable[Cells]) -> str:
    needed, optional = TABLES[name]
    columns = (*needed, *optional)
    cells = ([guarded(line.get(column) or "") for column in columns] for line in lines)
    return "".join(map(csv_line, [columns, *cells]))


def _by(*columns: str) -> Callable[[Cells], tuple[str, ...]]:
    return lambda line: tuple(line[column] or "" for column in columns)


def _order_of_statements(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Repeated statements of a source keep the order in which loading numbers them."""
    states = row["properties"]
    of = row["deal"] or row["figure"]
    return (row["deal"] is None, of, row["source"], states["per"], states.get("nth", 1))


def _firm(row: Mapping[str, Any]) -> Cells:
    kept = _texts(row["properties"], "id", "name", "kind", "country", "note")
    kept |= _texts(row["properties"], "lei", "cik", "wikidata")
    return kept | {"part_of": _listed(row["part_of"]), "member_of": _listed(row["member_of"])}


def _aliases(firms: Iterable[Mapping[str, Any]]) -> list[Cells]:
    return [
        {"firm": row["properties"]["id"], "alias": alias}
        for row in firms
        for alias in row["properties"].get("aliases", [])
    ]


def _source(row: Mapping[str, Any]) -> Cells:
    properties = row["properties"]
    kept = _texts(properties, "id", "url", "kind", "title", "publisher", "archived", "note")
    return kept | _periods(properties, "published", "accessed")


def _deal(row: Mapping[str, Any]) -> Cells:
    properties = row["properties"]
    kept = _texts(properties, "id", "type", "status", "bundle", "instrument", "settlement", "note")
    kept |= _texts(properties, "term")
    return (
        kept
        | _periods(properties, "announced", "signed", "closed", "starts", "ends", "ended")
        | {"payer": row["payer"], "payee": row["payee"], "supersedes": _listed(row["supersedes"])}
    )


def _figure(row: Mapping[str, Any]) -> Cells:
    properties = row["properties"]
    return (
        _texts(properties, "id", "name", "kind", "period", "note")
        | _periods(properties, "starts", "ends")
        | {"about": _listed(row["about"]), "sums": _listed(row["sums"])}
        | {"supersedes": _listed(row["supersedes"])}
    )


def _claim(row: Mapping[str, Any]) -> Cells:
    properties = row["properties"]
    return (
        _texts(properties, "id", "claim", "kind", "locator", "check")
        | _periods(properties, "date")
        | {"source": row["source"]}
        | {"deals": _listed(row["deals"]), "figures": _listed(row["figures"])}
    )


def _statement(row: Mapping[str, Any]) -> Cells:
    properties = row["properties"]
    return (
        _texts(row, "deal", "figure", "source")
        | _texts(properties, "as_stated", "status", "locator", "note")
        | _amounts(properties)
    )


def _amounts(states: Mapping[str, Any]) -> Cells:
    currency, per = states.get("currency"), states["per"]
    low, high = states.get("amount_low"), states.get("amount_high")
    usd = (states.get("usd_low"), states.get("usd_high"))
    usd_is_own = currency == "USD" and usd == (low, high)
    written: Cells = {}
    if currency and low is not None and low < 0 and low != high:
        # A loss becomes a range only through a ceiling.
        written["amount"] = _amount(low, low, currency, per)
        low = None
    if currency and low is None:
        written["ceiling"] = _amount(high, high, currency, per)
    elif currency:
        written["amount"] = _amount(low, high, currency, per)
    if usd != (None, None) and not usd_is_own:
        written["dollars"] = _amount(*usd, "USD", per)
    return written


def _amount(low: int | None, high: int | None, currency: str, per: Per) -> str:
    return format_amount(Amount(low, high, currency, per))


def _shipped(row: Mapping[str, Any]) -> Cells:
    if row["kind"] != "STATES":
        return {
            "kind": row["kind"].lower(),
            "id": row["id"],
            "source": None,
            "per": None,
            "nth": None,
        }
    nth = str(row["nth"]) if row["nth"] > 1 else None
    return {"kind": "statement", **_texts(row, "id", "source", "per"), "nth": nth}


def _texts(properties: Mapping[str, Any], *names: str) -> Cells:
    return {name: properties.get(name) for name in names}


def _listed(ids: Iterable[str]) -> str:
    return ";".join(sorted(ids))


def _periods(properties: Mapping[str, Any], *names: str) -> Cells:
    return {name: written_period(properties, name) for name in names}
