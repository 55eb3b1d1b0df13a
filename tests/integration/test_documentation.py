"""docs/reports.md is up to date."""

from __future__ import annotations

import pytest

from moneyloop.graph.connection import Graph
from tools.document_reports import DOCUMENT, WIDTH, document


def test_the_documentation_of_reports_is_current(
    shipped: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", WIDTH)
    assert DOCUMENT.read_text("utf-8") == document(shipped), "stale: run `make docs`"
