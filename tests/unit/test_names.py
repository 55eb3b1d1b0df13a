"""Names: which spellings are the same name, and which names are similar."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.values.names import (
    NAMES_SUGGESTED,
    SimilarNames,
    key,
    near,
    near_in_words,
    slug,
)

SAME_NAME = [
    ("nvidia", "NVIDIA"),
    ("nvidia", "ＮＶＩＤＩＡ"),
    ("NVIDIA Corp.", "nvidia corp"),
    ("Scale AI", "scale-ai"),
    ("scale_ai", "SCALE  AI"),
    ("AT&T", "att"),
    ("ソフトバンク", "ｿﾌﾄﾊﾞﾝｸ"),
    ("ソフトバンク・グループ", "ソフトバンクグループ"),
    ("Straße", "STRASSE"),
    ("Société", unicodedata.normalize("NFD", "Société")),
    ("㈱", "(株)"),
    ("№ 5", "no5"),
]
DIFFERENT_NAMES = [("H100", "H200"), ("amd", "arm"), ("+", "-"), ("ハ", "バ"), ("resume", "résumé")]

PARTS = st.text(alphabet="abcXYZ019エヌビ", min_size=1, max_size=8)
GAPS = st.text(alphabet=" -_.,&・/’()", max_size=3)


@pytest.mark.parametrize(("one", "other"), SAME_NAME)
def test_spellings_of_one_name_share_their_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT_NAMES)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@given(st.lists(st.tuples(PARTS, GAPS), min_size=1, max_size=4))
def test_a_key_ignores_case_and_punctuation(pieces: list[tuple[str, str]]) -> None:
    plain = "".join(part for part, _ in pieces)
    spelled = "".join(part.swapcase() + gap for part, gap in pieces)
    assert key(spelled) == key(plain) == plain.lower()


@given(st.text())
def test_only_the_empty_name_has_an_empty_key(name: str) -> None:
    # Otherwise all names of punctuation only would be the same.
    assert bool(key(name)) == bool(unicodedata.normalize("NFKC", name).casefold())


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("nvidea", ["amd", "nvidia", "oracle"], ["nvidia"]),
        ("Open AI Inc", ["OpenAI", "Oracle"], ["OpenAI"]),
        ("エヌビデア", ["エヌビディア", "オラクル"], ["エヌビディア"]),
        ("H100", ["H200", "H-100s"], ["H-100s"]),
        ("coreweve", ["coreweave", "coreweaver"], ["coreweave", "coreweaver"]),
        ("tesla", ["nvidia", "oracle"], []),
        ("", ["nvidia"], []),
        ("nvidia", [], []),
    ],
)
def test_near_names(name: str, known: list[str], expected: list[str]) -> None:
    assert near(name, known) == expected


def test_only_a_few_names_are_suggested() -> None:
    known = [f"moneyloop{letter}" for letter in "abcdefgh"]
    assert len(near("moneyloop", known)) == NAMES_SUGGESTED


@given(PARTS, st.lists(PARTS, max_size=6))
def test_near_names_are_known_and_have_the_same_digits(name: str, known: list[str]) -> None:
    for found in near(name, known):
        assert found in known
        assert re.findall(r"\d", found) == re.findall(r"\d", name)


# Ids made from names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rio Tinto plc", "rio-tinto-plc"),
        ("  «Acme» & Söhne, Ltd. ", "acme-söhne-ltd"),
        ("東京・ＡＩ　株式会社", "東京-ai-株式会社"),
        ("Straße", "strasse"),
        ("a'}) DETACH DELETE n //", "a-detach-delete-n"),
        ("Компания №5", "компания-no5"),
        ("हिन्दी", "हिन्दी"),
        ("½", "1-2"),
        ("--", ""),
    ],
)
def test_slugs(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text())
def test_a_slug_is_a_spelling_of_its_name(name: str) -> None:
    made = slug(name)
    assert slug(made) == made
    assert not re.search(r"--|^-|-$|\s", made)
    if any(unicodedata.category(char)[0] in "LN" for char in name):
        assert made
        assert key(made) == key(name)


# Names that may be another one with a typing error


def similar_names(*known: str) -> SimilarNames:
    similar = SimilarNames()
    for name in known:
        similar.add(name)
    return similar


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nvidea", ["NVIDIA"]),
        ("NVIDIA Corp.", ["NVIDIA"]),
        ("The Oracle Group", ["Oracle Inc"]),
        ("オラクルル", ["オラクル"]),
        ("NVIDIA", ["NVIDIA"]),
        ("nvidia 2", []),
        ("Fund 12", []),
        ("Fund 11x", ["Fund 11"]),
        ("xAI", []),
        ("", []),
        ("inc", []),
    ],
)
def test_similar_names(name: str, expected: list[str]) -> None:
    known = ["NVIDIA", "Oracle Inc", "オラクル", "Fund 11", "OpenAI", "AMD", "Arm"]
    assert similar_names(*known).to(name) == expected


def test_of_several_spellings_of_a_name_the_first_is_returned() -> None:
    assert similar_names("NVIDIA", "nvidia", "N-VIDIA").to("nvidea") == ["NVIDIA"]
    assert similar_names().to("nvidia") == []


@given(PARTS, st.lists(PARTS, max_size=6))
def test_similar_names_are_known_and_have_the_same_digits(name: str, known: list[str]) -> None:
    found = similar_names(*known).to(name)
    assert len(set(found)) == len(found)
    for one in found:
        assert one in known
        assert re.findall(r"\d", one) == re.findall(r"\d", name)
    assert (name in found) == (name in known) or key(name) in map(key, found)


def test_ids_that_have_the_words_of_a_name() -> None:
    """In any order and with a typing error; each word has to be there."""
    known = ["openai-oracle-compute", "oracle-nvidia-gpus", "openai-amazon-compute-2026-02"]
    assert near_in_words("Oracle OpenIA", known) == ["openai-oracle-compute"]
    assert near_in_words("compute openai", known) == [known[0], known[2]]
    assert near_in_words("oracle 100 billion", known) == []
