"""Queries are composed of fragments, and errors in them name the file and line that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moneyloop.graph.compose import Composed, compose
from moneyloop.graph.queries import FRAGMENTS, names_in
from moneyloop.graph.query_file import split

Make = Callable[..., Composed]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Composes a query with fragments of this test: `make(query, name=fragment)`."""

    def made(query: str, **fragments: str) -> Composed:
        for name, text in fragments.items():
            (tmp_path / f"{name}.cypher").write_text(text)
        return compose(Path("report.cypher"), query, (tmp_path,))

    return made


EARLY = "// Early\n// gives early(deal)\n// param day date = today -- the day\ndeal.since < $day\n"
CAPITAL = "// Capital\n// gives CAPITAL\nINVESTS_IN|LENDS_TO\n"
FIRMS = "// Firms\n// gives firms\nLET firms =\n  COLLECT { MATCH (f:Firm) RETURN f }\n"


def test_variables_come_before_the_query(make: Make) -> None:
    made = make("// T\n// use firms\nCYPHER 25\nRETURN firms", firms=FIRMS)
    assert made.problems == ()
    assert made.text.split("\n") == [
        "CYPHER 25",
        "LET firms =",
        "  COLLECT { MATCH (f:Firm) RETURN f }",
        "RETURN firms",
    ]


def test_an_expression_takes_the_variable_it_is_called_with(make: Make) -> None:
    made = make("// T\n// use early\nCYPHER 25\nWHERE early(edge) OR NOT early( x )", early=EARLY)
    assert made.text.split("\n")[1] == "WHERE (edge.since < $day) OR NOT (x.since < $day)"
    assert [line.text for line in made.parameters] == ["// param day date = today -- the day"]


def test_an_expression_takes_a_parameter(make: Make) -> None:
    """$other keeps its sign, and is no variable that could be renamed."""
    on = "// On\n// gives on(deal, day)\n// use at\ndeal.since < day OR at(deal, day)\n"
    at = "// At\n// gives at(deal, day)\ndeal.day = day\n"
    made = make("// T\n// use on\nCYPHER 25\nWHERE on(edge, $other)", on=on, at=at)
    assert made.problems == ()
    assert made.text.split("\n")[1] == "WHERE (edge.since < $other OR (edge.day = $other))"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("-[:CAPITAL]->", "-[:(INVESTS_IN|LENDS_TO)]->"),
        ("-[e:CAPITAL|BUYS_FROM]->", "-[e:(INVESTS_IN|LENDS_TO)|BUYS_FROM]->"),
        ("-[e:!CAPITAL]->", "-[e:!(INVESTS_IN|LENDS_TO)]->"),
        ("-[e:A&CAPITAL]->", "-[e:A&(INVESTS_IN|LENDS_TO)]->"),
        ("e IS CAPITAL", "e IS (INVESTS_IN|LENDS_TO)"),
        ("e IS NOT CAPITAL", "e IS NOT (INVESTS_IN|LENDS_TO)"),
        ("e:CAPITALS", "e:CAPITALS"),
        ("e.CAPITAL", "e.CAPITAL"),
        ("':CAPITAL'", "':CAPITAL'"),
        ("`:CAPITAL`", "`:CAPITAL`"),
        ("// :CAPITAL", "// :CAPITAL"),
        ("/* :CAPITAL */", "/* :CAPITAL */"),
    ],
)
def test_types_are_expanded_where_types_are_meant(make: Make, before: str, after: str) -> None:
    made = make(f"// T\n// use CAPITAL\nCYPHER 25\nx:CAPITAL\n{before}", CAPITAL=CAPITAL)
    assert made.text.split("\n")[2] == after


@pytest.mark.parametrize(
    "text", ["x.early(deal)", "$early(deal)", "'early(deal)'", "// early(deal)"]
)
def test_a_call_is_expanded_only_in_code(make: Make, text: str) -> None:
    made = make(f"// T\n// use early\nCYPHER 25\nearly(x)\n{text}", early=EARLY)
    assert made.text.split("\n")[2] == text


def test_variables_of_an_expression_hide_none_of_the_query(make: Make) -> None:
    """`source` is bound by the expression; a query may have a variable of that name."""
    stated = "// S\n// gives stated(deal)\nany(source IN $sources WHERE source IN deal.sources)\n"
    made = make("// T\n// use stated\nCYPHER 25\nstated(source)", stated=stated)
    assert made.text.split("\n")[1] == (
        "(any(source_of_stated IN $sources WHERE source_of_stated IN source.sources))"
    )


def test_keys_properties_and_functions_keep_their_names(make: Make) -> None:
    kept = (
        "// K\n// gives kept(a)\n{key: a.key, b: coll.min([b IN a.list | {b: b}]), size: size(a)}\n"
    )
    made = make("// T\n// use kept\nCYPHER 25\nkept(x)", kept=kept)
    assert made.text.split("\n")[1] == (
        "({key: x.key, b: coll.min([b_of_kept IN x.list | {b: b_of_kept}]), size: size(x)})"
    )


