"""Applies `loader.evidence` to deals and figures, with new and existing statements together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from loader.evidence import Weighed, weigh
from loader.records import Source, StatementKey
from loader.store.properties import claims, source_properties
from loader.store.rows import (
    ExistingStatement,
    SourceProperties,
    StatementProperties,
    StatementRow,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome for one deal or figure.

    `published` holds the days on which its sources were published; `statements` the rows to be
    stored, now that it is known which of them are doubtful.
    """

    weighed: Weighed
    published: Sequence[date]
    statements: Mapping[StatementKey, StatementRow]


class StatementsIndex:
    """The statements that the graph holds, by deal or figure, and all sources.

    `sources` are those of this load; they replace the existing ones.
    """

    def __init__(
        self, existing: Mapping[StatementKey, ExistingStatement], sources: Iterable[Source]
    ) -> None:
        self.existing = existing
        self._by_subject = _by_subject({key: row["properties"] for key, row in existing.items()})
        self._sources = {row["source"]: row["source_properties"] for row in existing.values()}
        self._sources |= {source.id: source_properties(source) for source in sources}

    def assess(
        self, ids: Iterable[str], statements: Mapping[StatementKey, StatementProperties]
    ) -> dict[str, Assessment]:
        """Weighs these deals or figures by the given statements and the existing ones."""
        given = _by_subject(statements)
        return {
            subject: _assess(
                {**self._by_subject.get(subject, {}), **given.get(subject, {})}, self._sources
            )
            for subject in ids
        }


def _by_subject(statements: Mapping[StatementKey, T]) -> dict[str, dict[StatementKey, T]]:
    """Groups statements by the deal or figure that they are about."""
    groups: dict[str, dict[StatementKey, T]] = {}
    for key, properties in statements.items():
        groups.setdefault(key[1], {})[key] = properties
    return groups


def _assess(
    statements: Mapping[StatementKey, StatementProperties],
    sources: Mapping[str, SourceProperties],
) -> Assessment:
    all_claims = [
        claim
        for (source, *_), properties in statements.items()
        for claim in claims(sources[source], properties)
    ]
    weighed = weigh(all_claims)
    rows: dict[StatementKey, StatementRow] = {
        (source, of, per, nth): {
            "source": source,
            "of": of,
            "per": per,
            "nth": nth,
            "properties": {**properties, "doubtful": (source, per, nth) in weighed.doubtful},
        }
        for (source, of, per, nth), properties in statements.items()
    }
    published = [claim.published for claim in all_claims if claim.published]
    return Assessment(weighed, published, rows)
