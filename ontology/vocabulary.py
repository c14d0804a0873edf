"""The shipped Turtle files of this room, as triples."""

from __future__ import annotations

from functools import cache
from importlib import resources

from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from ontology.terms import ID

__all__ = ["FILES", "vocabulary"]

FILES = ("fyrnet.ttl", "concepts.ttl", "shapes.ttl")
_SHIPPED_ID = "https://w3id.org/fyrnet/id/"


@cache
def vocabulary(name: str) -> tuple[Triple, ...]:
    """Triples of one of `FILES`, in the order of the file; the same in every process, blank nodes included.

    Themes are things, so under another `FYRNET_BASE` their IRIs begin with that base, as those of all other things do.

    Examples
    --------
    >>> all(len(vocabulary(name)) > 100 for name in FILES)
    True
    """
    text = resources.files("ontology").joinpath(name).read_text(encoding="utf-8").replace(_SHIPPED_ID, ID)
    stem = name.removesuffix(".ttl")
    # The parser names blank nodes at random, and a store that is filled again would see a change: number them instead.
    names: dict[BlankNode, BlankNode] = {}
    triples = []
    for quad in parse(text.encode(), format=RdfFormat.TURTLE):
        start, end = quad.subject, quad.object
        if isinstance(start, BlankNode):
            start = names.setdefault(start, BlankNode(f"{stem}{len(names)}"))
        if isinstance(end, BlankNode):
            end = names.setdefault(end, BlankNode(f"{stem}{len(names)}"))
        triples.append(Triple(start, quad.predicate, end))
    return tuple(triples)
