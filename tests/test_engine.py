r"""The engine for large networks agrees with networkx, with counting by hand, and with the errors it states.

Two triangles joined by one node, counted below where a test needs it:

    0       5          nodes 0 1 2 and 4 5 6 are triangles; 3 is tied to 2 and 4.
    |\     /|          Eight ties; degrees 2 2 3 2 3 2 2.
    | 2-3-4 |
    |/     \|
    1       6
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from functools import cache
from typing import cast

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graph.analysis import engine
from graph.analysis.engine import groups as groups_module
from graph.analysis.engine import holes as holes_module
from graph.analysis.engine.matrices import Matrix
from ontology.errors import EmptyNetwork, InvalidParameter
from tests.laws import examples

NUMBER = 200
FLOAT = np.dtype(np.float64)


def matrix(ties: list[tuple[int, int]], nodes: int) -> Matrix:
    """Symmetric adjacency of some ties of weight 1."""
    network: nx.Graph[int] = nx.Graph(ties)
    network.add_nodes_from(range(nodes))
    return nx.to_scipy_sparse_array(network, nodelist=range(nodes), dtype=FLOAT, format="csr")


BOWTIE = matrix([(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (4, 6), (5, 6)], 7)
PATH = matrix([(0, 1), (1, 2)], 3)
STAR = matrix([(0, 1), (0, 2), (0, 3)], 4)


@cache
def drawn(seed: int) -> nx.Graph[int]:
    """A random network: sparse, dense, two-mode, weighted, in pieces, with lonely nodes or ties to themselves."""
    kind, size = seed % 5, 1 + seed % 37
    network: nx.Graph[int]
    if kind == 1:
        network = nx.bipartite.random_graph(1 + size // 2, 1 + size // 2, 0.15, seed=seed)
    else:
        network = nx.gnm_random_graph(size, (seed * 7) % (2 * size + 1), seed=seed)
    if kind in {2, 4}:
        network.add_edges_from((node, node) for node in list(network)[:: 3 + seed % 4])
    weights = np.random.default_rng(seed).integers(1, 6, network.number_of_edges())
    for (_, _, about), weight in zip(network.edges(data=True), weights, strict=True):
        about["weight"] = float(weight) if kind in {2, 3} else 1.0
    return network


def adjacency(network: nx.Graph[int], weight: str | None = "weight") -> Matrix:
    return nx.to_scipy_sparse_array(network, weight=weight, dtype=FLOAT, format="csr")


def without_loops(network: nx.Graph[int]) -> nx.Graph[int]:
    found = network.copy()
    found.remove_edges_from(list(nx.selfloop_edges(found)))
    return found


def agree(found: np.ndarray, expected: Mapping[int, float]) -> bool:
    return bool(np.allclose(found, [expected[node] for node in expected], rtol=0, atol=1e-9, equal_nan=True))


# --- what networkx gives, on 200 random networks ----------------------------------------------------------------------

SAME: dict[str, tuple[Callable[[nx.Graph[int]], np.ndarray], Callable[[nx.Graph[int]], Mapping[int, float]]]] = {
    "degree": (lambda g: engine.degree(adjacency(g)), nx.degree_centrality),
    "strength": (lambda g: engine.strength(adjacency(g)), lambda g: dict(g.degree(weight="weight"))),
    "betweenness": (lambda g: engine.betweenness(adjacency(g)).values, nx.betweenness_centrality),
    "closeness": (lambda g: engine.closeness(adjacency(g)).values, nx.closeness_centrality),
    "closeness of some": (
        lambda g: engine.closeness_of(adjacency(g), np.arange(len(g))),
        nx.closeness_centrality,
    ),
    "eigenvector": (
        lambda g: engine.eigenvector(adjacency(g, None)),
        lambda g: nx.eigenvector_centrality(g, max_iter=10_000),
    ),
    "pagerank": (lambda g: engine.pagerank(adjacency(g)), nx.pagerank),
    "pagerank, closely": (
        lambda g: engine.pagerank(adjacency(g), tolerance=1e-13),
        lambda g: nx.pagerank(g, tol=1e-13, max_iter=1000),
    ),
    "core": (lambda g: engine.core_numbers(adjacency(g)), lambda g: nx.core_number(without_loops(g))),
}


@pytest.mark.slow
@pytest.mark.parametrize("measure", SAME)
def test_measure_agrees_with_networkx_on_200_random_networks(measure: str) -> None:
    ours, theirs = SAME[measure]
    assert not [seed for seed in range(NUMBER) if not agree(ours(drawn(seed)), theirs(drawn(seed)))]


@pytest.mark.slow
@pytest.mark.parametrize("weighted", [False, True])
def test_structural_holes_agree_with_networkx_on_200_random_networks(
    weighted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    weight = "weight" if weighted else None
    wrong = []
    for seed in range(NUMBER):
        network = without_loops(drawn(seed))
        if not network.number_of_edges():
            continue
        # Half of them the long way, that of large networks.
        monkeypatch.setattr(holes_module, "_FEW_STEPS", 1_000_000 * (seed % 2))
        holes = engine.structural_holes(adjacency(drawn(seed)), weighted=weighted)
        sizes = nx.effective_size(network, nodes=list(network), weight=weight)
        if not agree(holes.constraint, nx.constraint(network, weight=weight)) or not agree(holes.effective_size, sizes):
            wrong.append(seed)
    assert not wrong


@pytest.mark.slow
def test_what_cuts_a_network_agrees_with_networkx_on_200_random_networks() -> None:
    for seed in range(NUMBER):
        network = without_loops(drawn(seed))
        found = engine.cuts(adjacency(drawn(seed)))
        assert set(found.articulation_points.tolist()) == set(nx.articulation_points(network))
        expected = set(map(frozenset, cast("list[tuple[int, int]]", list(nx.bridges(network)))))
        assert {frozenset(ends) for ends in found.bridges.tolist()} == expected
        for point in found.articulation_points.tolist():
            rest = network.copy()
            rest.remove_node(point)
            pieces = {frozenset(piece) for piece in nx.connected_components(rest)}
            assert {frozenset(part.tolist()) for part in found.parts(point)} <= pieces


def test_pieces_agree_with_networkx_on_200_random_networks() -> None:
    for seed in range(NUMBER):
        labels = engine.components(adjacency(drawn(seed)))
        expected = sorted(nx.connected_components(drawn(seed)), key=lambda piece: (-len(piece), min(piece)))
        assert [set(np.flatnonzero(labels == number).tolist()) for number in range(len(expected))] == expected


@pytest.mark.slow
def test_modularity_agrees_with_networkx_on_200_random_networks() -> None:
    for seed in range(NUMBER):
        network = drawn(seed)
        labels = engine.communities(adjacency(network), seed=seed)[0]
        division = [set(np.flatnonzero(labels == number).tolist()) for number in range(labels.max() + 1)]
        if network.number_of_edges():
            expected = nx.community.modularity(network, division)
            assert engine.modularity(adjacency(network), labels) == pytest.approx(expected, abs=1e-9)


def test_directed_pagerank_agrees_with_networkx() -> None:
    for seed in range(40):
        network = nx.gnp_random_graph(20, 0.1, seed=seed, directed=True)
        assert agree(engine.pagerank(adjacency(network)), nx.pagerank(network))


@given(st.integers(0, 10_000), st.integers(2, 40))
@settings(deadline=None, max_examples=examples(30))
def test_copies_side_by_side_have_the_values_of_each(seed: int, size: int) -> None:
    network = nx.gnm_random_graph(size, size, seed=seed)
    one = adjacency(network)
    both = sparse.block_diag([one, one], format="csr")
    pointing = np.arange(size) % 2 == 0
    twice = np.concatenate([engine.eigenvector(one)] * 2)
    assert np.allclose(engine.eigenvector(both, copies=2), twice, rtol=0, atol=1e-9)
    mutual = one.multiply(np.not_equal.outer(pointing, pointing)).tocsr()
    found = engine.hits(sparse.block_diag([mutual, mutual], format="csr"), np.tile(pointing, 2), copies=2)
    assert np.allclose(found[:size], found[size:], rtol=0, atol=1e-9)
    assert np.allclose(found[:size], engine.hits(mutual, pointing), rtol=0, atol=1e-9)


# --- counted by hand --------------------------------------------------------------------------------------------------


def test_degree_of_the_middle_of_a_path_is_all_others() -> None:
    # 2 of 2 others; at the ends 1 of 2.
    assert engine.degree(PATH).tolist() == [1 / 2, 1, 1 / 2]


def test_tie_to_itself_counts_twice_for_degree_and_strength_and_never_for_paths() -> None:
    # Node 0 is tied to 1 and, with weight 3, to itself: degree (1 + 2) of 1 other, strength 1 + 2·3.
    loop = sparse.csr_array([[3.0, 1.0], [1.0, 0.0]])
    assert engine.degree(loop).tolist() == [3, 1]
    assert engine.strength(loop).tolist() == [7, 1]
    assert engine.closeness(loop).values.tolist() == [1, 1]
    assert engine.core_numbers(loop).tolist() == [1, 1]


def test_betweenness_of_two_triangles_is_counted_by_pairs() -> None:
    # 6·5/2 = 15 pairs of others. Node 3 lies between {0, 1, 2} and {4, 5, 6}: 9. Node 2 between {0, 1} and the four
    # beyond: 8; so does 4 on the other side. Nobody else lies between two.
    assert engine.betweenness(BOWTIE).values.tolist() == pytest.approx([0, 0, 8 / 15, 9 / 15, 8 / 15, 0, 0])


def test_closeness_of_two_triangles_is_counted_by_steps() -> None:
    # From 3: two at 1 step, four at 2: 6/10. From 2: three at 1, one at 2, two at 3: 6/11. From 0: two at 1, one at 2,
    # one at 3, two at 4: 6/15.
    expected = [6 / 15, 6 / 15, 6 / 11, 6 / 10, 6 / 11, 6 / 15, 6 / 15]
    assert engine.closeness(BOWTIE).values.tolist() == pytest.approx(expected)


def test_closeness_in_pieces_is_scaled_by_what_can_be_reached() -> None:
    # Five nodes, a path of three and a pair. The middle reaches 2 of 4 others in 2 steps: (2/4)·(2/2) = 1/2; an end in
    # 3 steps: (2/4)·(2/3) = 1/3; each of the pair 1 of 4 in one step: 1/4.
    pieces = matrix([(0, 1), (1, 2), (3, 4)], 5)
    assert engine.closeness(pieces).values.tolist() == pytest.approx([1 / 3, 1 / 2, 1 / 3, 1 / 4, 1 / 4])


def test_eigenvector_of_a_star_gives_the_centre_half_of_the_square() -> None:
    # λ = √3: the centre x has λx = 3y and the leaves λy = x, so x² = 3y²; lengths add to 1: x² = 1/2, y² = 1/6.
    found = engine.eigenvector(STAR, tolerance=1e-12).tolist()
    assert found == pytest.approx([math.sqrt(1 / 2), *[math.sqrt(1 / 6)] * 3], abs=1e-9)


def test_pagerank_of_a_path_solves_its_two_equations() -> None:
    # Ends y, middle x: x = 0.85·2y + 0.05 and y = 0.85·x/2 + 0.05, so x = 0.135/0.2775.
    middle = 0.135 / 0.2775
    end = 0.425 * middle + 0.05
    assert engine.pagerank(PATH, tolerance=1e-14).tolist() == pytest.approx([end, middle, end], abs=1e-12)


def test_hits_of_two_initiatives_is_the_golden_section() -> None:
    # Initiative 0 points to 2 and 3, initiative 1 to 3. Authorities a and b: a ∝ a + b, b ∝ a + 2b, so b/a = φ; hubs
    # are a + b and b, again in the ratio φ.
    golden = (1 + math.sqrt(5)) / 2
    found = engine.hits(matrix([(0, 2), (0, 3), (1, 3)], 4), np.array([True, True, False, False]))
    low, high = 1 / (1 + golden), golden / (1 + golden)
    assert found.tolist() == pytest.approx([high, low, low, high], abs=1e-9)


def test_constraint_of_two_triangles_is_counted_by_neighbours() -> None:
    # Node 3 has half of itself in 2 and half in 4, who do not know each other: 1/4 + 1/4. Node 2 has a third in each of
    # 0, 1, 3; 0 puts half into 1 and 1 half into 0: (1/3 + 1/6)² twice, and (1/3)². Node 0 has half in 1 and half in 2;
    # 2 puts a third into 1, and 1 half into 2: (1/2 + 1/6)² + (1/2 + 1/4)².
    found = engine.structural_holes(BOWTIE)
    corner, top = (2 / 3) ** 2 + (3 / 4) ** 2, 2 * (1 / 2) ** 2 + (1 / 3) ** 2
    assert found.constraint.tolist() == pytest.approx([corner, corner, top, 1 / 2, top, corner, corner])


def test_effective_size_of_two_triangles_takes_ties_among_neighbours_away() -> None:
    # n − 2t/n: node 0 has 2 neighbours and 1 tie between them: 1. Node 2 has 3 and 1: 7/3. Node 3 has 2 and none: 2.
    found = engine.structural_holes(BOWTIE)
    assert found.effective_size.tolist() == pytest.approx([1, 1, 7 / 3, 2, 7 / 3, 1, 1])
    assert found.efficiency.tolist() == pytest.approx([1 / 2, 1 / 2, 7 / 9, 1, 7 / 9, 1 / 2, 1 / 2])


def test_node_without_a_neighbour_has_no_constraint() -> None:
    found = engine.structural_holes(matrix([(0, 1)], 3))
    assert found.constraint.tolist()[:2] == [1, 1]
    assert np.isnan([found.constraint[2], found.effective_size[2], found.efficiency[2]]).all()


def test_what_falls_apart_without_the_middle_of_two_triangles() -> None:
    # 2, 3 and 4 cut it; without 3 there are two triangles, without 2 a pair and four others.
    found = engine.cuts(BOWTIE)
    assert found.articulation_points.tolist() == [2, 3, 4]
    assert sorted(sorted(ends) for ends in found.bridges.tolist()) == [[2, 3], [3, 4]]
    assert sorted(map(sorted, found.parts(3)))[-1] == [4, 5, 6]


def test_core_numbers_peel_from_the_edge() -> None:
    # 0 1 2 3 all know each other (3-core); 4 knows 2 and 3 (2-core); 5 knows 4 alone (1-core); 6 nobody.
    ties = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (4, 2), (4, 3), (5, 4)]
    assert engine.core_numbers(matrix(ties, 7)).tolist() == [3, 3, 3, 3, 2, 1, 0]


def test_pieces_are_numbered_from_the_largest() -> None:
    assert engine.components(matrix([(1, 2), (2, 3)], 5)).tolist() == [1, 0, 0, 0, 2]


def test_modularity_of_two_triangles_is_counted_by_ties() -> None:
    # {0, 1, 2, 3} holds 4 of 8 ties and degrees of 9, {4, 5, 6} holds 3 and degrees of 7, of 16 in all.
    division = np.array([0, 0, 0, 0, 1, 1, 1])
    assert engine.modularity(BOWTIE, division) == pytest.approx(7 / 8 - (9**2 + 7**2) / 16**2)


@pytest.mark.parametrize("small", [2_000, 0])
def test_two_triangles_are_two_groups_whatever_divides_them(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups_module, "_SMALL", small)
    for division in engine.communities(BOWTIE, runs=5):
        assert division[0] == division[1] == division[2] != division[4] == division[5] == division[6]


def test_togetherness_is_the_share_of_runs_that_keep_two_together() -> None:
    # 0 and 1 stay together in both runs; 2 is with them in one of two: 0 has (1 + 1/2)/2, 2 has 1/2. 3 is alone.
    runs = np.array([[0, 0, 0, 1], [0, 0, 1, 1]])
    assert engine.togetherness(runs[0], runs).tolist() == [0.75, 0.75, 0.5, 1]


# --- what is sampled states its error and keeps it --------------------------------------------------------------------

SAMPLED = {"betweenness": engine.betweenness, "closeness": engine.closeness}
LARGER: dict[str, Callable[[], nx.Graph[int]]] = {
    "hubs": lambda: nx.barabasi_albert_graph(300, 2, seed=1),
    "rings": lambda: nx.connected_caveman_graph(30, 8),
    "pieces": lambda: nx.gnm_random_graph(300, 280, seed=1),
    "chain": lambda: nx.path_graph(200),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", LARGER)
@pytest.mark.parametrize("measure", SAMPLED)
def test_sampled_measure_keeps_the_error_it_states(measure: str, kind: str) -> None:
    network = adjacency(LARGER[kind]())
    exact = SAMPLED[measure](network).values
    kept, within = [], []
    for seed in range(20):
        found = SAMPLED[measure](network, pivots=24, seed=seed)
        off = np.abs(found.values - exact)
        kept.append(off.max() <= found.error + 1e-12)
        within.append(float((off <= found.margins + 1e-12).mean()))
        assert found.pivots == 24
        assert 0 < found.error <= 1
    # At 95 % one run in twenty may fail; over all nodes and runs the margins hold as often as they say.
    assert sum(kept) >= 19
    assert np.mean(within) >= 0.95


@pytest.mark.parametrize("measure", SAMPLED)
def test_more_pivots_come_closer(measure: str) -> None:
    network = adjacency(LARGER["hubs"]())
    exact = SAMPLED[measure](network).values
    few, many = (SAMPLED[measure](network, pivots=pivots) for pivots in (8, 128))
    assert np.abs(many.values - exact).mean() < np.abs(few.values - exact).mean()
    assert many.margins.max() < few.margins.max()


@pytest.mark.parametrize("measure", SAMPLED)
def test_same_seed_gives_the_same_values_and_all_pivots_the_exact_ones(measure: str) -> None:
    network = adjacency(LARGER["pieces"]())
    one, two, other = (SAMPLED[measure](network, pivots=16, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.values, two.values)
    assert not np.array_equal(one.values, other.values)
    whole = SAMPLED[measure](network, pivots=1_000)
    assert whole.pivots is None
    assert not whole.margins.any()
    assert np.allclose(whole.values, SAMPLED[measure](network).values)


def test_piece_with_fewer_nodes_than_pivots_is_counted_exactly() -> None:
    pieces = sparse.block_diag([adjacency(LARGER["chain"]()), BOWTIE], format="csr")
    found = engine.betweenness(pieces, pivots=10)
    # 9 pairs of 206·205/2 run through the middle of the two triangles.
    assert found.values[203] == pytest.approx(9 / (206 * 205 / 2))
    assert found.margins[203] == 0 < found.margins[100]


# --- groups of large networks -----------------------------------------------------------------------------------------


def planted() -> nx.Graph[int]:
    return nx.planted_partition_graph(40, 25, 0.4, 0.01, seed=3)


def test_large_network_is_divided_no_worse_than_by_networkx_and_alike_for_one_seed() -> None:
    network = planted()
    found = adjacency(network)
    assert found.nnz > 2 * 2_000, "this network would be divided by networkx itself"
    one, two = engine.communities(found, seed=7)[0], engine.communities(found, seed=7)[0]
    assert np.array_equal(one, two)
    theirs = nx.community.modularity(network, nx.community.louvain_communities(network, seed=7))
    best = max(engine.modularity(found, division) for division in engine.communities(found, seed=7, runs=3))
    assert best >= theirs - 1e-9


# --- what might break it ----------------------------------------------------------------------------------------------

ALL: dict[str, Callable[[Matrix], object]] = {
    "degree": engine.degree,
    "strength": engine.strength,
    "betweenness": engine.betweenness,
    "closeness": engine.closeness,
    "eigenvector": engine.eigenvector,
    "pagerank": engine.pagerank,
    "hits": lambda array: engine.hits(array, np.arange(array.shape[0]) == 0),
    "holes": engine.structural_holes,
    "cuts": engine.cuts,
    "cores": engine.core_numbers,
    "components": engine.components,
    "communities": engine.communities,
}


@pytest.mark.parametrize("measure", ALL)
def test_empty_network_is_said_to_be_empty(measure: str) -> None:
    with pytest.raises(EmptyNetwork, match="no node"):
        ALL[measure](sparse.csr_array((0, 0)))


@pytest.mark.parametrize("measure", ALL)
def test_one_node_and_nodes_without_ties_are_measured(measure: str) -> None:
    for size in (1, 3):
        assert ALL[measure](sparse.csr_array((size, size))) is not None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (np.ones((2, 3)), "square"),
        (np.array([[0.0, 1.0], [0.0, 0.0]]), "both ways"),
        (np.array([[0.0, -1.0], [-1.0, 0.0]]), "below 0"),
        (np.array([[0.0, np.nan], [np.nan, 0.0]]), "number"),
    ],
)
def test_matrix_that_is_no_adjacency_is_refused(wrong: np.ndarray, said: str) -> None:
    with pytest.raises(InvalidParameter, match=said):
        engine.betweenness(sparse.csr_array(wrong))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: engine.betweenness(PATH, pivots=1),
        lambda: engine.pagerank(PATH, damping=1),
        lambda: engine.pagerank(PATH, tolerance=0),
        lambda: engine.communities(PATH, runs=0),
        lambda: engine.communities(PATH, seed=-1),
        lambda: engine.communities(PATH, resolution=0),
    ],
)
def test_parameter_out_of_its_range_is_refused(ask: Callable[[], object]) -> None:
    with pytest.raises(InvalidParameter):
        ask()


def test_tie_stated_twice_is_one_entry_and_the_matrix_stays_as_it_was() -> None:
    twice = sparse.csr_array((np.ones(4), [1, 1, 0, 0], [0, 2, 4]), shape=(2, 2))
    assert engine.strength(twice).tolist() == [2, 2]
    assert engine.degree(twice).tolist() == [1, 1]
    assert twice.nnz == 4


@pytest.mark.slow
def test_hub_with_100000_ties_is_measured_by_everything() -> None:
    size = 100_001
    ends = (np.zeros(size - 1, dtype=np.int64), np.arange(1, size))
    star = sparse.csr_array((np.ones(size - 1), ends), shape=(size, size))
    star = sparse.csr_array(star + star.T)
    assert engine.betweenness(star, pivots=4).values[0] == pytest.approx(1, abs=1e-4)
    assert engine.closeness_of(star, np.array([0, 5])).tolist() == pytest.approx([1, 1e5 / (1 + 2 * 99_999)])
    assert engine.structural_holes(star).constraint[0] == pytest.approx(1e-5)
    assert engine.core_numbers(star).max() == 1
    found = engine.cuts(star)
    assert found.articulation_points.tolist() == [0]
    assert len(found.bridges) == size - 1
    assert engine.pagerank(star)[0] > 0.4


def test_chain_of_20000_nodes_needs_no_recursion() -> None:
    size = 20_000
    chain = sparse.diags_array([np.ones(size - 1)] * 2, offsets=(-1, 1), format="csr")
    assert len(engine.cuts(chain).articulation_points) == size - 2
    assert engine.core_numbers(chain).max() == 1


def test_progress_rises_and_may_stop_the_computation() -> None:
    told: list[float] = []
    engine.betweenness(adjacency(LARGER["chain"]()), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1

    def stop(_: float) -> None:
        raise InterruptedError

    for measure in (engine.betweenness, engine.closeness, engine.communities, engine.structural_holes):
        with pytest.raises(InterruptedError):
            measure(BOWTIE, progress=stop)


def test_other_threads_run_while_paths_are_followed() -> None:
    network = adjacency(nx.barabasi_albert_graph(3_000, 5, seed=1))
    done, ticks = threading.Event(), 0

    def work() -> None:
        engine.betweenness(network, pivots=64)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.wait(0.005):
        ticks += 1
    thread.join()
    assert ticks > 3
