"""The shortest script that runs a report: the driver, a file with the query, its parameters."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from neo4j import GraphDatabase

STATUSES = ["reported", "announced", "signed", "closed", "contingent"]

if __name__ == "__main__":
    address, password = sys.argv[1], Path(sys.argv[2]).read_text("utf-8").strip()
    query = Path(sys.argv[3]).read_text("utf-8")
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
        result = driver.execute_query(query, parameters, database_="neo4j")
    for record in result.records:
        print(*record.values(), sep=",")
