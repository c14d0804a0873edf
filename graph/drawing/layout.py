"""Where each node lies: computed here, once, so that a browser has nothing to simulate.

A layout is a function of the network and the sizes of its nodes alone. What is shown at first is laid out by its
distances in the network and then moved until no node or label covers another; what is shown on demand is put near the
nodes it belongs to, without moving these.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np
from scipy.sparse.csgraph import shortest_path
from scipy.spatial import cKDTree

Point = tuple[float, float]

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Network = nx.Graph[str] | nx.DiGraph[str]

__all__ = ["ALL_DISTANCES", "Box", "positions"]

# Up to so many nodes every distance counts; beyond, distances to some of them.
ALL_DISTANCES: Final = 220
_PIVOTS: Final = 50
_GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True)
class Box:
    """Room that a node takes with its label, in pixels at scale 1; the node's point is the middle of its symbol.

    `above` and `below` reach from that point up and down, `width` lies evenly on both sides.
    """

    width: float
    above: float
    below: float

    @property
    def height(self) -> float:
        """From the upper to the lower edge."""
        return self.above + self.below


def positions(
    network: Network,
    boxes: Mapping[str, Box],
    *,
    first: Collection[str] | None = None,
    aspect: float = 1.5,
    dense: float = 0.7,
) -> dict[str, tuple[float, float]]:
    """Coordinates in pixels at scale 1, for every node.

    Parameters
    ----------
    network : Network
        n nodes; directions do not matter.
    boxes : mapping of str to Box
        Room that each node needs.
    first : collection of str, optional
        Nodes that are shown from the start, and do not cover each other; None means all. The others only stay clear of
        these.
    aspect : float
        Width of the picture over its height.
    dense : float
        Part of the picture that nodes and labels would cover before they are moved apart; more is tighter, and shows
        distances less well.

    Returns
    -------
    dict of str to (float, float)
        x to the right and y downwards, the middle of the picture at (0, 0); the same for the same arguments.

    Notes
    -----
    Up to 220 nodes: Kamada & Kawai, Inf. Process. Lett. 31 (1989) 7, O(n²) a step. Beyond: Brandes & Pich, Graph
    Drawing 2006, doi:10.1007/978-3-540-70904-6_6, O(m) for each of 50 pivots.
    """
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(network)
    plain.add_edges_from(network.edges)
    nodes = [node for node in plain if first is None or node in first]
    others = [node for node in plain if first is not None and node not in first]
    found = _laid_out(_part(plain, nodes), boxes, aspect, dense)
    middle = [half / 2 for half in _extent(found, boxes)] if found else [0.0, 0.0]
    found |= _beside(plain, found, others, boxes)
    return {node: (round(found[node][0] - middle[0], 1), round(found[node][1] - middle[1], 1)) for node in network}


def _part(network: nx.Graph[str], nodes: list[str]) -> nx.Graph[str]:
    """The network of these nodes, in their order; a view by `subgraph` has the order of a set."""
    part: nx.Graph[str] = nx.Graph()
    part.add_nodes_from(nodes)
    part.add_edges_from(tie for tie in network.edges(nodes) if tie[0] in part and tie[1] in part)
    return part


def _laid_out(network: nx.Graph[str], boxes: Mapping[str, Box], aspect: float, dense: float) -> dict[str, Point]:
    """The largest piece of the network, and the others packed beside it."""
    pieces = sorted(nx.connected_components(network), key=lambda piece: (-len(piece), min(piece)))
    if not pieces:
        return {}
    parts = [_part(network, [node for node in network if node in piece]) for piece in pieces]
    area = [sum(boxes[node].width * boxes[node].height for node in piece) for piece in pieces]
    shapes = [_shape(part) for part in parts]
    share = max(0.4, area[0] / sum(area))
    others = [_piece(part, shape, boxes, 1.0, dense) for part, shape in zip(parts[1:], shapes[1:], strict=True)]
    ways = [
        _packed(_piece(parts[0], shapes[0], boxes, narrower, dense), others, boxes, across=across)
        for across, narrower in ((False, aspect * share), (True, aspect / share))
    ]
    ways.append(_in_rows([_piece(parts[0], shapes[0], boxes, 1.0, dense), *others], boxes, aspect))
    return min(ways, key=lambda way: _needed(way, boxes, aspect))


def _shape(network: nx.Graph[str]) -> Points:
    """Points whose distances tell those in a connected network, the longest extent lying across."""
    distances = _distances(network)
    points = _scaled(distances)
    return _turned(_stressed(network, distances, points) if 2 < len(network) <= ALL_DISTANCES else points)


def _piece(
    network: nx.Graph[str], shape: Points, boxes: Mapping[str, Box], aspect: float, dense: float
) -> dict[str, Point]:
    """The shape made so large that no box covers another, its left upper corner at the origin."""
    room = [boxes[node] for node in network]
    height = math.sqrt(sum(box.width * box.height for box in room) / dense / aspect)
    upright = shape if aspect >= 1 else shape[:, ::-1]
    placed = _apart(_spread(upright, height * aspect, height), room, aspect=aspect)
    return _moved(dict(zip(network, placed, strict=True)), boxes, (0.0, 0.0))


def _packed(
    main: dict[str, Point], others: list[dict[str, Point]], boxes: Mapping[str, Box], *, across: bool
) -> dict[str, Point]:
    """Pieces in rows below the main one (`across`), or in columns to the right of it."""
    width, height = _extent(main, boxes)
    corners = _shelved([_extent(piece, boxes) for piece in others], width if across else height, across)
    start = (0.0, height) if across else (width, 0.0)
    found = dict(main)
    for piece, corner in zip(others, corners, strict=True):
        found |= _moved(piece, boxes, (start[0] + corner[0], start[1] + corner[1]))
    return found


def _in_rows(pieces: list[dict[str, Point]], boxes: Mapping[str, Box], aspect: float) -> dict[str, Point]:
    """All pieces one after the other, for networks that are mostly small pieces."""
    sizes = [_extent(piece, boxes) for piece in pieces]
    longest = max(sizes[0][0], math.sqrt(aspect * sum(width * height for width, height in sizes)))
    found: dict[str, Point] = {}
    for piece, corner in zip(pieces, _shelved(sizes, longest, across=True), strict=True):
        found |= _moved(piece, boxes, corner)
    return found


def _needed(placed: Mapping[str, Point], boxes: Mapping[str, Box], aspect: float) -> float:
    """Height of the smallest picture of this aspect that holds it all."""
    width, height = _extent(placed, boxes)
    return max(width / aspect, height)


def _shelved(sizes: list[tuple[float, float]], longest: float, across: bool) -> list[Point]:
    """Corners of rectangles put in rows (`across`) or columns no longer than `longest`."""
    corners, along, deep, thickness = [], 0.0, 0.0, 0.0
    for width, height in sizes:
        length, depth = (width, height) if across else (height, width)
        if along and along + length > longest:
            along, deep, thickness = 0.0, deep + thickness, 0.0
        corners.append((along, deep) if across else (deep, along))
        along, thickness = along + length, max(thickness, depth)
    return corners


def _extent(placed: Mapping[str, Point], boxes: Mapping[str, Box]) -> tuple[float, float]:
    left, top, right, bottom = _bounds(placed, boxes)
    return right - left, bottom - top


def _bounds(placed: Mapping[str, Point], boxes: Mapping[str, Box]) -> tuple[float, float, float, float]:
    return (
        min(x - boxes[node].width / 2 for node, (x, _) in placed.items()),
        min(y - boxes[node].above for node, (_, y) in placed.items()),
        max(x + boxes[node].width / 2 for node, (x, _) in placed.items()),
        max(y + boxes[node].below for node, (_, y) in placed.items()),
    )


def _moved(placed: Mapping[str, Point], boxes: Mapping[str, Box], corner: Point) -> dict[str, Point]:
    """The same with its left upper corner there."""
    left, top, _, _ = _bounds(placed, boxes)
    return {node: (float(x - left + corner[0]), float(y - top + corner[1])) for node, (x, y) in placed.items()}


def _distances(network: nx.Graph[str]) -> Points:
    """Steps from every node, or from pivots, to every node of a connected network."""
    matrix = nx.to_scipy_sparse_array(network, weight=None, format="csr", dtype=np.dtype(float))
    pivots = None if len(network) <= ALL_DISTANCES else np.linspace(0, len(network) - 1, _PIVOTS).astype(int)
    steps: Points = np.atleast_2d(shortest_path(matrix, directed=False, unweighted=True, indices=pivots))
    return steps


def _scaled(distances: Points) -> Points:
    """Classical scaling of distances to the plane; nodes in one place are spread like the seeds of a sunflower."""
    squared = distances**2
    centred = squared.mean(axis=0) + squared.mean(axis=1, keepdims=True) - squared - squared.mean()
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    points = np.zeros((distances.shape[1], 2))
    points[:, : len(sizes[:2])] = (axes[:2] * sizes[:2, None]).T
    points /= np.abs(points).max() or 1.0
    seeds = np.arange(len(points))
    radius = 0.1 * np.sqrt((seeds + 1) / len(points))
    points += (radius * np.array([np.cos(seeds * _GOLDEN_ANGLE), np.sin(seeds * _GOLDEN_ANGLE)])).T
    return points


def _stressed(network: nx.Graph[str], distances: Points, start: Points) -> Points:
    """Points whose distances come nearest to those in the network."""
    nodes = list(network)
    wanted = {node: dict(zip(nodes, map(float, row), strict=True)) for node, row in zip(nodes, distances, strict=True)}
    found = nx.kamada_kawai_layout(network, dist=wanted, pos=dict(zip(nodes, start, strict=True)), weight=None)
    return np.array([found[node] for node in nodes])


def _turned(points: Points) -> Points:
    """The longest extent lies across."""
    middle: Points = points - points.mean(axis=0)
    if len(points) > 2:
        middle = middle @ np.linalg.svd(middle, full_matrices=False)[2].T
    return middle


def _spread(points: Points, width: float, height: float) -> Points:
    extent = np.ptp(points, axis=0)
    spread: Points = (points - points.min(axis=0)) * np.array([width, height]) / np.where(extent > 0, extent, 1.0)
    return spread


def _apart(points: Points, boxes: list[Box], *, fixed: int = 0, aspect: float = 1.0) -> Points:
    """Move boxes until none covers another, each pair along the side where they overlap least for the aspect.

    The first `fixed` stay where they are. What still overlaps after 400 rounds, fewer where there are many boxes, is
    left so.
    """
    half = np.array([(box.width / 2, (box.above + box.below) / 2) for box in boxes])
    offset = np.array([(0.0, (box.below - box.above) / 2) for box in boxes])
    middle = points + offset
    share = np.ones(len(boxes))
    share[:fixed] = 0.0
    for _ in range(min(400, 200_000 // len(boxes))):
        pairs = cKDTree(middle).query_pairs(2 * float(half.max()), p=math.inf, output_type="ndarray")
        one, other = pairs[:, 0], pairs[:, 1]
        gap = middle[other] - middle[one]
        inside = half[one] + half[other] - np.abs(gap)
        hit = (inside > 0.5).all(axis=1) & (share[one] + share[other] > 0)
        if not hit.any():
            break
        one, other, gap, inside = one[hit], other[hit], gap[hit], inside[hit]
        least = inside * np.array([1 / aspect, 1.0])
        push = np.where(least == least.min(axis=1, keepdims=True), inside, 0.0) * np.where(gap < 0, -1.0, 1.0)
        total = (share[one] + share[other])[:, None]
        np.add.at(middle, one, -push * share[one, None] / total)
        np.add.at(middle, other, push * share[other, None] / total)
    moved: Points = middle - offset
    return moved


def _beside(
    network: nx.Graph[str], placed: Mapping[str, Point], others: list[str], boxes: Mapping[str, Box]
) -> dict[str, Point]:
    """Near the middle of the placed neighbours, in rings around it, clear of everything that is placed."""
    if not others:
        return {}
    known = list(placed)
    points = [_near([placed[other] for other in network[node] if other in placed], i) for i, node in enumerate(others)]
    start = np.array([*(placed[node] for node in known), *points])
    moved = _apart(start, [boxes[node] for node in (*known, *others)], fixed=len(known))
    return {node: (float(x), float(y)) for node, (x, y) in zip(others, moved[len(known) :], strict=True)}


def _near(around: list[Point], turn: int) -> Point:
    radius, angle = (60.0 if len(around) == 1 else 15.0), turn * _GOLDEN_ANGLE
    x, y = (sum(point[axis] for point in around) / max(1, len(around)) for axis in (0, 1))
    return x + radius * math.cos(angle), y + radius * math.sin(angle)
