"""docker-compose.yml has the private server's settings and listens only on this machine.

The command line in it, and in the Dockerfile, has no rights to spare.
"""

from __future__ import annotations

import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from moneyloop.browser.archive import NAME
from moneyloop.browser.settings import settings
from moneyloop.graph.address import named_address
from moneyloop.graph.conf import CONF
from moneyloop.graph.jars import server_version

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
NEO4J: dict[str, Any] = COMPOSE["services"]["neo4j"]
MONEYLOOP: dict[str, Any] = COMPOSE["services"]["moneyloop"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")


def compose_settings() -> dict[str, str]:
    """The settings by name, as the image derives them from the environment."""
    named = {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_"): value
        for name, value in NEO4J["environment"].items()
        if name != "NEO4J_AUTH_FILE"
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


def test_the_password_is_a_file_of_the_users_own() -> None:
    assert NEO4J["environment"]["NEO4J_AUTH_FILE"] == "/run/secrets/neo4j-auth"
    assert NEO4J["secrets"] == ["neo4j-auth"]
    assert COMPOSE["secrets"] == {
        "neo4j-auth": {"file": "./secret/neo4j-auth"},
        "password": {"file": "./secret/password"},
    }
    example = (ROOT / ".env.example").read_text("utf-8").splitlines()
    assert [line for line in example if not line.startswith("#")] == [
        "NEO4J_URI=neo4j://127.0.0.1:7687",
        "NEO4J_USERNAME=neo4j",
        "NEO4J_PASSWORD_FILE=secret/password",
    ]
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {".env", "/secret/"} <= set(ignored)


def test_the_commands_in_the_instructions_make_the_files(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "docker.md").read_text("utf-8")
    commands = [line.strip() for line in text.splitlines() if re.search(r"^ {4}.*secret", line)]
    subprocess.run(["sh", "-euc", "\n".join(commands)], cwd=tmp_path, check=True)
    folder = tmp_path / "secret"
    password = (folder / "password").read_text("ascii").strip()
    assert re.fullmatch("[0-9a-f]{32}", password)
    assert (folder / "neo4j-auth").read_text("ascii") == f"neo4j/{password}\n"
    modes = [stat.S_IMODE(file.stat().st_mode) for file in (folder, *sorted(folder.iterdir()))]
    # The image's user reads neo4j-auth; on this machine the folder keeps others out.
    assert modes == [0o700, 0o644, 0o600]


def test_the_container_has_no_rights_to_spare() -> None:
    assert NEO4J["user"] == "7474:7474"
    assert NEO4J["cap_drop"] == ["ALL"]
    assert "cap_add" not in NEO4J
    assert NEO4J["security_opt"] == ["no-new-privileges:true"]


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


def test_the_command_line_has_no_rights_to_spare() -> None:
    assert MONEYLOOP["user"] == "${MONEYLOOP_USER:-1000:1000}"
    assert MONEYLOOP["cap_drop"] == ["ALL"]
    assert MONEYLOOP["security_opt"] == ["no-new-privileges:true"]
    assert (MONEYLOOP["read_only"], MONEYLOOP["tmpfs"]) == (True, ["/tmp"])  # noqa: S108
    assert not MONEYLOOP.keys() & {"cap_add", "ports", "privileged", "volumes"}


def test_the_command_line_loads_once_and_only_on_request() -> None:
    assert MONEYLOOP["command"] == ["load"]
    assert MONEYLOOP["profiles"] == ["moneyloop"]
    assert MONEYLOOP["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert "restart" not in MONEYLOOP


def test_the_command_line_takes_the_password_from_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment = MONEYLOOP["environment"]
    # With routing, the driver would go to the advertised address, which is this machine's.
    assert environment["NEO4J_URI"] == "bolt://neo4j:7687"
    [secret] = MONEYLOOP["secrets"]
    assert COMPOSE["secrets"][secret] == {"file": "./secret/password"}
    assert environment["NEO4J_PASSWORD_FILE"] == f"/run/secrets/{secret}"
    (tmp_path / "password").write_text("from the file\n", "utf-8")
    for name, value in environment.items():
        monkeypatch.setenv(name, value.replace("/run/secrets", str(tmp_path)))
    address = named_address(None)
    assert (address.uri, address.user, address.password) == (
        environment["NEO4J_URI"],
        environment["NEO4J_USERNAME"],
        "from the file",
    )


def test_the_image_is_pinned_and_runs_as_no_one_in_particular() -> None:
    steps = [line.split() for line in DOCKERFILE.splitlines() if re.match("[A-Z]", line)]
    [argument] = [words[1] for words in steps if words[0] == "ARG"]
    assert re.fullmatch(r"PYTHON=3\.\d+-slim-\w+", argument)
    assert [words[1] for words in steps if words[0] == "FROM"] == ["python:${PYTHON}"] * 2
    last = {words[0]: " ".join(words[1:]) for words in steps}
    assert (last["USER"], last["HEALTHCHECK"]) == ("1000:1000", "NONE")
    assert last["ENTRYPOINT"] == '["moneyloop"]'
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert not re.search("password|secret|NEO4J_", DOCKERFILE, re.IGNORECASE)
