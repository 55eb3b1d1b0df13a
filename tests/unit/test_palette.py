"""The colours of drawings, as people with any colour vision see them."""

from __future__ import annotations

import math
import re
from itertools import combinations

import pytest

from moneyloop.publish.drawing.palette import DARK, LIGHT, PALE, Palette
from moneyloop.publish.pages import HERE

STYLE = (HERE / "page.css").read_text("utf-8")

Colour = tuple[float, float, float]

VISIONS: dict[str, tuple[Colour, Colour, Colour]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Linear RGB as seen with full deficiency (severity 1.0): G. M. Machado, M. M. Oliveira and L. A.
F. Fernandes, "A physiologically-based model for simulation of color vision deficiency", IEEE
Transactions on Visualization and Computer Graphics 15 (2009)."""

APART = 20.0
"""The least difference (CIE 1976, in L*a*b*) of two colours that must differ visibly. One of 2.3 is
just noticeable for two large areas side by side; thin lines far apart need several times that."""

CONTRAST = 3.0
"""What WCAG 2.2 (1.4.11) asks of the parts of a picture against what is around them."""


def linear(colour: str) -> Colour:
    """The light of a colour of sRGB."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def seen(colour: str, vision: str) -> Colour:
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(map(math.prod, zip(row, light, strict=True)))))
        for row in VISIONS[vision]
    )
    return red, green, blue


def lab(light: Colour) -> Colour:
    red, green, blue = light
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = map(_cube_root, (x, luminance(light), z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _cube_root(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116


def luminance(light: Colour) -> float:
    red, green, blue = light
    return 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue


def difference(one: str, other: str, vision: str) -> float:
    return math.dist(lab(seen(one, vision)), lab(seen(other, vision)))


def contrast(one: str, other: str, vision: str) -> float:
    less, more = sorted(luminance(seen(colour, vision)) for colour in (one, other))
    return (more + 0.05) / (less + 0.05)


def over(colour: str, paper: str) -> str:
    """A colour of a pale arrow on the paper."""
    parts = (
        round(int(colour[at : at + 2], 16) * PALE + int(paper[at : at + 2], 16) * (1 - PALE))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


def test_the_measure_finds_colours_that_are_confused() -> None:
    assert difference("#ffffff", "#000000", "normal") == pytest.approx(100, abs=0.01)
    assert lab(linear("#ff0000")) == pytest.approx((53.24, 80.09, 67.20), abs=0.02)
    # A red and a green that differ for most people, and not for one in fifty men.
    assert difference("#a05a00", "#6b7100", "normal") > APART
    assert difference("#a05a00", "#6b7100", "deuteranopia") < APART


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_colours_are_told_apart(palette: Palette, vision: str) -> None:
    lines = palette.capital, palette.revenue, palette.quiet
    for one, other in combinations((*lines, palette.paper), 2):
        assert difference(one, other, vision) >= APART, (one, other)
    pale = [over(colour, palette.paper) for colour in (palette.capital, palette.revenue)]
    for one, other in combinations((*pale, palette.paper), 2):
        assert difference(one, other, vision) >= APART, (one, other)
    for colour in lines:
        assert contrast(colour, palette.paper, vision) >= CONTRAST, colour
    # Amounts are text in these colours.
    assert contrast(palette.capital, palette.paper, "normal") >= 4.5
    assert contrast(palette.revenue, palette.paper, "normal") >= 4.5


def test_all_drawings_have_these_colours() -> None:
    """Pages state them again, since a style sheet is no program."""
    light, dark, printed = re.findall(r":root \{.*?\}", STYLE, re.DOTALL)
    for text, palette in ((light, LIGHT), (dark, DARK)):
        for name in ("ink", "quiet", "firm", "capital", "revenue"):
            assert f"--{name}: {getattr(palette, name)};" in text
    assert f"--capital: {LIGHT.capital}; --revenue: {LIGHT.revenue};" in printed
    assert f".pale {{ opacity: {str(PALE)[1:]}; }}" in STYLE


def test_no_colour_is_needed() -> None:
    assert re.search(r"\.line\.revenue \{[^}]*stroke-dasharray", STYLE)
    assert not re.search(r"\.line\.capital \{[^}]*stroke-dasharray", STYLE)
