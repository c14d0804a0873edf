"""The order of names, as lists have it: Danish, whatever the language of the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.arrays.iris import Iris
from graph.arrays.rows import Numbering, columns, known
from graph.catalogue.names import alphabetical
from graph.store import Store
from ontology.terms import CURATION_GRAPH

__all__ = ["danish_names", "literal", "order_of_names"]

_NAMES: Final = "SELECT ?thing ?name { ?thing skos:prefLabel ?name }"
_CURATED: Final = f"SELECT ?thing ?name {{ GRAPH {CURATION_GRAPH} {{ ?thing skos:prefLabel ?name }} }}"
_TITLES: Final = "SELECT ?thing ?name { ?thing dcterms:title ?name }"
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r"}
_LANGUAGES: Final = ("da", "en")


def danish_names(store: Store, iris: Iris) -> list[str]:
    """The Danish name of every IRI: of several the curated one, then the first in the alphabet.

    A thing without a Danish name goes by its English one, then by any, by its title, by the end of its IRI in words.
    """
    node = known({b"<%b>" % iri: number for number, iri in enumerate(iris.encoded())})
    met = Numbering()
    rows = [columns(store, query, node, met.column) for query in (_CURATED, _NAMES)]
    thing, name = (np.concatenate(found) for found in zip(*rows, strict=True))
    curated = np.arange(len(thing)) < len(rows[0][0])
    texts, preference = _read(met)
    # Literals in the order of their texts; the lowest number of a thing is its name.
    order = np.argsort(np.array(_sorting(texts), np.int64), kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    worth = ((preference * 2)[name] + ~curated) * (len(met) + 1) + place[name]
    best = np.full(len(iris), np.iinfo(np.int64).max)
    usable = (thing >= 0) & (preference[name] < len(_LANGUAGES) + 1)
    np.minimum.at(best, thing[usable], worth[usable])
    titles = _titles(store, node)
    found = np.where(best < np.iinfo(np.int64).max, best % (len(met) + 1), -1).tolist()
    ordered = order.tolist()
    return [
        texts[ordered[which]] if which >= 0 else titles.get(number) or _in_words(iris[number])
        for number, which in enumerate(found)
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
    >>> literal('"Blå \\\\"Vej\\\\""@da'.encode())
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


def _read(terms: Numbering) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The text of each term, and how welcome it is as a Danish name: 0 Danish, 1 English, 2 other, 3 not at all."""
    texts, preference = [], np.full(max(len(terms), 1), len(_LANGUAGES) + 1, np.int64)
    for number, term in enumerate(terms):
        text, language = literal(term) or ("", "")
        texts.append(text)
        if text:
            preference[number] = _LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES)
    return texts, preference


def _titles(store: Store, node: object) -> dict[int, str]:
    met = Numbering()
    thing, name = columns(store, _TITLES, node, met.column)  # type: ignore[arg-type]
    texts = [(literal(term) or ("", ""))[0] for term in met]
    return {one: texts[which] for one, which in zip(thing.tolist(), name.tolist(), strict=True) if one >= 0}


def _sorting(texts: Sequence[str]) -> list[int]:
    order = sorted(range(len(texts)), key=texts.__getitem__)
    found = [0] * len(texts)
    for place, number in enumerate(order):
        found[number] = place
    return found


def _folded(names: Sequence[str]) -> list[str]:
    """`alphabetical` of each name, worked out on all of them as one text: a million names in two seconds."""
    if any("\n" in name for name in names):
        return [alphabetical(name) for name in names]
    return alphabetical("\n".join(names)).split("\n") if names else []


def _in_words(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1].replace("-", " ").capitalize()
