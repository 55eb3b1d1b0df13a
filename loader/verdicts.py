"""What comes of weighing all that sources state: a verdict on each deal and figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loader import rows
from loader.evidence import Weighed, weigh
from loader.held import Row
from loader.records import StatementKey


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of weighing all that is stated of one deal or figure.

    `published` are the days of publication, and `statements` the rows to be written, now that it
    is known which of them are doubtful.
    """

    weighed: Weighed
    published: Sequence[date]
    statements: Mapping[StatementKey, dict[str, Any]]


Heard = Mapping[str, Mapping[StatementKey, Row]]
"""What is stated of each deal or figure: properties as they are stored, by its id."""


def by_subject(heard: Mapping[StatementKey, Row]) -> Heard:
    """Brings together what is stated of one deal or figure."""
    heard_of: dict[str, dict[StatementKey, Row]] = {}
    for key, properties in heard.items():
        heard_of.setdefault(key[1], {})[key] = properties
    return heard_of


def weigh_all(heard_of: Heard, sources: Mapping[str, Row]) -> dict[str, Verdict]:
    """A verdict on each deal or figure; `sources` are properties as they are stored."""
    return {one: _weigh(heard, sources) for one, heard in heard_of.items()}


def _weigh(heard: Mapping[StatementKey, Row], sources: Mapping[str, Row]) -> Verdict:
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
    return Verdict(weighed, published, statement_rows)
