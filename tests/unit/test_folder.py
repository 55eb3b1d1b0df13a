"""Reading a good knowledge folder."""

import re
from datetime import date
from pathlib import Path

from loader.folder.read import SHIPPED, read_folder
from loader.folder.tables import OPTIONAL_TABLES
from moneyloop.values.amounts import Amount
from moneyloop.values.dates import Period, parse_period
from moneyloop.values.terms import term_of
from tests.unit.folders import GOOD, problems_of, write


def test_the_records_of_a_good_folder(tmp_path: Path) -> None:
    knowledge = read_folder(write(tmp_path, GOOD))
    firms = {firm.id: firm for firm in knowledge.firms}
    assert firms["nvidia"].aliases == ("エヌビディア",)
    assert (firms["openai"].member_of, firms["openai"].part_of) == (("stargate",), None)
    assert (firms["arm"].part_of, firms["arm"].country, firms["stargate"].country) == (
        "softbank",
        "GB",
        None,
    )
    filing, blog = knowledge.sources
    day = date(2025, 10, 30)
    assert (filing.published, filing.publisher) == (Period(day, day, "day"), "SEC")
    assert (blog.kind, blog.title, blog.published) == ("blog", None, None)
    letter, shares = knowledge.deals
    assert (letter.type, letter.supersedes, letter.settlement) == ("INVESTS_IN", (), None)
    assert letter.ended == Period(date(2026, 2, 1), date(2026, 2, 28), "month")
    assert (shares.supersedes, shares.bundle, shares.note) == (("letter",), "b1", "a note")
    assert shares.place.line == 3
    assert (firms["nvidia"].note, firms["arm"].note, blog.note) == ("chips", None, "two lines")
    up_to, plain, in_yen, yearly, words = knowledge.statements[:5]
    assert up_to.amount == Amount(0, 100 * 10**9, "USD", "total")
    assert (plain.as_stated, plain.status) == ("100億ドル", "closed")
    assert in_yen.amount == Amount(300 * 10**9, 300 * 10**9, "JPY", "total")
    assert in_yen.dollars == Amount(2 * 10**9, 2 * 10**9, "USD", "total")
    assert in_yen.ceiling == Amount(400 * 10**9, 400 * 10**9, "JPY", "total")
    assert yearly.key == ("filing", "shares", "year", 1)
    assert (words.amount, words.as_stated) == (None, "some shares")


def test_the_figures_of_a_good_folder(tmp_path: Path) -> None:
    knowledge = read_folder(write(tmp_path, GOOD))
    loss, total, boom = knowledge.figures
    assert (loss.name, loss.kind, loss.about, loss.sums) == (
        "net income",
        "actual",
        ("openai",),
        (),
    )
    assert (loss.period, loss.note, loss.place.line) == ("Q2 FY2026", None, 2)
    assert loss.starts == Period(date(2026, 2, 1), date(2026, 2, 28), "month")
    assert loss.ends == Period(date(2026, 4, 30), date(2026, 4, 30), "day")
    assert (total.kind, total.about, total.sums) == ("total", (), ("letter", "shares"))
    assert (boom.kind, boom.about, boom.starts) == ("run_rate", ("nvidia", "openai"), None)
    statements = knowledge.statements[5:]
    assert {one.what for one in statements} == {"figure"}
    assert [one.key for one in statements] == [
        ("filing", "loss", "total", 1),
        ("blog", "all", "total", 1),
        ("blog", "all", "total", 2),
        ("blog", "boom", "total", 1),
    ]
    assert statements[0].amount == Amount(-207_900_000, -207_900_000, "USD", "total")
    assert statements[3].amount == Amount(-428_800_000_000, -428_800_000_000, "JPY", "total")
    assert statements[3].dollars == Amount(-2_900_000_000, -2_900_000_000, "USD", "total")


def test_a_folder_lists_the_records_that_were_shipped(tmp_path: Path) -> None:
    knowledge = read_folder(write(tmp_path, GOOD))
    assert knowledge.shipped == {
        ("firm", "nvidia"),
        ("deal", "letter"),
        ("statement", ("blog", "all", "total", 2)),
        ("statement", ("filing", "shares", "year", 1)),
    }
    (tmp_path / "shipped.csv").unlink()
    assert read_folder(tmp_path).shipped == frozenset()


