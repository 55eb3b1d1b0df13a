"""docker-compose.yml has the private server's settings and listens only on this machine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from moneyloop.browser.archive import NAME
from moneyloop.browser.settings import settings
from moneyloop.graph.conf import CONF
from moneyloop.graph.jars import server_version

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
NEO4J: dict[str, Any] = COMPOSE["services"]["neo4j"]
VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")


def compose_settings() -> dict[str, str]:
    """The settings by name, as the image derives them from the environment."""
    named = {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_"): value
        for name, value in NEO4J["environment"].items()
        if name != "NEO4J_AUTH"
    }
    return {name: VARIABLE.sub(r"\2", value) for name, value in named.items()}


def private_settings() -> dict[str, str]:
    text = CONF.format(host="127.0.0.1", bolt=7687, http=7474)
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines) | settings("127.0.0.1", 7687, 7474)


def test_its_settings_are_those_of_the_private_server() -> None:
    compose, private = compose_settings(), private_settings()
    # A container listens to what Docker forwards; the files may take the space that they need.
    assert private.keys() - compose.keys() == {
        *("server.default_listen_address", "server.bolt.listen_address"),
        *("server.http.listen_address", "server.http.x_forward.enabled"),
        *(
            "db.tx_log.preallocate",
            "db.tx_log.rotation.size",
            "db.tx_log.rotation.retention_policy",
        ),
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration",
    }
    different = {name: value for name, value in compose.items() if private.get(name) != value}
    assert different == {
        "server.memory.heap.initial_size": "1g",
        "server.memory.heap.max_size": "1g",
        "server.memory.pagecache.size": "512m",
    }


def test_it_listens_only_on_this_machine() -> None:
    assert len(NEO4J["ports"]) == 2
    for port in NEO4J["ports"]:
        assert re.fullmatch(r"127\.0\.0\.1:\$\{MONEYLOOP_\w+_PORT:-(\d+)\}:\1", port)


def test_it_runs_the_version_of_the_private_server() -> None:
    assert NEO4J["image"] == f"neo4j:{server_version()}-community"


def test_the_only_password_is_the_users_own() -> None:
    assert re.fullmatch(r"neo4j/\$\{NEO4J_PASSWORD:\?[^}]+\}", NEO4J["environment"]["NEO4J_AUTH"])
    example = (ROOT / ".env.example").read_text("utf-8").splitlines()
    assert [line for line in example if not line.startswith("#")] == [
        "NEO4J_URI=neo4j://127.0.0.1:7687",
        "NEO4J_USERNAME=neo4j",
        "NEO4J_PASSWORD=",
    ]
    assert ".env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_it_mounts_a_volume_for_the_data_and_the_built_browser() -> None:
    data, browser = NEO4J["volumes"]
    assert (data["type"], data["target"]) == ("volume", "/data")
    assert data["source"] in COMPOSE["volumes"]
    assert browser["type"] == "bind"
    assert browser["bind"] == {"create_host_path": False}
    assert browser["read_only"] is True
    assert browser["source"] == f"./build/browser/{NAME}"
    assert browser["target"].endswith(f"/web/{NAME}")
    instructions = (ROOT / "docs" / "docker.md").read_text("utf-8")
    assert "moneyloop browser --build build/browser" in instructions
