"""Problems with dates, terms and successors of deals in a folder: all at once, with their place."""

from __future__ import annotations

from pathlib import Path

from tests.unit.folders import GOOD, problems_of, write

HEADER = "id,type,payer,payee,status,announced,signed,closed,starts,ends,term,ended,supersedes\n"


def wrong_deals(tmp_path: Path, *lines: str) -> list[str]:
    """The problems of a folder with these deals after its own ones."""
    own = "letter,INVESTS_IN,nvidia,openai,announced,2025-09-22,,,,,,,\n"
    own += "shares,INVESTS_IN,nvidia,openai,closed,2026-02,,,,,,,letter\n"
    names = [line.partition(",")[0] for line in lines]
    files = GOOD | {
        "deals": HEADER + own + "".join(f"{line}\n" for line in lines),
        "sources": GOOD["sources"] + "undated,https://example.com/u,news,,,,\n",
        "statements": GOOD["statements"] + "".join(f"{name},undated,,,,,,,,,\n" for name in names),
    }
    return problems_of(write(tmp_path, files))


def test_every_date_that_cannot_be_is_reported_at_once(tmp_path: Path) -> None:
    """Ten years from 2026 end between 2035-12-31 and 2036-12-30: in 2036, but not in 2034."""
    assert wrong_deals(
        tmp_path,
        "d1,BUYS_FROM,openai,nvidia,announced,2025-05,2025-05,2025-04,,,,,",
        "d2,BUYS_FROM,openai,nvidia,closed,2025-05,2025-08,2025-07,2026,2034,ten years,2025-06,",
        "d3,BUYS_FROM,openai,nvidia,signed,2025-05,2025-05,,2026,2036,10 years,,",
        "d4,BUYS_FROM,openai,nvidia,signed,2025-05,,,,,90 days,,",
    ) == [
        "deals.csv:4:7 (signed): deal 'd1' has a date here, but its status is announced; correct "
        "the status to signed, or leave the date out",
        "deals.csv:4:8 (closed): deal 'd1' has a date here, but its status is announced; correct "
        "the status to closed, or leave the date out",
        "deals.csv:4:8 (closed): deal 'd1' was closed before it was announced (2025-04, announced "
        "2025-05); correct one of the two dates",
        "deals.csv:4:8 (closed): deal 'd1' was closed before it was signed (2025-04, signed "
        "2025-05); correct one of the two dates",
        "deals.csv:5:8 (closed): deal 'd2' was closed before it was signed (2025-07, signed "
        "2025-08); correct one of the two dates",
        "deals.csv:5:11 (term): deal 'd2' starts 2026, so 10 years end between 2035-12-31 and "
        "2036-12-30, and not 2034; correct one of them, or leave out the one that no source states",
        "deals.csv:5:12 (ended): deal 'd2' ended before it was closed (2025-06, closed 2025-07); "
        "correct one of the two dates",
        "deals.csv:5:12 (ended): deal 'd2' ended before it was signed (2025-06, signed 2025-08); "
        "correct one of the two dates",
        "deals.csv:7:11 (term): '90 days': a term has whole months; for days or weeks, give starts "
        "and ends",
    ]


def test_every_successor_that_cannot_be_is_reported_at_once(tmp_path: Path) -> None:
    assert wrong_deals(
        tmp_path,
        "d1,INVESTS_IN,nvidia,openai,signed,2025-08,,,,,,,letter",
        "d2,INVESTS_IN,nvidia,openai,signed,,,,,,,,letter",
        "d3,INVESTS_IN,nvidia,openai,signed,2026,,,,,,,d4",
        "d4,INVESTS_IN,nvidia,openai,signed,2026,,,,,,,d3",
        "d5,INVESTS_IN,nvidia,openai,signed,2025-09,,,,,,,letter",
    ) == [
        "deals.csv:4:13 (supersedes): deal 'd1' is of 2025-08-31 at the latest, and 'letter', "
        "which it supersedes, of 2025-09-22 at the earliest; correct one of the dates, or swap the "
        "two deals",
        "deals.csv:5:13 (supersedes): deal 'd2' has no date, so it is not known when 'letter' "
        "ended; fill in announced, or published of a source that states it",
        "deals.csv:6:13 (supersedes): deals cannot supersede each other in a circle: d3 -> d4 -> "
        "d3; remove one of them from the column supersedes",
    ]
