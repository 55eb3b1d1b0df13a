"""The ids that deals get from their keys."""

from __future__ import annotations

from itertools import product

import pytest

from loader.deals.lines import Key


def test_the_id_of_a_key_never_changes() -> None:
    # Graphs hold it: another one would make each deal of the next import a new deal.
    key = Key("INVESTS_IN", "nvidia", "東京-ai", "2025-09-22", None)
    assert key.deal == "d-a5dd211834758537"


def test_two_keys_have_two_ids() -> None:
    parts = product(
        ["INVESTS_IN", "LENDS_TO"],
        ["a", "b", 'a", "b'],
        ["b", "c"],
        [None, "2025", "2025Q1"],
        [None, "null", "2025"],
    )
    keys = [Key(*one) for one in parts]
    assert len({key.deal for key in keys}) == len(keys)


@pytest.mark.parametrize("payer", ["a", "\u202e", "x" * 200])
def test_an_id_is_short_and_plain(payer: str) -> None:
    made = Key("LENDS_TO", payer, "b", None, None).deal
    assert made.startswith("d-")
    assert len(made) == 18
    assert made.isascii()
