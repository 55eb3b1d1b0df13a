"""The log of the private server."""

from __future__ import annotations

from moneyloop.graph.home import Home

LARGEST_BYTES = 10_000_000


def log_lines(home: Home, count: int) -> list[str]:
    """The last lines of the server's log, oldest first; empty if there is no log."""
    try:
        return home.log.read_text("utf-8", errors="replace").strip().splitlines()[-count:]
    except OSError:
        return []


def last_lines(home: Home, count: int = 5) -> str:
    """The last lines without Java's stack frames, indented for a message."""
    lines = [line for line in log_lines(home, 200) if not line.startswith("\t")]
    return "\n".join(f"  {line[:300]}" for line in lines[-count:])


def rotate_log(home: Home) -> None:
    """Moves a log that has grown too large out of the way."""
    if home.log.exists() and home.log.stat().st_size > LARGEST_BYTES:
        home.log.replace(home.log.with_suffix(".log.1"))
