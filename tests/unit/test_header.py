"""The header of a report file: what is read, and which errors are reported with their lines."""

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
    """The line of every error, and its message."""
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
// param as_of    date = today -- include only deals in force on this date
//param firms list of firm=[] --   show only these
// param start date
CYPHER 25
// param hops int = 3 -- below the header this is a comment
RETURN $as_of, $firms, $start
"""


def test_a_header_is_read(tmp_path: Path) -> None:
    report = read(tmp_path, WHOLE)
    assert (report.name, report.topic) == ("time-ordered", "round trips")
    assert report.title == "Chains in order of time"
    assert report.description == "First paragraph,\ntwo lines of it.\n\nSecond paragraph."
    assert report.text == WHOLE[WHOLE.index("CYPHER 25") :].rstrip()
    assert [
        (one.name, str(one.type), one.default, one.required, one.help) for one in report.parameters
    ] == [
        ("as_of", "date", TODAY, False, "include only deals in force on this date"),
        ("firms", "list of firm", [], False, "show only these"),
        ("start", "date", None, True, ""),
    ]


def test_a_title_is_enough(tmp_path: Path) -> None:
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
    ("int(2..8) = 8", Type("int", bounds=(2, 8)), 8),
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
    for end, help_text in (("", ""), (" -- some help -- indeed", "some help -- indeed")):
        [parameter] = read(tmp_path, one_parameter(f"x {declared}{end}")).parameters
        assert (parameter.type, parameter.default, parameter.help) == (kind, default, help_text)
        assert not parameter.required


@pytest.mark.parametrize("is_list", [False, True])
@pytest.mark.parametrize("name", [*SIMPLE_TYPES, "choice"])
def test_every_type_can_be_written_and_read(tmp_path: Path, name: str, is_list: bool) -> None:
    kind = Type(name, is_list, ("one", "two") if name == "choice" else ())
    [parameter] = read(tmp_path, one_parameter(f"x {kind}")).parameters
    assert (parameter.type, parameter.required) == (kind, True)


BAD_PARAMETERS = {
    "x": "a parameter is declared like",
    "x int 4": "a parameter is declared like",
    "x int = 4, the number of hops": "default '4, the number of hops' does not fit the type int",
    "x number": "'number' is not a type",
    "x int(2..8) = 9": "the default '9' does not fit the type int(2..8)",
    "x listtext": "'listtext' is not a type",
    "x list of number": "'list of number' is not a type",
    "x choice": "'choice' is not a type",
    "x int = four": "default 'four' does not fit the type int",
    "x int = 2.5": "default '2.5' does not fit the type int",
    "x int = true": "default 'true' does not fit the type int",
    "x float = x": "default 'x' does not fit the type float",
    "x bool = 1": "default '1' does not fit the type bool",
    "x bool = yes": "default 'yes' does not fit the type bool",
    "x date = 2025": "default '2025' does not fit the type date",
    "x date = 2025-02-30": "default '2025-02-30' does not fit the type date",
    "x date = 20250219": "default '20250219' does not fit the type date",
    "x usd = $10B": "default '$10B' does not fit the type usd",
    "x text = 4": "default '4' does not fit the type text",
    "x text = null": "default 'null' does not fit the type text",
    "x choice(a|b) = c": "default 'c' does not fit the type choice(a|b)",
    "x list = a": "default 'a' does not fit the type list of text",
    "x list of int = 4": "default '4' does not fit the type list of int",
    "x list of int = [1, a]": "default '[1, a]' does not fit the type list of int",
    'x list of choice(a|b) = ["a", "c"]': "does not fit the type list of choice(a|b)",
    "X int = 4": "'X' cannot be an option",
    "_x int = 4": "'_x' cannot be an option",
    "1st int = 4": "'1st' cannot be an option",
    "format text": "'format' cannot be an option",
}


@pytest.mark.parametrize("declaration", BAD_PARAMETERS)
def test_a_bad_parameter_is_reported_with_its_line(tmp_path: Path, declaration: str) -> None:
    name = declaration.split(maxsplit=1)[0]
    found = problems(tmp_path, one_parameter(declaration, f"RETURN ${name}"))
    assert found[0][0] == 3
    assert BAD_PARAMETERS[declaration] in found[0][1]


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
def test_title_and_language_are_required(
    tmp_path: Path, text: str, expected: list[tuple[int, str]]
) -> None:
    found = problems(tmp_path, text)
    assert [line for line, _ in found] == [line for line, _ in expected]
    assert all(part in message for (_, message), (_, part) in zip(found, expected, strict=True))


def test_all_errors_are_reported_together_with_their_lines(tmp_path: Path) -> None:
    found = problems(
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
    assert found == [
        (1, "the first line should be the title: // What the report finds"),
        (4, r"contains \u2028; in a query, write an escape instead"),
        (7, "the line after the header should be: CYPHER 25"),
        (
            5,
            "'number' is not a type; types are text, int, float, bool, date, usd, firm, source, "
            "deal, figure, date(first), int(2..8), float(0..1), choice(a|b) and list of …",
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
def test_a_dollar_sign_outside_code_is_not_a_parameter(tmp_path: Path, expression: str) -> None:
    read(tmp_path, f"// T\nCYPHER 25\nRETURN {expression}\n")
    found = problems(tmp_path, one_parameter("x int = 1", f"RETURN {expression}\n"))
    assert found == [(3, "parameter 'x' is declared but not used")]


@pytest.mark.parametrize("expression", NOT_CODE)
def test_code_continues_after_strings_and_comments(tmp_path: Path, expression: str) -> None:
    text = f"// T\nCYPHER 25\nRETURN {expression}\n, $x\n"
    assert problems(tmp_path, text) == [
        (text.count("\n"), "$x is used but not declared in the header")
    ]


def test_a_file_that_is_not_text_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "odd.cypher"
    with pytest.raises(BadReport, match=r"odd\.cypher: cannot be read"):
        read_report(file)
    file.write_bytes(b"// Title\nCYPHER 25\nRETURN '\xff'\n")
    with pytest.raises(BadReport, match="cannot be read as UTF-8"):
        read_report(file)


@given(
    st.lists(st.sampled_from("abcd"), unique=True), st.lists(st.sampled_from("abcd"), max_size=6)
)
def test_declared_and_used_parameters_must_match(
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
    found = problems(folder, text)
    assert sorted(line for line, _ in found) == sorted(wrong)
    assert all(re.search(r"not (used|declared)", message) for _, message in found)


WITH_COLUMNS = """// Orders
//
// firms are the parties, shares
// are of the total.
//
// firms buyer, sellers
// shares part
// param firms list of firm = []
CYPHER 25
RETURN $firms
"""


def test_columns_with_firms_and_shares_are_named(tmp_path: Path) -> None:
    report = read(tmp_path, WITH_COLUMNS)
    assert report.description == "firms are the parties, shares\nare of the total."
    assert (report.firm_columns, report.share_columns) == (("buyer", "sellers"), ("part",))
    assert [parameter.name for parameter in report.parameters] == ["firms", "all_of"]
    assert report.checks_all_of


def test_a_report_without_columns_of_firms_has_no_all_of_unless_it_declares_one(
    tmp_path: Path,
) -> None:
    without = WITH_COLUMNS.replace("// firms buyer, sellers\n", "")
    assert [parameter.name for parameter in read(tmp_path, without).parameters] == ["firms"]
    own = without.replace(
        "CYPHER 25\nRETURN ", "// param all_of bool = false\nCYPHER 25\nRETURN $all_of, "
    )
    report = read(tmp_path, own)
    assert [parameter.name for parameter in report.parameters] == ["firms", "all_of"]
    assert not report.checks_all_of
