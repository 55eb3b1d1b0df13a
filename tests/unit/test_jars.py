"""The pin file: the jars of the private Neo4j and their hashes."""

import hashlib
import re
from pathlib import Path, PurePosixPath

import pytest

from moneyloop.graph.jars import PIN_FILE, Pin, pins, server_version, sha256


def test_every_jar_is_pinned_once_with_its_full_hash() -> None:
    found = pins()
    assert len(found) > 100
    assert all(re.fullmatch("[0-9a-f]{64}", pin.sha256) for pin in found)
    assert len({pin.path for pin in found}) == len(found)
    assert len({pin.sha256 for pin in found}) == len(found)


def test_the_pin_file_is_sorted() -> None:
    lines = [line for line in PIN_FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines == sorted(lines)
    assert len(lines) == len(pins())


def test_no_jar_is_fetched_to_a_place_outside_the_repository() -> None:
    for pin in pins():
        assert not pin.path.is_absolute()
        assert ".." not in pin.path.parts
        assert pin.path.suffix == ".jar"


def test_server_and_browser_are_pinned_at_consistent_versions() -> None:
    by_name = {(pin.group, pin.artifact): pin for pin in pins()}
    assert by_name["org.neo4j", "neo4j"].version == server_version()
    assert ("org.neo4j.client", "neo4j-browser") in by_name
    # A mix of two releases would start, and fail later.
    same = [pin for pin in pins() if pin.group == "org.neo4j" and pin.artifact.startswith("neo4j")]
    assert {pin.version for pin in same} == {server_version()}


def test_libraries_for_tests_are_left_out() -> None:
    groups = {pin.group for pin in pins()}
    assert not groups & {"junit", "org.junit.jupiter", "org.mockito", "org.hamcrest"}


@pytest.mark.parametrize(
    ("line", "expected", "path"),
    [
        (
            "org.neo4j:neo4j:2026.08.1 ab",
            Pin("org.neo4j", "neo4j", "2026.08.1", "", "ab"),
            "org/neo4j/neo4j/2026.08.1/neo4j-2026.08.1.jar",
        ),
        (
            "a.b:c:1:linux-x86_64 cd",
            Pin("a.b", "c", "1", "linux-x86_64", "cd"),
            "a/b/c/1/c-1-linux-x86_64.jar",
        ),
    ],
)
def test_a_line_of_the_pin_file(tmp_path: Path, line: str, expected: Pin, path: str) -> None:
    file = tmp_path / "x.pin"
    file.write_text(f"# a comment\n\n{line}\n", "utf-8")
    [pin] = pins(file)
    assert (pin, pin.path.as_posix()) == (expected, str(PurePosixPath(path)))


def test_the_hash_of_a_file_and_of_a_missing_one(tmp_path: Path) -> None:
    file = tmp_path / "jar"
    file.write_bytes(b"x" * 300_000)
    assert sha256(file) == hashlib.sha256(b"x" * 300_000).hexdigest()
    assert sha256(tmp_path / "none") is None
