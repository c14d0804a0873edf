"""The catalogue of a large graph: links and names out of the arrays, other texts of a thing when it is shown.

It answers as the tables of a small graph do, but for what nobody could look at: the lists inside an item end after
`MOST_INSIDE`, with the whole number beside them, and initiatives stand in the order of their sources and names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, TypeVar, overload

import numpy as np
import numpy.typing as npt
from pyoxigraph import Literal, NamedNode

from graph.arrays import Arrays, Iris, Pairs
from graph.arrays.model import run
from graph.catalogue.search import NameIndex
from graph.catalogue.tables import PREFIX_LINES, Links, Tables
from graph.spelling import alphabetical
from graph.store import Store
from ontology.models import Label, Thing
from ontology.terms import CURATION_GRAPH, KINDS, kind_and_slug

__all__ = ["MOST_INSIDE", "Large", "Listed", "large_tables"]

MOST_INSIDE: Final = 12
"""Most things in a list inside an item of a list."""

# An initiative may have several rows: one for each role that some source says.
_MOST_ROWS: Final = 8 * MOST_INSIDE
_KEPT: Final = 1 << 12

T = TypeVar("T")
_Numbers = npt.NDArray[np.int32]


class Listed(Sequence[str]):
    """IRIs of some nodes, made when they are looked at."""

    def __init__(self, iris: Iris, numbers: npt.NDArray[np.integer]) -> None:
        self._iris, self._numbers = iris, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return self._iris.take(self._numbers[place])
        return self._iris[int(self._numbers[place])]


@dataclass(frozen=True)
class Large(Tables):
    """Tables over arrays: mappings that look things up stand where those of a small graph are dictionaries."""

    arrays: Arrays = field(kw_only=True)
    index: NameIndex = field(kw_only=True)

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """Place of every thing in the order of the Danish names."""
        every = np.arange(len(self.arrays), dtype=np.int32)
        return _Mapped(self.arrays, every, lambda number: int(self.arrays.rank[number]))

    @cached_property
    def initiatives(self) -> Mapping[str, int]:
        """Place of every initiative in the order of the sources, then of the names."""
        first = self.arrays.kind("initiative").start
        return _InOrder(self.arrays, self.in_order, lambda number: int(self.places[number - first]))

    @cached_property
    def in_order(self) -> _Numbers:
        """Numbers of the initiatives in their order."""
        among, proposed = self.arrays.kind("initiative"), self.arrays.proposed
        source = np.full(len(among), len(self.arrays), np.int32)
        np.minimum.at(source, proposed.start - among.start, proposed.end)
        order = np.lexsort([self.arrays.rank[among.start : among.stop], source])
        return (order + among.start).astype(np.int32)

    @cached_property
    def places(self) -> _Numbers:
        """Place of each initiative, the first of their numbers first."""
        places = np.empty(len(self.in_order), np.int32)
        places[self.in_order - self.arrays.kind("initiative").start] = np.arange(len(places), dtype=np.int32)
        return places

    def thing(self, iri: str) -> Thing:
        """A thing as every list shows it; nothing is kept, as there may be a million."""
        found = kind_and_slug(iri)
        return Thing(id=found[1], iri=iri, kind=found[0], label=self.label(iri)) if found else super().thing(iri)

    def label(self, iri: str) -> Label:
        """Its name, as in `Tables.label`."""
        number = self.arrays.iris.number(iri)
        return super().label(iri) if number is None else self.arrays.label(number)

    def concepts(self, scheme: str) -> list[str]:
        """IRIs of the concepts in use below this IRI, in the order of their Danish names."""
        used = [iri for iri in self.arrays.types if iri.startswith(scheme)]
        return sorted(used, key=lambda concept: alphabetical(self.label(concept).da))

    def used(self, links: str) -> set[str]:
        """What some links lead to."""
        return set(self.arrays.iris.take(_distinct(_pairs(self.arrays)[links].ends)))

    def count(self, iri: str, counts: _Numbers) -> int:
        """What is counted of a thing; 0 for one that is no node."""
        number = self.arrays.iris.number(iri)
        return 0 if number is None else int(counts[number])

    def attended(self, party: str) -> list[tuple[str, str | None]]:
        """The first initiatives that a party takes part in, each with its role."""
        number, statements = self.arrays.iris.number(party), self.arrays.participations
        if number is None:
            return []
        rows = statements.turned[run(statements.ends, number)]
        if len(rows) <= _MOST_ROWS:
            return self._first_attended(rows)
        # Who takes part in very much is on the first page of every list.
        if number not in self.busy:
            if len(self.busy) >= _KEPT:
                self.busy.clear()
            self.busy[number] = self._first_attended(rows)
        return self.busy[number]

    def _first_attended(self, rows: _Numbers) -> list[tuple[str, str | None]]:
        statements = self.arrays.participations
        initiatives = statements.start[rows]
        places = self.places[initiatives - self.arrays.kind("initiative").start]
        if len(places) > _MOST_ROWS:
            near = np.argpartition(places, _MOST_ROWS)[:_MOST_ROWS]
            rows, places = rows[near], places[near]
        held = sorted(set(zip(places.tolist(), statements.code[rows].tolist(), strict=True)))
        shown = sorted({place for place, _ in held})[:MOST_INSIDE]
        iris = dict(zip(shown, self.arrays.iris.take(self.in_order[shown]), strict=True))
        found = [(iris[place], self.arrays.roles[code] if code >= 0 else None) for place, code in held if place in iris]
        return sorted(found, key=lambda each: (self.initiatives[each[0]], each[1] or ""))

    def builders(self, iri: str) -> list[str]:
        """The first initiatives that build on a thing."""
        number, among = self.arrays.iris.number(iri), self.arrays.kind("initiative")
        if number is None:
            return []
        found = _distinct(self.arrays.dependencies.to(number))
        found = found[(found >= among.start) & (found < among.stop)]
        return self.arrays.iris.take(self._first(found))

    @cached_property
    def orders(self) -> dict[object, _Numbers]:
        """Orders of whole kinds of things, worked out when they are first asked for."""
        return {}

    @cached_property
    def busy(self) -> dict[int, list[tuple[str, str | None]]]:
        """What those who take part in very much attend first, as far as it was asked."""
        return {}

    def _first(self, initiatives: _Numbers) -> _Numbers:
        """The first few of some initiatives, in their order."""
        places = self.places[initiatives - self.arrays.kind("initiative").start]
        return initiatives[np.argsort(places, kind="stable")[:MOST_INSIDE]]


def large_tables(store: Store, arrays: Arrays) -> Large:
    """The tables of a store whose arrays are at hand: made at once, whatever its size."""
    links = {name: _linked(arrays, pairs) for name, pairs in _pairs(arrays).items()}
    every = np.arange(len(arrays), dtype=np.int32)
    links["types"] = _Mapped(arrays, every, lambda number: _type(arrays, number))
    links["sources"] = _read(store, "SELECT ?other {{ {} dcterms:source ?other }} ORDER BY ?other", _iris)
    reverse = {name: _linked(arrays, pairs, turned=True) for name, pairs in _pairs(arrays).items()}
    reverse["sources"] = _read(store, "SELECT ?one {{ ?one dcterms:source {} }} ORDER BY ?one", _iris)
    return Large(
        kinds={kind: _Mapped(arrays, arrays.numbers(kind), lambda _: None) for kind in KINDS},
        labels=_Either(_Mapped(arrays, every, lambda number: _labels(arrays, number)), _texts(store, "skos:prefLabel")),
        aliases=_read(store, "SELECT DISTINCT ?name {{ {} skos:altLabel ?name }} ORDER BY ?name", _literals),
        definitions=_texts(store, "skos:definition"),
        summaries=_texts(store, "dcterms:abstract"),
        parties=_Mapped(arrays, arrays.numbers("initiative"), lambda number: _held(arrays, number)),
        roles=_Mapped(arrays, arrays.parties, lambda number: _held(arrays, number, turned=True)),
        links=links,
        reverse=reverse,
        texts={
            "numbers": _read(store, "SELECT ?text {{ {} fyr:printedNumber ?text }} ORDER BY DESC(?text)", _text),
            "titles": _read(store, "SELECT ?text {{ {} dcterms:title ?text }} ORDER BY DESC(?text)", _text),
        },
        order={},
        arrays=arrays,
        index=NameIndex(store, arrays),
    )


class _Mapped(Mapping[str, T]):
    """Something of each of some nodes in order, by their IRIs."""

    def __init__(self, arrays: Arrays, numbers: _Numbers, of: Callable[[int], T]) -> None:
        self._arrays, self._numbers, self._of = arrays, numbers, of

    def __getitem__(self, iri: str) -> T:
        number = self._arrays.iris.number(iri)
        if number is None or not self._holds(number):
            raise KeyError(iri)
        return self._of(number)

    def __iter__(self) -> Iterator[str]:
        return map(self._arrays.iris.__getitem__, self._numbers.tolist())

    def __len__(self) -> int:
        return len(self._numbers)

    def _holds(self, number: int) -> bool:
        found = run(self._numbers, number)
        return bool(found.start < found.stop)


class _InOrder(_Mapped[T]):
    """The same of nodes of one kind in another order."""

    def _holds(self, number: int) -> bool:
        among = self._arrays.kind("initiative")
        return number in range(among.start, among.stop)


class _Linked(Mapping[str, list[str]]):
    """What each node is linked with, by IRIs; one without a link is not held."""

    def __init__(self, arrays: Arrays, pairs: Pairs, turned: bool) -> None:
        self._arrays, self._pairs, self._turned = arrays, pairs, turned

    def __getitem__(self, iri: str) -> list[str]:
        number = self._arrays.iris.number(iri)
        if number is None or not len(found := self._pairs.to(number) if self._turned else self._pairs.of(number)):
            raise KeyError(iri)
        return self._arrays.iris.take(found)

    def __iter__(self) -> Iterator[str]:
        return map(self._arrays.iris.__getitem__, self._numbers.tolist())

    def __len__(self) -> int:
        return len(self._numbers)

    @cached_property
    def _numbers(self) -> _Numbers:
        return _distinct(self._pairs.ends if self._turned else self._pairs.start)


class _Read(Mapping[str, T]):
    """Something that the store says of a thing, read when it is asked for; what it says of all is never listed."""

    def __init__(self, read: Callable[[str], T]) -> None:
        self._read = lru_cache(_KEPT)(read)

    def __getitem__(self, iri: str) -> T:
        if not (found := self._read(iri)):
            raise KeyError(iri)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class _Either(_Read[Mapping[str, str]]):
    """The first of two mappings that knows a thing."""

    def __init__(self, one: Mapping[str, Mapping[str, str]], other: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(lambda iri: one.get(iri) or other.get(iri) or {})


def _read(store: Store, query: str, as_: Callable[[list[object]], T]) -> Mapping[str, T]:
    """The only column of a query about a thing."""
    return _Read(lambda iri: as_([row[0] for row in store.select(PREFIX_LINES + query.format(NamedNode(iri))).rows]))


def _texts(store: Store, predicate: str) -> Mapping[str, Mapping[str, str]]:
    """One text of each language; of several the curated one, then the first in the alphabet."""
    curated = f"GRAPH {CURATION_GRAPH} {{{{ {{0}} {predicate} ?text }}}}"
    query = f"SELECT ?text {{{{ {{0}} {predicate} ?text OPTIONAL {{{{ {curated} BIND(1 AS ?first) }}}} }}}}"
    return _read(store, f"{query} ORDER BY DESC(?first) ?text", _by_language)


def _by_language(column: list[object]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for text in column:
        if isinstance(text, Literal):
            found.setdefault(text.language or "", text.value)
    return found


def _iris(column: list[object]) -> list[str]:
    return list(dict.fromkeys(each.value for each in column if isinstance(each, NamedNode)))


def _literals(column: list[object]) -> list[Literal]:
    return [each for each in column if isinstance(each, Literal)]


def _text(column: list[object]) -> str:
    return next((each.value for each in column if isinstance(each, Literal)), "")


def _pairs(arrays: Arrays) -> dict[str, Pairs]:
    return {
        "builds_on": arrays.dependencies.links,
        "themes": arrays.themes,
        "mentions": arrays.mentions.links,
        "people": arrays.contacts.links,
        "owners": arrays.owners,
        "part_of": arrays.part_of,
        "members": arrays.members,
    }


def _linked(arrays: Arrays, pairs: Pairs, *, turned: bool = False) -> Links:
    return _Linked(arrays, pairs, turned)


def _distinct(ordered: _Numbers) -> _Numbers:
    """Numbers in order, each once."""
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _type(arrays: Arrays, number: int) -> list[str]:
    code = int(arrays.type[number])
    return [arrays.types[code]] if code >= 0 else []


def _labels(arrays: Arrays, number: int) -> Mapping[str, str]:
    english = arrays.english[number]
    return {"da": arrays.danish[number]} | ({"en": english} if english else {})


def _held(arrays: Arrays, number: int, *, turned: bool = False) -> list[tuple[str, str | None]]:
    """The other ends of the participations of a node, each with the role."""
    statements = arrays.participations
    sides = (statements.ends, statements.start) if turned else (statements.start, statements.end)
    places = run(sides[0], number)
    rows = statements.turned[places] if turned else np.arange(places.start, places.stop, dtype=np.int32)
    found = dict.fromkeys(zip(sides[1][rows].tolist(), statements.code[rows].tolist(), strict=True))
    return [(arrays.iris[other], arrays.roles[code] if code >= 0 else None) for other, code in found]
