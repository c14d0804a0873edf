"""Which known things may be meant by a name: an index by what is rare, so that no list is gone through."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache

from graph.resolution.entities import Entity, Kind
from graph.resolution.index import Index, Row
from graph.resolution.persons import address, is_shared, telephone
from graph.resolution.rarity import Rarity
from graph.resolution.words import Name, initials, name, numbered

__all__ = ["Candidates"]

_LOOKED_INTO: dict[Kind, tuple[Kind, ...]] = {"undertaking": ("undertaking", "initiative")}
"""Kinds that a mention may turn out to be of, where these are more than its own."""
_MOST_SHORT = 32
"""Things with one abbreviation beyond which it says nothing."""
_EXACT, _INITIALS = 3.0, 1.0
"""Likeness of a row by an exact name or an address, and by an abbreviation; letters and words make at most 2."""
_SHORT = 7
"""Letters below which a name may be an abbreviation of another."""


class Candidates:
    """An index over things that can be meant, and the counts of their words.

    Parameters
    ----------
    entities : iterable of Entity
        What is there at the beginning: what is added later costs the same.

    Attributes
    ----------
    rarity : Rarity
        Counts of words over all of them, for `graph.resolution.judgement.judge`.

    Examples
    --------
    >>> known = Candidates([Entity("a", "organisation", ("Nordhavns Tangfolk",))])
    >>> [each.iri for each in known.near(Entity("b", "organisation", ("Nordhavn Tangfolkk",)))]
    ['a']
    """

    def __init__(self, entities: Iterable[Entity] = ()) -> None:
        self.rarity = Rarity()
        self._shelves: dict[Kind, _Shelf] = {}
        self._kinds: dict[str, Kind] = {}
        for entity in entities:
            self.add(entity)

    def __len__(self) -> int:
        return len(self._kinds)

    def add(self, entity: Entity) -> None:
        """Take in a thing, in place of what had its IRI before."""
        self.remove(entity.iri)
        if entity.kind not in self._shelves:
            self._shelves[entity.kind] = _Shelf()
        self._shelves[entity.kind].add(entity)
        self._kinds[entity.iri] = entity.kind
        self.rarity.add(entity)

    def remove(self, iri: str) -> None:
        """Forget a thing, if it is there."""
        kind = self._kinds.pop(iri, None)
        if kind is not None:
            self.rarity.remove(self._shelves[kind].remove(iri))

    def near(self, mention: Entity, most: int = 8) -> list[Entity]:
        """The things that may be meant, the likeliest first.

        Parameters
        ----------
        mention : Entity
            What is looked for; the thing of the same IRI is not given back.
        most : int
            How many at most.
        """
        kinds = _LOOKED_INTO.get(mention.kind, (mention.kind,))
        shelves = [self._shelves[kind] for kind in kinds if kind in self._shelves]
        found = [each for shelf in shelves for each in shelf.near(mention, most + 1)]
        found.sort(key=lambda each: (-each[0], each[1].iri))
        return [entity for _, entity in found if entity.iri != mention.iri][:most]


class _Shelf:
    """The things of one kind, and the rows of their names."""

    def __init__(self) -> None:
        self._entities: list[Entity | None] = []
        self._places: dict[str, int] = {}
        self._index = Index()
        self._owner = array("I")
        self._short: dict[str, list[int]] = {}

    def add(self, entity: Entity) -> None:
        """Take in a thing that is not there."""
        place = self._places[entity.iri] = len(self._entities)
        self._entities.append(entity)
        rows = _rows(entity)
        for _, row in rows:
            self._owner.append(place)
            self._index.append(row)
        for short in {short for parts, _ in rows for short in _short(parts)}:
            self._short.setdefault(short, []).append(place)

    def remove(self, iri: str) -> Entity:
        """Forget a thing that is there: its rows stay, and lead to nothing."""
        place = self._places.pop(iri)
        entity, self._entities[place] = self._entities[place], None
        assert entity
        return entity

    def near(self, mention: Entity, most: int) -> list[tuple[float, Entity]]:
        """Likeness and thing, the likest first."""
        found: dict[int, float] = {}
        for parts, row in _rows(mention):
            exact = ((_EXACT, place) for each in row.exact for place in self._exactly(each))
            like = ((likeness, self._owner[number]) for likeness, number in self._index.near(row, 2 * most))
            for likeness, place in (*exact, *like, *self._abbreviated(parts)):
                found[place] = max(likeness, found.get(place, 0.0))
        listed = [(likeness, entity) for place, likeness in found.items() if (entity := self._entities[place])]
        listed.sort(key=lambda each: (-each[0], each[1].iri))
        return listed[:most]

    def _exactly(self, exact: str) -> Iterator[int]:
        """Things that a name or an address stands for exactly, without those that only share its list."""
        for place in {self._owner[number] for number in self._index.exactly(exact)}:
            entity = self._entities[place]
            if entity and any(exact in row.exact for _, row in _rows(entity)):
                yield place

    def _abbreviated(self, parts: Name) -> Iterator[tuple[float, int]]:
        """Things that have an abbreviation for a name, or its initials; where they are many, the first."""
        for short in _short(parts):
            kind, _, letters = short.partition(" ")
            asked = (
                {short: _EXACT, f"initials {letters}": _INITIALS} if kind == "code" else {f"code {letters}": _INITIALS}
            )
            for each, likeness in asked.items():
                yield from ((likeness, place) for place in self._short.get(each, ())[:_MOST_SHORT])


def _rows(entity: Entity) -> tuple[tuple[Name, Row], ...]:
    """Each name with its row; addresses and numbers are in the first."""
    return _rows_of(entity.names, tuple(_reach(entity)))


@lru_cache(maxsize=1 << 12)
def _rows_of(names: tuple[str, ...], also: tuple[str, ...]) -> tuple[tuple[Name, Row], ...]:
    return tuple(_each_row(names, also))


def _each_row(names: Iterable[str], also: tuple[str, ...]) -> Iterator[tuple[Name, Row]]:
    seen = set()
    for each in map(name, names):
        for parts in (each, name(each.short)) if each.short else (each,):
            if parts.key not in seen:
                seen.add(parts.key)
                exact = (f"name {parts.key}", *also) if len(parts.key) >= _SHORT else also
                yield parts, Row("".join(parts.words), parts.words, exact)
                also = ()
                if any(not spelt.startswith(word) for word, spelt in zip(parts.words, parts.spelt, strict=True)):
                    # A misspelt word is not translated: it is looked up as it stands.
                    yield parts, Row("".join(parts.spelt), parts.spelt)


def _reach(entity: Entity) -> Iterator[str]:
    yield from (f"mail {address(email)}" for email in sorted(entity.emails) if not is_shared(email))
    yield from (f"tel {telephone(number)}" for number in sorted(entity.phones) if telephone(number))
    if entity.kind in ("initiative", "undertaking"):
        numbers = {entity.number, *map(numbered, entity.names)}
        yield from (f"number {'.'.join(each.replace('.', ' ').split())}" for each in sorted(filter(None, numbers)))


def _short(parts: Name) -> Iterator[str]:
    """The initials of a name of several words; that a short name may be those of another one."""
    short = initials(parts)
    if 1 < len(short) < _SHORT:
        yield f"initials {short}"
    if len(parts.key) < _SHORT:
        yield f"code {parts.key}"
