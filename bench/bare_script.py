"""The shortest script that runs a report: the driver, the query of the file, its parameters."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from neo4j import GraphDatabase

FILE = Path(__file__).parent.parent / "cypher" / "reports" / "round_trips" / "direct.cypher"
STATUSES = ["reported", "announced", "signed", "closed", "contingent"]

if __name__ == "__main__":
    address, password = sys.argv[1], Path(sys.argv[2]).read_text("utf-8").strip()
    parameters = {
        "as_of": date(2026, 11, 22),
        "statuses": STATUSES,
        "sources": [],
        "firms": [],
        "min_usd": 0,
        "amount": "headline",
        "secondary": False,
        "by": "firm",
    }
    with GraphDatabase.driver(address, auth=("neo4j", password)) as driver:
        result = driver.execute_query(FILE.read_text("utf-8"), parameters, database_="neo4j")
    for record in result.records:
        print(*record.values(), sep=",")
