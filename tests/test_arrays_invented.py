"""The invented graphs of the benchmarks: what is given as arrays is what a store gives back."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from benchmarks.graphs import Size, filled, invented
from graph.arrays import Arrays, Pairs, Texts, arrays

SMALL = Size(120, 90, 500, 40, 160, 30, 5, 4)


def assert_equal(one: Arrays, other: Arrays) -> None:
    """Assert that two arrays hold the same, the revision aside."""
    for field in fields(Arrays):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, Texts):
            assert list(mine) == list(theirs)
        elif isinstance(mine, Pairs):
            for name, column in mine.columns().items():
                np.testing.assert_array_equal(column, theirs.columns()[name], f"{field.name}.{name}")
                assert column.dtype == theirs.columns()[name].dtype, f"{field.name}.{name}"
        elif field.name != "revision":
            np.testing.assert_array_equal(mine, theirs, field.name)


@pytest.mark.parametrize("size", ["S", SMALL])
def test_world_given_as_arrays_is_what_its_store_gives(size: Size | str) -> None:
    world = invented(size)
    with filled(world) as store:
        assert_equal(world.arrays(), arrays(store))


def test_equal_seeds_give_equal_worlds_and_others_do_not() -> None:
    lines = b"".join(invented("S").lines())
    assert lines == b"".join(invented("S").lines())
    assert lines != b"".join(invented("S", seed=1).lines())


def test_world_has_as_many_things_and_links_as_its_size_says() -> None:
    held = invented(SMALL).arrays()
    assert [len(held.kind(kind)) for kind in ("initiative", "organisation", "undertaking", "person")] == [
        120,
        90,
        40,
        30,
    ]
    assert len(held.participations.links) == 500 + 120 // 10
    assert len(held.dependencies.links) == 160 + 40 // 3
