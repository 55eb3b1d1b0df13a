"""Groups of tests that need more than Python packages: whether they can run, and how to add them.

A test joins a group with `@pytest.mark.group("name")`. If a group cannot run, its tests are skipped
and listed at the end of the run, and never counted as passed. With MONEYLOOP_ALL_GROUPS set, as in
CI, a group that did not run fails the run.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

SHARED_LEDGERS = Path(__file__).resolve().parents[2] / "shared" / "data" / "finbench"
SHARED_FACTS = Path(__file__).resolve().parents[2] / "shared" / "facts"


@dataclass(frozen=True)
class Group:
    can_run: Callable[[], bool]
    why_not: str
    add: str


def _can_mount() -> bool:
    """Whether a small disk can be mounted: root can do so, except in some containers."""
    with TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
        try:
            if subprocess.run(mount, capture_output=True, check=False).returncode:
                return False
            return subprocess.run(["umount", folder], check=False).returncode == 0
        except OSError:
            return False


def _has_spark() -> bool:
    """Whether pyspark is installed, with a Java that can run it."""
    from moneyloop.scan.engines.spark.java import check_java
    from moneyloop.scan.errors import ScanFailed

    try:
        check_java()
    except ScanFailed:
        return False
    return find_spec("pyspark") is not None


GROUPS = {
    "chromium": Group(
        lambda: which("chromium") is not None,
        "Chromium is not installed",
        "apt-get install chromium (Debian), or any Chromium on PATH as `chromium`",
    ),
    "small disk": Group(
        _can_mount,
        "a disk of a few megabytes cannot be mounted",
        "run as root on Linux, in a container with CAP_SYS_ADMIN",
    ),
    "ledgers": Group(
        SHARED_LEDGERS.is_dir,
        "the FinBench ledgers are not next to the checkout",
        "ln -s WHERE_THEY_ARE ../shared",
    ),
    "facts": Group(
        SHARED_FACTS.is_dir,
        "the researched facts are not next to the checkout",
        "ln -s WHERE_THEY_ARE ../shared",
    ),
    "spark": Group(
        _has_spark,
        "pyspark or a complete Java 17 or 21 is not installed",
        "apt-get install openjdk-17-jre-headless (Debian), pip install 'moneyloop[spark]'",
    ),
    "spark cluster": Group(
        _has_spark,
        "pyspark or a complete Java 17 or 21 is not installed",
        "apt-get install openjdk-17-jre-headless (Debian), pip install 'moneyloop[spark]'",
    ),
}
