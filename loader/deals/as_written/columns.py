"""The header of a sheet: which column is which, under the names that people give them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from loader.deals.as_written.amounts import unit_of
from loader.deals.as_written.dates import order_of
from loader.deals.as_written.notes import Notes
from loader.files.json import NestedKey
from moneyloop.values import names
from moneyloop.values.amounts import Unit
from moneyloop.values.column_synonyms import SYNONYMS
from moneyloop.values.shown import shown

NEEDED = ("type", "payer", "payee", "source")
OPTIONAL = (
    ("amount", "currency", "announced", "signed", "closed", "starts", "ends", "term", "ended")
    + ("status", "instrument", "settlement", "supersedes")
    + ("source_title", "publisher", "published", "source_kind")
    + ("deal", "bundle", "note")
)
COLUMNS = NEEDED + OPTIONAL
DATES = ("announced", "signed", "closed", "starts", "ends", "ended", "published")

PROBLEM = "problem"
"""The column that `--write-fixed` adds; imports leave it out without a word."""

UNKNOWN_SHOWN = 10
ALIKE = 85
"""The similarity in percent from which an unknown name may be a known one with a typing error."""

_COMMON = {
    "type": "kind|kind of deal|deal type|type of deal|deal kind|transaction type"
    "|type of transaction|edge type|relationship|art|art des geschäfts|typ|取引種別|種類|種別"
    "|类型|交易类型|유형",
    "payer": "who pays|paid by|payer name|name of payer|paying firm|paying company|money from"
    "|purchaser|customer|client|tenant|acquirer|creditor|investor name|buyer name|payor|zahler"
    "|käufer|auftraggeber|支払者|支払元|支払人|買い手|買主|付款方|买方|지급인",
    "payee": "who gets paid|who is paid|who gets the money|who receives|paid to|payee name"
    "|name of payee|recipient|receiver|money to|vendor|supplier|provider|landlord|target|debtor"
    "|seller name|empfänger|verkäufer|lieferant|zahlungsempfänger|受取人|受取先|支払先|売り手|売主"
    "|收款方|卖方|수취인",
    "source": "link|url|source url|source link|link source|source or link|link to source|web link"
    "|weblink|web address|hyperlink|article|article link|article url|reference|quelle|lien"
    "|出典|ソース|情報源|来源|출처",
    "amount": "value|deal value|deal size|size|deal amount|transaction value|transaction size"
    "|transaction amount|contract value|contract size|headline value|headline amount"
    "|investment amount|loan amount|amount of deal|value of deal|size of deal|total value"
    "|total amount|deal volume|consideration|sum|betrag|summe|volumen|wert|montant|importe"
    "|金額|取引額|金额|交易金额|금액",
    "currency": "ccy|cur|curr|currency code|währung|devise|moneda|通貨|币种|货币|통화",
    "announced": "date announced|announced on|announced date|announcement|announcement date"
    "|date of announcement|deal date|date of deal|date deal announced|datum|fecha|angekündigt"
    "|発表日|日付|公表日|日期|公告日期|발표일|날짜",
    "signed": "date signed|signed on|signed date|signing date|signing|署名日|締結日",
    "closed": "date closed|closed on|closed date|closing date|closing|completion date|完了日",
    "starts": "start|start date|starts on|begin|begins|term start|from date|effective date|開始日",
    "ends": "end|end date|ends on|term end|expiry|expiry date|expires|maturity|maturity date|終了日"
    "|満期日",
    "ended": "date ended|ended on|terminated on|termination date|date terminated",
    "term": "duration|length|tenor|term length|contract term|laufzeit|期間|期限",
    "status": "deal status|stage|deal stage|state of deal|ステータス|状態|状况|状态",
    "instrument": "instrument type|security|type of security|financial instrument",
    "settlement": "paid in|settled in|form of payment|payment form|payment method",
    "source_title": "headline|article title|title of source|title of article|source headline",
    "publisher": "outlet|media|newspaper|publication|news outlet|source name|medium|媒体|媒体名",
    "published": "publication date|published on|published date|date published|article date"
    "|date of article|date of source|source date",
    "source_kind": "kind of source|source type|type of source",
    "deal": "deal id|id of deal|deal number|取引id",
    "supersedes": "replaces|superseded deal|replaced deal",
    "bundle": "package|part of",
    "note": "notes|備考",
}
_COMMON_BY_KEY = {
    names.key(name): column for column, more in _COMMON.items() for name in more.split("|")
}
_DOCUMENTED = {names.key(column): column for column in COLUMNS} | {
    names.key(other): column for column, others in SYNONYMS.items() for other in others
}
_BY_KEY = _COMMON_BY_KEY | _DOCUMENTED
_AMOUNTS = [key for key, column in _BY_KEY.items() if column == "amount"]
_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")


@dataclass(slots=True)
class Columns:
    """Interprets the headers of one file, and keeps what they say about the cells below.

    `mapping` has our column, or "" for one to leave out, by the key of the name in the file.
    """

    file: str
    mapping: Mapping[str, str]
    notes: Notes
    may_lack_source: bool = True
    units: dict[str, tuple[Unit, str]] = field(default_factory=dict)
    """By column of amounts: the unit of its numbers, and how the header spells it."""
    orders: dict[str, str] = field(default_factory=dict)
    """By column of dates: the order of day, month and year that its header gives."""
    seen: set[str] = field(default_factory=set)
    """The keys of all names in headers."""
    spelled: Sequence[str] = ()
    """The names in the last header."""

    def score(self, spelled: Sequence[str]) -> int:
        """How many columns a row would name if it were the header."""
        return len({column for name in spelled if (column := self._column(name)) and name})

    def holds_deals(self, spelled: Sequence[str]) -> bool:
        """Whether a row names all columns that a sheet of deals needs."""
        columns = {self._column(name) for name in spelled}
        return all(name in columns for name in NEEDED if name != "source")

    def header(
        self, spelled: Sequence[str], problem: Callable[[str], None]
    ) -> tuple[str, ...] | None:
        """The names of a file's columns as this program calls them; None if they cannot be used.

        Case, spaces, `-` and `_` make no difference. `source` may be missing, since an option can
        give it for the whole file. A column that means nothing here is "", with a note.
        """
        if {"accounts", "hops", "payments"}.issubset(map(names.key, spelled)):
            problem("contains loops that `moneyloop scan` found; add --from-scan")
            return None
        self.spelled = spelled
        self.seen.update(map(names.key, spelled))
        self.seen.update(names.key(_top(name)) for name in spelled if isinstance(name, NestedKey))
        columns = tuple(self._column(name) for name in spelled)
        missing = [name for name in NEEDED if name != "source" and name not in columns]
        twice = sorted(name for name, times in Counter(columns).items() if name and times > 1)
        # A column without a name is a gap, or the row numbers that a program added.
        unknown = [
            name
            for name, column in zip(spelled, columns, strict=True)
            if name.strip() and not column and not self._is_left_out(name)
        ]
        nested = [
            name
            for name in unknown
            if isinstance(name, NestedKey) and not self._has_mapped_sibling(name, spelled)
        ]
        unknown = [name for name in unknown if name not in nested]
        alike = [
            (name, near)
            for name in unknown
            if not isinstance(name, NestedKey) and (near := _alike(name, columns))
        ]
        if missing:
            found = f"; its columns are {', '.join(map(shown, spelled[:30]))}" if spelled else ""
            problem(
                f"has no column {', '.join(map(_with_synonyms, missing))}{found}; name it with "
                f"--map 'NAME={missing[0]}'"
            )
        if nested:
            problem(
                f"has nested values: {', '.join(map(shown, nested[:UNKNOWN_SHOWN]))}; name each "
                f"that is needed, as in --map {shown(f'{nested[0]}=payer')}, or leave them out "
                f"with --map {shown(f'{_top(nested[0])}=')}"
            )
        for name, near in alike:
            problem(
                f"has an unknown column {shown(name)}; did you mean {near}? Add --map "
                f"{shown(f'{name}={near}')}, or --map {shown(f'{name}=')} to leave it out"
            )
        if twice:
            problem(
                f"has duplicate columns: {', '.join(map(_with_synonyms, twice))}; leave one out "
                "with --map 'NAME='"
            )
        if missing or nested or alike or twice:
            return None
        self._explain(spelled, columns, unknown)
        return columns

    def _column(self, name: str) -> str:
        key = names.key(name)
        if key in self.mapping:
            return self.mapping[key]
        if isinstance(name, NestedKey):
            return ""
        if column := _BY_KEY.get(key):
            return column
        if (column := _BY_KEY.get(names.key(_BRACKETS.sub(" ", name)))) and name.strip():
            return column
        return "amount" if _amount_and_unit(name) else ""

    def _is_left_out(self, name: str) -> bool:
        keys = {names.key(name), names.key(_top(name)) if isinstance(name, NestedKey) else ""}
        return not keys.isdisjoint(self.mapping) or names.key(name) == PROBLEM

    def _has_mapped_sibling(self, name: str, spelled: Sequence[str]) -> bool:
        """Whether another value of the same object is mapped, so that this one is not wanted."""
        return any(
            names.key(other) in self.mapping and _top(other) == _top(name) for other in spelled
        )

    def _explain(
        self, spelled: Sequence[str], columns: Sequence[str], unknown: Sequence[str]
    ) -> None:
        for name, column in zip(spelled, columns, strict=True):
            if not column:
                continue
            if names.key(name) not in (*self.mapping, *_DOCUMENTED):
                self._note(f"the column {shown(name)} is read as {column}")
            if column == "amount" and (found := _amount_and_unit(name) or _unit_in_brackets(name)):
                self.units[column] = found
                self._note(f"the unit {shown(found[1])} of the header applies to bare numbers")
            if column in DATES:
                for text in _BRACKETS.findall(name):
                    if order := order_of(text.strip("()[]（）【】 ")):
                        self.orders[column] = order
        if unknown:
            self._note(
                f"the column {', '.join(map(shown, unknown[:UNKNOWN_SHOWN]))}"
                f"{', …' if len(unknown) > UNKNOWN_SHOWN else ''} is left out"
                if len(unknown) == 1
                else f"the columns {', '.join(map(shown, unknown[:UNKNOWN_SHOWN]))}"
                f"{', …' if len(unknown) > UNKNOWN_SHOWN else ''} are left out"
            )

    def _note(self, message: str) -> None:
        self.notes.add(self.file, 0, "", message)


def _top(path: str) -> str:
    """The key of the object that holds a nested value."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _amount_and_unit(name: str) -> tuple[Unit, str] | None:
    """The unit in a name such as `Amount, USD bn`, whose rest means the column amount."""
    words = re.split(r"([\s,;:/]+|(?=[(\[（]))", name.strip())
    for cut in range(1, len(words)):
        if names.key("".join(words[:cut])) in _AMOUNTS:
            text = "".join(words[cut:]).strip(" ,;:/()[]（）")
            if text and (unit := unit_of(text)):
                return unit, text
    return None


