"""Identifiers of firms in public registers: LEI, CIK (of the SEC) and Wikidata."""

from __future__ import annotations

import re

LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
WIKIDATA = re.compile(r"Q[1-9][0-9]{0,11}")
CIK_DIGITS = 10


def parse_lei(text: str) -> str:
    """A Legal Entity Identifier (ISO 17442). Raises ValueError, also for wrong check digits."""
    lei = text.upper()
    if not LEI.fullmatch(lei):
        raise ValueError(f"{text[:60]!r} is not an LEI: it has 18 letters or digits and 2 digits")
    if int("".join(str(int(char, 36)) for char in lei)) % 97 != 1:
        raise ValueError(f"{text!r} is not an LEI: its last two digits do not fit the others")
    return lei


def parse_cik(text: str) -> str:
    """The number of a filer at the SEC, with leading zeros as there. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) <= CIK_DIGITS and int(text)):
        raise ValueError(f"{text[:60]!r} is not a CIK, which has at most 10 digits")
    return text.zfill(CIK_DIGITS)


def parse_wikidata(text: str) -> str:
    """The id of an item in Wikidata, such as Q182477. Raises ValueError."""
    if not WIKIDATA.fullmatch(text.upper()):
        raise ValueError(f"{text[:60]!r} is not an item in Wikidata; write one like Q182477")
    return text.upper()
