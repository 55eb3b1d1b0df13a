"""Breaks the lines of Markdown that a template has filled in."""

from __future__ import annotations

import re
import textwrap

WIDTH = 105  # characters

# What must stay as it is: code, tables, headings, HTML, and text indented as code.
AS_IT_IS = ("|", "#", "<", "    ")
BULLET = re.compile(r"- ")


def filled(text: str) -> str:
    """The text with its paragraphs and bullets broken into lines of at most WIDTH characters."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.DOTALL | re.MULTILINE)
    return "".join(part if part.startswith("```") else _filled(part) for part in parts)


def _filled(text: str) -> str:
    blocks = re.split(r"(\n{2,})", text)
    return "".join(block if not block.strip() else _block(block) for block in blocks)


def _block(block: str) -> str:
    if block.lstrip("\n").startswith(AS_IT_IS):
        return block
    ends = "\n" if block.endswith("\n") else ""
    begins = "\n" if block.startswith("\n") else ""
    paragraphs = re.split(r"\n(?=- )", block.strip("\n"))
    return begins + "\n".join(map(_paragraph, paragraphs)) + ends


def _paragraph(text: str) -> str:
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        subsequent_indent="  " if BULLET.match(text) else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
