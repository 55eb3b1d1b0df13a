"""Queries are found by the names of their files."""

import pytest

from moneyloop.graph.queries import CYPHER, names_in, query


def test_a_query_is_the_text_of_its_file() -> None:
    text = (CYPHER / "write" / "firms.cypher").read_text("utf-8")
    assert query("write/firms") == text[text.index("CYPHER 25") :].rstrip()


def test_an_unknown_query_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        query("write/nothing")


def test_the_names_in_a_folder_are_in_order() -> None:
    names = names_in("schema")
    assert names == sorted(names)
    assert {f"{name}.cypher" for name in names} == {
        file.name for file in (CYPHER / "schema").iterdir()
    }
    assert names_in("nothing") == []
