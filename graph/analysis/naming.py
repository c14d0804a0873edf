"""Names of the few things that an answer shows, asked for by IRI: a store of millions of names is not read whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.analysis.words import Words, count, listed
from graph.arrays import Arrays
from graph.catalogue import fresh
from graph.store import Store
from ontology.errors import UnknownEntity
from ontology.terms import CURATION_GRAPH, PREFIXES, kind_and_slug

__all__ = ["Names", "first_of", "found", "name_in", "named", "names_of", "no_names", "number_of"]

Names = Mapping[str, Words]

_MOST_AT_ONCE: Final = 500
_MOST_LISTED: Final = 5
# Things have preferred labels, parts of initiatives labels, and what is as printed its text.
_SAID_BY: Final = ("skos:prefLabel", "rdfs:label", "fyr:text")
# A branch for each, as an engine that is given a table of properties may read every name of a large store.
_BRANCHES: Final = " UNION ".join(
    f"{{ ?thing {said} ?name BIND({place} AS ?place)"
    f" BIND(EXISTS {{ GRAPH {CURATION_GRAPH} {{ ?thing {said} ?name }} }} AS ?curated) }}"
    for place, said in enumerate(_SAID_BY)
)
_QUERY: Final = f"""PREFIX skos: <{PREFIXES["skos"]}>
PREFIX rdfs: <{PREFIXES["rdfs"]}>
PREFIX fyr: <{PREFIXES["fyr"]}>
SELECT ?thing ?name {{ VALUES ?thing {{ %s }} {_BRANCHES} }} ORDER BY ?place DESC(?curated) ?name"""


def names_of(store: Store, iris: Iterable[str]) -> dict[str, Words]:
    """Danish and English names; where a language is lacking the other's, and the end of the IRI where there is none.

    Parameters
    ----------
    store : Store
        Is asked, unless its names are in memory already.
    iris : iterable of str
        Repeated or not.
    """
    wanted = list(dict.fromkeys(iris))
    told: dict[str, Words] = {}
    if (known := fresh(store)) is not None:
        labels = {iri: known.tables.label(iri) for iri in wanted if iri in known.tables.labels}
        told = {iri: Words(label.da, label.en) for iri, label in labels.items()}
    texts: dict[str, dict[str, str]] = {}
    rest = iter([iri for iri in wanted if iri not in told])
    while some := list(islice(rest, _MOST_AT_ONCE)):
        for thing, name in store.select(_QUERY % " ".join(str(NamedNode(iri)) for iri in some)).rows:
            if isinstance(thing, NamedNode) and isinstance(name, Literal):
                texts.setdefault(thing.value, {}).setdefault(name.language or "", name.value)
    return {iri: told.get(iri) or _words(iri, texts.get(iri, {})) for iri in wanted}


def no_names(iris: Iterable[str]) -> dict[str, Words]:
    """IRIs in words, or whatever stands for them, for numbers that come without a store."""
    return {iri: _words(iri, {}) for iri in iris}


def named(names: Names, iris: Iterable[str], most: int = _MOST_LISTED) -> Words:
    """Names one after the other; of many the first, and how many more there are.

    Examples
    --------
    >>> named({"a": Words("Å", "A"), "b": Words("B", "B"), "c": Words("C", "C")}, "abc", most=1)
    Words(da='Å og 2 andre', en='A and 2 others')
    """
    every = [names[iri] for iri in iris]
    return first_of(every, len(every), most)


def first_of(names: Sequence[Words], total: int, most: int = _MOST_LISTED) -> Words:
    """The same where only the first names of so many are at hand: one more than are listed, or all."""
    if total <= most + 1:
        return listed([*names])
    return listed([*names[:most], count(total - most, ("anden", "andre"), ("other", "others"))])


def name_in(view: Arrays, number: int) -> Words:
    """Name of a thing by its number in a view."""
    label = view.label(number)
    return Words(label.da, label.en)


def found(arrays: Arrays, name: str, *kinds: str) -> int:
    """Number of a thing by its slug or IRI; a slug is looked for among some kinds, in their order.

    Raises
    ------
    UnknownEntity
        There is none, or a filter leaves it out.
    """
    numbers = [arrays.number(kind, name) for kind in kinds] if ":" not in name else [arrays.iris.number(name)]
    for number in numbers:
        if number is not None and (kind_and_slug(arrays.iris[number]) or ("",))[0] in kinds:
            if arrays.holds(number):
                return number
            raise UnknownEntity(f"the filters leave out {name!r}: ask for more")
    raise UnknownEntity(f"there is no {' or '.join(kinds)} {name!r}: see the lists of them for slugs")


def number_of(view: Arrays, iri: str) -> int:
    """Number of a thing of any kind by its IRI.

    Raises
    ------
    UnknownEntity
        There is none, or a filter leaves it out.
    """
    number = view.iris.number(iri)
    if number is None or not view.holds(number):
        raise UnknownEntity(f"there is no {iri} in what is looked at: is it left out by a filter, or misspelt?")
    return number


def _words(iri: str, texts: Mapping[str, str]) -> Words:
    end = iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1].replace("-", " ")
    any_ = next(iter(texts.values()), end[:1].upper() + end[1:] if "/" in iri else iri)
    danish, english = texts.get("da"), texts.get("en")
    return Words(danish or english or any_, english or danish or any_)
