"""Names that may mean a known firm: legal forms, codes, and letters of two scripts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.deals.firms import Firms, MixedScripts, SimilarName
from moneyloop.values.legal_forms import without_legal_form
from moneyloop.values.names import SimilarNames, key
from moneyloop.values.scripts import mixed_scripts


@pytest.mark.parametrize(
    ("known", "spelling"),
    [
        ("東京電力", "東京電力株式会社"),
        ("東京電力", "株式会社東京電力"),
        ("東京電力", "東京電力 株式会社"),
        ("東京電力", "㈱東京電力"),
        ("東京電力", "東京電力(株)"),
        ("NVIDIA", "NVIDIA株式会社"),
        ("トヨタ", "有限会社トヨタ"),
        ("华为", "华为技术有限公司".replace("技术", "")),
        ("腾讯", "腾讯股份有限公司"),
        ("鴻海", "鴻海有限公司"),
        ("삼성전자", "삼성전자주식회사"),
        ("삼성전자", "주식회사 삼성전자"),
        ("삼성전자", "㈜삼성전자"),
        ("Eni", "Eni S.p.A."),
        ("Acme", "Acme L.L.C."),
        ("Acme", "Acme GmbH & Co. KG"),
        ("Total", "Total S.A."),
        ("Dassault", "Dassault SAS"),
        ("Nokia", "Nokia Oyj"),
        ("Ericsson", "Ericsson AB (publ)"),
        ("CoreWeave", "CoreWeave, Inc."),
        ("Maersk", "Maersk A/S"),
        ("Philips", "Philips N.V."),
        ("Orlen", "Orlen Sp. z o.o."),
        ("Cemex", "Cemex S.A.B. de C.V."),
        ("BHP", "BHP Pty Ltd"),
        ("Газпром", "ПАО Газпром"),
        ("Bayer", "Bayer Aktiengesellschaft"),
        ("Anthropic", "Anthropic PBC"),
        ("Infosys", "Infosys Pvt. Ltd."),
        ("Siemens", "The Siemens Group AG"),
    ],
)
def test_a_legal_form_does_not_make_another_firm(known: str, spelling: str) -> None:
    """Whichever of the two is known, the other one is a question."""
    for first, second in ((known, spelling), (spelling, known)):
        firms = Firms([{"id": "it", "name": first, "aliases": []}], [])
        with pytest.raises(SimilarName) as caught:
            firms.resolve(second)
        assert caught.value.near == [first]


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("The", "the"),
        ("Inc.", "inc"),
        ("株式会社", "株式会社"),
        ("Arts and", "arts and"),
        ("Bank of America", "bank of america"),
        ("会社四季報", "会社四季報"),
        ("", ""),
    ],
)
def test_what_is_left_of_a_name(name: str, left: str) -> None:
    assert without_legal_form(name) == left


@given(st.text(max_size=20))
def test_a_name_is_never_left_empty(name: str) -> None:
    assert bool(key(without_legal_form(name))) <= bool(key(name))
    if any(char.isalnum() and char.isascii() for char in name):
        assert without_legal_form(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("A-101", "A-102"), ("A-101", "B-101"), ("AX-101", "AY-101"), ("K1A7", "K1B7")),
        *(("Firm 001-A", "Firm 001-B"), ("acct_7f3a", "acct_7f3b"), ("Fund II", "Fund III")),
        *(("Fund IV", "Fund VI"), ("Holding A", "Holding B"), ("SPV-A", "SPV-B")),
        *(("Account 12x", "Account 12y"), ("Vessel 2025 C", "Vessel 2025 D")),
    ],
)
def test_coded_names_are_not_typing_errors_of_each_other(one: str, other: str) -> None:
    similar = SimilarNames()
    similar.add(one)
    assert similar.to(other) == []
    assert similar.to(one) == [one]


@pytest.mark.parametrize(
    ("one", "other"),
    [("H100 Fund", "H100 Funds"), ("Nvidia 2", "Nvidea 2"), ("Fund 11", "Fund 11x")],
)
def test_typing_errors_beside_a_code(one: str, other: str) -> None:
    similar = SimilarNames()
    similar.add(one)
    assert similar.to(other) == [one]


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("NVIDІA", "Cyrillic"),
        ("Oрenai", "Cyrillic"),
        ("Gοogle", "Greek"),
        ("Foo Аmazon", "Cyrillic"),
        ("Газпpом", "Latin"),
    ],
)
def test_letters_of_two_scripts_in_one_word_are_reported(text: str, script: str) -> None:
    found = mixed_scripts(text)
    assert found is not None
    assert found.script == script
    with pytest.raises(MixedScripts, match=script):
        Firms([], []).resolve(text)
    assert Firms([], [text]).resolve(text)


@pytest.mark.parametrize(
    "text",
    [
        "東京AI",
        "NVIDIA株式会社",
        "ソフトバンクG",
        "Газпром Energy",
        "Société",
        "삼성SDS",
        "α Tech",
        "ＡＢＣ",
    ],
)
def test_scripts_that_belong_together(text: str) -> None:
    assert mixed_scripts(text) is None


def test_two_firms_in_one_cell_are_a_question() -> None:
    firms = Firms(
        [
            {"id": "spacex", "name": "SpaceX", "aliases": []},
            {"id": "xai", "name": "xAI", "aliases": []},
        ],
        [],
    )
    with pytest.raises(SimilarName) as caught:
        firms.resolve("SpaceX/xAI")
    assert caught.value.near == ["SpaceX", "xAI"]
    assert firms.resolve("SpaceX/Acme") == "spacex-acme"


COMPANIES: list[dict[str, Any]] = [
    {"id": "meta", "name": "Meta", "aliases": ["Meta Platforms"], "country": "US"},
    {"id": "softbank", "name": "SoftBank", "aliases": ["SoftBank Group Corp."], "country": "JP"},
    {"id": "unknown", "name": "Foo Labs", "aliases": [], "country": None},
]


@pytest.mark.parametrize("spelling", ["Meta Platforms, Inc.", "Meta Inc", "Meta Platforms LLC"])
def test_a_legal_form_of_its_country_is_the_same_firm(spelling: str) -> None:
    firms = Firms(COMPANIES, [])
    assert firms.resolve(spelling) == "meta"
    assert firms.assumed == {spelling: "Meta"}
    assert firms.new == {}
    assert Firms(COMPANIES, [spelling]).resolve(spelling) != "meta"


@pytest.mark.parametrize(
    "spelling",
    [
        # Subsidiaries in Germany and Japan, one for telecommunications; and no country is known.
        *("Meta GmbH", "Meta株式会社", "SoftBank Corp.", "Foo Labs Inc."),
        "Meta Group",
    ],
)
def test_another_legal_form_is_a_question(spelling: str) -> None:
    with pytest.raises(SimilarName):
        Firms(COMPANIES, []).resolve(spelling)
