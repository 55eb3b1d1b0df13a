"""Reading a good knowledge folder."""

from datetime import date
from pathlib import Path

from loader.folder.read import SHIPPED, read_folder
from loader.folder.tables import OPTIONAL_TABLES
from moneyloop.values.amounts import Amount
from moneyloop.values.dates import Period
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
