"""A drawing as an SVG file that stands alone: title, day, key, sources and licence are inside.

It has no script, and nothing in it is loaded from elsewhere. Colours are stated for each class, not
as variables, so that programs for designers show it as browsers do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from moneyloop import clock
from moneyloop.publish.drawing.arrows import AMOUNT
from moneyloop.publish.drawing.palette import DARK, LIGHT, PALE
from moneyloop.publish.drawing.picture import Picture
from moneyloop.publish.drawing.shapes import NARROW, text_width, wrapped
from moneyloop.publish.metadata import LICENCE, NOT_EVIDENCE, made_by
from moneyloop.report.cells import text_of
from moneyloop.values.shown import harmless

if TYPE_CHECKING:
    from jinja2 import Template

FAMILIES = (
    ("capital", "capital: invests, lends, gives shares, guarantees"),
    ("revenue", "revenue: buys, leases"),
)

MARGIN = 28.0
HEADING, LINE = 56.0, 18.0
"""The height of the heading, and of a line of small print."""

NARROWEST = 620.0
"""The key of a drawing needs this much room."""

SMALL = 12.0
MOST_SOURCES = 12
"""Up to so many sources are listed below the drawing; more are only in its description."""


@dataclass(frozen=True, slots=True)
class KeyItem:
    """An arrow in the key, or a line without a head, and what it means."""

    family: str
    width: float
    label: str
    head: bool = True
    unknown: bool = False
    x: float = 0
    y: float = 0


def svg_file(
    drawing: Picture,
    title: str,
    sources: Sequence[str],
    as_of: date,
    made_on: date | None = None,
) -> str:
    """The text of the file. `sources` has a line of text for each deal and its source.

    `made_on` is the day in the small print, today unless it is given.
    """
    made = made_by(made_on or clock.today())
    left, top, right, bottom = _extent(drawing)
    right = max(right, left + NARROWEST)
    edge, width = left + MARGIN, right - left
    key = list(_key(drawing, edge, bottom + LINE, right - MARGIN))
    texts = [f"{NOT_EVIDENCE} As of {as_of.isoformat()}."]
    if drawing.firms_left_out or drawing.flows_left_out:
        texts.append(
            f"Left out for lack of room: {drawing.firms_left_out:,} firms and "
            f"{drawing.flows_left_out:,} flows with the smallest amounts."
        )
    texts += sources if len(sources) <= MOST_SOURCES else [f"{len(sources)} sources: see the file."]
    texts.append(f"{made} {LICENCE}")
    letters = int((width - 2 * MARGIN) / (SMALL * NARROW))
    lines = [line for text in texts for line in wrapped(text, letters, most=3)]
    first = (key[-1].y if key else bottom) + 1.5 * LINE
    return _template().render(
        drawing=drawing,
        title=title,
        sources=sources,
        as_of=as_of,
        not_evidence=NOT_EVIDENCE,
        made_by=made,
        licence=LICENCE,
        left=left,
        top=top,
        width=width,
        height=first + len(lines) * LINE + MARGIN / 2 - top,
        edge=round(edge, 1),
        amount_size=AMOUNT,
        light=LIGHT,
        dark=DARK,
        pale=PALE,
        key=key,
        small_print=[{"text": line, "y": first + LINE * at} for at, line in enumerate(lines)],
    )


def _extent(drawing: Picture) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is drawn, with a margin and the heading."""
    boxes = [firm.placement.box for firm in drawing.firms]
    lefts, rights = [box.left for box in boxes], [box.left + box.width for box in boxes]
    for firm in drawing.firms:
        box, side = firm.placement.box, firm.placement.side
        names = max(text_width(line, firm.placement.size) for line in firm.placement.lines)
        reach = 16 + names + text_width(f" {firm.amount}", SMALL)
        if side == "left":
            lefts.append(box.x - reach)
        if side == "right":
            rights.append(box.x + reach)
    tops = [box.top for box in boxes] + [arrow.top for arrow in drawing.arrows]
    bottoms = [box.top + box.height for box in boxes] + [arrow.bottom for arrow in drawing.arrows]
    top, bottom = min(tops) - HEADING - MARGIN, max(bottoms) + MARGIN
    return min(lefts) - MARGIN, top, max(rights) + MARGIN, bottom


def _key(drawing: Picture, x: float, y: float, right: float) -> Iterator[KeyItem]:
    """What colours, dots and widths mean, as far as the drawing has them, in lines."""
    families = {arrow.family: arrow for arrow in drawing.arrows}
    wanted = [KeyItem(family, 3, label) for family, label in FAMILIES if family in families]
    unknown = [arrow for arrow in drawing.arrows if not arrow.is_known]
    if unknown:
        wanted.append(
            KeyItem(unknown[0].family, unknown[0].width, "amount not known", unknown=True)
        )
    for width, label in drawing.steps:
        wanted.append(KeyItem(next(iter(families)), width, label, head=False))
    begin = x
    for item in wanted:
        needs = 50 + text_width(item.label, SMALL) + 22
        if x > begin and x + needs > right:
            x, y = begin, y + LINE
        yield replace(item, x=round(x, 1), y=round(y, 1))
        x += needs


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["text"] = lambda value: harmless(text_of(value))
    return templates.get_template("picture.svg")
