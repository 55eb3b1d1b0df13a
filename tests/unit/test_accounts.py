"""Mapping the accounts of a ledger to firms."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from loader.ledgers.accounts import Accounts
from moneyloop.values.names import key

NVIDIA = {"id": "nvidia", "name": "NVIDIA", "aliases": ["エヌビディア"]}
ACCOUNT = {"id": "acc-7", "name": "Acc 7", "aliases": []}


def accounts(*confirmed: str) -> Accounts:
    return Accounts([NVIDIA, ACCOUNT], ["acc-7"], confirmed)


def test_a_known_firm_is_found_by_any_of_its_names() -> None:
    found = accounts()
    assert [found.resolve(one) for one in ("Nvidia", "エヌビディア")] == ["nvidia"] * 2
    assert found.known == {"Nvidia": "nvidia", "エヌビディア": "nvidia"}
    assert not found.new


def test_a_similar_name_is_another_account() -> None:
    found = accounts()
    assert found.resolve("NVIDIAS") == "nvidias"
    assert found.new == {"nvidias": "NVIDIAS"}


def test_an_account_is_found_again_only_by_its_exact_name() -> None:
    found = accounts()
    assert found.resolve("Acc 7") == "acc-7"
    other = found.resolve("ACC-7")
    assert other != "acc-7"
    assert found.alike == {"ACC-7": other}
    [(_, name)] = found.new.items()
    again = Accounts(
        [NVIDIA, ACCOUNT, {"id": other, "name": name, "aliases": []}], ["acc-7", other], ()
    )
    assert again.resolve("ACC-7") == other
    assert not again.new


def test_a_name_confirmed_to_be_new_is_not_a_known_firm() -> None:
    found = accounts("nvidia")
    other = found.resolve("NVIDIA")
    assert other.startswith("nvidia-")
    assert found.new[other].startswith("NVIDIA (")


@given(st.lists(st.text("aA1-. ", min_size=1).filter(lambda text: any(map(str.isalnum, text)))))
def test_accounts_stay_distinct_and_are_found_again(texts: list[str]) -> None:
    found = accounts()
    ids = {text: found.resolve(text) for text in texts}
    assert len(set(ids.values())) == len(ids)
    stored: list[dict[str, Any]] = [NVIDIA, ACCOUNT]
    stored += [{"id": one, "name": name, "aliases": []} for one, name in found.new.items()]
    # No two share a spelling, as knowledge folders require.
    spelled = [{key(one["id"]), key(one["name"])} for one in stored]
    assert sum(map(len, spelled)) == len(set[str]().union(*spelled))
    again = Accounts(stored, ["acc-7", *found.new], ())
    assert {text: again.resolve(text) for text in reversed(texts)} == ids
