"""Server-side time of the network view, as a ratio to what networkx needs to lay out the same network.

Run with ``python benchmarks/network_view.py [NODES ...]``. Seconds depend on the machine; the ratio far less. Networks
are invented: one initiative for every five nodes, organisations and foundations with one to four of them.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from graph.drawing.picture import draw

SIZES = (100, 2_000)


def invented(size: int, seed: int = 0) -> nx.DiGraph[str]:
    """A network of `size` nodes with the attributes of `graph.networks.full_network`."""
    drawn = random.Random(seed)
    network: nx.DiGraph[str] = nx.DiGraph()
    initiatives = [f"i{number}" for number in range(size // 5)]
    for node in initiatives:
        network.add_node(node, kind="initiative", partner_count=0, builder_count=0, **_named(node))
    for number in range(size - len(initiatives)):
        kind = drawn.choice(("organisation", "organisation", "undertaking"))
        others = drawn.sample(initiatives, min(len(initiatives), drawn.choice((1, 1, 1, 2, 2, 3, 4))))
        node, party = f"n{number}", kind == "organisation"
        counts = {"initiative_count": len(others) * party, "builder_count": len(others) * (not party)}
        network.add_node(node, kind=kind, **counts, **_named(node))
        relation = "participation" if party else "dependency"
        network.add_edges_from(((other, node) for other in others), relations=relation, roles="")
    return network


def _named(node: str) -> dict[str, str]:
    return {"slug": node, "label_da": f"Node called {node}", "label_en": f"Node called {node}"}


def seconds(act: Callable[[], object]) -> float:
    """Least of three runs, or one where it is slow."""
    times: list[float] = []
    while len(times) < 3 and sum(times) < 10:
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print one line for each size."""
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    print(f"{'nodes':>6} {'edges':>6} {'spring_layout s':>16} {'view s':>8} {'ratio':>6}")
    for size in sizes:
        network = invented(size)
        spring = seconds(lambda network=network: nx.spring_layout(network, seed=0))  # type: ignore[misc]
        view = seconds(lambda network=network: draw(network))  # type: ignore[misc]
        print(f"{size:>6} {network.number_of_edges():>6} {spring:>16.2f} {view:>8.2f} {view / spring:>6.2f}")


if __name__ == "__main__":
    main()
