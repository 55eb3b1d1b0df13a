"""Encodings: detected if there is one plausible way to read the bytes, requested otherwise."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.files.encodings import text_of
from loader.files.input import Unreadable

WESTERN = [
    "Société Générale",
    "Nestlé SA",
    "Moody’s",
    "Müller “Übersee” GmbH",
    "d’été",
    "café",
    "L’Oréal",
    "Citroën",
    "£10m",
    "5 €",
    "ÉCOLE",
    "à la carte",
    "Ångström",
    "2½",
    "– – –",
    "“Été”",
    "straße",
    "Crédit Agricole™",
]

JAPANESE = [
    "日本",
    "ソフトバンク",
    "株式会社",
    "東京エレクトロン",
    "OpenAIとの契約",
    "3000億ドル",
    "円",
    "ソニー（株）",
    "第一生命、三菱UFJ",
]


def table(name: str) -> str:
    return f"payer,payee\r\n{name},NVIDIA\r\n"


@pytest.mark.parametrize("name", WESTERN)
def test_windows_1252_is_detected(name: str) -> None:
    assert text_of(table(name).encode("cp1252"), None) == table(name)


@pytest.mark.parametrize("name", JAPANESE)
def test_shift_jis_is_detected(name: str) -> None:
    assert text_of(table(name).encode("cp932"), None) == table(name)


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("name", [*WESTERN[:3], *JAPANESE[:3], "ASCII", "😀", "第一"])
def test_unicode_is_detected(codec: str, name: str) -> None:
    assert text_of(table(name).encode(codec), None) == table(name)


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("euc_jp", "ソフトバンク株式会社"),
        ("gbk", "软件银行集团"),
        ("big5", "鴻海精密工業"),
        ("cp949", "삼성전자"),
        ("cp1251", "Сбербанк"),
        ("koi8_r", "Сбербанк"),
        ("cp1250", "Spółka z ograniczoną odpowiedzialnością"),
        ("cp1250", "Škoda řeka"),
        ("iso8859_2", "Łódź"),
        ("cp1254", "Şişecam"),
        ("mac_roman", "Société Générale"),
        ("cp437", "Société Générale"),
        ("cp932", "ｿﾌﾄﾊﾞﾝｸ"),
        ("cp1252", "Ærø"),  # or Ćrř, in Central Europe
        ("iso2022_jp", "日本"),
    ],
)
def test_an_encoding_that_cannot_be_detected_is_requested_and_never_guessed(
    codec: str, name: str
) -> None:
    data = table(name).encode(codec)
    with pytest.raises(Unreadable, match="--encoding") as caught:
        text_of(data, None)
    assert caught.value.line == 2
    assert text_of(data, codec) == table(name)


def test_the_message_shows_the_first_ambiguous_cell_in_each_encoding() -> None:
    with pytest.raises(Unreadable) as caught:
        text_of('a,b\nx,"Ærø, A/S"\n'.encode("cp1252"), None)
    assert "'Ærø' in windows-1252 or 'Ćrř' in windows-1250" in str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("windows-1252", "Ærø".encode("cp1252")),
        ("latin1", "5 € Ærø".encode("cp1252")),
        ("ISO-8859-1", "’".encode("cp1252")),
        ("Shift_JIS", "①～".encode("cp932")),
        ("sjis", "日本".encode("cp932")),
        ("cp932", "日本".encode("cp932")),
        ("utf8", "\ufeffé".encode()),
        ("UTF-16", "é".encode("utf-16")),
        ("euc-jp", "日本".encode("euc_jp")),
        (" gb18030 ", "软件".encode("gb18030")),
    ],
)
def test_a_given_encoding_is_used(encoding: str, data: bytes) -> None:
    text = text_of(data, encoding)
    assert not set(text) & set("\ufeff\ufffd\x92\x80")
    assert not text.isascii()


@pytest.mark.parametrize(
    "encoding",
    [
        "nope",
        "",
        "hex",
        "base64",
        "rot13",
        "zip",
        "idna",
        "punycode",
        "unicode_escape",
        "raw-unicode-escape",
        "undefined",
        "mbcs",
        "utf-7",
        "\0",
        "\ud800",
        "a" * 10**5,
    ],
)
def test_what_is_not_an_encoding_of_files(encoding: str) -> None:
    with pytest.raises(Unreadable, match="there is no such encoding; use --encoding utf-8"):
        text_of(b"a\n", encoding)


def test_a_wrong_encoding_is_reported_with_the_line() -> None:
    with pytest.raises(Unreadable, match="is not utf-8; give its encoding") as caught:
        text_of(b"a\nb\n\xff", "utf-8")
    assert caught.value.line == 3
    with pytest.raises(Unreadable):
        text_of(b"\xff\xfea\0b", None)


@given(st.binary(max_size=60))
def test_bytes_are_text_or_a_problem(data: bytes) -> None:
    with suppress(Unreadable):
        text_of(data, None).encode()


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\x1b\ufeff")))
def test_utf_8_is_never_mistaken_for_another_encoding(text: str) -> None:
    assert text_of(text.encode(), None) == text
