"""What the network view shows: the picture with its sentence, legend, filters, table, and the page that stands alone.

Up to 200 nodes the whole network is drawn; beyond, its backbone: initiatives, and what is tied to at least two of them.
More than 2,000 nodes are never drawn; the sentence above the picture says what is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
from jinja2 import Environment, PackageLoader, StrictUndefined

from graph.catalogue import catalogue
from graph.drawing.picture import COLOURS, LINES, draw, number_of_initiatives, takes_part, vis_network
from graph.drawing.rows import KIND_ORDER, for_script, name_of, place, row
from graph.drawing.words import LANGUAGES, WORDS, counted, listed
from graph.networks import ROLES, full_network, of_kind, remembered
from graph.store import Store
from ontology.errors import InvalidParameter, UnknownEntity
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from graph.networks import DirectedNetwork

__all__ = ["ASSETS", "MOST_DRAWN", "WHOLE_UP_TO", "View", "asset", "html", "network_view"]

WHOLE_UP_TO: Final = 200
MOST_DRAWN: Final = 2_000
ASSETS: Final = {"network.js": "text/javascript", "network.css": "text/css"}

Link = Callable[[str], str | None]


@dataclass(frozen=True)
class View:
    """One view of a network, in one language.

    `sentence` says in words what is drawn, `left_out` what is not; `fragment` is escaped HTML: picture, filters, table.
    """

    title: str
    heading: str
    sentence: str
    left_out: str | None
    fragment: str


@dataclass(frozen=True)
class _Drawn:
    """What is the same for every reader of a revision."""

    network: DirectedNetwork
    nodes: tuple[dict[str, Any], ...]
    edges: tuple[dict[str, Any], ...]
    options: Mapping[str, Any]
    rows: tuple[dict[str, Any], ...]
    sentences: tuple[str, ...]
    left_out: str | None
    roles: Mapping[str, str]


def network_view(
    store: Store,
    *,
    language: str = "da",
    whole: bool = False,
    focus: str | None = None,
    link: Link = str,
    downloads: Mapping[str, str] | None = None,
    whole_at: str | None = None,
) -> View:
    """The network view as a fragment of HTML, to be put into a page that loads `ASSETS` and vis-network.

    Parameters
    ----------
    store : Store
        Where the triples are.
    language : str
        "da" or "en".
    whole : bool
        Draw everything also where there are more than 200 nodes.
    focus : str, optional
        Slug ("clean"), kind and slug ("organisation/clean") or IRI of what is chosen at first.
    link : callable
        Address of the page about an IRI; None where there is none.
    downloads : mapping of str to str, optional
        Names and addresses of the network as data.
    whole_at : str, optional
        Address of the same view with `whole`, offered where something is left out.

    Returns
    -------
    View
        Labels and data are escaped.

    Raises
    ------
    InvalidParameter
        `language` is unknown.
    UnknownEntity
        `focus` is nothing in the network.
    """
    if language not in LANGUAGES:
        raise InvalidParameter(f"lang={language!r}: the languages are {', '.join(LANGUAGES)}")
    drawn = _drawn(store, language=language, whole=whole)
    words = WORDS[language]
    data = {
        "nodes": [node | {"link": link(node["id"])} for node in drawn.nodes],
        "edges": drawn.edges,
        "options": drawn.options,
        "words": {**words, "roles": drawn.roles},
        "focus": _focused(drawn.network, focus) if focus else None,
    }
    fragment = (
        _templates()
        .get_template("view.html")
        .render(
            words=words,
            data=data,
            rows=[row | {"link": link(row["id"])} for row in drawn.rows],
            sentences=drawn.sentences,
            left_out=drawn.left_out,
            most=max((row["count"] or 0 for row in drawn.rows), default=0),
            roles=drawn.roles,
            colours=COLOURS,
            lines=LINES,
            downloads=downloads or {},
            whole_at=None if whole else whole_at,
        )
    )
    return View(words["title"], words["heading"], " ".join(drawn.sentences), drawn.left_out, fragment)


def html(store: Store, *, language: str = "da") -> str:
    """The network view as one file that needs nothing else: scripts, styles and data are in it.

    Raises
    ------
    InvalidParameter
        `language` is unknown.
    """
    view = network_view(store, language=language, whole=True)
    page = _templates().get_template("page.html")
    return page.render(
        view=view,
        language=language,
        words=WORDS[language],
        style=asset("network.css"),
        scripts=[vis_network(), asset("network.js")],
    )


@cache
def asset(name: str) -> str:
    """Text of a script or style sheet of the view."""
    return resources.files("graph.drawing").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("graph.drawing", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@remembered
def _drawn(store: Store, *, language: str, whole: bool) -> _Drawn:
    tables = catalogue(store).tables
    everything = full_network(store, collectives=True)
    network = _selected(everything, whole=whole)
    roles = {role: name_of(tables, PREFIXES["role"] + role, language) for role in ROLES}
    told = {node: row(tables, network, node, language, roles) for node in network}
    picture = draw(network, language=language, tooltip=lambda node: f"{told[node]['name']}\n{told[node]['type']}")
    rows = sorted(told.values(), key=place)
    return _Drawn(
        network,
        tuple({**node, **for_script(told[node["id"]])} for node in picture.nodes),
        picture.edges,
        picture.options,
        tuple(rows),
        _sentences(network, rows, language),
        _left_out(everything, network, language, whole=whole),
        roles,
    )


def _selected(network: DirectedNetwork, *, whole: bool) -> DirectedNetwork:
    if len(network) <= (MOST_DRAWN if whole else WHOLE_UP_TO):
        return network
    initiatives = of_kind(network, "initiative")
    kept = set(network) if whole else initiatives | {node for node in network if _spans(network, node)}
    if len(kept) > MOST_DRAWN:
        kept = set(sorted(kept, key=lambda node: (-network.degree(node), node))[:MOST_DRAWN])
    smaller: DirectedNetwork = nx.DiGraph()
    smaller.add_nodes_from((node, about) for node, about in network.nodes(data=True) if node in kept)
    smaller.add_edges_from(tie for tie in network.edges(data=True) if kept.issuperset(tie[:2]))
    return smaller


def _spans(network: DirectedNetwork, node: str) -> bool:
    return number_of_initiatives(network.nodes[node]) > 1


def _sentences(network: DirectedNetwork, rows: list[dict[str, Any]], language: str) -> tuple[str, ...]:
    """How much there is, who is in most, and who stands alone."""
    if not network:
        return (WORDS[language]["empty"],)
    told = [_how_much(network, language)]
    parties = [row for row in rows if row["kind"] == "organisation" and takes_part(network.nodes[row["id"]])]
    most = [(row["name"], row["count"]) for row in parties if row["count"] > 1]
    if most:
        leading = [f"{name} ({count})" for name, count in most if count >= most[min(2, len(most) - 1)][1]][:5]
        told.append(("Med i flest: " if language == "da" else "In most of them: ") + listed(leading, language) + ".")
    if alone := sum(1 for node in of_kind(network, "initiative") if not network.nodes[node]["partner_count"]):
        told.append(_alone(alone, language))
    return tuple(told)


def _how_much(network: DirectedNetwork, language: str) -> str:
    organisations = [node for node in of_kind(network, "organisation") if takes_part(network.nodes[node])]
    shared = [node for node in of_kind(network, "undertaking") if _spans(network, node)]
    numbers = {
        "initiative": len(of_kind(network, "initiative")),
        "organisation": len(organisations),
        "undertaking": len(shared),
    }
    parts = [counted(number, kind, language) for kind, number in numbers.items() if number or kind != "undertaking"]
    return listed(parts, language) + "."


def _alone(number: int, language: str) -> str:
    initiatives = counted(number, "initiative", language)
    if language == "da":
        return f"{initiatives} nævner ingen deltager ved navn."
    return f"{initiatives} {'names' if number == 1 else 'name'} no participant."


def _left_out(everything: DirectedNetwork, drawn: DirectedNetwork, language: str, *, whole: bool) -> str | None:
    if len(everything) == len(drawn):
        return None
    all_, some = (f"{len(network):,}" for network in (everything, drawn))
    if language == "da":
        all_, some = all_.replace(",", "."), some.replace(",", ".")
        why = (
            "de bedst forbundne"
            if whole or len(drawn) == MOST_DRAWN
            else "initiativerne og det, mindst to af dem deler"
        )
        return f"Netværket har {all_} knuder; tegningen viser {some}: {why}."
    why = (
        "the best connected" if whole or len(drawn) == MOST_DRAWN else "initiatives and what at least two of them share"
    )
    return f"The network has {all_} nodes; the drawing shows {some}: {why}."


def _focused(network: DirectedNetwork, focus: str) -> str:
    for node, about in network.nodes(data=True):
        if focus in (node, f"{about['kind']}/{about['slug']}"):
            return node
    named = [
        node for kind in KIND_ORDER for node in sorted(of_kind(network, kind)) if network.nodes[node]["slug"] == focus
    ]
    if not named:
        raise UnknownEntity(f"nothing in the network view is called {focus!r}: give a slug, or kind/slug")
    return named[0]
