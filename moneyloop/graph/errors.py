"""The errors of this package."""

from __future__ import annotations

from moneyloop.errors import NO_NEO4J, MoneyloopError


class Neo4jUnavailable(MoneyloopError):
    """Neo4j cannot be reached or started, or it refused the login."""

    exit_code = NO_NEO4J


class QueryFailed(MoneyloopError):
    """Neo4j answered, but the query is wrong, forbidden or too large."""

    query: str | None = None
    """The text of the query that failed, if it was one of several."""


class QueryTooLarge(QueryFailed):
    """A query or a transaction needs more memory than the server allows it."""
