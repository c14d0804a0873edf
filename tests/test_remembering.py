"""Answers are kept until the graph changes, and never so many that they fill the memory."""

from __future__ import annotations

from graph.remembering import remembered
from graph.store import EmbeddedStore, Store
from tests.drawn import drawn


def test_equal_question_is_answered_once_until_the_graph_changes() -> None:
    asked: list[int] = []

    @remembered
    def size(store: Store, *, least: int) -> int:
        asked.append(least)
        return len(store)

    with EmbeddedStore() as empty, drawn(parties="A-x") as other:
        assert [size(empty, least=1), size(empty, least=1), size(other, least=1)] == [0, 0, len(other)]
    assert asked == [1, 1]


def test_answers_that_were_not_asked_for_of_late_are_forgotten() -> None:
    asked: list[int] = []

    @remembered
    def double(_: Store, *, number: int) -> int:
        asked.append(number)
        return 2 * number

    with EmbeddedStore() as store:
        for number in range(300):
            double(store, number=number)
            double(store, number=0)
        assert asked.count(0) == 1
        double(store, number=1)
    assert asked.count(1) == 2
