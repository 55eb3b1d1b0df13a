"""Fixtures for tests of imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneyloop.graph.connection import Graph
from tests.integration.imports import Importer


@pytest.fixture
def importer(empty: Graph, tmp_path: Path) -> Importer:
    """An importer with an empty graph."""
    return Importer(empty, tmp_path)


@pytest.fixture
def full(shipped: Graph, tmp_path: Path) -> Importer:
    """An importer with the shipped graph."""
    return Importer(shipped, tmp_path)
