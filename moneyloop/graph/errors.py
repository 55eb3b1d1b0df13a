"""What can go wrong between this program and Neo4j, in words for people."""

from __future__ import annotations

from moneyloop.errors import NO_NEO4J, MoneyloopError


class Neo4jUnavailable(MoneyloopError):
    """Neo4j cannot be reached, cannot be started, or refused the login."""

    exit_code = NO_NEO4J


class QueryFailed(MoneyloopError):
    """Neo4j answered, but the query itself is wrong, forbidden or too large."""


class QueryTooLarge(QueryFailed):
    """A query or a transaction needs more memory than the server gives it."""
