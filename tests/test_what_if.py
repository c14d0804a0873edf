"""What if, counted by hand on the invented world of `tests/sample.py`, and against networkx on drawn networks.

Region Øst is in Grøn Havn (as lead), Blå Vej and Åben Strand; Nordkyst and Bølgekraft in Grøn Havn and Åben Strand;
Kystens Universitet in Blå Vej and Stille Sund; Ø-rådet in Stille Sund. So Region Øst alone holds {Grøn Havn, Åben
Strand, Nordkyst, Bølgekraft} to {Blå Vej, Stille Sund, Kystens Universitet, Ø-rådet}.
"""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.graphs import Size, invented
from graph.analysis.changes import Change, Pieces, downstream
from graph.analysis.what_if import Affected, WhatIf, measured, what_if
from graph.arrays import Arrays, Filters, arrays
from graph.store import EmbeddedStore, Store
from ontology.errors import InvalidParameter, UnknownEntity
from tests.laws import examples
from tests.sample import initiative, organisation, sample_store, undertaking

EAST, NORTH, WAVES = map(organisation, ("region-oest", "nordkyst-kommune", "boelgekraft"))
COAST, COUNCIL = map(organisation, ("ku-kyst", "oe-raadet"))
HARBOUR, WAY, BEACH, SOUND = map(initiative, ("groen-havn", "blaa-vej", "aaben-strand", "stille-sund"))


@pytest.fixture(scope="module")
def store() -> Store:
    return sample_store()


def moves(result: WhatIf, measure: str = "degree") -> dict[str, tuple[int | None, int | None]]:
    return {move.thing: (move.rank_before, move.rank_after) for move in result.moves if move.measure == measure}


def test_organisation_that_holds_two_halves_together_cuts_one_off(store: Store) -> None:
    result = what_if(store, remove=[EAST])
    assert (result.ties_lost, result.isolated, result.piece_sizes) == (3, (), (4,))
    # Both halves have four nodes; the one with the first IRI, that of Åben Strand, counts as the remainder.
    assert set(result.pieces[0]) == {WAY, SOUND, COAST, COUNCIL}
    assert result.without_lead == (HARBOUR,)


def test_overlaps_that_rested_on_one_organisation_alone_disappear(store: Store) -> None:
    result = what_if(store, remove=["region-oest"])
    # Initiatives: Blå Vej with Grøn Havn and with Åben Strand. Organisations: its own three, with Nordkyst, Bølgekraft
    # and Kystens Universitet.
    assert set(result.overlaps_lost) == {
        tuple(sorted(pair)) for pair in ((WAY, HARBOUR), (WAY, BEACH), (EAST, NORTH), (EAST, WAVES), (EAST, COAST))
    }
    assert (result.overlaps_lost_count, result.overlaps_bounded, result.overlaps_arisen) == (5, False, ())


def test_ranks_move_as_counted(store: Store) -> None:
    # Initiatives in 3, and 3, 2, 2 organisations; organisations in 3, 2, 2, 2, 1 initiatives.
    found = moves(what_if(store, remove=[EAST]))
    assert found == {
        EAST: (1, None),
        HARBOUR: (1, 1),
        BEACH: (1, 1),
        WAY: (3, 4),
        SOUND: (3, 1),
        NORTH: (2, 1),
        WAVES: (2, 1),
        COAST: (2, 1),
        COUNCIL: (5, 4),
    }


def test_initiative_that_stops_takes_what_hangs_on_it_alone(store: Store) -> None:
    result = what_if(store, remove=["stille-sund"])
    assert result.isolated == (COUNCIL,)
    assert (result.piece_sizes, result.pieces) == ((1,), ((COUNCIL,),))
    assert result.overlaps_lost == tuple(sorted([(WAY, SOUND), (COAST, COUNCIL)]))
    assert "Left without any tie: Ø-rådet." in result.reading.en
    assert "Uden nogen forbindelse bliver Ø-rådet." in result.reading.da


def test_what_builds_on_a_stopped_initiative_is_affected_with_its_depth(store: Store) -> None:
    # Åben Strand builds on Grøn Havn, which builds on Blå Vej.
    assert what_if(store, remove=[WAY]).affected == (Affected(HARBOUR, 1), Affected(BEACH, 2))
    assert what_if(store, remove=[BEACH]).affected == ()


def test_foundation_loses_its_only_owner_and_what_builds_on_it_is_affected(store: Store) -> None:
    result = what_if(store, remove=[COAST])
    assert result.ownerless == (undertaking("boelgelab"),)
    assert {one.thing: one.depth for one in result.affected} == {WAY: 1, BEACH: 1, HARBOUR: 2}


def test_partner_that_joins_makes_overlaps_and_moves_up(store: Store) -> None:
    result = what_if(store, add=[(COUNCIL, WAY)])
    # Ø-rådet meets Region Øst; Kystens Universitet it met already, and so had Blå Vej and Stille Sund.
    assert result.overlaps_arisen == (tuple(sorted((COUNCIL, EAST))),)
    assert moves(result)[COUNCIL] == (5, 2)
    assert (result.ties_new, result.pieces_joined, result.overlaps_lost_count) == (1, 0, 0)


