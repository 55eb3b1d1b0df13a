"""Rows of a sheet: which of them are deals, with their cells in our own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from loader.deals.as_written.amounts import Reading, amount_of, unit_of
from loader.deals.as_written.by_content import completed
from loader.deals.as_written.column_names import DATES
from loader.deals.as_written.columns import Columns
from loader.deals.as_written.dates import EXCEL_BEGINS, MAC_BEGINS, date_of
from loader.deals.as_written.notes import Notes
from loader.deals.as_written.words import address_of, is_nothing, is_own_type, status_of, type_of
from loader.files.table import Layout, TableRow, is_other
from moneyloop.values import names
from moneyloop.values.amounts import AmountError, currency_of
from moneyloop.values.dates import DateError, parse_period
from moneyloop.values.shown import shown

AS_STATED = "as_stated"
"""The cell that has what the source says if the amount was rewritten. No file has such a column."""

MAY_BE_NOTHING = frozenset(
    ("amount", "currency", *DATES, "term", "status", "settlement", "source_kind")
)

_TOTAL = re.compile(
    r"(?:[\w-]+ ){0,2}(?:sub-?)?totals?\b|sums?\b|summe\b|gesamt|insgesamt|zwischensumme|somme\b"
    r"|suma\b|totale\b|totaal\b|totalt\b|итого|всего|toplam\b|all deals\b|overall\b"
    r"|合計|総計|小計|总计|合计|小计|합계|총계|average\b|mean\b|median\b|durchschnitt|平均"
    r"|Σ|∑",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"[#*†‡※•]|//|--|notes?\b|nb\b|n\.b\.|sources?\s*:|comments?\b|legend\b|updated?\b|last updated"
    r"|as of\b|see\b|status:|stand\b|anmerkung|hinweis|quelle\s*:|注|出典|備考",
    re.IGNORECASE,
)
COMMENT_WORDS = 4
"""From so many words on, the only cell of a row is a comment and not a name."""


class Understanding:
    """Reads the rows of one file below its header."""

    def __init__(self, columns: Columns, words: Reading, notes: Notes) -> None:
        self._columns = columns
        self._words = words
        self._notes = notes

    def layout(self, header_row: int | None) -> Layout:
        """How the table is found in the file."""
        columns, file = self._columns, self._columns.file
        return Layout(
            columns.header,
            columns.score,
            columns.holds_deals,
            self._is_aside,
            lambda message, line: self._notes.add(file, line, "", message),
            header_row,
        )

    def _is_aside(self, cells: Sequence[str], line: int) -> bool:
        """Whether a line with too few cells is a remark or a total; it gets a note."""
        filled = [text for text in cells if text.strip()]
        if filled and _TOTAL.match(filled[0].strip()):
            what = "total"
        elif len(filled) == 1 and (_COMMENT.match(filled[0].strip()) or _is_sentence(filled[0])):
            what = "comment"
        else:
            return False
        self._notes.add(
            self._columns.file, line, "", f"is a {what} ({_first(filled)}); it is left out"
        )
        return True

    def rows(self, rows: Sequence[TableRow]) -> tuple[list[TableRow], frozenset[str]]:
        """The rows that are deals, in our words, and the columns that are missing.

        Other rows are left out, with a note.
        """
        deals, missing = completed(self._columns, [row for row in rows if self._is_deal(row)])
        return [self._understood(row) for row in deals], missing

    # Rows that are not deals

    def _is_deal(self, row: TableRow) -> bool:
        cells = row.cells
        if cells.get("payer") and cells.get("payee") and not self._repeats_header(row):
            return True
        reason = self._why_not(row)
        if reason:
            self._notes.add(row.place.file, row.place.line, "", reason)
        return not reason

    def _why_not(self, row: TableRow) -> str | None:
        filled = [text for text in (*row.cells.values(), *row.others) if text.strip()]
        if not filled:
            return "is empty; it is left out"
        if len(filled) == 1 and (amount := row.text("amount")):
            if unit := unit_of(amount):
                known = self._columns.units.setdefault("amount", (unit, amount)) or (unit, amount)
                if known[0] != unit:
                    row.problem("amount", f"{shown(amount)} is another unit than above; use one")
                self._columns.units["amount"] = known
                return f"has the unit {shown(amount)}, which applies to bare numbers"
            return f"has nothing but an amount ({shown(amount)}); it is left out as a total"
        if self._repeats_header(row):
            return "repeats the header; it is left out"
        parties = [row.text(column) for column in ("payer", "payee")]
        # The label of a total may be in any column, even in that of the payer.
        if None in parties and row.text("source") is None:
            if any(_TOTAL.match(text.strip()) for text in filled):
                return f"is a total ({_first(filled)}); it is left out"
            if len(filled) == 1 and self._is_comment(row, filled[0]):
                return f"is a comment ({_first(filled)}); it is left out"
        return None

    def _is_comment(self, row: TableRow, text: str) -> bool:
        text = text.strip()
        if _COMMENT.match(text) or _is_sentence(text):
            return True
        left_out = [*row.others, *(cell for one, cell in row.cells.items() if is_other(one))]
        if any(map(str.strip, left_out)):
            return True
        return bool(row.text("note")) or (
            row.text("type") is not None and type_of(text) is None and not is_own_type(text)
        )

    def _repeats_header(self, row: TableRow) -> bool:
        spelled = self._columns.headers[row.place.columns].keys
        if (payer := row.cells.get("payer")) and names.key(payer) not in spelled:
            return False
        cells = [names.key(text.strip()) for text in row.cells.values() if text.strip()]
        return len(cells) > 2 and spelled.issuperset(cells)

    # The cells of deals

    def _understood(self, row: TableRow) -> TableRow:
        changed: dict[str, str] = {}
        for column in row.cells:
            if column in MAY_BE_NOTHING and (text := row.text(column)) and is_nothing(text):
                changed[column] = ""
                self._note(row, column, f"{shown(text)} is read as not known")
        for column, read in (("type", type_of), ("status", status_of), ("source", address_of)):
            if (text := row.text(column)) and (word := read(text)):
                changed[column] = word
                self._note(row, column, f"{shown(text)} is read as {word}")
        for column in DATES:
            if column in row.cells and column not in changed:
                self._date(row, column, changed)
        if "amount" in row.cells and "amount" not in changed:
            self._amount(row, changed)
        return replace(row, cells=row.cells | changed) if changed else row

    def _date(self, row: TableRow, column: str, changed: dict[str, str]) -> None:
        text = row.text(column)
        if text is None or _is_period(text):
            return
        order = self._columns.orders.get(column) or self._words.date_order
        begins = MAC_BEGINS if row.from_1904 else EXCEL_BEGINS
        if found := date_of(text, order, begins):
            changed[column] = found
            self._note(row, column, f"{shown(text)} is read as {found}")

    def _amount(self, row: TableRow, changed: dict[str, str]) -> None:
        text = row.text("amount")
        if text is None:
            return
        unit, unit_text = self._columns.units.get("amount") or (None, "")
        given = row.text("currency") if changed.get("currency") != "" else None
        if given and (own := unit_of(given)) and own.scale:
            # Some sheets have a column with units, such as USD bn.
            unit, unit_text, given = own, given, None
            changed["currency"] = own.currency or ""
        currency = given or (unit.currency if unit else None)
        try:
            # Bare digits are the most common case of long files, and nothing is to be rewritten.
            is_bare = text.isdigit() and not (unit and unit.scale)
            stated = None if is_bare else amount_of(text, currency, unit, unit_text, self._words)
        except AmountError as error:
            row.problem("amount", str(error))
            changed["amount"] = ""
            return
        if stated:
            changed["amount"], changed[AS_STATED] = stated.text, stated.as_stated
            if unit is None or not unit.scale:
                self._note(row, "amount", f"{shown(text)} is read as {shown(stated.text)}")
        if not given:
            fallback = currency or self._words.currency
            if fallback and not currency_of(stated.text if stated else text):
                changed["currency"] = fallback

    def _note(self, row: TableRow, column: str, message: str) -> None:
        self._notes.add(row.place.file, row.place.line, column, message)


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= COMMENT_WORDS or text.strip().endswith(":")


def _first(filled: Sequence[str]) -> str:
    return shown(filled[0].strip())


def _is_period(text: str) -> bool:
    try:
        parse_period(text)
    except DateError:
        return False
    return True
