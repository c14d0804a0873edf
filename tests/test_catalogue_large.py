"""A large graph is listed out of arrays, a small one out of dictionaries: on the same graph both say the same.

Two things differ on purpose and are stated in `graph.catalogue.large`: initiatives stand in the order of sources and
names, and lists inside an item end after a few.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel

from benchmarks.graphs import Size, filled, invented
from graph.arrays import arrays
from graph.catalogue import details, lists
from graph.catalogue.large import MOST_INSIDE, Large, large_tables
from graph.catalogue.search import NameIndex
from graph.catalogue.tables import Tables, read_tables
from graph.spelling import relevance
from graph.store import EmbeddedStore, Store, open_store
from ontology.terms import ID, PREFIXES, thing
from tests.sample import sample_graphs, sample_store

WORLD = Size(90, 60, 260, 30, 90, 25, 5, 3)
WORDS = (
    "",
    "kommune",
    "koebenhavn",
    "gate21",
    "kk",
    "d",
    "øst",
    "ost",
    "havn groen",
    "Grøn Havn",
    "a/s",
    "nobody",
    "8 7",
)


@pytest.fixture(scope="module", params=["sample", "shipped", "invented"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "sample":
        made = sample_store()
    else:
        made = open_store("memory:") if request.param == "shipped" else filled(invented(WORLD))
    with made:
        yield made


@pytest.fixture(scope="module")
def small(store: Store) -> Tables:
    return read_tables(store)


@pytest.fixture(scope="module")
def large(store: Store) -> Large:
    return large_tables(store, arrays(store))


@pytest.mark.parametrize("q", WORDS)
def test_organisations_stand_in_the_same_order(small: Tables, large: Large, q: str) -> None:
    for sort in ("initiatives", "name"):
        for collectives in (False, True):
            for least in (0, 1, 2):
                given_ = {"q": q, "sort": sort, "collectives": collectives, "min_initiatives": least}
                assert list(lists.organisations(large, **given_)) == lists.organisations(small, **given_), given_  # type: ignore[arg-type]


@pytest.mark.parametrize("q", WORDS)
def test_other_lists_hold_the_same(small: Tables, large: Large, q: str) -> None:
    assert list(lists.people(large, q=q)) == lists.people(small, q=q)
    assert list(lists.undertakings(large, q=q)) == lists.undertakings(small, q=q)
    assert sorted(lists.initiatives(large, q=q)) == sorted(lists.initiatives(small, q=q))
    assert lists.search(large, q) == lists.search(small, q)


def test_filters_of_lists_keep_the_same(small: Tables, large: Large) -> None:
    themes = [*sorted(small.used("themes")), f"{ID}theme/nothing"]
    assert large.used("themes") == small.used("themes")
    parties = ["", *sorted(small.roles)[:9], "nobody", "gate-21"]
    for theme in ["", *themes]:
        for party in parties:
            for role in ("", "lead", "possible", "nothing"):
                given_ = {"theme": theme, "participant": party, "role": role}
                found = lists.initiatives(large, **given_)
                assert sorted(found) == sorted(lists.initiatives(small, **given_)), given_
    for scheme in ("orgkind", "kind"):
        concepts = small.concepts(PREFIXES[scheme])
        assert large.concepts(PREFIXES[scheme]) == concepts
        for concept in [*concepts, "nothing"]:
            type_ = concept.rsplit("/", 1)[-1]
            assert list(lists.organisations(large, type=type_)) == lists.organisations(small, type=type_)
            assert list(lists.undertakings(large, type=type_)) == lists.undertakings(small, type=type_)


def test_items_say_the_same(small: Tables, large: Large) -> None:
    for iri in small.kinds["initiative"]:
        assert lists.initiative_item(large, iri) == lists.initiative_item(small, iri)
    for iri in (*small.kinds["organisation"], *small.kinds["collective"]):
        one, other = lists.organisation_item(large, iri), lists.organisation_item(small, iri)
        assert _unordered(one) == _unordered(other) or len(other.initiatives) > MOST_INSIDE
        assert one.initiative_count == other.initiative_count
    for iri in small.kinds["undertaking"]:
        assert _unordered(lists.undertaking_item(large, iri)) == _unordered(lists.undertaking_item(small, iri))
    for iri in small.kinds["person"]:
        assert lists.person_item(large, iri) == lists.person_item(small, iri)


def test_single_things_say_the_same(store: Store, small: Tables, large: Large) -> None:
    for iri in list(small.kinds["initiative"])[:20]:
        assert details.initiative(store, large, iri) == details.initiative(store, small, iri)
    for iri in list(small.kinds["organisation"])[:20]:
        one, other = (_unordered(details.organisation(store, tables, iri)) for tables in (large, small))
        assert {key: one[key] for key in ("parts", "collectives", "mentions")} == {
            key: other[key] for key in ("parts", "collectives", "mentions")
        }
        assert [met["organisation"] for met in one["meets"]][:5] == [met["organisation"] for met in other["meets"]][:5]


def test_things_and_concepts_have_the_same_names(small: Tables, large: Large) -> None:
    for kind, listed in small.kinds.items():
        assert list(large.kinds[kind]) == list(listed)
        for iri in listed:
            assert large.thing(iri) == small.thing(iri)
    assert thing("organisation", "nobody").value not in large.kinds["organisation"]
    role = f"{PREFIXES['role']}lead"
    assert large.label(role) == small.label(role)
    assert dict(large.definitions.get(role, {})) == dict(small.definitions.get(role, {}))


def _unordered(item: BaseModel) -> dict[str, Any]:
    """An item whose initiatives stand in the order of their IRIs."""
    found = item.model_dump()
    return found | {"initiatives": sorted(found["initiatives"], key=str)}


@given(st.text("aå øoe-12/bæ", max_size=7))
@example("kk")
@example("<<a>>")
@example('"')
def test_index_finds_what_is_found_name_by_name(query: str) -> None:
    index, names = _index()
    levels = index.fits(query)
    for level, found in zip((3, 2, 1), levels, strict=True):
        expected = {number for number, held in names.items() if relevance(query, held) == level}
        assert set(found.tolist()) == expected, level


def _index() -> tuple[NameIndex, dict[int, list[str]]]:
    if not _made:
        store = sample_store()
        held, tables = arrays(store), read_tables(store)
        names = {number: tables.names(iri) for number, iri in enumerate(held.iris)}
        _made.append((NameIndex(store, held), names))
    return _made[0]


_made: list[tuple[NameIndex, dict[int, list[str]]]] = []


def test_index_lies_beside_its_store_and_is_made_anew_when_the_store_changes(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        store.replace(sample_graphs())
        number = arrays(store).number("organisation", "region-oest")
        assert NameIndex(store, arrays(store)).matching("region øst").tolist() == [number]
        file = tmp_path / "store" / "names.sqlite"
        before = file.stat().st_mtime_ns
        assert NameIndex(store, arrays(store)).matching("øst").tolist() == [number]
        assert file.stat().st_mtime_ns == before
        file.write_bytes(b"no index at all")
        assert NameIndex(store, arrays(store)).matching("øst").tolist() == [number]
        store.replace({graph: [] for graph in sample_graphs()})
        assert NameIndex(store, arrays(store)).matching("øst").tolist() == []