def test_newcomer_without_a_participation_is_a_piece_of_its_own_that_joins(store: Store) -> None:
    result = what_if(store, add=[("havneforum", "groen-havn")])
    assert result.pieces_joined == 1
    assert moves(result)[organisation("havneforum")] == (None, 5)


def test_several_things_change_at_once(store: Store) -> None:
    # Region Øst leaves, and Ø-rådet holds the halves together instead.
    result = what_if(store, remove=[EAST], add=[(COUNCIL, HARBOUR)])
    assert result.piece_sizes == ()
    assert (result.ties_lost, result.ties_new) == (3, 1)
    assert "Without East Region, 3 participations end. Ø-rådet now takes part in Green Harbour." in result.reading.en


def test_what_is_there_already_changes_nothing(store: Store) -> None:
    result = what_if(store, add=[(COUNCIL, SOUND)])
    assert (result.added, result.moved, result.overlaps_arisen) == ((), 0, ())
    assert result.reading.en == "That is there already: nothing changes."


def test_nothing_unknown_things_and_bad_limits_are_refused(store: Store) -> None:
    with pytest.raises(InvalidParameter, match="removes or adds"):
        what_if(store)
    with pytest.raises(InvalidParameter, match="1 to 1000"):
        what_if(store, remove=[EAST], limit=0)
    with pytest.raises(UnknownEntity, match="nowhere"):
        what_if(store, remove=["nowhere"])
    with EmbeddedStore() as empty, pytest.raises(UnknownEntity):
        what_if(empty, remove=["anything"])


def small(seed: int) -> Arrays:
    return invented(Size(14, 11, 26, 6, 12, 4, 3, 1), seed=seed).arrays().filtered(Filters())


def tied(view: Arrays) -> nx.Graph[int]:
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(view.initiatives.tolist())
    links = view.participations.links
    network.add_edges_from(zip(links.start.tolist(), links.end.tolist(), strict=True))
    return network


def overlaps_of(network: nx.Graph[int]) -> set[tuple[int, int]]:
    return {(one, other) for node in network for one, other in combinations(sorted(network[node]), 2)}


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, 5), st.data())
def test_change_is_what_networkx_makes_of_it(seed: int, data: st.DataObject) -> None:
    view = small(seed)
    before = tied(view)
    removed = data.draw(st.sets(st.sampled_from(sorted(before)), max_size=3))
    everyone, wanted = view.parties.tolist(), view.initiatives.tolist()
    added = data.draw(st.sets(st.tuples(st.sampled_from(wanted), st.sampled_from(everyone)), max_size=3))
    change = Change(view, frozenset(removed), frozenset(added))
    after = before.copy()
    after.remove_nodes_from(removed)
    after.add_edges_from(tie for tie in added if not removed & {*tie})
    result = measured(change, 1000)
    expected = list[int]()
    for piece in nx.connected_components(before):
        if piece & removed:
            now = [part & piece for part in nx.connected_components(after) if part & piece]
            expected += sorted(map(len, now))[:-1]
    assert sorted(result.piece_sizes) == sorted(expected)
    numbers = {view.iris[node]: node for node in before}
    said = {tuple(numbers[end] for end in pair) for pair in result.overlaps_lost}
    assert said == overlaps_of(before) - overlaps_of(after)
    assert {tuple(numbers[end] for end in pair) for pair in result.overlaps_arisen} == overlaps_of(after) - overlaps_of(
        before
    )
    lone = {node for node in after if not after.degree(node) and before.degree(node)}
    assert {numbers[one] for one in result.isolated} == lone
    degrees = {view.iris[node]: float(after.degree(node)) for node in after}
    for move in result.moves:
        if move.measure == "degree":
            assert move.value_after == degrees.get(move.thing)


@pytest.mark.parametrize("seed", range(4))
def test_removing_any_single_node_agrees_with_looking_at_the_whole_network_again(seed: int) -> None:
    view = small(seed)
    pieces, network = Pieces.of(view), tied(view)
    for node in sorted(network):
        left = network.copy()
        left.remove_node(node)
        own = nx.node_connected_component(network, node)
        parts = sorted((len(part) for part in nx.connected_components(left) if part & own), reverse=True)
        found = pieces.cut_off(Change(view, frozenset({node}), frozenset()))
        assert [len(part) for part in found] == parts[1:]
        assert all(nx.is_connected(left.subgraph(part.tolist())) for part in found)


def test_thing_that_builds_on_itself_is_not_affected_by_itself() -> None:
    view = small(0)
    assert all(one not in downstream(view.dependencies.links, [one]) for one in view.initiatives.tolist())


def test_hub_that_leaves_gives_an_upper_bound_and_says_so() -> None:
    hub = invented(Size(1_000, 5, 2_400, 5, 10, 5, 2, 1)).arrays().filtered(Filters())
    largest = int(hub.initiative_count.argmax())
    result = measured(Change(hub, frozenset({largest}), frozenset()), 10)
    assert hub.initiative_count[largest] > 450
    assert result.overlaps_bounded
    assert "at most" in result.reading.en


def test_collectives_take_part_only_when_asked_for(store: Store) -> None:
    collectives = Filters(collectives=True)
    assert what_if(store, remove=["kommuner"], filters=collectives).ties_lost == 2
    with pytest.raises(UnknownEntity):
        what_if(store, remove=["kommuner"])
    assert len(arrays(store).filtered(collectives).parties) == 7
