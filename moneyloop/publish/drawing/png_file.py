"""A drawing as pixels, for what takes no SVG. Needs the extra `png`."""

from __future__ import annotations

from moneyloop.errors import WRONG_COMMAND, MoneyloopError

ZOOM = 2.0
"""Pixels per unit of the drawing: sharp on screens and in print at half a page's width."""


class PngNotInstalled(MoneyloopError):
    """The package that draws PNG files is missing."""

    exit_code = WRONG_COMMAND


def png_file(svg: str) -> bytes:
    """The SVG file as PNG, in its light colours. Raises PngNotInstalled."""
    try:
        import resvg_py
    except ModuleNotFoundError as error:
        raise PngNotInstalled("a .png needs resvg-py: pip install 'moneyloop[png]'") from error
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=ZOOM))
