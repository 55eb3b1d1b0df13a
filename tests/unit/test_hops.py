"""The identity of the payments of a ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from loader.ledgers.hops import Extent, Hop, is_sum, plain_number, prefix, prefix_of
from loader.records import Place

HERE = Place("loops.csv", 2)
DAY = date(2025, 1, 31)


def hop(  # noqa: PLR0917 - what distinguishes hops
    payer: str = "a",
    payee: str = "b",
    amount: str | None = "100.50",
    nth: int | None = 1,
    ledger: str = "books",
    day: date | None = DAY,
) -> Hop:
    extent = Extent(None if amount is None else Decimal(amount), day, day)
    return Hop(ledger, payer, payee, 1, amount, extent, nth, None, None, HERE)


def test_the_id_of_a_payment_never_changes() -> None:
    # Graphs store it. If it changed, the next import would add each payment again.
    assert hop().deal == "l-6e317bcd-payment-82e5a31b1904c783"
    assert hop(nth=None).deal == "l-6e317bcd-sum-c9b2c1d576d963e0"


def test_different_payments_have_different_ids() -> None:
    others = [
        hop(),
        hop(payer="b", payee="a"),
        hop(amount="100.51"),
        hop(amount=None),
        hop(nth=2),
        hop(nth=None),
        hop(ledger="other"),
        hop(day=None),
        hop(day=date(2025, 2, 1)),
        hop(payer="1-1"),
        hop(payer="11"),
    ]
    assert len({one.deal for one in others}) == len(others)


def test_other_spellings_have_the_same_id() -> None:
    assert hop(amount="100.5").deal == hop(amount="1.0050E2").deal == hop().deal
    assert hop(ledger="BOOKS").deal == hop(ledger="ｂｏｏｋｓ").deal == hop().deal
    # Only its accounts identify a sum.
    assert hop(nth=None, amount="1", day=None).deal == hop(nth=None).deal


def test_an_id_shows_its_ledger_and_its_form() -> None:
    for one in (hop(), hop(nth=None)):
        assert prefix_of(one.deal) == prefix("Books")
        assert is_sum(one.deal) == (one.nth is None)


@given(st.decimals(0, 10**20, places=6))
def test_a_number_has_one_form(number: Decimal) -> None:
    text = plain_number(number)
    assert Decimal(text) == number
    assert not ("." in text and text.endswith(("0", ".")))
    assert plain_number(Decimal(f"{number}000" if "." in str(number) else number)) == text


extents = st.builds(
    Extent,
    st.one_of(st.none(), st.integers(0, 2).map(Decimal)),
    st.one_of(st.none(), st.integers(1, 3).map(lambda day: date(2025, 1, day))),
    st.one_of(st.none(), st.integers(4, 6).map(lambda day: date(2025, 1, day))),
)


@given(extents, extents, extents)
def test_containing_is_a_partial_order(one: Extent, other: Extent, third: Extent) -> None:
    assert one.contains(one)
    if one.contains(other) and other.contains(one):
        assert one == other
    if one.contains(other) and other.contains(third):
        assert one.contains(third)
