"""Networks hold what the triples say, every initiative included, in an order that depends on nothing else.

Counted by hand in the table at the top of `tests/sample.py`. Participations of organisations: Grøn Havn 3, Blå Vej 2,
Åben Strand 3, Stille Sund 2, so 10, of 5 organisations. Of collectives: Grøn Havn 2, Åben Strand 1, Stille Sund 1, so
4, of 2 collectives. Dependencies: 2 + 2 + 3 + 1 = 8, on Ren Havn, Blå Vej, Bølgelab, Tidevandsaftalen, Grøn Havn and
Sydkyst Energi.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections import Counter

import networkx as nx
import pytest

from graph.networks import (
    dependency_network,
    full_network,
    gexf,
    graphml,
    of_kind,
    participation_network,
    remembered,
)
from graph.store import EmbeddedStore, Store
from ontology.errors import InvalidParameter
from ontology.terms import CURATION_GRAPH, thing
from tests.sample import initiative, organisation, sample_graphs, sample_store, undertaking
from tests.serving import ROOT


@pytest.fixture(scope="module")
def store() -> Store:
    return sample_store()


def test_participation_network_joins_four_initiatives_and_five_organisations_by_ten_edges(store: Store) -> None:
    network = participation_network(store)
    assert Counter(about["kind"] for _, about in network.nodes(data=True)) == {"initiative": 4, "organisation": 5}
    assert network.number_of_edges() == 10
    assert all("initiative" in {network.nodes[end]["kind"] for end in tie} for tie in network.edges)


def test_collectives_are_nodes_only_when_asked_for(store: Store) -> None:
    network = participation_network(store, collectives=True)
    assert of_kind(network, "collective") == {thing("collective", slug).value for slug in ("kommuner", "virksomheder")}
    assert network.number_of_edges() == 14
    assert not of_kind(participation_network(store), "collective")


def test_organisation_that_is_only_mentioned_or_built_on_is_no_participant(store: Store) -> None:
    network = participation_network(store)
    assert organisation("havneforum") not in network
    assert organisation("sydkyst-energi") not in network


def test_edges_carry_the_role(store: Store) -> None:
    network = participation_network(store)
    assert network.edges[initiative("groen-havn"), organisation("region-oest")]["roles"] == "lead"
    assert network.edges[initiative("aaben-strand"), organisation("region-oest")]["roles"] == "future"


def test_a_role_keeps_its_participations_and_every_initiative(store: Store) -> None:
    network = participation_network(store, roles=["lead"])
    assert set(network.edges) == {
        (initiative("groen-havn"), organisation("region-oest")),
        (initiative("aaben-strand"), organisation("nordkyst-kommune")),
    }
    assert len(of_kind(network, "initiative")) == 4
    assert len(of_kind(network, "organisation")) == 2


def test_unknown_role_is_refused_by_name(store: Store) -> None:
    with pytest.raises(InvalidParameter, match="leader; the roles are lead, participant"):
        participation_network(store, roles=["leader"])


def test_nodes_say_what_they_are_in_two_languages(store: Store) -> None:
    nodes = participation_network(store).nodes
    assert nodes[organisation("region-oest")] == {
        "kind": "organisation",
        "slug": "region-oest",
        "label_da": "Region Øst",
        "label_en": "East Region",
        "organisation_kind": "region",
        "initiative_count": 3,
    }
    harbour = nodes[initiative("groen-havn")]
    assert (harbour["label_da"], harbour["label_en"]) == ("Grøn Havn", "Green Harbour")
    assert (harbour["short_da"], harbour["short_en"]) == ("Havn", "Harbour")
    assert harbour["themes"] == "business-growth climate-adaptation"
    assert harbour["partner_count"] == 3
    assert nodes[organisation("boelgekraft")]["aliases"] == "Bølgekraft A/S"
    assert nodes[organisation("oe-raadet")]["label_en"] == "Ø-rådet"


def test_initiative_without_partners_is_a_node_without_edges() -> None:
    with sample_store() as store:
        graphs = {
            graph: [quad for quad in quads if "/participation/" not in str(quad.subject)]
            for graph, quads in sample_graphs().items()
        }
        store.replace(graphs)
        network = participation_network(store)
    assert len(network) == 4
    assert network.number_of_edges() == 0
    assert {about["partner_count"] for _, about in network.nodes(data=True)} == {0}


def test_dependency_network_leads_from_what_builds_to_what_it_builds_on(store: Store) -> None:
    network = dependency_network(store)
    assert (len(network), network.number_of_edges()) == (8, 8)
    assert set(network.successors(initiative("aaben-strand"))) == {
        undertaking("boelgelab"),
        initiative("groen-havn"),
        organisation("sydkyst-energi"),
    }
    assert network.nodes[undertaking("tidevandsaftalen")]["builder_count"] == 2
    assert network.nodes[undertaking("tidevandsaftalen")]["undertaking_kind"] == "agreement"


def test_closure_runs_through_initiatives(store: Store) -> None:
    # Åben Strand -> Grøn Havn -> Blå Vej -> Tidevandsaftalen
    below = nx.descendants(dependency_network(store), initiative("aaben-strand"))
    assert {undertaking("tidevandsaftalen"), undertaking("ren-havn"), initiative("blaa-vej")} <= below


def test_full_network_is_both_and_tells_them_apart(store: Store) -> None:
    network = full_network(store)
    assert (len(network), network.number_of_edges()) == (4 + 5 + 3 + 1, 10 + 8)
    assert network.edges[initiative("blaa-vej"), undertaking("boelgelab")] == {"relations": "dependency", "roles": ""}
    assert full_network(store, collectives=True).number_of_edges() == 22
    assert network.nodes[organisation("sydkyst-energi")]["initiative_count"] == 0
    assert network.nodes[organisation("sydkyst-energi")]["builder_count"] == 1


def test_equal_stores_give_equal_networks_in_equal_order() -> None:
    graphs = sample_graphs()
    other = EmbeddedStore()
    for graph in reversed(list(graphs)):
        other.replace({graph: graphs[graph][::-1]})
    with sample_store() as store, other:
        for project in (participation_network, dependency_network, full_network):
            one, same = project(store), project(other)
            assert list(one.nodes(data=True)) == list(same.nodes(data=True))
            assert list(one.edges(data=True)) == list(same.edges(data=True))


@pytest.mark.slow
def test_order_does_not_depend_on_the_seed_of_hashes() -> None:
    ask = (
        "from tests.sample import sample_store; from graph.networks import full_network;"
        "n = full_network(sample_store(), collectives=True); print(list(n), list(n.edges))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", ask], cwd=ROOT, env={"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_empty_store_has_an_empty_network() -> None:
    with EmbeddedStore() as store:
        assert not participation_network(store)
        assert not dependency_network(store)
        assert not full_network(store)


@pytest.mark.parametrize("collectives", [False, True])
def test_graphml_reads_back_as_the_same_network(store: Store, collectives: bool) -> None:
    network = full_network(store, collectives=collectives)
    read = nx.read_graphml(io.BytesIO(graphml(network).encode()))
    assert list(read.nodes(data=True)) == list(network.nodes(data=True))
    assert dict(read.edges) == dict(network.edges)


def test_gexf_labels_its_nodes_and_leaves_the_network_alone(store: Store) -> None:
    network = participation_network(store)
    read = nx.read_gexf(io.BytesIO(gexf(network).encode()))
    assert read.nodes[organisation("oe-raadet")]["label"] == "Ø-rådet"
    assert read.number_of_edges() == 10
    assert "label" not in network.nodes[organisation("oe-raadet")]


def test_remembered_answer_is_given_again_until_the_store_changes() -> None:
    asked: list[str] = []

    @remembered
    def size(store: Store, *, what: str = "quads") -> int:
        asked.append(what)
        return len(store)

    graphs = sample_graphs()
    first = next(iter(graphs))
    with sample_store() as store, sample_store() as same:
        assert size(store) == size(store) == size(same) == len(store)
        assert asked == ["quads"]
        size(store, what="other")
        assert asked == ["quads", "other"]
        store.replace({first: []})
        assert size(store) == len(store) < size(same)
        assert asked == ["quads", "other", "quads"]


def test_answer_that_a_write_overtook_is_not_remembered() -> None:
    graphs = sample_graphs()
    first = next(iter(graphs))

    @remembered
    def size(store: Store) -> int:
        found = len(store)
        store.replace({first: []})
        return found

    with sample_store() as store, sample_store() as same:
        assert size(store) > len(store)
        assert size(same) > len(same)
        assert size(store) == len(store)


def test_only_the_last_revisions_are_kept() -> None:
    asked: list[int] = []

    @remembered
    def size(store: Store) -> int:
        asked.append(len(store))
        return len(store)

    quads = sample_graphs()[CURATION_GRAPH]
    with EmbeddedStore() as store:
        for number in (1, 2, 3, 1, 4, 1):
            store.replace({CURATION_GRAPH: quads[:number]})
            size(store)
    assert asked == [1, 2, 3, 4, 1]
