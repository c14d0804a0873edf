"""Centrality, counted by hand on the participation network of `tests/sample.py`.

Nine nodes: Grøn Havn and Åben Strand are both tied to Region Øst, Nordkyst and Bølgekraft; from Region Øst a path runs
on to Blå Vej, Kystens Universitet, Stille Sund and Ø-rådet.

- Degree: Region Øst 3 of 8 others; Nordkyst, Bølgekraft and Kystens Universitet 2; Ø-rådet 1.
- Betweenness, of 8·7/2 = 28 pairs of others: Kystens Universitet lies between the 2 beyond it and the 6 before, 12
  pairs; Region Øst between 4 and 4, 16 pairs, and on one of the three shortest paths from Grøn Havn to Åben Strand;
  Nordkyst and Bølgekraft on one of these three each; Ø-rådet on none.
- Closeness of Region Øst: 1 step to 3 nodes, 2 to Nordkyst, Bølgekraft and Kystens Universitet, 3 and 4 to the last
  two: 8 / (3 + 6 + 3 + 4) = 1/2.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from graph.analysis import stability
from graph.analysis.centrality import ITEMS, MEASURES, MOST_STEPS, Rank, centrality, hits, ranked
from graph.arrays import Filters
from graph.networks import participation_network
from graph.store import EmbeddedStore, Store, open_store
from ontology.errors import EmptyNetwork, InvalidParameter
from ontology.terms import CURATION_GRAPH
from tests.sample import initiative, organisation, sample_graphs, sample_store

NETWORKX: dict[str, Callable[..., dict[str, float]]] = {
    "degree": nx.degree_centrality,
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "pagerank": nx.pagerank,
}
EAST, NORTH, WAVE, COAST, ISLE = (
    organisation(slug) for slug in ("region-oest", "nordkyst-kommune", "boelgekraft", "ku-kyst", "oe-raadet")
)


@pytest.fixture(scope="module")
def store() -> Store:
    return sample_store()


def values(store: Store, measure: str, of: str = "organisations") -> dict[str, float]:
    return {rank.node: rank.value for rank in centrality(store, measure=measure, of=of)}


def test_degree_is_the_share_of_all_other_nodes(store: Store) -> None:
    assert values(store, "degree") == {EAST: 3 / 8, NORTH: 2 / 8, WAVE: 2 / 8, COAST: 2 / 8, ISLE: 1 / 8}
    assert values(store, "degree", "initiatives")[initiative("groen-havn")] == 3 / 8


def test_strength_is_the_number_of_participations(store: Store) -> None:
    assert values(store, "strength") == {EAST: 3, NORTH: 2, WAVE: 2, COAST: 2, ISLE: 1}


def test_betweenness_is_the_share_of_shortest_paths(store: Store) -> None:
    third = 1 / 3
    expected = {EAST: (16 + third) / 28, COAST: 12 / 28, NORTH: third / 28, WAVE: third / 28, ISLE: 0}
    assert values(store, "betweenness") == pytest.approx(expected)


def test_closeness_counts_steps(store: Store) -> None:
    assert values(store, "closeness")[EAST] == pytest.approx(1 / 2)


def test_equal_values_share_a_rank_and_the_next_one_skips(store: Store) -> None:
    # In the order of their Danish names: Bølgekraft, Kystens Universitet, Nordkyst Kommune.
    ranks = [(rank.node, rank.rank) for rank in centrality(store, measure="degree")]
    assert ranks == [(EAST, 1), (WAVE, 2), (COAST, 2), (NORTH, 2), (ISLE, 5)]


@pytest.mark.parametrize("of", ITEMS)
@pytest.mark.parametrize("measure", NETWORKX)
def test_values_are_those_of_networkx(store: Store, measure: str, of: str) -> None:
    expected = NETWORKX[measure](participation_network(store))
    found = values(store, measure, of)
    assert found == {node: expected[node] for node in found}


@pytest.mark.parametrize("of", ITEMS)
def test_eigenvector_values_are_those_of_networkx(store: Store, of: str) -> None:
    expected = nx.eigenvector_centrality(participation_network(store), max_iter=1000)
    found = values(store, "eigenvector", of)
    assert found == {node: expected[node] for node in found}


def test_hits_agrees_with_networkx_once_edges_have_a_direction(store: Store) -> None:
    network = participation_network(store)
    directed: nx.DiGraph[str] = nx.DiGraph()
    directed.add_nodes_from(network)
    directed.add_edges_from((one, other) if "/initiative/" in one else (other, one) for one, other in network.edges)
    hubs, authorities = nx.hits(directed, nstart=dict.fromkeys(directed, 1.0))
    assert values(store, "hits", "initiatives") == pytest.approx(
        {node: hubs[node] for node in hubs if "/initiative/" in node}, abs=1e-9
    )
    assert values(store, "hits") == pytest.approx(
        {node: authorities[node] for node in hubs if "/organisation/" in node}, abs=1e-9
    )


def test_hits_shares_sum_to_one_on_each_side(store: Store) -> None:
    assert sum(values(store, "hits").values()) == pytest.approx(1)
    assert sum(values(store, "hits", "initiatives").values()) == pytest.approx(1)


def test_collectives_take_part_only_when_asked_for(store: Store) -> None:
    assert len(centrality(store, measure="degree")) == 5
    ranks = centrality(store, measure="degree", collectives=True)
    assert len(ranks) == 7
    assert next(rank.value for rank in ranks if rank.node == EAST) == pytest.approx(3 / 10)


@pytest.mark.parametrize("measure", MEASURES)
def test_organisation_without_a_shared_partner_or_a_lonely_initiative_breaks_no_measure(measure: str) -> None:
    network: nx.Graph[str] = nx.Graph([("one", "a"), ("one", "b"), ("two", "b"), ("three", "c")])
    network.add_node("four")
    for node in network:
        network.nodes[node]["kind"] = "initiative" if len(node) > 1 else "organisation"
    for _, _, about in network.edges(data=True):
        about["weight"] = 1
    found = MEASURES[measure].value(network)
    assert set(found) == set(network)
    assert all(0 <= value <= 4 for value in found.values())
    assert found["b"] > found["c"] or measure == "pagerank"


def test_node_without_an_edge_has_betweenness_zero() -> None:
    network: nx.Graph[str] = nx.Graph([("one", "a"), ("a", "two")])
    network.add_node("three")
    assert MEASURES["betweenness"].value(network)["three"] == 0


@pytest.mark.parametrize("measure", MEASURES)
def test_empty_network_has_no_centrality(measure: str) -> None:
    with EmbeddedStore() as store, pytest.raises(EmptyNetwork, match="ingest"):
        centrality(store, measure=measure)


def test_hits_of_a_network_without_edges_is_nothing() -> None:
    network: nx.Graph[str] = nx.Graph()
    network.add_node("one", kind="initiative")
    assert hits(network) == {"one": 0.0}


def test_unknown_measure_and_kind_are_refused_with_those_there_are(store: Store) -> None:
    with pytest.raises(InvalidParameter, match=r"fame.*degree, strength, betweenness"):
        centrality(store, measure="fame")
    with pytest.raises(InvalidParameter, match="initiatives, organisations"):
        centrality(store, of="people")


@pytest.mark.parametrize("measure", ["betweenness", "closeness"])
def test_measure_over_all_paths_is_sampled_with_its_error_where_it_would_take_too_long(
    measure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nine nodes and ten edges are 90 steps; two thousand nodes with six thousand edges are counted.
    assert MOST_STEPS > 2_000 * 6_000
    exact = values(sample_store(), measure)
    monkeypatch.setattr(sys.modules[centrality.__module__], "MOST_STEPS", 89)
    monkeypatch.setattr(sys.modules[centrality.__module__], "PIVOTS", 5)
    with sample_store() as fresh:
        fresh.replace({CURATION_GRAPH: []})
        # What is remembered is remembered by revision and parameters: this seed is nobody else's.
        found = centrality(fresh, measure=measure, seed=990)
        assert found.pivots == 5
        assert all(abs(rank.value - exact[rank.node]) <= found.error for rank in found)
        assert all("estimated" in rank.reading.en for rank in found if rank.reading and rank.margin)
        assert centrality(fresh, measure="degree").pivots is None


def test_pivots_may_be_asked_for_and_a_single_one_is_refused(store: Store) -> None:
    found = centrality(store, measure="betweenness", pivots=4, seed=1)
    assert found.pivots == 4
    assert [rank.value for rank in found] == [
        rank.value for rank in centrality(store, measure="betweenness", pivots=4, seed=1)
    ]
    with pytest.raises(InvalidParameter, match="from 2 pivots"):
        centrality(store, measure="closeness", pivots=1)


def test_engine_gives_the_values_of_networkx_where_the_network_is_not_small(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {(measure, of): values(store, measure, of) for measure in MEASURES for of in ITEMS}
    monkeypatch.setattr(sys.modules[centrality.__module__], "_FEW_STEPS", -1)
    for (measure, of), known in expected.items():
        found = {rank.node: rank.value for rank in centrality(store, measure=measure, of=of, seed=991)}
        assert found == pytest.approx(known, rel=0, abs=1e-9)


def test_engine_gives_the_values_of_networkx_on_the_shipped_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[centrality.__module__], "_FEW_STEPS", -1)
    with open_store("memory:") as shipped:
        network = participation_network(shipped)
        for measure in MEASURES:
            known = MEASURES[measure].value(network)
            for of in ITEMS:
                found = {rank.node: rank.value for rank in centrality(shipped, measure=measure, of=of, seed=992)}
                assert found == pytest.approx({node: known[node] for node in found}, rel=0, abs=1e-9)


# --- in words, and how sure -------------------------------------------------------------------------------------------


def rank_of(store: Store, node: str, **asked: Any) -> Rank:
    found = centrality(store, **asked).of_node(node)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("measure", "danish", "english"),
    [
        ("degree", "38 % af de andre i netværket (3 af 8)", "38 % of the others in the network (3 of 8)"),
        ("strength", "Deltager i 3 initiativer.", "Takes part in 3 initiatives."),
        # 16 1/3 of 28 pairs.
        ("betweenness", "Ligger på 58 % af de korteste kæder", "Lies on 58 % of the shortest chains"),
        # 16 steps to 8 others.
        ("closeness", "i gennemsnit på 2 skridt", "in 2 steps on average"),
        ("eigenvector", "står 97 % så centralt", "are 97 % as central"),
        ("pagerank", "af tiden", "of the time"),
        ("hits", "af den vægt", "of the weight"),
    ],
)
def test_rank_says_its_number_in_a_sentence(store: Store, measure: str, danish: str, english: str) -> None:
    reading = rank_of(store, EAST, measure=measure).reading
    assert reading is not None
    assert danish in reading.da
    assert english in reading.en


def test_network_is_named_with_its_size(store: Store) -> None:
    found = centrality(store)
    assert found.about.da.endswith("9 knuder, 10 forbindelser")
    assert found.about.en.endswith("9 nodes, 10 ties")
    assert found.revision == store.revision
    assert "Ø-" not in found.about.da


def test_leaving_out_an_initiative_says_what_a_rank_rests_on(store: Store) -> None:
    # Initiatives of each: Region Øst 3, Kystens Universitet, Nordkyst and Bølgekraft 2, Ø-rådet 1. Without Stille Sund
    # the Kystens Universitet has 1 and Ø-rådet none: rank 4. Without Blå Vej it has 1 like Ø-rådet: rank 4 too, and Blå
    # Vej comes first among those that put it there. Without Grøn Havn the others fall, and it shares rank 1.
    held = rank_of(store, COAST, measure="strength").stability
    assert held is not None
    assert (held.best, held.worst, held.steady) == (1, 4, False)
    assert held.rests_on in {initiative("stille-sund"), initiative("blaa-vej")}
    assert held.reading.en.startswith("Rank 2 is shaky: it lies between 1 and 4")


def test_rank_that_nothing_moves_is_steady(store: Store) -> None:
    held = rank_of(store, EAST, measure="strength").stability
    assert held is not None
    assert (held.best, held.worst, held.steady, held.rests_on) == (1, 1, True, None)
    assert held.reading.da == "Plads 1 holder, uanset hvilket initiativ der udelades."


def test_who_is_there_through_one_initiative_comes_last_without_it(store: Store) -> None:
    held = rank_of(store, ISLE, measure="strength").stability
    assert held is not None
    assert held.worst == 5


@pytest.mark.slow
@pytest.mark.parametrize("of", ITEMS)
@pytest.mark.parametrize("network", ["participation", "shared"])
@pytest.mark.parametrize("measure", MEASURES)
def test_jackknife_is_the_ranking_of_the_store_without_the_initiative(
    store: Store, measure: str, network: str, of: str
) -> None:
    if network == "shared" and measure == "hits":
        with pytest.raises(InvalidParameter, match="participation"):
            centrality(store, measure=measure, network=network)
        return
    found = centrality(store, measure=measure, of=of, network=network, stability=True)
    whole = {rank.node: [rank.rank] for rank in found}
    for slug in ("groen-havn", "blaa-vej", "aaben-strand", "stille-sund"):
        rest = without(initiative(slug))
        ranks = {rank.node: rank.rank for rank in centrality(rest, measure=measure, of=of, network=network)}
        for node, seen in whole.items():
            if node != initiative(slug):
                seen.append(ranks.get(node, len(ranks) + 1))
    for rank in found:
        assert rank.stability is not None
        assert (rank.stability.best, rank.stability.worst) == (min(whole[rank.node]), max(whole[rank.node]))


@cache
def without(iri: str) -> Store:
    """The sample without an initiative."""
    store = EmbeddedStore()
    gone = NamedNode(iri)
    graphs = {
        graph: [quad for quad in quads if gone not in (quad.subject, quad.object)]
        for graph, quads in sample_graphs().items()
    }
    store.replace(graphs)
    return store


def test_stability_is_left_out_unless_asked_where_it_would_take_long(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stability, "CHEAP", 1)
    assert centrality(store, measure="strength", seed=77)[0].stability is None
    assert centrality(store, measure="strength", seed=77, stability=True)[0].stability is not None
    monkeypatch.setattr(stability, "MOST", 1)
    with pytest.raises(InvalidParameter, match="leaving out 4 initiatives"):
        centrality(store, measure="strength", seed=78, stability=True)


def test_filters_leave_what_they_keep_and_every_number_is_computed_from_that(store: Store) -> None:
    # Lead partners: Region Øst of Grøn Havn, Nordkyst of Åben Strand; six nodes, two ties.
    found = centrality(store, measure="strength", filters=Filters(roles=("lead",)))
    assert {rank.node: rank.value for rank in found} == {EAST: 1, NORTH: 1}
    assert found.about.en.endswith("6 nodes, 2 ties")
    with pytest.raises(InvalidParameter, match="no theme"):
        centrality(store, filters=Filters(themes=("magic",)))


def test_shared_network_ties_those_listed_by_what_they_share(store: Store) -> None:
    # Region Øst shares an initiative with Nordkyst, Bølgekraft and Kystens Universitet, of 4 others.
    found = rank_of(store, EAST, network="shared")
    assert found.value == 3 / 4
    assert rank_of(store, EAST, network="shared", measure="strength").value == 2 + 2 + 1


def test_progress_may_stop_a_ranking_and_changes_no_answer(store: Store) -> None:
    def stop(_: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        centrality(store, measure="closeness", pivots=3, seed=5, progress=stop)
    one = centrality(store, measure="closeness", pivots=3, seed=5)
    assert centrality(store, measure="closeness", pivots=3, seed=5, progress=stop) is one


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_reads_as_one_sentence_in_two_languages(measure: str) -> None:
    for language in ("da", "en"):
        reading = MEASURES[measure].reading[language]
        assert reading.endswith(".")
        assert ". " not in reading
        assert reading[0].isupper()


def test_rounding_does_not_separate_equal_values() -> None:
    assert [rank.rank for rank in ranked({"a": 0.3, "b": 0.1 + 0.2, "c": 0.2})] == [1, 1, 3]


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 5).map(float), max_size=12))
def test_rank_is_one_more_than_the_number_of_better_ones(scores: dict[str, float]) -> None:
    for rank in ranked(scores):
        assert rank.rank == 1 + sum(score > rank.value for score in scores.values())
    assert [rank.value for rank in ranked(scores)] == sorted(scores.values(), reverse=True)


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 8)), min_size=1))
def test_hits_is_a_fixed_point_whatever_the_network(ties: set[tuple[int, int]]) -> None:
    network: nx.Graph[str] = nx.Graph()
    for one, other in sorted(ties):
        network.add_node(f"i{one}", kind="initiative")
        network.add_node(f"o{other}", kind="organisation")
        network.add_edge(f"i{one}", f"o{other}")
    found = hits(network)
    pointed = {node: sum(found[other] for other in network[node]) for node in network if node[0] == "o"}
    total = sum(pointed.values())
    assert {node: found[node] for node in pointed} == pytest.approx(
        {node: value / total for node, value in pointed.items()}, abs=1e-6
    )
