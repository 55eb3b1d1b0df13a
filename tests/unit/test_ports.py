"""The ports of the private server: those of its last start, while they are free."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from moneyloop.graph.conf import last_ports, write_conf
from moneyloop.graph.ports import DEFAULT_BOLT_PORT, DEFAULT_HTTP_PORT, HOST, free_port

DEFAULTS = (DEFAULT_BOLT_PORT, DEFAULT_HTTP_PORT)


def test_the_ports_of_the_last_start_are_remembered(tmp_path: Path) -> None:
    assert last_ports(tmp_path) == DEFAULTS
    write_conf(tmp_path, 40001, 40002, {"server.https.listen_address": "127.0.0.1:1"})
    assert last_ports(tmp_path) == (40001, 40002)


@pytest.mark.parametrize("content", [b"", b"\xff", b"server.bolt.listen_address=127.0.0.1:x"])
def test_without_a_readable_configuration_they_are_the_defaults(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "neo4j.conf").write_bytes(content)
    assert last_ports(tmp_path) == DEFAULTS


def test_a_port_that_is_taken_or_impossible_is_replaced() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port(port) != port
    assert free_port(port) == port
    assert 0 < free_port(99_999) < 65_536