def test_the_ends_of_a_slice_are_variables(make: Make) -> None:
    """Unlike a name after a single dot, which is a property."""
    cut = "// C\n// gives cut(list)\n[at IN [1] | list[at..] + list[..at] + list.at]\n"
    made = make("// T\n// use cut\nCYPHER 25\ncut(x)", cut=cut)
    assert made.text.split("\n")[1] == (
        "([at_of_cut IN [1] | x[at_of_cut..] + x[..at_of_cut] + x.at])"
    )


def test_fragments_use_others_and_their_variables(make: Make) -> None:
    shown = "// S\n// gives shown(firm)\n// use firms\nfirm IN firms\n"
    both = "// B\n// gives both(firm)\n// use shown\nshown(firm) AND firm <> 'a'\n"
    made = make("// T\n// use both\nCYPHER 25\nboth(x)", firms=FIRMS, shown=shown, both=both)
    assert made.problems == ()
    assert made.text.split("\n")[-1] == "((x IN firms) AND x <> 'a')"
    assert made.text.count("LET firms") == 1


def test_an_error_is_traced_to_the_file_it_came_from(make: Make, tmp_path: Path) -> None:
    query = "// T\n// use firms, early\nCYPHER 25\nMATCH (x) WHERE early(x) RETURN y, firms"
    made = make(query, firms=FIRMS, early=EARLY)
    lines = made.text.split("\n")
    assert made.origin(3, 5) == (tmp_path / "firms.cypher", 4, 5)
    last = lines[-1]
    # Before, in and after what was expanded
    assert made.origin(4, 7) == (Path("report.cypher"), 4, 7)
    assert made.origin(4, last.index("since") + 1) == (Path("report.cypher"), 4, 17)
    where = query.split("\n")[3].index("y, firms") + 1
    assert made.origin(4, last.index("y, firms") + 1) == (Path("report.cypher"), 4, where)


@pytest.mark.parametrize(
    ("query", "fragments", "problem"),
    [
        (
            "// T\n// use firmss\nCYPHER 25\nRETURN 1",
            {"firms": FIRMS},
            "report.cypher:2: no fragment is named 'firmss'; there are: firms",
        ),
        (
            "// T\n//\n// use firms\nCYPHER 25\nRETURN 1",
            {"firms": FIRMS},
            "report.cypher:3: fragment 'firms' is not used below",
        ),
        (
            "// T\nCYPHER 25\nWHERE\n  early(x)",
            {"early": EARLY},
            "report.cypher:4: early is a fragment; add it to the header: // use early",
        ),
        (
            "// T\nCYPHER 25\nMATCH ()-[:CAPITAL]->()",
            {"CAPITAL": CAPITAL},
            "report.cypher:3: CAPITAL is a fragment; add it to the header: // use CAPITAL",
        ),
        (
            "// T\n// use early\nCYPHER 25\nWHERE early(x.y)",
            {"early": EARLY},
            "report.cypher:4:7: early takes one variable, like early(deal)",
        ),
        (
            "// T\n// use early\nCYPHER 25\nWHERE early(x, y)",
            {"early": EARLY},
            "report.cypher:4:7: early takes one variable, like early(deal)",
        ),
        (
            "// T\n// use early, early\nCYPHER 25\nearly(x)",
            {"early": EARLY},
            "report.cypher:2: fragment 'early' is named twice",
        ),
    ],
)
def test_what_is_wrong_is_reported_with_its_line(
    make: Make, query: str, fragments: dict[str, str], problem: str
) -> None:
    assert make(query, **fragments).problems == (problem,)


def test_fragments_in_a_circle_are_reported(make: Make) -> None:
    one = "// One\n// gives one(x)\n// use two\ntwo(x)\n"
    two = "// Two\n// gives two(x)\n// use one\none(x)\n"
    [problem] = make("// T\n// use one\nCYPHER 25\none(x)", one=one, two=two).problems
    assert problem.endswith(
        "two.cypher:3: fragments use each other in a circle: one uses two uses one"
    )


def test_fragments_of_the_first_folder_replace_others(tmp_path: Path) -> None:
    for folder, text in (("own", "1"), ("shipped", "2")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "n.cypher").write_text(f"// N\n// gives n(x)\nx = {text}\n")
    folders = (tmp_path / "own", tmp_path / "shipped")
    made = compose(Path("r.cypher"), "// T\n// use n\nCYPHER 25\nn(y)", folders)
    assert made.text.split("\n")[1] == "(y = 1)"


@pytest.mark.parametrize("name", names_in("fragments"))
def test_every_fragment_says_what_it_gives(name: str) -> None:
    fragment = split(
        FRAGMENTS / f"{name}.cypher", (FRAGMENTS / f"{name}.cypher").read_text("utf-8")
    )
    assert fragment.problems == ()
    assert fragment.title
    assert fragment.gives
    assert not fragment.is_inline or fragment.gives == (name,)


def test_fragments_declare_a_parameter_alike() -> None:
    declared: dict[str, set[str]] = {}
    for name in names_in("fragments"):
        file = FRAGMENTS / f"{name}.cypher"
        for line in split(file, file.read_text("utf-8")).parameters:
            declared.setdefault(line.text.split()[2], set()).add(line.text)
    # Reports that show ended deals, too, have one more status; no report uses both.
    assert {name for name, lines in declared.items() if len(lines) > 1} <= {"statuses"}
