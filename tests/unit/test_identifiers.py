"""Identifiers of firms: what is accepted, and how it is stored."""

from __future__ import annotations

import pytest

from moneyloop.values.identifiers import parse_cik, parse_lei, parse_wikidata


def test_identifiers_are_stored_as_their_registers_write_them() -> None:
    """The example in ISO 17442 is 549300... of GLEIF itself: 506700GE1G29325QX363."""
    assert parse_lei("506700ge1g29325qx363") == "506700GE1G29325QX363"
    assert parse_cik("789019") == "0000789019"
    assert parse_wikidata("q182477") == "Q182477"


@pytest.mark.parametrize("text", ["506700GE1G29325QX364", "506700GE1G29325QX36", "x" * 20, ""])
def test_what_is_not_an_lei(text: str) -> None:
    with pytest.raises(ValueError, match="is not an LEI"):
        parse_lei(text)


@pytest.mark.parametrize("text", ["0", "12345678901", "78 9019", "٧٨٩"])
def test_what_is_not_a_cik(text: str) -> None:
    with pytest.raises(ValueError, match="is not a CIK"):
        parse_cik(text)


@pytest.mark.parametrize("text", ["182477", "Q0", "P31", "Q"])
def test_what_is_not_an_item_in_wikidata(text: str) -> None:
    with pytest.raises(ValueError, match="is not an item in Wikidata"):
        parse_wikidata(text)
