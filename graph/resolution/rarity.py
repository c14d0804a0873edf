"""How much a word tells: what few names hold tells much, what thousands hold tells nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from graph.resolution.entities import Entity, Kind
from graph.resolution.words import Name, name, vocabulary

__all__ = ["Rarity", "is_common", "telling"]

_COMMON, _PLACE, _LEAST = 0.15, 0.4, 0.05
_A_WORD = 3
"""Things that hold a word from which it is one, and no slip of the pen."""
_FEW = 50
"""Things below which their counts say nothing."""


class Rarity:
    """Counts, over things that can be meant, of the words in their names and of their abbreviations.

    Parameters
    ----------
    entities : iterable of Entity
        What is there at the beginning.
    """

    def __init__(self, entities: Iterable[Entity] = ()) -> None:
        self._things = 0
        self._told_by_all = 0.0
        self._holding: Counter[str] = Counter()
        self._bearing: Counter[str] = Counter()
        for entity in entities:
            self.add(entity)

    def add(self, entity: Entity) -> None:
        """Count a thing in."""
        self._count(entity, 1)

    def remove(self, entity: Entity) -> None:
        """Count a thing out."""
        self._count(entity, -1)

    def weight(self, word: str) -> float:
        """What a word in its one form tells, in (0, 1]."""
        alone = telling(word)
        if self._things < _FEW:
            return alone
        return max(_LEAST, min(alone, 1 - math.log1p(self._holding.get(word, 0)) / self._told_by_all))

    def is_word(self, word: str) -> bool:
        """Whether enough things hold a word for it to be no slip."""
        return self._holding.get(word, 0) >= _A_WORD

    def bearers(self, key: str) -> int:
        """How many things have this abbreviation for a name."""
        return self._bearing[key]

    def _count(self, entity: Entity, by: int) -> None:
        parts = [name(printed) for printed in entity.names]
        self._things += by
        self._told_by_all = math.log1p(self._things)
        for word in {word for each in parts for word in each.words}:
            self._holding[word] += by
        for key in {each.key for each in parts if each.is_code}:
            self._bearing[key] += by


@lru_cache(maxsize=1 << 14)
def telling(word: str) -> float:
    """What a word tells by itself, in (0, 1]: rare and long ones more than common and short ones."""
    if vocabulary().is_common(word):
        return _COMMON
    if word in vocabulary().places:
        return _PLACE
    return min(1.0, 0.4 + len(word) / 10)


def is_common(parts: Name, kind: Kind = "undertaking") -> bool:
    """Whether many things are called so: "Klimaplan", "Kommunale erfaringer".

    Examples
    --------
    >>> is_common(name("Kommunale erfaringer")), is_common(name("Den Store Tangfarm"))
    (True, False)
    """
    known, undertaking = vocabulary(), kind != "organisation"
    return not parts.is_code and all(word.isdigit() or known.is_common(word, undertaking) for word in parts.words)
