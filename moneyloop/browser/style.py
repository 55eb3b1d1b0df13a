"""The style of drawings, as Neo4j Browser stores it."""

from __future__ import annotations

import re
from pathlib import Path

FILE = Path(__file__).with_name("moneyloop.grass")
RULE = re.compile(r"^([\w.]+) \{\n(.*?)^\}", re.DOTALL | re.MULTILINE)
PROPERTY = re.compile(r"^\s*([\w-]+): \"?(.*?)\"?;$", re.MULTILINE)


def stored_style() -> dict[str, dict[str, str]]:
    """The properties of each rule of moneyloop.grass, by its selector."""
    text = FILE.read_text("utf-8")
    return {selector: dict(PROPERTY.findall(body)) for selector, body in RULE.findall(text)}
