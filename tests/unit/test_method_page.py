"""docs/method.md as a page: its parts, its links, and no markup but its own."""

from __future__ import annotations

import re

from moneyloop.publish.site.method import method, rendered
from moneyloop.report.library import all_reports


def test_every_part_has_an_anchor_and_reports_that_exist() -> None:
    parts = method().parts
    html = str(method().html)
    assert len(parts) > 15
    assert all(f'<h2 id="{part.anchor}">{part.heading}</h2>' in html for part in parts)
    named = [report for part in parts for report in part.reports]
    assert len(named) == len(set(named)) > 20
    assert {*named} <= {report.name for report in all_reports()[0]}
    about = method().part_about("loops")
    assert about
    assert about.path == "method.html#loops"
    assert method().part_about("search") is None


def test_links_lead_to_pages_of_the_site_or_become_text() -> None:
    html = str(
        rendered(
            "# Title\n\n[a](reports.md) [b](reports.md#loops) [c](findings.md) [d](../README.md#x) "
            "[e](#part) [f](method.md#part) [g](https://example.org/) [h](javascript:alert)"
        ).html
    )
    assert re.findall(r'<a href="([^"]*)">(.)</a>', html) == [
        ("reports.html", "a"),
        ("reports.html#loops", "b"),
        ("#part", "e"),
        ("#part", "f"),
        ("https://example.org/", "g"),
    ]
    assert " c d " in html


def test_markup_in_the_text_is_shown_as_text() -> None:
    made = rendered("# T\n\n## A <b>&\n\n<script>x</script> `<i>`\n\n| <u> | b |\n| --- | --- |\n")
    html = str(made.html)
    assert {*re.findall(r"<(\w+)", html)} == {
        "h2",
        "p",
        "code",
        "div",
        "table",
        "thead",
        "tr",
        "th",
    }
    assert "&lt;script&gt;" in html
    assert 'aria-label="a b, table 1"' in html


def test_a_table_has_a_name_and_headers() -> None:
    html = str(method().html)
    assert html.count("<table>") == html.count('role="region" aria-label="') > 5
    assert "<th>" not in html
    assert '<th scope="col">' in html
