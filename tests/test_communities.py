"""Groups of initiatives and organisations, counted by hand on the network of `tests/sample.py`.

Grøn Havn and Åben Strand each have Region Øst, Nordkyst and Bølgekraft; Blå Vej has Region Øst and Kystens Universitet;
Stille Sund has Kystens Universitet and Ø-rådet. Ten ties: six in the first ring, and a chain of four.
"""

from __future__ import annotations

import pytest

from graph.analysis.communities import OF, communities
from graph.arrays import Filters
from graph.store import EmbeddedStore, Store, open_store
from ontology.errors import EmptyNetwork, InvalidParameter
from ontology.terms import CURATION_GRAPH
from tests.sample import initiative, organisation, sample_store

RING = {
    initiative("groen-havn"),
    initiative("aaben-strand"),
    *(organisation(slug) for slug in ("region-oest", "nordkyst-kommune", "boelgekraft")),
}
CHAIN = {
    initiative("blaa-vej"),
    initiative("stille-sund"),
    *(organisation(slug) for slug in ("ku-kyst", "oe-raadet")),
}


@pytest.fixture(scope="module")
def store() -> Store:
    return sample_store()


def test_ring_and_chain_are_the_two_groups(store: Store) -> None:
    # The ring holds 6 of 10 ties and degrees of 3 + 3 + 3 + 2 + 2 = 13, the chain 3 and 2 + 2 + 2 + 1 = 7; one tie runs
    # between: modularity 9/10 − (13² + 7²)/20² = 0.355.
    found = communities(store)
    assert [{member.node for member in group.members} for group in found.groups] == [RING, CHAIN]
    assert found.modularity == pytest.approx(9 / 10 - (13**2 + 7**2) / 20**2)
    assert [group.number for group in found.groups] == [1, 2]
    assert found.alone == 0


def test_group_is_named_after_its_leading_organisations_and_its_theme(store: Store) -> None:
    # Ties inside the ring: Region Øst, Nordkyst and Bølgekraft 2 each; Region Øst has one more outside. Both
    # initiatives of the ring are about climate adaptation.
    ring = next(iter(communities(store).groups))
    assert ring.name.da.startswith("Region Øst og Bølgekraft: ")
    assert ring.name.en.startswith("East Region and Bølgekraft: ")
    assert ring.themes[0].endswith("/climate-adaptation")
    assert ring.reading.en.startswith("2 initiatives and 3 organisations; the group is")


def test_members_stand_by_their_ties_inside_the_group(store: Store) -> None:
    ring = next(iter(communities(store).groups))
    assert {member.node for member in ring.members[:2]} == {initiative("groen-havn"), initiative("aaben-strand")}


def test_stability_is_the_share_of_runs_that_keep_members_together(store: Store) -> None:
    found = communities(store, runs=8)
    assert found.runs == 8
    for group in found.groups:
        kept = [member.stability for member in group.members]
        assert all(0 < share <= 1 for share in kept)
        assert group.stability == pytest.approx(sum(kept) / len(kept))
        assert group.steady == (group.stability >= 0.8)
    sizes = [group.size for group in found.groups]
    assert found.stability == pytest.approx(sum(group.stability * group.size for group in found.groups) / sum(sizes))


@pytest.mark.parametrize("of", OF)
def test_same_seed_gives_the_same_groups(store: Store, of: str) -> None:
    def groups(revisited: Store) -> list[list[str]]:
        found = communities(revisited, of=of, seed=3, runs=2)
        return [[member.node for member in group.members] for group in found.groups]

    with sample_store() as again:
        # Another revision with the same network, so that nothing remembered is compared with itself.
        again.replace({CURATION_GRAPH: []})
        assert groups(store) == groups(again)
    assert groups(store)


def test_organisations_and_initiatives_can_be_grouped_alone(store: Store) -> None:
    found = communities(store, of="organisations")
    nodes = [member.node for group in found.groups for member in group.members]
    assert all("/organisation/" in node for node in nodes)
    assert len(nodes) + found.alone == 5
    alone = communities(store, of="initiatives")
    assert all("/initiative/" in member.node for group in alone.groups for member in group.members)
    assert alone.network == "initiatives"


def test_node_without_a_tie_is_in_no_group(store: Store) -> None:
    # Of lead partners there are two, each with one initiative; the other two initiatives have none.
    found = communities(store, filters=Filters(roles=("lead",)))
    assert [group.size for group in found.groups] == [2, 2]
    assert found.alone == 2
    assert "2 in none" in found.reading.en


def test_shipped_data_fall_into_groups_that_hold() -> None:
    with open_store("memory:") as shipped:
        found = communities(shipped)
        names = [group.name.da for group in found.groups]
    assert found.modularity > 0.5
    assert found.stability > 0.8
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("wrong", [{"of": "people"}, {"runs": 0}, {"runs": 101}, {"seed": -1}, {"resolution": 0.0}])
def test_parameter_out_of_its_range_is_refused(store: Store, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidParameter):
        communities(store, **wrong)  # type: ignore[arg-type]


def test_empty_store_has_no_groups() -> None:
    with EmbeddedStore() as empty, pytest.raises(EmptyNetwork, match="ingest"):
        communities(empty)


def test_progress_may_stop_the_runs(store: Store) -> None:
    def stop(share: float) -> None:
        if share > 0.5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        communities(store, runs=50, progress=stop)
