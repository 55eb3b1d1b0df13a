"""Neo4j itself accepts every setting of docker-compose.yml, and its health check works."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from graph import server
from graph.connection import Graph
from graph.home import Home
from graph.jars import class_path
from graph.java import find_java
from tests.conftest import quiet
from tests.unit.test_compose import NEO4J, compose_settings


def complaints(home: Home, folder: Path, settings: dict[str, str]) -> str:
    """What Neo4j's own check says of a configuration; empty where it accepts it."""
    java = find_java()
    (folder / "conf").mkdir()
    lines = [f"{name}={value}\n" for name, value in settings.items()]
    (folder / "conf" / "neo4j.conf").write_text("".join(lines), "utf-8")
    jars = os.pathsep.join(map(str, class_path(home, quiet)))
    told = subprocess.run(
        [str(java.program), *java.flags(), "-cp", jars, "org.neo4j.cli.AdminTool"]
        + ["server", "validate-config"],
        env={"NEO4J_HOME": str(folder), "NEO4J_CONF": str(folder / "conf"), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return "" if told.returncode == 0 else told.stdout + told.stderr


def test_neo4j_accepts_every_setting(graph: Graph, test_home: Home, tmp_path: Path) -> None:
    assert complaints(test_home, tmp_path, compose_settings()) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("browser.no_such_setting", "x"), ("dbms.usage_report.enabled", "perhaps")],
)
def test_the_check_finds_what_is_wrong(
    graph: Graph, test_home: Home, tmp_path: Path, name: str, value: str
) -> None:
    assert name in complaints(test_home, tmp_path, compose_settings() | {name: value})


def test_the_health_check_tells_whether_a_server_answers(graph: Graph, test_home: Home) -> None:
    running = server.find(test_home)
    assert running
    program, *words = NEO4J["healthcheck"]["test"][1:]

    def healthy(port: int) -> bool:
        asked = [word.replace("/7474", f"/{port}") for word in words]
        assert asked != words or port == 7474
        return (
            subprocess.run([program, *asked], stderr=subprocess.PIPE, check=False).returncode == 0
        )

    assert healthy(running.http)
    assert not healthy(1)
