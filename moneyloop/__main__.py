"""The program `moneyloop`: it handles signals before anything large is imported."""

from __future__ import annotations

from moneyloop import signals


def main() -> None:
    """Runs a command and exits; see `cli.py`."""
    signals.end_at_once()
    from cli import main as run

    run()


if __name__ == "__main__":
    main()
