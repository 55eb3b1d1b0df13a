"""The files that Neo4j serves with Browser, under `/browser/moneyloop/`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from moneyloop.browser.guide import first_query, guide
from moneyloop.browser.scripts import Script, scripts
from moneyloop.browser.style import stored_style

HERE = Path(__file__).parent
STATIC = (
    *("moneyloop.grass", "page.css", "open.html", "scripts.html"),
    *("page.js", "storage.js", "in-browser.js"),
)
SEED = "seed.js"
OURS = "moneyloop-"
"""The prefix of our scripts' and folders' ids. storage.js leaves alone what lacks it."""

IN_BROWSER = (SEED, "storage.js", "in-browser.js")
"""The scripts that Browser's own page runs before Browser, in this order."""


def site() -> dict[str, bytes]:
    """The content of each file, by name."""
    files = {name: (HERE / name).read_bytes() for name in STATIC}
    files["guide.html"] = guide().encode()
    files[SEED] = f'"use strict";\nconst SEED = {_json(seed())};\n'.encode()
    return files


def seed() -> dict[str, Any]:
    """What storage.js saves where Browser keeps its own, and a version that changes with it.

    The first query of the guide is the command that Browser runs after login. Without
    `autoComplete`, Browser draws only those relationships that a query returns.
    """
    saved: dict[str, Any] = {
        **_favourites(scripts()),
        "style": stored_style(),
        "settings": {"autoComplete": False, "allowUserStats": False, "initCmd": first_query()},
    }
    return {"version": hashlib.sha256(_json(saved).encode()).hexdigest(), **saved}


def _favourites(saved: Iterable[Script]) -> dict[str, Any]:
    """The scripts and their folders as Browser stores them."""
    saved = list(saved)
    names = dict.fromkeys(script.folder for script in saved)
    return {
        "folders": [{"id": _id(name), "name": name} for name in names],
        "documents": [
            {
                "id": _id(f"{script.folder}/{script.name}"),
                "folder": _id(script.folder),
                "content": script.text,
            }
            for script in saved
        ],
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _id(name: str) -> str:
    return OURS + name.replace(" ", "-")
