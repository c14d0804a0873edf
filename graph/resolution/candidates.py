"""Which known things may be meant by a name: an index by rare letters, so that no list is gone through.

Every name is cut into groups of three letters. A mention is looked up by its rarest groups, so that a slip of the pen
leaves most of them; the few things that share most are compared letter by letter, and the nearest are given back. Exact
names, initials, e-mail addresses and telephone numbers have an index of their own.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
from rapidfuzz.fuzz import ratio

from graph.resolution.entities import Entity
from graph.resolution.words import folded, initials, words

__all__ = ["Candidates"]

_GRAMS = 8
"""Groups of letters by which a name is looked up at most."""
_MOST_READ = 40_000
"""Entries of the index that one look-up reads at most: the common groups are left out."""
_COMPARED = 40
"""Things that are compared letter by letter."""
_MOST_SHARING = 50
"""Things with one abbreviation beyond which it says nothing."""
_ABBREVIATION = 7


class Candidates:
    """An index over things that can be compared.

    Parameters
    ----------
    entities : iterable of Entity
        What is there at the beginning.
    """

    def __init__(self, entities: Iterable[Entity] = ()) -> None:
        self._entities: list[Entity | None] = []
        self._place: dict[str, int] = {}
        self._grams: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._exact: dict[str, list[int]] = defaultdict(list)
        for entity in entities:
            self.add(entity)

    def __len__(self) -> int:
        return len(self._place)

    def add(self, entity: Entity) -> None:
        """Take in a thing, in place of what had its IRI before."""
        self.remove(entity.iri)
        place = len(self._entities)
        self._entities.append(entity)
        self._place[entity.iri] = place
        for gram in {gram for name in entity.names for gram in _grams(name)}:
            self._grams[gram].append(place)
        for exact in _exact(entity):
            self._exact[exact].append(place)

    def remove(self, iri: str) -> None:
        """Forget a thing."""
        place = self._place.pop(iri, None)
        if place is not None:
            self._entities[place] = None

    def near(self, mention: Entity, most: int = 8) -> list[Entity]:
        """The things that may be meant, the likeliest first.

        Parameters
        ----------
        mention : Entity
            What is looked for; the thing of the same IRI is not given back.
        most : int
            How many at most.
        """
        exact = [place for each in _exact(mention) for place in self._exact.get(each, ())[:_MOST_SHARING]]
        places = dict.fromkeys([*exact, *self._sharing(mention)])
        found = [entity for place in places if (entity := self._entities[place]) and entity.iri != mention.iri]
        certain = set(exact)
        scored = [(self._place[entity.iri] in certain, _likeness(mention, entity), entity) for entity in found]
        scored.sort(key=lambda each: (-each[0], -each[1], each[2].iri))
        return [entity for _, _, entity in scored[:most]]

    def _sharing(self, mention: Entity) -> Iterator[int]:
        """Places of the things that share most of the rare groups of letters."""
        for name in mention.names:
            lists = sorted((self._grams[gram] for gram in _grams(name) if gram in self._grams), key=len)
            # Copies: an array that something looks into cannot grow.
            chosen = [np.array(entries, dtype=np.uint32) for entries in _rarest(lists)]
            if chosen:
                places, counts = np.unique(np.concatenate(chosen), return_counts=True)
                best = np.argsort(-counts, kind="stable")[:_COMPARED]
                yield from (int(place) for place in places[best])


def _rarest(lists: Iterable[array[int]]) -> Iterator[array[int]]:
    read = 0
    for number, entries in enumerate(lists):
        read += len(entries)
        if number and (number >= _GRAMS or read > _MOST_READ):
            return
        yield entries


def _grams(name: str) -> set[str]:
    text = f" {' '.join(words(name))} "
    return {text[start : start + 3] for start in range(len(text) - 2)}


def _exact(entity: Entity) -> set[str]:
    found = {f"name {folded(name).replace(' ', '')}" for name in entity.names}
    found |= {f"mail {email.lower()}" for email in entity.emails} | {f"tel {phone}" for phone in entity.phones}
    if entity.kind in ("organisation", "undertaking"):
        for name in entity.names:
            letters = folded(name).replace(" ", "")
            if len(letters) <= _ABBREVIATION and " " not in name:
                found.add(f"short {letters}")
            elif len(initials(name)) > 1:
                found.add(f"short {initials(name)}")
    return found


def _likeness(mention: Entity, entity: Entity) -> float:
    return max(ratio(folded(a), folded(b)) for a in mention.names for b in entity.names)
