"""Words in cells: types and statuses of deals as people call them, empty cells, addresses."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from loader.records import STATUSES
from moneyloop.values import names
from moneyloop.values.edges import EDGE_NAMES

_TYPES = {
    "INVESTS_IN": "invest|invests|invested|investing|investment|investments|investor"
    "|stake|stakes"
    "|equity|shares|share|acquisition|acquires|acquire|series|round|funding round|subscription"
    "|private placement|preferred|convertible preferred|share purchase|stock purchase"
    "|equity purchase|stake purchase|purchase shares|buys stake|buys shares|equity investment"
    "|beteiligung|kapitalbeteiligung|aktienkauf|investition|kapitalerhöhung"
    "|prise participation|inversión|投資|出資|株式取得"
    "|资本|投资|入股|増資",
    "LENDS_TO": "lend|lends|lending|lent|loan|loans|debt|credit|facility|credit facility"
    "|loan facility|debt facility|revolver|revolving credit|bond|bonds|note|notes"
    "|convertible note|convertible notes|convertible bond|convertible bonds|convertible loan"
    "|term loan|darlehen|darlehensvertrag|kredit|kreditvertrag|anleihe|prêt|préstamo|融資"
    "|貸付|貸付金|ローン|贷款|借款|社債",
    "GRANTS_EQUITY_TO": "warrant|warrants|equity grant|share grant|stock grant|grant shares"
    "|grants equity|grants shares|grants warrants|equity warrant|equity warrants"
    "|share warrants"
    "|stock warrants|stock options|share options|optionsschein|新株予約権|ワラント|认股权证",
    "BACKSTOPS": "backstop|backstops|backstopped|guarantee|guarantees|guaranteed|guaranty"
    "|guarantor|loan guarantee|debt guarantee|lease guarantee|credit guarantee|surety"
    "|letter credit|bürgschaft|garantie|保証|債務保証|担保|担保契約",
    "BUYS_FROM": "buy|buys|buying|bought|purchase|purchases|purchasing|order|orders|supply"
    "|supplies|procurement|procures|sale|sales|customer|offtake|purchase order|supply order"
    "|supply purchase|licence|license|licensing|royalty|kauf|kaufvertrag|bestellung"
    "|auftrag|lieferung|liefervertrag"
    "|einkauf|achat|commande|compra|購入|調達|発注|供給|売買|采购|购买|订单",
    "LEASES_FROM": "lease|leases|leasing|leased|rent|rents|rental|rentals|rented|hire|tenancy"
    "|cloud|compute|capacity|cloud service|cloud services|compute services|hosting|colocation"
    "|cloud compute|cloud capacity|compute capacity|cloud lease"
    "|capacity lease|cloud rental|compute rental|capacity rental|compute lease|lease rental"
    "|miete|mietvertrag|leasingvertrag|location|alquiler|賃貸|賃借|リース|クラウド|租赁|租用|云",
}
_FILLER_WORDS = (
    "a|an|the|of|in|from|to|by|for|and|new|deal|deals|agreement|agreements|contract|contracts"
    "|transaction|commitment|commitments|strategic|minority|majority|direct|long|term"
    "|multi|year"
    "|multiyear|senior|secured|unsecured|bank|corporate|gpu|chip|chips|hardware|equipment"
    "|framework|financing|funding|reservation|arrangement|data|center|centre|datacenter"
    "|vertrag|契約|合同|合意"
)
_FILLERS = frozenset(_FILLER_WORDS.split("|"))
_STATUSES = {
    "closed": "completed|complete|finalised|finalized|abgeschlossen|完了",
    "terminated": "cancelled|canceled|called off|scrapped|withdrawn|cancellation|中止|取消",
    "contingent": "conditional|bedingt",
    "announced": "announcement|angekündigt|発表|発表済み|已宣布",
    "signed": "signature|unterzeichnet|締結|締結済み|已签署",
    "reported": "according to reports|press report|press reports|report|rumour|rumours"
    "|rumoured"
    "|rumor|rumors"
    "|rumored|unconfirmed|gerücht|報道",
}


def _by_phrase(table: dict[str, str]) -> dict[str, str]:
    return {_phrase(word): key for key, words in table.items() for word in words.split("|")}


def _phrase(text: str) -> str:
    words = names.slug(text).split("-")
    return " ".join(word for word in words if word not in _FILLERS) or " ".join(words)


_TYPE_OF = _by_phrase(_TYPES)
_STATUS_OF = _by_phrase(_STATUSES)
_OWN_STATUS = {names.key(status): status for status in STATUSES}
_OWN = {names.key(name) for name in EDGE_NAMES}

_NOTHING = (
    "na|n/a|n.a.|n.a|#n/a|nil|none|null|unknown|undisclosed|not disclosed|not available"
    "|not known"
    "|not stated|not given|not specified|not public|not announced|undisclosed amount"
    "|unspecified"
    "|undisclosed sum|amount undisclosed|amount not disclosed|terms not disclosed|confidential"
    "|terms undisclosed|tbd|tba|tbc|to be determined|to be announced|to be confirmed"
    "|-|--|---|–|—|―|−|?|??|???|…|...|./.|k.a.|k. a.|keine angabe|unbekannt|nicht bekannt"
    "|nc|n.c."
    "|n/d|n.d.|nd|non communiqué|no disponible|不明|非公開|非公表|未公開|未定|未披露|未公布|不详"
    "|なし|－|ー|미공개|비공개"
)
NOTHING = frozenset(_NOTHING.split("|"))
"""What people write into a cell when they do not know its value."""


@lru_cache(maxsize=10_000)
def is_nothing(text: str) -> bool:
    """Whether a cell says that its value is not known."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return folded in NOTHING or folded.strip("()[] ") in NOTHING


def is_own_type(text: str) -> bool:
    """Whether a text is one of the types of the graph, however it is spelled."""
    return names.key(text) in _OWN


@lru_cache(maxsize=10_000)
def type_of(text: str) -> str | None:
    """The type of deal that a person calls so; None if it is our own word, unknown or unclear."""
    if is_own_type(text):
        return None
    phrase = _phrase(text)
    if phrase in _TYPE_OF:
        return _TYPE_OF[phrase]
    words = phrase.split(" ")
    if not all(word in _TYPE_OF for word in words):
        return None
    types = {_TYPE_OF[word] for word in words}
    return next(iter(types)) if len(types) == 1 else None


@lru_cache(maxsize=10_000)
def status_of(text: str) -> str | None:
    """The status that a person calls so; None if it is unknown."""
    plain = re.sub(r"[(\[（][^()\[\]（）]*[)\]）]", " ", text)
    if plain.strip() and plain != text and (own := _OWN_STATUS.get(names.key(plain))):
        return own
    return _STATUS_OF.get(_phrase(plain) or _phrase(text))


_ADDRESS = re.compile(
    r"(?:www\.[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}(?::\d+)?(?:[/?][^\s]*)?"
    r"|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}(?::\d+)?/[^\s]*)",
    re.IGNORECASE,
)


@lru_cache(maxsize=10_000)
def address_of(text: str) -> str | None:
    """An address to which only https:// is missing, with it; None for anything else."""
    bare = text[2:] if text.startswith("//") else text
    return f"https://{bare}" if _ADDRESS.fullmatch(bare) else None
