"""The path of an import, as the documentation of its package describes it."""

from __future__ import annotations

import re
from pathlib import Path

import loader.deals

ROOT = Path(__file__).parents[2]


def test_the_path_of_an_import_is_eight_files_at_most() -> None:
    steps = re.findall(r"^(\d+)\. `([^`]+)`", loader.deals.__doc__ or "", re.MULTILINE)
    assert [int(number) for number, _ in steps] == list(range(1, len(steps) + 1))
    files = [file for _, file in steps]
    assert len(set(files)) == len(files) <= 8
    assert [file for file in files if not (ROOT / file).is_file()] == []
