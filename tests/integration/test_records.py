"""knowledge/records.csv: what became of every record of the facts behind the knowledge."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.records import Deal, Knowledge, Statement
from loader.store.properties import statement_properties
from moneyloop.values import names
from tests.groups import SHARED_FACTS


@dataclass(frozen=True)
class Entry:
    """One line of the map: a record became a statement, or it did not, and `note` says why."""

    record: str
    of: str
    source: str
    locator: str
    note: str


def rows() -> list[dict[str, str]]:
    with (SHIPPED / "records.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def entries() -> list[Entry]:
    """What became of the records of deals and figures; those of claims are claims."""
    return [
        Entry(
            row["record"],
            row["deal"] or row["figure"],
            row["source"],
            row["locator"],
            row["note"],
        )
        for row in rows()
        if not row["claim"]
    ]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_folder(SHIPPED)


def statements_of(entry: Entry, knowledge: Knowledge) -> list[Statement]:
    return [
        one
        for one in knowledge.statements
        if (one.of, one.source) == (entry.of, entry.source)
        and entry.locator in ("", one.locator or "")
    ]


def test_every_entry_names_one_statement_or_says_why_there_is_none(knowledge: Knowledge) -> None:
    for entry in entries():
        if entry.of:
            assert len(statements_of(entry, knowledge)) == 1, entry
        else:
            assert not entry.source, entry
            assert entry.note, entry


def test_no_record_is_both_used_and_left_out() -> None:
    inside = {entry.record for entry in entries() if entry.of}
    outside = {entry.record for entry in entries() if not entry.of}
    assert not inside & outside
    assert {record for record in outside if record.startswith("B")} == {
        f"B0{n}" for n in range(1, 8)
    }


def test_every_deal_comes_from_a_record(knowledge: Knowledge) -> None:
    assert {deal.id for deal in knowledge.deals} <= {entry.of for entry in entries()}


def test_every_claim_comes_from_a_record(knowledge: Knowledge) -> None:
    recorded = [row for row in rows() if row["claim"]]
    assert {row["claim"] for row in recorded} == {claim.id for claim in knowledge.claims}
    assert all(row["claim"].endswith(row["record"].removeprefix("K")) for row in recorded)


# Compared with the facts themselves, if they are next to the checkout

DEALS, FIGURES = "deals.json", "figures.json"

LATER = {"C": "corrections", "N": "new_deals", "G": "new_figures", "K": "claims"}
"""The files of the search of November 2026. Their records are numbered in order, with a letter."""


def facts(file: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads((SHARED_FACTS / file).read_text("utf-8"))}


def later() -> dict[str, dict[str, Any]]:
    return {
        f"{letter}{number:02}": one
        for letter, name in LATER.items()
        for number, one in enumerate(
            json.loads((SHARED_FACTS / "2026-11" / f"{name}.json").read_text("utf-8")), 1
        )
    }


@pytest.mark.group("facts")
def test_every_record_is_accounted_for() -> None:
    accounted = {row["record"] for row in rows()}
    assert accounted == facts(DEALS).keys() | facts(FIGURES).keys() | later().keys()


@pytest.mark.group("facts")
def test_the_address_of_a_later_record_is_that_of_its_source(knowledge: Knowledge) -> None:
    """A correction may rest on a better page than the one that it was found on."""
    addresses = {source.id: source.url for source in knowledge.sources}
    records = later()
    for entry in entries():
        if entry.of and entry.record in records:
            assert addresses[entry.source] == records[entry.record]["url"], entry


@pytest.mark.group("facts")
def test_money_flows_as_the_later_records_say(knowledge: Knowledge) -> None:
    deals = {deal.id: deal for deal in knowledge.deals}
    records = later()
    followed = {}
    for entry in entries():
        if entry.record.startswith("N") and entry.of in deals:
            record, deal = records[entry.record], deals[entry.of]
            ends = (deal.type, deal.payer, deal.payee)
            followed[entry.record] = ends == (record["type"], record["payer"], record["payee"])
    # The name of a consortium is not a list of its members.
    assert {record for record, agrees in followed.items() if not agrees} == {"N49"}
    assert len(followed) == 59


@pytest.mark.group("facts")
def test_records_without_a_source_stay_out() -> None:
    old = facts(DEALS) | facts(FIGURES)
    without = {record for record, one in old.items() if not one["source_url"]}
    assert without == {entry.record for entry in entries() if not entry.of} & old.keys()


@pytest.mark.group("facts")
def test_amounts_are_those_of_the_records(knowledge: Knowledge) -> None:
    """Where they differ, the map says why."""
    records = facts(DEALS) | facts(FIGURES)
    used = [
        (entry, records[entry.record])
        for entry in entries()
        if entry.of and entry.record in records
    ]
    wrong = []
    for entry, record in used:
        [statement] = statements_of(entry, knowledge)
        stored = statement_properties(statement)
        stated = (stored.get("amount_low"), stored.get("amount_high"))
        if record["currency"] == "USD":
            stated = (stored.get("usd_low"), stored.get("usd_high"))
        if "amount" in record:
            expected = (record["amount"], record["amount"])
        else:
            expected = (record["amount_usd_low"], record["amount_usd_high"])
        if stated != expected and not entry.note:
            wrong.append((entry, stated, expected))
    assert not wrong


@pytest.mark.group("facts")
def test_the_address_of_a_record_is_among_its_sources(knowledge: Knowledge) -> None:
    addresses = {source.id: source.url for source in knowledge.sources}
    for record, one in (facts(DEALS) | facts(FIGURES)).items():
        own = [
            addresses[entry.source] for entry in entries() if entry.record == record and entry.of
        ]
        if own:
            assert any(one["source_url"].startswith(url) for url in own), record


def spellings_of(knowledge: Knowledge) -> dict[str, str]:
    """The id of each firm by the key of each of its spellings."""
    return {
        names.key(spelling): firm.id
        for firm in knowledge.firms
        for spelling in (firm.id, firm.name, *firm.aliases)
    }


def resolved(text: str | None, spellings: Mapping[str, str]) -> str | None:
    return spellings.get(names.key(text)) if text else None


@pytest.mark.group("facts")
def test_money_flows_as_the_records_say(knowledge: Knowledge) -> None:
    spellings = spellings_of(knowledge)
    deals: dict[str, Deal] = {deal.id: deal for deal in knowledge.deals}
    followed = set()
    for record, one in facts(DEALS).items():
        ends = (resolved(one["payer"], spellings), resolved(one["payee"], spellings))
        own = [
            deals[entry.of] for entry in entries() if entry.record == record and entry.of in deals
        ]
        if not (all(ends) and own):
            continue
        assert f"{one['payer']} -> {one['payee']}" == one["money_flow"], record
        # S09 is two legs in one record, in opposite directions.
        assert ends in {(deal.payer, deal.payee) for deal in own}, record
        followed.add(record)
    assert len(followed) >= 80


@pytest.mark.group("facts")
def test_figures_are_about_the_firms_of_their_records(knowledge: Knowledge) -> None:
    spellings = spellings_of(knowledge)
    about = {figure.id: figure.about for figure in knowledge.figures}
    kinds = {figure.id: figure.kind for figure in knowledge.figures}
    records = facts(FIGURES)
    for entry in entries():
        if entry.of and entry.record in records:
            record = records[entry.record]
            assert about[entry.of] == (resolved(record["firm"], spellings),), entry
            assert kinds[entry.of] == record["kind"] or entry.note, entry
