"""Overlap at any size: whichever way pairs are found, they are those that Python's sets and `math.comb` give."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from graph.analysis import pairing
from graph.analysis.chance import at_least_by_chance, corrected, false_discovery_rates, tails
from graph.analysis.holdings import Holdings
from graph.analysis.meetings import closest, grouped, meetings
from graph.analysis.pairing import Pairing, best, with_others
from ontology.errors import InvalidParameter
from tests.laws import examples

# Few things and many items, so that sets are often equal; a row of nothing is left out.
worlds = st.lists(st.frozensets(st.integers(0, 6), max_size=5), min_size=1, max_size=11)


def held_by(sets: list[frozenset[int]]) -> Holdings:
    rows = [row for row, things in enumerate(sets) for _ in things]
    columns = [thing for things in sets for thing in sorted(things)]
    matrix = csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=(len(sets), 7))
    return Holdings.of(matrix, np.arange(len(sets)), np.arange(7))


def by_hand(sets: list[frozenset[int]]) -> list[dict[str, float]]:
    """All pairs that share something, best first, each with its numbers."""
    items = [item for item, things in enumerate(sets) if things]
    universe = frozenset().union(*sets)
    weight = {thing: -log(sum(thing in things for things in sets) / len(items)) for thing in universe}
    pairs = list(combinations(items, 2))
    chances = [at_least_by_chance(len(sets[a] & sets[b]), len(sets[a]), len(sets[b]), len(universe)) for a, b in pairs]
    rates = false_discovery_rates(chances, tests=len(pairs))
    found = []
    for (a, b), p, q in zip(pairs, chances, rates, strict=True):
        both, either = sets[a] & sets[b], sets[a] | sets[b]
        all_worth = sum(weight[thing] for thing in either)
        rarity = sum(weight[thing] for thing in both)
        weighted = rarity / all_worth if all_worth > 1e-12 else 0.0
        numbers = {"a": a, "b": b, "shared": len(both), "jaccard": len(both) / len(either), "p": p, "q": q}
        found.append(numbers | {"rarity": rarity, "weighted": weighted})
    kept = [pair for pair in found if pair["shared"]]
    return sorted(kept, key=lambda pair: (-pair["shared"], -pair["jaccard"], pair["a"], pair["b"]))


def told(held: Holdings, made: Pairing) -> Iterator[dict[str, float]]:
    for at in range(len(made)):
        yield {
            "a": int(held.items[made.one[at]]),
            "b": int(held.items[made.other[at]]),
            "shared": int(made.shared[at]),
            "jaccard": made.jaccard[at],
            "p": made.p[at],
            "q": made.q[at],
            "rarity": made.rarity[at],
            "weighted": made.weighted[at],
        }


def close(found: list[dict[str, float]], expected: list[dict[str, float]]) -> None:
    assert [(one["a"], one["b"]) for one in found] == [(one["a"], one["b"]) for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, abs=1e-12)


@given(worlds, st.sampled_from([None, 1, 2, 5]), st.integers(1, 3))
def test_all_pairs_are_those_of_the_sets(sets: list[frozenset[int]], first: int | None, least: int) -> None:
    held = held_by(sets)
    expected = [pair for pair in by_hand(sets) if pair["shared"] >= least]
    made = best(held, min_shared=least, first=first)
    close(list(told(held, made)), expected[:first])
    assert (made.total, made.exact) == (len(expected), True)


@given(worlds, st.sampled_from([1, 2, 5]), st.integers(1, 3))
def test_pairs_found_by_their_rarest_things_are_the_same_and_their_q_is_at_least_the_true_one(
    sets: list[frozenset[int]], first: int, least: int
) -> None:
    held = held_by(sets)
    expected = [pair for pair in by_hand(sets) if pair["shared"] >= least][:first]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairing, "MOST_COUNTED", -1)
        made, exact = best(held, min_shared=least, first=first), best(held, min_shared=least, first=first, exact=True)
    close(list(told(held, exact)), expected)
    found = list(told(held, made))
    assert [(one["a"], one["b"], one["shared"]) for one in found] == [
        (one["a"], one["b"], one["shared"]) for one in expected
    ]
    assert all(one["q"] >= other["q"] - 1e-12 for one, other in zip(found, expected, strict=True))
    assert not made.exact
    assert made.total in (None, sum(pair["shared"] >= least for pair in by_hand(sets)))


@given(worlds)
def test_one_item_shares_with_the_others_what_all_pairs_say(sets: list[frozenset[int]]) -> None:
    held = held_by(sets)
    for place, item in enumerate(held.items.tolist()):
        expected = [pair for pair in by_hand(sets) if item in (pair["a"], pair["b"])]
        made = with_others(held, place)
        others = sorted((pair["a"] + pair["b"] - item, pair["shared"], pair["p"]) for pair in expected)
        found = zip(held.items[made.other].tolist(), made.shared.tolist(), made.p.tolist(), strict=True)
        for one, other in zip(sorted(found), others, strict=True):
            assert one == pytest.approx(other)
        assert made.tests == len(held.items) - 1


@given(worlds)
def test_equal_sets_are_grouped_and_no_others(sets: list[frozenset[int]]) -> None:
    held = held_by(sets)
    groups = grouped(held.matrix)
    kept = [things for things in sets if things]
    for one, other in combinations(range(len(kept)), 2):
        assert (groups.of[one] == groups.of[other]) == (kept[one] == kept[other])
    assert sorted(row for group in range(len(groups.weights)) for row in groups.rows(group)) == list(range(len(kept)))


def test_pairs_of_rare_things_are_found_beside_a_hub() -> None:
    # Everybody has 0; items 2i and 2i + 1 have 1 + i too, and the first two have 60 and 61 as well: 50 different sets.
    sets = [{0, 1 + item // 2} | ({60, 61} if item < 2 else set()) for item in range(100)]
    rows = [row for row, things in enumerate(sets) for _ in things]
    columns = [thing for things in sets for thing in sorted(things)]
    matrix = csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=(100, 62))
    groups = grouped(matrix)
    assert groups.weights.tolist() == [2] * 50
    # Any two different sets share the hub and nothing else.
    assert len(closest(groups, 1, 2).one) == 0
    assert len(closest(groups, 10_000, 1).one) == len(meetings(groups.matrix).one) == comb(50, 2)


def test_hub_with_a_hundred_thousand_links_is_answered_at_once() -> None:
    # 100,000 items have the hub; 1,000 of them have one of 500 other things too, by twos.
    number, some = 100_000, np.arange(1_000)
    rows = np.concatenate([np.arange(number), some])
    columns = np.concatenate([np.zeros(number, np.int64), 1 + some // 2])
    matrix = csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=(number, 501))
    made = best(Holdings.of(matrix, np.arange(number), np.arange(501)), first=3)
    assert list(zip(made.one.tolist(), made.other.tolist(), made.shared.tolist(), strict=True)) == [
        (0, 1, 2),
        (2, 3, 2),
        (4, 5, 2),
    ]
    assert made.total == comb(number, 2)
    # Minus the logarithm of 100,000/100,000 is 0, and of 2/100,000 about 10.8.
    assert made.rarity[0] == pytest.approx(-log(2 / number))


@settings(max_examples=examples(40))
@given(st.integers(50, 3_000), st.data())
def test_chance_of_large_sets_is_right_to_nine_digits(universe: int, data: st.DataObject) -> None:
    first, second = (data.draw(st.integers(1, universe)) for _ in range(2))
    shared = data.draw(st.integers(1, min(first, second)))
    exact = at_least_by_chance(shared, max(first, second), min(first, second), universe)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.analysis.chance._EXACT", -1)
        (quick,) = tails(np.array([shared]), np.array([first]), np.array([second]), universe)
    assert quick == pytest.approx(exact, rel=1e-8, abs=1e-12)


def test_tests_with_equal_chance_may_be_counted_together() -> None:
    # 0.01 three times and 0.5 once, of 10 tests: .01 · 10/3, and min(.5 · 10/4, 1) = 1.
    assert corrected(np.array([0.01, 0.5]), tests=10, counts=np.array([3, 1])).tolist() == [0.1 / 3, 1.0]


@pytest.mark.parametrize(("min_shared", "first"), [(0, None), (1, 0)])
def test_nonsense_is_refused(min_shared: int, first: int | None) -> None:
    with pytest.raises(InvalidParameter, match="at least 1"):
        best(held_by([frozenset({1})]), min_shared=min_shared, first=first)


def test_long_counting_tells_how_far_it_is_and_can_be_stopped() -> None:
    class Stopped(Exception):
        pass

    def stop(_: float) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        best(held_by([frozenset({1, 2}), frozenset({1})]), progress=stop)
