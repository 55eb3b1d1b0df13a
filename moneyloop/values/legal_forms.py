"""Legal forms in names of firms: `Oracle` and `Oracle Corp.` may be the same firm.

A short list is enough, because it only decides which new names have to be confirmed, or are shown
in a warning: `rigour` has more forms, but installs 12 MB of binary code and five packages.
"""

from __future__ import annotations

import re
import unicodedata

_AFTER = (
    "ab|abp|ag|aktiengesellschaft|aps|as|asa|bhd|bv|bvba|cie|co|company|corp|corporation|cv|doo|ev"
    "|eg|gk|gmbh|mbh|ggmbh|group|holding|holdings|inc|incorporated|jsc|ojsc|pjsc|kft|kg|kgaa|kk|lda"
    "|limited|limitada|llc|lllp|llp|lp|ltd|ltda|ltee|nv|nyrt|zrt|ohg|oy|oyj|pbc|plc|pllc|pte|pty"
    "|private|pvt|proprietary|publ|sa|sab|sadecv|sapi|sarl|sas|sasu|sca|scs|sdn|se|sicav|sl|slu|snc"
    "|spa|spzoo|zoo|sp|sro|srl|tbk|ug|unlimited|vof|ag&co|de|und|and|株式会社|有限会社|合同会社"
    "|合名会社|合資会社|有限公司|有限责任公司|有限責任公司|股份有限公司|公司|集团|集團"
    "|주식회사|유한회사|유한책임회사|оао|ооо|пао|зао|ао"
)
_BEFORE = "the|pt|ooo|oao|pao|zao|株式会社|有限会社|合同会社|주식회사|유한회사|оао|ооо|пао|зао|ао"
AFTER, BEFORE = frozenset(_AFTER.split("|")), frozenset(_BEFORE.split("|"))
"""Words that may follow the name of a firm, and those that may precede it."""

_JOINERS = frozenset(("and", "und", "de", "sp"))
"""Words that belong to a form only between its other words, as in `S.A.B. de C.V.`"""

# Written without a space, and in parentheses where NFKC has taken them out of a single sign.
_ATTACHED = re.compile(
    r"(?:株式会社|有限会社|合同会社|合名会社|合資会社|股份有限公司|有限责任公司|有限責任公司|有限公司"
    r"|集团|集團|公司|주식회사|유한회사|유한책임회사|\([株有合주유]\))"
)
_POLISH = re.compile(r"\bsp\.? ?z ?o\.? ?o\b\.?")
_INITIALS = re.compile(
    r"(?<!\w)(?:[^\W\d_][./] ?){1,4}[^\W\d_]\b\.?|(?<!\w)(?:[^\W\d_]+\.)+(?=\W|$)"
)


_ENGLISH = "inc|incorporated|corp|corporation|co|company|ltd|limited|llc|lp|llp"
_OF_COUNTRY = {
    "US": f"{_ENGLISH}|lllp|pllc|pbc|the",
    "CA": f"{_ENGLISH}|ltee|the",
    "GB": "ltd|limited|plc|llp|lp|co|company|the",
    "IE": "ltd|limited|plc|dac|the",
    "AU": "ltd|limited|pty|proprietary|the",
    "IN": "ltd|limited|pvt|private",
    "SG": "ltd|limited|pte",
    "IL": "ltd|limited",
    "HK": "ltd|limited|co|company",
    "TW": "ltd|limited|co|company|inc|corp|corporation",
    "JP": "kk|ltd|co|corp|corporation|inc|株式会社|合同会社",
    "KR": "ltd|co|corp|corporation|inc|주식회사",
    "CN": "ltd|co|corp|corporation|limited|有限公司|股份有限公司|有限责任公司",
    "DE": "ag|gmbh|mbh|se|kg|kgaa|co|ohg|ug|aktiengesellschaft|und",
    "AT": "ag|gmbh|se|kg|og",
    "CH": "ag|sa|gmbh|sarl",
    "FR": "sa|sas|sasu|sarl|se|sca|snc",
    "BE": "sa|nv|bv|srl|bvba",
    "LU": "sa|sarl|sca",
    "NL": "nv|bv|cv|vof",
    "IT": "spa|srl|sapa",
    "ES": "sa|sl|slu|sau",
    "PT": "sa|sgps|lda",
    "SE": "ab|publ",
    "FI": "oy|oyj|abp",
    "NO": "as|asa",
    "DK": "as|aps",
    "PL": "sa|spzoo|sp|zoo",
    "MX": "sa|sab|sadecv|cv|de",
    "BR": "sa|ltda|limitada",
    "AE": "llc|pjsc|ltd|limited",
    "QA": "llc|qpsc|qsc",
    "SA": "llc|jsc",
    "ZA": "ltd|limited|pty",
}
_FORMS_OF = {country: frozenset(forms.split("|")) for country, forms in _OF_COUNTRY.items()}


def legal_form(name: str) -> tuple[str, ...]:
    """The words of a name's legal form in lower case; () if it has none."""
    words = _words(name, keep_attached=True)
    kept = _core(words)
    return tuple(word for word in words if word not in kept) if len(kept) < len(words) else ()


def is_own_form(form: tuple[str, ...], country: str) -> bool:
    """Whether firms of a country, such as `US`, have this legal form.

    A firm with a form of another country is often a subsidiary: Nvidia GmbH is not Nvidia.
    """
    return bool(form) and _FORMS_OF.get(country, frozenset()).issuperset(form)


def without_legal_form(name: str) -> str:
    """The words of a name without its legal form, in lower case; all of them if it is nothing else.

    Dots and ampersands make no difference: `S.p.A.`, `GmbH & Co. KG`, `AB (publ)`, `A/S`.
    """
    return " ".join(_core(_words(name, keep_attached=False)))


def _words(name: str, *, keep_attached: bool) -> list[str]:
    """The words of a name; with `keep_attached`, a form without a space is a word, too."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    folded = _POLISH.sub(" spzoo ", folded)
    folded = _INITIALS.sub(lambda found: f" {re.sub('[./ ]', '', found[0])} ", folded)
    if not folded.isascii():
        folded = (
            _ATTACHED.sub(lambda found: f" {found[0]} ", folded)
            if keep_attached
            else _without_attached(folded)
        )
    return "".join(
        char if unicodedata.category(char)[0] in "LNM" else " " for char in folded
    ).split()


def _core(all_words: list[str]) -> list[str]:
    """The words without those of a legal form; all of them if they are nothing else."""
    words = all_words
    while words and words[-1] in AFTER:
        words = words[:-1]
    while words and words[0] in BEFORE:
        words = words[1:]
    # A joiner that no form follows is part of the name.
    left = all_words[len(words) :] if words == all_words[: len(words)] else []
    if words and left and all(word in _JOINERS for word in left):
        words = all_words
    return words or all_words


def _without_attached(text: str) -> str:
    """The text without forms at its beginning or end, unless nothing is left."""
    for found in _ATTACHED.finditer(text.strip()):
        rest = f"{text.strip()[: found.start()]} {text.strip()[found.end() :]}"
        is_at_an_end = found.start() == 0 or found.end() == len(text.strip())
        if is_at_an_end and re.search(r"\w", rest):
            return _without_attached(rest)
    return text
