"""Values of the driver as plain values."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from neo4j import time as neo4j_time

from moneyloop.graph.conversion import to_python
from moneyloop.graph.notifications import notes_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            neo4j_time.DateTime(2026, 1, 1, 1, 2, 3, 123456000),
            datetime(2026, 1, 1, 1, 2, 3, 123456),
        ),
        (neo4j_time.DateTime(2026, 1, 1, 1, 2, 3, 123456789), "2026-01-01T01:02:03.123456789"),
        (neo4j_time.Time(1, 2, 3, 5), "01:02:03.000000005"),
        ([neo4j_time.Time(1, 2, 3, 5)], ["01:02:03.000000005"]),
    ],
)
def test_nanoseconds_keep_all_nine_digits(value: Any, expected: Any) -> None:
    assert to_python(value) == expected


def test_unknown_names_in_our_words() -> None:
    statuses = [
        SimpleNamespace(gql_status="02000", status_description="note: no data"),
        SimpleNamespace(gql_status="01N50", status_description="warn: The label `Frim` does not"),
        SimpleNamespace(gql_status="01N50", status_description="warn: The label `Frim` does not"),
    ]
    assert notes_of(statuses) == ["the graph has no label `Frim`; check the spelling"]
