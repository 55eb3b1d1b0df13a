"""The Java that runs Neo4j: which one, its options and its heap."""

from pathlib import Path

import psutil
import pytest

from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.java import LARGEST_HEAP_MIB, SMALLEST_HEAP_MIB, Java, find_java, heap

NEW_OPTION = "--sun-misc-unsafe-memory-access=allow"


@pytest.mark.parametrize(("major", "knows_it"), [(21, False), (22, False), (23, True), (25, True)])
def test_only_a_java_that_knows_an_option_gets_it(major: int, knows_it: bool) -> None:
    flags = Java(Path("java"), major).flags()
    assert (NEW_OPTION in flags) is knows_it
    assert "--add-opens=java.base/java.nio=ALL-UNNAMED" in flags
    assert len(flags) == len(set(flags))


@pytest.mark.parametrize("size", ["512m", "2g", "1048576k", "512M", "1G"])
def test_the_user_chooses_the_heap(monkeypatch: pytest.MonkeyPatch, size: str) -> None:
    monkeypatch.setenv("MONEYLOOP_HEAP", size)
    assert heap() == size


@pytest.mark.parametrize("size", ["", "512", "0m", "-1g", "2gb", "1.5g", " 2g", "2g -Dx=y", "lots"])
def test_a_heap_that_is_not_a_size_is_refused_with_examples(
    monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    monkeypatch.setenv("MONEYLOOP_HEAP", size)
    with pytest.raises(Neo4jUnavailable, match=r"which is not a size\. Write it like 512m or 2g"):
        heap()


def test_the_default_heap_is_a_quarter_of_the_memory_within_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MONEYLOOP_HEAP")
    assert heap().endswith("m")
    mebibytes = int(heap().removesuffix("m"))
    quarter = psutil.virtual_memory().total / 4 / 2**20
    assert mebibytes == int(min(max(quarter, SMALLEST_HEAP_MIB), LARGEST_HEAP_MIB))


def java_that_prints(folder: Path, text: str) -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{text}' >&2\n", "utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("version", "major"),
    [
        ('openjdk version "21.0.4" 2024-07-16', 21),
        ('openjdk version "25" 2025-09-16', 25),
        ('openjdk version "26-ea" 2026-03-17', 26),
        ('java version "1.8.0_401"', None),
        ('openjdk version "17.0.12" 2024-07-16', None),
        ("no Java here", None),
    ],
)
def test_the_java_of_the_machine_is_used_if_it_is_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, major: int | None
) -> None:
    program = java_that_prints(tmp_path, version)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    found = find_java()
    if major:
        assert found == Java(program, major)
    else:
        assert found.program != program
        assert found.major >= 25


def test_an_empty_java_home_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path = java_that_prints(tmp_path / "other", 'openjdk version "24" 2025-03-18')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "gone"))
    monkeypatch.setenv("PATH", f"{on_path.parent}:/bin")
    assert find_java() == Java(on_path, 24)