def _unit_in_brackets(name: str) -> tuple[Unit, str] | None:
    for found in _BRACKETS.findall(name):
        text = found.strip("()[]（）【】 ")
        if unit := unit_of(text):
            return unit, text
    return None


def _alike(name: str, columns: Sequence[str]) -> str | None:
    """The column whose name an unknown one may be with a typing error, unless the file has it."""
    from rapidfuzz import fuzz, process

    key = names.key(name)
    found = process.extractOne(key, _BY_KEY.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    if found is None or len(key) < 4:
        return None
    column = _BY_KEY[found[0]]
    return None if column in columns else column


def _with_synonyms(column: str) -> str:
    others = SYNONYMS.get(column, ())
    return f"{column} (or {', '.join(others)})" if others else column


def mapping_of(options: Sequence[str]) -> dict[str, str]:
    """The columns that options such as `Kind of deal=type` name. Raises ValueError."""
    mapping: dict[str, str] = {}
    for option in options:
        name, equals, wanted = option.rpartition("=")
        column = _BY_KEY.get(names.key(wanted)) if wanted.strip() else ""
        if not equals or not name.strip() or column is None:
            raise ValueError(
                f"--map {shown(option)}: write NAME=COLUMN, where COLUMN is one of "
                f"{', '.join(COLUMNS)}, or nothing to leave the column out"
            )
        if mapping.setdefault(names.key(name), column) != column:
            raise ValueError(f"--map {shown(option)}: the column has two meanings; give one")
    return mapping
