r"""Brokers, what falls apart, and core and periphery, counted by hand on the network of `tests/sample.py`.

Grøn Havn (H) and Åben Strand (S) each have Region Øst, Nordkyst and Bølgekraft; Blå Vej (B) has Region Øst and Kystens
Universitet; Stille Sund (T) has Kystens Universitet and Ø-rådet. So the organisations are tied like this: Region Øst,
Nordkyst and Bølgekraft all to each other, Region Øst to Kystens Universitet, that one to Ø-rådet.

       Nordkyst
        |    \
        |     Region Øst - Kystens Universitet - Ø-rådet
        |    /
      Bølgekraft
"""

from __future__ import annotations

import pytest

from graph.analysis import stability
from graph.analysis.brokerage import Broker, brokerage
from graph.analysis.cores import CoreMember, cores
from graph.arrays import Filters
from graph.store import EmbeddedStore, Store, open_store
from ontology.errors import EmptyNetwork, InvalidParameter
from ontology.terms import thing
from tests.sample import initiative, organisation, sample_store

EAST, NORTH, WAVE, COAST, ISLE = (
    organisation(slug) for slug in ("region-oest", "nordkyst-kommune", "boelgekraft", "ku-kyst", "oe-raadet")
)
HARBOUR, WAY, BEACH, SOUND = (initiative(slug) for slug in ("groen-havn", "blaa-vej", "aaben-strand", "stille-sund"))


@pytest.fixture(scope="module")
def store() -> Store:
    return sample_store()


def brokers(store: Store, of: str = "organisations") -> dict[str, Broker]:
    return {broker.node: broker for broker in brokerage(store, of=of).items}


def test_constraint_is_low_for_who_has_partners_that_do_not_know_each_other(store: Store) -> None:
    # Region Øst has a third in each of three; Nordkyst and Bølgekraft put half of themselves into each other:
    # 2·(1/3 + 1/6)² + (1/3)² = 11/18. Kystens Universitet has half in each of two strangers: 1/2. Nordkyst has half in
    # Region Øst, which puts a third into Bølgekraft, and half in Bølgekraft, which puts half into Region Øst:
    # (1/2 + 1/4)² + (1/2 + 1/6)² = 145/144. Ø-rådet has everything in one: 1.
    found = brokers(store)
    expected = {EAST: 11 / 18, COAST: 1 / 2, NORTH: 145 / 144, WAVE: 145 / 144, ISLE: 1}
    assert {node: broker.constraint for node, broker in found.items()} == pytest.approx(expected)
    assert {node: broker.rank for node, broker in found.items()} == {COAST: 1, EAST: 2, ISLE: 3, WAVE: 4, NORTH: 4}


def test_effective_size_takes_ties_among_partners_away(store: Store) -> None:
    # Region Øst: 3 partners and one tie among them, 3 − 2/3; Kystens Universitet 2 − 0; Nordkyst 2 − 2/2.
    found = brokers(store)
    sizes = {node: broker.effective_size for node, broker in found.items()}
    assert sizes == pytest.approx({EAST: 7 / 3, COAST: 2, NORTH: 1, WAVE: 1, ISLE: 1})
    assert found[EAST].efficiency == pytest.approx(7 / 9)
    assert found[EAST].partners == 3


def test_bridging_is_the_spread_of_ties_over_themes(store: Store) -> None:
    # H has two themes, half a tie each; S climate adaptation, B mobility, T none. Region Øst: climate 3/2, growth 1/2,
    # mobility 1, of 3: 1 − (9/4 + 1/4 + 1)/9 = 11/18. Nordkyst: climate 3/2 and growth 1/2 of 2: 1 − (9 + 1)/16 = 3/8.
    # Kystens Universitet has one tie with a theme: 0. Ø-rådet has none.
    found = brokers(store)
    assert found[EAST].bridging == pytest.approx(11 / 18)
    assert found[NORTH].bridging == pytest.approx(3 / 8)
    assert found[COAST].bridging == 0
    assert found[ISLE].bridging is None
    climate = thing("theme", "climate-adaptation").value
    assert found[EAST].themes[0] == climate
    assert found[ISLE].themes == ()


def test_initiatives_are_brokers_by_the_partners_they_share(store: Store) -> None:
    # H, S and B share Region Øst; B and T share Kystens Universitet. B: a third in each, H and S know each other.
    found = brokers(store, "initiatives")
    assert found[WAY].constraint == pytest.approx(11 / 18)
    assert found[SOUND].constraint == 1
    # T is tied to B alone, whose theme is mobility.
    assert found[SOUND].bridging == 0


