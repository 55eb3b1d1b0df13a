"""The user of the private server, and its password: made once, kept in a file."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home
from moneyloop.graph.java import environment

USER = "neo4j"


def password(home: Home) -> str:
    """The password of the private server. Raises Neo4jUnavailable if its file cannot be read."""
    try:
        return home.password.read_text("ascii").strip()
    except OSError as error:
        raise Neo4jUnavailable(
            f"{home.password} cannot be read ({error.strerror}), and without it no one can log in. "
            f"Put it back, or move {home.root} away: the next start creates a new, empty server."
        ) from error


def ensure_password(home: Home, admin: Sequence[str]) -> None:
    """Sets a random password before the very first start; `admin` runs Neo4j's AdminTool.

    Raises Neo4jUnavailable.
    """
    if (home.data / "databases" / "system").exists():
        password(home)  # raises if its file is gone
        return
    home.data.mkdir(exist_ok=True)
    home.first_start.touch()
    initial = home.data / "dbms" / "auth.ini"
    # If the first starter was killed, its AdminTool may still be writing: only a whole line counts.
    is_set = initial.exists() and initial.read_text("utf-8").endswith("\n")
    if not (is_set and home.password.exists()):
        set_initial_password(home, home.conf, admin)


def set_initial_password(home: Home, conf: Path, admin: Sequence[str]) -> None:
    """Makes the password file if it is missing; sets the initial password of the data in `conf`.

    Raises Neo4jUnavailable.
    """
    if not home.password.exists():
        _write_random_password(home.password)
    result = subprocess.run(
        [*admin, "dbms", "set-initial-password", f"@{home.password}"],
        cwd=home.neo4j,
        env=environment(home, conf),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise Neo4jUnavailable(
            "the password of the private Neo4j could not be set:\n"
            f"{(result.stderr or result.stdout).strip()}"
        )


def _write_random_password(file: Path) -> None:
    import secrets

    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        # Hexadecimal, because AdminTool treats a leading dash as an option.
        stream.write(secrets.token_hex(16))
    unfinished.replace(file)
