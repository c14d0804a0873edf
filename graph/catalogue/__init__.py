"""Things and lists of things out of a store, as REST and the pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final, overload
from weakref import WeakKeyDictionary, proxy

from graph.arrays import arrays
from graph.catalogue import details, lists, models
from graph.catalogue.facts import places
from graph.catalogue.large import large_tables
from graph.catalogue.sources import sources
from graph.catalogue.tables import Tables, read_tables
from graph.spelling import alphabetical, matches, relevance
from graph.store import Store
from ontology.errors import UnknownEntity
from ontology.models import Thing
from ontology.terms import kind_and_slug, thing

__all__ = ["Catalogue", "Things", "alphabetical", "catalogue", "fresh", "matches", "models", "relevance"]


@dataclass(frozen=True)
class Catalogue:
    """One revision of a store, with what its lists need in memory."""

    store: Store
    revision: str
    tables: Tables

    def find(self, kind: str, slug: str) -> str:
        """IRI of the thing of this kind and slug.

        Raises
        ------
        UnknownEntity
            There is none; the message names what comes nearest.
        """
        iri = f"{thing(kind, 'x').value.removesuffix('x')}{slug}"
        if kind_and_slug(iri) and iri in self.known(kind):
            return iri
        near = [found.id for found in lists.search(self.tables, slug.replace("-", " "), limit=20) if found.kind == kind]
        hint = f": did you mean {' or '.join(near[:3])}?" if near else ""
        raise UnknownEntity(f"there is no {kind} {slug!r}{hint}")

    def known(self, kind: str) -> Mapping[str, None]:
        """IRIs of all things of a kind."""
        return self.tables.kinds[kind]

    def thing(self, iri: str) -> Thing:
        """A thing with its names."""
        return self.tables.thing(iri)

    def initiative(self, slug: str) -> models.InitiativeDetail:
        """One initiative whole."""
        return details.initiative(self.store, self.tables, self.find("initiative", slug))

    def organisation(self, slug: str) -> models.OrganisationDetail:
        """One organisation whole."""
        return details.organisation(self.store, self.tables, self.find("organisation", slug))

    def collective(self, slug: str) -> models.CollectiveDetail:
        """One collective whole."""
        return details.collective(self.store, self.tables, self.find("collective", slug))

    def person(self, slug: str) -> models.PersonItem:
        """One person with contact details."""
        return details.person(self.store, self.tables, self.find("person", slug))

    def undertaking(self, slug: str) -> models.UndertakingDetail:
        """One undertaking whole."""
        return details.undertaking(self.store, self.tables, self.find("undertaking", slug))

    def sources(self) -> list[models.SourceItem]:
        """Every document that was taken in."""
        return sources(self.store, self.tables)

    def source(self, slug: str) -> models.SourceItem:
        """One document that was taken in."""
        iri = self.find("source", slug)
        return next(item for item in self.sources() if item.iri == iri)

    def places(self, passages: Iterable[str]) -> list[models.Evidence]:
        """Where some passages stand, by their IRIs."""
        return places(self.store, self.tables, passages)


class Things(Sequence[Thing]):
    """Things by their IRIs, made when they are looked at: there may be half a million of them.

    Parameters
    ----------
    known : Catalogue
        Where their names are.
    iris : sequence of str
        Which things.
    """

    def __init__(self, known: Catalogue, iris: Sequence[str]) -> None:
        self._known, self._iris = known, iris

    def __len__(self) -> int:
        return len(self._iris)

    @overload
    def __getitem__(self, place: int) -> Thing: ...
    @overload
    def __getitem__(self, place: slice) -> list[Thing]: ...
    def __getitem__(self, place: int | slice) -> Thing | list[Thing]:
        if isinstance(place, slice):
            return [self._known.thing(iri) for iri in self._iris[place]]
        return self._known.thing(self._iris[place])


MUCH: Final = 20_000
"""Things from which a graph is a large one."""

# Nothing that is kept may hold the store that it is kept for: it would never be let go.
_kept: WeakKeyDictionary[Store, tuple[str, Tables]] = WeakKeyDictionary()
_reading = Lock()


def fresh(store: Store) -> Catalogue | None:
    """The catalogue of a store as it is now, where it has been read already."""
    revision, tables = _kept.get(store) or ("", None)
    return Catalogue(store, revision, tables) if tables is not None and revision == store.revision else None


def _tables(store: Store) -> Tables:
    """All names and links in memory where they are few, else what the arrays hold of them."""
    held = arrays(store)
    return read_tables(store) if len(held) < MUCH else large_tables(proxy(store), held)


def catalogue(store: Store) -> Catalogue:
    """The catalogue of a store as it is now; read again when its revision has changed."""
    with _reading:
        kept = fresh(store)
        if kept is None:
            # A revision may come back, when a document is taken out again: its tables hold nothing of another.
            with store.still() as revision:
                kept = Catalogue(store, revision, _tables(store))
                _kept[store] = revision, kept.tables
        return kept
