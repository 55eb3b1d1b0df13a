"""Queries that are sent ahead: they run in order, and their errors are not lost."""

from __future__ import annotations

import threading
from asyncio import CancelledError
from collections.abc import Callable

import pytest

from moneyloop.graph.connection import Graph
from moneyloop.graph.errors import QueryFailed
from moneyloop.graph.transaction import Transaction

WRITE = "UNWIND $numbers AS number CREATE (:Sent {number: number, place: COUNT { (:Sent) }})"
READ = "MATCH (sent:Sent) RETURN sent.number AS number ORDER BY sent.place, number"
WRONG = "UNWIND [0] AS zero CREATE (:Sent {number: 1 / zero})"


def numbers(graph: Graph) -> list[int]:
    return [number for (number,) in graph.read((READ, {}))[0].rows]


def test_what_was_sent_runs_in_order_before_the_next_query_and_before_the_end(
    empty: Graph,
) -> None:
    def work(transaction: Transaction) -> list[int]:
        for number in range(5):
            transaction.send(WRITE, {"numbers": [number]})
        seen = [number for (number,) in transaction.run(READ, {}).rows]
        transaction.send(WRITE, {"numbers": [5]})
        return seen

    assert empty.write(work) == [0, 1, 2, 3, 4]
    assert numbers(empty) == [0, 1, 2, 3, 4, 5]


def run_next(transaction: Transaction) -> None:
    transaction.run(READ, {})


def send_more(transaction: Transaction) -> None:
    for _ in range(10):
        transaction.send(WRITE, {"numbers": [2]})


def end(transaction: Transaction) -> None:
    """Leaves it to the end of the transaction."""


@pytest.mark.parametrize("then", [run_next, send_more, end])
def test_the_error_of_a_sent_query_is_raised_and_nothing_is_written(
    empty: Graph, then: Callable[[Transaction], None]
) -> None:
    def work(transaction: Transaction) -> None:
        transaction.send(WRITE, {"numbers": [1]})
        transaction.send(WRONG, {})
        then(transaction)

    before = threading.active_count()
    with pytest.raises(QueryFailed, match="/ by zero"):
        empty.write(work)
    assert numbers(empty) == []
    assert threading.active_count() == before


def test_after_a_failure_of_the_work_nothing_more_is_run(empty: Graph) -> None:
    def work(transaction: Transaction) -> None:
        transaction.send(WRITE, {"numbers": list(range(10_000))})
        transaction.send(WRONG, {})
        raise ValueError("the work itself")

    before = threading.active_count()
    with pytest.raises(ValueError, match="the work itself"):
        empty.write(work)
    assert numbers(empty) == []
    assert threading.active_count() == before


def test_no_thread_outlives_a_transaction_that_a_signal_ended(empty: Graph) -> None:
    """Otherwise Python aborts now and then when the program ends while the thread is at work."""

    def work(transaction: Transaction) -> None:
        for number in range(3):
            transaction.send(WRITE, {"numbers": list(range(number, 10_000))})
        raise CancelledError  # as `moneyloop.signals` does

    before = threading.active_count()
    with pytest.raises(CancelledError):
        empty.write(work)
    assert threading.active_count() == before
    assert numbers(empty) == []
