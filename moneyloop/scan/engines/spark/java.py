"""The Java that Spark runs on when its driver is on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from moneyloop.platforms import program_in
from moneyloop.scan.errors import ScanFailed

OLDEST_JAVA = 17
MODULES = frozenset(
    {
        "java.management",
        "java.naming",
        "java.sql",
        "jdk.incubator.vector",
        "jdk.unsupported",
    }
)
"""Modules that Spark needs and that a reduced Java runtime may lack."""

NEEDS_JAVA = (
    "Spark needs a complete Java 17 or 21, such as Debian's openjdk-17-jre-headless; set JAVA_HOME "
    "to its folder"
)


def check_java() -> None:
    """Raises ScanFailed unless there is a Java that can run Spark."""
    home = os.environ.get("JAVA_HOME")
    java = program_in(Path(home) / "bin", "java") if home else shutil.which("java")
    if java is None:
        raise ScanFailed(f"Java was not found. {NEEDS_JAVA}")
    try:
        version = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
        modules = subprocess.run(
            [java, "--list-modules"], capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise ScanFailed(f"{java} cannot be run: {error.strerror}. {NEEDS_JAVA}") from error
    major = re.search(r'version "(\d+)', version.stderr + version.stdout)
    if major is None or int(major[1]) < OLDEST_JAVA:
        actual = f"Java {major[1]}" if major else "not a Java"
        raise ScanFailed(f"{java} is {actual}. {NEEDS_JAVA}")
    missing = MODULES - {line.partition("@")[0] for line in modules.stdout.split()}
    if missing:
        raise ScanFailed(f"{java} lacks {', '.join(sorted(missing))}. {NEEDS_JAVA}")


def as_java_option(memory: str) -> str:
    """A size such as 4GB or 1.5 GiB as Java's options write it."""
    [(number, unit)] = re.findall(r"^([0-9.]+) *([KMGT])", memory.upper())
    kibibytes = float(number) * 1024 ** "KMGT".index(unit)
    return f"{int(kibibytes)}k"
