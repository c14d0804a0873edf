"""What points one way agrees with networkx on 200 random networks: hubs and authorities, PageRank, closures."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from graph.analysis import engine, reach
from graph.analysis.engine.matrices import Matrix
from graph.analysis.reach import closed
from ontology.errors import InvalidParameter

NUMBER = 200


def pointing(seed: int) -> nx.DiGraph[int]:
    """A random directed network: sparse or dense, in pieces, with cycles, lonely nodes and ties to themselves."""
    network: nx.DiGraph[int] = nx.gnm_random_graph(1 + seed % 31, (seed * 5) % 60, seed=seed, directed=True)
    if seed % 3 == 0:
        network.add_edges_from((node, node) for node in list(network)[::4])
    return network


def two_kinds() -> Iterator[nx.DiGraph[int]]:
    """Random networks from initiatives to organisations in which one pair of hubs and authorities is the strongest."""
    number, seed = 0, 0
    while number < NUMBER:
        seed += 1
        drawn = nx.bipartite.random_graph(2 + seed % 13, 2 + seed % 17, 0.1 + seed % 7 / 10, seed=seed)
        top = len([node for node, about in drawn.nodes(data=True) if about["bipartite"] == 0])
        network: nx.DiGraph[int] = nx.DiGraph()
        network.add_nodes_from(drawn)
        network.add_edges_from((min(tie), max(tie)) for tie in drawn.edges)
        strengths = np.linalg.svd(nx.to_numpy_array(network)[:top, top:], compute_uv=False)
        # Of two pieces alike either may be the answer, and that of networkx is any mixture of both.
        if strengths[0] > 0 and (len(strengths) == 1 or strengths[1] < 0.99 * strengths[0]):
            number += 1
            network.graph["pointing"] = np.arange(len(network)) < top
            yield network


def links(network: nx.DiGraph[int]) -> Matrix:
    return nx.to_scipy_sparse_array(network, dtype=np.dtype(np.float64), format="csr")


@pytest.mark.slow
def test_hubs_and_authorities_agree_with_networkx_on_200_random_networks() -> None:
    for network in two_kinds():
        hubs, authorities = nx.hits(network, tol=1e-15)
        points, one_way = network.graph["pointing"], links(network)
        expected = [hubs[node] if points[node] else authorities[node] for node in network]
        found = engine.hits(sparse.csr_array(one_way + one_way.T), points)
        assert found == pytest.approx(expected, abs=1e-9, rel=0)


@pytest.mark.slow
def test_pagerank_of_what_points_one_way_agrees_with_networkx_on_200_random_networks() -> None:
    for seed in range(NUMBER):
        network = pointing(seed)
        expected = nx.pagerank(network, tol=1e-13, max_iter=1000)
        found = engine.pagerank(links(network), tolerance=1e-13)
        assert found == pytest.approx([expected[node] for node in network], abs=1e-9, rel=0), seed


@pytest.mark.slow
def test_closure_agrees_with_networkx_on_200_random_networks() -> None:
    for seed in range(NUMBER):
        network = pointing(seed)
        found = closed(sparse.csr_array(links(network))).tocoo()
        assert set(zip(found.row.tolist(), found.col.tolist(), strict=True)) == set(
            nx.transitive_closure(network, reflexive=False).edges
        ), seed


def test_node_of_a_cycle_is_reached_from_itself_and_the_end_of_a_chain_is_not() -> None:
    # 0 and 1 rest on each other, 1 rests on 2.
    found = closed(sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 0, 0]]))
    assert found.toarray().tolist() == [[1, 1, 1], [1, 1, 1], [0, 0, 0]]


def test_closure_that_would_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "MOST_REACHED", 100)
    with pytest.raises(InvalidParameter, match="that of one thing"):
        closed(sparse.diags_array([np.ones(99)], offsets=[1], shape=(100, 100), format="csr"))
