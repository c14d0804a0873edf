"""The picture: what pyvis draws. Shape and colour say the kind, size the number of initiatives, a line its relation.

Positions are computed beforehand and the physics of vis-network is off, so nothing moves by itself and nothing has to
settle. Node and edge lists are assigned to pyvis as they are: adding them one by one is quadratic, and in undirected
mode pyvis drops parallel edges.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import pyvis.network

from graph.drawing.layout import ALL_DISTANCES, Box, positions

if TYPE_CHECKING:
    from graph.networks import DirectedNetwork

__all__ = [
    "COLOURS",
    "LINES",
    "LOOSE_ROLES",
    "Picture",
    "draw",
    "is_first",
    "number_of_initiatives",
    "takes_part",
    "vis_network",
]

LOOSE_ROLES: Final = frozenset({"example", "possible", "future"})

COLOURS: Final[Mapping[str, Mapping[str, str]]] = {
    "initiative": {"background": "#c8442c", "border": "#7d2313", "text": "#6d1d0f"},
    "organisation": {"background": "#2f6fa7", "border": "#1d4a72", "text": "#173a5a"},
    "collective": {"background": "#ffffff", "border": "#5d6470", "text": "#454b55"},
    "undertaking": {"background": "#4d8a55", "border": "#2c5a33", "text": "#24492a"},
    "thing": {"background": "#8a8f98", "border": "#5d6470", "text": "#454b55"},
}
_SHAPES: Final = {
    "initiative": "hexagon",
    "organisation": "dot",
    "collective": "square",
    "undertaking": "diamond",
    "thing": "triangle",
}
LINES: Final = {"participation": "#8fa9c2", "loose": "#97a6b5", "lead": "#1d4a72", "dependency": "#6da075"}
# Mean width of a letter, and distance of two lines, as a part of the size of the font.
_LETTER: Final = 0.56
_LINE: Final = 1.2
_OPTIONS: Final = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 4, "labelHighlightBold": False},
    "edges": {"smooth": False, "selectionWidth": 1, "hoverWidth": 0.5, "arrowStrikethrough": False},
    "interaction": {"hideEdgesOnDrag": False, "hover": True, "tooltipDelay": 120, "zoomSpeed": 0.6},
}


@dataclass(frozen=True)
class _Style:
    """How large things are drawn; a narrow screen shows the whole picture smaller, so letters are larger there."""

    aspect: float
    dense: float
    initiative: int
    spanning: int
    other: int
    width: int
    named: int


# `named`: from how many initiatives on a party is named before one zooms in; 0 names everything.
_WIDE: Final = _Style(aspect=2.3, dense=0.75, initiative=17, spanning=14, other=12, width=20, named=0)
_NARROW: Final = _Style(aspect=0.66, dense=0.9, initiative=27, spanning=24, other=17, width=14, named=2)


@dataclass(frozen=True)
class Picture:
    """Nodes and edges as vis-network takes them, and its options."""

    nodes: tuple[dict[str, Any], ...]
    edges: tuple[dict[str, Any], ...]
    options: Mapping[str, Any]


def draw(network: DirectedNetwork, *, language: str = "da", tooltip: Callable[[str], str] = str) -> Picture:
    """Draw a full network.

    Parameters
    ----------
    network : DirectedNetwork
        As `graph.networks.full_network` gives it.
    language : str
        "da" or "en": the language of the labels.
    tooltip : callable
        Plain text shown over a node, from its IRI.

    Returns
    -------
    Picture
        Every node has `x`, `y` for a wide screen, `narrow` (x, y, label, size of its letters, whether it is named
        from the start) for a narrow one, and `first`: whether it is shown before anybody asks for more.
    """
    first = {node for node, about in network.nodes(data=True) if is_first(about)}
    wide = _placed(network, _WIDE, language, first)
    # A large picture is not worth a second layout: on a narrow screen it lies on its side.
    large = len(first) > ALL_DISTANCES
    narrow = {node: (y, x) for node, (x, y) in wide.items()} if large else _placed(network, _NARROW, language, first)
    drawn = pyvis.network.Network(directed=True, cdn_resources="in_line")
    drawn.nodes = [
        _node(node, about, wide[node], narrow[node], language) | {"first": node in first, "title": tooltip(node)}
        for node, about in network.nodes(data=True)
    ]
    drawn.edges = [_edge(one, other, about) for one, other, about in network.edges(data=True)]
    drawn.set_options(json.dumps(_OPTIONS))
    nodes, edges, _, _, _, options = drawn.get_network_data()
    return Picture(tuple(nodes), tuple(edges), json.loads(options) if isinstance(options, str) else options)


def is_first(about: Mapping[str, Any]) -> bool:
    """Whether a node is shown from the start: initiatives, organisations that take part, foundations of several."""
    if about["kind"] in ("initiative", "collective"):
        return bool(about["kind"] == "initiative")
    return takes_part(about) or about["builder_count"] > 1


def takes_part(about: Mapping[str, Any]) -> bool:
    """Whether a node is a party of an initiative."""
    return about["kind"] != "initiative" and bool(about.get("initiative_count"))


def number_of_initiatives(about: Mapping[str, Any]) -> int:
    """Of a party those it takes part in; of what is only built on those that build on it."""
    return int(about["initiative_count"] if takes_part(about) else about["builder_count"])


@cache
def vis_network() -> str:
    """The script of vis-network that pyvis ships."""
    return resources.files("pyvis").joinpath("templates/lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")


def _placed(network: DirectedNetwork, style: _Style, language: str, first: set[str]) -> dict[str, tuple[float, float]]:
    boxes = {node: _box(about, style, language, node in first) for node, about in network.nodes(data=True)}
    return positions(network, boxes, first=first, aspect=style.aspect, dense=style.dense)


def _box(about: Mapping[str, Any], style: _Style, language: str, first: bool) -> Box:
    size, letters = _size(about), _letters(about, style)
    if not (first and _is_named(about, style)):
        return Box(2 * size + 8, size + 4, size + 4)
    lines = _label(about, language, style).split("\n")
    width = max(len(line) for line in lines) * letters * _LETTER
    return Box(max(width, 2 * size) + 14, size + 6, size + 6 + len(lines) * letters * _LINE + 6)


def _is_named(about: Mapping[str, Any], style: _Style) -> bool:
    if about["kind"] == "initiative" or not style.named:
        return True
    return takes_part(about) and number_of_initiatives(about) >= style.named


def _label(about: Mapping[str, Any], language: str, style: _Style = _WIDE) -> str:
    name = str(about.get(f"short_{language}") or about[f"label_{language}"])
    lines = textwrap.wrap(name, style.width, break_long_words=False, max_lines=3, placeholder=" …")
    return "\n".join(lines) or name


def _size(about: Mapping[str, Any]) -> float:
    """Radius in pixels at scale 1."""
    if about["kind"] == "initiative":
        return 20
    # A collective is no partner, however often it is named.
    return 9 if about["kind"] == "collective" else min(6 + 3 * number_of_initiatives(about), 24)


def _letters(about: Mapping[str, Any], style: _Style) -> int:
    if about["kind"] == "initiative":
        return style.initiative
    return style.spanning if number_of_initiatives(about) > 1 else style.other


def _node(
    node: str, about: Mapping[str, Any], wide: tuple[float, float], narrow: tuple[float, float], language: str
) -> dict[str, Any]:
    colours = COLOURS[about["kind"]]
    drawn = {
        "id": node,
        "label": _label(about, language),
        "shape": _SHAPES[about["kind"]],
        "size": _size(about),
        "x": wide[0],
        "y": wide[1],
        "narrow": {
            "x": narrow[0],
            "y": narrow[1],
            "label": _label(about, language, _NARROW),
            "letters": _letters(about, _NARROW),
            "named": _is_named(about, _NARROW),
        },
        "color": {
            "background": colours["background"],
            "border": colours["border"],
            "highlight": {"background": colours["background"], "border": "#111111"},
            "hover": {"background": colours["background"], "border": "#111111"},
        },
        "font": {"size": _letters(about, _WIDE), "color": colours["text"], "strokeWidth": 4, "strokeColor": "#ffffff"},
        "kind": about["kind"],
        "party": takes_part(about),
    }
    return drawn | ({"shapeProperties": {"borderDashes": [4, 3]}} if about["kind"] == "collective" else {})


def _edge(one: str, other: str, about: Mapping[str, Any]) -> dict[str, Any]:
    relations, roles = about["relations"].split(), about["roles"].split()
    line: dict[str, Any] = {"from": one, "to": other, "relations": relations, "roles": roles}
    if "participation" not in relations:
        arrow = {"to": {"enabled": True, "scaleFactor": 0.5}}
        return line | {"color": {"color": LINES["dependency"]}, "dashes": [7, 4], "arrows": arrow, "width": 1.2}
    if "lead" in roles:
        return line | {"color": {"color": LINES["lead"]}, "width": 2.6}
    if roles and LOOSE_ROLES.issuperset(roles):
        return line | {"color": {"color": LINES["loose"]}, "dashes": [2, 4], "width": 1.4}
    return line | {"color": {"color": LINES["participation"]}, "width": 1.4}
