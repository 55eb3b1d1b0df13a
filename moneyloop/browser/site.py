"""The files that Neo4j serves with Browser, under `/browser/moneyloop/`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from moneyloop.browser.guide import guide
from moneyloop.browser.scripts import Script, scripts

HERE = Path(__file__).parent
STATIC = ("moneyloop.grass", "open.html", "page.css", "page.js", "scripts.html")
OURS = "moneyloop-"
"""The prefix of our scripts' and folders' ids. page.js leaves alone what lacks it."""


def site() -> dict[str, bytes]:
    """The content of each file, by name."""
    files = {name: (HERE / name).read_bytes() for name in STATIC}
    files["guide.html"] = guide().encode()
    files["scripts.json"] = json.dumps(_favourites(scripts()), ensure_ascii=False).encode()
    return files


def _favourites(saved: Iterable[Script]) -> dict[str, Any]:
    """The scripts as Browser stores them, and a version that changes with them."""
    saved = list(saved)
    names = dict.fromkeys(script.folder for script in saved)
    folders = [{"id": _id(name), "name": name} for name in names]
    documents = [
        {
            "id": _id(f"{script.folder}/{script.name}"),
            "folder": _id(script.folder),
            "content": script.text,
        }
        for script in saved
    ]
    version = hashlib.sha256(json.dumps([folders, documents]).encode()).hexdigest()
    return {"version": version, "folders": folders, "documents": documents}


def _id(name: str) -> str:
    return OURS + name.replace(" ", "-")
