"""Which failed transactions run again, and for how long.

The driver does it: `Graph.look` and `Graph.write` hand it a function, and it calls that function
again in a new transaction when the failure is transient, such as a deadlock or a cluster that is
electing a leader.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from moneyloop.graph.address import Address
from moneyloop.graph.driver_errors import is_out_of_memory, too_large

# A cluster needs the time to elect a leader; a private server that is gone does not come back.
SECONDS_TO_RETRY, SECONDS_TO_RETRY_PRIVATE = 30, 3


def seconds_to_retry(address: Address) -> int:
    """How long the driver runs a transaction again before it gives up."""
    return SECONDS_TO_RETRY_PRIVATE if address.private else SECONDS_TO_RETRY


@contextmanager
def not_when_out_of_memory() -> Iterator[None]:
    """Keeps the driver from repeating a query that outgrew the server's memory.

    Neo4j calls that failure transient. Raises QueryTooLarge, with which the driver gives up.
    """
    from neo4j.exceptions import Neo4jError

    try:
        yield
    except Neo4jError as error:
        if is_out_of_memory(error):
            raise too_large() from error
        raise
