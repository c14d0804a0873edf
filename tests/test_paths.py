"""Shortest chains, counted by hand on drawings; `A-x` says that organisation x takes part in initiative A."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.paths import Paths, paths
from graph.arrays import Filters
from ontology.errors import InvalidParameter, UnknownEntity
from tests.drawn import drawn, iri, letters


def chains(found: Paths) -> list[str]:
    return [letters(chain.nodes) for chain in found.chains]


def test_partners_of_one_initiative_are_two_steps_apart() -> None:
    with drawn(parties="A-x A-y") as store:
        found = paths(store, start=iri("x"), end=iri("y"))
    assert (found.length, found.total, chains(found)) == (2, 1, ["xay"])
    # The participation is stated from the initiative to the party: backwards first, then forwards.
    assert [(step.relations, step.forwards) for step in found.chains[0].steps] == [
        (("participation",), (False,)),
        (("participation",), (True,)),
    ]


def test_chain_through_what_few_share_comes_before_one_through_a_hub() -> None:
    # x and y meet in A, which has no other party (2 links), and in B, which has two more (4 links).
    with drawn(parties="A-x A-y B-x B-y B-v B-w") as store:
        found = paths(store, start=iri("x"), end=iri("y"))
    assert chains(found) == ["xay", "xby"]
    assert [chain.rarity for chain in found.chains] == [1 / 2, 1 / 4]


def test_all_shortest_chains_are_counted_and_the_first_are_told() -> None:
    with drawn(parties="A-x A-y B-x B-y C-x C-y") as store:
        found = paths(store, start=iri("x"), end=iri("y"), limit=2)
    assert (found.total, len(found.chains)) == (3, 2)


def test_things_are_tied_by_what_they_build_on_and_who_owns_it() -> None:
    with drawn(parties="A-x", dependencies="A-1", owners="1-y") as store:
        found = paths(store, start=iri("x"), end=iri("y"))
    assert chains(found) == ["xa1y"]
    assert [step.relations for step in found.chains[0].steps] == [("participation",), ("dependency",), ("owner",)]


def test_step_says_in_words_which_way_round_it_is_stated() -> None:
    with drawn(parties="A-x A-y") as store:
        steps = paths(store, start=iri("x"), end=iri("y")).chains[0].steps
    assert [reading.en for step in steps for reading in step.readings] == ["x takes part in A", "y takes part in A"]


def test_two_ties_between_the_same_things_are_both_told() -> None:
    # The initiative builds on an organisation that takes part, too.
    with drawn(parties="A-x", dependencies="A-x") as store:
        step = paths(store, start=iri("A"), end=iri("x")).chains[0].steps[0]
    assert step.relations == ("participation", "dependency")


def test_groups_named_in_general_tie_nothing_unless_asked_for() -> None:
    with drawn(parties="A-*k B-*k") as store:
        assert paths(store, start=iri("A"), end=iri("B")).length is None
        assert paths(store, start=iri("A"), end=iri("B"), filters=Filters(collectives=True)).length == 2


def test_thing_is_no_step_from_itself() -> None:
    with drawn(parties="A-x") as store:
        found = paths(store, start=iri("x"), end=iri("x"))
    assert (found.length, chains(found)) == (0, ["x"])


def test_things_in_different_pieces_have_no_chain() -> None:
    with drawn(parties="A-x B-y") as store:
        found = paths(store, start=iri("x"), end=iri("y"))
    assert (found.length, found.total, found.chains) == (None, 0, ())


def test_only_the_chosen_relations_are_walked() -> None:
    with drawn(parties="A-x A-y") as store:
        assert paths(store, start=iri("x"), end=iri("y"), relations=("dependency",)).length is None


def test_unknown_things_relations_and_numbers_are_refused() -> None:
    with drawn(parties="A-x") as store:
        with pytest.raises(UnknownEntity, match="x-q"):
            paths(store, start=iri("q"), end=iri("x"))
        with pytest.raises(InvalidParameter, match="friendship"):
            paths(store, start=iri("A"), end=iri("x"), relations=("friendship",))
        with pytest.raises(InvalidParameter, match="1 to 100"):
            paths(store, start=iri("A"), end=iri("x"), limit=0)


@pytest.mark.slow
@given(st.sets(st.tuples(st.sampled_from("ABCD"), st.sampled_from("vwxyz")), min_size=1, max_size=14))
def test_lengths_and_numbers_of_chains_agree_with_networkx(links: set[tuple[str, str]]) -> None:
    network = nx.Graph(links)
    start, *_, end = sorted(network)
    with drawn(parties=" ".join("-".join(link) for link in sorted(links))) as store:
        found = paths(store, start=iri(start), end=iri(end), limit=100)
    if not nx.has_path(network, start, end):
        assert found.length is None
        return
    expected = sorted(letters(map(iri, chain)) for chain in nx.all_shortest_paths(network, start, end))
    assert (found.length, sorted(chains(found)), found.total) == (len(expected[0]) - 1, expected, len(expected))
    assert [chain.rarity for chain in found.chains] == sorted((c.rarity for c in found.chains), reverse=True)