def test_a_folder_needs_no_figures(tmp_path: Path) -> None:
    statements = "".join(GOOD["statements"].splitlines(keepends=True)[:6])
    files = {name: text for name, text in GOOD.items() if name not in OPTIONAL_TABLES}
    assert read_folder(write(tmp_path, files | {"statements": statements})).figures == ()
    (tmp_path / "figures.csv").write_text("id,name\n", "utf-8")
    assert problems_of(tmp_path) == ["figures.csv:1: has no column kind"]


def test_a_source_may_state_a_measure_in_two_places(tmp_path: Path) -> None:
    text = GOOD["statements"].replace(
        "letter,filing,up to $100bn,,,,,,,", "letter,blog,,,,,,,p. 1,"
    )
    knowledge = read_folder(write(tmp_path, GOOD | {"statements": text}))
    assert [one.key for one in knowledge.statements[:2]] == [
        ("blog", "letter", "total", 1),
        ("blog", "letter", "total", 2),
    ]
    # Each measure is numbered separately.
    assert [one.nth for one in knowledge.statements[2:4]] == [1, 1]


def test_the_shipped_knowledge_is_valid() -> None:
    knowledge = read_folder(SHIPPED)
    assert len(knowledge.firms) >= 12
    assert len(knowledge.deals) >= 18


def test_dollars_or_a_ceiling_alone_determine_the_measure(tmp_path: Path) -> None:
    lines = "letter,filing,,,$5bn a year,,,,,,\nletter,blog,,,,$9bn a month,,,,,\n"
    changed = GOOD["statements"].replace("letter,filing,up to $100bn,,,,,,,,\n", lines)
    changed = changed.replace("letter,blog,100億ドル,,,,,closed,line 3,,\n", "")
    knowledge = read_folder(write(tmp_path, GOOD | {"statements": changed}))
    assert [one.per for one in knowledge.statements[:2]] == ["year", "month"]


# Durations in the words of an instrument that are not the term of the deal.
NOT_THE_TERM = {"disney-openai-shares"}


def test_durations_in_words_are_terms() -> None:
    """An end that is only the start plus the duration is not stated, so it is left out."""
    deals = read_folder(SHIPPED).deals
    stated = {deal.id: deal for deal in deals if re.search(r"\w+ years", deal.instrument or "")}
    several = {id_ for id_, deal in stated.items() if "several years" in (deal.instrument or "")}
    missing = {id_ for id_, deal in stated.items() if deal.term is None}
    assert missing == NOT_THE_TERM | several
    # Project Osprey: four years, and also the month in which they end.
    assert {deal.id for deal in deals if deal.term and deal.ends} == {"nvidia-coreweave-osprey"}


def test_the_terms_and_stages_of_shipped_deals() -> None:
    """Ten years from 2025-08-18 end on 2035-08-17, and from 2025-09-25 on 2035-09-24; five years
    from the beginning of 2027 on 2031-12-31. The chips for Abilene come until June 2026. The round
    of 40 billion dollars was announced on 2025-03-31 and paid by 2025-12-26."""
    deals = {deal.id: deal for deal in read_folder(SHIPPED).deals}

    def ends(deal_id: str) -> str:
        deal = deals[deal_id]
        since = deal.announced.first if deal.announced else None
        return str(term_of(deal.starts, deal.ends, deal.term, since)[1])

    assert ends("fluidstack-terawulf-lease") == "2035-08-17"
    assert ends("fluidstack-cipher-lease") == "2035-09-24"
    assert ends("openai-oracle-compute") == "2031-12-31"
    assert ends("oracle-nvidia-gpus") == "2026-06-30"
    for deal_id in ("softbank-openai-shares-2025", "co-investors-openai-shares-2025"):
        deal = deals[deal_id]
        assert deal.announced == parse_period("2025-03-31")
        assert deal.closed == parse_period("2025-12-26")
