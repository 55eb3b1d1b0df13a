"""The files that Neo4j serves beside Browser, under `/browser/moneyloop/`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from moneyloop.browser.guide import guide
from moneyloop.browser.scripts import Script, scripts

HERE = Path(__file__).parent
AS_THEY_ARE = ("moneyloop.grass", "open.html", "page.css", "page.js", "scripts.html")
OURS = "moneyloop-"
"""Begins the ids of our scripts and folders, by which the page tells them from a person's own."""


def site() -> dict[str, bytes]:
    """Every file by its name."""
    made = {name: (HERE / name).read_bytes() for name in AS_THEY_ARE}
    made["guide.html"] = guide().encode()
    made["scripts.json"] = json.dumps(_favourites(scripts()), ensure_ascii=False).encode()
    return made


def _favourites(saved: Iterable[Script]) -> dict[str, Any]:
    """The scripts as Browser keeps them in its storage, and a version that changes with them."""
    saved = list(saved)
    folders = [
        {"id": _id(folder), "name": folder} for folder in dict.fromkeys(one.folder for one in saved)
    ]
    documents = [
        {"id": _id(f"{one.folder}/{one.name}"), "folder": _id(one.folder), "content": one.text}
        for one in saved
    ]
    written = json.dumps([folders, documents]).encode()
    version = hashlib.sha256(written).hexdigest()
    return {"version": version, "folders": folders, "documents": documents}


def _id(name: str) -> str:
    return OURS + name.replace(" ", "-")
