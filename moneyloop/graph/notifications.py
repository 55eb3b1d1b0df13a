"""Neo4j's warnings about a query, in our words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

UNKNOWN = {
    "01N50": "the graph has no label {0}",
    "01N51": "the graph has no relationship type {0}",
    "01N52": "the graph has no property {0}",
}
"""By the status of a warning: that it means, with the name that the query has."""


def notes_of(statuses: Iterable[Any]) -> list[str]:
    """A sentence for each unknown label, type and property of a query, in their order."""
    notes = []
    for status in statuses:
        message = UNKNOWN.get(status.gql_status)
        name = re.search("`(.*?)`", status.status_description or "")
        if message and name:
            notes.append(message.format(name[0]) + "; check the spelling")
    return list(dict.fromkeys(notes))
