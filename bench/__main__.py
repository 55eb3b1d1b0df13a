"""`make bench`. The work is in a module of its own, which processes can import."""

from __future__ import annotations

from bench.tables import main

main()
