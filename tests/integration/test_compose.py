"""Neo4j knows every setting in docker-compose.yml, and the health check works."""

from __future__ import annotations

import subprocess

from moneyloop.graph import server
from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home
from tests.unit.test_compose import NEO4J, compose_settings


def test_neo4j_accepts_every_setting(graph: Graph, test_home: Home) -> None:
    """The private server runs with most of them, and Neo4j does not start with unknown ones."""
    listed = graph.read(("SHOW SETTINGS YIELD name RETURN name", {}))[0].rows
    conf = (test_home.conf / "neo4j.conf").read_text("utf-8")
    runs_with = {line.split("=")[0] for line in conf.splitlines() if not line.startswith("#")}
    accepted = {name for (name,) in listed} | runs_with
    assert "browser.no_such_setting" not in accepted
    assert compose_settings().keys() <= accepted
    # Unlisted ones are internal, and the private server runs with them, too.
    unlisted = compose_settings().keys() - {name for (name,) in listed}
    assert all(name.startswith("internal.") for name in unlisted)


def test_the_health_check(graph: Graph, test_home: Home) -> None:
    running = server.find(test_home)
    assert running
    program, *words = NEO4J["healthcheck"]["test"][1:]

    def healthy(port: int) -> bool:
        changed = [word.replace("/7474", f"/{port}") for word in words]
        assert changed != words or port == 7474
        return not subprocess.run([program, *changed], capture_output=True, check=False).returncode

    assert healthy(running.http)
    assert not healthy(1)
