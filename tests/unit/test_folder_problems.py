"""Every problem of a bad knowledge folder is reported with its file, line and column."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.folder.read import read_folder
from loader.folder.tables import OPTIONAL_TABLES, TABLES
from loader.records import parents
from tests.unit.folders import GOOD, problems_of, write

# Each case: a file, a text in it, what replaces that text, and the problems that this causes.
Case = tuple[str, str, str, list[str]]
CASES: dict[str, Case] = {
    # cells
    "an empty cell": (
        "firms",
        "nvidia,NVIDIA,",
        "nvidia,,",
        ["firms.csv:2:2 (name): is empty; a value is needed here"],
    ),
    "several empty cells": (
        "deals",
        "letter,invests-in,nvidia,openai",
        " ,,nvidia,",
        [
            "deals.csv:2:1 (id): is empty",
            "deals.csv:2:2 (type): is empty",
            "deals.csv:2:4 (payee): is empty",
        ],
    ),
    "an unknown kind of firm": (
        "firms",
        "Stargate,consortium",
        "Stargate,club",
        ["firms.csv:5:3 (kind): 'club' is not known here; write one of: company, vehicle, consort"],
    ),
    "an unknown type of deal": (
        "deals",
        "invests-in",
        "owns",
        ["deals.csv:2:2 (type): 'owns' is not known here; write one of: INVESTS_IN, LENDS_TO, GR"],
    ),
    "an unknown status": (
        "deals",
        ",announced,letter",
        ",planned,letter",
        ["deals.csv:2:11 (status): 'planned' is not known here; write one of: reported, announ"],
    ),
    "an unknown settlement": (
        "deals",
        "shares,cash",
        "shares,gold",
        ["deals.csv:3:13 (settlement): 'gold' is not known here; write one of: cash, credits, s"],
    ),
    "an unknown kind of source": (
        "sources",
        "Blog",
        "rumour",
        ["sources.csv:3:3 (kind): 'rumour' is not known here"],
    ),
    "a source without an address": (
        "sources",
        "http://example.com/blog",
        "ftp://example.com",
        [
            "sources.csv:3:2 (url): 'ftp://example.com' is not an address; it should begin with https://"
        ],
    ),
    "a day that does not exist": (
        "deals",
        "2025-09-22",
        "2025-09-31",
        ["deals.csv:2:6 (announced): '2025-09-31': there is no day 31 in 2025-09"],
    ),
    "a fiscal year": (
        "sources",
        "2025-10-30",
        "FY2025",
        ["sources.csv:2:6 (published): 'FY2025': a fiscal year needs the firm's year end"],
    ),
    "an amount without unit": (
        "statements",
        "up to $100bn",
        "$300",
        ["statements.csv:2:3 (amount): '$300': 300 what? write million or billion"],
    ),
    "an amount without currency": (
        "statements",
        "3000億,JPY",
        "3000億,",
        ["statements.csv:4:3 (amount): '3000億': which currency?"],
    ),
    "dollars that are euros": (
        "statements",
        "JPY,$2bn",
        "JPY,€2bn",
        ["statements.csv:4:5 (dollars): '€2bn': the text says EUR, the currency given is USD"],
    ),
    "an unknown currency, reported for both amounts that need it": (
        "statements",
        "3000億,JPY",
        "3000億,XXX",
        [
            "statements.csv:4:3 (amount): '3000億': unknown currency 'XXX'",
            "statements.csv:4:6 (ceiling): '4000億円': unknown currency 'XXX'",
        ],
    ),
    # firms
    "a firm twice": (
        "firms",
        "openai,OpenAI",
        "nvidia,OpenAI",
        [
            "aliases.csv:3:1 (firm): there is no firm 'openai'",
            "deals.csv:2:4 (payee): there is no firm 'openai'",
            "deals.csv:3:4 (payee): there is no firm 'openai'",
            "figures.csv:2:4 (about): there is no firm 'openai'",
            "figures.csv:4:4 (about): there is no firm 'openai'",
            "firms.csv:3:1 (id): firm 'nvidia' is already in line 2",
        ],
    ),
    "an alias that is another firm's name": (
        "aliases",
        "ChatGPT",
        "Nvidia",
        ["aliases.csv:3:2 (alias): 'Nvidia' already means 'nvidia', not 'openai'"],
    ),
    "an alias that is another firm's alias": (
        "aliases",
        "ChatGPT",
        "ｴﾇﾋﾞﾃﾞｨｱ",
        ["aliases.csv:3:2 (alias): 'ｴﾇﾋﾞﾃﾞｨｱ' already means 'nvidia', not 'openai'"],
    ),
    "a name that is another firm's id": (
        "firms",
        "softbank,SoftBank",
        "softbank,Open AI",
        ["firms.csv:4:2 (name): 'Open AI' already means 'openai', not 'softbank'"],
    ),
    "an alias of no firm": (
        "aliases",
        "openai,ChatGPT",
        "opnai,ChatGPT",
        ["aliases.csv:3:1 (firm): there is no firm 'opnai'; did you mean openai?"],
    ),
    "an unknown parent": (
        "firms",
        "GB,softbank",
        "GB,softbnk",
        ["firms.csv:6:5 (part_of): there is no firm 'softbnk'; did you mean softbank?"],
    ),
    "an unknown consortium": (
        "firms",
        "openai,OpenAI,company,US,,stargate",
        "openai,OpenAI,company,US,,a;stargate;b",
        [
            "firms.csv:3:6 (member_of): there is no firm 'a'; add it to firms.csv",
            "firms.csv:3:6 (member_of): there is no firm 'b'; add it to firms.csv",
        ],
    ),
    "a parent of itself": (
        "firms",
        "arm,Arm,company,GB,softbank",
        "arm,Arm,company,GB,arm",
        ["firms.csv:6:5 (part_of): a firm cannot be part of itself: arm -> arm"],
    ),
    "parents in a circle": (
        "firms",
        "softbank,SoftBank,company,JP,",
        "softbank,SoftBank,company,JP,arm",
        [
            "firms.csv:4:5 (part_of): a firm cannot be part of itself: softbank -> arm -> softbank",
            "firms.csv:6:5 (part_of): a firm cannot be part of itself: arm -> softbank -> arm",
        ],
    ),
    # deals
    "a deal twice": (
        "deals",
        "shares,INVESTS_IN",
        "letter,LENDS_TO",
        [
            "deals.csv:3:1 (id): deal 'letter' is already in line 2",
            "deals.csv:3:10 (supersedes): deal 'letter' supersedes itself",
            "figures.csv:3:5 (sums): there is no deal 'shares'",
            *[f"statements.csv:{line}:1 (deal): there is no deal 'shares'" for line in (4, 5, 6)],
        ],
    ),
    "a source twice": (
        "sources",
        "blog,http",
        "filing,http",
        [
            "sources.csv:3:1 (id): source 'filing' is already in line 2",
            "statements.csv:3:2 (source): there is no source 'blog'",
            *[
                f"statements.csv:{line}:2 (source): there is no source 'blog'"
                for line in (6, 8, 9, 10)
            ],
        ],
    ),
    "unknown parties": (
        "deals",
        "letter,invests-in,nvidia,openai",
        "letter,invests-in,nvida,zzz",
        [
            "deals.csv:2:3 (payer): there is no firm 'nvida'; did you mean nvidia?",
            "deals.csv:2:4 (payee): there is no firm 'zzz'; add it to firms.csv",
        ],
    ),
    "an unknown deal superseded": (
        "deals",
        ",letter,closed",
        ",lettre,closed",
        ["deals.csv:3:10 (supersedes): there is no deal 'lettre'; did you mean letter?"],
    ),
    "a deal that ends before it starts": (
        "deals",
        "2026Q2,2027",
        "2026Q2,2026-03-31",
        ["deals.csv:3:8 (ends): deal 'shares' ends before it starts"],
    ),
    "a deal ended before it was announced": (
        "deals",
        "2025-09-22,,,2026-02",
        "2025-09-22,,,2025-08",
        ["deals.csv:2:9 (ended): deal 'letter' ended before it was announced"],
    ),
    "a deal without a statement": (
        "deals",
        "shares,INVESTS_IN",
        "loan,LENDS_TO,nvidia,openai,,,,,,,closed,,,\nshares,INVESTS_IN",
        ["deals.csv:3:1 (id): no source states deal 'loan'; add a line to statements.csv"],
    ),
    # statements
    "a statement twice": (
        "statements",
        "letter,blog,100億ドル",
        "letter,filing,100億ドル",
        ["statements.csv:3:2 (source): 'filing' already states deal 'letter' in line 2; to "],
    ),
    "an unknown deal": (
        "statements",
        "letter,blog",
        "leter,blog",
        ["statements.csv:3:1 (deal): there is no deal 'leter'; did you mean letter?"],
    ),
    "an unknown source": (
        "statements",
        "letter,blog",
        "letter,xyz",
        ["statements.csv:3:2 (source): there is no source 'xyz'; add it to sources.csv"],
    ),
    "a statement twice, with the same locator": (
        "statements",
        "line 9",
        "line 3",
        ["statements.csv:9:2 (source): 'blog' already states figure 'all' in line 8; to state it"],
    ),
    "a statement twice, one without locator": (
        "statements",
        "$1.1 trillion,,,,,,line 9",
        "$1.1 trillion,,,,,,",
        ["statements.csv:9:2 (source): 'blog' already states figure 'all' in line 8; to state it"],
    ),
    "a statement of nothing": (
        "statements",
        "shares,filing,$5bn",
        ",filing,$5bn",
        ["statements.csv:5:1 (deal): is empty, and so is figure; one of them is needed"],
    ),
    "a statement of two things": (
        "statements",
        ",filing,-$207.9 million",
        "letter,filing,-$207.9 million",
        ["statements.csv:7:11 (figure): names a figure as well as a deal; give each its own line"],
    ),
    "an unknown figure": (
        "statements",
        ",,boom",
        ",,bom",
        [
            "figures.csv:4:1 (id): no source states figure 'boom'; add a line to statements.csv",
            "statements.csv:10:11 (figure): there is no figure 'bom'; did you mean boom?",
        ],
    ),
    "a deal below zero": (
        "statements",
        "shares,filing,$5bn a year",
        "shares,filing,-$5bn a year",
        ["statements.csv:5:3 (amount): '-$5bn a year': an amount cannot be negative; swap payer"],
    ),
    "a bound below zero": (
        "statements",
        "-$207.9 million",
        "up to -$207.9 million",
        ["statements.csv:7:3 (amount): 'up to -$207.9 million': a negative amount is one plain"],
    ),
    # shipped
    "an unknown record": (
        "shipped",
        "deal,letter",
        "figure,letter",
        ["shipped.csv:3:2 (id): there is no such figure in this folder; remove the line"],
    ),
    "an unknown kind of record": (
        "shipped",
        "deal,letter",
        "alias,letter",
        ["shipped.csv:3:1 (kind): 'alias' is not known here; write one of: firm, source, deal"],
    ),
    "a statement that does not exist": (
        "shipped",
        "total,2",
        "total,3",
        ["shipped.csv:4:2 (id): there is no such statement in this folder"],
    ),
    "a statement without its source": (
        "shipped",
        "all,blog",
        "all,",
        ["shipped.csv:4:3 (source): is empty; a value is needed here"],
    ),
    "a statement of another measure": (
        "shipped",
        "filing,year",
        "filing,day",
        [
            "shipped.csv:5:4 (per): 'day' is not known here; write one of: total, year, quarter, "
            "month"
        ],
    ),
    "a number that is not an ordinal": (
        "shipped",
        "total,2",
        "total,²",
        ["shipped.csv:4:5 (nth): '²' is not an ordinal; write 1, 2, 3"],
    ),
    # figures
    "a figure twice": (
        "figures",
        "boom,cap",
        "all,cap",
        [
            "figures.csv:4:1 (id): figure 'all' is already in line 3",
            "statements.csv:10:11 (figure): there is no figure 'boom'",
        ],
    ),
    "a figure with the id of a deal": (
        "figures",
        "boom,cap",
        "letter,cap",
        [
            "figures.csv:4:1 (id): 'letter' is already a deal, in line 2 of deals.csv; a figure",
            "figures.csv:4:1 (id): no source states figure 'letter'",
            "statements.csv:10:11 (figure): there is no figure 'boom'",
        ],
    ),
    "an unknown kind of figure": (
        "figures",
        "run-rate",
        "guess",
        ["figures.csv:4:3 (kind): 'guess' is not known here; write one of: actual, run_rate, fore"],
    ),
    "a figure of unknown firms": (
        "figures",
        "nvidia; openai",
        "nvida;x",
        [
            "figures.csv:4:4 (about): there is no firm 'nvida'; did you mean nvidia?",
            "figures.csv:4:4 (about): there is no firm 'x'; add it to firms.csv",
        ],
    ),
    "a total of an unknown deal": (
        "figures",
        "letter;shares",
        "letter;loss",
        ["figures.csv:3:5 (sums): there is no deal 'loss'; add it to deals.csv"],
    ),
    "a figure that ends before it starts": (
        "figures",
        "2026-02,2026-04-30",
        "2026-02,2026-01",
        ["figures.csv:2:8 (ends): figure 'loss' ends before it starts"],
    ),
    "a figure without a statement": (
        "figures",
        "boom,cap",
        "other,sales,plan,,,,,,\nboom,cap",
        ["figures.csv:4:1 (id): no source states figure 'other'; add a line to statements.csv"],
    ),
    "a ceiling in another currency": (
        "statements",
        "letter,filing,up to $100bn,,,",
        "letter,filing,$100bn,,,900億円",
        ["statements.csv:2:6 (ceiling): is in a different currency from the amount"],
    ),
    "a ceiling below the amount": (
        "statements",
        "4000億円",
        "400億円",
        ["statements.csv:4:6 (ceiling): is below the amount"],
    ),
    "two ceilings": (
        "statements",
        "up to $100bn,,,",
        "up to $100bn,,,$200bn",
        ["statements.csv:2:6 (ceiling): the amount already has a ceiling ('up to')"],
    ),
    "a ceiling of another measure": (
        "statements",
        "4000億円",
        "4000億円 a year",
        [
            "statements.csv:4:6 (ceiling): is for the year, but the rest of the line is "
            "for the total"
        ],
    ),
    "dollars of another measure": (
        "statements",
        "JPY,$2bn",
        "JPY,$2bn a year",
        [
            "statements.csv:4:5 (dollars): is for the year, but the rest of the line is "
            "for the total"
        ],
    ),
    "dollars twice": (
        "statements",
        "up to $100bn,,,",
        "$100bn,,$100bn,",
        ["statements.csv:2:5 (dollars): the amount is already in dollars"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_problem_has_file_line_and_column(tmp_path: Path, case: str) -> None:
    file, old, new, expected = CASES[case]
    assert GOOD[file].count(old) == 1
    problems = problems_of(write(tmp_path, GOOD | {file: GOOD[file].replace(old, new)}))
    assert len(problems) == len(expected)
    for problem, start in zip(problems, expected, strict=True):
        assert problem.startswith(start)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2025-09-22,,,2026-02", "2025-09-22,,,2025-09"),
        ("2026Q2,2027", "2026,2026-01"),
        ("2026Q2,2027", "2026-05-05,2026-05-05"),
    ],
)
def test_dates_that_may_be_in_order_are_valid(tmp_path: Path, old: str, new: str) -> None:
    assert GOOD["deals"].count(old) == 1
    read_folder(write(tmp_path, GOOD | {"deals": GOOD["deals"].replace(old, new)}))


@pytest.mark.parametrize(
    ("firms", "expected"),
    [
        # Not a typing error: names that differ in a digit mean different things.
        ("H100 H200", "there is no firm 'H300'; add it to firms.csv"),
        ("H30 H30O", "there is no firm 'H300'; add it to firms.csv"),
    ],
)
def test_names_that_differ_in_a_digit_are_never_near(
    tmp_path: Path, firms: str, expected: str
) -> None:
    lines = "".join(f"{firm},{firm},company,,,,\n" for firm in firms.split())
    changed = {
        "firms": GOOD["firms"] + lines,
        "aliases": GOOD["aliases"] + "H300,x\n",
    }
    assert problems_of(write(tmp_path, GOOD | changed)) == [f"aliases.csv:4:1 (firm): {expected}"]


def test_problems_of_all_files_are_reported_together_in_order(tmp_path: Path) -> None:
    changed = {
        "firms": GOOD["firms"].replace("company,US,,,", "firm,US,,,", 1) + "x\n",
        "aliases": "firm\nx\n",
        "sources": GOOD["sources"].replace("filing,A", "paper,A"),
        "statements": "",
        "deals": GOOD["deals"].replace("2025-09-22", "soon").replace("cash", "gold"),
    }
    folder = write(tmp_path, GOOD | changed)
    (folder / "statements.csv").unlink()
    places = [problem.split(": ")[0] for problem in problems_of(folder)]
    assert places == [
        "aliases.csv:1",
        "deals.csv:2:6 (announced)",
        "deals.csv:3:13 (settlement)",
        "firms.csv:2:3 (kind)",
        "firms.csv:7",
        "sources.csv:2:3 (kind)",
        "statements.csv",
    ]


def test_problems_of_cells_and_of_references_are_reported_together(tmp_path: Path) -> None:
    """But not problems that only follow from a cell that could not be read."""
    files = dict(GOOD)
    files["deals"] = GOOD["deals"].replace("nvidia,openai,,2025", "nvidja,openai,,2O25")
    files["statements"] = GOOD["statements"].replace("$5bn a year", "$5bn a yeer")
    problems = problems_of(write(tmp_path, files))
    assert [problem.split(":")[0] for problem in problems] == [
        "deals.csv",
        "deals.csv",
        "statements.csv",
    ]
    assert "there is no firm 'nvidja'" in problems[0]
    assert "2O25" in problems[1]
    assert "cannot read 'a yeer'" in problems[2]


def test_lines_are_counted_as_in_an_editor(tmp_path: Path) -> None:
    text = GOOD["firms"].replace(",chips\n", ',"a note\r\nof two\nlines"\n')
    text = "\ufeff" + text.replace("Stargate,consortium", "Stargate,club")
    assert [problem[:20] for problem in problems_of(write(tmp_path, GOOD | {"firms": text}))] == [
        "firms.csv:2:7 (note)",
        "firms.csv:7:3 (kind)",
    ]


def test_an_empty_folder_lists_the_files_it_needs(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == [
        f"{name}.csv: there is no such file; a knowledge folder needs it"
        for name in sorted(TABLES)
        if name not in OPTIONAL_TABLES
    ]


@given(st.dictionaries(st.sampled_from("abcde"), st.sampled_from("abcdex")))
def test_the_chain_of_parents_ends(part_of: dict[str, str]) -> None:
    lines = [f"{firm},{firm},company,,{part_of.get(firm, '')},,\n" for firm in "abcde"]
    text = GOOD["firms"].split("\n")[0] + "\n" + "".join(lines)
    empty = {name: GOOD[name].split("\n")[0] + "\n" for name in TABLES}
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), empty | {"firms": text})
        in_circle = set()
        for firm in part_of:
            seen, at = [], firm
            while at in part_of and at not in seen:
                seen.append(at)
                at = part_of[at]
            if at in seen:
                in_circle.add(firm)
        unknown = {firm for firm, parent in part_of.items() if parent == "x"}
        if in_circle or unknown:
            reported = {int(problem.split(":")[1]) for problem in problems_of(Path(folder))}
            assert reported == {"abcde".index(firm) + 2 for firm in in_circle | unknown}
        else:
            firms = {one.id: one for one in read_folder(Path(folder)).firms}
            for one in firms.values():
                above = [one.part_of, *parents(firms[one.part_of], firms)] if one.part_of else []
                assert parents(one, firms) == above
