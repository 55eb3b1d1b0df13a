"""`moneyloop picture`: what is drawn is what the graph holds, and the file stands alone."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest

from moneyloop.graph.connection import Graph
from moneyloop.publish.picture_file import picture_file
from tests.command import Program

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str, class_name: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    found = [one for one in root.iter(f"{SVG}text") if one.get("class", "").startswith(class_name)]
    return ["".join(one.itertext()) for one in found]


def arrows(svg: str) -> int:
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    return sum("C" in path.get("d", "") for path in root.iter(f"{SVG}path"))


def test_a_loop_has_its_firms_amounts_and_sources(
    shipped: Graph, moneyloop: Program, tmp_path: Path
) -> None:
    file = tmp_path / "loop.svg"
    words = ("picture", "-o", str(file), "--firms", "nvidia,OpenAI,Oracle", "--as-of", "2026-11-22")
    done = moneyloop(*words)
    assert (done.returncode, done.stdout) == (0, "")
    svg = file.read_text("utf-8")
    assert {"NVIDIA", "OpenAI", "Oracle"} == set(texts(svg, "centred"))
    assert {"$30B", "$300B"} <= set(texts(svg, "amount"))
    printed = "\n".join(texts(svg, "small"))
    for shown in ("openai-oracle-compute", "https://", "2026-11-22", "CC BY 4.0", "capital:"):
        assert shown in printed
    # Nothing is loaded from elsewhere, and nothing runs.
    assert not re.search(r"<script|href|url\(|@import|on\w+=|<foreignObject", svg)
    again = moneyloop(*words)
    assert again.returncode == 2
    assert "exists; choose another name, or add --overwrite" in again.stderr
    assert moneyloop(*words, "--overwrite").returncode == 0
    assert file.read_text("utf-8") == svg


def test_everything_is_drawn_or_said_to_be_left_out(shipped: Graph) -> None:
    svg = picture_file(shipped, {}, None)
    [[pairs]] = shipped.read(
        (
            "MATCH (a:Firm)-[d]->(b:Firm) WHERE d.deal IS NOT NULL AND d.ended IS NULL "
            "AND coalesce(d.settlement <> 'secondary', true) "
            "RETURN count(DISTINCT [a.id, b.id]) AS pairs",
            {},
        )
    )[0].rows
    left_out = re.search(r"Left out for lack of room: \S+ firms and (\S+) flows", svg)
    drawn = arrows(svg) + (int(left_out[1].replace(",", "")) if left_out else 0)
    assert drawn >= pairs > 100
    assert "amount not known" in texts(svg, "small")


def test_one_firm_chosen_deals_and_the_past(shipped: Graph) -> None:
    alone = picture_file(shipped, {"firms": ["Oracle"]}, None)
    assert texts(alone, "heading") == ["Deals of Oracle"]
    letter = {"deals": ["nvidia-openai-letter"]}
    past = picture_file(shipped, letter | {"in_force": False}, "The letter <&")
    assert (texts(past, "heading"), texts(past, "amount")) == (["The letter <&"], ["$100B"])
    then = picture_file(shipped, letter | {"as_of": date(2025, 10, 19)}, None)
    assert texts(then, "amount") == ["$100B"]


def test_the_same_in_pixels(shipped: Graph, moneyloop: Program, tmp_path: Path) -> None:
    file = tmp_path / "loop.png"
    done = moneyloop("picture", "-o", str(file), "--firms", "NVIDIA,OpenAI,Oracle")
    assert (done.returncode, done.stdout) == (0, "")
    width, height = struct.unpack(">II", file.read_bytes()[16:24])
    svg = ET.fromstring(picture_file(shipped, {"firms": ["nvidia", "openai", "oracle"]}, None))  # noqa: S314 - our own file
    assert [width, height] == pytest.approx(
        [2 * int(svg.get("width", "")), 2 * int(svg.get("height", ""))], abs=2
    )


def test_what_cannot_be_drawn_is_said(shipped: Graph, moneyloop: Program, tmp_path: Path) -> None:
    for words, code, message in (
        (("--firms", "Wayve,Humain"), 1, "no deal is left to be drawn"),
        (("--firms", "Nobody"), 1, "the graph has no firm 'Nobody'"),
        (("--deals", "no-such-deal"), 1, "the graph has no deal 'no-such-deal'"),
    ):
        done = moneyloop("picture", "-o", str(tmp_path / "p.svg"), *words)
        assert (done.returncode, message in done.stderr) == (code, True), done.stderr
    done = moneyloop("picture", "-o", str(tmp_path / "p.jpg"))
    assert (done.returncode, "p.jpg does not end in .svg or .png" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []
