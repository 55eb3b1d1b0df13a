"""`make bench`. The work is in a module of its own, so that child processes can import it."""

from __future__ import annotations

from bench.reports import main

main()
