"""What reaches a person directly, and a copy of a store without it.

Withheld are e-mail addresses and telephone numbers wherever they stand, and the text of every passage from a section of
contacts. A text that looks as if it held an address or a number is withheld whole: rather too much than too little.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from graph.store import EmbeddedStore, Store
from ontology.terms import PREFIXES, fyr, term

__all__ = ["reaches_a_person", "without_contacts"]

_WITHHELD: Final = {term("vcard:hasEmail"), term("vcard:hasTelephone")}
_SCHEMES: Final = ("mailto:", "tel:")
_EMAIL: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_TELEPHONE: Final = re.compile(r"(?<![\w.,])(?:(?:\+|00)45[ .]?)?\d{2}[ .]?\d{2}[ .]?\d{2}[ .]?\d{2}(?!\w)")
_WORDS: Final = {PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"}


def reaches_a_person(text: str) -> bool:
    """Whether a text holds an e-mail address or a Danish telephone number.

    Examples
    --------
    >>> [reaches_a_person(text) for text in ("Anne, tlf. 00 11 22 33", "anne@example.org", "300 mia. kr.")]
    [True, True, False]
    """
    return bool(_EMAIL.search(text) or _TELEPHONE.search(text))


def without_contacts(store: Store) -> EmbeddedStore:
    """A copy in memory without anything that reaches a person directly."""
    graphs: dict[NamedNode, list[Quad]] = defaultdict(list)
    # What is withheld is asked first, and has to fit what is copied then.
    with store.still():
        for quad in _shown(store.quads(), _contact_passages(store)):
            if isinstance(quad.graph_name, NamedNode):
                graphs[quad.graph_name].append(quad)
    copy = EmbeddedStore()
    copy.replace(graphs)
    return copy


def _contact_passages(store: Store) -> set[str]:
    """IRIs of the passages that say whom to call."""
    passages = f'SELECT DISTINCT ?passage {{ ?passage {fyr("section")} "contact" }}'
    return {passage.value for (passage,) in store.select(passages).rows if isinstance(passage, NamedNode)}


def _shown(quads: Iterable[Quad], contact_passages: set[str]) -> Iterable[Quad]:
    text = fyr("text")
    for quad in quads:
        subject = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
        if not (
            quad.predicate in _WITHHELD
            or (quad.predicate == text and subject in contact_passages)
            or (isinstance(quad.object, NamedNode) and quad.object.value.lower().startswith(_SCHEMES))
            or (
                isinstance(quad.object, Literal)
                and quad.object.datatype.value in _WORDS
                and reaches_a_person(quad.object.value)
            )
        ):
            yield quad
