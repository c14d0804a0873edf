"""Which classes are edges of which network: read from the ontology, where a class says so of itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode

from ontology.terms import fyr
from ontology.vocabulary import vocabulary

__all__ = ["Edge", "edges"]


@dataclass(frozen=True)
class Edge:
    """A class whose nodes are edges: from what points to one by `start` to what it points to by `end`.

    Parameters
    ----------
    network : str
        Name of the network it belongs to.
    class_, start, end, shortcut : NamedNode
        The class; the property to its nodes, the one on from them, and the one that links both ends directly.
    """

    network: str
    class_: NamedNode
    start: NamedNode
    end: NamedNode
    shortcut: NamedNode


@cache
def edges() -> dict[str, Edge]:
    """The edges that the ontology declares, by the name of their network.

    Examples
    --------
    >>> sorted(edges())
    ['contact', 'dependency', 'mention', 'participation']
    >>> edges()["dependency"].shortcut == fyr("buildsOn")
    True
    """
    said = {(triple.subject, triple.predicate): triple.object for triple in vocabulary("fyrnet.ttl")}
    found: dict[str, Edge] = {}
    for (class_, predicate), name in said.items():
        if predicate == fyr("edgeIn") and isinstance(class_, NamedNode) and isinstance(name, Literal):
            paths = [said[class_, fyr(each)] for each in ("edgeFrom", "edgeTo", "edgeShortcut")]
            start, end, shortcut = (path for path in paths if isinstance(path, NamedNode))
            found[name.value] = Edge(name.value, class_, start, end, shortcut)
    return found
