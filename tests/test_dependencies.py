"""What rests on what, counted by hand on drawings; `A-1` says that initiative A builds on undertaking 1.

The diamond:  A builds on B and C, both build on 1, and 1 builds on 2.

    A ── B ── 1 ── 2
     └── C ──┘
"""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.dependencies import affected, dependencies, foundations
from graph.analysis.reach import Reach, chain
from graph.arrays import Filters
from graph.store import ask, open_store
from ontology.errors import InvalidParameter, UnknownEntity
from ontology.models import Thing
from tests.drawn import drawn, iri, letters

DIAMOND = "A-B A-C B-1 C-1 1-2"

links = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20)


def depths(found: str, way: str, thing: str) -> dict[str, int]:
    with drawn(dependencies=found) as store:
        items = dependencies(store, thing=iri(thing), direction=way).items
    return {letters([item.node]): item.depth for item in items}


def test_upstream_is_all_that_a_thing_rests_on_with_the_fewest_steps() -> None:
    assert depths(DIAMOND, "upstream", "A") == {"b": 1, "c": 1, "1": 2, "2": 3}


def test_downstream_is_all_that_rests_on_a_thing() -> None:
    assert depths(DIAMOND, "downstream", "2") == {"1": 1, "b": 2, "c": 2, "a": 3}


def test_depth_is_the_shortest_way_and_layer_the_longest() -> None:
    # A builds on 1 itself, and on B, which builds on 1: one step or two.
    with drawn(dependencies="A-1 A-B B-1") as store:
        items = {letters([item.node]): item for item in dependencies(store, thing=iri("A")).items}
    assert (items["1"].depth, items["1"].layer) == (1, 2)
    assert letters(items["1"].through) == "a"


def test_critical_path_is_a_longest_chain() -> None:
    with drawn(dependencies="A-1 A-B B-C C-1 1-2") as store:
        assert letters(dependencies(store, thing=iri("A")).critical_path) == "abc12"


def test_what_every_chain_passes_through_is_a_gate() -> None:
    # From A, 2 is reached through 1 only; 1 through B or through C, so neither of them is a gate.
    with drawn(dependencies=DIAMOND) as store:
        gates = dependencies(store, thing=iri("A")).gates
    assert gates is not None
    assert {letters([gate.node]): letters(gate.behind) for gate in gates} == {"1": "2"}


def test_cycle_is_reported_once_as_a_round_trip_and_is_not_fatal() -> None:
    with drawn(dependencies="A-B B-C C-B C-1") as store:
        found = dependencies(store, thing=iri("A"))
    assert [letters(cycle) for cycle in found.cycles] == ["bc"]
    # B and C are one place, so 1 stands one layer behind them.
    assert {letters([item.node]): (item.depth, item.layer) for item in found.items} == {
        "b": (1, 1),
        "c": (2, 1),
        "1": (3, 2),
    }


def test_origin_in_a_cycle_is_not_among_what_it_rests_on() -> None:
    with drawn(dependencies="A-B B-A") as store:
        found = dependencies(store, thing=iri("A"))
    assert letters(item.node for item in found.items) == "b"
    assert [letters(cycle) for cycle in found.cycles] == ["ab"]


def test_thing_that_builds_on_itself_says_nothing() -> None:
    with drawn(dependencies="A-A A-1") as store:
        found = dependencies(store, thing=iri("A"))
    assert (letters(item.node for item in found.items), found.cycles) == ("1", ())


def test_thing_without_dependencies_has_an_empty_closure() -> None:
    with drawn(parties="A-x") as store:
        found = dependencies(store, thing=iri("x"), direction="downstream")
    assert (found.items, found.cycles, letters(found.critical_path), found.gates) == ((), (), "x", ())


def test_unknown_thing_and_unknown_direction_are_refused() -> None:
    with drawn(dependencies=DIAMOND) as store:
        with pytest.raises(UnknownEntity, match="x-z"):
            dependencies(store, thing=iri("Z"))
        with pytest.raises(InvalidParameter, match="upstream or downstream"):
            dependencies(store, thing=iri("A"), direction="sideways")


def test_filter_leaves_out_what_it_does_not_keep() -> None:
    with drawn(dependencies=DIAMOND) as store, pytest.raises(UnknownEntity):
        dependencies(store, thing=iri("A"), filters=Filters(since=2030))


def test_stopping_the_only_foundation_leaves_all_that_rest_on_it_without() -> None:
    # B and C rest on 1 alone, A on B and C alone.
    with drawn(dependencies=DIAMOND) as store:
        found = affected(store, things=(iri("1"),))
    assert (letters(found.without), letters(found.weakened)) == ("abc", "")


def test_stopping_one_of_two_foundations_weakens() -> None:
    with drawn(dependencies=DIAMOND) as store:
        found = affected(store, things=(iri("B"),))
    assert (letters(found.without), letters(found.weakened)) == ("", "a")


def test_foundations_are_ranked_by_the_initiatives_that_build_on_them() -> None:
    # 1: A and B directly. 2: C directly, and A, B through 1. 3: A only.
    with drawn(dependencies="A-1 B-1 1-2 C-2 A-3 D-2") as store:
        found = foundations(store)
    assert [(letters([one.node]), letters(one.initiatives), one.reach) for one in found] == [
        ("1", "ab", 2),
        ("2", "cd", 5),
    ]


def test_shipped_foundations_are_those_that_the_question_finds() -> None:
    with open_store("memory:") as store:
        asked = [item["thing"] for item in ask(store, "shared_foundations").items]
        told = {one.node for one in foundations(store)}
    assert told == {thing.iri for thing in asked if isinstance(thing, Thing)}


def _longest(network: Any) -> int:
    return int(nx.dag_longest_path_length(network))


@given(links)
def test_reach_agrees_with_networkx(found: set[tuple[int, int]]) -> None:
    network = nx.DiGraph([(one, other) for one, other in found if one != other])
    network.add_node(0)
    nodes = [0, *sorted(nx.descendants(network, 0))]
    reach = Reach(nodes, {node: sorted(network.successors(node)) for node in nodes})
    layers, before = reach.layers()
    inside = network.subgraph(nodes)
    assert max(layers.values()) == _longest(nx.condensation(inside))
    assert len(chain(layers, before)) == max(layers.values()) + 1
    cycles = list(reach.cycles())
    assert len(cycles) == sum(len(group) > 1 for group in nx.strongly_connected_components(inside))
    assert all(nx.is_simple_path(network, [*cycle, cycle[0]][:-1]) for cycle in cycles)
    assert all(network.has_edge(cycle[-1], cycle[0]) for cycle in cycles)


@given(links)
def test_gate_is_a_node_without_which_what_is_behind_it_is_cut_off(found: set[tuple[int, int]]) -> None:
    network: Any = nx.DiGraph([(one, other) for one, other in found if one != other])
    network.add_node(0)
    nodes = [0, *sorted(nx.descendants(network, 0))]
    reach = Reach(nodes, {node: sorted(network.successors(node)) for node in nodes})
    behind = {}
    for node in nodes[1:]:
        left = network.copy()
        left.remove_node(node)
        if cut := set(nodes) - {node} - nx.descendants(left, 0) - {0}:
            behind[node] = cut
    assert {node: set(others) for node, others in reach.dominated(0).items()} == behind
