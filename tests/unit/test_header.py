"""The header of a report file: what is read, and what is told with its line."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.report.header import SIMPLE_TYPES, TODAY, BadReport, Report, Type, read_report


def read(folder: Path, text: str) -> Report:
    topic = folder / "round_trips"
    topic.mkdir(exist_ok=True)
    file = topic / "time_ordered.cypher"
    file.write_text(text, "utf-8")
    return read_report(file)


def problems(folder: Path, text: str) -> list[tuple[int, str]]:
    """The line of every problem, and what is wrong there."""
    with pytest.raises(BadReport) as caught:
        read(folder, text)
    found = []
    for problem in str(caught.value).split("\n"):
        file, line, message = problem.split(":", 2)
        assert Path(file).name == "time_ordered.cypher"
        found.append((int(line), message.strip()))
    return found


def one_parameter(declaration: str, body: str = "RETURN $x") -> str:
    return f"// Title\n//\n// param {declaration}\nCYPHER 25\n{body}\n"


WHOLE = """\
// Chains in order of time
//
// First paragraph,
// two lines of it.
//
// Second paragraph.
//
// param as_of    date = today -- count only deals that stood on this day
//param firms list of firm=[] --   show only these
// param start date
CYPHER 25
// param hops int = 3 -- below the header this is a comment
RETURN $as_of, $firms, $start
"""


def test_a_report_is_what_its_header_says(tmp_path: Path) -> None:
    report = read(tmp_path, WHOLE)
    assert (report.name, report.topic) == ("time-ordered", "round trips")
    assert report.title == "Chains in order of time"
    assert report.description == "First paragraph,\ntwo lines of it.\n\nSecond paragraph."
    assert report.text == WHOLE[WHOLE.index("CYPHER 25") :].rstrip()
    assert [
        (one.name, str(one.type), one.default, one.needed, one.help) for one in report.parameters
    ] == [
        ("as_of", "date", TODAY, False, "count only deals that stood on this day"),
        ("firms", "list of firm", [], False, "show only these"),
        ("start", "date", None, True, ""),
    ]


def test_a_title_alone_is_enough(tmp_path: Path) -> None:
    report = read(tmp_path, "// T\nCYPHER 25\nRETURN 1\n")
    assert (report.title, report.description, report.parameters) == ("T", "", ())


@pytest.mark.parametrize("change", ["\r\n", "\ufeff"])
def test_how_an_editor_saved_the_file_does_not_matter(tmp_path: Path, change: str) -> None:
    text = WHOLE.replace("\n", change) if change == "\r\n" else change + WHOLE
    (tmp_path / "other.cypher").write_bytes(text.encode())
    assert read_report(tmp_path / "other.cypher").text == read(tmp_path, WHOLE).text


DEFAULTS: list[tuple[str, Type, Any]] = [
    ("text = abc", Type("text"), "abc"),
    ('text = ""', Type("text"), ""),
    ("int = -3", Type("int"), -3),
    ("int(2..8) = 8", Type("int", between=(2, 8)), 8),
    ("float = 0.2", Type("float"), 0.2),
    ("float = 1", Type("float"), 1),
    ("bool = false", Type("bool"), False),
    ("date = today", Type("date"), TODAY),
    ("date = 2025-10-19", Type("date"), "2025-10-19"),
    ("usd = 10000000000", Type("usd"), 10**10),
    ("firm = nvidia", Type("firm"), "nvidia"),
    ("source = article-ja", Type("source"), "article-ja"),
    ("choice(low|headline|high) = low", Type("choice", choices=("low", "headline", "high")), "low"),
    ("choice(a | b) = b", Type("choice", choices=("a", "b")), "b"),
    ("list = []", Type("text", is_list=True), []),
    ('list = ["a", "b"]', Type("text", is_list=True), ["a", "b"]),
    ("list of int = [1, 2]", Type("int", is_list=True), [1, 2]),
    ("list  of  source = []", Type("source", is_list=True), []),
    ('list of choice(a|b) = ["b"]', Type("choice", is_list=True, choices=("a", "b")), ["b"]),
]


@pytest.mark.parametrize(("declared", "kind", "default"), DEFAULTS)
def test_types_and_defaults(tmp_path: Path, declared: str, kind: Type, default: Any) -> None:
    for end, told in (("", ""), (" -- some help -- indeed", "some help -- indeed")):
        [parameter] = read(tmp_path, one_parameter(f"x {declared}{end}")).parameters
        assert (parameter.type, parameter.default, parameter.help) == (kind, default, told)
        assert not parameter.needed


@pytest.mark.parametrize("is_list", [False, True])
@pytest.mark.parametrize("name", [*SIMPLE_TYPES, "choice"])
def test_every_type_can_be_written_and_read(tmp_path: Path, name: str, is_list: bool) -> None:
    kind = Type(name, is_list, ("one", "two") if name == "choice" else ())
    [parameter] = read(tmp_path, one_parameter(f"x {kind}")).parameters
    assert (parameter.type, parameter.needed) == (kind, True)


BAD_PARAMETERS = {
    "x": "a parameter is declared like",
    "x int 4": "a parameter is declared like",
    "x int = 4, the number of hops": "default '4, the number of hops' is no int",
    "x number": "'number' is no type",
    "x int(2..8) = 9": "the default '9' is no int(2..8)",
    "x listtext": "'listtext' is no type",
    "x list of number": "'list of number' is no type",
    "x choice": "'choice' is no type",
    "x int = four": "default 'four' is no int",
    "x int = 2.5": "default '2.5' is no int",
    "x int = true": "default 'true' is no int",
    "x float = x": "default 'x' is no float",
    "x bool = 1": "default '1' is no bool",
    "x bool = yes": "default 'yes' is no bool",
    "x date = 2025": "default '2025' is no date",
    "x date = 2025-02-30": "default '2025-02-30' is no date",
    "x date = 20250219": "default '20250219' is no date",
    "x usd = $10B": "default '$10B' is no usd",
    "x text = 4": "default '4' is no text",
    "x text = null": "default 'null' is no text",
    "x choice(a|b) = c": "default 'c' is no choice(a|b)",
    "x list = a": "default 'a' is no list of text",
    "x list of int = 4": "default '4' is no list of int",
    "x list of int = [1, a]": "default '[1, a]' is no list of int",
    'x list of choice(a|b) = ["a", "c"]': "is no list of choice(a|b)",
    "X int = 4": "'X' can be no option",
    "_x int = 4": "'_x' can be no option",
    "1st int = 4": "'1st' can be no option",
    "format text": "'format' can be no option",
}


@pytest.mark.parametrize("declaration", BAD_PARAMETERS)
def test_a_bad_parameter_is_told_with_its_line(tmp_path: Path, declaration: str) -> None:
    name = declaration.split(maxsplit=1)[0]
    told = problems(tmp_path, one_parameter(declaration, f"RETURN ${name}"))
    assert told[0] == (3, told[0][1])
    assert BAD_PARAMETERS[declaration] in told[0][1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "the first line should be the title"), (1, "should be: CYPHER 25")]),
        ("CYPHER 25\nRETURN 1\n", [(1, "the first line should be the title")]),
        ("//\n// More\nCYPHER 25\nRETURN 1\n", [(1, "the first line should be the title")]),
        ("// T\nMATCH (n) RETURN n\n", [(2, "the line after the header should be: CYPHER 25")]),
        ("// T\n\nCYPHER 25\nRETURN 1\n", [(2, "the line after the header should be")]),
        ("// T\nCYPHER 5\nRETURN 1\n", [(2, "the line after the header should be")]),
        ("// T", [(2, "the line after the header should be")]),
    ],
)
def test_title_and_language_are_needed(
    tmp_path: Path, text: str, expected: list[tuple[int, str]]
) -> None:
    told = problems(tmp_path, text)
    assert [line for line, _ in told] == [line for line, _ in expected]
    assert all(part in message for (_, message), (_, part) in zip(told, expected, strict=True))


def test_all_problems_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    told = problems(
        tmp_path,
        "//\n"
        "// param unused int = 1\n"
        "// param twice int = 1\n"
        "// Words\u2028 that are one line to an editor\n"
        "// param wrong number = 1\n"
        "// param twice int = 2\n"
        "MATCH (n)\n"
        "\n"
        "WHERE n.x = $undeclared\n"
        "RETURN n, $twice, $undeclared, $another\n",
    )
    assert told == [
        (1, "the first line should be the title: // What the report finds"),
        (7, "the line after the header should be: CYPHER 25"),
        (
            5,
            "'number' is no type; there are text, int, float, bool, date, usd, firm, source, "
            "deal, figure, int(2..8), choice(a|b) and list of …",
        ),
        (6, "parameter 'twice' is declared twice"),
        (9, "$undeclared is used but not declared in the header"),
        (10, "$another is used but not declared in the header"),
        (2, "parameter 'unused' is declared but not used"),
    ]


NOT_CODE = [
    "'costs $x'",
    '"costs $x"',
    r"'it\'s $x'",
    r'"say \"$x\""',
    "'a\n$x'",
    "`$x`",
    "`a``$x`",
    "1 // $x",
    "1 /* $x\n $x */",
    "'//' + \"/*\" // $x */",
    "'`' + '' // `$x",
]


@pytest.mark.parametrize("expression", NOT_CODE)
def test_a_dollar_sign_in_no_code_is_no_parameter(tmp_path: Path, expression: str) -> None:
    read(tmp_path, f"// T\nCYPHER 25\nRETURN {expression}\n")
    told = problems(tmp_path, one_parameter("x int = 1", f"RETURN {expression}\n"))
    assert told == [(3, "parameter 'x' is declared but not used")]


@pytest.mark.parametrize("expression", NOT_CODE)
def test_code_after_no_code_is_code_again(tmp_path: Path, expression: str) -> None:
    text = f"// T\nCYPHER 25\nRETURN {expression}\n, $x\n"
    assert problems(tmp_path, text) == [
        (text.count("\n"), "$x is used but not declared in the header")
    ]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "odd.cypher"
    with pytest.raises(BadReport, match=r"odd\.cypher: cannot be read"):
        read_report(file)
    file.write_bytes(b"// Title\nCYPHER 25\nRETURN '\xff'\n")
    with pytest.raises(BadReport, match="cannot be read as UTF-8"):
        read_report(file)


@given(
    st.lists(st.sampled_from("abcd"), unique=True), st.lists(st.sampled_from("abcd"), max_size=6)
)
def test_declared_and_used_parameters_must_be_the_same(
    tmp_path_factory: pytest.TempPathFactory, declared: list[str], used: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("report")
    header = "".join(f"// param {name} int = 1\n" for name in declared)
    text = f"// T\n{header}CYPHER 25\n" + "".join(f"RETURN ${name}\n" for name in used)
    if set(declared) == set(used):
        assert [one.name for one in read(folder, text).parameters] == declared
        return
    lines = text.split("\n")
    wrong = [lines.index(f"RETURN ${name}") + 1 for name in set(used) - set(declared)]
    wrong += [lines.index(f"// param {name} int = 1") + 1 for name in set(declared) - set(used)]
    told = problems(folder, text)
    assert sorted(line for line, _ in told) == sorted(wrong)
    assert all(re.search(r"not (used|declared)", message) for _, message in told)
