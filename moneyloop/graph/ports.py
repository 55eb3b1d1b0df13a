"""The address and the ports on which the private server listens."""

from __future__ import annotations

import contextlib
import socket

from moneyloop.graph.errors import Neo4jUnavailable

HOST = "127.0.0.1"
DEFAULT_BOLT_PORT = 7687
DEFAULT_HTTP_PORT = 7474


def free_port(preferred: int) -> int:
    """The preferred port if it is free, otherwise any free one. Raises Neo4jUnavailable."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError, OverflowError):
                probe.bind((HOST, port))
                return int(probe.getsockname()[1])
    raise Neo4jUnavailable(f"no port is free on {HOST}, so Neo4j cannot be started.")