def test_what_falls_apart_names_the_parts(store: Store) -> None:
    # Of the nine nodes: without Region Øst {H, S, Nordkyst, Bølgekraft} and {B, Kystens Universitet, T, Ø-rådet};
    # without B five and three; without Kystens Universitet six and two; without T seven and Ø-rådet.
    found = {cut.node: cut for cut in brokerage(store).cuts}
    assert {node: cut.sizes for node, cut in found.items()} == {
        EAST: (4, 4),
        WAY: (5, 3),
        COAST: (6, 2),
        SOUND: (7, 1),
    }
    assert found[SOUND].parts == ((ISLE,),)
    assert [set(part) for part in found[COAST].parts] == [{SOUND, ISLE}]
    assert next(iter(brokerage(store).cuts)).node == EAST
    assert brokers(store)[EAST].cut == found[EAST]
    assert brokers(store)[NORTH].cut is None
    assert found[COAST].reading.en.startswith("Without it its piece of the network falls into 2 parts, and 2 nodes")


def test_bridges_are_the_only_chains_between_their_sides(store: Store) -> None:
    # Region Øst–B (5 and 4), B–Kystens Universitet (6 and 3), Kystens Universitet–T (7 and 2); T–Ø-rådet hangs one on.
    found = brokerage(store)
    assert [(bridge.initiative, bridge.party, bridge.sizes) for bridge in found.bridges] == [
        (WAY, EAST, (4, 5)),
        (WAY, COAST, (6, 3)),
        (SOUND, COAST, (2, 7)),
    ]
    assert found.pendants == 1


def test_broker_is_read_in_two_languages_with_its_certainty(store: Store) -> None:
    found = brokers(store)[COAST]
    assert found.reading.en.startswith(
        "Has 2 partners who count as 2 independent ones (100 %); its constraint is 0.5: "
    )
    assert "Uden den falder dens del af netværket i 2 stykker" in found.reading.da
    assert found.stability is not None
    assert found.stability.best == 1


def test_organisation_that_shares_nothing_has_no_constraint_and_comes_last() -> None:
    with open_store("memory:") as shipped:
        found = list(brokerage(shipped).items)
    assert found[-1].constraint is None
    assert found[-1].efficiency is None
    assert found[-1].reading.da.startswith("Deler ikke noget med andre.")
    constraints = [broker.constraint for broker in found if broker.constraint is not None]
    assert constraints == sorted(constraints)


def test_core_is_who_has_two_ties_to_others_of_it(store: Store) -> None:
    # H and S with Region Øst, Nordkyst and Bølgekraft: everybody has at least two ties inside. The rest is a chain.
    found = cores(store)
    assert found.deepest == 2
    assert found.sizes == (3, 0, 2)
    assert {item.node: item.core for item in found.items} == {EAST: 2, NORTH: 2, WAVE: 2, COAST: 1, ISLE: 1}
    assert [item.zone for item in found.items] == ["core"] * 3 + ["periphery"] * 2
    assert {item.node for item in cores(store, of="initiatives").items if item.zone == "core"} == {HARBOUR, BEACH}
    assert "2 in the periphery" in found.reading.en.replace("are in the middle and ", "")


def test_core_rests_on_the_initiatives_that_make_it(store: Store) -> None:
    # Without Grøn Havn or Åben Strand there is no ring left, and nobody stands deeper than anybody else.
    east = core_of(store, EAST)
    assert east.rank == 1
    assert east.stability is not None
    assert east.stability.worst == 1
    isle = core_of(store, ISLE)
    assert isle.stability is not None
    assert isle.stability.best == 1


def core_of(store: Store, node: str) -> CoreMember:
    return next(item for item in cores(store).items if item.node == node)


def test_network_without_a_ring_has_no_core(store: Store) -> None:
    found = cores(store, filters=Filters(roles=("lead",)))
    assert found.deepest == 1
    assert found.sizes == (0, 0, 2)
    assert found.reading.en.startswith("The network has no core")


def test_shared_network_makes_a_core_of_the_parties_of_one_initiative(store: Store) -> None:
    found = {item.node: item.core for item in cores(store, network="shared").items}
    assert found == {EAST: 2, NORTH: 2, WAVE: 2, COAST: 1, ISLE: 1}


@pytest.mark.parametrize("ask", [brokerage, cores])
def test_wrong_words_and_empty_stores_are_refused(ask: type, store: Store) -> None:
    with pytest.raises(InvalidParameter, match="initiatives, organisations"):
        ask(store, of="people")
    with EmbeddedStore() as empty, pytest.raises(EmptyNetwork, match="ingest"):
        ask(empty)
    with pytest.raises(EmptyNetwork, match="filters"):
        ask(store, filters=Filters(since=3000))


def test_stability_of_a_large_network_is_tested_only_where_asked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stability, "CHEAP", 1)
    lead = Filters(roles=("lead", "possible"))
    assert all(broker.stability is None for broker in brokerage(store, filters=lead).items)
    assert all(broker.stability for broker in brokerage(store, filters=lead, stability=True).items)


def test_answers_are_remembered_until_the_graph_changes(store: Store) -> None:
    assert brokerage(store) is brokerage(store)
    assert cores(store, progress=lambda _: None) is cores(store)
