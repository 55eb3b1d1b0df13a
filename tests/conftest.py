"""Fixtures that all tests share, and the report of the groups of tests that did not run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph import conf, server
from moneyloop.graph.connection import Graph, connect
from moneyloop.graph.home import Home
from moneyloop.graph.jars import class_path
from moneyloop.private import private_address
from tests.command import Program, run, run_program
from tests.groups import GROUPS

# No test uses the developer's own server or home.
for name in list(os.environ):
    if name.startswith(("NEO4J_", "MONEYLOOP_")) and name not in (
        "MONEYLOOP_ALL_GROUPS",
        "MONEYLOOP_CLUSTER",
        "MONEYLOOP_CONTENTION",
        "MONEYLOOP_EXAMPLES",
        "MONEYLOOP_FUZZ",
        "MONEYLOOP_KILLS",
        "MONEYLOOP_MAVEN",
    ):
        del os.environ[name]
# Small, because several servers run at once in the tests that start and stop them.
os.environ["MONEYLOOP_HEAP"] = "512m"
# Without Java's second compiler a server starts in two thirds of the time. The one that all tests
# of a process share has it: it plans hundreds of queries, in a third of the time.
os.environ["JDK_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=1"

# Planning a report takes Neo4j up to a hundred times longer than running it on a small graph. With
# its defaults it would plan each report again for nearly every generated graph, because the number
# of nodes and the lengths of lists differ.
KEEP_PLANS = """\
cypher.min_replan_interval=10h
cypher.statistics_divergence_threshold=1.0
internal.cypher.use_parameter_size=false
"""

# A busy machine must not fail a test, and CI must not depend on random examples.
settings.register_profile(
    "moneyloop",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("moneyloop")

NOT_RUN = pytest.StashKey[dict[str, int]]()


def quiet(what: str, done: int, total: int) -> None:
    """Ignores progress."""


def make_home(root: Path, maven: Path) -> Home:
    """Creates a home that shares the jars with the other homes of the tests."""
    root.mkdir(mode=0o700, parents=True)
    (root / "maven").symlink_to(maven, target_is_directory=True)
    return Home(root)


@pytest.fixture(scope="session")
def maven(pytestconfig: pytest.Config) -> Path:
    """The folder with the jars, downloaded once for all runs in this checkout."""
    maven = Path(pytestconfig.cache.mkdir("maven")).resolve()
    # Any of the processes of a run may come first.
    with FileLock(maven.with_suffix(".lock")):
        class_path(Home(maven.parent), quiet)
    return maven


@pytest.fixture(scope="session")
def test_home(tmp_path_factory: pytest.TempPathFactory, maven: Path) -> Iterator[Home]:
    home = make_home(tmp_path_factory.mktemp("session") / "home", maven)
    yield home
    server.stop(home)


@pytest.fixture(scope="session")
def graph(test_home: Home) -> Iterator[Graph]:
    """The server that all tests of this process share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conf, "CONF", conf.CONF + KEEP_PLANS)
        patch.delenv("JDK_JAVA_OPTIONS")
        address = private_address(test_home, quiet)
    with connect(address) as opened:
        yield opened


@pytest.fixture
def empty(graph: Graph) -> Graph:
    """The shared graph, emptied."""
    graph.command("MATCH (n) DETACH DELETE n")
    return graph


@pytest.fixture
def shipped(graph: Graph) -> Graph:
    """The shared graph with exactly the shipped knowledge."""
    knowledge = read_folder(SHIPPED)
    records = (knowledge.firms, knowledge.sources, knowledge.deals, knowledge.figures)
    expected = sum(map(len, (*records, knowledge.claims))) + 1
    [[nodes]] = graph.read(("MATCH (n) RETURN count(n)", {}))[0].rows
    # Checking what the previous test left takes less time than loading everything again.
    if nodes != expected or load(graph, knowledge, shipped=True).written:
        graph.command("MATCH (n) DETACH DELETE n")
        load(graph, knowledge, shipped=True)
    return graph


@pytest.fixture(scope="session")
def moneyloop(graph: Graph, test_home: Home) -> Program:
    """Runs a command against the shared server, in a new process only where it needs one."""
    return partial(run, MONEYLOOP_HOME=str(test_home.root))


@pytest.fixture(scope="session")
def moneyloop_process(graph: Graph, test_home: Home) -> Program:
    """Runs a command against the shared server in a new process, as users do."""
    return partial(run_program, MONEYLOOP_HOME=str(test_home.root))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "group(name): needs what tests/groups.py describes")
    config.stash[NOT_RUN] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    skipped = []
    for item in items:
        for mark in item.iter_markers("group"):
            if not GROUPS[mark.args[0]].can_run():
                not_run = config.stash[NOT_RUN]
                not_run[mark.args[0]] = not_run.get(mark.args[0], 0) + 1
                skipped.append(item)
    config.hook.pytest_deselected(items=skipped)
    items[:] = [item for item in items if item not in skipped]


def pytest_testnodedown(node: Any, error: object) -> None:
    """Takes the groups that cannot run from a process; all of them find the same ones."""
    node.config.stash[NOT_RUN] = getattr(node, "workeroutput", {}).get("not_run", {})


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    not_run = config.stash[NOT_RUN]
    if not_run:
        terminalreporter.section("groups of tests not run")
        for name, count in not_run.items():
            group = GROUPS[name]
            terminalreporter.line(
                f"{name}: {count} tests, because {group.why_not}; to add them: {group.add}"
            )
    elif exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        terminalreporter.line("all groups of tests ran")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    not_run = session.config.stash[NOT_RUN]
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["not_run"] = not_run
    elif not_run and os.environ.get("MONEYLOOP_ALL_GROUPS") and not exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
