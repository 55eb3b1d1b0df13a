"""docs/reports.md is what `make docs` would write today."""

from __future__ import annotations

import pytest

from moneyloop.graph.connection import Graph
from tools.document_reports import DOCUMENT, WIDTH, document


def test_the_reports_are_documented_as_they_are(
    shipped: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", WIDTH)
    assert DOCUMENT.read_text("utf-8") == document(shipped), "stale: run `make docs`"
