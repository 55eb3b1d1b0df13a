"""Claims in a knowledge folder, and the checks that they can name."""

from __future__ import annotations

from pathlib import Path

import pytest

from loader.folder.read import read_folder
from moneyloop.graph.queries import CYPHER, names_in
from tests.unit.folders import GOOD, problems_of, write

HEADER, OPINION = GOOD["claims"].splitlines()

CLAIMS = f"""{HEADER}
c1,blog,line 3,NVIDIA invests 10 billion dollars,amount,,letter,,
c2,blog,,the letter is of September 2025,Date,2025-09,letter,,
c3,blog,,there are a letter and shares,fact,,letter; shares,boom,
c4,blog,,the same money goes round,structure,,,,money_goes_round
{OPINION}
"""


def test_the_claims_of_a_good_folder(tmp_path: Path) -> None:
    knowledge = read_folder(write(tmp_path, GOOD | {"claims": CLAIMS}))
    amount, day, fact, structure, opinion = knowledge.claims
    assert (amount.source, amount.locator, amount.deals) == ("blog", "line 3", ("letter",))
    assert (day.kind, day.date and day.date.precision) == ("date", "month")
    assert (fact.deals, fact.figures) == (("letter", "shares"), ("boom",))
    assert (structure.check, opinion.check) == ("money_goes_round", None)


WRONG = {
    "c,blog,line 3,text,amount,,,,": "claims.csv:2:7 (deals): is empty, and so is figures",
    "c,blog,line 4,text,amount,,letter,,": "claims.csv:2:3 (locator): 'blog' states nothing there",
    "c,blog,,text,date,,letter,,": "claims.csv:2:6 (date): is empty",
    "c,blog,,text,date,2025,,,": "claims.csv:2:7 (deals): is empty",
    "c,blog,,text,fact,2025,letter,,": "claims.csv:2:6 (date): is given",
    "c,blog,,text,structure,,,,": "claims.csv:2:9 (check): is empty",
    "c,blog,,text,structure,,,,money_goes_rond": "did you mean money_goes_round?",
    "c,blog,,text,opinion,,,,all_fall": "a claim of kind opinion has no check",
    "c,blag,,text,opinion,,,,": "there is no source 'blag'; did you mean blog?",
    "c,blog,,text,fact,,leter,,": "there is no deal 'leter'; did you mean letter?",
    "c,blog,,text,fact,,,bom,": "there is no figure 'bom'",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_a_claim_needs(tmp_path: Path, line: str) -> None:
    folder = write(tmp_path, GOOD | {"claims": f"{HEADER}\n{line}\n"})
    assert any(WRONG[line] in problem for problem in problems_of(folder))


def test_a_claim_with_an_unreadable_date_has_one_problem(tmp_path: Path) -> None:
    line = "c,blog,,text,date,next year,letter,,"
    assert len(problems_of(write(tmp_path, GOOD | {"claims": f"{HEADER}\n{line}\n"}))) == 1


def test_figures_that_supersede_others(tmp_path: Path) -> None:
    header, loss, total, boom = GOOD["figures"].splitlines()
    lines = [f"{header},supersedes", f"{loss},boom", f"{total},loss", f"{boom},"]
    knowledge = read_folder(write(tmp_path, GOOD | {"figures": "\n".join(lines) + "\n"}))
    assert [figure.supersedes for figure in knowledge.figures] == [("boom",), ("loss",), ()]
    lines[3] = f"{boom},all"
    folder = write(tmp_path, GOOD | {"figures": "\n".join(lines) + "\n"})
    assert any("figures supersede each other" in problem for problem in problems_of(folder))
    lines[3] = f"{boom},boom"
    folder = write(tmp_path, GOOD | {"figures": "\n".join(lines) + "\n"})
    assert any("'boom' supersedes itself" in problem for problem in problems_of(folder))


def test_the_report_runs_every_check() -> None:
    """A check is a fragment, and the report has to name each."""
    text = (CYPHER / "reports" / "evidence" / "claims.cypher").read_text("utf-8")
    for name in names_in("claims"):
        assert f"WHEN '{name}' THEN {name}(claim)" in text
