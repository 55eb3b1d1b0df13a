"""The names that people give to the columns of a sheet, and the units that these names have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loader.deals.as_written.amounts import unit_of
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

ALIKE = 85
"""The similarity in percent from which an unknown name may be a known one with a typing error."""

SHORTEST_ALIKE = 4
"""Shorter names are not compared: too many words are close to them."""

_COMMON = {
    "type": "kind|kind of deal|deal type|type of deal|deal kind|transaction type"
    "|type of transaction|edge type|relationship|art|art des geschäfts|typ|取引種別|種類|種別"
    "|类型|交易类型|유형",
    "payer": "who pays|pays|payer firm|payer company|paying party|funder|backer|paid by"
    "|payer name|name of payer|paying firm|paying company|money from"
    "|purchaser|customer|client|tenant|acquirer|creditor|investor name|buyer name|payor|zahler"
    "|käufer|auftraggeber|支払者|支払元|支払人|買い手|買主|付款方|买方|지급인",
    "payee": "who gets paid|gets paid|is paid|whom|pays whom|paid firm|beneficiary"
    "|target company"
    "|portfolio company|investee company|company invested in|who is paid|who gets the money"
    "|who receives|paid to|payee name"
    "|name of payee|recipient|receiver|money to|vendor|supplier|provider|landlord|target"
    "|debtor"
    "|seller name|empfänger|verkäufer|lieferant|zahlungsempfänger|受取人|受取先|支払先|売り手|売主"
    "|收款方|卖方|수취인",
    "source": "link|url|links|urls|sources|source url|source link|link source|source or link"
    "|link to source|web link"
    "|weblink|web address|hyperlink|article|article link|article url|reference|quelle|lien"
    "|出典|ソース|情報源|来源|출처",
    "amount": "value|worth|price|how much|deal price|commitment amount|committed amount"
    "|deal value|deal size|size|deal amount|transaction value|transaction size"
    "|transaction amount|contract value|contract size|headline value|headline amount"
    "|investment amount|loan amount|amount of deal|value of deal|size of deal|total value"
    "|total amount|deal volume|consideration|sum|betrag|summe|volumen|wert|montant|importe"
    "|金額|取引額|金额|交易金额|금액",
    "currency": "contract currency|deal currency|currency of amount|ccy|cur|curr"
    "|currency code|währung|devise|moneda|通貨|币种|货币|통화",
    "announced": "when|when announced|day|date announced|announced on|announced date"
    "|announcement"
    "|announcement date"
    "|date of announcement|deal date|date of deal|date deal announced|datum|fecha"
    "|angekündigt|angekündigt am"
    "|発表日|日付|公表日|日期|公告日期|발표일|날짜",
    "signed": "date signed|signed on|signed date|signing date|signing|署名日|締結日",
    "closed": "date closed|closed on|closed date|closing date|closing|completion date|完了日",
    "starts": "start|start date|starts on|begin|begins|term start|from date|effective date|開始日",
    "ends": "end|end date|ends on|term end|expiry|expiry date|expires|maturity"
    "|maturity date|終了日"
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

_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")
_ALTERNATIVES = re.compile(r"\s*(?:[/&|,;+]|\bor\b|\band\b)\s*")
_LINK = re.compile(r"link|url|web|address|lien|article", re.IGNORECASE)
_PARTS = re.compile(r"([\s,;:/_-]+|(?=[(\[（]))")


def is_documented(name: str) -> bool:
    """Whether a name is one of our own for a column."""
    return names.key(name) in _DOCUMENTED


def column_named(name: str) -> str:
    """The column that a name means; empty if it means none, or several."""
    for spelling in (name, _BRACKETS.sub(" ", name)):
        if spelling.strip() and (column := _BY_KEY.get(names.key(spelling))):
            return column
    # As in "Payer / Investor", if all of them mean the same.
    parts = [part for part in _ALTERNATIVES.split(name) if part]
    if len(parts) > 1 and len(found := {_BY_KEY.get(names.key(part), "") for part in parts}) == 1:
        return found.pop()
    is_amount = any(_BY_KEY.get(names.key(rest)) == "amount" for rest, *_ in _with_unit(name))
    return "amount" if is_amount else ""


def unit_in(name: str) -> tuple[Unit, str] | None:
    """The unit in the name of a column of amounts, and its spelling: `Value ($M)`, `USD millions`.

    None if the name has no unit.
    """
    if is_unit(name) and (unit := unit_of(name)):
        return unit, name.strip()
    by_rest = sorted(_with_unit(name), key=lambda found: _BY_KEY.get(names.key(found[0])) is None)
    if by_rest:
        _, unit, text = by_rest[0]
        return unit, text
    for bracket in brackets_of(name):
        if unit := unit_of(bracket):
            return unit, bracket
    return None


def is_unit(name: str) -> bool:
    """Whether a name is nothing but a unit with a currency, such as `USD millions`."""
    unit = unit_of(name)
    return unit is not None and unit.currency is not None and column_named_exactly(name) is None


def is_link(name: str) -> bool:
    """Whether a name of the column source says that it has addresses."""
    return bool(_LINK.search(name)) and column_named(name) == "source"


def column_named_exactly(name: str) -> str | None:
    """The column that is called so; None if none is."""
    return _BY_KEY.get(names.key(name))


def brackets_of(name: str) -> list[str]:
    """The texts in the brackets of a name."""
    return [found.strip("()[]（）【】 ") for found in _BRACKETS.findall(name)]


def _with_unit(name: str) -> Iterator[tuple[str, Unit, str]]:
    """The ways in which a name is a word and a unit: `Amount, USD bn`, `value_usd_m`, `$M value`.

    Yields the word, the unit and its spelling.
    """
    parts = _PARTS.split(name.strip())
    for cut in range(1, len(parts)):
        first, last = "".join(parts[:cut]), "".join(parts[cut:])
        for rest, text in ((first, last), (last, first)):
            spelled = text.strip(" ,;:/()[]（）_-")
            if names.key(rest) and spelled and (unit := unit_of(spelled)):
                yield rest, unit, spelled


def alike(name: str, columns: Sequence[str]) -> str | None:
    """The column whose name an unknown one may be with a typing error, unless the file has it."""
    from rapidfuzz import fuzz, process

    key = names.key(name)
    found = process.extractOne(key, _BY_KEY.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    if found is None or len(key) < SHORTEST_ALIKE:
        return None
    column = _BY_KEY[found[0]]
    return None if column in columns else column


def with_synonyms(column: str) -> str:
    """The name of a column, with the documented other names."""
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
