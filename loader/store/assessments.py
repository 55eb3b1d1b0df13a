"""What comes of weighing all that sources state: a verdict on each deal and figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loader.evidence import Weighed, weigh
from loader.records import Source, StatementKey
from loader.store import properties as rows
from loader.store.existing import StoredRow


@dataclass(frozen=True, slots=True)
class Assessment:
    """What comes of weighing all that is stated of one deal or figure.

    `published` are the days of publication, and `statements` the rows to be written, now that it
    is known which of them are doubtful.
    """

    weighed: Weighed
    published: Sequence[date]
    statements: Mapping[StatementKey, dict[str, Any]]


class StatementsIndex:
    """What is stored of what sources state, and what is known of the sources."""

    def __init__(self, stored: Mapping[StatementKey, StoredRow], sources: Iterable[Source]) -> None:
        self.stored = stored
        self._of = _by_subject({key: row["properties"] for key, row in stored.items()})
        self._sources = {row["source"]: row["source_properties"] for row in stored.values()}
        self._sources |= {source.id: rows.source_properties(source) for source in sources}

    def weigh(
        self, ids: Iterable[str], said: Mapping[StatementKey, StoredRow]
    ) -> dict[str, Assessment]:
        """Verdicts on deals or figures, of which this is said; others may have said the same."""
        said_of = _by_subject(said)
        return {
            one: _weigh({**self._of.get(one, {}), **said_of.get(one, {})}, self._sources)
            for one in ids
        }


def _by_subject(
    heard: Mapping[StatementKey, StoredRow],
) -> dict[str, dict[StatementKey, StoredRow]]:
    """Brings together what is stated of one deal or figure."""
    heard_of: dict[str, dict[StatementKey, StoredRow]] = {}
    for key, properties in heard.items():
        heard_of.setdefault(key[1], {})[key] = properties
    return heard_of


def _weigh(heard: Mapping[StatementKey, StoredRow], sources: Mapping[str, StoredRow]) -> Assessment:
    claims = [
        claim
        for (source, *_), properties in heard.items()
        for claim in rows.claims(sources[source], properties)
    ]
    weighed = weigh(claims)
    statement_rows: dict[StatementKey, dict[str, Any]] = {
        (source, of, per, nth): {
            "source": source,
            "of": of,
            "per": per,
            "nth": nth,
            "properties": {**properties, "doubtful": (source, per, nth) in weighed.doubtful},
        }
        for (source, of, per, nth), properties in heard.items()
    }
    published = [claim.published for claim in claims if claim.published]
    return Assessment(weighed, published, statement_rows)
