"""Applies `loader.evidence` to deals and figures, with new and existing statements together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from loader.evidence import Payments, Weighed, unknown_term, weigh
from loader.records import Deal, Source, StatementKey
from loader.store.properties import source_properties, stated_amounts
from loader.store.rows import (
    ExistingStatement,
    SourceProperties,
    StatementProperties,
    StatementRow,
)
from moneyloop.values import terms

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
        self,
        ids: Iterable[str],
        statements: Mapping[StatementKey, StatementProperties],
        deals: Mapping[str, Deal],
    ) -> dict[str, Assessment]:
        """Weighs these deals or figures by the given statements and the existing ones.

        `deals` has the records of those that are deals: their terms turn rates into totals.
        """
        given = _by_subject(statements)
        return {
            subject: _assess(
                {**self._by_subject.get(subject, {}), **given.get(subject, {})},
                self._sources,
                _payments(deals[subject]) if subject in deals else unknown_term,
            )
            for subject in ids
        }


def _by_subject(statements: Mapping[StatementKey, T]) -> dict[str, dict[StatementKey, T]]:
    """Groups statements by the deal or figure that they are about."""
    groups: dict[str, dict[StatementKey, T]] = {}
    for key, properties in statements.items():
        groups.setdefault(key[1], {})[key] = properties
    return groups


def _payments(deal: Deal) -> Payments:
    return partial(terms.payments, starts=deal.starts, ends=deal.ends, term=deal.term)


def _assess(
    statements: Mapping[StatementKey, StatementProperties],
    sources: Mapping[str, SourceProperties],
    payments: Payments,
) -> Assessment:
    all_claims = [
        claim
        for (source, *_), properties in statements.items()
        for claim in stated_amounts(sources[source], properties)
    ]
    weighed = weigh(all_claims, payments)
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
