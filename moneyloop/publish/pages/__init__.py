"""Pages of HTML, each one file that asks nobody for anything.

Everything that is said goes through templates that escape. The policy of a page allows its own
style and its own script, by their hashes, and nothing else: what a template let through would not
run.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneyloop.report.about import NOT_EVIDENCE, made_by
from moneyloop.report.cells import text_of
from moneyloop.values.shown import harmless

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src {script}; style-src {style}; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)


def page(template: str, /, **said: Any) -> str:
    """The page that a template of this folder makes of what is to be said."""
    style, script = _text("page.css"), _text("page.js")
    return (
        _templates()
        .get_template(f"{template}.html")
        .render(
            style=style,
            script=script,
            policy=POLICY.format(script=_hash(script), style=_hash(style)),
            not_evidence=NOT_EVIDENCE,
            made_by=made_by(date.today()),
            **said,
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
    templates.filters["plainly"] = lambda value: harmless(text_of(value))
    return templates


@cache
def _text(name: str) -> str:
    """A file of this folder, which no template escapes."""
    from markupsafe import Markup

    # Ours, and no value ever becomes part of it.
    return Markup((HERE / name).read_text("utf-8"))  # noqa: S704


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
