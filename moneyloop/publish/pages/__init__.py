"""HTML pages, each a self-contained file that makes no network requests.

All data goes through templates that escape it. The content security policy of a page allows only
its own style and script, by their hashes, so that nothing else would run even if it got through.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneyloop import clock
from moneyloop.publish.metadata import LICENCE, NOT_EVIDENCE, made_by
from moneyloop.report.cells import text_of
from moneyloop.values.shown import harmless

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src {script}; style-src {style}; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)


def page(template: str, /, **variables: Any) -> str:
    """The page that a template of this folder renders with these variables."""
    style, script = _text("page.css"), _text("page.js")
    return (
        _templates()
        .get_template(f"{template}.html")
        .render(
            style=style,
            script=script,
            policy=POLICY.format(script=_hash(script), style=_hash(style)),
            not_evidence=NOT_EVIDENCE,
            licence=LICENCE,
            made_by=made_by(clock.today()),
            **variables,
        )
    )


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["text"] = lambda value: harmless(text_of(value))
    return templates


@cache
def _text(name: str) -> str:
    """The text of a file of this folder, marked so that templates do not escape it."""
    from markupsafe import Markup

    # Safe: the file ships with the program and contains no data.
    return Markup((HERE / name).read_text("utf-8"))  # noqa: S704


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
