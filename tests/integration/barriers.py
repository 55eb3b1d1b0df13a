"""Finds barriers on a page for people with disabilities, with axe-core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
"""The impacts that axe-core gives to what keeps people from using a page."""

RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"type": "rule", "values": ["color-contrast"]}

# Rows are alike, and so are arrows; axe-core takes minutes for thousands of them.
SHORTEN = """() => {
  for (const body of document.querySelectorAll("tbody"))
    for (const row of Array.from(body.rows).slice(3)) row.remove();
  for (const list of document.querySelectorAll("main section > ul"))
    for (const item of Array.from(list.children).slice(10)) item.remove();
  for (const kind of ["#drawing .arrow", "#drawing .firm", "#chosen li"])
    for (const part of Array.from(document.querySelectorAll(kind)).slice(10)) part.remove();
}"""


def barriers(page: Page) -> list[str]:
    """A line for each rule that the page breaks gravely, in light or in dark colours."""
    page.evaluate(SHORTEN)
    page.emulate_media(color_scheme="light")
    found = _broken(page, RULES)
    page.emulate_media(color_scheme="dark")
    return [*found, *(f"dark: {line}" for line in _broken(page, COLOURS))]


def _broken(page: Page, rules: dict[str, Any]) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": rules, "resultTypes": ["violations"]}
    return [
        f"{one['id']} ({len(one['nodes'])} times): {one['help']}: {one['nodes'][0]['html'][:200]}"
        for one in Axe().run(page, options=options).response["violations"]
        if one["impact"] in GRAVE
    ]
