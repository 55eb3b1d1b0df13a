"""Which firm a name in an import means."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from loader.deals.firms import Firms, SimilarName
from moneyloop.values.names import key, slug

KNOWN = [
    {"id": "nvidia", "name": "NVIDIA", "aliases": ["エヌビディア", "NVIDIA Corporation", "NVDA"]},
    {"id": "softbank", "name": "SoftBank Group", "aliases": ["ソフトバンク・グループ"]},
    {"id": "scale-ai", "name": "Scale AI", "aliases": []},
    {"id": "h100-fund", "name": "H100 Fund", "aliases": []},
    {"id": "at-t", "name": "AT&T", "aliases": []},
]


def firms(*meant: str) -> Firms:
    return Firms(KNOWN, meant)


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("nvidia", "nvidia"),
        ("NVIDIA", "nvidia"),
        ("Nvidia Corporation", "nvidia"),
        ("N.V.I.D.I.A.", "nvidia"),
        ("ＮＶＩＤＩＡ", "nvidia"),
        ("エヌビディア", "nvidia"),
        ("ｴﾇﾋﾞﾃﾞｨｱ", "nvidia"),
        ("nvda", "nvidia"),
        ("SOFTBANK", "softbank"),
        ("softbank-group", "softbank"),
        ("ソフトバンクグループ", "softbank"),
        ("scale_ai", "scale-ai"),
        ("ScaleAI", "scale-ai"),
        ("att", "at-t"),
    ],
)
def test_a_firm_has_many_names(spelling: str, expected: str) -> None:
    known = firms()
    assert known.resolve(spelling) == expected
    assert known.new == {}


@pytest.mark.parametrize(
    ("spelling", "near"),
    [
        ("Nvidea", ["nvidia"]),
        ("NVIDIA Corp.", ["NVIDIA"]),
        ("The NVIDIA Company", ["NVIDIA"]),
        ("エヌビデア", ["エヌビディア"]),
        ("Softbanc Group", ["SoftBank Group"]),
        ("H100 Funds", ["h100-fund"]),
    ],
)
def test_a_name_that_looks_misspelled_is_refused(spelling: str, near: list[str]) -> None:
    known = firms()
    with pytest.raises(SimilarName) as error:
        known.resolve(spelling)
    assert [key(one) for one in error.value.near] == [key(one) for one in near]
    assert known.new == {}


@pytest.mark.parametrize("spelling", ["H200 Fund", "Nvidia 2", "Scale AI 7", "Acme", "xAI"])
def test_names_that_differ_in_a_digit_or_altogether_are_new(spelling: str) -> None:
    known = firms()
    assert known.resolve(spelling) == slug(spelling)
    assert known.new == {slug(spelling): spelling}


def test_ids_take_precedence_over_names_and_names_over_aliases() -> None:
    known = Firms(
        [
            {"id": "a", "name": "B", "aliases": ["C", "D"]},
            {"id": "b", "name": "C", "aliases": []},
            {"id": "d", "name": "E", "aliases": []},
        ],
        [],
    )
    assert [known.resolve(name) for name in ("a", "b", "c", "d", "e")] == ["a", "b", "b", "d", "d"]


def test_a_name_declared_as_new_is_new_however_close() -> None:
    known = firms("ＮＶＩＤＥＡ", "NVIDIA")
    assert known.resolve("Nvidea") == "nvidea"
    # But an existing name is not a new firm.
    assert known.resolve("Nvidia") == "nvidia"
    assert known.new == {"nvidea": "Nvidea"}


def test_a_new_firm_is_known_from_then_on() -> None:
    known = firms()
    assert known.resolve("Rio Tinto plc") == "rio-tinto-plc"
    assert known.resolve("RIO-TINTO PLC") == "rio-tinto-plc"
    assert known.new == {"rio-tinto-plc": "Rio Tinto plc"}
    assert "rio-tinto-plc" in known.ids
    with pytest.raises(SimilarName):
        known.resolve("Rio Tino plc")


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("東京 AI 株式会社", "東京-ai-株式会社"),
        ("Компания «Ёлка»", "компания-ёлка"),
        ("أرامكو", "أرامكو"),
        ("Société Générale", "société-générale"),
        ("ＡＢＣ　１２３", "abc-123"),
        ("a'}) DETACH DELETE n //", "a-detach-delete-n"),
        ("हिन्दी बैंक", "हिन्दी-बैंक"),
    ],
)
def test_a_new_id_keeps_its_script(spelling: str, expected: str) -> None:
    assert Firms([], []).resolve(spelling) == unicodedata.normalize("NFKC", expected)


@given(st.text(max_size=20), st.text(max_size=20))
def test_two_names_are_one_firm_if_and_only_if_their_keys_are_equal(one: str, other: str) -> None:
    for name in (one, other):
        assume(any(unicodedata.category(char)[0] in "LN" for char in name))
    known = Firms([], [one, other])
    first, second = known.resolve(one), known.resolve(other)
    assert (first == second) == (key(one) == key(other))
    # An id is a name of its firm.
    assert known.resolve(first) == first
