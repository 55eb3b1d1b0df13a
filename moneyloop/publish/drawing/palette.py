"""The colours of drawings: capital is orange, revenue blue, on a light and on a dark page.

They are those of Okabe and Ito, which people with any colour vision tell apart, made dark enough
for text on a light page. Revenue is dashed, too, so that no colour is needed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #rrggbb. `paper` is behind the drawing, `quiet` has lines of neither family."""

    paper: str
    ink: str
    quiet: str
    firm: str
    capital: str
    revenue: str


LIGHT = Palette("#ffffff", "#1d2126", "#5c6570", "#ffffff", "#c4510a", "#0072b2")
DARK = Palette("#14171a", "#e6e9ec", "#a2abb5", "#20262c", "#f0a04b", "#56b4e9")

PALE = 0.45
"""The opacity of arrows that are not in a round trip."""
