"""Whatever a folder contains, reading it returns knowledge or raises BadInput."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from loader.folder.read import read_folder
from loader.folder.tables import TABLES
from loader.problems import BadInput
from loader.records import Knowledge
from tests.unit.folders import GOOD, write

WORDS = st.sampled_from(
    [
        "",
        "nvidia",
        "openai",
        "letter",
        "shares",
        "filing",
        "blog",
        "company",
        "INVESTS_IN",
        "closed",
    ]
    + ["$5bn", "up to 5bn", "3000億円", "-1", "2025", "2025-13-01", "JPY", "https://x", ";", "a;b"]
    + ["10 years", "18 months", "signed", "2025-09-22"]
    + ["loss", "all", "actual", "-$5bn", "line 3"]
    + ["\0", "\ufeff", '"', "\n", "x" * 300, "=1+1", "\u2028", "🤖", "stargate", "arm", "USD"]
) | st.text(max_size=5)


def read_or_problems(folder: Path) -> Knowledge | BadInput:
    try:
        return read_folder(folder)
    except BadInput as error:
        assert error.problems
        assert all(problem.line >= 0 and problem.message for problem in error.problems)
        return error


@settings(max_examples=200)
@given(st.sampled_from(sorted(TABLES)), st.binary(max_size=60), st.booleans())
def test_any_bytes_are_knowledge_or_problems(name: str, content: bytes, at_the_end: bool) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = write(Path(root), GOOD)
        before = GOOD[name].encode() if at_the_end else b""
        (folder / f"{name}.csv").write_bytes(before + content)
        read_or_problems(folder)


@settings(max_examples=300)
@given(st.data())
def test_any_rows_are_knowledge_or_problems(data: st.DataObject) -> None:
    files = {}
    for name, (needed, optional) in TABLES.items():
        columns = [*needed, *optional]
        row = st.lists(WORDS, min_size=len(columns), max_size=len(columns))
        rows = [columns, *data.draw(st.lists(row, max_size=3))]
        files[name] = "".join(
            ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n" for cells in rows
        )
    with tempfile.TemporaryDirectory() as root:
        read_or_problems(write(Path(root), files))


@settings(max_examples=300)
@given(st.data())
def test_a_good_folder_with_a_cell_changed_is_knowledge_or_problems(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(TABLES)))
    lines = [line.split(",") for line in GOOD[name].splitlines()]
    line = data.draw(st.integers(1, len(lines) - 1))
    column = data.draw(st.integers(0, len(lines[line]) - 1))
    lines[line][column] = data.draw(WORDS)
    with tempfile.TemporaryDirectory() as root:
        folder = write(Path(root), GOOD | {name: "\n".join(map(",".join, lines)) + "\n"})
        read_or_problems(folder)
