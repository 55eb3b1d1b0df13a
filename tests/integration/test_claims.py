"""Claims: loaded, exported, removed, and checked against the evidence of a day."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

from loader.folder.export import tables_of, write_folder
from loader.folder.read import SHIPPED, read_folder
from loader.store.counts import Count
from loader.store.remove import remove
from loader.store.write import load
from moneyloop.graph.connection import Graph
from tests.integration.graphs import ask, everything

SECOND_ARTICLE = Path(__file__).parent.parent / "second_article"

VERDICTS = {
    "p01": ("confirmed", None),  # 10 against 10.2 in the filing: within 10 %
    "p02": ("off by a factor", 10.0),  # 3 against 30
    "p03": ("confirmed", None),  # 2026-03-18 is in March
    "p04": ("contradicted", None),  # 2026-01-15 is not in May
    "p05": ("confirmed", None),  # the filing has this order, too
    "p06": ("contradicted", None),  # 50 against 20
    "p07": ("superseded", None),  # the letter ended on 2026-03-01
    "p08": ("confirmed", None),  # 96 against 100
    "p09": ("confirmed", None),  # Alpha funds Beta and sells to it
    "p10": ("contradicted", None),  # the 20 of Gamma are new, of 33.2 in all
}
"""Five of the ten claims of the second article are wrong."""


def verdicts(graph: Graph, **options: Any) -> dict[str, tuple[str, float | None]]:
    return {
        row["claim"]: (row["verdict"], row["factor"]) for row in ask(graph, "claims", **options)
    }


def test_a_second_article_is_checked_with_one_command(moneyloop: Any, empty: Graph) -> None:
    """The paper is newer than the agency, so its 3 is what reports add up for Beta.

    Paid out beyond what is taken in: nothing by Alpha (10.2 - 23) and Beta (3 - 10.2), 20 by Gamma.
    """
    assert moneyloop("load", str(SECOND_ARTICLE)).returncode == 0
    done = moneyloop("report", "claims", "--sources", "paper", "--format", "csv")
    rows = {row["claim"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    found = {
        id_: (row["verdict"], float(row["factor"]) if row["factor"] else None)
        for id_, row in rows.items()
    }
    assert found == VERDICTS
    assert rows["p02"]["why"] == "agency states $30B"
    assert rows["p04"]["why"] == "beta-alpha-chips was announced on 2026-01-15"
    assert rows["p07"]["why"] == "alpha-beta-letter ended on 2026-03-01"
    assert rows["p10"]["why"] == ("of $33.2B announced, $20B has to come from outside these deals")


def test_only_what_was_published_by_the_day_counts(empty: Graph) -> None:
    """Before June 2026 the paper claims nothing."""
    load(empty, read_folder(SECOND_ARTICLE), shipped=False)
    assert verdicts(empty, as_of=date(2026, 5, 31)) == {}
    assert verdicts(empty, as_of=date(2026, 6, 1)) == VERDICTS


def test_claims_are_exported_and_loaded_again(empty: Graph, tmp_path: Path) -> None:
    receipt = load(empty, read_folder(SECOND_ARTICLE), shipped=False)
    assert receipt.claims == Count(new=10)
    before = everything(empty)
    write_folder(tmp_path, tables_of(empty))
    empty.command("MATCH (n) DETACH DELETE n")
    load(empty, read_folder(tmp_path), shipped=False)
    assert everything(empty) == before
    again = load(empty, read_folder(tmp_path), shipped=False)
    assert (again.written, again.claims) == (0, Count(unchanged=10))


def test_the_claims_about_a_deal_go_with_it(empty: Graph) -> None:
    load(empty, read_folder(SECOND_ARTICLE), shipped=False)
    remove(empty, ["gamma-alpha-chips"], keep=True)
    assert verdicts(empty).keys() == VERDICTS.keys() - {"p05", "p06"}
    # Alpha pays out 10.2 and takes in 3: 7.2 of 13.2 is new.
    assert verdicts(empty)["p10"] == VERDICTS["p10"]


def test_the_article_then_and_now(shipped: Graph) -> None:
    """Then the letter of NVIDIA, Stargate and the record of Oracle were news; now they are over.

    Of its eight slips six are off by a factor of ten today; two deals have ended since.
    """
    now = verdicts(shipped, as_of=date(2026, 11, 26))
    then = verdicts(shipped, as_of=date(2025, 10, 19))
    assert len(now) == len(read_folder(SHIPPED).claims) == 66
    slips = {"07", "15", "22", "26", "29", "56"}
    assert {id_ for id_, verdict in now.items() if verdict == ("off by a factor", 10.0)} == {
        f"article-{slip}" for slip in slips
    }
    for number, earlier in {
        "14": ("contradicted", None),  # Stargate was announced in January, not in September
        "20": ("off by a factor", 10.0),  # the letter of NVIDIA
        "30": ("off by a factor", 10.0),  # the shares of NVIDIA that SoftBank has sold since
        "48": ("confirmed", None),  # the record of Oracle
    }.items():
        assert then[f"article-{number}"] == earlier
        assert now[f"article-{number}"] == ("superseded", earlier[1])
