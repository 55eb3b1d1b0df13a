"""Which firms the accounts of a ledger are."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from loader.ledgers.accounts import Accounts
from moneyloop.values.names import key

NVIDIA = {"id": "nvidia", "name": "NVIDIA", "aliases": ["エヌビディア"]}
ACCOUNT = {"id": "acc-7", "name": "Acc 7", "aliases": []}


def accounts(*meant: str) -> Accounts:
    return Accounts([NVIDIA, ACCOUNT], ["acc-7"], meant)


def test_a_firm_that_is_known_is_found_by_any_of_its_names() -> None:
    made = accounts()
    assert [made.resolve(one) for one in ("Nvidia", "エヌビディア")] == ["nvidia"] * 2
    assert made.known == {"Nvidia": "nvidia", "エヌビディア": "nvidia"}
    assert not made.new


def test_a_name_that_is_close_is_another_account() -> None:
    made = accounts()
    assert made.resolve("NVIDIAS") == "nvidias"
    assert made.new == {"nvidias": "NVIDIAS"}


def test_an_account_is_found_again_by_its_exact_name_alone() -> None:
    made = accounts()
    assert made.resolve("Acc 7") == "acc-7"
    other = made.resolve("ACC-7")
    assert other != "acc-7"
    assert made.alike == {"ACC-7": other}
    [(_, name)] = made.new.items()
    again = Accounts(
        [NVIDIA, ACCOUNT, {"id": other, "name": name, "aliases": []}], ["acc-7", other], ()
    )
    assert again.resolve("ACC-7") == other
    assert not again.new


def test_a_name_that_is_said_to_be_new_is_no_known_firm() -> None:
    made = accounts("nvidia")
    other = made.resolve("NVIDIA")
    assert other.startswith("nvidia-")
    assert made.new[other].startswith("NVIDIA (")


@given(st.lists(st.text("aA1-. ", min_size=1).filter(lambda text: any(map(str.isalnum, text)))))
def test_accounts_are_told_apart_and_found_again(texts: list[str]) -> None:
    made = accounts()
    ids = {text: made.resolve(text) for text in texts}
    assert len(set(ids.values())) == len(ids)
    stored: list[dict[str, Any]] = [NVIDIA, ACCOUNT]
    stored += [{"id": one, "name": name, "aliases": []} for one, name in made.new.items()]
    # As a knowledge folder wants it, no two of them have names that are spelled alike.
    spelled = [{key(one["id"]), key(one["name"])} for one in stored]
    assert sum(map(len, spelled)) == len(set[str]().union(*spelled))
    again = Accounts(stored, ["acc-7", *made.new], ())
    assert {text: again.resolve(text) for text in reversed(texts)} == ids
