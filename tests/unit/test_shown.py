"""Text from files in messages: short, and without control characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.values.shown import LONGEST, control_in, harmless, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", "'a b'"),
        ("it's", '"it\'s"'),
        ("\x1b[31m", r"'\x1b[31m'"),
        ("a\nb\0", r"'a\nb\x00'"),
        ("\u202edrow", r"'\u202edrow'"),
        ("\ud800", r"'\ud800'"),
        ("約3000億ドル", "'約3000億ドル'"),
    ],
)
def test_text_in_quotes(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_long_text_is_shortened() -> None:
    assert shown("x" * LONGEST) == repr("x" * LONGEST)
    assert shown("x" * 10**6) == repr("x" * (LONGEST - 1) + "…")


@given(st.text(st.characters()))
def test_shown_text_is_printable_and_short(text: str) -> None:
    for safe in (shown(text), harmless(text)):
        assert all(char.isprintable() or char in "\u3000\u00a0" or char.isspace() for char in safe)
        assert not set(safe) & set("\n\r\t\x1b\u2028\u2029")
        safe.encode()


def test_harmless_text_is_unchanged() -> None:
    assert harmless("a 約　b") == "a 約　b"
    assert harmless("a\nb\udcff.csv") == r"a\nb\udcff.csv"


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("plain – 東京\u3000wide \u200f", None),
        ("a\nb", r"'\n'"),
        ("a\tb", r"'\t'"),
        ("\x1b[31m", r"'\x1b'"),
        ("\x9b1m", r"'\x9b'"),
        ("a\u2029b", r"'\u2029'"),
        ("\ud800", r"'\ud800'"),
    ],
)
def test_the_first_control_character_of_a_text(text: str, control: str | None) -> None:
    assert control_in(text) == control
