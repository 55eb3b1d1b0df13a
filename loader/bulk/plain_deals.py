"""Finds the plain deals of a folder, checks them and writes them by column, in DuckDB."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from loader.bulk.columns import LINE, Columns
from loader.files.table import TableRow
from loader.records import SETTLEMENTS, STATUSES, Place
from moneyloop.values.amounts import AmountError, parse_amount
from moneyloop.values.dates import parse_period
from moneyloop.values.edges import EDGE_NAMES
from moneyloop.values.money import SIGNS, caption
from moneyloop.values.terms import format_term, parse_term

SQL = Path(__file__).with_name("sql")
NOWHERE = Place("", 0)

CHOICES = {
    "deals.type": (EDGE_NAMES, True),
    "deals.status": (STATUSES, True),
    "deals.settlement": (SETTLEMENTS, False),
    "statements.status": (STATUSES, False),
}
"""The columns with a fixed set of words: these words, and whether one is needed."""

PERIODS = ("announced", "signed", "closed", "starts", "ends", "ended")

Items = Sequence[tuple[Any, ...]]


class PlainDeals:
    """DuckDB with the tables `deals` and `statements` of a folder.

    `firms` and `sources` are ids with their numbers among the nodes of their label; sources also
    have the first possible day of their publication.
    """

    def __init__(
        self, deals: Columns, statements: Columns, firms: Items, sources: Items, folder: Path
    ) -> None:
        settings = {"temp_directory": str(folder), "preserve_insertion_order": "false"}
        settings |= {"autoinstall_known_extensions": "false"}
        self._db: Any = duckdb.connect(config=dict(settings))
        self._columns = {"deals": deals, "statements": statements}
        self._db.register("deals", deals.cells)
        self._db.register("statements", statements.cells)
        self._keep("firms", {"id": pa.string(), "number": pa.int64()}, firms)
        published = {"id": pa.string(), "number": pa.int64(), "published": pa.date32()}
        self._keep("sources", published, sources)
        self._run("macros")
        self._db.execute("SET VARIABLE not_verbatim = ?", [_not_verbatim()])
        self._words()
        self._periods()
        self._terms()
        self._amounts()
        self._run("clean_statements")
        self._run("clean_deals")

    def unclear(self, table: str) -> list[TableRow]:
        """The rows of `deals` or `statements` that SQL cannot parse."""
        return self._rows(table, "unclear_" + table)

    def select(self, not_plain: Collection[str]) -> int:
        """Selects the plain deals, without these ids, and returns their number."""
        self._keep("not_plain", {"id": pa.string()}, [(id_,) for id_ in not_plain])
        self._run("plain_deals")
        [count] = self._db.execute(_sql("count")).fetchall()[0]
        return int(count)

    def others(self, table: str) -> list[TableRow]:
        """The rows of `deals` or `statements` that do not belong to plain deals, in order."""
        return self._rows(table, "other_" + table)

    def ids(self) -> list[str]:
        """The ids of the plain deals."""
        found: list[str] = self._db.execute(_sql("plain_ids")).to_arrow_table()["id"].to_pylist()
        return found

    def numbers(self, ids: Collection[str]) -> dict[str, int]:
        """The node numbers of those deals that are plain."""
        self._keep("requested", {"id": pa.string()}, [(id_,) for id_ in ids])
        return dict(self._db.execute(_sql("numbers")).fetchall())

    def write(self, name: str, file: Path, offsets: Mapping[str, int]) -> None:
        """Writes the result of a query in `sql/` on the plain deals as a file for the importer.

        `offsets` are added to the numbers of each label.
        """
        for label in ("Firm", "Source", "Deal"):
            self._db.execute(f"SET VARIABLE first_{label.casefold()} = ?", [offsets[label]])
        self._db.sql(_sql(name)).write_parquet(str(file))

    def _run(self, name: str) -> None:
        self._db.execute(_sql(name))

    def _rows(self, table: str, name: str) -> list[TableRow]:
        columns = self._columns[table]
        found = self._db.execute(_sql(name)).to_arrow_table().to_pylist()
        file = columns.file
        return [
            TableRow(
                Place(file, cells[LINE], columns.names),
                {column: cells[column] for column in columns.names},
                [],
            )
            for cells in found
        ]

    def _keep(self, name: str, types: dict[str, Any], items: Items) -> None:
        columns = list(zip(*items, strict=True)) or [() for _ in types]
        arrays = [
            pa.array(column, kind) for column, kind in zip(columns, types.values(), strict=True)
        ]
        self._db.register(name, pa.table(arrays, names=list(types)))

    def _texts(self, table: str, column: str) -> list[str]:
        cells = self._columns[table].cells[column]
        return [text for text in cells.unique().to_pylist() if text]

    def _words(self) -> None:
        found: list[tuple[str, str, str | None]] = []
        for of, (allowed, needed) in CHOICES.items():
            table, column = of.split(".")
            for text in self._texts(table, column):
                word = _cell(text).choice("cell", allowed)
                if word:
                    found.append((of, text, word))
            if not needed:
                found.append((of, "", None))
        self._keep("words", dict.fromkeys(("of", "text", "word"), pa.string()), found)

    def _periods(self) -> None:
        texts = {text for column in PERIODS for text in self._texts("deals", column)}
        found: list[tuple[Any, ...]] = [("", None, None, None)]
        for text in texts:
            period = _cell(text).parsed("cell", parse_period)
            if period:
                found.append((text, period.first, period.last, period.precision))
        types = {"text": pa.string(), "first": pa.date32(), "last": pa.date32()}
        self._keep("periods", types | {"precision": pa.string()}, found)

    def _terms(self) -> None:
        found: list[tuple[str, str | None, int | None]] = [("", None, None)]
        for text in self._texts("deals", "term"):
            term = _cell(text).parsed("cell", parse_term)
            if term:
                found.append((text, format_term(term), term.months))
        types = {"text": pa.string(), "canonical": pa.string(), "months": pa.int32()}
        self._keep("terms", types, found)

    def _amounts(self) -> None:
        codes = [code for (code,) in self._db.execute(_sql("codes")).fetchall() if _is_code(code)]
        signs = [(code, SIGNS.get(code, f"{code} ")) for code in codes]
        self._keep("codes", {"code": pa.string(), "sign": pa.string()}, signs)
        self._run("fast_amounts")
        slow: list[tuple[Any, ...]] = []
        for text, currency in self._db.execute(_sql("slow_amounts")).fetchall():
            row = TableRow(NOWHERE, {"amount": text, "currency": currency}, [])
            given = row.text("currency")
            amount = row.parsed("amount", partial(parse_amount, currency=given))
            if amount and amount.per == "total":
                label = caption(amount.low, amount.high, amount.currency)
                slow.append((text, currency, amount.low, amount.high, amount.currency, label))
        types = dict.fromkeys(("amount", "currency", "low", "high", "code", "caption"), pa.string())
        self._keep("slow_amounts", types | {"low": pa.int64(), "high": pa.int64()}, slow)


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text("utf-8")


def _cell(text: str) -> TableRow:
    return TableRow(NOWHERE, {"cell": text}, [])


def _is_code(text: str) -> bool:
    try:
        return parse_amount(f"1 million {text}").currency == text
    except AmountError:
        return False


@cache
def _not_verbatim() -> str:
    """A pattern that matches cells, joined by |, if `TableRow.text` would change any of them."""
    spaces = "".join(f"\\x{{{ord(char):x}}}" for char in _spaces())
    return rf"(^|\|)['{spaces}]|[{spaces}](\||$)"


def _spaces() -> Iterable[str]:
    return (char for char in map(chr, range(sys.maxunicode + 1)) if char.isspace())
