"""The order of names, as lists have it: Danish, whatever the language of the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.arrays.iris import Iris
from graph.arrays.rows import each_piece
from graph.spelling import alphabetical
from graph.store import Store
from ontology.terms import CURATION_GRAPH

__all__ = ["literal", "names", "order_of_names"]

_DANISH: Final = 'SELECT ?thing ?name { ?thing skos:prefLabel ?name FILTER(LANG(?name) = "da" && ?name != ""@da) }'
_OTHERS: Final = 'SELECT ?thing ?name { ?thing skos:prefLabel ?name FILTER(LANG(?name) != "da" && STR(?name) != "") }'
_CURATED: Final = f"SELECT ?thing ?name {{ GRAPH {CURATION_GRAPH} {{ ?thing skos:prefLabel ?name }} }}"
_TITLES: Final = "SELECT ?thing ?name { ?thing dcterms:title ?name }"
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r"}


def names(store: Store, iris: Iris) -> tuple[list[str], list[str]]:
    """The Danish and the English name of every IRI; the English one is empty where there is none.

    Of several names in a language the curated one counts, then the first in the alphabet. A thing without a Danish name
    goes by its English one, then by any, by its title, by the end of its IRI in words.
    """
    things = [b"<%b>" % iri for iri in iris.encoded()]
    danish, others = _named(store, _DANISH), _named(store, _OTHERS)
    found = others | danish
    if not found.keys() >= set(things):
        found = _named(store, _TITLES) | found
    english = [other if (other := others.get(thing, b"")).endswith(b'"@en') else b"" for thing in things]
    return (
        [
            text or _in_words(iris[number])
            for number, text in enumerate(_texts([found.get(thing, b"") for thing in things], b'"@da'))
        ],
        _texts(english, b'"@en'),
    )


def _named(store: Store, query: str) -> dict[bytes, bytes]:
    """A name of each thing, both as TSV writes them: an English one, a curated one, the first in the alphabet."""
    pairs: set[tuple[bytes, bytes]] = set()
    each_piece(store, query, lambda terms: pairs.update(zip(terms[::2], terms[1::2], strict=True)))
    named = dict(pairs)
    if len(named) < len(pairs):
        curated: set[tuple[bytes, bytes]] = set()
        each_piece(store, _CURATED, lambda terms: curated.update(zip(terms[::2], terms[1::2], strict=True)))
        several = {thing for thing, count in Counter(thing for thing, _ in pairs).items() if count > 1}

        def best_first(pair: tuple[bytes, bytes]) -> tuple[bool, bool, tuple[str, str]]:
            return not pair[1].endswith(b'"@en'), pair not in curated, literal(pair[1]) or ("", "")

        named |= dict(sorted((pair for pair in pairs if pair[0] in several), key=best_first, reverse=True))
    return named


def _texts(terms: Sequence[bytes], usual: bytes) -> list[str]:
    """The texts of terms, most of which end in the same way."""
    return [
        term[1:-4].decode() if term.endswith(usual) and b"\\" not in term else (literal(term) or ("",))[0]
        for term in terms
    ]


def order_of_names(names: Sequence[str]) -> npt.NDArray[np.int32]:
    """Place of each name in the order of the Danish alphabet; equal ones keep their order.

    Examples
    --------
    >>> order_of_names(["Ø", "a", "Å", "Z"]).tolist()
    [2, 0, 3, 1]
    """
    keys = _folded(names)
    rank = np.empty(len(keys), np.int32)
    rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys), dtype=np.int32)
    return rank


def literal(term: bytes) -> tuple[str, str] | None:
    r"""Text and language of a literal as TSV writes it; None for an IRI or a blank node.

    Examples
    --------
    >>> literal('"Blå \\"Vej\\""@da'.encode())
    ('Blå "Vej"', 'da')
    """
    if term[:1] in (b"<", b"_", b""):
        return None
    text, language = term.decode(), ""
    if text.startswith('"'):
        end = text.rindex('"')
        text, language = text[1:end], text[end + 2 :] if text[end + 1 : end + 2] == "@" else ""
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text)
    return text, language


def _folded(names: Sequence[str]) -> list[str]:
    """`alphabetical` of each name, worked out on all of them as one text: a million names in two seconds."""
    if any("\n" in name for name in names):
        return [alphabetical(name) for name in names]
    return alphabetical("\n".join(names)).split("\n") if names else []


def _in_words(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1].replace("-", " ").capitalize()
