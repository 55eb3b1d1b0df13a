"""Pictures as SVG files: whatever the names are, they are text; what is unknown looks different."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import date

import pytest

from moneyloop.publish.drawing.of_rows import flows_of
from moneyloop.publish.drawing.picture import Loop, picture
from moneyloop.publish.drawing.svg_file import svg_file

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2026, 11, 22)


def drawn(deals: Sequence[tuple[str, str, str, int | None]], loops: list[Loop]) -> ET.Element:
    rows = [
        {"payer": payer, "payee": payee, "type": type_, "usd": usd, "deal": f"d{number}"}
        for number, (payer, payee, type_, usd) in enumerate(deals)
    ]
    names = {name: name for payer, payee, _, _ in deals for name in (payer, payee)}
    text = svg_file(picture(flows_of(rows), names, loops), "T", ["d0: s"], DAY)
    return ET.fromstring(text)  # noqa: S314 - our own file


def texts(root: ET.Element, class_name: str) -> set[str]:
    found = (one for one in root.iter(f"{SVG}text") if one.get("class") == class_name)
    return {"".join(one.itertext()) for one in found}


@pytest.mark.parametrize("name", ['‹&"', "<script>x", "エヌビディア", "שלום", "a]]>b", "{{ x }}"])
def test_names_are_text(name: str) -> None:
    loop: Loop = ((name, "B"), None)
    root = drawn([(name, "B", "INVESTS_IN", 5), ("B", name, "BUYS_FROM", 5)], [loop])
    assert texts(root, "centred") == {name, "B"}


def test_controls_in_names_are_shown_as_escapes() -> None:
    root = drawn([("a\u202eb", "B", "INVESTS_IN", 5), ("B", "a\u202eb", "BUYS_FROM", 5)], [])
    assert "\u202e" not in "".join(root.itertext())


def test_unknown_amounts_are_dotted_and_in_the_key() -> None:
    known, unknown_one = ("A", "B", "INVESTS_IN", 5), ("B", "C", "BUYS_FROM", None)
    for deals, unknown in (([known], 0), ([known, unknown_one], 2), ([unknown_one], 2)):
        root = drawn(deals, [])
        dotted = [p for p in root.iter(f"{SVG}path") if "unknown" in p.get("class", "")]
        assert len(dotted) == unknown
        assert ("amount not known" in texts(root, "small")) == bool(unknown)


def test_the_key_has_the_widths_that_are_drawn() -> None:
    loop: Loop = (("A", "B"), 30 * 10**9)
    deals = [("A", "B", "INVESTS_IN", 30 * 10**9), ("B", "A", "BUYS_FROM", 300 * 10**9)]
    root = drawn(deals, [loop])
    assert {"$10B", "$100B", "$300B"} <= texts(root, "small")
    widths = {p.get("stroke-width") for p in root.iter(f"{SVG}path") if "C" in p.get("d", "")}
    in_key = {p.get("stroke-width") for p in root.iter(f"{SVG}path") if "h34" in p.get("d", "")}
    # The widest arrow is the largest amount of the key.
    assert max(map(float, filter(None, widths))) == max(map(float, filter(None, in_key)))


def test_many_sources_are_only_in_the_description() -> None:
    rows = [{"payer": "A", "payee": "B", "type": "BUYS_FROM", "usd": 1, "deal": "d"}]
    sources = [f"source {number}" for number in range(40)]
    text = svg_file(picture(flows_of(rows), {"A": "A", "B": "B"}, []), "T", sources, DAY)
    root = ET.fromstring(text)  # noqa: S314 - our own file
    assert "40 sources: see the file." in texts(root, "small")
    assert "source 39" in (root.findtext(f"{SVG}desc") or "")
