"""Measures of networks against networkx, on invented graphs of the sizes M and L.

Run with ``python benchmarks/measures.py [M] [L]``. At M the network is that of the organisations, tied by the
initiatives they share; both sides measure the same network in the same run, in seconds of processor time, so that the
ratios mean something on a busy machine too. networkx follows betweenness from a quarter of the pivots, and its time is
scaled up. At L it is the network of participations, and nothing is compared: networkx would take hours.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.graphs import invented
from graph.analysis import engine
from graph.analysis.views import participation_view, shared_view
from graph.arrays import Filters

PIVOTS = 32
NODES = 32
# networkx follows so many of the pivots, and its time is scaled up: each takes it as long as the next.
FOLLOWED = 8


def timed(act: Callable[[], object]) -> tuple[float, object]:
    """Seconds of one run, and what it gave."""
    start = time.process_time()
    found = act()
    return time.process_time() - start, found


def row(
    name: str, ours: Callable[[], object], theirs: Callable[[], object] | None = None, *, scale: float = 1
) -> tuple[object, object]:
    """Print one line of the table; what both sides gave. `scale` is how much more than `theirs` was asked of `ours`."""
    seconds, found = timed(ours)
    if theirs is None:
        print(f"| {name} | | {seconds:.2f} | |", flush=True)
        return found, None
    reference, expected = timed(theirs)
    reference *= scale
    print(f"| {name} | {reference:.2f} | {seconds:.2f} | {reference / seconds:.0f} |", flush=True)
    return found, expected


def head(what: str) -> None:
    """Print what is measured and the head of its table."""
    print(f"\n{what}\n\n| | networkx, s | fyrnet, s | ratio |\n| --- | ---: | ---: | ---: |", flush=True)


def against_networkx() -> None:
    """The organisations at M."""
    matrix = shared_view(invented("M").arrays().filtered(Filters()), "organisations").matrix
    n = matrix.shape[0]
    network = nx.from_scipy_sparse_array(matrix)
    some = np.random.default_rng(0).choice(n, NODES, replace=False)
    # What is loaded once is loaded before.
    engine.communities(matrix[:5_000][:, :5_000])
    head(f"M, {n:,} organisations, {matrix.nnz // 2:,} ties")
    row(
        "components",
        lambda: engine.components(matrix),
        lambda: list(nx.connected_components(network)),
    )
    row("PageRank", lambda: engine.pagerank(matrix), lambda: nx.pagerank(network))
    row("k-core", lambda: engine.core_numbers(matrix), lambda: nx.core_number(network))
    row(
        "articulation points",
        lambda: engine.cuts(matrix),
        lambda: list(nx.articulation_points(network)),
    )
    row(
        f"betweenness, {PIVOTS} pivots",
        lambda: engine.betweenness(matrix, pivots=PIVOTS),
        lambda: nx.betweenness_centrality(network, k=FOLLOWED, seed=0),
        scale=PIVOTS / FOLLOWED,
    )
    row(
        f"closeness of {NODES}",
        lambda: engine.closeness_of(matrix, some),
        lambda: [nx.closeness_centrality(network, int(node)) for node in some],
    )
    row("constraint and effective size of all", lambda: engine.structural_holes(matrix))
    divided, theirs = row(
        "communities",
        lambda: engine.communities(matrix)[0],
        lambda: nx.community.louvain_communities(network, seed=0),
    )
    fit = nx.community.modularity(network, theirs)  # type: ignore[arg-type]
    print(f"\nModularity: networkx {fit:.5f}, fyrnet {engine.modularity(matrix, divided):.5f}")  # type: ignore[arg-type]


def alone() -> None:
    """The network of participations at L."""
    seen = participation_view(invented("L").arrays().filtered(Filters()))
    head(f"L, {len(seen):,} initiatives and organisations, {seen.edges:,} ties")
    row("components", lambda: engine.components(seen.matrix))
    row("PageRank", lambda: engine.pagerank(seen.matrix))
    row("communities", lambda: engine.communities(seen.matrix))
    row("k-core", lambda: engine.core_numbers(seen.matrix))
    row("articulation points", lambda: engine.cuts(seen.matrix))
    row(f"betweenness, {PIVOTS} pivots", lambda: engine.betweenness(seen.matrix, pivots=PIVOTS))
    print(f"\nMost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:.1f} GB")


def main() -> None:
    """Measure the sizes named, or both."""
    for size in sys.argv[1:] or ["M", "L"]:
        {"M": against_networkx, "L": alone}[size]()


if __name__ == "__main__":
    main()
